"""Lay a blind view out as the text that a reader gets, and find the reader's quotes again in the document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from jiufang.matching.clauses import Statement, place
from jiufang.matching.view import View
from jiufang.text.tokens import STOPWORDS, tokens

QUOTE_LIMIT = 400  # characters without blanks: a longer quote is the résumé again, not a proof
LEAST_LETTERS = 2
MARK = "¦"  # opens every line of untrusted text in a prompt; taken off when a model copies it
ELLIPSIS = re.compile(r"…+|\.{3,}|\[\.\.\.\]|\[…\]")
WRAPPING = " \t\n\u3000\"'“”‘’「」『』`*•·-–—"
# Marks that models write for one another without meaning anything by it; NFKC leaves these apart.
ALIKE = str.maketrans(
    {**dict.fromkeys("“”„‟«»「」『』", '"'), **dict.fromkeys("‘’‚‛′`", "'"), **dict.fromkeys("–—―−‐‑", "-"), "、": ",", "。": "."}
)
Span = tuple[int, int]


@dataclass(frozen=True)
class Plain:
    """A text without blanks, in one width; `places[i]` is where its i-th character stands in the text it came from."""

    text: str
    places: tuple[int, ...]

    def find(self, wanted: str, whole: str) -> Span | None:
        """Return where `wanted`, itself plain, stands in the text `whole` that this was made of, at word borders."""
        at = self.text.find(wanted)
        while at >= 0:
            start, end = self.places[at], self.places[at + len(wanted) - 1] + 1
            if _at_borders(whole, start, end):
                return start, end
            at = self.text.find(wanted, at + 1)
        return None


def plain(text: str) -> Plain:
    """Bring a text to the form in which quotes are compared: no blanks, one width, one kind of quotation mark and dash."""
    letters: list[str] = []
    places: list[int] = []
    for number, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character.translate(ALIKE)):
            if not letter.isspace():
                letters.append(letter)
                places.append(number)
    return Plain("".join(letters), tuple(places))


@dataclass(frozen=True)
class Sheet:
    """The text that a reader gets of one résumé, and the way back from its words to the document's."""

    view: View
    text: str
    rows: tuple[tuple[int, Statement], ...]

    @cached_property
    def _own(self) -> Plain:
        return plain(self.text)

    @cached_property
    def _document(self) -> Plain:
        return plain(self.view.document.text)

    @cached_property
    def _seen(self) -> frozenset[int]:
        """Return the places of the document that matching may quote."""
        spans = [(s.offset, s.offset + len(s.verbatim)) for s in self.view.statements]
        facts = [e for d in self.view.degrees for e in d.evidence] + [e for t in self.view.tenures for e in t.evidence]
        return frozenset(i for a, b in (*spans, *((e.start, e.end) for e in facts)) for i in range(a, b))

    def find(self, quote: str) -> tuple[Span, ...]:
        """Return the stretches of the document that a quote stands for; none when it is not there, word for word.

        White space, width and the kind of quotation mark do not count; an ellipsis parts a quote into pieces that
        must all be there. What stands in the document where matching may not look is not found.
        """
        found: list[Span] = []
        for piece in ELLIPSIS.split(quote):
            wanted = plain(_unwrapped(piece)).text
            if not wanted and ELLIPSIS.search(quote):
                continue
            spans = self._find(wanted) if _tells(piece) and len(wanted) <= QUOTE_LIMIT else ()
            if not spans:
                return ()
            found += spans
        return tuple(found)

    def _find(self, wanted: str) -> tuple[Span, ...]:
        direct = self._document.find(wanted, self.view.document.text)
        if direct and self._visible(direct):
            return (direct,)
        blind = self._own.find(wanted, self.text)
        return tuple(self._back(*blind)) if blind else ()

    def _visible(self, span: Span) -> bool:
        text = self.view.document.text
        return all(i in self._seen for i in range(*span) if text[i].isalnum())

    def _back(self, start: int, end: int) -> Iterator[Span]:
        """Yield the document's stretches behind `text[start:end]`, one a statement."""
        for at, statement in self.rows:
            first, last = max(start, at) - at, min(end, at + len(statement.text)) - at
            if first < last and statement.text[first:last].strip():
                yield place(statement, first, last)


def sheet_of(view: View) -> Sheet:
    """Write a view out, a statement a line, under the names of its sections."""
    lines: list[str] = []
    rows: list[tuple[int, Statement]] = []
    at, section = 0, None
    for statement in view.statements:
        if statement.section is not section:
            section = statement.section
            lines.append(f"[{section.value}]")
            at += len(lines[-1]) + 1
        rows.append((at, statement))
        lines.append(statement.text)
        at += len(statement.text) + 1
    return Sheet(view, "\n".join(lines), tuple(rows))


def _unwrapped(piece: str) -> str:
    lines = [line.strip().removeprefix(MARK) for line in piece.split("\n")]
    return "\n".join(lines).strip(WRAPPING)


def _tells(piece: str) -> bool:
    """Tell whether a quote says something: a letter alone or words such as “in the” stand in every résumé."""
    return sum(c.isalnum() for c in piece) >= LEAST_LETTERS and any(t not in STOPWORDS for t in tokens(piece))


def _at_borders(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch cuts no Latin word or number in two."""
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, at: int) -> bool:
    return 0 < at < len(text) and all(c.isascii() and c.isalnum() for c in text[at - 1 : at + 1])
