"""Turn a text into the grounds that it touches and no employer may speak of, and take such words out of what is quoted.

Marriage, children, pregnancy, age, religion, health, ethnicity, nationality beyond the right to work, native place, politics and
the like (Employment Promotion Law of the PRC art. 27-31, notice of 2019 on sex discrimination in recruiting; 42 USC 2000e-2, 12112).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from jiufang.documents.records import Document, Evidence
from jiufang.jobs.unlawful import mentions
from jiufang.privacy.protected import Ground, find_protected
from jiufang.text import tables

CLAUSE = re.compile(r"(?:[^,.;!?\n\t|•·●▪，。；！？｜]|[,.](?=\d)|\.(?=\w))+")
# Work with such people is work, but beside a candidate's name these words are read as theirs: they are asked about without the quote.
SENSITIVE = re.compile(r"child(?:ren)?|pregnan|孕|孩|产妇", re.IGNORECASE)
KEPT = 8192  # texts judged lately: clauses and follow-ups come again in every kit
_LEISURE = {Ground.LEISURE}  # harmless in a question


@lru_cache(maxsize=1)
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (ground, expression) of everything that is off limits."""
    return tuple((ground, re.compile(expression, re.IGNORECASE)) for ground, _, expression in tables.rows("generate", "off_limits.tsv"))


@lru_cache(maxsize=KEPT)
def off_limits(text: str) -> tuple[str, ...]:
    """Return the grounds that a text touches, in the order of the table; empty when it may be asked.

    Example:
        >>> off_limits("Do you plan to have children?")
        ('children',)
    """
    return tuple(dict.fromkeys(ground for ground, expression in patterns() if expression.search(text)))


@lru_cache(maxsize=KEPT)
def may_quote(text: str) -> bool:
    """Tell whether words of a résumé or an ad may stand in a question."""
    return not off_limits(text) and not mentions(text) and all(s.ground in _LEISURE for s in find_protected(text))


def lawful_text(text: str) -> str:
    """Return a text, or the longest run of its clauses that may be quoted; empty when none may."""
    if may_quote(text):
        return text
    return max((text[a:b] for a, b in lawful_runs(text)), key=len, default="")


def lawful_evidence(evidence: Evidence, document: Document) -> Evidence | None:
    """Return the longest part of a quote that may stand in a question, verbatim; None when there is none."""
    return _cut(evidence, document, lambda text: may_quote(text) and not SENSITIVE.search(text))


def _cut(evidence: Evidence, document: Document, allowed: Callable[[str], bool]) -> Evidence | None:
    if allowed(evidence.quote):
        return evidence
    runs = [run for run in lawful_runs(evidence.quote) if allowed(evidence.quote[run[0] : run[1]])]
    if not runs:
        return None
    start, end = max(runs, key=lambda run: run[1] - run[0])
    return document.evidence(evidence.start + start, evidence.start + end)


def lawful_runs(text: str) -> list[tuple[int, int]]:
    """Return the longest stretches of neighbouring clauses that may be quoted."""
    runs: list[tuple[int, int]] = []
    for start, end in _clauses(text):
        if runs and may_quote(text[runs[-1][0] : end]) and may_quote(text[start:end]) and not _broken(text[runs[-1][1] : start]):
            runs[-1] = (runs[-1][0], end)
        elif may_quote(text[start:end]):
            runs.append((start, end))
    return runs


def _clauses(text: str) -> list[tuple[int, int]]:
    found = (m for m in CLAUSE.finditer(text) if m.group().strip())
    return [(m.start() + len(m.group()) - len(m.group().lstrip()), m.start() + len(m.group().rstrip())) for m in found]


def _broken(between: str) -> bool:
    """Tell whether something that may not be quoted, or a new line, stands between two clauses."""
    return "\n" in between or any(char.isalnum() for char in between)
