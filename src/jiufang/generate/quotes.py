"""Turn evidence and requirements into words short and clean enough to be said aloud in a question."""

from __future__ import annotations

import re

from jiufang.documents.records import Document, Evidence
from jiufang.generate.lawful import CLAUSE, lawful_evidence, lawful_text
from jiufang.jobs.records import Requirement
from jiufang.text.language import is_cjk

LONGEST = 150  # columns: a question that quotes more cannot be followed by ear
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
    found = document.evidence(clean.start + start, clean.start + max(start, end))
    return found if width(found.quote) >= 5 and "  " not in found.quote else None


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
