"""Tasks in the background: a table of ours that tells of them, and Procrastinate's tables, in a schema of their own, that deliver them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from jiufang.store.connect import APPLICATION
from jiufang.store.migrations.guards import guard, run

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Procrastinate's functions name its tables without their schema; so told, they find them whoever calls.
FIND_OWN_TABLES = """
DO $$ DECLARE made regprocedure; BEGIN
    FOR made IN SELECT oid FROM pg_proc WHERE pronamespace = 'queue'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = queue, pg_temp', made);
    END LOOP;
END $$
"""


def upgrade() -> None:
    """Make the table of tasks, and the tables that deliver them: they hold a tenant's and a task's id, and nothing else."""
    run("0002_tasks.sql")
    guard("tasks")
    before = op.get_bind().execute(text("SHOW search_path")).scalar_one()
    op.execute("CREATE SCHEMA queue")
    op.execute("SET LOCAL search_path TO queue")
    run("0002_procrastinate.sql")
    op.execute(f"SET LOCAL search_path TO {before}")
    op.execute(FIND_OWN_TABLES)
    op.execute(f"GRANT USAGE ON SCHEMA queue TO {APPLICATION}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA queue TO {APPLICATION}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA queue TO {APPLICATION}")


def downgrade() -> None:
    """Remove both."""
    op.execute("DROP SCHEMA queue CASCADE")
    op.drop_table("tasks")
