"""What is over is forgotten, what killed processes left is removed, who is kept too long is counted, and nothing else is touched."""

from __future__ import annotations

import datetime as dt
import os
import time

import pytest

pytest.importorskip("procrastinate")

from sqlalchemy import text

from jiufang.queue import Kind, State, Timing, ask, listed
from jiufang.settings import Settings
from jiufang.store import audit, people
from jiufang.store.ids import new_id
from jiufang.workspace.background import hand_in, worker
from jiufang.workspace.opened import OpenWorkspace
from jiufang.workspace.upkeep import LEFT_AFTER, leftovers

QUICK = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=5.0)
ADA = b"Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour. March 2019 - present\n- Built Python pipelines.\n"


@pytest.fixture
def ws(store, tmp_path):
    """A workspace on the shared server."""
    settings = Settings(models_dir=tmp_path / "models", cache_dir=tmp_path / "kept", workers=1)
    return OpenWorkspace(store, settings=settings, by="mei@example.com")


def do(ws, kind):
    """Ask for a chore and do it."""
    with ws.session() as session:
        task = ask(session, kind, {}, by="clock", content=[new_id().hex])
    assert worker(ws, timing=QUICK).run(until_empty=True)
    with ws.session() as session:
        assert next(one for one in listed(session) if one.id == task.id).state is State.DONE


def test_what_is_over_is_forgotten(ws):
    """Links and answers that expired, and tasks done a month ago; what still holds stays."""
    hand_in(ws, ADA, "ada.txt")
    assert worker(ws, timing=QUICK).run(until_empty=True)
    insert = """
        INSERT INTO links (tenant_id, id, kind, about, token_hash, expires_at) VALUES (:t, gen_random_uuid(), 'screening', gen_random_uuid(), :h, :at);
    """
    answer = """
        INSERT INTO idempotency_keys (tenant_id, id, actor, key, request_hash, expires_at)
        VALUES (:t, gen_random_uuid(), 'mei', :k, '', :at)
    """
    now = dt.datetime.now(dt.UTC)
    with ws.session() as session:
        for number, days in enumerate((-1, 1)):
            at = now + dt.timedelta(days=days)
            session.connection.execute(text(insert), {"t": ws.tenant, "h": bytes([number]), "at": at})
            session.connection.execute(text(answer), {"t": ws.tenant, "k": str(number), "at": at})
        session.connection.execute(text("UPDATE tasks SET ended_at = now() - interval '31 days'"))
    do(ws, Kind.SWEEP)

    with ws.session() as session:
        counts = "SELECT (SELECT count(*) FROM links), (SELECT count(*) FROM idempotency_keys), (SELECT count(*) FROM documents)"
        left = list(session.connection.execute(text(counts)).one())
        assert left == [1, 1, 1]
        assert [task.kind for task in listed(session)] == [Kind.SWEEP]


def test_what_killed_processes_left_is_removed(ws):
    """Files that were to be renamed when whole, a day old; younger ones may be somebody's, others are no business of ours."""
    old, places = time.time() - LEFT_AFTER - 60, {}
    for name in (
        "kept/profiles/ab/tmpabcdefgh",
        "kept/vectors/x.part",
        "models/trained/one.part",
        "models/encoder",
        "kept/profiles/ab/tmp12345678",
    ):
        places[name] = ws.engine.settings.models_dir.parent / name
        places[name].parent.mkdir(parents=True, exist_ok=True)
        places[name].write_text("…")
        if "tmp1" not in name:
            os.utime(places[name], (old, old))
    do(ws, Kind.SWEEP)

    assert {name for name, path in places.items() if path.exists()} == {"models/encoder", "kept/profiles/ab/tmp12345678"}
    assert list(leftovers(ws, before=old)) == []


def test_who_is_kept_too_long_is_counted_and_nothing_more(ws):
    """Where the tenant said for how long: those from whom nothing came since are counted in the audit log; everybody stays."""
    with ws.session() as session:
        for _ in range(3):
            people.create(session)
        session.connection.execute(text("UPDATE persons SET created_at = now() - interval '400 days'"))
        people.create(session)
    do(ws, Kind.RETAIN)
    with ws.session() as session:
        assert audit.entries(session) == []
        session.connection.execute(text("""UPDATE tenants SET settings = '{"retention_days": "365"}'"""))
    do(ws, Kind.RETAIN)

    with ws.session() as session:
        (told,) = audit.entries(session)
        assert (told.action, told.details) == ("found overdue", {"people": 3, "days": 365})
        assert session.connection.execute(text("SELECT count(*) FROM persons")).scalar() == 4
