"""The database arrives at the declared tables, step by step, and goes back."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from jiufang.errors import BadInput
from jiufang.store import migrate
from jiufang.store.connect import owner_engine
from jiufang.store.tables import metadata

LEFT = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


@pytest.fixture
def owner(server, empty):
    """The owner of an empty database."""
    return owner_engine(server.url(database=empty))


def test_migrations_arrive_at_the_declared_tables(owner):
    """After all migrations, the database and the declared tables are equal: tables, columns, keys, defaults."""
    with owner.begin() as connection:
        migrate.upgrade(connection)

        assert migrate.differences(connection) == []


def test_a_missing_column_is_noticed(owner):
    """The comparison can fail."""
    with owner.begin() as connection:
        migrate.upgrade(connection)
        connection.execute(text("ALTER TABLE persons DROP COLUMN contact"))

        assert len(migrate.differences(connection)) == 1


def test_up_down_up(owner):
    """Every step can be taken back; nothing is left behind, and the way up is open again."""
    with owner.begin() as connection:
        migrate.upgrade(connection)
        migrate.downgrade(connection, to="base")

        assert connection.execute(text(LEFT)).all() == []
        assert connection.execute(text("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")).all() == []
        migrate.upgrade(connection)
        assert migrate.differences(connection) == []


def test_a_second_upgrade_changes_nothing(owner):
    """A database that has arrived is left alone."""
    for _ in range(2):
        with owner.begin() as connection:
            migrate.upgrade(connection)
            revision = migrate.revision(connection)

    assert revision is not None


def test_a_migration_that_breaks_off_leaves_nothing(owner):
    """All steps are one transaction: a half-migrated database does not exist."""
    with owner.connect() as connection:
        migrate.upgrade(connection)
        connection.invalidate()

    with owner.begin() as connection:
        assert migrate.revision(connection) is None
        assert connection.execute(text(LEFT)).all() == []


def test_a_newer_database_is_refused(owner):
    """An older program does not touch what a newer one made."""
    with owner.begin() as connection:
        migrate.upgrade(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(BadInput, match="9999"):
            migrate.upgrade(connection)


def test_every_table_is_guarded(owner):
    """No table lacks the tenant, row-level security that binds its owner too, a policy, and a comment that says what a row is."""
    with owner.begin() as connection:
        migrate.upgrade(connection)
        query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relrowsecurity AND relforcerowsecurity"
        guarded = {row[0] for row in connection.execute(text(query))}
        with_policy = {row[0] for row in connection.execute(text("SELECT tablename FROM pg_policies WHERE policyname = 'own_tenant'"))}

    assert set(metadata.tables) == guarded == with_policy
    assert all("tenant_id" in table.primary_key.columns and table.comment for table in metadata.tables.values())


def test_append_only_tables_are_what_they_say(owner):
    """The tables declared append-only are those that the application may not update or delete from, and no others."""
    query = "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'jiufang_app'"
    with owner.begin() as connection:
        migrate.upgrade(connection)
        rights: dict[str, set[str]] = {}
        for name, right in connection.execute(text(query)):
            rights.setdefault(name, set()).add(right)

    for name, table in metadata.tables.items():
        append_only = table.info["kind"] == "append_only"
        assert rights[name] == ({"SELECT", "INSERT"} if append_only else {"SELECT", "INSERT", "UPDATE", "DELETE"}), name
