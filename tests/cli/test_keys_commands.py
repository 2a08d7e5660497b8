"""`jiufang keys` changes the master key of a folder, and says what the old one is still good for."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from jiufang.cli import app
from jiufang.store.master import FILE, Keyring, MasterKey
from jiufang.store.opening import open_store


def test_a_folder_gets_another_master_key(folder):
    """The new key is in the file, the old one in a file of its own, and a word says what for."""
    with open_store(folder) as store, store.session() as session:
        old, content = store.vault.keyring.current, session.keys.tenant("content")
    done = CliRunner().invoke(app, ["keys", "rotate", "--folder", str(folder), "--format", "json"])
    told = json.loads(done.stdout)

    assert (done.exit_code, told["retired"], told["current"]) == (0, [old.id], Keyring.read(folder / FILE).current.id)
    assert told["wrapped"] >= 1
    assert "backups made before" in done.stderr
    assert str(old) not in done.output
    with open_store(folder) as store, store.session() as session:
        assert session.keys.tenant("content") == content


def test_a_new_key_is_one(folder):
    """What is printed can be given as JIUFANG_MASTER_KEY; each is another."""
    printed = [CliRunner().invoke(app, ["keys", "new"]).stdout for _ in range(2)]

    assert len({MasterKey.parse(line).id for line in printed}) == 2
