"""A backup from before a rotation opens with the old master key alone, as docs/keys.md says."""

from __future__ import annotations

import pytest

import jiufang
from jiufang.errors import BadInput
from jiufang.settings import Settings
from jiufang.store.master import FILE, Keyring
from jiufang.store.rotation import RETIRED, rotate

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
