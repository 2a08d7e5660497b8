"""A15: one row altered, taken out, put in, moved or cut off among a hundred thousand, and the chain says so (ASVS 5.0 16.4.2).

Two thousand rows here; all of them with `make trust`, or `JIUFANG_A15_ROWS=100000 pytest -n0 -s tests/security/test_a15_audit_chain.py`.
"""

# ruff: noqa: S608 - the names in the statements are our own
from __future__ import annotations

import datetime as dt
import random
import time

import pytest
from sqlalchemy import text
from tests.counts import FULL, count

from jiufang.store import audit, ledger
from jiufang.store.connect import APPLICATION
from jiufang.store.ids import new_id
from jiufang.store.ledger import Head
from jiufang.store.opening import DEFAULT_TENANT
from jiufang.store.session import Session
from jiufang.store.tables import audit_log, chain_heads

ROWS = count(2_000, 100_000, variable="JIUFANG_A15_ROWS")
TIMES = count(2, 6, variable="JIUFANG_A15_TIMES")  # each attack, each time at another row
RATE = 50_000  # rows a second
PATIENCE = 3  # with machines that have something else to do
AT_ONCE = 5_000
COLUMNS = ("number", "at", "actor", "action", "subject", "subject_id", "details", "previous", "hash", "id")


@pytest.fixture(scope="module")
def filled(server):
    """A database with a long audit log, and the vault that its heads are signed with."""
    from tests.postgres import TEMPLATE, fresh

    from jiufang.store.connect import Database
    from jiufang.store.master import Keyring, MasterKey
    from jiufang.store.opening import Store
    from jiufang.store.vault import Vault

    for name in fresh(server, TEMPLATE):
        database = Database(server.url(user=APPLICATION, database=name), owner_url=server.url(database=name))
        store = Store(database, Vault(Keyring((MasterKey.new(),))))
        store.add_tenant(DEFAULT_TENANT, "Harbour Works")
        with store.session() as session:
            audit.log(session, actor="mei@example.com", action="opened", subject="job")
            _fill(session, ROWS)
        yield store
        store.close()


def _fill(session, rows):
    """Chain many entries at once, as `ledger.append` does one by one."""
    head = ledger.head(session, audit_log)
    while head.number < rows:
        made = []
        for _ in range(min(AT_ONCE, rows - head.number)):
            row = {
                "number": head.number + 1, "at": dt.datetime.now(dt.UTC), "actor": f"user{head.number % 50}@example.com", "action": "seen",
                "subject": "person", "subject_id": new_id(), "details": {"people": head.number % 7, "blind": True},
            }  # fmt: skip
            hash, id = None, new_id()
            values = [ledger._plain(row[c.name], c.name in ledger._records(audit_log)) for c in ledger.HASHED[audit_log.name]]
            hash = ledger._hash(head.hash, session.tenant, id, values)
            told = {**row, "details": ledger._json(row["details"])}
            made.append({**told, "id": id, "tenant_id": session.tenant, "previous": head.hash, "hash": hash})
            head = Head(row["number"], hash)
        statement = text(
            f"INSERT INTO audit_log (tenant_id, {', '.join(COLUMNS)}) VALUES (:tenant_id, "
            + ", ".join(f"CAST(:{c} AS json)" if c == "details" else f":{c}" for c in COLUMNS)
            + ")"
        )
        session.connection.execute(statement, made)
    told = {"number": head.number, "hash": head.hash, "signature": ledger._signature(session, audit_log, head)}
    session.connection.execute(chain_heads.update().where(chain_heads.c.chain == "audit_log").values(told))


def tampered(store, *statements, known=None, **given):
    """Return what the log says after statements that no trigger and no right hinders; then it is as before."""
    from jiufang.store.connect import owner_engine

    with owner_engine(store.database.owner_url).connect() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.execute(text(statement), given)
        connection.exec_driver_sql(f"SET LOCAL ROLE {APPLICATION}")
        connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(DEFAULT_TENANT)})
        verdict = audit.verify(Session(connection, DEFAULT_TENANT, store.vault), known=known)
        connection.rollback()
    return verdict


ALTERED = {
    "actor": "actor = actor || '.'",
    "action": "action = 'erased'",
    "time": "at = at + interval '1 microsecond'",
    "subject": "subject_id = gen_random_uuid()",
    "nothing said": "subject_id = NULL",
    "details": "details = json_build_object('people', 99)",
    "a blank": "details = (details::text || ' ')::json",
    "hash": "hash = set_bit(hash, 3, 1 - get_bit(hash, 3))",
    "previous": "previous = set_bit(previous, 3, 1 - get_bit(previous, 3))",
}
SHIFT = "UPDATE audit_log SET number = -(number {0} 1) WHERE number {1} :n"
TURN = "UPDATE audit_log SET number = -number WHERE number < 0"
COPY = "INSERT INTO audit_log SELECT (a).* FROM (SELECT jsonb_populate_record(a, {0}) AS a FROM audit_log a WHERE number = :n) x"
ATTACKS = {
    **{f"altered: {name}": (f"UPDATE audit_log SET {change} WHERE number = :n",) for name, change in ALTERED.items()},
    "taken out": ("DELETE FROM audit_log WHERE number = :n",),
    "taken out, and the gap closed": ("DELETE FROM audit_log WHERE number = :n", SHIFT.format("-", ">"), TURN),
    "put in": (SHIFT.format("+", ">"), TURN, COPY.format("jsonb_build_object('id', gen_random_uuid(), 'number', a.number + 1)")),
    "two swapped": (
        "UPDATE audit_log SET number = -(2 * :n + 1 - number) WHERE number IN (:n, :n + 1)",
        TURN,
    ),
    "another's place": ("UPDATE audit_log SET id = gen_random_uuid() WHERE number = :n",),
}


@pytest.mark.timeout(600)
def test_a15_any_one_row(filled):
    """Whatever is done to one row, whichever it is, the chain breaks at it."""
    chance, missed, tried = random.Random(15), [], 0
    for name, statements in ATTACKS.items():
        for n in [chance.randrange(2, ROWS) for _ in range(TIMES)]:
            verdict = tampered(filled, *statements, n=n)
            tried += 1
            if verdict.intact or not n - 1 <= verdict.rows <= n:
                missed.append((name, n, verdict))
    assert tampered(filled).intact
    print(f"A15: {tried - len(missed)} of {tried} manipulations of one row in {ROWS:,} found")  # noqa: T201 - the figures

    assert missed == []


@pytest.mark.timeout(600)
def test_a15_rows_cut_off(filled):
    """Cut off at the end, rows are missed: by the signed head, by a head kept elsewhere where the signed one was set back too."""
    with filled.session() as session:
        known = ledger.head(session, audit_log)
    cut = "DELETE FROM audit_log WHERE number > :n"
    set_back = "UPDATE chain_heads SET number = :n, hash = (SELECT hash FROM audit_log WHERE number = :n) WHERE chain = 'audit_log'"
    for gone in (1, 2, ROWS // 2, ROWS - 1):
        assert not tampered(filled, cut, n=ROWS - gone).intact
        assert not tampered(filled, cut, set_back, n=ROWS - gone).intact  # nobody else can sign it
        assert not tampered(filled, cut, "DELETE FROM chain_heads WHERE chain = 'audit_log'", n=ROWS - gone, known=known).intact


def test_a15_an_old_signed_head(filled):
    """A whole older state, signed at its time, is no longer the log: only a head that was kept elsewhere tells, and it does."""
    with filled.session() as session:
        earlier = session.connection.execute(text("SELECT * FROM chain_heads WHERE chain = 'audit_log'")).one()
        audit.log(session, actor="mei@example.com", action="opened", subject="job")
        known = ledger.head(session, audit_log)
    cut = "DELETE FROM audit_log WHERE number > :n"
    put_back = "UPDATE chain_heads SET number = :n, hash = :hash, signature = :signature WHERE chain = 'audit_log'"
    given = {"n": earlier.number, "hash": earlier.hash, "signature": earlier.signature}

    assert tampered(filled, cut, put_back, **given).intact  # what the chain alone can tell
    assert not tampered(filled, cut, put_back, known=known, **given).intact
    assert tampered(filled, known=known).intact


@pytest.mark.timeout(600)
def test_a15_speed(filled):
    """The log is verified at fifty thousand rows a second, so that it can be done every night, and before every audit."""
    with filled.session() as session:
        computed, waited = map(max, zip(*(_rates(session) for _ in range(3)), strict=True))
    print(f"A15: {computed:,.0f} rows a second of computing, {waited:,.0f} on the clock")  # noqa: T201 - the figures

    assert computed >= (RATE if FULL else RATE / PATIENCE)


def _rates(session):
    """Return how many rows are verified in a second of this process's computing, and in one on the clock."""
    computing, started = time.process_time(), time.perf_counter()
    verdict = audit.verify(session)
    assert verdict.intact
    return verdict.rows / (time.process_time() - computing), verdict.rows / (time.perf_counter() - started)
