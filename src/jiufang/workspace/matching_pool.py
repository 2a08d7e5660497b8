"""Match everybody with a job, and keep it: what was matched before is not matched again, and of many the promising are read closely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.store import applications, matches, people, profiles, refusals
from jiufang.store.jobs import KeptJob
from jiufang.store.profiles import Kept
from jiufang.store.session import Session
from jiufang.workspace.engine import READ_THOROUGHLY

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

KEPT_AT_ONCE = 20  # matches a transaction: a kill loses no more

Found = dict[UUID, tuple[UUID, float]]
"""Match and score of each profile, by its id."""


def pool(session: Session, job: UUID | None, *, scored: bool = True) -> dict[UUID, Kept]:
    """Return one profile of each person, the latest, by its id.

    Args:
        session: the tenant's transaction.
        job: only of those who applied for it; everybody when None.
        scored: of those whom software may assess; of those who refuse it when False.
    """
    same, refused = people.roots(session), refusals.roots(session)
    wanted = None if job is None else {same.get(person, person) for person in applications.stages(session, job)}
    latest = {same.get(kept.person, kept.person): kept for kept in profiles.current(session)}
    asked = {person: kept for person, kept in latest.items() if wanted is None or person in wanted}
    return {kept.id: kept for person, kept in asked.items() if (person in refused) is not scored}


def scores(ws: OpenWorkspace, job: KeptJob, pool: Mapping[UUID, Kept], *, everybody: bool) -> Found:
    """Return match and score of each profile; of a large pool only the promising are read by the models.

    Args:
        ws: the workspace.
        job: the job.
        pool: whom to match.
        everybody: whether that is all that there are: lists of the job show these matches from now on, and no others.
    """
    found = _scores(ws, job, pool)
    with ws.session() as session:
        matches.speak(session, {profile: match for profile, (match, _) in found.items()}, job_version=job.version_id, alone=everybody)
    return found


def matched(ws: OpenWorkspace, job: KeptJob, pool: Mapping[UUID, Kept], *, thorough: bool) -> Found:
    """Return match and score of each profile, made where there is none by the scorer of today; with their answers, where they gave any.

    Args:
        ws: the workspace.
        job: the job.
        pool: whom to match.
        thorough: whether the models read them; words, dates and vectors decide otherwise.
    """
    scorer = ws.engine.scorer(thorough=thorough)
    with ws.session() as session:
        made = matches.find(session, job_version=job.version_id, scorer=scorer)
    found = {id: (match.id, match.score) for id, match in made.items() if id in pool}
    missing = [id for id in pool if id not in found]
    for start in range(0, len(missing), KEPT_AT_ONCE):
        found |= _match(ws, job, missing[start : start + KEPT_AT_ONCE], thorough=thorough)
    with ws.session() as session:
        answered = matches.answered(session, job_version=job.version_id, scorer=scorer)
    return found | {id: (match.id, match.score) for id, match in answered.items() if id in found}


def _scores(ws: OpenWorkspace, job: KeptJob, pool: Mapping[UUID, Kept]) -> Found:
    if len(pool) <= READ_THOROUGHLY:
        return matched(ws, job, pool, thorough=True)
    quick = matched(ws, job, pool, thorough=False)
    border = sorted((score for _, score in quick.values()), reverse=True)[READ_THOROUGHLY - 1]
    promising = {id: kept for id, kept in pool.items() if quick[id][1] >= border}
    return quick | matched(ws, job, promising, thorough=True)


def _match(ws: OpenWorkspace, job: KeptJob, missing: Sequence[UUID], *, thorough: bool) -> Found:
    with ws.session() as session:
        loaded = {id: profiles.load(session, id) for id in missing}
    made = {id: ws.engine.match(profile, job.job, thorough=thorough) for id, profile in loaded.items()}
    with ws.session() as session:
        return {id: (matches.keep(session, m, profile=id, job_version=job.version_id), m.score) for id, m in made.items()}
