"""Lists of everything a page shows: who counts, in which order, by which index; teams of jobs, attachments, who was seen."""

from __future__ import annotations

from alembic import op

from jiufang.store.migrations.guards import guard, run

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = {
    "persons": ("root_id",),
    "profiles": ("made_by", "reason"),
    "applications": ("duplicate_of", "match_id", "score", "lot"),
    "matches": ("latest", "lot"),
    "interviews": ("minutes", "place"),
    "messages": ("thread_id", "made_by", "external_id"),
    "screening_sessions": ("match_id",),
}
INDEXES = (
    "persons_listed_idx",
    "taggings_tag_id_idx",
    "saved_searches_user_id_idx",
    "applications_arrived_idx",
    "applications_job_id_idx",
    "matches_person_id_idx",
    "interviews_application_id_idx",
    "interviews_person_id_idx",
    "interviews_starts_at_idx",
    "scorecards_person_id_idx",
    "messages_person_id_idx",
    "messages_status_idx",
    "screening_sessions_application_id_idx",
    "screening_sessions_person_id_idx",
    "audit_log_actor_idx",
)  # those on removed columns go with them
FILLED = ("persons", "applications", "matches")


def upgrade() -> None:
    """Add columns, indexes and tables, and fill in what is kept already."""
    for name in FILLED:
        op.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")  # the owner fills in the rows of every tenant
    run("0005_lists.sql")
    for name in FILLED:
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    guard("job_team")
    guard("attachments")
    guard("sightings", append_only=True)


def downgrade() -> None:
    """Remove them."""
    for name in ("sightings", "attachments", "job_team"):
        op.drop_table(name)
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.execute("CREATE INDEX applications_job_id_idx ON applications (tenant_id, job_id, stage)")
