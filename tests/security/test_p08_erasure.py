"""P08: who is erased leaves no trace: in no table, no freed space, no log, no sample of the planner's, no cache and no backup.

P09: nor does an older backup bring them back, not even for a moment.
"""

# ruff: noqa: S608 - the names in the queries are our own
from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from tests.access.cast import CHEAP
from tests.counts import count
from tests.security.canaries import KINDS, find, scan
from tests.security.lives import JOB, MEI, live, opened, readable, rows_of_persons, settings, vector
from tests.web.bodies import operations
from tests.web.browser import Browser
from tests.web.people import CAST, add_people

import jiufang
from jiufang.cache import OF_PERSONS, Cache
from jiufang.errors import Sealed
from jiufang.jobs.records import Job
from jiufang.store import backup, erasure, people, scrubbing
from jiufang.store.connect import owner_engine
from jiufang.store.opening import NAME
from jiufang.store.register import HELD, Reach
from jiufang.web.app import create_app
from jiufang.web.serving import Serving
from jiufang.workspace import erasing
from jiufang.workspace.entering import Entrances

PEOPLE = count(4, 100, variable="JIUFANG_P08_PEOPLE")  # half of them are erased
RESTORED = count(4, 20, variable="JIUFANG_P09_PEOPLE")
SECONDS = 60


@pytest.fixture
def place():
    """A folder with a workspace, backups, a cache and a folder for temporary files, which the server's user may reach."""
    made = Path(tempfile.mkdtemp(prefix="jf-"))
    yield made
    shutil.rmtree(made)


def traces(place, *, of):
    """Return what is found on the disk of some candidates: place, kind of word, file."""
    found = scan([place / "ws", place / "backup", place / "cache"])
    return {(number, kind, file) for number in of for kind, files in found.get(number, {}).items() for file in files}


def wrapped(ws, persons):
    """Return the keys of persons as they stand on the disk."""
    with ws.store.database.owner() as connection:
        keys = connection.execute(text("SELECT wrapped FROM person_keys WHERE id = ANY(:persons)"), {"persons": persons})
        return [bytes(key) for key in keys.scalars()]


def bytes_of(*places):
    """Return all bytes of all files."""
    return b"".join(path.read_bytes() for place in places for path in sorted(place.rglob("*")) if path.is_file())


def world(ws, person):
    """Return the ids by which the API speaks of a person and of what is theirs."""
    names = {"screening_sessions": "screening", "matches": "match"}
    found = {"person": str(person), "candidate": str(person)}
    with ws.store.database.owner() as connection:
        for held in HELD:
            query = text(f"SELECT id FROM {held.table.name} WHERE {held.by[0]} = :person LIMIT 1")
            id = connection.execute(query, {"person": person}).scalar()
            found |= {names.get(held.table.name, held.table.name.removesuffix("s")): str(id)} if id else {}
    return {"job": str(ws.jobs[0].id), **found}


def owner_of(ws):
    """Return the browser of an owner of the workspace."""
    app = create_app(ws, serving=Serving(origin="https://jobs.example.org"), entrance_of=Entrances(ws, passwords=CHEAP))
    add_people(app)
    return Browser.of(app, CAST["mei"])


def crawled(owner, worlds):
    """Return whose words the API tells the owner, asked for everything that can be read."""
    found = defaultdict(set)
    for operation in (one for one in operations() if one.safe):
        for ids in worlds if operation.ids else worlds[:1]:
            answer = owner.get(operation.at(ids), **operation.given(ids))
            assert answer.status_code < 500, (operation.name, answer.text)
            for number, kinds in find(answer.content).items():
                found[number] |= kinds
    return found


@pytest.mark.timeout(300 + 10 * PEOPLE)
def test_p08_no_trace(place):
    """Half of the candidates are erased: nothing of them is left, with all keys at hand; all of the others' is as it was, to the byte."""
    with opened(place) as ws:
        met = live(ws, place, PEOPLE)
        gone, kept = list(range(0, PEOPLE, 2)), list(range(1, PEOPLE, 2))
        erased, others = [met[n] for n in gone], [met[n] for n in kept]
        with ws.store.database.owner(autocommit=True) as connection:
            connection.exec_driver_sql("ANALYZE")
        for kind in OF_PERSONS:
            Cache(place / "cache").put(kind, "0" * 64, " ".join(f"zqkwcanary{'abcdefghijklmnop'[n & 15]}" for n in gone))
        ws.backup(place / "backup")
        keys, before = wrapped(ws, erased), readable(ws)
        with ws.store.database.owner() as connection:
            same = rows_of_persons(connection, others)
        assert all({*KINDS} - {"me", "fi"} <= before[n] for n in met)  # the eyes see, with the keys
        assert len(keys) == len(gone)

        worlds = [world(ws, person) for person in erased[:3]]
        owner = owner_of(ws)
        told_before = crawled(owner, worlds)
        started = time.monotonic()
        certificates = erasing.erase_all(ws, erased, by=MEI)
        seconds = time.monotonic() - started
        after, told_after = readable(ws), crawled(owner, worlds)
        with ws.store.database.owner() as connection:
            now = rows_of_persons(connection, others)
            samples = connection.exec_driver_sql("SELECT count(*) FROM pg_stats WHERE tablename = 'profiles'").scalar()
        ranked = ws.shortlist(ws.jobs[0].job, blind=False)
    left = traces(place, of=gone)
    disk = bytes_of(place / "ws", place / "backup")
    live_keys = [key for key in keys if key in disk]
    vectors = {n for n in met if vector(n).tobytes()[:64] in disk}
    print(  # noqa: T201 - the figures
        f"P08: {len(gone)} of {PEOPLE} erased in {seconds:.1f} s: {sum(map(len, (after[n] for n in gone)))} readable, {len(left)} on the disk, "
        f"{len(live_keys)} keys; {len(same)} rows of the others, {len(same.items() ^ now.items()) // 2} changed; "
        f"{sum(told_after[n] != set() for n in gone)} told of by the API, which told of {sum(told_before[n] != set() for n in gone)}"
    )

    assert {n: after[n] for n in gone if after[n]} == {}
    assert {n: told_after[n] for n in gone if told_after[n]} == {}
    assert all(told_before[n] for n in gone[:3])
    assert left == set()
    assert live_keys == []
    assert vectors == set(kept)  # those of the others can be seen
    assert {n: after[n] for n in kept} == {n: before[n] for n in kept}
    assert now == same
    assert samples
    assert {find(match.profile.document.text.encode()).popitem()[0] for match in ranked} == set(kept)
    assert seconds <= SECONDS
    assert all(set(certificate.stores()) == {held.table.name for held in HELD} for certificate in certificates)
    assert all(certificate.scrubbed and certificate.backups == (str(place / "backup"),) for certificate in certificates)


def test_p08_who_reads_as_of_before_is_waited_for(place):
    """Somebody who still sees the moment before keeps old rows on the disk: the certificate says so, and the next start clears them."""
    with opened(place) as ws:
        met = live(ws, place, 2)
        with ws.store.database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as old:
            old.execute(text("SELECT count(*) FROM persons"))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(scrubbing, "PATIENCE", 0.2)
                patch.setattr(scrubbing, "LOCK_WAIT", "200ms")
                (certificate,) = erasing.erase_all(ws, [met[0]], by=MEI)
            assert not certificate.scrubbed
        assert readable(ws)[0] == set()
    assert traces(place, of=[0]) != set()
    with jiufang.open(place / "ws", settings=settings(place)):
        pass

    assert traces(place, of=[0]) == set()
    assert traces(place, of=[1]) != set()
    assert list((place / "ws").glob(f"{erasing.NOTED}*")) == []


def test_p08_who_is_killed_meanwhile_is_followed(place):
    """Killed between the erasure and what follows from it, the program does the rest at its next start: disk and backups."""
    with opened(place) as ws:
        met = live(ws, place, 2)
        ws.backup(place / "backup")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(scrubbing, "scrub", lambda *_, **__: (_ for _ in ()).throw(SystemExit))
            with pytest.raises(SystemExit):
                erasing.erase_all(ws, [met[0]], by=MEI)
        assert str(met[0]) in (place / "backup" / "keys.json").read_text()
    with jiufang.open(place / "ws", settings=settings(place)):
        pass

    assert str(met[0]) not in (place / "backup" / "keys.json").read_text()
    assert traces(place, of=[0]) == set()


def test_p08_a_backup_that_is_being_written_is_reached(place, monkeypatch):
    """Erased while a backup is written, a person's key is in it for a moment and out of it when it is done."""
    with opened(place) as ws:
        met = live(ws, place, 2)
        write = backup._write

        def slowly(*given):
            written = write(*given)
            with ws.session() as session:
                erasure.erase(session, met[0], by=MEI)
            return written

        monkeypatch.setattr(backup, "_write", slowly)
        ws.backup(place / "backup")

    assert str(met[0]) not in (place / "backup" / "keys.json").read_text()
    backup.check(place / "backup")


@pytest.mark.timeout(300 + 10 * RESTORED)
@pytest.mark.parametrize("reached", [True, False], ids=["reached", "away"])
def test_p09_no_backup_brings_them_back(place, reached):
    """Restored, a backup from before has them erased before anybody is served from it, whether the erasure reached it or it was away."""
    with opened(place) as ws:
        met = live(ws, place, RESTORED)
        gone, kept = list(range(0, RESTORED, 2)), list(range(1, RESTORED, 2))
        ws.backup(place / "backup")
        keys = wrapped(ws, [met[n] for n in gone])
        if not reached:
            (place / "backup").rename(place / "away")
        certificates = erasing.erase_all(ws, [met[n] for n in gone], by=MEI)
        assert all(bool(one.backups) is reached and bool(one.backups_not_reached) is not reached for one in certificates)
        source = place / ("backup" if reached else "away")
        with watched(ws, [met[n] for n in gone]) as served:
            ws.restore(source)
        found = readable(ws)
        ranked = ws.shortlist(ws.jobs[0].job, blind=False)
        for n in gone:
            with ws.session() as session, pytest.raises(Sealed, match="erased"):
                people.contact(session, met[n])
        with ws.session() as session:
            assert set(erasure.erased(session)) == {met[n] for n in gone}
    left = scan([place / "ws"])
    print(f"P09: {len(gone)} of {RESTORED} erased, restored from a backup {'reached' if reached else 'away'}: {len(served)} served")  # noqa: T201 - the figures

    assert served == []
    assert {n: found[n] for n in gone if found[n]} == {}
    assert {n: dict(left[n]) for n in gone if left.get(n)} == {}
    assert [key for key in keys if key in bytes_of(place / "ws")] == []
    assert {find(match.profile.document.text.encode()).popitem()[0] for match in ranked} == set(kept)


def test_p09_another_box_learns_who_was_erased(place):
    """A backup that an erasure reached tells by the missing key, even where nobody knows of the erasure."""
    with opened(place) as ws:
        met = live(ws, place, 2)
        ws.backup(place / "backup")
        erasing.erase_all(ws, [met[0]], by=MEI)
        (place / "box").mkdir(mode=0o700)
        ws.store.vault.keyring.write(place / "box")
    with jiufang.open(place / "box", settings=settings(place)) as box:
        box.restore(place / "backup")
        assert readable(box)[0] == set()
        assert len(box.shortlist(box.add_job(Job.from_text(JOB)))) == 1
        with box.session() as session:
            assert erasure.erased(session) == [met[0]]

    assert {number for number in scan([place / "box"]) if number == 0} == set()


def test_p08_what_stays_tells_nothing(place):
    """Of tables that keep rows of the erased, the register says why: they hold ids, moments and sealed words alone."""
    stays = {held.table.name for held in HELD if held.reach is Reach.LOCKED}

    assert stays == {"consents", "decisions", "erasures", "sightings"}


@contextmanager
def watched(ws, gone):
    """Look into a restored database at the moment when it takes the other's place; yield who of the erased could be served from it."""
    looked, served = [], []
    query = text(
        "SELECT id FROM persons WHERE erased_at IS NULL AND id = ANY(:gone) UNION ALL SELECT person_id FROM profiles WHERE person_id = ANY(:gone)"
    )

    def look(_connection, _cursor, statement, *_):
        swap = re.match(rf"ALTER DATABASE (\w+) RENAME TO {NAME}$", statement)
        if swap:
            looked.append(swap[1])
            with owner_engine(ws.store.server.url(database=swap[1])).connect() as connection:
                served.extend(connection.execute(query, {"gone": gone}).scalars())

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield served
    finally:
        event.remove(Engine, "before_cursor_execute", look)
    assert looked, "nobody looked"
