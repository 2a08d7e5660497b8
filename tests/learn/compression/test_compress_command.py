"""`jiufang compress` makes, measures and chooses."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner
from unigram_files import small_texts

from jiufang.cli import app
from jiufang.errors import BadInput
from jiufang.learn.compression import recipe
from jiufang.learn.compression.measuring import of_length
from jiufang.learn.compression.texts import cut, read_texts
from jiufang.models.folders import problems
from jiufang.models.loading import load_encoder

pytest.importorskip("torch")


@pytest.fixture
def run(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run the command on the small encoder and return what it printed."""
    monkeypatch.setenv("JIUFANG_MODELS", str(base.parent))
    monkeypatch.setattr(recipe, "CALIBRATING", 40)
    monkeypatch.setattr(recipe, "HELD_OUT", 60)
    monkeypatch.setattr(recipe, "of_length", partial(of_length, count=8))
    (tmp_path / "texts.tsv").write_text("\n".join(small_texts(200)), encoding="utf-8")
    table = tmp_path / "titles" / "en"
    table.mkdir(parents=True)
    (table / "queries.tsv").write_text("id\ttitle\nq1\thead nurse\nq2\twelder\n")
    (table / "corpus.tsv").write_text("id\ttitle\nd1\tnurse\nd2\tsteel welder\nd3\tteacher\n")
    (table / "qrels.tsv").write_text("q1 0 d1 1\nq2 0 d2 1\n")

    def call(*more: str) -> dict:
        given = ["compress", "--texts", str(tmp_path / "texts.tsv"), "--out", str(tmp_path / "out"), "--languages", "zh,en"]
        found = CliRunner().invoke(app, [*given, "--titles", str(tmp_path / "titles"), "--format", "json", *more], catch_exceptions=False)
        return json.loads(found.stdout)

    return call


def test_candidates_are_made_measured_and_one_is_kept(run, tmp_path: Path) -> None:
    """Each depth and way to multiply becomes a folder; the chosen one is whole, signed by hashes, and encodes."""
    found = run("--layers", "3,2", "--bits", "static,q4", "--steps", "2", "--max-mb", "9")
    assert [one["name"] for one in found["candidates"]] == ["encoder", "3-static", "3-q4", "2-static", "2-q4"]
    assert all(set(one["quality"]) == {"map en", "agreement"} for one in found["candidates"])
    assert found["candidates"][0]["quality"]["agreement"] == pytest.approx(1)
    folder = Path(found["folder"])
    assert problems(folder) == []
    vectors = load_encoder(folder).encode(["head nurse", "护士长"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_students_are_not_learnt_again(run, tmp_path: Path) -> None:
    """A second run with other bits reads the students of the first."""
    run("--layers", "2", "--bits", "q4", "--steps", "2")
    student = tmp_path / "out" / "students" / "2.npz"
    before = student.stat().st_mtime_ns
    run("--layers", "2", "--bits", "static", "--heads", "5", "--middle", "64")
    assert student.stat().st_mtime_ns == before


def test_a_budget_out_of_reach_is_refused(run) -> None:
    """Nothing is kept that costs more than was allowed."""
    with pytest.raises(BadInput, match="within the budget"):
        run("--layers", "3", "--bits", "q4", "--max-mb", "0.0001")


def test_texts_are_cut_in_lines_paragraphs_and_pages(tmp_path: Path) -> None:
    """Files of every kind give their texts, each once, in the same order wherever they lie."""
    (tmp_path / "a.md").write_text("head nurse\nnight ward\n" * 3)
    (tmp_path / "b.jsonl").write_text(json.dumps({"passage": "护士长", "n": 3}, ensure_ascii=False) + "\n")
    (tmp_path / "c.tsv").write_text("family\tzh\n1.2\t焊工|电焊工\n")
    (tmp_path / "d.toml").write_text('[x]\nwords = ["steel", "4711-22"]\n')
    found = read_texts([tmp_path])
    assert {"护士长", "焊工", "电焊工", "steel"} <= set(found)
    assert "4711-22" not in found
    assert found == read_texts(sorted(tmp_path.iterdir(), reverse=True))
    assert any("\n" in text for text in cut("one\n" * 50))
    with pytest.raises(BadInput, match="no such file"):
        read_texts([tmp_path / "none"])
