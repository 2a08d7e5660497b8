"""Turn words about languages into codes, test results and CEFR bands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiufang.taxonomy.terms import Alias, Mention, Terms
from jiufang.text import tables

__all__ = ["LanguageTaxonomy", "Mention", "TestMention", "load_languages"]

BANDS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
"""CEFR bands (Council of Europe, 2001) and the mother tongue, weakest first."""

NONE = "none"  # the résumé says that the person does not speak it

# These Latin names are ordinary words or adjectives of something else more often than a language.
ADJECTIVES_AFTER = re.compile(
    r"\s+(?:restaurant|food|cuisine|market|customers?|clients?|compan(?:y|ies)|government|teacher|literature|studies|history|market|pastry|wine|press|army|navy|red cross|"
    r"physics|physical|chess|medicine|art|department|national|society|association|chamber|olympiad|canadian|american|bank|consulate|embassy|university|new year|opera)\b",
    re.IGNORECASE,
)
COMPOUND_ZH = re.compile(
    r"(?:文学|教师|老师|系(?!统)|专业(?![八四])|学院|考试|课程|教研|角|协会|俱乐部|教学|组|培训|编程|市场|客户|国家|区(?!别))"
)

SCORE = re.compile(
    r"[\s:：()（）\-–—,，=＝]{0,3}(?:已?通过|passed|成绩|分数|score[ds]?|总分|overall|band|level|等级|考试|证书|水平|测试|with|of|年|级|为|是)?[\s:：(（,，]{0,3}"
    r"(?P<score>N[1-5]|[ABC][12]|(?:[一二三]级[甲乙]等|[一二三][甲乙])|(?:level|band)\s*[1-9]|[1-9]级|[一二三四五六七八九]级|\d{1,3}(?:\.\d)?)(?![\d]|\s*(?:年|月|次|%)|[-/.]\d{1,2}\b|[A-Za-z])",
    re.IGNORECASE,
)
PUTONGHUA_EN = re.compile(
    r"(?:level|class|grade|band)?\s*(?P<level>[123]|one|two|three|[一二三])[\s,-]*(?:(?:grade|class|level)\s*)?(?P<grade>[AB甲乙])\b",
    re.IGNORECASE,
)
PUTONGHUA_SHORT = re.compile(r"普([一二三])([甲乙])|(?<![一-鿿])普通话?([一二三])级?([甲乙])等?")
JLPT_SHORT = re.compile(r"(?:日语|日本語|JLPT|日文|Japanese)[\s:：（(]*(?:能力[考测]试)?[\s:：]*(?:level\s*)?(N[1-5])", re.IGNORECASE)
NUMERALS = {
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "六": "6",
    "七": "7",
    "八": "8",
    "九": "9",
    "one": "1",
    "two": "2",
    "three": "3",
}
SCORED = frozenset({"JLPT", "TOPIK", "HSK", "DELF", "DALF", "DELE", "Goethe", "Putonghua"})


Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TestMention:
    """A language test in a text: which, of what language, the score as written, and the CEFR band that it proves."""

    test: str
    language: str
    start: int
    end: int
    score: str | None
    level: str | None
    __test__ = False


class LanguageTaxonomy:
    """Languages by code, their tests and the words for how well somebody speaks them."""

    def __init__(self, languages: Rows, tests: Rows, levels: Rows) -> None:
        self._names = {code: (en.split("|"), zh.split("|")) for code, en, zh in languages}
        self._terms = Terms([Alias(code, name) for code, (en, zh) in self._names.items() for name in (*en, *zh) if name])
        self._tests = Terms([_test_alias(test, name) for test, _, names, _ in tests for name in names.split("|")])
        self._bands = {test: [tuple(pair.split(":")) for pair in bands.split("|")] for test, _, _, bands in tests}
        self._language = {test: language for test, language, _, _ in tests}
        self._levels = {word.casefold(): level for level, words in levels for word in words.split("|")}
        ordered = sorted(self._levels, key=len, reverse=True)
        self._level_pattern = re.compile("|".join(_word(w) for w in ordered), re.IGNORECASE)

    def find(self, text: str) -> list[Mention]:
        """Return the languages that a text names (not “French restaurant”, not 英语文学).

        >>> [m.id for m in load_languages().find("英语流利，粤语母语")]
        ['en', 'yue']
        """
        return [
            m
            for m in self._terms.find(text)
            if not ADJECTIVES_AFTER.match(text, m.end) and not COMPOUND_ZH.match(text, m.end) and _capital(m.surface)
        ]

    def find_tests(self, text: str) -> list[TestMention]:
        """Return the language tests of a text with their scores and the CEFR bands they stand for."""
        found = [self._scored(m.id, m.start, m.end, text) for m in self._tests.find(text)]
        found += [_putonghua(self, m) for m in PUTONGHUA_SHORT.finditer(text)]
        found += [
            TestMention("JLPT", "ja", m.start(), m.end(), m.group(1).upper(), self.band("JLPT", m.group(1).upper()))
            for m in JLPT_SHORT.finditer(text)
        ]
        # 普通话 and 日语 name the language too; they name the test only with a grade.
        real = [t for t in found if t.score or t.test not in SCORED or text[t.start : t.end].isascii()]
        return _apart(real)

    def level_word(self, text: str) -> tuple[str, int, int] | None:
        """Return the first word for a level: (band, `native` or `none`; start; end).

        >>> load_languages().level_word("English (full professional proficiency)")[0]
        'C1'
        """
        m = self._level_pattern.search(text)
        return (self._levels[m.group().casefold()], m.start(), m.end()) if m else None

    def level_words(self, text: str) -> list[tuple[str, int, int]]:
        """Return every word for a level in a text, in order."""
        return [(self._levels[m.group().casefold()], m.start(), m.end()) for m in self._level_pattern.finditer(text)]

    def band(self, test: str, score: str | None) -> str | None:
        """Return the CEFR band of a test result; without a score, the least band of a test that one passes."""
        bands = self._bands[test]
        if not bands[0][0].replace(".", "").isdigit():
            return next((band for grade, band in bands if score and grade.casefold() == score.casefold()), None)
        if score is None:
            return bands[0][1] if bands[0][0] == "0" and test not in {"IELTS", "TOEFL", "TOEIC", "PTE", "Duolingo"} else None
        value = float(score) if re.fullmatch(r"[\d.]+", score) else 0.0
        reached = [band for least, band in bands if float(least) <= value]
        return reached[-1] if reached else None

    def name(self, code: str, lang: str = "en") -> str:
        """Return the name of a language in `zh` or `en`."""
        en, zh = self._names[code]
        return zh[0] if lang == "zh" else en[0]

    def language_of(self, test: str) -> str:
        """Return the code of the language that a test tests."""
        return self._language[test]

    def _scored(self, test: str, start: int, end: int, text: str) -> TestMention:
        score, stop = _score_after(test, text, end)
        return TestMention(test, self._language[test], start, stop, score, self.band(test, score))


def at_least(held: str | None, asked: str | None) -> bool:
    """Tell whether a band meets another; nothing asked is met by anything that is known.

    >>> at_least("C1", "B2")
    True
    """
    if held not in BANDS:
        return False
    return asked not in BANDS or BANDS.index(held) >= BANDS.index(asked)


@lru_cache(maxsize=1)
def load_languages() -> LanguageTaxonomy:
    """Return the languages, tests and level words that ship with the package."""
    return LanguageTaxonomy(
        tables.rows("taxonomy", "languages.tsv")[1:],
        tables.rows("taxonomy", "language_tests.tsv")[1:],
        tables.rows("taxonomy", "language_levels.tsv")[1:],
    )


def _test_alias(test: str, name: str) -> Alias:
    return Alias(test, name, exact=name.isascii() and name.isupper() and len(name) <= 4)


def _word(word: str) -> str:
    quoted = re.escape(word)
    return rf"(?<![A-Za-z]){quoted}(?![A-Za-z])" if word.isascii() else quoted


def _capital(surface: str) -> bool:
    return not surface.isascii() or surface[0].isupper() or surface in {"español", "français"}


def _score_after(test: str, text: str, end: int) -> tuple[str | None, int]:
    m = PUTONGHUA_EN.match(text, end + len(re.match(r"[\s:：(（,，-]*", text[end:]).group())) if test == "Putonghua" else None  # type: ignore[union-attr]
    if m:
        return _grade(m.group("level"), m.group("grade")), m.end()
    m = SCORE.match(text, end)
    if not m or "\n" in m.group():
        return None, end
    score = m.group("score").upper()
    if test == "Putonghua":
        return (_grade(score[0], re.sub(r"[^甲乙]", "", score)), m.end("score")) if re.search(r"[甲乙]", score) else (None, end)
    score = re.sub(r"(?i)^(?:level|band)\s*|级$", "", score)
    score = NUMERALS.get(score, score)
    plausible = not score.isdigit() or test not in {"CET-4", "CET-6"} or 220 <= int(score) <= 710
    return (score, m.end("score")) if plausible else (None, end)


def _grade(level: str, grade: str) -> str:
    numeral = {"1": "一", "2": "二", "3": "三"}.get(NUMERALS.get(level.casefold(), level), level)
    return f"{numeral}级{'甲' if grade.upper() in 'A甲' else '乙'}等"


def _putonghua(taxonomy: LanguageTaxonomy, m: re.Match[str]) -> TestMention:
    level, grade = (m.group(1), m.group(2)) if m.group(1) else (m.group(3), m.group(4))
    score = _grade(level, grade)
    return TestMention("Putonghua", "zh", m.start(), m.end(), score, taxonomy.band("Putonghua", score))


def _apart(found: list[TestMention]) -> list[TestMention]:
    kept: list[TestMention] = []
    for test in sorted(found, key=lambda t: (t.start, t.score is None, -t.end)):
        if not kept or test.start >= kept[-1].end:
            kept.append(test)
    return kept
