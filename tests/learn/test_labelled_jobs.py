"""Labelled jobs become examples as the verifier will meet them; a label is learnt only from a passage that holds its evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jiufang.errors import BadInput
from jiufang.learn.examples import read_examples, write_examples
from jiufang.learn.labelled_jobs import Labelled, labelled, learnable, strangers
from jiufang.matching.passages import BUDGET
from jiufang.matching.verifier import CLASSES
from jiufang.models.fake import FakeEncoder

LEADER = """Ines Marlow
ines@example.org

Experience
Harbour Crane Service, Service Engineer, 2019.03 - present
- Rewired the slewing drives of four quay cranes and signed the test sheets
- Ordered spare parts and kept the workshop's tools in order
"""
BAKER = """Tomas Bell
tomas@example.org

Experience
Corner Bakery, Baker, 2018.01 - present
- Baked rye bread and rolls from three in the morning
- Trained two apprentices at the oven
"""


def _job(name: str, text: str, resumes: list[tuple[str, str, str, list[str]]], *, kind: str = "skill") -> dict[str, object]:
    """Return a labelled job with one requirement; a résumé is (text, requirement, verdict, evidence)."""
    rows = [{"text": t, "as_of": "2026-11-01", "labels": [{"req": r, "verdict": v, "evidence": e}]} for t, r, v, e in resumes]
    return {"job": {"title": name, "requirements": [{"id": "r1", "text": text, "kind": kind}]}, "resumes": rows}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two jobs of different trades, named so that neither is held out."""
    crane = [(LEADER, "r1", "met", ["Rewired the slewing drives of four quay cranes"]), (BAKER, "r1", "not_shown", [])]
    baker = [(BAKER, "r1", "met", ["Baked rye bread and rolls"])]
    (tmp_path / "crane-en-1.json").write_text(json.dumps(_job("Service engineer", "Electrical work on crane drives", crane)))
    (tmp_path / "baker-en-1.json").write_text(json.dumps(_job("Baker", "Baking of rye bread", baker)))
    return tmp_path


def _rows(folder: Path) -> list[Labelled]:
    return list(labelled(folder, encoder=FakeEncoder()))


def test_the_proof_of_an_example_is_the_evidence_of_its_label(folder: Path) -> None:
    """Where the passage holds the evidence, those words and no others are marked."""
    learnt = learnable(_rows(folder))
    told = {(e.requirement, CLASSES[e.verdict]): [e.passage[a:b] for a, b in e.proof] for e in learnt}
    assert told["Electrical work on crane drives", "met"] == ["Rewired the slewing drives of four quay cranes"]
    assert told["Electrical work on crane drives", "not_shown"] == []


def test_a_label_whose_evidence_is_not_in_the_passage_is_not_learnt(folder: Path) -> None:
    """Evidence that stands beyond what is read (here: in the contact block) teaches nothing."""
    content = _job("Service engineer", "Electrical work on crane drives", [(LEADER, "r1", "met", ["ines@example.org"])])
    (folder / "crane-en-1.json").write_text(json.dumps(content))
    assert all("crane" not in e.requirement for e in learnable(_rows(folder)))


def test_long_resumes_are_read_at_two_lengths(folder: Path) -> None:
    """A résumé longer than the budget gives shorter and longer passages with the same label."""
    filler = "".join(f"- Kept the stores of hall {n} in good order and counted what was there every month\n" for n in range(40))
    content = _job("Service engineer", "Electrical work on crane drives", [(LEADER + filler, "r1", "not_shown", [])])
    (folder / "crane-en-1.json").write_text(json.dumps(content))
    passages = {e.passage for e in learnable(_rows(folder)) if "crane" in e.requirement}
    assert len(passages) == 2
    assert max(map(len, passages)) > 3.5 * BUDGET > min(map(len, passages))


def test_a_resume_of_another_trade_shows_nothing(folder: Path) -> None:
    """Strangers are pairs across trades alone, and all of them are `not_shown`."""
    found = strangers(_rows(folder), encoder=FakeEncoder(), each=5, seed=0)
    assert {(e.requirement, "rye" in e.passage) for e in found} == {
        ("Electrical work on crane drives", True),
        ("Baking of rye bread", False),
    }
    assert {CLASSES[e.verdict] for e in found} == {"not_shown"}


def test_one_job_can_be_read_alone(folder: Path) -> None:
    """A file gives the labels of its job, a folder those of all."""
    alone = list(labelled(folder / "baker-en-1.json", encoder=FakeEncoder()))
    assert [row.job for row in alone] == ["baker-en-1"]
    assert len(_rows(folder)) == 3


def test_examples_survive_the_disk(folder: Path, tmp_path: Path) -> None:
    """What is written is read again, but for the name of the block."""
    learnt = learnable(_rows(folder))
    write_examples(learnt, tmp_path / "out" / "pairs.jsonl")
    again = read_examples(tmp_path / "out")
    assert [(e.requirement, e.passage, e.verdict, e.proof, e.languages) for e in again] == [
        (e.requirement, e.passage, e.verdict, e.proof, e.languages) for e in learnt
    ]


def test_a_file_that_is_no_labelled_job_is_named(folder: Path) -> None:
    """A broken file is refused with its name."""
    (folder / "broken.json").write_text('{"job": {}}')
    with pytest.raises(BadInput, match="broken"):
        _rows(folder)
