"""Overrule a reader where arithmetic is sure: years by the calendar, degrees by level, certificates by expiry, tests by result.

What takes judgement (which work is relevant, which field is near) is left to the vote of reader and rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from jiufang.jobs.records import Kind
from jiufang.matching.claims import dated
from jiufang.matching.degrees import asked_level, studies_of
from jiufang.matching.languages import by_test, names_test
from jiufang.matching.needs import ALTERNATIVE, Need
from jiufang.matching.numbers import months_stated
from jiufang.matching.outcome import Outcome
from jiufang.matching.records import Verdict
from jiufang.matching.tenures import tenures_of
from jiufang.matching.validity import lapsed
from jiufang.matching.view import View
from jiufang.matching.years import FAR_FEWER, counts
from jiufang.taxonomy.degrees import find_degrees
from jiufang.text.dates import last_full_month
from jiufang.text.periods import find_periods

Span = tuple[int, int]
Ruling = Callable[[Need, Verdict, Sequence[Span], View], Outcome | None]
SURE = 0.9
INSTEAD = re.compile(r"经验|经历|experience|practice", re.IGNORECASE)  # "a degree or equivalent experience": no level is sure
UNFINISHED = re.compile(r"在读|在校|应届|\benrol+ed\b|\bstudents?\b|\bstudying\b|\bgraduating\b|\bpursuing\b", re.IGNORECASE)


def overrule(need: Need, said: Verdict, spans: Sequence[Span], view: View) -> Outcome | None:
    """Return what a typed checker is sure of against a reader's verdict; None when it is not, or agrees.

    Args:
        need: the requirement understood.
        said: the reader's verdict.
        spans: the reader's quotes, as stretches of the document.
        view: what matching sees of the résumé.
    """
    ruling = RULINGS.get(need.kind)
    outcome = ruling(need, said, spans, view) if ruling else None
    return outcome if outcome is not None and outcome.verdict is not said else None


def by_calendar(need: Need, said: Verdict, spans: Sequence[Span], view: View) -> Outcome | None:
    """Refuse "met" when all the dated work of the résumé together, relevant or not, is shorter than asked."""
    tenures = tenures_of(view)
    undated = any(t.start is None for t in view.tenures)
    if said is not Verdict.MET or not need.min_months or not tenures or undated or _stated(need.min_months, view):
        return None
    last = last_full_month(view.as_of).last_month
    first = last - int(need.window) + 1 if need.window else 0
    worked = {m for t in tenures if counts(need, t) for m in t.months} | _months_quoted(spans, view, last)
    months = len({m for m in worked if m >= first})
    share = months / need.min_months
    if share >= 1:
        return None
    verdict = Verdict.PARTIAL if share >= FAR_FEWER else Verdict.CONTRADICTED
    values = (("months", str(months)), ("asked", f"{need.min_months:.0f}"), ("window", f"{need.window or 0:.0f}"))
    return Outcome(verdict, view.quote(spans), SURE, "years", "years_window" if need.window else "years", values, share)


def by_level(need: Need, said: Verdict, spans: Sequence[Span], view: View) -> Outcome | None:
    """Refuse "met" when every degree told is below the level asked, or the one at that level is unfinished."""
    studies = studies_of(view)
    if said is not Verdict.MET or not studies or not _asks_level(need):
        return None
    asked = need.requirement.degree or asked_level(need.text)
    at_level = [s for s in studies if s.level.rank >= asked.rank]
    if any(s.status == "done" for s in at_level):
        return None
    if not at_level and any(level.rank >= asked.rank for q in _texts(spans, view) for _, _, level in find_degrees(q)):
        return None  # the reader quotes a degree that the parser overlooked
    verdict = Verdict.PARTIAL if any(s.status == "progress" for s in at_level) else Verdict.CONTRADICTED
    return Outcome(verdict, view.quote(spans), SURE, "degree")


def _asks_level(need: Need) -> bool:
    """Tell whether a finished degree of one level is what is asked, with nothing else in its stead."""
    choices = ALTERNATIVE.split(need.text)
    levelled = bool(find_degrees(choices[0])) or (len(choices) == 1 and need.requirement.degree is not None)
    return levelled and not UNFINISHED.search(need.text) and not any(INSTEAD.search(c) for c in choices[1:])


def by_expiry(need: Need, said: Verdict, spans: Sequence[Span], view: View) -> Outcome | None:
    """Refuse "met" when the reader's own quotes say that the certificate has run out; one of several is partial."""
    texts = _texts(spans, view)
    out = [lapsed(text, view.as_of) for text in texts]
    if said is not Verdict.MET or not any(out):
        return None
    return Outcome(Verdict.CONTRADICTED if all(out) else Verdict.PARTIAL, view.quote(spans), SURE, "certificate")


def by_result(need: Need, said: Verdict, spans: Sequence[Span], view: View) -> Outcome | None:
    """Compare results in the test asked for; a lower one decides only where the reader rests on that test alone."""
    compared = by_test(need, view)
    if compared is None or (compared.verdict is not Verdict.MET and not all(names_test(need, t) for t in _texts(spans, view))):
        return None
    return compared


RULINGS: dict[Kind, Ruling] = {
    Kind.EXPERIENCE_YEARS: by_calendar,
    Kind.DEGREE: by_level,
    Kind.CERTIFICATE: by_expiry,
    Kind.LANGUAGE: by_result,
}


def _texts(spans: Sequence[Span], view: View) -> list[str]:
    return [view.document.text[start:end] for start, end in spans]


def _stated(asked: float, view: View) -> bool:
    """Tell whether the résumé itself claims a length as great as asked, beside its dates."""
    return any(months >= asked for s in view.sentences if not dated(s.text) for months, *_ in months_stated(s.text))


def _months_quoted(spans: Sequence[Span], view: View, last: int) -> set[int]:
    """Return the months of the ranges of dates in the lines that the reader quotes, in case the parser overlooked a job."""
    months: set[int] = set()
    for statement in view.statements:
        if any(a < statement.offset + len(statement.verbatim) and b > statement.offset for a, b in spans):
            for _, _, period in find_periods(statement.text):
                if period.start is not None:
                    end = last if period.current or not period.end else min(last, period.end.last_month)
                    months |= set(range(period.start.first_month, end + 1))
    return months
