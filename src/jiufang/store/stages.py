"""Keep stages: which a job has, who stands where, how they came there; and move candidates by what a person decides."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    CompoundSelect,
    Integer,
    Select,
    Uuid,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.decisions.counting import Step
from jiufang.decisions.deciding import BATCHES_WITHIN, ENDING, SINGLES_WITHIN, decider
from jiufang.decisions.moves import Way, move
from jiufang.decisions.reasons import reason
from jiufang.decisions.stages import ENDS, NEW, Template, template
from jiufang.errors import Conflict, NotFound
from jiufang.matching.score import CALIBRATION
from jiufang.store import applications, audit, decisions, matches, people
from jiufang.store import tables as t
from jiufang.store.ids import first_id, new_id
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.store.tables.stages import stage_templates

POOL = "pool"  # source of an application that somebody else than the candidate made


@dataclass(frozen=True)
class Candidate:
    """Somebody to decide about, and what the software says of them, if it was asked."""

    person: UUID
    match: UUID | None = None


def keep_template(session: Session, own: Template, *, by: str) -> None:
    """Keep stages of a company's own, in place of what it had under this name, or of what comes with the program.

    Raises:
        Conflict: candidates stand at a stage that it would no longer have.
    """
    _nobody_left_behind(session, own)
    row = {"tenant_id": session.tenant, "id": new_id(), "name": own.id, "template": own.to_dict()}
    changed = {"template": row["template"], "version": stage_templates.c.version + 1}
    statement = upsert(stage_templates).values(row).on_conflict_do_update(index_elements=["tenant_id", "name"], set_=changed)
    session.connection.execute(statement)
    audit.log(session, actor=by, action="changed", subject="stages", name=own.id)


def templates(session: Session) -> tuple[Template, ...]:
    """Return the stages that the company gave itself."""
    rows = session.connection.execute(select(stage_templates.c.template).order_by(stage_templates.c.name))
    return tuple(Template.model_validate(row.template) for row in rows)


def _nobody_left_behind(session: Session, changed: Template) -> None:
    c, known = t.applications.c, [stage.id for stage in (*changed.stages, *ENDS)]
    query = select(c.stage, func.count()).join(t.jobs, t.jobs.c.id == c.job_id)
    query = query.where(t.jobs.c.template == changed.id, c.stage.not_in(known)).group_by(c.stage).order_by(c.stage)
    left = [f"{count} at “{stage}”" for stage, count in session.connection.execute(query)]
    if left:
        raise Conflict("candidates stand where there would be no stage", subject=", ".join(left), hint="move them first, or keep the stage")


def of_job(session: Session, job: UUID) -> Template:
    """Return the stages of a job.

    Raises:
        NotFound: there is no such job.
        BadInput: its stages are no longer there.
    """
    return template(session.get(t.jobs, job).template, own=templates(session))


def hold(session: Session, job: UUID, persons: Iterable[UUID], *, by: str) -> dict[UUID, int]:
    """Let nobody else move some candidates until this transaction ends, nor the same person decide beside it.

    Always in the same order, before anything is written down: who holds one candidate and waits for another, while somebody does the
    same the other way round, would wait for ever.

    Returns:
        The version of each application.

    Raises:
        NotFound: one of them is not of this workspace.
    """
    key = f"{session.tenant}:{job}:{by.strip().casefold()}"
    session.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    wanted = sorted(set(persons))
    known = set(session.connection.execute(select(t.persons.c.id).where(t.persons.c.id.in_(wanted))).scalars())
    for person in wanted:
        if person not in known:
            raise NotFound("there is no such candidate", subject=str(person))
        applications.apply(session, person, job, source=POOL)
    c = t.applications.c
    query = select(c.person_id, c.version).where(c.job_id == job, c.person_id.in_(wanted)).order_by(c.person_id).with_for_update()
    return {row.person_id: row.version for row in session.connection.execute(query)}


def lately(session: Session, job: UUID, *, by: str, now: dt.datetime) -> int:
    """Return of how many the same person ended the application a moment ago without having been asked again.

    Args:
        session: the tenant's transaction.
        job: the job.
        by: who decides.
        now: the moment.
    """
    c = t.decisions.c
    at_once = cast(c.facts["at_once"].as_string(), Integer).label("at_once")
    columns = (c.at, at_once, c.facts["confirmed"].as_string().label("confirmed"))
    mine = (c.job_id == job, func.lower(c.made_by) == by.strip().lower(), c.action.in_(ENDING))
    query = select(*columns).where(c.id >= first_id(now - BATCHES_WITHIN), *mine).order_by(c.number.desc())
    count = 0
    for row in session.connection.execute(query):
        if row.confirmed == "true":
            break
        count += row.at_once > 1 or row.at > now - SINGLES_WITHIN
    return count


def decide(
    session: Session,
    candidate: Candidate,
    *,
    job: UUID,
    action: str,
    by: str,
    because: str = "",
    words: str = "",
    at_once: int = 1,
    confirmed: bool = False,
) -> UUID:
    """Move a candidate to a stage by what somebody decides, and write it down with the reason and what the software said.

    Args:
        session: the tenant's transaction.
        candidate: who is decided about.
        job: the job.
        action: the stage, `advance` for the next one, `reject`, `withdraw`.
        by: the human being who decides.
        because: a code of the kept list, or the id of a requirement.
        words: why, in free words; sealed for the candidate.
        at_once: how many are decided about with the same word.
        confirmed: whether somebody was asked again because of their number.

    Returns:
        The decision's id.

    Raises:
        RefusedByPolicy: nobody decides, a reason is missing, or one that may not count is given.
        BadInput: the stage does not follow, or the reason does not hold.
    """
    name, stages = decider(by), of_job(session, job)
    made = move(stages, _standing(session, candidate.person, job), action)
    match = matches.load(session, candidate.match) if because and candidate.match else None
    why = reason(made.way, because=because, words=words, match=match)
    told: dict[str, Any] = {"before": made.before, "way": str(made.way), "skipped": list(made.skipped), "at_once": at_once}
    told |= {"confirmed": True} if confirmed else {}
    told |= {"calibration": list(CALIBRATION)} if candidate.match else {}  # so that a later version can compute the score again
    told |= {"because": why.code, "requirement": why.requirement} if made.way in {Way.REJECT, Way.WITHDRAW} else {}
    rank = matches.rank(session, candidate.match) if candidate.match else None
    return decisions.decide(
        session, person=candidate.person, job=job, action=made.after, by=name, reason=why.words, match=candidate.match, rank=rank, told=told
    )


def last_match(session: Session, profile: UUID, *, job_version: UUID) -> UUID | None:
    """Return the latest match of a profile with a version of a job, whatever scorer made it."""
    c = t.matches.c
    query = select(c.id).where(c.profile_id == profile, c.job_version_id == job_version).order_by(c.id.desc()).limit(1)
    return session.connection.execute(query).scalar_one_or_none()


def histories(session: Session, job: UUID) -> list[list[Step]]:
    """Return the steps of everybody who is or was a candidate, merged persons as one; those of erased persons from their first decision on."""
    return histories_of(session, [job])[job]


def histories_of(session: Session, jobs: Collection[UUID]) -> dict[UUID, list[list[Step]]]:
    """Return the same for several jobs, by their ids."""
    same = people.roots(session)
    arrived: dict[UUID, dict[UUID, dt.datetime]] = {job: {} for job in jobs}
    for job, person, at in ARRIVED.all(session.connection, jobs=list(jobs)):
        root = same.get(person, person)
        arrived[job][root] = min(at, arrived[job].get(root, at))
    steps = {job: defaultdict[UUID, list[Step]](list) for job in jobs}
    for job, person, step in _steps(session, jobs):
        steps[job][same.get(person, person)].append(step)
    return {job: _from_arrival(steps[job], arrived[job]) for job in jobs}


Mark = tuple[int, ...]
"""What tells whether the steps of a job's candidates are what they were; it names nobody."""


def marks(session: Session, jobs: Collection[UUID]) -> dict[UUID, Mark]:
    """Return a mark of each job, another one once anybody came to it, left it, was moved, or turned out to be somebody else."""
    same = hash(frozenset(people.roots(session).items()))
    found: dict[UUID, Mark] = dict.fromkeys(jobs, (same,))
    for job, *told in SO_FAR.all(session.connection, jobs=list(jobs)):
        found[job] += tuple(told)
    return found


def _from_arrival(steps: Mapping[UUID, list[Step]], arrived: Mapping[UUID, dt.datetime]) -> list[list[Step]]:
    started = {person: known[0].at for person, known in steps.items()} | dict(arrived)
    return [[Step(at, NEW), *steps.get(person, ())] for person, at in sorted(started.items(), key=lambda one: (one[1], one[0]))]


def _steps(session: Session, jobs: Collection[UUID]) -> Iterator[tuple[UUID, UUID, Step]]:
    for job, person, at, action, because, rank in DECIDED.all(session.connection, jobs=list(jobs)):
        yield job, person, Step(at, action, because=because or "", rank=rank)


def _decided() -> Select[Any]:
    c, facts = t.decisions.c, cast(t.decisions.c.facts, JSON)
    told = facts["because"].as_string().label("because"), facts["rank"].as_integer().label("rank")
    return select(c.job_id, c.person_id, c.at, c.action, *told).where(c.job_id == any_(JOBS)).order_by(c.number)


JOBS = bindparam("jobs", type_=ARRAY(Uuid))
ARRIVED = Prepared(
    lambda: select(t.applications.c.job_id, t.applications.c.person_id, t.applications.c.created_at).where(
        t.applications.c.job_id == any_(JOBS)
    )
)
DECIDED = Prepared(_decided)


def _so_far() -> CompoundSelect[Any]:
    """Return the query of how many applied, when the last did and how often one was changed; how many decisions, and which is the last."""
    c, d = t.applications.c, t.decisions.c
    last = cast(func.extract("epoch", func.max(c.created_at)) * 1_000_000, BigInteger)
    arrived = select(c.job_id, literal_column("0").label("kind"), func.count(), last, func.sum(c.version))
    decided = select(d.job_id, literal_column("1"), func.count(), func.max(d.number), literal_column("0"))
    theirs = (one.where(job == any_(JOBS)).group_by(job) for one, job in ((arrived, c.job_id), (decided, d.job_id)))
    return union_all(*theirs).order_by("kind")


SO_FAR = Prepared(_so_far)


def _standing(session: Session, person: UUID, job: UUID) -> str:
    """Return where a candidate stands; nobody else moves them until this transaction ends."""
    applications.apply(session, person, job, source=POOL)
    c = t.applications.c
    query = select(c.stage).where(c.person_id == person, c.job_id == job).with_for_update()
    return str(session.connection.execute(query).scalar_one())
