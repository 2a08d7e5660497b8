"""Keep matches: score and verdicts in the clear, the findings with their quotes sealed for the person they quote."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.errors import NotFound
from jiufang.jobs.records import Job
from jiufang.matching.records import Match
from jiufang.profiles.records import Profile
from jiufang.screening.transcript import PART
from jiufang.store import lots, refusals, standing
from jiufang.store import profiles as kept_profiles
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.lists.keyset import among
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session


@dataclass(frozen=True)
class KeptMatch:
    """A match by its ids."""

    id: UUID
    person: UUID
    profile: UUID
    job_version: UUID
    scorer: str
    score: float


ANSWERED = "+answers"  # of a scorer: what a candidate answered stands beside the résumé


def keep(session: Session, match: Match, *, profile: UUID, job_version: UUID, answers: str = "") -> UUID:
    """Keep a match; the same profile, version of the job and scorer are one match, however often they are computed.

    Args:
        session: the tenant's transaction.
        match: the match.
        profile: the profile that it is of.
        job_version: the version of the job that it is with.
        answers: what the candidate said in a conversation, when the match quotes that too; sealed with it.
    """
    kept, id = session.get(t.profiles, profile), new_id()
    person = kept.person_id
    row = {
        "person_id": person, "profile_id": profile, "job_version_id": job_version, "scorer": match.scorer,
        "score": match.score, "low": match.interval[0], "high": match.interval[1],
        "verdicts": {f.requirement.id: {"verdict": f.verdict, "strength": f.strength} for f in match.findings},
        "match": session.seal(match.to_dict() | ({"answers": answers} if answers else {}), person=person, at=(t.matches, id, "match")),
        "lot": lots.draw(job_version, kept.fingerprint),
    }  # fmt: skip
    statement = upsert(t.matches).values(tenant_id=session.tenant, id=id, **row).on_conflict_do_nothing().returning(t.matches.c.id)
    if session.connection.execute(statement).one_or_none():
        speak(session, {profile: id}, job_version=job_version)
        return id
    found = find(session, job_version=job_version, scorer=match.scorer, profile=profile)
    return found[profile].id


def speak(session: Session, made: Mapping[UUID, UUID], *, job_version: UUID, alone: bool = False) -> None:
    """Let matches speak for their profiles: of several by different scorers, lists show these.

    Args:
        session: the tenant's transaction.
        made: the match of each profile.
        job_version: the version of the job that they are with.
        alone: whether they are all that is to be listed for this version.
    """
    c, chosen = t.matches.c, literal(list(made.values()), ARRAY(Uuid))
    speaks = c.id == any_(chosen)
    of = c.job_version_id == job_version
    if not alone:
        of &= c.profile_id == any_(literal(list(made), ARRAY(Uuid)))
    changed = update(t.matches).where(of, c.latest != speaks).values(latest=speaks).returning(c.person_id)
    persons = set(session.connection.execute(changed).scalars())
    persons |= set() if alone else set(session.connection.execute(select(c.person_id).where(speaks)).scalars())
    if persons:
        standing.refresh(session, job=session.get(t.job_versions, job_version).job_id, persons=() if alone else persons)


def find(session: Session, *, job_version: UUID, scorer: str, profile: UUID | None = None) -> dict[UUID, KeptMatch]:
    """Return the matches of a job's version by a scorer, by profile."""
    c = t.matches.c
    query = select(c.id, c.person_id, c.profile_id, c.job_version_id, c.scorer, c.score)
    query = query.where(c.job_version_id == job_version, c.scorer == scorer)
    rows = session.connection.execute(query if profile is None else query.where(c.profile_id == profile))
    return {row.profile_id: KeptMatch(*row) for row in rows}


def answered(session: Session, *, job_version: UUID, scorer: str) -> dict[UUID, KeptMatch]:
    """Return the latest matches that quote what candidates answered, made on those of a scorer, by profile."""
    c = t.matches.c
    query = select(c.id, c.person_id, c.profile_id, c.job_version_id, c.scorer, c.score).order_by(c.id)
    rows = session.connection.execute(query.where(c.job_version_id == job_version, c.scorer.startswith(scorer + ANSWERED, autoescape=True)))
    return {row.profile_id: KeptMatch(*row) for row in rows}


def rank(session: Session, id: UUID) -> int:
    """Return where a match stands among those of its job's version and scorer; equal scores share a rank.

    Everybody counts once, by a profile that counts; who refuses to be ranked does not.
    """
    row, c = session.get(t.matches, id), t.matches.c
    person = func.coalesce(t.persons.c.root_id, t.persons.c.id)
    ranked = (
        select(func.count(person.distinct()))
        .join(t.profiles, t.profiles.c.id == c.profile_id)
        .join(t.persons, t.persons.c.id == c.person_id)
    )
    better = ranked.where(c.job_version_id == row.job_version_id, c.scorer == row.scorer, c.score > row.score)
    better = better.where(t.profiles.c.current, person.not_in(refusals.refusing()))
    return 1 + int(session.connection.execute(better).scalar_one())


@dataclass(frozen=True)
class Opened:
    """A match with its profile and job, and what it stands beside: whose it is at last, and which version of which job."""

    match: Match
    person: UUID
    document: UUID
    job: UUID
    number: int


def opened(session: Session, id: UUID, *, match: Match | None = None) -> Opened:
    """Return a match with what it stands beside.

    Args:
        session: the tenant's transaction.
        id: the match.
        match: the same, if it was loaded before.

    Raises:
        NotFound: there is none.
        Sealed: the person was erased.
    """
    row = OPENED.one_or_none(session.connection, id=id)
    if row is None:
        raise NotFound("there is nothing of this id", subject=f"matches {id}")
    whole = match or _opened(session, row, Job.model_validate({**row.job, "id": str(row.job_id)}))
    return Opened(whole, row.root, row.document_id, row.job_id, row.number)


def load(session: Session, id: UUID) -> Match:
    """Return a match with its profile and job.

    Raises:
        NotFound: there is none.
        Sealed: the person was erased.
    """
    return opened(session, id).match


def _with_job() -> Select[Any]:
    c, v, p = t.matches.c, t.job_versions.c, t.persons.c
    root = func.coalesce(p.root_id, p.id).label("root")
    columns = (c.id, c.person_id, c.profile_id, c.match, root, t.profiles.c.document_id, v.job_id, v.number, v.job)
    joined = select(*columns).join(t.job_versions, v.id == c.job_version_id).join(t.persons, p.id == c.person_id)
    return joined.join(t.profiles, t.profiles.c.id == c.profile_id).where(c.id == bindparam("id"))


OPENED = Prepared(_with_job)


def load_several(session: Session, ids: Sequence[UUID], *, job: Job) -> dict[UUID, Match]:
    """Return matches with one job by their ids; who was erased meanwhile is left out.

    Args:
        session: the tenant's transaction.
        ids: the matches.
        job: the job, at the version that they were made with.
    """
    rows = {row.id: row for row in session.connection.execute(select(t.matches).where(among(t.matches.c.id, ids)))}
    session.keys.fetch(row.person_id for row in rows.values())
    whose = kept_profiles.load_several(session, [row.profile_id for row in rows.values()])
    return {id: _opened(session, row, job, whose[row.profile_id]) for id, row in rows.items() if row.profile_id in whose}


def _opened(session: Session, row: Any, job: Job, profile: Profile | None = None) -> Match:
    id = row.id
    told = session.unseal(row.match, person=row.person_id, at=(t.matches, id, "match"))
    answers, whose = told.pop("answers", ""), profile or kept_profiles.load(session, row.profile_id)
    if answers:  # quotes of these stand behind the résumé (jiufang.screening.rematch)
        whole = whose.document.model_copy(update={"text": whose.document.text + PART + answers})
        whose = whose.model_copy(update={"document": whole})
    return Match.model_validate({**told, "profile": whose, "job": job})


def forget(session: Session, ids: Collection[UUID]) -> None:
    """Remove matches, and let those that were made before them speak again."""
    c = t.matches.c
    gone = session.connection.execute(delete(t.matches).where(c.id.in_(ids)).returning(c.profile_id, c.job_version_id)).all()
    for profile, version in gone:
        last = select(c.id).where(c.profile_id == profile, c.job_version_id == version).order_by(c.id.desc()).limit(1)
        before = session.connection.execute(last).scalar_one_or_none()
        if before is not None:
            speak(session, {profile: before}, job_version=version)
