"""Check a requirement of skill, domain, conduct or any other kind against what the clauses of a résumé claim."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jiufang.documents.records import Evidence
from jiufang.jobs.records import Kind
from jiufang.matching.amounts import given_amount
from jiufang.matching.clauses import Clause, Sentence
from jiufang.matching.follow_ups import enumerates_denied, takes_back
from jiufang.matching.lexicon import stance_pattern
from jiufang.matching.needs import LIVE, Need
from jiufang.matching.outcome import Outcome, worst
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities, relevance
from jiufang.matching.stance import Stance, stance
from jiufang.matching.topics import WORD_WEIGHT, Bag, Unit, bag_of, coverage, hit, spots
from jiufang.matching.underline import items
from jiufang.matching.view import View
from jiufang.profiles.records import SectionKind
from jiufang.text.periods import find_periods
from jiufang.text.tokens import CJK_RUN

SHOWN = 0.63  # relevance from which a clause is taken to talk of the requirement
DENIAL_LEAD = -0.04  # by how much more to the point a denial must be than an assertion to outweigh it (swept on dev)
SURE_OF_SILENCE = 0.65  # how often silence is silence on the development pairs
KNOWS = re.compile(r"熟悉|了解|知识|懂|\bknow|\bfamiliar|\bunderstanding\b", re.IGNORECASE)
TOY = re.compile(
    r"minikube|笔记本(?:电脑)?上|本机|本地(?:搭建|虚拟机|环境|跑)|(?:课程|大)作业|没有[^，。；]{0,4}部署|未部署|未上线|没上线|课程设计|毕业设计|课设|实验室环境|练手|\bon (?:my|a) laptop\b|\bhome ?lab\b|\blocalhost\b|\bhomework\b|\btoy\b|\bsandbox\b",
    re.IGNORECASE,
)
LED = re.compile(r"主导|牵头|带领|领导|负责过|\bled\b|\blead\b|\bown(?:ed)?\b", re.IGNORECASE)
UNNAMED_COST = 0.1  # a sentence that names no tool of a requirement that does is less likely about it
HEADING_COST = 0.12
MEASURED_GAIN = 0.15  # an amount of the asked dimension makes a sentence likelier to be the answer
NEARLY = 0.75  # of the best clause's share of the asked words: such a clause is heard as well
HEADING_LENGTH = 60  # code points of a line of title, employer and dates; twice that in Latin script
UNTOLD = frozenset({SectionKind.EDUCATION, SectionKind.OBJECTIVE})
# Conduct is asked for in words that any sentence may share: a denial must itself name some of it.
DENIAL_COVERS = {Kind.SOFT: 0.15}
SEVERAL = re.compile(r"[和与及且、+＋&]|并|又|\band\b|\bas well as\b|\bplus\b|\btogether with\b|\bboth\b", re.IGNORECASE)
HALF = 0.5  # of an asked quantity: from here partly shown (bench labelling convention for years, used for all numbers)


SILENT = Outcome(Verdict.NOT_SHOWN, (), SURE_OF_SILENCE, "claims")


@dataclass(frozen=True, slots=True)
class Reading:
    """One clause read against one alternative: how much it is about it, what it says of it, and which of its words it names."""

    clause: Clause
    sentence: Sentence
    relevance: float
    verdict: Verdict
    stance: Stance
    named: frozenset[str] = frozenset()
    covered: float = 1.0


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, what it talks of, what its whole line with title and employer talks of, and the sentence after it."""

    sentence: Sentence
    whole: Bag
    line: Bag
    after: Sentence | None


def check_claims(need: Need, view: View, similarities: Similarities) -> Outcome:
    """Return what the clauses show of a requirement: each group must be shown, any alternative of it will do."""
    if len(need.groups) <= 1:
        options = need.groups[0] if need.groups else ((),)
        return _best([_check(need, _focus(need, option), view, similarities) for option in options])
    parts = [_best([_check(need, _focus(need, o, alone=True), view, similarities) for o in group]) for group in need.groups]
    return worst(parts)


def _focus(need: Need, option: tuple[Unit, ...], *, alone: bool = False) -> tuple[Unit, ...]:
    if not option:
        return need.units
    return option if alone else option + tuple(u for u in need.shared if u.word not in {o.word for o in option})


def _check(need: Need, units: tuple[Unit, ...], view: View, similarities: Similarities) -> Outcome:
    readings = [r for told in told_of(view) for r in _readings(need, units, told, similarities)]
    return decide(need, readings, view)


def told_of(view: View) -> list[Told]:
    """Return every sentence with what it and its line talk of, and the sentence after it."""
    return view.once("told of", lambda: [Told(s, bag_of(s.text), _line(s), after) for s, after in _pairs(view.sentences)])


def _pairs(sentences: Sequence[Sentence]) -> list[tuple[Sentence, Sentence | None]]:
    return list(zip(sentences, [*sentences[1:], None], strict=True))


def _line(sentence: Sentence) -> Bag:
    return bag_of(f"{sentence.statement.context} {sentence.statement.text}")


def _readings(need: Need, units: Sequence[Unit], told: Told, similarities: Similarities) -> list[Reading]:
    """Read one sentence: how much it is about the need, and the stance of its clause that names most of it."""
    sentence, whole, line, after = told.sentence, told.whole, told.line, told.after
    if not units or (sentence.statement.section in UNTOLD and need.kind is not Kind.SKILL):
        return []
    covered = coverage(units, [(1.0, whole), (0.6, line)])
    named = [hit(u, whole) for u in units if u.named]
    score = relevance(covered, max(named) if named else None, similarities.get(sentence.text))
    if any(u.skill for u in units) and max(hit(u, whole) for u in units if u.skill) < 0.5:
        score -= UNNAMED_COST
    if need.quantity and given_amount(need.quantity, sentence.text):
        score += MEASURED_GAIN
    if _is_heading(sentence):
        score -= HEADING_COST
    if score < SHOWN:
        return []
    elsewhere = bystander(sentence) or (after is not None and _same_entry(sentence, after) and _takes_over(after))
    back = after is not None and after.statement is sentence.statement and takes_back(after.text)
    return [_read_clause(need, units, sentence, number, score, elsewhere, back) for number in _telling(units, sentence)]


def _telling(units: Sequence[Unit], sentence: Sentence) -> list[int]:
    """Return the numbers of the clauses that name most of what is asked: the best, and those nearly as good."""
    own = [coverage(units, [(1.0, bag_of(c.text))]) for c in sentence.clauses]
    best = max(own)
    return [number for number, covered in enumerate(own) if covered >= NEARLY * best] if best else [0]


def _read_clause(
    need: Need, units: Sequence[Unit], sentence: Sentence, number: int, score: float, elsewhere: bool, taken_back: bool
) -> Reading:
    clause = sentence.clauses[number]
    target = next(iter(spots(units, clause.text)), None)
    held = stance(clause, target, sentence.clauses[number + 1 :])
    if taken_back or enumerates_denied(sentence.clauses, number):
        held = replace(held, denied=True)
    if elsewhere:
        held = replace(held, kin=True)
    bag = bag_of(clause.text)
    named = frozenset(u.word for u in units if u.weight >= WORD_WEIGHT and hit(u, bag) >= HALF)
    return Reading(clause, sentence, score, verdict_of(need, held, clause), held, named, coverage(units, [(1.0, bag)]))


def _is_heading(sentence: Sentence) -> bool:
    """Tell whether a sentence only names a role, an engagement and its dates, a wish or a school: it proves no deed."""
    if stance_pattern("headings", "labels").match(sentence.text) and not stance_pattern("headings", "deeds").search(sentence.text):
        return True
    limit = HEADING_LENGTH * (1 if CJK_RUN.search(sentence.text) else 2)
    return len(sentence.statement.text) < limit and dated(sentence.text)


@lru_cache(maxsize=20000)
def dated(text: str) -> bool:
    """Tell whether a text names a date or a range of dates."""
    return any(c.isdigit() for c in text) and bool(find_periods(text))


def _same_entry(sentence: Sentence, after: Sentence) -> bool:
    here, there = sentence.statement, after.statement
    return here is there or (here.entry is not None and here.entry == there.entry)


def _takes_over(after: Sentence) -> bool:
    """Tell whether the next sentence of a statement begins with somebody else who did it."""
    match = stance_pattern("others", "takes_over").match(after.text)
    return match is not None and not stance_pattern("others", "strong_self").search(after.text)


def bystander(sentence: Sentence) -> bool:
    """Tell whether somebody else is the subject of a sentence: it says nothing of the person."""
    return _bystander(sentence.text)


@lru_cache(maxsize=20000)
def _bystander(text: str) -> bool:
    match = stance_pattern("others", "kin").search(text)
    return match is not None and not stance_pattern("others", "strong_self").search(text[: match.start()])


def verdict_of(need: Need, held: Stance, clause: Clause) -> Verdict:
    """Return what a clause with this stance says of the requirement, if it is about it."""
    if held.kin:
        return Verdict.NOT_SHOWN
    if held.denied or held.planned or held.others:
        return Verdict.CONTRADICTED
    if need.live and TOY.search(clause.statement.text) and not LIVE.search(clause.text):
        return Verdict.CONTRADICTED
    if held.level is not None and held.level <= 2 and need.level > held.level:
        return Verdict.CONTRADICTED if held.level <= 1 and need.level > 2 else Verdict.PARTIAL
    if held.learning and need.level > 1:
        return Verdict.PARTIAL
    if held.listed and not _list_counts(need) and not (held.praise and need.kind is Kind.SOFT):
        return Verdict.NOT_SHOWN
    if held.listed or held.hedged or (held.praise and need.kind is Kind.SOFT):
        return Verdict.PARTIAL
    if held.praise:
        return Verdict.NOT_SHOWN
    if held.assisting and not held.alone and (need.solo or need.kind in {Kind.SKILL, Kind.OTHER}):
        return Verdict.PARTIAL
    if need.level == 5 and held.level == 3:
        return Verdict.PARTIAL
    return Verdict.MET


def _list_counts(need: Need) -> bool:
    """Tell whether a keyword is worth a mention: for a tool or a field known, never for something led or done with people."""
    return (need.kind is Kind.SKILL or (need.kind is Kind.DOMAIN and bool(KNOWS.search(need.text)))) and not LED.search(need.text)


def decide(need: Need, readings: Sequence[Reading], view: View) -> Outcome:
    """Weigh the readings: the best assertion, unless a denial is clearly more to the point."""
    best: Mapping[Verdict, Reading] = {}
    for verdict in Verdict:
        ranked = [r for r in readings if r.verdict is verdict and r.relevance >= SHOWN]
        if ranked:
            best = {**best, verdict: max(ranked, key=lambda r: (r.relevance, -len(r.clause.text), -r.clause.order))}
    met, partial, against = best.get(Verdict.MET), best.get(Verdict.PARTIAL), best.get(Verdict.CONTRADICTED)
    positive = met or partial
    if met and partial and partial.relevance > met.relevance + DENIAL_LEAD and not partial.stance.listed:
        positive = partial
    if against and positive and _parted(need, positive, against):
        return _both(positive, against, view)
    if against and (positive is None or against.relevance > positive.relevance + DENIAL_LEAD):
        return _outcome(Verdict.CONTRADICTED, against, view) if against.covered >= DENIAL_COVERS.get(need.kind, 0.0) else SILENT
    if positive is None:
        return SILENT
    if need.quantity and positive.verdict is Verdict.MET:
        return _measured(need, positive, view)
    found = _outcome(positive.verdict, positive, view)
    if positive.verdict is Verdict.PARTIAL and positive.stance.listed:
        return replace(found, evidence=view.quote(listed_words(need, found.evidence)), checker="list")
    return found


def _parted(need: Need, positive: Reading, against: Reading) -> bool:
    """Tell whether one asked thing is shown and another denied: “scheduling is mine, the forecast comes from operations”."""
    return bool(SEVERAL.search(need.text)) and bool(positive.named - against.named) and bool(against.named - positive.named)


def _both(positive: Reading, against: Reading, view: View) -> Outcome:
    spans = sorted({quote_span(positive), quote_span(against)})
    return Outcome(Verdict.PARTIAL, view.quote(spans), positive.relevance, "claims")


def listed_words(need: Need, quotes: Sequence[Evidence]) -> list[tuple[int, int]]:
    """Return where the items of quoted lists stand that name what is asked."""
    return [(q.start + start, q.start + end) for q in quotes for start, end in items(need.units, q.quote)]


def _measured(need: Need, reading: Reading, view: View) -> Outcome:
    """Compare the number asked for with the numbers that the sentence gives in the same unit."""
    assert need.quantity is not None
    asked = need.quantity
    given = given_amount(asked, reading.clause.text) or given_amount(asked, reading.sentence.text)
    if given is None:
        return _outcome(Verdict.PARTIAL if asked.dimension != "people" else Verdict.MET, reading, view)
    share = given.share_of(asked)
    verdict = Verdict.MET if share >= 1 else Verdict.PARTIAL if share >= HALF else Verdict.CONTRADICTED
    return _outcome(verdict, reading, view)


def _outcome(verdict: Verdict, reading: Reading, view: View) -> Outcome:
    return Outcome(verdict, view.quote([quote_span(reading)]), reading.relevance, "claims")


QUOTE_LIMIT = 90


def quote_span(reading: Reading) -> tuple[int, int]:
    """Return the shortest stretch that proves the reading: the sentence when it is short, else the clause and its follow-up."""
    sentence, clause = reading.sentence, reading.clause
    limit = QUOTE_LIMIT if sentence.text.isascii() else QUOTE_LIMIT // 2
    if len(sentence.text) <= limit or len(sentence.clauses) == 1:
        return sentence.span
    after = [c for c in sentence.clauses if c.order == clause.order + 1]
    end = after[0].span[1] if after and len(clause.text) + len(after[0].text) <= limit else clause.span[1]
    return clause.span[0], end


def _best(outcomes: Sequence[Outcome]) -> Outcome:
    rank = {Verdict.MET: 3, Verdict.PARTIAL: 2, Verdict.CONTRADICTED: 1, Verdict.NOT_SHOWN: 0}
    return max(outcomes, key=lambda o: (rank[o.verdict], o.confidence))
