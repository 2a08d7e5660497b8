"""A backup holds all that was there at one moment, comes back checked, and brings back nobody who was erased."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

import jiufang
from jiufang.errors import BadInput, InternalError, Sealed
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.store import backup, people
from jiufang.store.master import Keyring, MasterKey
from jiufang.store.opening import NAME

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")


@pytest.fixture(scope="module")
def settings():
    """No models, one worker."""
    return Settings(models_dir=Path("none"), cache_dir=Path("none"), workers=1)


@pytest.fixture(scope="module")
def place():
    """A folder for the workspace, its backups and another box, which the server's user may reach."""
    made = Path(tempfile.mkdtemp(prefix="jf-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def ws(place, settings):
    """A workspace that all tests of this module use, one after the other."""
    with jiufang.open(place / "ws", settings=settings) as opened:
        yield opened


def send(ws, place, name):
    """Add a résumé under a name, return the person."""
    path = place / f"{name}.txt"
    path.write_text(ADA.replace("Ada", name).replace("ada@", f"{name.lower()}@"), encoding="utf-8")
    (added,) = ws.add([path], as_of="2026-11-01")
    return added.person


def names(ws):
    """Return who is in the pool, by name."""
    found = ws.shortlist(ws.jobs[0].job if ws.jobs else ws.add_job(JOB), blind=False)
    return {match.profile.contact.name for match in found}


def test_a_backup_brings_everything_back(ws, place):
    """What came later is gone, what was there is there again, and every table has the rows that the manifest counts."""
    send(ws, place, "Ada")
    before = names(ws)
    taken = ws.backup(place / "first")
    send(ws, place, "Later")
    assert names(ws) == before | {"Later Lindqvist"}
    restored = ws.restore(place / "first")

    assert names(ws) == before
    assert (restored.tables, restored.revision) == (taken.tables, taken.revision)
    assert taken.tables["documents"][0] == 1


def test_a_backup_is_no_use_to_a_thief(ws, place):
    """Neither words of a candidate nor the master key are in it, and nobody else may open the folder."""
    send(ws, place, "Canary")
    ws.backup(place / "thief")
    content = b"".join(path.read_bytes() for path in (place / "thief").iterdir())

    assert (place / "thief").stat().st_mode & 0o077 == 0
    assert str(ws.store.vault.keyring.current).encode() not in content
    assert b"Canary" not in content


@pytest.mark.parametrize("name", ["data.zip", "people.jsonl", "keys.json", "manifest.json"])
def test_a_damaged_backup_is_refused(ws, place, name):
    """One altered byte in any of its files, and everything stays as it is."""
    kept = names(ws)
    ws.backup(place / f"damaged-{name}")
    path = place / f"damaged-{name}" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises((BadInput, InternalError)):
        ws.restore(path.parent)

    assert names(ws) == kept
    path.unlink()
    with pytest.raises(BadInput, match="no complete backup"):
        ws.restore(path.parent)


def test_another_master_key_restores_nothing(ws, place):
    """On a box with another key the backup is refused, and says which key it needs."""
    ws.backup(place / "locked")
    with pytest.raises(BadInput, match="is not here"):
        backup.restore(ws.store.server, NAME, place / "locked", keyring=Keyring((MasterKey.new(),)), erased=())


def test_an_empty_box_takes_the_backup(ws, place, settings):
    """With the master key beside it, a new folder becomes the old workspace."""
    ws.backup(place / "moved")
    (place / "box").mkdir(mode=0o700)
    ws.store.vault.keyring.write(place / "box")
    with jiufang.open(place / "box", settings=settings) as box:
        box.restore(place / "moved")
        assert names(box) == names(ws)


def test_erased_stay_erased(ws, place):
    """A backup from before an erasure loses the person's key, and restoring it does not bring them back."""
    person = send(ws, place, "Grace")
    ws.backup(place / "old")
    key = str(person)
    assert key in (place / "old" / "keys.json").read_text()
    certificate = ws.erase(person, by="grace@example.com")

    assert str(place / "old") in certificate.backups
    assert key not in (place / "old" / "keys.json").read_text()
    ws.restore(place / "old")
    assert "Grace Lindqvist" not in names(ws)
    with ws.session() as session, pytest.raises(Sealed):
        people.contact(session, person)


def test_a_backup_that_was_away_brings_nobody_back(ws, place):
    """A copy that the erasure could not reach is named in the certificate; restored later, the person is erased again."""
    person = send(ws, place, "Mary")
    ws.backup(place / "tape")
    (place / "tape").rename(place / "safe")
    certificate = ws.erase(person, by="mary@example.com")
    assert str(place / "tape") in certificate.backups_not_reached
    ws.restore(place / "safe")

    assert "Mary Lindqvist" not in names(ws)
    with ws.session() as session, pytest.raises(Sealed):
        people.contact(session, person)


def test_a_place_that_is_taken_is_left_alone(ws, place):
    """A backup never writes over anything, and a failed one leaves nothing."""
    (place / "taken").mkdir()
    with pytest.raises(BadInput, match="something already"):
        ws.backup(place / "taken")

    assert list((place / "taken").iterdir()) == []
    assert not list(place.glob("*.part"))
