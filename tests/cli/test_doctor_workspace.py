"""The doctor looks at a workspace without changing it, and says of each thing that is wrong what to do next."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

pytest.importorskip("procrastinate")

import jiufang
from jiufang.cli import app
from jiufang.settings import Settings
from jiufang.store import migrate
from jiufang.store.connect import owner_engine
from jiufang.store.master import MasterKey


@pytest.fixture
def told(monkeypatch, folder):
    """Ask the doctor; return what it found by name, and its exit code."""
    monkeypatch.setenv("JIUFANG_MODELS", str(folder / "none"))
    monkeypatch.setenv("JIUFANG_PORT", "0")

    def ask(*arguments):
        done = CliRunner().invoke(app, ["doctor", *arguments, "--format", "json"])
        return {one["name"]: one for one in json.loads(done.stdout)}, done.exit_code

    return ask


def test_a_workspace_in_a_folder(told, folder):
    """Rights, key, disk, server, extension, tables, clock and role are told; a key that others may read is a fault, with the remedy."""
    jiufang.open(folder / "ws", settings=Settings(models_dir=folder, cache_dir=folder, workers=1)).close()
    found, _ = told("--folder", str(folder / "ws"))
    names = {"rights", "master key", "disk", "database", "pgvector", "tables", "clock", "role", "port"}
    assert {name for name in names if not found[name]["ok"]} == set()

    (folder / "ws" / "master.key").chmod(0o644)
    found, code = told("--folder", str(folder / "ws"))
    assert code == 1
    assert found["rights"]["hint"] == f"chmod 600 {folder / 'ws' / 'master.key'}"


def test_a_folder_that_is_not_there_yet(told, folder):
    """Nothing is made by looking."""
    found, _ = told("--folder", str(folder / "new"))

    assert not found["folder"]["ok"]
    assert not (folder / "new").exists()


def test_a_hosted_database(told, monkeypatch, server, empty):
    """An empty database is told as it is and stays so; what is out of reach is told without its password."""
    url = server.url(database=empty)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("JIUFANG_MASTER_KEY", str(MasterKey.new()))
    found, code = told()
    assert (found["tables"]["ok"], code) == (False, 1)
    assert found["pgvector"]["hint"] == "let an administrator run: CREATE EXTENSION vector"
    with owner_engine(url).begin() as connection:
        assert migrate.revision(connection) is None
        migrate.upgrade(connection)
    found, _ = told()
    assert found["tables"]["ok"]
    monkeypatch.setenv("DATABASE_URL", "postgresql://mei:canary@127.0.0.1:9/nothing")
    found, code = told()
    assert (found["database"]["ok"], code) == (False, 1)
    assert "canary" not in json.dumps(found)
