"""Search: words and facets of profiles, in which of them a term stands, their vectors, and alerts of saved searches."""

from __future__ import annotations

from alembic import op

from jiufang.store.migrations.guards import guard, have_vectors, leave_vectors, run

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("search_entries", "search_postings", "search_vectors", "search_alerts")  # each after those that it refers to


def upgrade() -> None:
    """Make the tables and guard them."""
    have_vectors()
    run("0006_search.sql")
    for name in TABLES:
        guard(name)


def downgrade() -> None:
    """Remove them; the extension stays if others use it."""
    for name in reversed(TABLES):
        op.drop_table(name)
    leave_vectors()
