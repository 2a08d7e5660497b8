"""Stages of a company's own; scorecards that stay as they were handed in."""

from __future__ import annotations

from alembic import op

from jiufang.store.migrations.guards import guard, run

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the trigger that keeps what was handed in."""
    run("0003_stages.sql")
    guard("stage_templates")


def downgrade() -> None:
    """Remove both."""
    op.execute("DROP TRIGGER scorecards_stay ON scorecards")
    op.execute("DROP FUNCTION refuse_resubmission()")
    op.drop_table("stage_templates")
