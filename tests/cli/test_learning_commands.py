"""A model is measured and tried from the command line; a refusal says why, is no success, and leaves everything as it was."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

pytest.importorskip("procrastinate")
pytest.importorskip("scipy")

from jiufang.cli import app
from jiufang.learn.history.kept import save
from jiufang.learn.records import Dataset, Pair, Part


@pytest.fixture
def run(folder, monkeypatch):
    """Run a command in a folder with a data set of ten pairs and a model that needs no weights."""
    for name in ("DATABASE_URL", "JIUFANG_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JIUFANG_FOLDER", str(folder / "ws"))
    monkeypatch.setenv("JIUFANG_MODELS", str(folder / "none"))
    monkeypatch.chdir(folder)
    trades = ("Baked bread and cakes", "Welded steel pipes")
    pairs = tuple(
        Pair(f"a{n}", f"p{n}", f"j{n // 2}", f"{trades[n % 2]}, shift {n}", "Baker of bread", float(n % 2 == 0)) for n in range(10)
    )
    save(Dataset("small", pairs, {p.id: Part.DEV if n < 4 else Part.TEST for n, p in enumerate(pairs)}), folder / "past")
    (folder / "overlap").mkdir()
    (folder / "overlap" / "scorer.json").write_text('{"method": "keywords", "name": "overlap"}')

    def call(*arguments):
        done = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.stdout

    return call


def test_evaluate(run, folder):
    """Figures come as JSON or as tables, and pages lie where they were asked for."""
    options = ("--data", "past", "--words", "--beside", "constant,bm25", "--resamples", "20")
    code, out = run("evaluate", "overlap", *options, "--format", "json")
    told = json.loads(out)
    assert (code, told["scorers"]) == (0, ["overlap", "constant", "bm25"])
    assert told["slices"][0]["figures"]["overlap"]["pairwise"]["value"] == 1.0

    code, out = run("evaluate", "overlap", *options, "--out", "told")
    assert code == 0
    assert "pairwise" in out
    assert (folder / "told" / "mistakes.html").is_file()


def test_a_refusal(run):
    """Six pairs decide nothing: exit code 1, each gate with its reason, and no model counts."""
    code, out = run("promote", "overlap", "--data", "past", "--why", "to see", "--share", "0.2")

    assert code == 1
    assert "✕ enough: 6 pairs of 3 jobs" in out
    assert "what would change it" in out
    assert "refused; nothing has changed" in out
    assert run("models", "trained", "--format", "json") == (0, "[]\n")
