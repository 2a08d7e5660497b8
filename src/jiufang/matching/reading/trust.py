"""Let a reader's proposals change outcomes only as far as they can be trusted: a quote found again, no sure checker against it, a vote.

The rule of trust, in order: a quote that is not in the visible text word for word is dropped; a verdict other than
"not shown" that has no quote left falls to "not shown" and has no vote; a typed checker that is sure overrules; the rest votes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jiufang.matching.needs import Need
from jiufang.matching.outcome import Outcome
from jiufang.matching.reading.records import Answers, Proposal, Reader
from jiufang.matching.reading.rulings import overrule
from jiufang.matching.reading.sheet import Sheet, Span, sheet_of
from jiufang.matching.reading.votes import Reliability, Voter, shipped_reliability, weigh
from jiufang.matching.records import Verdict
from jiufang.matching.view import View

# Of all quotes of an answer: below this share found, the reader makes things up and is not heard at all.
LEAST_FOUND = 0.5
# One stretch proves two requirements at most in the readings at hand; one that is offered for more than this many proves none.
MOST_USES = 3


@dataclass(frozen=True, slots=True)
class Grounded:
    """A proposal after its quotes were looked up: the verdict that is left, where its quotes stand, and whether it may vote."""

    requirement: str
    verdict: Verdict
    spans: tuple[Span, ...] = ()
    dropped: int = 0
    votes: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of asking a reader: the outcomes, the proposals as they were found true, and why it failed, if it did."""

    outcomes: tuple[Outcome, ...]
    grounded: tuple[Grounded, ...] = ()
    failed: str = ""


def hear(
    reader: Reader, needs: Sequence[Need], outcomes: Sequence[Outcome], view: View, *, lang: str, reliability: Reliability | None = None
) -> Heard:
    """Ask a reader and return the outcomes with its vote counted in.

    Args:
        reader: who is asked.
        needs: the requirements understood, in the job's order.
        outcomes: what the rules say of each.
        view: the résumé as matching sees it, cleared of what may not count; the reader sees no more.
        lang: the job's language.
        reliability: how far rules and readers are to be believed; as shipped when absent.
    """
    sheet = sheet_of(view)
    answers = reader.read([n.requirement for n in needs], sheet.text, lang=lang, as_of=view.as_of)
    grounded = ground(answers, sheet)
    measured = reliability or shipped_reliability()
    by = (measured.rules, measured.reader(reader.name))
    told = {g.requirement: g for g in grounded if g.votes}
    settled = (settle(n, o, told.get(n.requirement.id), view, by) for n, o in zip(needs, outcomes, strict=True))
    return Heard(tuple(settled), grounded, answers.failed)


def ground(answers: Answers, sheet: Sheet) -> tuple[Grounded, ...]:
    """Look every quote up; an answer of which most cannot be found, or none is, has no vote, nor has one stretch for everything."""
    looked_up = tuple(_looked_up(p, sheet) for p in answers.proposals)
    given = sum(len(p.quotes) for p in answers.proposals if p.verdict is not Verdict.NOT_SHOWN)
    found = given - sum(g.dropped for g in looked_up)
    if found == 0 or found / given < LEAST_FOUND:
        return tuple(replace(g, votes=False) for g in looked_up)
    uses = Counter(s for g in looked_up for s in g.spans)
    return tuple(replace(g, votes=False) if any(uses[s] > MOST_USES for s in g.spans) else g for g in looked_up)


def _looked_up(proposal: Proposal, sheet: Sheet) -> Grounded:
    if proposal.verdict is Verdict.NOT_SHOWN:
        return Grounded(proposal.requirement, Verdict.NOT_SHOWN)
    places = [sheet.find(q) for q in proposal.quotes]
    spans = tuple(dict.fromkeys(s for found in places for s in found))
    dropped = sum(not found for found in places)
    if not spans:
        return Grounded(proposal.requirement, Verdict.NOT_SHOWN, dropped=dropped, votes=False)
    return Grounded(proposal.requirement, proposal.verdict, spans, dropped)


def settle(need: Need, outcome: Outcome, heard: Grounded | None, view: View, by: tuple[Voter, Voter]) -> Outcome:
    """Return the outcome of one requirement when rules and reader have both spoken; the rules' where the reader has no vote."""
    if heard is None:
        return outcome
    ruled = overrule(need, heard.verdict, heard.spans, view) if heard.verdict is not Verdict.NOT_SHOWN else None
    if ruled is not None:
        return outcome if outcome.verdict is ruled.verdict else ruled
    verdict, sure = weigh(need.kind, rules=outcome.verdict, reader=heard.verdict, by=by)
    quotes = view.quote(heard.spans)
    if verdict is outcome.verdict:
        return replace(outcome, confidence=sure, evidence=quotes if heard.verdict is verdict and quotes else outcome.evidence)
    return Outcome(verdict, quotes, sure, "reader")
