"""Who is let in: sessions, links, deliveries to webhooks, rates; and the roll of tenants."""

from __future__ import annotations

from alembic import op

from jiufang.store.connect import APPLICATION
from jiufang.store.migrations.guards import guard, run

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("sessions", "links", "deliveries", "rate_buckets")
BEFORE = (
    "DROP TRIGGER tenants_enrol ON tenants",
    "DROP FUNCTION queue.enrol()",
    "DROP TABLE queue.tenants",
    # No link opens a conversation any more: what was its hash is lost, chance stands in.
    "ALTER TABLE screening_sessions ADD COLUMN token_hash BYTEA DEFAULT sha256(gen_random_uuid()::text::bytea) NOT NULL",
    "ALTER TABLE screening_sessions ADD COLUMN expires_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL",
    "ALTER TABLE screening_sessions ALTER COLUMN token_hash DROP DEFAULT, ALTER COLUMN expires_at DROP DEFAULT",
    "ALTER TABLE screening_sessions ADD CONSTRAINT screening_sessions_tenant_id_token_hash_key UNIQUE (tenant_id, token_hash)",
    "ALTER TABLE webhooks DROP COLUMN rests_until",
    "ALTER TABLE api_keys DROP COLUMN hint",
    "DROP INDEX users_oidc_subject_key",
    "ALTER TABLE users DROP COLUMN proved_after",
)


def upgrade() -> None:
    """Make the tables and guard them."""
    run("0004_access.sql")
    for name in TABLES:
        guard(name)
    op.execute(f"GRANT SELECT, INSERT ON queue.tenants TO {APPLICATION}")


def downgrade() -> None:
    """Take all of it back."""
    for statement in BEFORE:
        op.execute(statement)
    for name in reversed(TABLES):
        op.drop_table(name)
