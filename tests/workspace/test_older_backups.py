"""What a backup knows is old: it opens with the master key of its time alone, and whoever was put out since stays out."""

from __future__ import annotations

import pytest
from tests.access.cast import CHEAP, PASSWORD

import jiufang
from jiufang.access.errors import NotSignedIn
from jiufang.access.roles import Permission, Role
from jiufang.errors import BadInput, NotFound
from jiufang.settings import Settings
from jiufang.store.master import FILE, Keyring
from jiufang.store.rotation import RETIRED, rotate
from jiufang.workspace.entering import Entrance

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour. March 2019 - present\n- Built Python pipelines.\n"


def test_an_older_backup_needs_the_old_key(folder, tmp_path):
    """Refused without it; with it as a second line it comes back, and is wrapped with the key in use by the next rotation."""
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1)
    resume, place = tmp_path / "ada.txt", folder / "ws"
    resume.write_text(ADA)
    with jiufang.open(place, settings=settings) as ws:
        assert ws.add([resume])[0].new
        ws.backup(folder / "before")
        rotate(ws.store)
        with pytest.raises(BadInput, match="is not here"):
            ws.restore(folder / "before")
    old = Keyring.read(place / RETIRED)
    Keyring((*Keyring.read(place / FILE).keys, *old.keys)).write(place)
    with jiufang.open(place, settings=settings) as ws:
        ws.restore(folder / "before")
        assert rotate(ws.store).wrapped > 0
    assert not set(old.keys) & set(Keyring.read(place / FILE).keys)
    with jiufang.open(place, settings=settings) as ws:
        assert [one.new for one in ws.add([resume])] == [False]
        ws.backup(folder / "after")


def test_who_was_put_out_stays_out(folder, tmp_path):
    """A user disabled and a key revoked after the backup open nothing when it is back; nobody is signed in, no link is good."""
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1)
    with jiufang.open(folder / "ws", settings=settings) as ws:
        entrance = Entrance(ws.store, passwords=CHEAP)
        mei = entrance.first_owner(entrance.first_link(), email="mei@example.org", name="Mei", password=PASSWORD)
        tom, invitation = entrance.invite("tom@example.org", Role.RECRUITER, by=mei.email)
        entrance.accept(invitation, PASSWORD)
        keys = [entrance.make_key(mei, name=name, scopes=[Permission.JOBS_READ], by=mei.email) for name in ("lost", "kept")]
        session = entrance.sign_in(mei.email, PASSWORD, address="203.0.113.9").known.token
        _, link = entrance.invite("ruth@example.org", Role.AUDITOR, by=mei.email)
        ws.backup(folder / "before")
        entrance.disable(tom.id, by=mei.email)
        entrance.revoke_key(keys[0][1].id, by=mei.email)
        ws.restore(folder / "before")

        assert [entrance.program(text) is None for text, _ in keys] == [True, False]
        assert entrance.recognise(session) is None
        with pytest.raises(NotSignedIn):
            entrance.sign_in(tom.email, PASSWORD, address="203.0.113.9")
        with pytest.raises(NotFound):
            entrance.accept(link, PASSWORD)
        assert entrance.sign_in(mei.email, PASSWORD, address="203.0.113.9")
