"""Labelled pairs are read whole, and what is held out is never learnt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jiufang.errors import BadInput
from jiufang.learn.examples import BLOCK, part, read_examples

TRAINING = Path(__file__).parent.parent.parent / "training" / "evidence"


def row(**changes: object) -> str:
    """One line of a file of pairs."""
    pair = {"requirement": "Python", "passage": "Wrote Python daily", "verdict": "met", "evidence": ["Python"]}
    return json.dumps({**pair, "req_lang": "en", "text_lang": "en", **changes})


def test_a_pair_keeps_its_proof_as_offsets(tmp_path: Path) -> None:
    """Evidence becomes stretches of the passage."""
    (tmp_path / "a.jsonl").write_text(row())
    (example,) = read_examples(tmp_path)
    assert [example.passage[start:end] for start, end in example.proof] == ["Python"]
    assert example.languages == "en-en"


def test_a_passage_with_many_requirements_gives_a_pair_for_each(tmp_path: Path) -> None:
    """The rows of one résumé share a block, so that they are never parted."""
    rows = [["Python", "met", ["Python"], "skill", "en", "direct"], ["Go", "not_shown", [], "skill", "zh", "direct"]]
    (tmp_path / "a.jsonl").write_text(json.dumps({"passage": "Wrote Python", "text_lang": "en", "rows": rows}))
    first, second = read_examples(tmp_path)
    assert first.block == second.block
    assert second.languages == "zh-en"


@pytest.mark.parametrize("line", ["{", row(evidence=["Java"]), row(verdict="perhaps"), '{"passage": 1}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    """A line that is no labelled pair, or quotes what is not there, is refused with its number."""
    (tmp_path / "a.jsonl").write_text(f"{row()}\n{line}\n")
    with pytest.raises(BadInput, match=r"a\.jsonl: line 2"):
        read_examples(tmp_path)


def test_blocks_are_learnt_or_held_out_whole(tmp_path: Path) -> None:
    """Neighbours are minimal pairs of each other: no block stands on both sides, and about a fifth is held out."""
    (tmp_path / "a.jsonl").write_text("\n".join(row(requirement=f"skill {i}") for i in range(60 * BLOCK)))
    learnt, held_out = part(read_examples(tmp_path))
    assert not {e.block for e in learnt} & {e.block for e in held_out}
    assert 0.1 < len(held_out) / (len(learnt) + len(held_out)) < 0.3
    assert part(read_examples(tmp_path))[1] == held_out


def test_the_shipped_pairs_are_sound() -> None:
    """Every shipped pair reads, proof is empty exactly for silence, all verdicts and language pairs are there, none twice."""
    examples = read_examples(TRAINING)
    assert len(examples) > 4000
    assert all((e.verdict == 2) == (not e.proof) for e in examples)
    assert {e.verdict for e in examples} == {0, 1, 2, 3}
    assert {e.languages for e in examples} == {"zh-zh", "en-en", "zh-en", "en-zh"}
    assert len({(e.requirement, e.passage) for e in examples}) == len(examples)
