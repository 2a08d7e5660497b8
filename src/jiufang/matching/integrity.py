"""Find what tries to win without evidence: a pasted ad, instructions to the machine, long bare lists; and leave it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jiufang.documents.records import Evidence
from jiufang.jobs.records import Job
from jiufang.matching.clauses import Statement, place
from jiufang.matching.lexicon import read_data
from jiufang.matching.messages import say
from jiufang.matching.records import MatchWarning
from jiufang.matching.stance import is_list
from jiufang.matching.view import View
from jiufang.taxonomy.skills import load_skills
from jiufang.text.normalise import fold
from jiufang.text.tokens import tokens

GRAM = 8
COPIED_SHARE = 0.3  # of the ad's 8-grams: from here the ad was pasted (trust L06)
COPIED_RUN = 14  # tokens in a row that the ad has too: nobody writes them by chance
LONG_LIST = 30  # named skills in bare lists; more is stuffing to look at, not to punish


Grams = tuple[tuple[int, ...], list[tuple[str, ...]]]
"""The number of the statement behind each word, and the runs of `GRAM` words."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """A view without what may not count, and the warnings about it."""

    view: View
    warnings: tuple[MatchWarning, ...]


@lru_cache(maxsize=1)
def instructions() -> re.Pattern[str]:
    """Return the pattern of visible instructions to a machine."""
    rows = [r for r in read_data("instructions.txt").splitlines() if r.strip()]
    return re.compile("|".join(f"(?:{r})" for r in rows), re.IGNORECASE)


def clear(view: View, job: Job) -> Cleared:
    """Take pasted ads and instructions out of a view, and warn of them and of long lists."""
    told, orders, grams = tell(view)
    kept, copied = _without_ad(told, grams, job)
    warnings = [_warn("instruction", job.lang, view, orders)] if orders else []
    if copied:
        warnings.append(_warn("pasted_ad", job.lang, view, copied))
    listed = _listed_skills(kept) if orders or copied else view.once("listed", lambda: _listed_skills(kept))
    if len(listed) > LONG_LIST:
        warnings.append(MatchWarning(code="skill_list", message=say("skill_list", job.lang, (("count", str(len(listed))),))))
    if view.document.hidden:
        warnings.append(MatchWarning(code="hidden_text", message=say("hidden_text", job.lang)))
    return Cleared(replace(view, statements=kept) if orders or copied else view, tuple(warnings))


def tell(view: View) -> tuple[list[Statement], list[Statement], Grams]:
    """Return what `_told` makes of a view, made once."""
    return view.once("told", lambda: _told(view))


def _told(view: View) -> tuple[list[Statement], list[Statement], Grams]:
    """Return the statements that give no orders, those that do, and the 8-grams of the former with who says each word."""
    told, orders = _apart(view.statements, lambda s: bool(instructions().search(fold(s.text))))
    words = [(number, token) for number, s in enumerate(told) for token in _words(s.text)]
    tokens_only = tuple(token for _, token in words)
    grams = [tokens_only[i : i + GRAM] for i in range(max(0, len(words) - GRAM + 1))]
    return told, orders, (tuple(number for number, _ in words), grams)


def _apart(statements: Sequence[Statement], bad: Callable[[Statement], bool]) -> tuple[list[Statement], list[Statement]]:
    return [s for s in statements if not bad(s)], [s for s in statements if bad(s)]


def _warn(code: str, lang: str, view: View, statements: Sequence[Statement]) -> MatchWarning:
    spans = [place(s, 0, len(s.text)) for s in statements]
    quotes: tuple[Evidence, ...] = view.quote(spans[:5])
    return MatchWarning(code=code, message=say(code, lang), evidence=quotes)


def _without_ad(statements: Sequence[Statement], said: Grams, job: Job) -> tuple[tuple[Statement, ...], list[Statement]]:
    """Return (statements kept, statements that copy the ad)."""
    ad = ad_grams(job)
    if not ad:
        return tuple(statements), []
    speakers, grams = said
    found = ad.intersection(grams)
    if not found:
        return tuple(statements), []
    shared = [gram in found for gram in grams]
    pasted = len(found) > COPIED_SHARE * len(ad)
    copied: set[int] = set()
    at = 0
    while at < len(shared):
        run = at
        while run < len(shared) and shared[run]:
            run += 1
        if run > at and (pasted or run - at + GRAM - 1 >= COPIED_RUN):
            copied |= set(speakers[at : run + GRAM - 1])
        at = max(run, at + 1)
    return tuple(s for n, s in enumerate(statements) if n not in copied), [statements[n] for n in sorted(copied)]


def ad_grams(job: Job) -> frozenset[tuple[str, ...]]:
    """Return the 8-grams of an ad's words; of its requirements when the ad's text is not at hand."""
    return _grams(job.text or "\n".join(r.text for r in job.requirements))


@lru_cache(maxsize=20000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(tokens(text))


@lru_cache(maxsize=64)
def _grams(text: str) -> frozenset[tuple[str, ...]]:
    words = _words(text)
    return frozenset(tuple(words[i : i + GRAM]) for i in range(max(0, len(words) - GRAM + 1)))


def _listed_skills(statements: Sequence[Statement]) -> frozenset[str]:
    lists = [s.text for s in statements if is_list(s.text, s.text)]
    return frozenset(m.id for text in lists for m in load_skills().find(text))
