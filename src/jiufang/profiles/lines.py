"""Turn a document into lines with the cues a reader goes by: bullet, indent, gap above, size and weight of the type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiufang.documents.records import Document
from jiufang.text.orders import parts
from jiufang.text.periods import Period, find_periods
from jiufang.text.view import plain_view, without_emphasis

BULLET = re.compile(
    r"\s*(?P<mark>[╔╠╚║╟├└┌▲△▼•·●○◦◆◇■□▪▫▸▶►➢➤✓✔★☆※*+>»→❖◎⁃∙\uf0b7\uf06c\uf0d8]+|-{1,2}(?=[ \u4e00-\u9fff])|#{1,6}(?= )|\.(?= [A-Z\u4e00-\u9fff])|[\u2460-\u2473\u2776-\u277f]|\(?\d{1,2}[)](?!\d)|\d{1,2}[.、](?=\s|[^\d\s])|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,2}、)\s*"
)
WIDE = re.compile(r"(?<=\S)\u3000+(?=\S)")
RULE = re.compile(r"[\s\-_=─━*.·|]+")
SENTENCE_END = re.compile(r"[。；;!?！？]$|[a-z\u4e00-\u9fff]{4}\.$")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line: `text[start:end]` without the blanks around it, and how it is dressed.

    `wide` are the offsets of its ideographic spaces, which part the fields of a head and are plain blanks in the view.
    """

    index: int
    start: int
    end: int
    view: str
    mark: str = ""
    body_at: int = 0
    indent: int = 0
    gap: bool = False
    size: float = 0.0
    bold: bool = False
    periods: tuple[tuple[int, int, Period], ...] = ()
    wide: tuple[int, ...] = ()

    @property
    def body(self) -> str:
        """The line in plain view without its bullet."""
        return self.view[self.body_at :]

    @property
    def ranges(self) -> tuple[tuple[int, int, Period], ...]:
        """The periods of which the start is known, with offsets in the view."""
        return tuple(p for p in self.periods if p[2].is_range)

    @property
    def is_prose(self) -> bool:
        """Tell whether the line is a sentence or a long run of words rather than an entry's head."""
        return bool(SENTENCE_END.search(self.view)) or width(self.body) > 110


def width(view: str) -> int:
    """Return the printed width of words, a Han character counting two."""
    return len(view) + sum("\u2e80" <= c <= "\u9fff" for c in view)


def read_lines(document: Document) -> list[TextLine]:
    """Return the lines of a document that say something."""
    dress = {line.start: line for line in document.lines}
    lines: list[TextLine] = []
    gap = True
    for at, raw in _raw_lines(document.text):
        stripped = raw.strip()
        start = at + (len(raw) - len(raw.lstrip()))
        if stripped and not RULE.fullmatch(plain_view(stripped)):
            lines.append(_line(len(lines), start, stripped, indent=start - at, gap=gap, dress=dress.get(at) or dress.get(start)))
            gap = False
        else:
            gap = True
    return lines


def _raw_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, line); an order to the machine is a line of its own, so that it spoils no heading and no entry's head."""
    at = 0
    for line in text.split("\n"):
        yield from ((at + start, line[start:end]) for start, end, _ in parts(line))
        at += len(line) + 1


def _line(index: int, start: int, stripped: str, *, indent: int, gap: bool, dress: object) -> TextLine:
    view = plain_view(stripped)
    calm = without_emphasis(view)
    whole = calm[:1] == " " and calm[-1:] == " "
    lead = len(calm) - len(calm.lstrip())
    start, stripped, view = start + lead, stripped[lead : len(calm.rstrip())], calm.strip()
    bullet = BULLET.match(view)
    mark = re.sub(r"\d+|[\u2460-\u2473]|[一二三四五六七八九十]+", "1", bullet["mark"]) if bullet else ""
    return TextLine(
        index=index,
        start=start,
        end=start + len(stripped),
        view=view,
        mark=mark,
        body_at=bullet.end() if bullet and bullet.end() < len(view) else 0,
        indent=indent,
        gap=gap,
        size=float(getattr(dress, "size", 0.0)),
        bold=bool(getattr(dress, "bold", False)) or whole,
        periods=tuple(find_periods(stripped)),
        wide=tuple(m.start() for m in WIDE.finditer(stripped)),
    )
