"""A requirement told otherwise keeps its passage, verdict and proof; the shipped wordings are sound."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from jiufang.errors import BadInput
from jiufang.learn.examples import Example, read_examples
from jiufang.learn.wordings import read_wordings, reworded

SHIPPED = Path(__file__).parents[2] / "training" / "wordings"
ONE = Example("三年以上会计经验", "2019–2024 accountant", 0, ((0, 9),), "b0")
OTHERS = {ONE.requirement: ("3+ years in accounting", "会计工作满三年")}


def test_only_the_requirement_changes() -> None:
    """Passage, verdict, proof and block stay; what has no other wording stays altogether."""
    alone = Example("Forklift licence", "licence since 2020", 0, ((0, 7),), "b1")
    told, same = reworded([ONE, alone], OTHERS, share=1.0, chance=random.Random(0))
    assert told.requirement in OTHERS[ONE.requirement]
    assert (told.passage, told.verdict, told.proof, told.block) == (ONE.passage, ONE.verdict, ONE.proof, ONE.block)
    assert same == alone


def test_the_share_is_kept_and_repeats_itself() -> None:
    """About the asked share is told otherwise, and the same seed tells the same."""
    first = reworded([ONE] * 1000, OTHERS, share=0.3, chance=random.Random(7))
    assert 200 < sum(e.requirement != ONE.requirement for e in first) < 400
    assert first == reworded([ONE] * 1000, OTHERS, share=0.3, chance=random.Random(7))


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    """A line that tells nothing otherwise is refused with its number."""
    (tmp_path / "a.jsonl").write_text('{"requirement": "x", "translation": "y", "rewording": "z"}\n{"requirement": "x"}\n')
    with pytest.raises(BadInput, match="line 2"):
        read_wordings(tmp_path)


def test_the_shipped_wordings_are_sound() -> None:
    """Each belongs to a shipped requirement, says it in the other language and anew in its own, and keeps its numbers there."""
    asked = {e.requirement: e.languages.split("-")[0] for e in read_examples(SHIPPED.with_name("evidence"))}
    wordings = read_wordings(SHIPPED)
    assert len(wordings) > 3000
    for requirement, (translation, rewording) in wordings.items():
        chinese = asked[requirement] == "zh"
        assert _has_han(translation) != chinese
        assert _has_han(rewording) == chinese
        assert rewording != requirement


def _has_han(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)
