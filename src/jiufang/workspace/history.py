"""Turn the applications and decisions of a workspace into rows to learn from, of those candidates alone who agree to it.

Nobody's data are learnt from because nobody said no: the purpose `learning` has to be agreed to (GDPR art. 6(1)(a) and 7, PIPL art. 13-14),
and who refuses to be assessed by software is left out whatever else they agreed to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.decisions.stages import NEW, REJECTED, WITHDRAWN, Template
from jiufang.learn.history.records import Application
from jiufang.store import consents, decisions, jobs, people, profiles, refusals, stages

if TYPE_CHECKING:
    from jiufang.profiles.records import Profile
    from jiufang.store.decisions import Decision
    from jiufang.store.jobs import KeptJob
    from jiufang.store.session import Session
    from jiufang.workspace.opened import OpenWorkspace

LEARNING = "learning"  # the purpose that a candidate agrees to
ENDS = frozenset({REJECTED, WITHDRAWN})
# What a reason of the kept list means for learning, in the words of learn/history/data/stages.tsv; the others say that the person did not fit.
MEANS = {
    "filled": "position filled",
    "closed": "position closed",
    "duplicate": "duplicate",
    "location": "position location",
    "salary": "on hold",
    "availability": "on hold",
    "not_allowed": "work authorization",
    "incomplete": "on hold",
}


def past_applications(ws: OpenWorkspace) -> Iterator[Application]:
    """Yield what was decided on every candidate for every job, the oldest job first; those who did not agree come without a text.

    Args:
        ws: the workspace; its tenant's data alone are read.
    """
    with ws.session() as session:
        opened = list(jobs.listed(session, status=None))
        same = people.roots(session)
        refusing = refusals.roots(session)
    for job in sorted(opened, key=lambda one: one.id):
        with ws.session() as session:
            template = stages.of_job(session, job.id)
            for person, told in _by_person(decisions.of_job(session, job.id), same).items():
                agrees = person not in refusing and consents.holds(session, person, LEARNING)
                yield _application(session, job, template, person, told, agrees=agrees)


def _by_person(told: Sequence[Decision], same: dict[UUID, UUID]) -> dict[UUID, list[Decision]]:
    found: dict[UUID, list[Decision]] = {}
    for one in told:
        found.setdefault(same.get(one.person, one.person), []).append(one)
    return found


def _application(
    session: Session, job: KeptJob, template: Template, person: UUID, told: Sequence[Decision], *, agrees: bool
) -> Application:
    last = told[-1]
    profile = _profile(session, person) if agrees else None
    contact = profile.contact.name if profile else None
    return Application(
        row=f"decision {last.number}",
        keys=(f"id:{person}",),
        job=str(job.id),
        title=job.title,
        ad=job.job.text or "\n".join((job.title, *(asked.text for asked in job.job.requirements))),
        resume=profile.document.text if profile else "",
        names=(contact,) if contact else (),
        schools=tuple(one.school for one in profile.education if one.school) if profile else (),
        stages=(*_reached(template, told), *_ended(last)),
        at=last.at.date(),
        family=job.job.sector or "",
        lang=profile.lang if profile else "",
        consent=agrees,
    )


def _reached(template: Template, told: Sequence[Decision]) -> Iterator[str]:
    """Yield the English names of the stages that somebody was moved to; one that the template no longer has says what its id says."""
    names = {stage.id: stage.en for stage in template.stages}
    yield names[NEW]
    for one in told:
        if one.action not in ENDS:
            yield names.get(one.action, one.action)


def _ended(last: Decision) -> Iterator[str]:
    """Yield how it ended, if it has; an end that was undone is none."""
    if last.action == REJECTED:
        yield MEANS.get(str(last.facts.get("because") or ""), "rejected")
    elif last.action == WITHDRAWN:
        yield "withdrawn"


def _profile(session: Session, person: UUID) -> Profile | None:
    """Return the newest of the profiles of everybody who is the same person."""
    found = [kept.id for one in people.group(session, person) for kept in profiles.current(session, person=one)]
    return profiles.load(session, max(found)) if found else None
