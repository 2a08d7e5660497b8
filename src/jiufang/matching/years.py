"""Count the months of relevant work by the calendar, and compare them with the years that a requirement asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from jiufang.documents.records import Evidence
from jiufang.matching.claims import check_claims, dated
from jiufang.matching.exclusions import asked as counting
from jiufang.matching.needs import ALTERNATIVE, Need, understand
from jiufang.matching.numbers import months_stated
from jiufang.matching.outcome import NOTHING, Outcome
from jiufang.matching.records import Verdict
from jiufang.matching.refusals import refusal
from jiufang.matching.relevance import Similarities, relevance
from jiufang.matching.seniority import asked_rank, outranks
from jiufang.matching.specialities import families, rival, same_work
from jiufang.matching.stance import is_denied, stance
from jiufang.matching.tenures import Tenure, asserted, denials, enough, tenures_of
from jiufang.matching.topics import WORD_WEIGHT, Unit, bag_of, coverage, hit, is_product, units_of
from jiufang.matching.trades import trades, trades_asked
from jiufang.matching.view import View
from jiufang.text.dates import last_full_month

RELEVANT = 0.5
SAME_TRADE, TOLD_TRADE, OTHER_TRADE = 0.9, 0.6, 0.49  # relevance that the line of work alone gives, or takes
EARLIER = re.compile(r"之前|此前|以前|早年|后来|其后|另|\b(?:before|earlier|previously|then|after(?:wards)?|otherwise)\b", re.IGNORECASE)
SHORT_LABEL = 24  # code points: what stands before a colon and is shorter is a heading, not a post
FAMILY_BONUS = 0.1  # a title of the same family of work speaks for relevance
LEAST_WORDS = 0.2  # vectors alone do not make a job relevant
SEMANTIC_CAP = 0.49
FIELD_WEIGHT = 1.9  # of initials with an idea: ICU is a field of work that has other names, not a product that has one
NAME = re.compile(r"[A-Za-z0-9][A-Z]|\d[A-Za-z]")  # capitals or digits inside: SaaS, B2B, PLC
NOT_DONE = 0.4  # share of what is asked that a denial must name to take a job out
SETTING = re.compile(
    r"(?<!其中)在(?P<zh>[^，。,;；、]{2,16}?)(?:担任|从事|工作|任职|任教|负责)|(?<!of which)(?<!of which \w{3})(?<!of which \w{5})(?<!of which \w{4}) \b(?:in|at|within|inside) (?:an?|the) (?P<en>[^,;.()]{3,50}?)(?=$|[,;.(]| or | with | within | over | during | as )",
    re.IGNORECASE,
)
EITHER = re.compile(
    r"(?<!不含)(?<!不算)(?<!不计)(?<!除)兼职(?!不|除)|part[- ]time(?! (?:not|excl|does))", re.IGNORECASE
)  # "full or part time": named beside 全职, it counts
IN_SETTING = 0.5  # share of the words for a kind of place that must be told
FAR_FEWER = 0.45  # below about half of the years the résumé shows clearly less than asked (labelling convention)


def check_years(need: Need, view: View, similarities: Similarities) -> Outcome:
    """Return how the months of relevant work compare with what is asked."""
    need, excluded = _that_counts(need)
    tenures = tenures_of(view)
    relevant = [t for t in tenures if not _excluded(excluded, need, t) and _relevance(need, t, similarities) >= RELEVANT]
    below = [t for t in relevant if not _high_enough(need, t)]
    relevant = [t for t in relevant if t not in below]
    apart = [t for t in relevant if not _in_setting(need, t)]
    formal = [t for t in relevant if counts(need, t) and (t not in apart or len(apart) == len(relevant))]
    lesser = [t for t in relevant if t not in formal]
    if need.min_months is None and need.window is None:
        return check_claims(need, view, similarities)
    stated = _stated(need, view, similarities) if not relevant else None  # dates outweigh what is said of them
    if (relevant or stated) and (place := refusal(topic_units(need), view)):
        return Outcome(Verdict.CONTRADICTED, view.quote([place]), 0.8, "years", "years_other", share=0.0)
    if not relevant and stated is None and below:
        return Outcome(Verdict.CONTRADICTED, _quoted(below, view), 0.6, "years", "years_other", share=0.0)
    if not relevant and stated is None:
        return _no_months(need, view, tenures, similarities)
    return _compare(need, view, formal, lesser, stated)


def _that_counts(need: Need) -> tuple[Need, str]:
    """Return the requirement less what it says does not count, and that."""
    parts = counting(need.text)
    if not parts.excluded:
        return need, ""
    kept = understand(need.requirement.model_copy(update={"text": parts.kept}))
    return replace(kept, interns=need.interns, part_time=need.part_time, full_time=need.full_time), parts.excluded


def _excluded(excluded: str, need: Need, tenure: Tenure) -> bool:
    """Tell whether a post is of the kind that does not count, more than of the kind that does."""
    if not excluded:
        return False
    post = _post(tenure)
    lines = trades(post)
    if lines & (trades_asked(excluded) - trades_asked(need.text)) and not lines & trades_asked(need.text):
        return True
    units = tuple(u for u in units_of(excluded) if u.weight >= WORD_WEIGHT)
    share = coverage(units, [(1.0, bag_of(post))])
    return share >= NOT_DONE and share > coverage(topic_units(need), [(1.0, bag_of(post))])


def _compare(
    need: Need, view: View, formal: list[Tenure], lesser: list[Tenure], stated: tuple[float, tuple[int, int], bool] | None
) -> Outcome:
    last = last_full_month(view.as_of).last_month
    first = last - int(need.window) + 1 if need.window else 0
    worked = {m for t in formal for m in t.months if m >= first}
    asked = need.min_months if need.min_months is not None else 1.0
    if stated and not formal and not lesser:
        return _by_word(asked, stated, view)
    share = len(worked) / asked
    proving = [t for t in formal if any(m >= first for m in t.months)] or [*formal, *lesser]
    evidence = _quoted(enough(proving, asked) if share >= 1 else proving, view)
    reason = (
        replace(NOTHING, **_reason(len(worked), asked, need.window))
        if worked or formal
        else replace(NOTHING, **_reason(0, asked, lesser=True))
    )
    if share >= 1:
        return replace(reason, verdict=Verdict.MET, evidence=evidence, confidence=0.9, share=1.0)
    half = {m for t in [*formal, *lesser] if not t.internship for m in t.months if m >= first}
    verdict = Verdict.PARTIAL if max(share, min(1.0, len(half) / asked)) >= FAR_FEWER else Verdict.CONTRADICTED
    return replace(reason, verdict=verdict, evidence=evidence, confidence=0.7, share=share)


def _quoted(tenures: Sequence[Tenure], view: View) -> tuple[Evidence, ...]:
    return view.quote([place for t in tenures for place in t.quotes])


def _by_word(asked: float, stated: tuple[float, tuple[int, int], bool], view: View) -> Outcome:
    """Take the length that the résumé states where it gives no dates to count."""
    months, span, hedged = stated
    share = months / asked
    verdict = Verdict.MET if share >= 1 and not hedged else Verdict.PARTIAL if share >= FAR_FEWER else Verdict.CONTRADICTED
    values = (("months", f"{months:.0f}"), ("asked", f"{asked:.0f}"))
    return Outcome(verdict, view.quote([span]), 0.7, "years", "years_stated", values, min(1.0, share))


def _reason(months: int, asked: float, window: float | None = None, *, lesser: bool = False) -> dict[str, Any]:
    values = (("months", str(months)), ("asked", f"{asked:.0f}"), ("window", f"{window or 0:.0f}"))
    code = "years_lesser" if lesser else "years_window" if window else "years"
    return {"checker": "years", "why": code, "values": values}


def counts(need: Need, tenure: Tenure) -> bool:
    """Tell whether work of this kind (internship, part time) counts towards the years asked for."""
    if tenure.internship and not need.interns:
        return False
    return not (tenure.part_time and need.full_time and not EITHER.search(need.text))


def _high_enough(need: Need, tenure: Tenure) -> bool:
    """Tell whether a post is of the rank that the requirement asks for, if it asks for one."""
    asked = asked_rank(need.text)
    return asked is None or outranks(asked, tenure.title or tenure.head, " ".join(s.text for s in tenure.sentences))


def _in_setting(need: Need, tenure: Tenure) -> bool:
    """Tell whether work was done in the kind of place that the requirement names ("in a full-service restaurant"), if it names one."""
    match = SETTING.search(need.text)
    if match is None:
        return True
    named, told = match["zh"] or match["en"], asserted(tenure)
    if trades(named) & (trades(tenure.head) | trades(told)):  # A-levels are taught in secondary schools, whatever these call themselves
        return True
    units = tuple(u for u in units_of(named) if u.weight >= 1.0)
    return not units or coverage(units, [(1.0, bag_of(tenure.head)), (1.0, bag_of(told))]) >= IN_SETTING


def topic_units(need: Need) -> tuple[Unit, ...]:
    """Return what the work must have been about; nothing when any work counts."""
    about = [u for u in need.units if u.weight >= WORD_WEIGHT]
    return tuple(replace(u, weight=FIELD_WEIGHT) if u.named and u.ideas and not u.skill else u for u in about)


def _relevance(need: Need, tenure: Tenure, similarities: Similarities) -> float:
    units = topic_units(need)
    if not units:
        return 1.0
    if _other_speciality(need, tenure):
        return 0.0
    trade = _trade(need, tenure)
    if trade is not Trade.SAME and not same_work(need.text, tenure.title or tenure.head):
        return 0.0
    options = [tuple(o) + tuple(u for u in need.shared if u.weight >= WORD_WEIGHT) for g in need.groups for o in g] or [units]
    if not ALTERNATIVE.search(need.text):
        options = [units]
    kin = FAMILY_BONUS if families(need.text) & families(tenure.title or tenure.head) and _names_any(need, units, tenure) else 0.0
    words = max(_about(option, tenure, similarities) for option in options) + kin
    return {Trade.SAME: max(words, SAME_TRADE), Trade.TOLD: max(words, TOLD_TRADE), Trade.OTHER: min(words, OTHER_TRADE)}.get(trade, words)


def of_other_trades(need: Need, view: View) -> bool:
    """Tell whether every post of a résumé is known to be of another line of work than the one asked for."""
    tenures = tenures_of(view)
    return bool(tenures) and all(_trade(need, t) is Trade.OTHER for t in tenures)


class Trade(Enum):
    """How the line of work of a post stands to the one asked for."""

    SAME = 1
    TOLD = 2  # the title names none, what is told of the post does
    OTHER = 3
    UNKNOWN = 4


def _trade(need: Need, tenure: Tenure) -> Trade:
    """Tell how the line of work stands to the one asked for; an employer's trade is not that of its clerks."""
    asked = trades_asked(need.text)
    if not asked:
        return Trade.UNKNOWN
    post, head = _post(tenure), tenure.head
    for denied in denials(tenure):
        post, head = post.replace(denied, " "), head.replace(denied, " ")
    held = trades(post)
    if held & asked and (not tenure.title or trades(tenure.title) & asked or same_work(need.text, tenure.title)):
        return Trade.SAME
    told = trades(f"{head} {asserted(tenure)}") & asked
    if held:
        return Trade.UNKNOWN if told else Trade.OTHER
    return Trade.TOLD if told else Trade.UNKNOWN


def _post(tenure: Tenure) -> str:
    """Return title, employer and dates, without the duties told after a colon."""
    if tenure.title:
        return tenure.post
    before, colon, _ = re.sub(r"(?<=\d)[:：](?=\d)", " ", tenure.head).partition("：" if "：" in tenure.head else ":")
    return before if colon and len(before) > SHORT_LABEL else tenure.head


def _names_any(need: Need, units: tuple[Unit, ...], tenure: Tenure) -> bool:
    """Tell whether work names any of the names that a requirement gives, if it gives some: cars sold are no SaaS."""
    words = need.text.split()
    names = [
        u
        for u in units
        if u.named and (is_product(u) or any(NAME.search(word) for word in words if word.lower() in u.word or u.word in word.lower()))
    ]
    return not names or any(hit(u, bag_of(text)) >= 0.5 for u in names for text in (tenure.head, asserted(tenure)))


def _other_speciality(need: Need, tenure: Tenure) -> bool:
    """Tell whether the post, or what stands beside its dates, names another speciality: 初中物理 where 高中物理 is asked."""
    return rival(need.text, tenure.post or tenure.head) or rival(need.text, tenure.head)


def _about(units: tuple[Unit, ...], tenure: Tenure, similarities: Similarities) -> float:
    """Return how surely a tenure is about units: its title and department first, then what is told of it."""
    head, body = bag_of(tenure.head), bag_of(asserted(tenure))
    against = max((coverage(units, [(1.0, bag_of(d))]) for d in denials(tenure) if not _of_a_tool(d, units)), default=0.0)
    if against >= NOT_DONE and against > coverage(units, [(1.0, bag_of(tenure.title))]):
        return 0.0
    covered = coverage(units, [(1.0, head), (0.9, body)])
    named = [max(hit(u, head), hit(u, body)) for u in units if u.named]
    nearest = [similarities[s.text] for s in tenure.sentences if s.text in similarities and s.text not in denials(tenure)]
    score = relevance(covered, max(named) if named else None, max(nearest) if nearest else None)
    return score if covered >= LEAST_WORDS or not tenure.sentences else min(score, SEMANTIC_CAP)


def _of_a_tool(denial: str, units: tuple[Unit, ...]) -> bool:
    """Tell whether a denial is about some other tool than the ones asked for: "never in .NET" denies no development."""
    skills = bag_of(denial).skills
    return bool(skills) and not skills & {u.skill for u in units}


def _stated(need: Need, view: View, similarities: Similarities) -> tuple[float, tuple[int, int], bool] | None:
    """Return (months, place, hedged) where the résumé itself states how long it did the thing asked for."""
    units, asked_trades = topic_units(need), trades_asked(need.text)
    best: tuple[float, tuple[int, int], bool] | None = None
    for sentence in view.sentences:
        for number, clause in enumerate(sentence.clauses):
            lengths = [m for m, *_ in months_stated(clause.text)] if not dated(clause.text) else []
            if not lengths:
                continue
            near = coverage(units, [(1.0, bag_of(clause.text)), (0.9, bag_of(sentence.text)), (0.5, bag_of(sentence.statement.text))])
            if trades(clause.text) & asked_trades or (trades(sentence.text) & asked_trades and not EARLIER.search(clause.text)):
                near = max(near, 0.5)
            if units and near < 0.45:
                continue
            if not same_work(need.text, sentence.text) or rival(need.text, clause.text):
                continue
            held = stance(clause, None, sentence.clauses[number + 1 :])
            if not held.denied and not held.others and (best is None or max(lengths) > best[0]):
                best = (max(lengths), clause.span, held.hedged)
    return best


def _no_months(need: Need, view: View, tenures: Sequence[Tenure], similarities: Similarities) -> Outcome:
    """Judge a history without the work asked for: a denial, or work of another speciality, speaks; silence does not."""
    claim = check_claims(need, view, similarities)
    if claim.verdict is Verdict.CONTRADICTED and any(is_denied(e.quote, (0, len(e.quote))) for e in claim.evidence):
        return claim
    near = [t for t in tenures if _other_speciality(need, t) and same_work(need.text, t.title or t.head)]
    if near:
        return Outcome(Verdict.CONTRADICTED, _quoted(near, view), 0.6, "years", "years_other", share=0.0)
    return NOTHING
