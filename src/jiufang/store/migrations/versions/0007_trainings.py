"""Trainings: a stored configuration for each model that is trained in the background."""

from __future__ import annotations

from alembic import op

from jiufang.store.migrations.guards import guard, run

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and guard it."""
    run("0007_trainings.sql")
    guard("trainings")


def downgrade() -> None:
    """Remove it."""
    op.drop_table("trainings")
