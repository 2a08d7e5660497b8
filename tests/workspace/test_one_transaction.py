"""What a change returns is what it made: both are one transaction, so that nobody's later change stands in the answer."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

pytest.importorskip("sqlalchemy")

from tests.web.people import CAST
from tests.web.world import furnish

from jiufang.access.errors import NotAllowed, Stale
from jiufang.access.roles import Role
from jiufang.settings import Settings
from jiufang.store import tables as t
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace

BY = "tom@example.org"
LATER = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def ws(store, tmp_path):
    """A workspace without models, with its people."""
    made = OpenWorkspace(store, settings=Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1), by=BY)
    with store.session() as session:
        for user in [one for one in CAST.values() if one.tenant == session.tenant]:
            session.insert(t.users, user.id, email=user.email, name=user.name, role=str(user.role))
    return made


@pytest.fixture
def counted(ws, monkeypatch):
    """How many transactions were opened since it was last asked."""
    opened, begin = [], ws.session
    monkeypatch.setattr(ws, "session", lambda: opened.append(1) or begin())

    def since():
        told = len(opened)
        opened.clear()
        return told

    return since


def test_letters(ws, tmp_path, counted):
    """Written, changed, sent, received, discarded: one each, and the answer is as it stands."""
    person = UUID(furnish(ws, tmp_path)["person"])
    counted()
    letter = ws.messages.write(person, subject="A", text="a", by=BY)
    assert counted() == 1
    letter = ws.messages.change(letter.id, by=BY, text="b", version=letter.version)
    assert (counted(), letter.text, letter.version) == (1, "b", 2)
    sent = ws.messages.send(letter.id, by=BY, version=letter.version)
    assert (counted(), sent.status, sent.version) == (1, "sent", 3)
    got = ws.messages.receive(person, subject="B", text="c", by=BY, answers=letter.id)
    assert (counted(), got.thread) == (1, letter.id)


def test_interviews(ws, tmp_path, counted):
    """Moved, held, cancelled."""
    interview = UUID(furnish(ws, tmp_path)["interview"])
    counted()
    moved = ws.interviews.move(interview, by=BY, starts_at=LATER)
    assert (counted(), moved.starts_at) == (1, LATER)
    held = ws.interviews.held(interview, by=BY, version=moved.version)
    assert (counted(), held.status, held.version) == (1, "held", moved.version + 1)


def test_duplicates(ws, tmp_path, counted):
    """Merged, taken back, refused."""
    furnish(ws, tmp_path)
    twin = tmp_path / "twin.txt"
    twin.write_text("Ada Lindqvist\nada@example.com\n\nSKILLS\nRust\n", encoding="utf-8")
    ws.add([twin], as_of="2026-11-01")
    pair = ws.duplicates.list().rows[0]
    counted()
    for change, status in ((ws.duplicates.merge, "merged"), (ws.duplicates.undo, "undone")):
        pair = change(pair.id, by=BY, version=pair.version)
        assert (counted(), pair.status) == (1, status)


def test_a_user_is_changed_whole_or_not_at_all(ws):
    """By the version that was seen; refused in one thing, nothing is changed."""
    entrance = Entrances(ws)(ws.tenant)
    li, mei = CAST["li"].id, CAST["mei"].id
    before = entrance.users.by_id(li)
    changed = entrance.change(li, by=BY, version=before.version, role=Role.RECRUITER, name="Li Na")
    assert (changed.role, changed.name) == (Role.RECRUITER, "Li Na")
    assert changed.version > before.version
    with pytest.raises(Stale):
        entrance.change(li, by=BY, version=before.version, name="other")
    with pytest.raises(NotAllowed):
        entrance.change(mei, by=BY, name="Nobody", role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        entrance.change(mei, by=BY, name="Nobody", disabled=True)

    assert entrance.users.by_id(mei).name == CAST["mei"].name
    assert entrance.users.by_id(li).name == "Li Na"
