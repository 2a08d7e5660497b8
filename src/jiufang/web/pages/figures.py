"""Turn a funnel into figures to draw and tables to take along, in the visitor's language; templates tell the same in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jiufang.decisions.funnel import Funnel
from jiufang.decisions.proportions import Proportion
from jiufang.web.speaking import Voice
from jiufang.workspace.boards import SourceFigures

Rows = list[list[str | float | None]]


def charts(
    funnel: Funnel, *, names: Mapping[str, str], sources: Sequence[SourceFigures], reasons: Mapping[str, str], voice: Voice
) -> dict[str, Any]:
    """Return what `charts.js` draws, a chart by its name: categories, and series with the token of their colour.

    Args:
        funnel: the figures.
        names: of the stages.
        sources: what comes of applicants by source.
        reasons: what codes of reasons are called.
        voice: the language.
    """
    say, open_ones = voice.say, [one for one in funnel.stages if one.median_days is not None or one.most_days is not None]
    a, stages = funnel.agreement, [names.get(one.stage, one.stage) for one in funnel.stages]
    return {
        "funnel": _bars(stages, (say("Reached"), "accent", [one.reached for one in funnel.stages]), (say("Here now"), "note", [one.here for one in funnel.stages])),
        "time": _bars(
            [names.get(one.stage, one.stage) for one in open_ones],
            (say("Half have moved on after days"), "accent", [one.median_days for one in open_ones]),
            (say("Nine of ten have moved on after days"), "edge", [one.most_days for one in open_ones]),
        ),
        "sources": _bars(
            [voice.source(one.source) or say("not told") for one in sources],
            (say("Went on"), "met", [one.went_on for one in sources]),
            (say("Did not"), "edge", [one.applicants - one.went_on for one in sources]),
            stacked=True,
        ),
        "reasons": _bars([reasons.get(one.code, one.code) for one in funnel.reasons], (say("Candidates"), "partial", [one.count for one in funnel.reasons])),
        "agreement": _bars(
            [say("Among the first %(k)s", k=a.k), say("Below")],
            (say("Advanced"), "met", [a.top_rejected.of - a.top_rejected.count, a.below_advanced.count]),
            (say("Rejected"), "contradicted", [a.top_rejected.count, a.below_advanced.of - a.below_advanced.count]),
            stacked=True,
        ),
    }  # fmt: skip


def tables(
    funnel: Funnel, *, names: Mapping[str, str], sources: Sequence[SourceFigures], reasons: Mapping[str, str], voice: Voice
) -> dict[str, Rows]:
    """Return the tables of a workbook, by the names of their sheets; arguments as for `charts`."""
    say, a = voice.say, funnel.agreement
    heads: list[str | float | None] = [
        say("Stage"), say("Reached"), say("Here now"), say("Went on"), say("of"), say("Rejected"), say("Withdrawn"), say("Median days"),
        say("Nine of ten, days"), say("Longest wait, days"),
    ]  # fmt: skip
    stages: Rows = [
        [
            names.get(one.stage, one.stage), one.reached, one.here, one.went_on.count, one.went_on.of, one.rejected, one.withdrawn,
            one.median_days, one.most_days, one.longest_waiting,
        ]
        for one in funnel.stages
    ]  # fmt: skip
    measured = (
        (say("Followed"), a.followed),
        (say("Overridden"), a.overridden),
        (say("Rejected among the first"), a.top_rejected),
        (say("Advanced from below"), a.below_advanced),
    )
    known: Rows = [[voice.source(one.source) or say("not told"), one.applicants, one.went_on, one.hired, one.ended] for one in sources]
    ended: Rows = [[reasons.get(one.code, one.code), one.count] for one in funnel.reasons]
    return {
        say("Stages"): [heads, *stages],
        say("Sources"): [[say("Source"), say("Applicants"), say("Went on"), say("Hired"), say("Ended")], *known],
        say("Reasons"): [[say("Reason"), say("Candidates")], *ended],
        say("Ranking"): [
            [say("Decisions"), say("Count"), say("of"), say("Share"), say("Low"), say("High")],
            *(_proportion(*one) for one in measured),
        ],
    }


def _bars(categories: Sequence[str], *series: tuple[str, str, Sequence[float | None]], stacked: bool = False) -> dict[str, Any]:
    drawn = [{"name": name, "colour": colour, "data": list(data)} for name, colour, data in series]
    whole = all(value is None or value == int(value) for _, _, data in series for value in data)
    return {"categories": list(categories), "series": drawn, "stacked": stacked, "whole": whole}


def _proportion(name: str, one: Proportion) -> list[str | float | None]:
    return [name, one.count, one.of, one.share, one.low, one.high]
