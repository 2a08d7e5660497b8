"""Lay out what matching may see of a person: blind statements cut into sentences, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from jiufang.documents.records import Document, Evidence
from jiufang.matching.clauses import Sentence, Statement, sentences_of
from jiufang.profiles.records import Profile, Section, SectionKind

UNSEEN = frozenset({SectionKind.PERSONAL, SectionKind.REFERENCES})


@dataclass(frozen=True)
class View:
    """One résumé as matching sees it, as of a day."""

    document: Document
    statements: tuple[Statement, ...]
    as_of: str
    lang: str = "en"

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the sentences of all statements, in reading order."""
        return sentences_of(self.statements)

    def quote(self, spans: Sequence[tuple[int, int]]) -> tuple[Evidence, ...]:
        """Quote stretches of the document verbatim, in order, touching stretches joined, none twice."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted(set(spans)):
            if joined and start <= joined[-1][1] + 1:
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
            statements.append(Statement(line, at, at + len(line)))
        at += len(line) + 1
    return View(document, tuple(statements), as_of, lang)


MASK = "█"


def view_of(profile: Profile) -> View:
    """Lay out what matching may see of a profile: its lines without names, contacts, schools and personal details."""
    text = _masked(profile)
    statements, at = [], 0
    for line in text.split("\n"):
        section = _section_at(profile.sections, at)
        if line.strip() and section not in UNSEEN:
            entry = _entry_at(profile, at, at + len(line))
            statements.append(Statement(line, at, at + len(line), section, entry, _context(profile, entry)))
        at += len(line) + 1
    return View(profile.document, tuple(statements), profile.as_of, profile.lang)


def _masked(profile: Profile) -> str:
    """Return the document's text with what must not be read covered, every other code point in its place."""
    text = list(profile.document.text)
    covered = [(e.start, e.end) for e in profile.contact.evidence]
    for start, end in covered:
        text[start:end] = [c if c == "\n" else MASK for c in text[start:end]]
    whole = "".join(text)
    for school in {e.school for e in profile.education if e.school}:
        whole = whole.replace(school, MASK * len(school))
    return whole


def _section_at(sections: Sequence[Section], offset: int) -> SectionKind:
    for section in sections:
        if section.start <= offset < section.end:
            return section.kind
    return SectionKind.OTHER


def _entry_at(profile: Profile, start: int, end: int) -> int | None:
    for number, entry in enumerate(profile.experience):
        if any(e.start < end and e.end > start for e in (*entry.evidence, *entry.bullets)):
            return number
    return None


def _context(profile: Profile, entry: int | None) -> str:
    if entry is None:
        return ""
    found = profile.experience[entry]
    return " ".join(part for part in (found.title, found.employer) if part)
