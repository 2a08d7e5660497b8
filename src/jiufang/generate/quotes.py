"""Turn evidence and requirements into words short and clean enough to be said aloud in a question."""

from __future__ import annotations

import re

from jiufang.documents.records import Document, Evidence
from jiufang.generate.lawful import CLAUSE, lawful_evidence, lawful_text
from jiufang.jobs.records import Requirement
from jiufang.text.language import is_cjk

LONGEST = 150  # columns: a question that quotes more cannot be followed by ear
SENSE = 10  # columns that still say something
LOOSE_HEAD = re.compile(r"(?:and|or|but|so|then|also|as well as)\s+|(?:以及|并且|而且|同时|此外|另外)[，,]?", re.IGNORECASE)
LOOSE_TAIL = re.compile(r"[\s,;:]+(?:and|or|with|of|to|for|in|on|at|by|from|the|an?|as|including|plus)$", re.IGNORECASE)
LISTED = re.compile(r"[:：][^:：,，、;；]*$")  # “yearly tests: walkthroughs”, of which more followed
LIST_GOES_ON = frozenset(",，、")
_EDGES = " \t\r\n-–—•·*▪●○◦#>,，、;；:：.。|｜"
_OPENERS = _EDGES + "+✓✔√➢➤→"  # bullets that may end a word, as in C++
_QUOTES = str.maketrans({"“": "‘", "”": "’", '"': "’"})


def width(text: str) -> int:
    """Return the columns of a text; a Chinese character takes two and a half, being half a word."""
    return int(sum(2.5 if is_cjk(char) else 1 for char in text))


def need_of(requirement: Requirement) -> str:
    """Return what a requirement asks, as it may be said in a question; empty when nothing of it may."""
    text = lawful_text(requirement.text)
    if requirement.skill and width(text) > LONGEST and lawful_text(requirement.skill):
        text = lawful_text(requirement.skill)
    return said(text)


def said(text: str) -> str:
    """Return a text on one line, without marks at its edges, cut at a clause when it is long, its quotation marks made single."""
    flat = re.sub(r"\s+", " ", text).strip(_EDGES)
    start, end = shortened(flat)
    return flat[start:end].strip(_EDGES).translate(_QUOTES)


def quoted(evidence: Evidence, document: Document) -> Evidence | None:
    """Return the part of a quote that may be read out: lawful, on one line, not too long, still verbatim; None when none is."""
    line = _first_line(evidence, document)
    clean = lawful_evidence(line, document) if line else None
    if clean is None:
        return None
    start, end = shortened(clean.quote)
    inner = clean.quote[start:end]
    start += len(inner) - len(inner.lstrip(_OPENERS))
    end -= len(inner) - len(inner.rstrip(_EDGES))
    begin, past = without_loose_ends(document.text, clean.start + start, clean.start + max(start, end))
    found = document.evidence(begin, past)
    return found if width(found.quote) >= 5 and "  " not in found.quote else None


def without_loose_ends(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of a text without what makes no sense by itself: a joining word at an edge, half a bracket, the first of a list.

    >>> text = "Weigh, and titrate pressors (norepinephrine, vasopressin)"
    >>> start, end = without_loose_ends(text, 7, 40)
    >>> text[start:end]
    'titrate pressors'
    """
    piece = text[start:end]
    opened = max(piece.rfind("("), piece.rfind("（"))
    if opened > max(piece.rfind(")"), piece.rfind("）")):
        piece = piece[:opened]
    listed = LISTED.search(piece)
    if listed and text[end : end + 1] in LIST_GOES_ON:
        piece = piece[: listed.start()]
    piece = LOOSE_TAIL.sub("", piece)
    head = LOOSE_HEAD.match(piece)
    kept = (head.end() if head else 0, len(piece.rstrip(_EDGES)))
    return (start + kept[0], start + kept[1]) if width(piece[slice(*kept)]) >= SENSE else (start, end)


def shortened(text: str) -> tuple[int, int]:
    """Return the span of as many whole clauses from the start as may be said; a single long one is cut at a word."""
    if width(text) <= LONGEST:
        return 0, len(text)
    ends = [m.end() for m in CLAUSE.finditer(text) if width(text[: m.end()]) <= LONGEST]
    if ends and width(text[: ends[-1]]) > LONGEST // 4:
        return 0, ends[-1]
    end = next(i for i in range(len(text), 0, -1) if width(text[:i]) <= LONGEST)
    blank = text.rfind(" ", 0, end)
    return 0, blank if blank > end // 2 else end


def _first_line(evidence: Evidence, document: Document) -> Evidence | None:
    """Return the longest line of a quote: what runs over lines was not written as one sentence in every layout."""
    lines = [m for m in re.finditer(r"[^\n]+", evidence.quote) if m.group().strip()]
    best = max(lines, key=lambda m: len(m.group().strip()), default=None)
    return document.evidence(evidence.start + best.start(), evidence.start + best.end()) if best else None
