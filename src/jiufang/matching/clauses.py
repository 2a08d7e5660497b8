"""Cut what a résumé states into lines, sentences and clauses, each with its place in the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import Match, SequenceMatcher

from jiufang.profiles.records import SectionKind

# A full stop ends a sentence after a word, not after an abbreviation (B.S., M.Sc., Inc., Univ.).
SENTENCE_END = re.compile(
    r"[。！？；;!?\n]+|(?<=[a-z\d)%’'\u4e00-\u9fff]{3})\.(?=\s|$)|(?<=[A-Z]{3})\.(?=\s|$)|(?<=\b[A-Z]{2})\.(?=\s|$)|(?<=\d)\.(?=\s+[A-Z]|$)"
)
CLAUSE_END = re.compile(
    r"[，]|,(?=\s|[^\d\s])|[（(](?=[^()（）]{6,})|[）)]|\s[–—-]\s|\s*\|\s*|｜|——|\bbut\b|\bhowever\b|\balthough\b|\bwhile\b|\bwhereas\b|\bthough\b"
    r"|但是?(?!任)|不过|然而|而(?=由|我|本人)|\s/\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A line or bullet as matching may see it: blind text, and the verbatim words of the document behind it.

    `verbatim` begins at `offset` of the document's text. `entry` numbers the engagement that it belongs to,
    `context` is that engagement's title and employer; `listed` says that it stands in a bare list.
    """

    text: str
    offset: int
    verbatim: str
    section: SectionKind = SectionKind.OTHER
    entry: int | None = None
    context: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of one statement: `statement.text[start:end]`; `sentence` numbers its sentence in the résumé."""

    statement: Statement = field(repr=False)
    text: str
    start: int
    end: int
    sentence: int
    order: int

    @property
    def span(self) -> tuple[int, int]:
        """Return the clause's place in the document."""
        return place(self.statement, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A run of clauses of one statement, up to a full stop or semicolon."""

    statement: Statement = field(repr=False)
    text: str
    start: int
    end: int
    clauses: tuple[Clause, ...] = field(repr=False)

    @property
    def span(self) -> tuple[int, int]:
        """Return the sentence's place in the document."""
        return place(self.statement, self.start, self.end)


def place(statement: Statement, start: int, end: int) -> tuple[int, int]:
    """Return the document offsets of `statement.text[start:end]`, by alignment where blinding moved the words."""
    if statement.text == statement.verbatim:
        return statement.offset + start, statement.offset + end
    at = statement.verbatim.find(statement.text[start:end])
    if at >= 0:
        return statement.offset + at, statement.offset + at + end - start
    inside = _across([(b.a, b.b, b.size) for b in _blocks(statement)], start, end)
    low, high = inside or (0, len(statement.verbatim))
    return statement.offset + low, statement.offset + high


def placed(statement: Statement, start: int, end: int) -> tuple[int, int]:
    """Return where the document's stretch from `start` to `end` stands in `statement.text`; empty when it is not there."""
    low, high = max(0, start - statement.offset), min(len(statement.verbatim), end - statement.offset)
    if low >= high or statement.text == statement.verbatim:
        return (low, high) if low < high else (0, 0)
    at = statement.text.find(statement.verbatim[low:high])
    if at >= 0:
        return at, at + high - low
    return _across([(b.b, b.a, b.size) for b in _blocks(statement)], low, high) or (0, 0)


def _blocks(statement: Statement) -> list[Match]:
    """Return the runs that blind text and verbatim words share."""
    return [b for b in SequenceMatcher(None, statement.text, statement.verbatim, autojunk=False).get_matching_blocks() if b.size]


def _across(runs: Sequence[tuple[int, int, int]], start: int, end: int) -> tuple[int, int] | None:
    """Carry a stretch over shared runs (where each begins here, where there, how long); None when it touches none."""
    inside = [
        (max(here, start) - here + there, min(here + size, end) - here + there)
        for here, there, size in runs
        if here < end and here + size > start
    ]
    return (inside[0][0], inside[-1][1]) if inside else None


def sentences_of(statements: Sequence[Statement]) -> tuple[Sentence, ...]:
    """Cut statements into sentences and those into clauses, in reading order."""
    found: list[Sentence] = []
    order = 0
    for statement in statements:
        for start, end in pieces(statement.text, 0, len(statement.text), SENTENCE_END):
            number = len(found)
            spans = list(pieces(statement.text, start, end, CLAUSE_END))
            clauses = tuple(Clause(statement, statement.text[a:b], a, b, number, order + i) for i, (a, b) in enumerate(spans))
            order += len(clauses)
            if clauses:
                found.append(Sentence(statement, statement.text[start:end], start, end, clauses))
    return tuple(found)


def pieces(text: str, start: int, end: int, border: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the trimmed stretches of `text[start:end]` between matches of a border."""
    at = start
    for match in border.finditer(text, start, end):
        yield from _trimmed(text, at, match.start())
        # A border word ("but", 但) opens the next clause; punctuation belongs to neither.
        at = match.start() if match.group()[:1].isalpha() else match.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start] in " \t\u3000·•*▪■◆●○-–—、,，。.;；:：":
        start += 1
    while end > start and text[end - 1] in " \t\u3000,，、:：":
        end -= 1
    if start < end:
        yield start, end
