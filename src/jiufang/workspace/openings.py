"""`ws.openings`: the jobs of a workspace, what they ask for and asked for, and whose own they are.

    list(status, own)               a slice of jobs, the newest first, with how many stand at each stage
    names(status, own)              what they are called; `sizes` counts the applicants of some
    get(job)                        one of them, with its requirements
    read(data, name)                an ad in a file, as the job that it describes; kept by `ws.add_job`
    versions(job) / at(job, n)      all versions of what it asks for, without and with it
    revise(job, …) / weigh(job, …)  a new version: other requirements, other weights; everybody is matched again where there were results
    change(job, …)                  title, status, stages, whether it is judged blind
    assign(job, users)              whose own it is: its hiring managers
    match_again(job)                asks for everybody to be matched

A change names the version of the row that it was made from (`version`); another one meanwhile is a `Conflict`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, select

from jiufang.decisions.stages import template as template_of
from jiufang.errors import BadInput, NotFound, UnreadableDocument
from jiufang.jobs.parse import parse_job
from jiufang.jobs.records import Job
from jiufang.store import audit, jobs, stages
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.lists import applications, openings
from jiufang.store.lists.keyset import USUAL, Place, Slice
from jiufang.store.session import Session
from jiufang.workspace import showing
from jiufang.workspace.records import OpeningName, OpeningRow, OpeningShown, Revised, VersionRow, VersionShown
from jiufang.workspace.room import Room

if TYPE_CHECKING:
    from jiufang.queue import Task

OPEN, CLOSED = "open", "closed"


class Openings(Room):
    """The jobs of a workspace."""

    def list(
        self, *, status: str | None = OPEN, own: UUID | None = None, after: Place | None = None, limit: int = USUAL
    ) -> Slice[OpeningRow]:
        """Return some jobs, the newest first.

        Args:
            status: `open` or `closed`; None for all.
            own: only those that are this user's own.
            after: where the last slice ended.
            limit: how many.
        """
        with self.session() as session:
            return openings.page(session, status=status, own=own, after=after, limit=limit).map(showing.opening_row)

    def names(self, *, status: str | None = OPEN, own: UUID | None = None, limit: int = USUAL) -> tuple[OpeningName, ...]:
        """Return what some jobs are called, the newest first, as `list` does; a third of its time."""
        with self.session() as session:
            rows = openings.names(session, status=status, own=own, limit=limit)
        return tuple(OpeningName(id=row.id, title=row.title, status=row.status, blind=row.blind) for row in rows)

    def sizes(self, jobs: Collection[UUID]) -> dict[UUID, int]:
        """Return how many applied for some jobs."""
        with self.session() as session:
            counted = applications.counts(session, tuple(jobs))
        return {job: sum(counted.get(job, {}).values()) for job in jobs}

    def get(self, job: UUID) -> OpeningShown:
        """Return a job with what it asks for.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            return _shown(session, job)

    def read(self, data: bytes, name: str) -> Job:
        """Read an ad that somebody handed in, in a worker of its own: a stranger may have written the file.

        Args:
            data: the file's bytes.
            name: its name.

        Raises:
            UnreadableDocument: it cannot be read.
        """
        read = self.ws.engine.begin(data, Path(name)).result()
        if not read.documents:
            told = read.problems[0].message if read.problems else "nothing was found in it"
            raise UnreadableDocument(told, subject=name, hint="paste the words of the ad")
        return parse_job(read.documents[0])

    def versions(self, job: UUID) -> tuple[VersionRow, ...]:
        """Return the versions of what a job asks for, the latest first.

        Raises:
            NotFound: there is no such job.
        """
        with self.session() as session:
            session.get(t.jobs, job)
            return tuple(VersionRow(**vars(one)) for one in openings.versions(session, job))

    def at(self, job: UUID, number: int) -> VersionShown:
        """Return a version of what a job asks for.

        Raises:
            NotFound: there is no such job, or no such version.
        """
        with self.session() as session:
            kept = jobs.load(session, job, number=number)
            row = next(one for one in openings.versions(session, job) if one.number == number)
            weights = {requirement.id: requirement.weight for requirement in kept.job.requirements}
            return VersionShown(**vars(row), job=kept.job, weights=weights)

    def revise(self, job: UUID, asked: Job | Mapping[str, Any], *, by: str, reason: str = "", version: int | None = None) -> Revised:
        """Change what a job asks for; earlier versions stay, with the scores against them.

        Args:
            job: the job.
            asked: what it asks for from now on; a mapping as `Job.from_dict` takes it, the fields that are absent stay.
            by: who changes it.
            reason: why; needed once there are results, since weights are fixed before them.
            version: the row's version that the change was made from.

        Raises:
            NotFound: there is no such job.
            Conflict: somebody changed it in the meantime.
            BadInput: there are results, and no reason is given.
            InvalidJob: it describes no job.
        """
        with self.session() as session:
            held = jobs.load(session, job)
            made = asked if isinstance(asked, Job) else Job.from_dict({**_plain(held.job), **asked})
            results = _results(session, held.version_id)
            if results and not reason.strip():
                raise BadInput(
                    "there are results already: a change needs a reason", subject=f"job {job}", hint="say why; everybody is matched again"
                )
            jobs.revise(session, job, made.model_copy(update={"id": held.job.id}), by=by, reason=reason, version=version)
        task = self.match_again(job, by=by).id if results else None
        return Revised(opening=self.get(job), task=task)

    def weigh(self, job: UUID, weights: Mapping[str, float | None], *, by: str, reason: str = "", version: int | None = None) -> Revised:
        """Change what requirements weigh, by their ids; None is the weight that must or nice has by itself.

        Raises:
            BadInput: a weight is negative, or there is no such requirement; besides what `revise` raises.
        """
        with self.session() as session:
            held = jobs.load(session, job).job
        known = {requirement.id for requirement in held.requirements}
        wrong = [id for id, weight in weights.items() if id not in known or (weight is not None and not 0 <= weight < float("inf"))]
        if wrong:
            raise BadInput("there is no such requirement, or no such weight", subject=wrong[0], hint="0 or more, for an id of the job")
        changed = tuple(one.model_copy(update={"weight": weights[one.id]}) if one.id in weights else one for one in held.requirements)
        return self.revise(job, held.model_copy(update={"requirements": changed}), by=by, reason=reason, version=version)

    def change(
        self,
        job: UUID,
        *,
        by: str,
        version: int | None = None,
        title: str | None = None,
        status: str | None = None,
        template: str | None = None,
        blind: bool | None = None,
    ) -> OpeningShown:
        """Change something of a job that no score rests on.

        Args:
            job: the job.
            by: who changes it.
            version: the row's version that the change was made from.
            title: what it is called.
            status: `open` or `closed`.
            template: which stages it has.
            blind: whether its candidates are judged without their names.

        Raises:
            NotFound: there is no such job.
            Conflict: somebody changed it in the meantime.
            BadInput: there is no such status or template.
        """
        given = {"title": title, "status": status, "template": template, "blind": blind}
        values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if status not in {None, OPEN, CLOSED}:
            raise BadInput("there is no such status", subject=str(status), hint=f"{OPEN} or {CLOSED}")
        with self.session() as session:
            if template is not None:
                values["template"] = template_of(template, own=stages.templates(session)).id
            jobs.change(session, job, by=by, version=version, **values)
            return _shown(session, job)

    def assign(self, job: UUID, users: Iterable[UUID], *, by: str, version: int | None = None) -> OpeningShown:
        """Say whose own a job is, in place of who it was.

        Raises:
            NotFound: there is no such job or user.
            Conflict: somebody changed it in the meantime.
        """
        team = sorted(set(users))
        with self.session() as session:
            known = set(session.connection.execute(select(t.users.c.id).where(t.users.c.id.in_(team))).scalars())
            if missing := [user for user in team if user not in known]:
                raise NotFound("there is no such user", subject=f"user {missing[0]}")
            session.update(t.jobs, job, version=version)
            session.connection.execute(delete(t.job_team).where(t.job_team.c.job_id == job))
            for user in team:
                session.insert(t.job_team, new_id(), job_id=job, user_id=user)
            audit.log(session, actor=by, action="assigned", subject="job", subject_id=job, users=[str(user) for user in team])
            return _shown(session, job)

    def team(self, job: UUID) -> frozenset[UUID]:
        """Return the users whose own a job is."""
        with self.session() as session:
            found = select(t.job_team.c.user_id).where(t.job_team.c.job_id == job)
            return frozenset(session.connection.execute(found).scalars())

    def match_again(self, job: UUID, *, by: str = "") -> Task:
        """Ask for everybody to be matched with a job as it stands."""
        from jiufang.workspace.background import match_later

        return match_later(self.ws, job, by=self.who(by))


def _shown(session: Session, job: UUID) -> OpeningShown:
    row = showing.opening_row(openings.one(session, job))
    kept = jobs.load(session, job)
    return OpeningShown(**row.model_dump(), version_id=kept.version_id, job=kept.job, results=_results(session, kept.version_id))


def _results(session: Session, version: UUID) -> bool:
    query = select(t.matches.c.id).where(t.matches.c.job_version_id == version).limit(1)
    return session.connection.execute(query).first() is not None


def _plain(job: Job) -> dict[str, Any]:
    told = job.to_dict()
    return {name: value for name, value in told.items() if name not in {"schema_version", "unlawful", "warnings", "duties"}}
