"""Tables of who may do what: tenants, their keys and users, API keys, remembered requests, webhooks."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from jiufang.store.tables.base import count, digest, link, metadata, record, refers, sealed, table, time, words

ROLES = ("owner", "recruiter", "hiring_manager", "interviewer", "auditor")

tenants = Table(
    "tenants",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("settings", JSONB(none_as_null=True), nullable=False, server_default=text("'{}'::jsonb")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    PrimaryKeyConstraint("tenant_id"),
    comment="a company or team; sees itself alone",
    info={"kind": "mutable"},
)

tenant_keys = table(
    "tenant_keys",
    words("purpose"),
    words("master"),
    Column("wrapped", LargeBinary, nullable=False),
    UniqueConstraint("tenant_id", "purpose"),
    doc="a key of the tenant's, wrapped by the master key: for content of nobody's, for blind fingerprints, for the heads of chains",
)

users = table(
    "users",
    words("email"),
    words("name", default=""),
    words("role"),
    words("password_hash", optional=True),
    words("oidc_subject", optional=True),
    time("disabled_at", optional=True),
    CheckConstraint("role IN ({})".format(", ".join(f"'{role}'" for role in ROLES)), name="role"),
    doc="somebody who works with the system",
)
Index("users_email_key", users.c.tenant_id, func.lower(users.c.email), unique=True)

api_keys = table(
    "api_keys",
    link("user_id"),
    words("name"),
    digest("secret_hash"),
    Column("scopes", ARRAY(Text), nullable=False),
    time("expires_at", optional=True),
    time("revoked_at", optional=True),
    time("last_used_at", optional=True),
    UniqueConstraint("tenant_id", "secret_hash"),
    refers("user_id", "users", on_delete="CASCADE"),
    doc="a program's key; only its hash is kept",
)

idempotency_keys = table(
    "idempotency_keys",
    words("actor"),
    words("key"),
    digest("request_hash"),
    count("status", optional=True),
    sealed("response", optional=True),
    time("expires_at"),
    UniqueConstraint("tenant_id", "actor", "key"),
    doc="a request that was answered: asked again, it is answered the same (sealed with the tenant's key)",
)

webhooks = table(
    "webhooks",
    words("url"),
    Column("events", ARRAY(Text), nullable=False),
    sealed("secret"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    doc="who is told of events; the secret that signs them is sealed with the tenant's key",
)

saved_searches = table(
    "saved_searches",
    link("user_id", optional=True),
    words("name"),
    record("query"),
    Column("alert", Boolean, nullable=False, server_default=text("false")),
    time("seen_at", optional=True),
    refers("user_id", "users", on_delete="CASCADE"),
    doc="a search that somebody wants to run again, or be told of",
)
