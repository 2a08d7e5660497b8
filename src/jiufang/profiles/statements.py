"""Cut a résumé into statements: bullets, sentences and lines that may bear on a job, each verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiufang.documents.records import Document, Evidence
from jiufang.profiles.records import Section, SectionKind
from jiufang.text.orders import parts

# Who somebody is, likes and knows says nothing of the work.
SILENT = frozenset({SectionKind.PERSONAL, SectionKind.REFERENCES})
BULLET = re.compile(
    r"[\s\u3000]*(?:[-–—*•·▪◦●○◆◇■□▶►>§※✓✔➢➤]+|[(（]?(?:\d{1,2}|[一二三四五六七八九十])[.、)）](?!\d)|[①②③④⑤⑥⑦⑧⑨⑩])[\s\u3000]*"
)
INLINE_BULLET = re.compile(r"(?<=[。；;.\s])(?=(?:[•▪●◆■➢]|[①②③④⑤⑥⑦⑧⑨⑩])\s*\S)")
# A full stop ends a sentence unless a digit, a lower-case letter, or an abbreviation stands around it.
ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|Mr|Mrs|Ms|Mx|Dr|Prof|St|No|Inc|Ltd|Co|Corp|Sr|Jr|approx|incl|dept|Univ|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|yrs?|mos?|max|min|cf|fig|U\.S|Ph\.D|B\.S|M\.S|B\.A|M\.A|B\.Sc|M\.Sc|a\.m|p\.m)|\b[A-Z])\.$"
)
STOP = re.compile(r"[。；！？!?]+[”’」』）)]?|;(?=\s|$)|[.](?=[”\")’]?(?:\s+[\"“(]?[A-Z0-9\u4e00-\u9fff]|\s*$|[\u4e00-\u9fff]))[”\")]?")
CONTINUED = re.compile(
    r"[,，、：:(（/\-–]$|\b(?:and|or|the|a|an|of|in|with|for|to|by|on|at|from|that|which|using|including)$", re.IGNORECASE
)
STARTS_LOW = re.compile(r"\s*[a-z]")
LONG_LINE = 48  # a line this long, or nearly, was wrapped by the page rather than ended by the writer
LETTERS = re.compile(r"[^\W\d_]")


def split_statements(document: Document, sections: Sequence[Section]) -> Iterator[tuple[Section, Evidence]]:
    """Yield the statements of a résumé in reading order, each with the section that it stands in."""
    whole = Section(kind=SectionKind.OTHER, start=0, end=len(document.text))
    for section in sorted(sections, key=lambda s: s.start) or [whole]:
        if section.kind in SILENT:
            continue
        body = section.start + _heading_end(document.text, section)
        for start, end in _paragraphs(document.text, body, section.end):
            for low, high in _sentences(document.text, start, end):
                if LETTERS.search(document.text[low:high]):
                    yield section, document.evidence(low, high)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences; an order to the machine is one statement up to the end of its line, whatever stands in it."""
    for low, high, is_order in parts(text[start:end]):
        if is_order:
            yield _trimmed(text, start + low, start + high)
        else:
            yield from split_sentences(text, start + low, start + high)


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of `text[start:end]`; decimal points and abbreviations do not end one.

    >>> t = "Cut cost by 3.5 percent. Led Dr. Wu's team; wrote SOPs."
    >>> [t[a:b] for a, b in split_sentences(t, 0, len(t))]
    ['Cut cost by 3.5 percent.', "Led Dr. Wu's team;", 'wrote SOPs.']
    """
    at = start
    for m in STOP.finditer(text, start, end):
        if m.group()[0] == "." and ABBREVIATION.search(text[max(start, m.start() - 8) : m.start() + 1]):
            continue
        if _inside_bracket(text, at, m.start()):
            continue
        if m.end() > at:
            yield _trimmed(text, at, m.end())
        at = m.end()
    if text[at:end].strip():
        yield _trimmed(text, at, end)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield lines, with the lines that the page has wrapped joined again."""
    open_at: int | None = None
    stop = at = start
    for line in text[start:end].split("\n"):
        bullet = BULLET.match(line)
        head = at + (bullet.end() if bullet else 0)
        joins = open_at is not None and not bullet and line.strip() and _wrapped(text[open_at:stop], line)
        if open_at is not None and not joins:
            yield open_at, stop
            open_at = None
        if line.strip() and open_at is None:
            open_at = head
        stop = at + len(line)
        at = stop + 1
    if open_at is not None:
        yield open_at, stop


def _wrapped(before: str, line: str) -> bool:
    last = before.rsplit("\n", 1)[-1].rstrip()
    if not last or re.search(r"[。；;！？!?.]$", last):
        return False
    if "\t" in line or re.search(r"\S\s{3,}\S", last):
        return False
    if CONTINUED.search(last) and len(last) > LONG_LINE // 2:
        return True
    return bool(STARTS_LOW.match(line)) and len(last) >= LONG_LINE


def _heading_end(text: str, section: Section) -> int:
    if not section.heading:
        return 0
    line = text[section.start : section.end].partition("\n")[0]
    at = line.find(section.heading)
    return at + len(section.heading) if at >= 0 else 0


def _inside_bracket(text: str, start: int, at: int) -> bool:
    piece = text[start:at]
    opened = len(re.findall(r"[(（]", piece)) - len(re.findall(r"[)）]", piece))
    return opened > 0 and bool(re.match(r"[^()（）\n]{0,60}[)）]", text[at:]))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip(" \t\u3000\n:：|｜】〕]")), start + len(piece.rstrip())
