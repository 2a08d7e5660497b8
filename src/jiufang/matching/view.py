"""Lay out what matching may see of a person: the blind feature record cut into sentences, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from jiufang.documents.records import Document, Evidence
from jiufang.matching.clauses import Sentence, Statement, sentences_of
from jiufang.profiles.features import Features, StatementKind, Study, Tenure, features
from jiufang.profiles.features import Statement as Told
from jiufang.profiles.records import Profile, SectionKind
from jiufang.text.language import HAN

T = TypeVar("T")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
HAN_PER_WORD = 1.6
SENTENCE = 8  # words of the shortest line that is taken for one
UNSEEN = frozenset({SectionKind.PERSONAL, SectionKind.REFERENCES})


@dataclass(frozen=True)
class View:
    """One résumé as matching sees it, as of a day; a bare passage has statements only."""

    document: Document
    statements: tuple[Statement, ...]
    as_of: str
    lang: str = "en"
    tenures: tuple[Tenure, ...] = ()
    degrees: tuple[Study, ...] = ()
    location: str | None = None

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the sentences of all statements, in reading order."""
        return sentences_of(self.statements)

    @cached_property
    def bare(self) -> bool:
        """Tell whether this is a loose passage, without the sections of a résumé."""
        return all(s.section is SectionKind.OTHER for s in self.statements)

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` makes of this view, made the first time only: checkers of many jobs ask for the same."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def quote(self, spans: Sequence[tuple[int, int]]) -> tuple[Evidence, ...]:
        """Quote stretches of the document verbatim, in order, overlapping stretches joined, none twice."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted(set(spans)):
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        found = (self.document.evidence(start, end) for start, end in joined)
        return tuple(e for e in found if e.quote)


def view_of_text(text: str, *, as_of: str, lang: str = "en") -> View:
    """Lay out a bare passage: every line is a statement."""
    document = Document.from_text(text)
    statements, at = [], 0
    for line in document.text.split("\n"):
        if line.strip():
            statements.append(Statement(line, at, line))
        at += len(line) + 1
    return View(document, tuple(statements), as_of, lang)


def view_of(profile: Profile) -> View:
    """Lay out the blind features of a profile."""
    seen = features(profile)
    statements = [
        Statement(s.text, s.evidence.start, s.evidence.quote, section, s.entry, _context(seen, s.entry), s.kind is StatementKind.LIST)
        for s, section in zip(seen.statements, _sections(seen.statements), strict=True)
        if s.section not in UNSEEN
    ]
    return View(profile.document, tuple(statements), seen.as_of, seen.lang, seen.tenures, seen.degrees, seen.location)


def _sections(told: Sequence[Told]) -> Iterator[SectionKind]:
    """Yield the section of each statement: what no heading parts from the header is experience or summary once somebody tells of work."""
    begun = False
    for statement in told:
        begun = begun or statement.entry is not None or (statement.section is SectionKind.HEADER and _tells(statement))
        if statement.section is not SectionKind.HEADER or not begun:
            yield statement.section
        else:
            yield SectionKind.SUMMARY if statement.entry is None else SectionKind.EXPERIENCE


def _tells(statement: Told) -> bool:
    """Tell whether a line is a sentence rather than a name, a title or contact data."""
    words = len(LATIN_WORD.findall(statement.text)) + len(HAN.findall(statement.text)) / HAN_PER_WORD
    return statement.kind is not StatementKind.LIST and words >= SENTENCE


def _context(seen: Features, entry: int | None) -> str:
    if entry is None or entry >= len(seen.tenures):
        return ""
    tenure = seen.tenures[entry]
    return " ".join(part for part in (tenure.title, tenure.employer) if part)
