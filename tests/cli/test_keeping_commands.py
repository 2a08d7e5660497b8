"""A workspace is filled, copied, brought back, disclosed and emptied from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("procrastinate")

from jiufang.cli import app
from jiufang.errors import JiufangError
from jiufang.workspace import backing

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"


@pytest.fixture
def run(folder, monkeypatch):
    """Run a command in a folder with a workspace; return its exit code and what it printed."""
    for name in ("DATABASE_URL", "JIUFANG_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JIUFANG_FOLDER", str(folder / "ws"))
    monkeypatch.setenv("JIUFANG_MODELS", str(folder / "none"))
    (folder / "ada.txt").write_text(ADA, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n")

    monkeypatch.chdir(folder)

    def call(*arguments):
        done = CliRunner().invoke(app, arguments)
        failed = done.exception is not None and not isinstance(done.exception, SystemExit)
        assert not failed or isinstance(done.exception, JiufangError), done.exception  # `main` tells these in a line, and exits with 1
        return (1 if failed else done.exit_code), done.stdout, str(done.exception) if failed else done.stderr

    return call


def test_the_life_of_a_workspace(run, folder):
    """Add, back up, disclose, erase, restore: each verb does what it says, and the erased stay erased."""
    code, out, _ = run("add", "ada.txt", "broken.pdf", "--format", "json")
    added = json.loads(out)
    assert (code, [one["status"] for one in added]) == (1, ["ok", "failed"])
    person = added[0]["person"]

    code, out, _ = run("backup", "kept", "--dated", "--format", "json")
    made = json.loads(out)
    assert code == 0
    assert Path(made["folder"]).parent == folder / "kept"
    assert run("restore", made["folder"], "--check")[0] == 0

    code, out, _ = run("export", "ada@example.com", "--out", "told", "--by", "mei@example.org", "--format", "json")
    assert (code, json.loads(out)["records"]["profiles"]) == (0, 1)
    told = json.loads((folder / "told" / "everything.json").read_text("utf-8"))
    assert told["kept"]["profiles"][0]["profile"]["contact"]["name"] == "Ada Lindqvist"
    assert (folder / "told" / told["kept"]["documents"][0]["original"]["file"]).read_text("utf-8") == ADA
    assert (folder / "told" / "everything.json").stat().st_mode & 0o077 == 0

    assert run("erase", person, "--by", "ada@example.com")[0] == 2
    code, out, _ = run("erase", person, "--by", "ada@example.com", "--yes", "--format", "json")
    (certificate,) = json.loads(out)
    assert (code, certificate["persons"], certificate["backups"]) == (0, [person], [made["folder"]])
    assert run("restore", made["folder"])[0] == 2
    code, _, told = run("restore", made["folder"], "--yes")
    assert code == 0, told
    assert run("export", person, "--out", "again", "--by", "mei@example.org")[0] == 1
    assert not (folder / "again").exists()


def test_backups_are_kept_as_long_as_is_said(run, folder, monkeypatch):
    """Of dated backups the latest so many stay; a damaged one fails the check with exit code 1."""
    for number in range(3):
        monkeypatch.setattr(backing, "NAMED", f"backup-{number}")
        assert run("backup", "kept", "--dated")[0] == 0
    monkeypatch.setattr(backing, "NAMED", "backup-")
    assert run("backup", "kept", "--dated", "--keep", "2")[0] == 0
    kept = sorted((folder / "kept").iterdir())
    assert len(kept) == 2
    assert json.loads((folder / "ws" / "backups.json").read_text()) == list(map(str, kept))
    (kept[0] / "data.zip").write_bytes(b"")
    code, _, told = run("restore", str(kept[0]), "--check")
    assert code == 1
    assert "damaged" in told


def test_nothing_is_guessed(run):
    """Without a folder, a database or a setting, a command says what to name; a job or person that is not there is told."""
    assert run("add", "ada.txt", "--job", "Nobody asked")[0] == 2
    assert run("export", "nobody@example.org", "--out", "x", "--by", "mei@example.org")[0] == 2
