"""Whatever a query says, a transaction sees and makes its tenant's rows only."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from jiufang.errors import Conflict, NotFound, RefusedByPolicy
from jiufang.store.connect import Database
from jiufang.store.ids import new_id
from jiufang.store.tables import applications, consents, jobs, metadata, persons, tags, tenants


def add_tag(connection, tenant, name="urgent"):
    """Add one row of one's own, or try to add one of another's."""
    connection.execute(insert(tags).values(tenant_id=tenant, id=new_id(), name=name))


def test_a_stranger_sees_nothing(database, make_tenant):
    """Mallory's transaction finds no row of Mei's in any table, not even that she is a tenant."""
    mei, mallory = make_tenant("Mei"), make_tenant("Mallory")
    with database.transaction(mei) as connection:
        add_tag(connection, mei)
    with database.transaction(mallory) as connection:
        seen = {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in metadata.sorted_tables}

    assert {name: count for name, count in seen.items() if count} == {"tenants": 1}


def test_a_stranger_changes_nothing(database, make_tenant):
    """Updates and deletes without any condition reach one's own rows only."""
    mei, mallory = make_tenant("Mei"), make_tenant("Mallory")
    with database.transaction(mei) as connection:
        add_tag(connection, mei)
    with database.transaction(mallory) as connection:
        assert connection.execute(text("UPDATE tags SET name = 'mine'")).rowcount == 0
        assert connection.execute(text("DELETE FROM tags")).rowcount == 0
    with database.transaction(mei) as connection:
        assert connection.execute(select(tags.c.name)).scalar_one() == "urgent"


def test_nothing_is_put_into_another_tenant(database, make_tenant):
    """A row that names another tenant is refused."""
    mei, mallory = make_tenant("Mei"), make_tenant("Mallory")

    with pytest.raises(DBAPIError, match="row-level security"), database.transaction(mallory) as connection:
        add_tag(connection, mei)


def test_no_row_refers_to_another_tenants(database, make_tenant):
    """Foreign keys are checked beyond row-level security, so they carry the tenant."""
    mei, mallory = make_tenant("Mei"), make_tenant("Mallory")
    person = new_id()
    with database.transaction(mei) as connection:
        connection.execute(insert(persons).values(tenant_id=mei, id=person))

    job, application = new_id(), {"tenant_id": mallory, "id": new_id(), "person_id": person}
    with database.transaction(mallory) as connection:
        connection.execute(insert(jobs).values(tenant_id=mallory, id=job, title="Baker"))
    with pytest.raises(NotFound), database.transaction(mallory) as connection:
        connection.execute(insert(applications).values(**application, job_id=job))


def test_without_a_tenant_there_is_nothing(database, tenant):
    """A forgotten tenant shows an empty database, also on a connection that served a tenant before."""
    with database.transaction(tenant) as connection:
        add_tag(connection, tenant)
    with database.engine.begin() as connection:
        assert connection.execute(select(func.count()).select_from(tags)).scalar_one() == 0
        assert connection.execute(select(func.count()).select_from(tenants)).scalar_one() == 0


def test_the_application_has_no_way_around_it(database, tenant):
    """The application's role cannot turn the policies off, become somebody else, or change what is append-only."""
    for attempt in (
        "ALTER TABLE tags DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_tenant ON tags",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE jiufang_app BYPASSRLS",
        "TRUNCATE tags",
        "TRUNCATE audit_log",
        "UPDATE decisions SET number = 0",
        "DELETE FROM audit_log",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "COPY tags TO '/tmp/tags'",
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner|must be able"), database.transaction(tenant) as connection:
            connection.execute(text(attempt))


def test_row_security_off_fails_rather_than_shows(database, tenant):
    """Asking for no policies gives an error, not the rows."""
    with database.transaction(tenant) as connection:
        connection.execute(text("SET LOCAL row_security = off"))
        with pytest.raises(DBAPIError, match="row-level security"):
            connection.execute(select(tags))


@pytest.mark.parametrize("statement", ["UPDATE consents SET purpose = 'other'", "DELETE FROM consents", "TRUNCATE consents"])
def test_not_even_the_owner_changes_what_is_append_only(database, tenant, statement):
    """The trigger refuses whoever asks, a superuser too."""
    person = new_id()
    with database.transaction(tenant) as connection:
        connection.execute(insert(persons).values(tenant_id=tenant, id=person))
        row = {"purpose": "screening", "given": True, "text_version": "1", "text_sha256": b"0" * 32, "recorded_by": "Ada"}
        connection.execute(insert(consents).values(tenant_id=tenant, id=new_id(), person_id=person, **row))

    with pytest.raises(DBAPIError, match="append-only"), database.owner() as connection:
        connection.execute(text(statement))


def test_an_error_takes_everything_back(database, tenant):
    """A transaction that fails leaves nothing."""
    with pytest.raises(Conflict), database.transaction(tenant) as connection:
        [add_tag(connection, tenant) for _ in range(2)]
    with database.transaction(tenant) as connection:
        assert connection.execute(select(func.count()).select_from(tags)).scalar_one() == 0


def test_a_superuser_works_as_the_application(server, database):
    """Whoever logs in, the connection gives up all further rights."""
    name = database.engine.url.database
    as_superuser = Database(server.url(database=name))
    as_superuser.check()
    with as_superuser.engine.begin() as connection:
        assert connection.execute(text("SELECT current_user")).scalar_one() == "jiufang_app"
    as_superuser.close()


def test_a_role_that_bypasses_the_policies_is_refused(database):
    """Should somebody give the application's role that right, nothing is served."""
    with database.owner() as connection:
        connection.execute(text("ALTER ROLE jiufang_app BYPASSRLS"))
    try:
        with pytest.raises(RefusedByPolicy, match="row-level security"):
            database.check()
    finally:
        with database.owner() as connection:
            connection.execute(text("ALTER ROLE jiufang_app NOBYPASSRLS"))
    database.check()


def test_ids_sort_by_time():
    """UUIDv7: version and variant are right, later ones sort later, no two are equal."""
    ids = [new_id() for _ in range(2000)]

    assert {(id.version, id.variant) for id in ids} == {(7, "specified in RFC 4122")}
    assert [id.int >> 80 for id in ids] == sorted(id.int >> 80 for id in ids)
    assert len(set(ids)) == len(ids)
