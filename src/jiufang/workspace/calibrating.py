"""`ws.calibrations`: a job's requirements tried on a few candidates before anybody is judged by them.

    batch(job)            a few of those who were matched, chosen from the top, the border, the middle and the end, with their marks
    mark(job, fit, unfit) writes down whom somebody would ask and whom not; it moves nobody

Marks stand in the audit log with the version of the job that they were made against: ids and nothing else. `jiufang.shortlist.calibration`
says where ranking and marks part; a weight that would bring them together is changed, by whoever accepts it, with `ws.openings.weigh`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Text, cast, select

from jiufang.errors import BadInput
from jiufang.shortlist.calibration import BATCH, Calibration, Opinion, Role, batch, calibrate
from jiufang.store import audit, jobs, matches
from jiufang.store import tables as t
from jiufang.store.lists import shortlists
from jiufang.store.session import Session
from jiufang.workspace import showing
from jiufang.workspace.applicants import match_shown
from jiufang.workspace.records import MatchShown, PersonRow
from jiufang.workspace.room import Room, Shown

ACTION = "calibrated"
MOST = 20  # marked at once: more is a training, which is held out and audited


class Tried(Shown):
    """A candidate of the batch; `fit` is None as long as nobody said what they think of them."""

    candidate: PersonRow
    role: Role
    match: MatchShown
    fit: bool | None = None


class Batch(Shown):
    """A few candidates to try a job's requirements on, best first, and what came of it; `number` is the job's version."""

    job: UUID
    number: int
    matched: int
    rows: tuple[Tried, ...] = ()
    result: Calibration


class Calibrations(Room):
    """Requirements tried on a few candidates."""

    def batch(self, job: UUID, *, by: str = "", blind: bool = True, size: int = BATCH, again: bool = False) -> Batch:
        """Return the batch of a job: whom somebody marked last, then others, as the ranking stands now.

        Args:
            job: the job.
            by: who looks.
            blind: cover who they are.
            size: how many.
            again: choose anew, whoever was marked before.

        Raises:
            NotFound: there is no such job.
        """
        with self.session() as session:
            kept = jobs.load(session, job)
            standing = {one.person: one for one in shortlists.standing(session, kept.version_id)}
            marks = {} if again else {id: fit for id, fit in _marks(session, job).items() if id in standing}
            chosen = _chosen([(str(id), one.score) for id, one in standing.items()], marks, size)
            found = matches.load_several(session, [standing[id].match for id in chosen], job=kept.job)
            whole = {id: found[standing[id].match] for id in chosen if standing[id].match in found}
            ranks = {id: 1 + sum(other.score > standing[id].score for other in standing.values()) for id in whole}
            who = showing.candidates(session, whole, by=self.who(by), blind=blind, what="calibration", job=job)
            shown = {
                id: match_shown(session, standing[id].match, rank=ranks[id], by=self.who(by), blind=blind, found=match)
                for id, match in whole.items()
            }
        rows = [Tried(candidate=who[id], role=chosen[id], match=shown[id], fit=marks.get(id)) for id in whole if id in who]
        opinions = [Opinion(str(id), fit, whole[id]) for id, fit in marks.items() if fit is not None and id in whole]
        return Batch(job=job, number=kept.number, matched=len(standing), rows=tuple(rows), result=calibrate(opinions))

    def mark(self, job: UUID, marks: Mapping[UUID, bool | None], *, by: str) -> None:
        """Write down whom somebody would ask and whom not, in place of what was marked before.

        Args:
            job: the job.
            marks: for each candidate of the batch whether they fit; None for those whom they say nothing of.
            by: who marks.

        Raises:
            NotFound: there is no such job.
            BadInput: there are too many, or somebody was not matched with the job as it stands.
        """
        if len(marks) > MOST:
            raise BadInput(f"a batch has at most {MOST} candidates", subject="marks", hint="mark a few who differ")
        with self.session() as session:
            kept = jobs.load(session, job)
            known = {one.person for one in shortlists.standing(session, kept.version_id)}
            if strangers := sorted(str(id) for id in marks if id not in known):
                raise BadInput("this candidate was not matched with the job as it stands", subject=strangers[0], hint="load the page again")
            said = {name: _of(marks, value) for name, value in (("fit", True), ("unfit", False), ("open", None))}
            audit.log(session, actor=self.who(by), action=ACTION, subject="job", subject_id=job, version=kept.number, **said)


def _of(marks: Mapping[UUID, bool | None], value: bool | None) -> list[str]:
    return sorted(str(id) for id, fit in marks.items() if fit is value)


def _marks(session: Session, job: UUID) -> dict[UUID, bool | None]:
    """Return what was marked last."""
    c = t.audit_log.c
    query = select(cast(c.details, Text)).where(c.subject_id == job, c.action == ACTION).order_by(c.number.desc()).limit(1)
    told = json.loads(session.connection.execute(query).scalar_one_or_none() or "{}")
    values: Iterable[tuple[str, bool | None]] = (("fit", True), ("unfit", False), ("open", None))
    return {UUID(id): value for name, value in values for id in told.get(name, ())}


def _chosen(scores: list[tuple[str, float]], marks: Mapping[UUID, bool | None], size: int) -> dict[UUID, Role]:
    """Return whom to show in the order of the ranking, with their roles: those who were marked stay, others fill up."""
    anew = batch(scores, size=size)
    roles = batch(scores, size=len(scores)) if marks else anew
    free = [id for id in anew if UUID(id) not in marks][: max(0, size - len(marks))]
    wanted = {*map(str, marks), *free}
    return {UUID(id): anew.get(id) or roles[id] for id, _ in scores if id in wanted}
