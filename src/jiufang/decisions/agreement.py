"""Turn decisions and the ranks that were shown with them into how far people follow the ranking: automation bias, made visible.

EU AI Act art. 14(4)(b); whoever always follows a score has let it decide (CJEU C-634/21, SCHUFA).
"""

from __future__ import annotations

from collections.abc import Iterable

from jiufang.decisions.proportions import DIGITS, Proportion, proportion
from jiufang.documents.records import Record

TOP = 10
ALERT_ABOVE, ALERT_FROM = 0.95, 50  # trust F16


class Judged(Record):
    """The first decision about a candidate for a job: their rank when it was made, and whether they were advanced."""

    rank: int | None
    advanced: bool


class Agreement(Record):
    """How far decisions follow the ranking.

    A decision follows when it advances somebody of the top k or rejects somebody below. Where most candidates are below and most are
    rejected, much of that comes about by itself: `by_chance` is what two who decide apart, each as often as here, would agree, and
    `kappa` (Cohen 1960) what is left beyond it, None where nothing could be. `unranked` decisions were made without a rank.
    """

    k: int
    decisions: int
    followed: Proportion
    overridden: Proportion
    top_rejected: Proportion
    below_advanced: Proportion
    by_chance: float | None = None
    kappa: float | None = None
    unranked: int = 0
    alert: bool = False


def agreement(judged: Iterable[Judged], *, k: int = TOP) -> Agreement:
    """Return the agreement of decisions with a ranking.

    Args:
        judged: one entry a candidate and job.
        k: how many places count as the top; ties at the border have the same rank and count with them.
    """
    told = list(judged)
    ranked = [(one.rank <= k, one.advanced) for one in told if one.rank is not None]
    cell = {(top, advanced): ranked.count((top, advanced)) for top in (True, False) for advanced in (True, False)}
    same = cell[True, True] + cell[False, False]
    chance, kappa = _beyond_chance(cell, len(ranked))
    followed = proportion(same, len(ranked))
    return Agreement(
        k=k,
        decisions=len(ranked),
        followed=followed,
        overridden=proportion(len(ranked) - same, len(ranked)),
        top_rejected=proportion(cell[True, False], cell[True, True] + cell[True, False]),
        below_advanced=proportion(cell[False, True], cell[False, True] + cell[False, False]),
        by_chance=chance,
        kappa=kappa,
        unranked=len(told) - len(ranked),
        alert=len(ranked) >= ALERT_FROM and same > ALERT_ABOVE * len(ranked),
    )


def _beyond_chance(cell: dict[tuple[bool, bool], int], n: int) -> tuple[float | None, float | None]:
    """Return the agreement to be expected by chance, and Cohen's kappa."""
    if n == 0:
        return None, None
    top, advanced = (cell[True, True] + cell[True, False]) / n, (cell[True, True] + cell[False, True]) / n
    chance = top * advanced + (1 - top) * (1 - advanced)
    observed = (cell[True, True] + cell[False, False]) / n
    return round(chance, DIGITS), round((observed - chance) / (1 - chance), DIGITS) if chance < 1 else None
