"""What guards a table: row-level security, rights of the application's role, and the trigger of append-only tables."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from jiufang.store.connect import APPLICATION, MAKE_ROLE

TENANT = "(SELECT nullif(current_setting('app.tenant', true), '')::uuid)"  # as a subquery it is asked once a statement, not once a row

VECTOR = """
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS vector;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the extension vector is missing, and this role may not make it'
        USING HINT = 'let an administrator run in this database: CREATE EXTENSION vector';
END $$
"""
NO_VECTOR = """
DO $$ BEGIN
    DROP EXTENSION IF EXISTS vector;
EXCEPTION WHEN insufficient_privilege OR dependent_objects_still_exist THEN
    NULL; -- an administrator made it, or others use it
END $$
"""
REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""


def prepare() -> None:
    """Make the application's role and the function that refuses changes."""
    op.execute(MAKE_ROLE)
    op.execute(REFUSE)
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION}")


def release() -> None:
    """Undo `prepare`; the role stays, since other databases of the server may use it."""
    op.execute("DROP FUNCTION refuse_change()")
    op.execute(f"REVOKE USAGE ON SCHEMA public FROM {APPLICATION}")


def have_vectors() -> None:
    """Make the extension pgvector available, where an administrator has not."""
    op.execute(VECTOR)


def leave_vectors() -> None:
    """Remove the extension, unless it is an administrator's or somebody else uses it."""
    op.execute(NO_VECTOR)


def run(file: str) -> None:
    """Run the statements of an SQL file beside the migrations."""
    op.execute(Path(__file__).with_name("versions").joinpath(file).read_text("utf-8"))


def guard(name: str, *, append_only: bool = False) -> None:
    """Show a table's rows to their own tenant only, the table's owner included, and give the application its rights.

    Args:
        name: the table.
        append_only: rows may be read and added, neither changed nor removed, whoever asks.
    """
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON {name} USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
    op.execute(f"GRANT SELECT, INSERT{'' if append_only else ', UPDATE, DELETE'} ON {name} TO {APPLICATION}")
    if append_only:
        op.execute(f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute(f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} EXECUTE FUNCTION refuse_change()")
