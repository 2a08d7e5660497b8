"""Find what tries to win without evidence: a pasted ad, instructions to the machine, long bare lists; and leave it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jiufang.documents.records import Evidence
from jiufang.jobs.records import Job
from jiufang.matching.clauses import Statement, place
from jiufang.matching.messages import say
from jiufang.matching.records import MatchWarning
from jiufang.matching.stance import is_list
from jiufang.matching.view import View
from jiufang.taxonomy.skills import load_skills
from jiufang.text.normalise import fold
from jiufang.text.orders import gives_order
from jiufang.text.tokens import tokens

GRAM = 8
COPIED_SHARE = 0.3  # of the ad's 8-grams: from here the ad was pasted (trust L06)
COPIED_RUN = 14  # tokens in a row that the ad has too: nobody writes them by chance
SHORT = 4  # words; “to date” and “Main duties” stand in many places by right
MANY_REPEATS = 3  # of whole statements: from here on it is no slip of copying
LONG_LIST = 30  # named skills in bare lists; more is stuffing to look at, not to punish


Grams = tuple[tuple[int, ...], list[tuple[str, ...]]]
"""The number of the statement behind each word, and the runs of `GRAM` words."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """A view without what may not count, and the warnings about it."""

    view: View
    warnings: tuple[MatchWarning, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a view says to people, the 8-grams of that, and what it says to the machine or says again."""

    statements: list[Statement]
    grams: Grams
    orders: list[Statement]
    repeats: list[Statement]


def clear(view: View, job: Job) -> Cleared:
    """Take pasted ads, instructions and repeats out of a view, and warn of them and of long lists."""
    told = tell(view)
    kept, copied = _without_ad(told.statements, told.grams, job)
    repeats = told.repeats if len(told.repeats) >= MANY_REPEATS else []
    left_out = (("instruction", told.orders), ("pasted_ad", copied), ("repeated", repeats))
    warnings = [_warn(code, job.lang, view, statements) for code, statements in left_out if statements]
    changed = bool(told.orders or told.repeats or copied)
    listed = _listed_skills(kept) if changed else view.once("listed", lambda: _listed_skills(kept))
    if len(listed) > LONG_LIST:
        values = (("count", str(len(listed))),)
        warnings.append(MatchWarning(code="skill_list", message=say("skill_list", job.lang, values), values=values))
    if view.document.hidden:
        warnings.append(MatchWarning(code="hidden_text", message=say("hidden_text", job.lang)))
    return Cleared(replace(view, statements=kept) if changed else view, tuple(warnings))


def tell(view: View) -> Told:
    """Return what `_told` makes of a view, made once."""
    return view.once("told", lambda: _told(view))


def _told(view: View) -> Told:
    said, orders = _apart(view.statements, lambda s: gives_order(s.text))
    once, repeats = _said_once(said)
    words = [(number, token) for number, s in enumerate(once) for token in _words(s.text)]
    tokens_only = tuple(token for _, token in words)
    grams = [tokens_only[i : i + GRAM] for i in range(max(0, len(words) - GRAM + 1))]
    return Told(once, (tuple(number for number, _ in words), grams), orders, repeats)


def _said_once(statements: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """Return (each statement the first time it is made, the repeats); one made of two engagements is made twice by right."""
    seen: set[tuple[str, int | None]] = set()

    def is_repeat(statement: Statement) -> bool:
        key = (fold(statement.text), statement.entry)
        known = key in seen and len(_words(statement.text)) >= SHORT
        seen.add(key)
        return known

    return _apart(statements, is_repeat)


def _apart(statements: Sequence[Statement], bad: Callable[[Statement], bool]) -> tuple[list[Statement], list[Statement]]:
    marked = [(s, bad(s)) for s in statements]
    return [s for s, out in marked if not out], [s for s, out in marked if out]


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
