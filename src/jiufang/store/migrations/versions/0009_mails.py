"""Mails: what is on its way to somebody's own address."""

from __future__ import annotations

from alembic import op

from jiufang.store.migrations.guards import guard, run

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and guard it."""
    run("0009_mails.sql")
    guard("mails")


def downgrade() -> None:
    """Remove it."""
    op.drop_table("mails")
