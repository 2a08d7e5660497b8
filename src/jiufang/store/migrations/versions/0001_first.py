"""The first shape: tenants and access, people, hiring, ledgers."""

from __future__ import annotations

from alembic import op

from jiufang.store.migrations.guards import guard, prepare, release, run

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "tenants",
    "audit_log",
    "chain_heads",
    "idempotency_keys",
    "jobs",
    "persons",
    "tags",
    "tenant_keys",
    "users",
    "webhooks",
    "api_keys",
    "applications",
    "consents",
    "documents",
    "erasures",
    "job_versions",
    "merge_proposals",
    "notes",
    "person_identifiers",
    "person_keys",
    "saved_searches",
    "taggings",
    "decisions",
    "interviews",
    "messages",
    "profiles",
    "screening_sessions",
    "matches",
    "scorecards",
)  # each after those that it refers to
APPEND_ONLY = ("audit_log", "consents", "erasures", "job_versions", "decisions")


def upgrade() -> None:
    """Make the tables and guard them."""
    prepare()
    run("0001_first.sql")
    for name in TABLES:
        guard(name, append_only=name in APPEND_ONLY)


def downgrade() -> None:
    """Remove the tables."""
    for name in reversed(TABLES):
        op.drop_table(name)
    release()
