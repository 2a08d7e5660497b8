"""Matching reads what nobody set a heading above: a header ends where somebody begins to tell."""

from __future__ import annotations

import pytest

from jiufang.jobs.records import Kind, Requirement
from jiufang.matching.needs import understand
from jiufang.matching.passages import passage_for
from jiufang.matching.view import View, view_of
from jiufang.profiles.records import Profile, SectionKind

LETTER = """Marta Lindqvist
marta@example.org
+46 70 000 00 00

I mend the machines that other people are afraid of. For six years the bottling lines of a dairy have been mine alone.
When a filler stops at night I read the ladder logic from home.

Languages
Swedish, English
"""
BRIEF = """江  晚秋
电话 138 0000 1111   邮箱 jwq@example.cn

在一家乳品厂管灌装线，六年里夜里停机都是我远程看梯形图处理的。
自己写过两条产线的换型程序。

教育经历
某大学 自动化 本科
"""
PLAIN = """Tom Field
Service Engineer | Leeds | tom@example.org

Experience
2019.03 - present  Dairyworks Ltd, Service Engineer
- Keeps the bottling lines running
"""


def _sections(text: str) -> dict[str, SectionKind]:
    view = view_of(Profile.from_text(text, as_of="2026-11-01"))
    return {s.verbatim: s.section for s in view.statements}


def _read(view: View, asked: str) -> str:
    return passage_for(understand(Requirement(id="r1", text=asked, kind=Kind.SKILL)), view, {}).text


@pytest.mark.parametrize("told", ["When a filler stops at night I read the ladder logic from home."])
def test_a_letter_without_headings_is_summary(told: str) -> None:
    """From the first sentence on, what stands under no heading is no header."""
    assert _sections(LETTER)[told] is SectionKind.SUMMARY


def test_short_lines_after_the_first_sentence_are_read_too() -> None:
    """A short sentence after a longer one belongs to what is told."""
    assert _sections(BRIEF)["自己写过两条产线的换型程序。"] is SectionKind.SUMMARY


def test_a_name_a_title_and_contact_data_stay_the_header() -> None:
    """An ordinary header says who somebody is; it is not read against requirements."""
    assert SectionKind.SUMMARY not in _sections(PLAIN).values()
    assert "Leeds" not in _read(view_of(Profile.from_text(PLAIN, as_of="2026-11-01")), "Running bottling lines")


@pytest.mark.parametrize(("text", "asked", "proof"), [(LETTER, "PLC ladder logic", "ladder logic"), (BRIEF, "会看PLC梯形图", "梯形图")])
def test_the_verifier_reads_what_a_letter_tells(text: str, asked: str, proof: str) -> None:
    """The passage for a requirement comes from the body of a letter as from a section of its own."""
    assert proof in _read(view_of(Profile.from_text(text, as_of="2026-11-01")), asked)
