"""Lay out what matching may see of a person: blind statements cut into sentences, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from jiufang.documents.records import Document, Evidence
from jiufang.matching.clauses import Sentence, Statement, sentences_of
from jiufang.profiles.records import SectionKind

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
