"""What was counted of each job, kept in memory until something comes to it: a look at all jobs counts those alone that changed.

Counts and lengths of time are kept, of nobody in particular; each process counts for itself.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID
from weakref import WeakKeyDictionary

from jiufang.decisions.counting import Count, count
from jiufang.decisions.funnel import Funnel, funnel_of
from jiufang.decisions.stages import Template
from jiufang.store import stages
from jiufang.store.session import Session

if TYPE_CHECKING:
    from jiufang.store.opening import Store
    from jiufang.workspace.opened import OpenWorkspace

FRESH = dt.timedelta(minutes=5)  # in which those who wait have waited no longer, as far as is told: a quarter of an hour


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of a job.

    Args:
        seen: the stages, the top of the ranking, and what there was to count (`stages.marks`).
        at: up to when those who wait had waited.
        counted: the candidates.
        funnel: the same as a funnel.
    """

    seen: tuple[Template, int, stages.Mark]
    at: dt.datetime
    counted: Count
    funnel: Funnel


class Tallies:
    """What was counted of the jobs of a tenant."""

    def __init__(self) -> None:
        self._kept: dict[UUID, Tally] = {}

    def of(self, session: Session, jobs: Mapping[UUID, Template], *, now: dt.datetime, k: int) -> dict[UUID, Tally]:
        """Return what there is to be counted of some jobs.

        Args:
            session: the tenant's transaction.
            jobs: their stages, by their ids.
            now: up to when those who still wait have waited.
            k: how many places count as the top of a ranking.
        """
        marks = stages.marks(session, jobs)
        seen = {job: (template, k, marks[job]) for job, template in jobs.items()}
        found = {job: kept for job in jobs if (kept := self._kept.get(job)) and kept.seen == seen[job] and kept.at <= now < kept.at + FRESH}
        changed = [job for job in jobs if job not in found]
        for job, histories in stages.histories_of(session, changed).items() if changed else ():
            counted = count(jobs[job], histories, now=now)
            found[job] = self._kept[job] = Tally(seen[job], now, counted, funnel_of(counted, k=k))
        return found


_tallies: WeakKeyDictionary[Store, dict[UUID, Tallies]] = WeakKeyDictionary()
_tallies_lock = threading.Lock()


def tallies_of(ws: OpenWorkspace) -> Tallies:
    """Return the tallies of a workspace, none at first."""
    with _tallies_lock:
        return _tallies.setdefault(ws.store, {}).setdefault(ws.tenant, Tallies())
