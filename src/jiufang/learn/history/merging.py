"""Turn several tellings of one application into one: the furthest stage of all, the end of the last.

Exports often write a line for each stage, and people apply again for a job that is advertised anew. Of two ends the later one counts;
where no date tells which came last and they differ, both are left out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jiufang.learn.history.records import Application, Outcome, Why
from jiufang.learn.history.stages import RUNGS, Ladder

NOT_YET = frozenset({Why.OPEN, Why.UNKNOWN, Why.NO_STAGE})


@dataclass(frozen=True, slots=True)
class Told:
    """An application and what became of it."""

    application: Application
    outcome: Outcome

    @property
    def at(self) -> dt.date:
        """Return the day that it stands for among others; the first of all where nobody knows."""
        return self.application.at or dt.date.min


def merged(several: Sequence[Told], *, ladder: Ladder, left: Counter[Why]) -> Told | None:
    """Return one telling of several of the same application, or None if it can teach nothing.

    Args:
        several: in the order of the source.
        ladder: what stages are worth.
        left: where those that are left out are counted.
    """
    ordered = sorted(several, key=lambda told: told.at)
    ended = [told for told in ordered if told.outcome.why not in NOT_YET]
    last = (ended or ordered)[-1]
    if _contradict(ended):
        left[Why.CONFLICT] += len(several)
        return None
    left[Why.AGAIN] += len(several) - 1
    if last.outcome.label is None:
        left[last.outcome.why or Why.OPEN] += 1
        return None
    return Told(_complete(last.application, ordered), _furthest(last.outcome, ordered, ladder))


def _contradict(ended: Sequence[Told]) -> bool:
    """Tell whether the last day has two labels: nobody can say which of them holds."""
    on_last = [told for told in ended if told.at == ended[-1].at] if ended else []
    return (
        len({told.outcome.label for told in on_last if told.outcome.label is not None}) > 1 and len({t.outcome.rung for t in on_last}) > 1
    )


def _furthest(end: Outcome, ordered: Iterable[Told], ladder: Ladder) -> Outcome:
    """Return the end with the label of the furthest rung: whoever was turned down after an interview had the interview."""
    rungs = [told.outcome.rung for told in ordered if told.outcome.rung in RUNGS[: RUNGS.index("offer")]]
    rung = max(rungs, key=RUNGS.index, default="")
    label = ladder.labels.get(rung, 0.0)
    return end if end.label is None or label <= end.label else replace(end, label=label, rung=rung)


def _complete(last: Application, ordered: Sequence[Told]) -> Application:
    """Return the last telling with what only earlier ones say."""
    texts: dict[str, Any] = {}
    for name in ("resume", "ad", "family", "lang", "title"):
        said = [value for told in ordered if (value := getattr(told.application, name))]
        texts[name] = getattr(last, name) or (said[-1] if said else "")
    names = tuple(dict.fromkeys(name for told in ordered for name in told.application.names))
    keys = tuple(dict.fromkeys(last.keys[:1] + tuple(key for told in ordered for key in told.application.keys)))
    groups = {name: value for told in ordered for name, value in told.application.groups.items()}
    return replace(last, **texts, names=names, keys=keys, groups=groups)
