"""Tables of who may do what: tenants, their keys and users, sessions, links, API keys, remembered requests, webhooks, rates."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKeyConstraint,
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

from jiufang.store.tables.base import count, digest, link, metadata, record, refers, sealed, table, time, verbatim, words

ROLES = ("owner", "recruiter", "hiring_manager", "interviewer", "auditor")
DELIVERY_STATES = ("waiting", "delivered", "dead")

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
    time("proved_after", optional=True),
    CheckConstraint("role IN ({})".format(", ".join(f"'{role}'" for role in ROLES)), name="role"),
    doc="somebody who works with the system",
)
Index("users_email_key", users.c.tenant_id, func.lower(users.c.email), unique=True)
Index("users_oidc_subject_key", users.c.tenant_id, users.c.oidc_subject, unique=True)

sessions = table(
    "sessions",
    link("user_id"),
    digest("token_hash"),
    digest("old_hash", optional=True),
    time("old_until", optional=True),
    time("seen_at"),
    time("rotated_at"),
    time("proved_at"),
    UniqueConstraint("tenant_id", "token_hash"),
    refers("user_id", "users", on_delete="CASCADE"),
    doc="a browser that somebody signed in with; of its token, and of the one before, only the hash is kept",
)
Index("sessions_old_hash_idx", sessions.c.tenant_id, sessions.c.old_hash)
Index("sessions_user_id_idx", sessions.c.tenant_id, sessions.c.user_id)

links = table(
    "links",
    words("kind"),
    link("about"),
    digest("token_hash"),
    time("expires_at"),
    time("used_at", optional=True),
    UniqueConstraint("tenant_id", "token_hash"),
    doc="a private link: to a screening session, for a user who was invited or forgot their password, for the first owner",
)
Index("links_about_idx", links.c.tenant_id, links.c.about, links.c.kind)

api_keys = table(
    "api_keys",
    link("user_id"),
    words("name"),
    digest("secret_hash"),
    words("hint", default=""),
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
    time("rests_until", optional=True),
    doc="who is told of events; the secrets that sign them are sealed with the tenant's key",
)

deliveries = table(
    "deliveries",
    link("webhook_id"),
    words("event"),
    words("type"),
    verbatim("body"),
    words("state", default="waiting"),
    count("tries", default=0),
    time("next_at", optional=True),
    words("reason", default=""),
    UniqueConstraint("tenant_id", "webhook_id", "event"),
    refers("webhook_id", "webhooks", on_delete="CASCADE"),
    CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in DELIVERY_STATES)), name="state"),
    doc="an event on its way to who is told of it: ids, codes and counts, as the very bytes that are signed",
)

rate_buckets = Table(
    "rate_buckets",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("held", Double, nullable=False),
    Column("at", Double, nullable=False),
    Column("full_at", Double, nullable=False),
    Column("ok", Boolean, nullable=False),
    PrimaryKeyConstraint("tenant_id", "key"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
    prefixes=["UNLOGGED"],  # what a crash empties is a minute of counting
    comment="how often somebody may still ask for something, all processes together; who and what is a keyed hash",
    info={"kind": "mutable"},
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
Index("saved_searches_user_id_idx", saved_searches.c.tenant_id, saved_searches.c.user_id, saved_searches.c.id)
