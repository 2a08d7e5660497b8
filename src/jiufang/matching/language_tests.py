"""Turn results in language tests into places on the scale of levels, and compare results in one and the same test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jiufang.matching.clauses import Clause, Sentence
from jiufang.matching.lexicon import read_rows
from jiufang.matching.stance import is_denied, is_list
from jiufang.matching.view import View
from jiufang.taxonomy.skills import load_skills

DESCENDING = frozenset({"JLPT", "PSC"})  # N1 and 一级 are the best
MANY_SKILLS = 4  # named skills in one line: a cloud of keywords
NOT_PASSED = re.compile(
    r"(?:未|没|没有)(?:能)?(?:通过|过|合格|报名|报|考)|不合格|挂了|\b(?:not|never|didn[’']t) (?:pass\w*|taken|booked)|\bfailed\b|\battempted\b|在学|在考|备考|自学中|\bstudying\b|\bpreparing\b|\bplanned\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
MARK = re.compile(r"(?<!\d)[2-7]\d\d(?!\d)")
REACH = 36  # code points after a clause in which the result of its test may stand: “TOEFL iBT (June 2025): total 74”
CET_PASS = 425  # of 710: below it there is a mark and no certificate
GRADES = str.maketrans("一二三四五六七八九", "123456789")
PUTONGHUA_GRADE = re.compile(r"([一二三])级?([甲乙])|level\s*([123])\s*-?\s*([AB])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Test:
    """A language test: its pattern (a group for the score), language, and (score, level) steps."""

    __test__ = False
    name: str
    language: str
    pattern: re.Pattern[str]
    steps: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A result beside the one asked for, in the same test; `half` is a CET-4 where a CET-6 is asked for."""

    clause: Clause
    reached: bool
    half: bool = False


@lru_cache(maxsize=1)
def load_tests() -> tuple[Test, ...]:
    """Return the tests of `languages.tsv`."""
    rows = [row for row in read_rows("languages.tsv") if row[0] == "test"]
    return tuple(Test(row[1], row[2], re.compile(row[3], re.IGNORECASE), _steps(row[4])) for row in rows)


def _steps(cell: str) -> tuple[tuple[float, float], ...]:
    return tuple((float(a), float(b)) for a, b in (step.split(":") for step in cell.split()))


def level_of_test(test: Test, text: str) -> float | None:
    """Return the level that a test result in a text stands for, None where it gives none."""
    match = test.pattern.search(text)
    return _level_of(test, match) if match else None


def level_shown(test: Test, clause: Clause, sentence: Sentence) -> float | None:
    """Return the best level that the results of a clause stand for; 0 for a test that was not passed, None where there is none."""
    levels = [_level_of(test, m) for m in mentions(test, clause)]
    if not levels:
        return None
    failed = NOT_PASSED.search(clause.text) and not any(passed(test, clause, sentence))
    return 0.0 if failed else max(levels)


def mentions(test: Test, clause: Clause) -> list[re.Match[str]]:
    """Return the results in a test that begin in a clause; the figure may stand a few words behind it."""
    text = re.split(r"[。；;\n]", clause.statement.text[clause.start : clause.end + REACH])[0]
    return [m for m in test.pattern.finditer(text) if m.start() < clause.end - clause.start]


def _level_of(test: Test, match: re.Match[str]) -> float:
    value = _number(match)
    return test.steps[0][1] if value is None else _level(test, value)


def result(test: Test, text: str) -> float | None:
    """Return the first result in a test that a text gives, as a number."""
    match = test.pattern.search(text)
    return _number(match) if match else None


def compare(test: Test, asked_text: str, view: View) -> Compared | None:
    """Compare the best result of a document with the one that a requirement asks for; None where either is missing.

    Args:
        test: the test.
        asked_text: the requirement's words.
        view: the document.
    """
    asked = result(test, asked_text)
    if asked is None:
        return None
    found = [
        _compared(test, asked, asked_text, value, clause)
        for sentence in view.sentences
        if not is_cloud(sentence)
        for clause in sentence.clauses
        for value in passed(test, clause, sentence)
    ]
    return max(found, key=lambda c: (c.reached, c.half), default=None)


def _compared(test: Test, asked: float, asked_text: str, given: float, clause: Clause) -> Compared:
    reached = given <= asked if test.name in DESCENDING else given >= asked
    if reached and given == asked:
        reached = (test.name != "PSC" or _within_grade(clause.text, asked_text)) and (test.name != "CET" or _marked(clause, asked_text))
    return Compared(clause, reached, half=test.name == "CET" and 0 < given < asked and not _mark(asked_text))


def _marked(clause: Clause, asked: str) -> bool:
    """Tell whether the mark of a CET is as high as asked; true where either gives none."""
    wanted, shown = _mark(asked), _mark(clause.text) or _mark(_after(clause))
    return not (wanted and shown) or shown >= wanted


def _after(clause: Clause) -> str:
    return clause.statement.text[clause.end : clause.end + REACH]


def _within_grade(given: str, asked: str) -> bool:
    """Tell whether 二级乙等 is asked for and 二级甲等 or 二级乙等 is shown."""
    wanted, shown = PUTONGHUA_GRADE.search(asked), PUTONGHUA_GRADE.search(given)
    if not wanted or not shown:
        return True
    better = (shown[2] or shown[4] or "").upper() in {"甲", "A"}
    return better or (wanted[2] or wanted[4] or "").upper() not in {"甲", "A"}


def _mark(text: str) -> float | None:
    marks = [float(m) for m in MARK.findall(text)]
    return max(marks) if marks else None


def passed(test: Test, clause: Clause, sentence: Sentence) -> list[float]:
    """Return the results in a test that a clause gives; 0 for a CET that was sat and not passed."""
    after = next((c.text for c in sentence.clauses if c.order == clause.order + 1), "")
    told = clause.text if test.pattern.search(after) else f"{clause.text} {after}"
    found = [v for m in mentions(test, clause) if (v := _number(m)) is not None]
    mark = _mark(told) if test.name == "CET" else None
    failed = len(found) == 1 and mark is not None and mark < CET_PASS
    if not (failed or NOT_PASSED.search(told) or is_denied(clause.text, (0, len(clause.text)))):
        return found
    return [0.0] if found and test.name == "CET" else []


def is_cloud(sentence: Sentence) -> bool:
    """Tell whether a test is named among keywords: without a result that says nothing."""
    return is_list(sentence.text, sentence.text) and len(load_skills().find(sentence.text)) >= MANY_SKILLS


def _level(test: Test, value: float) -> float:
    if test.name in DESCENDING:
        return dict(test.steps).get(value, test.steps[-1][1])
    reached = [level for score, level in test.steps if value >= score]
    return max(reached) if reached else min(level for _, level in test.steps) - 1


def _number(match: re.Match[str]) -> float | None:
    given = next((g for g in match.groups() if g), None)
    number = NUMBER.search(given.translate(GRADES)) if given else None
    return float(number.group()) if number else None
