"""A model's tellings of a requirement are kept only where code finds nothing that they demand more, less or otherwise."""

from __future__ import annotations

import json

import pytest

from jiufang.errors import NoAnswer
from jiufang.learn.paraphrasing import faults, paraphrased
from jiufang.learn.wordings import read_wordings

ASKED = "3年以上Java开发经验"
SOUND = {"id": 1, "translation": "At least 3 years of Java development", "rewording": "做Java开发满3年"}


class Telling:
    """A `LanguageModel` that gives one answer."""

    name = "telling@1"

    def __init__(self, answer: str) -> None:
        self.given = answer

    def answer(self, prompt: str, **options: object) -> str:
        """Give it."""
        if not self.given:
            raise NoAnswer("down")
        return self.given


def test_what_is_sound_becomes_a_record(tmp_path):
    """The record has the form that training reads."""
    records = list(paraphrased([ASKED], Telling(json.dumps({"wordings": [SOUND]}))))
    (tmp_path / "w.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    assert read_wordings(tmp_path) == {ASKED: (SOUND["translation"], SOUND["rewording"])}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("At least 5 years of Java development", "other numbers"),
        ("At least 3 years of Python development", "other tools"),
        ("3年以上Java开发经验，必须如此", "another language"),
        ("Never 3 years of Java", "denies"),
        ("Expert with 3 years of Java", "a level more"),
        ("Java 3", "too short"),
    ],
)
def test_what_demands_otherwise_is_told(told, why):
    """Each way to change a demand has its fault."""
    assert any(why in fault for fault in faults(ASKED, told, other_language=True))


@pytest.mark.parametrize(
    "answer", ["", "[]", "no", '{"wordings": 3}', '{"wordings": [null, {"id": "1"}, {"id": 9, "translation": "x", "rewording": "y"}]}']
)
def test_odd_answers_give_nothing(answer):
    """A model that fails or talks nonsense gives no record."""
    assert list(paraphrased([ASKED], Telling(answer))) == []
