"""What people decide in an open workspace: moves, panels, and what can be told of them afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from jiufang.access.errors import Stale
from jiufang.decisions.agreement import TOP
from jiufang.decisions.deciding import ENDING, Bulk, confirm, confirmation
from jiufang.decisions.explanation import Decided, Explanation, explain
from jiufang.decisions.funnel import Funnel, funnel
from jiufang.decisions.reasons import Reason
from jiufang.decisions.scorecards import Panel, Rating, Scorecard
from jiufang.decisions.stages import Template, shipped
from jiufang.errors import BadInput, NotFound, Sealed
from jiufang.interview.records import Kit
from jiufang.jobs.records import Job
from jiufang.matching.records import Match
from jiufang.profiles.records import Profile
from jiufang.store import applications, audit, decisions, jobs, matches, people, profiles, refusals, scorecards, stages
from jiufang.store.decisions import Decision
from jiufang.store.session import Session
from jiufang.store.stages import Candidate

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from jiufang.store.documents import Received
    from jiufang.workspace.opened import Engine

CONFIRMATIONS = "confirmations"  # purpose of the tenant's key that signs them


class Deciding:
    """The part of an open workspace in which people decide; software moves nobody."""

    engine: Engine
    by: str

    def session(self) -> AbstractContextManager[Session]:
        """Open a transaction."""
        raise NotImplementedError

    def _received(self, session: Session, profile: Profile) -> Received:
        raise NotImplementedError

    def decide(
        self,
        candidate: Match | UUID,
        action: str,
        *,
        by: str,
        reason: str = "",
        because: str = "",
        job: UUID | None = None,
        confirmed: str = "",
    ) -> Decision:
        """Move a candidate, and write down who decided it and why.

        Args:
            candidate: a match, as `shortlist` returned it, or a person's id; then `job` says for which job.
            action: the stage that they go to (`interview`, `offer`, …), `advance` for the next one, `reject`, `withdraw`.
            by: the human being who decides.
            reason: why, in words; kept sealed.
            because: why, by a code of `jiufang.decisions.reasons.grounds()` or the id of a requirement.
            job: the job, where a person is given.
            confirmed: what `confirmation` returned; needed once twenty were rejected in no time.

        Raises:
            RefusedByPolicy: nobody decides, a reason is missing, or one that may not count is given.
            NotConfirmed: it has to be confirmed.
            NotFound: the candidate or the job is not of this workspace.
            BadInput: the stage does not follow, or the reason does not hold.
        """
        return self.decide_all([candidate], action, by=by, reason=reason, because=because, job=job, confirmed=confirmed)[0]

    def decide_all(
        self,
        candidates: Iterable[Match | UUID],
        action: str,
        *,
        by: str,
        reason: str = "",
        because: str = "",
        job: UUID | None = None,
        confirmed: str = "",
        seen: Mapping[UUID, int] | None = None,
    ) -> list[Decision]:
        """Decide the same about several candidates for one job, about all of them or none.

        Args:
            candidates: matches or persons' ids.
            action: as for `decide`.
            by: as for `decide`.
            reason: as for `decide`.
            because: as for `decide`.
            job: the job, where persons are given.
            confirmed: what `confirmation` returned for this very decision; needed for more than twenty, those counted whom the same
                person rejected a moment ago.
            seen: the version of a person's application that was looked at; nobody is decided about who was moved since.

        Raises:
            Stale: somebody was.
            NotConfirmed: it has to be confirmed.
            RefusedByPolicy: what `decide` refuses.
        """
        given = list(candidates)
        with self.session() as session:
            kept, found = self._candidates(session, given, job)
            _unmoved(stages.hold(session, kept, [one.person for one in found], by=by), seen or {})
            bulk, now = _bulk(session, kept, found, action, by, because, reason), dt.datetime.now(dt.UTC)
            confirm(bulk, confirmed, key=session.keys.tenant(CONFIRMATIONS).secret, now=now)
            told: dict[str, Any] = {"because": because, "words": reason, "at_once": len(found), "confirmed": bulk.asks_again}
            made = [stages.decide(session, one, job=kept, action=action, by=by, **told) for one in found]
            return [decisions.load(session, id) for id in made]

    def confirmation(
        self, candidates: Iterable[Match | UUID], action: str, *, by: str, reason: str = "", because: str = "", job: UUID | None = None
    ) -> str:
        """Return what confirms a decision about many; good for ten minutes and this decision alone. That somebody was asked is logged."""
        with self.session() as session:
            kept, found = self._candidates(session, list(candidates), job)
            bulk, key = _bulk(session, kept, found, action, by, because, reason), session.keys.tenant(CONFIRMATIONS).secret
            told: dict[str, Any] = {"decision": action, "people": len(found), "lately": bulk.lately}
            audit.log(session, actor=by or self.by, action="asked again", subject="job", subject_id=kept, **told)
            return confirmation(bulk, key=key, now=dt.datetime.now(dt.UTC))

    def decisions(self, job: Job | UUID) -> list[Decision]:
        """Return what was decided for a job, the earliest first."""
        with self.session() as session:
            return decisions.of_job(session, id_of(job))

    def stages(self, job: Job | UUID) -> Template:
        """Return the stages of a job."""
        with self.session() as session:
            return stages.of_job(session, id_of(job))

    def templates(self) -> tuple[Template, ...]:
        """Return the templates of stages that a job may have: the company's own, then those that come with the program."""
        with self.session() as session:
            own = stages.templates(session)
        return (*own, *(one for one in shipped() if one.id not in {kept.id for kept in own}))

    def keep_template(self, template: Template, *, by: str = "") -> None:
        """Keep stages of one's own, for all jobs that have the template of this name; a shipped one is changed by its name, too.

        Raises:
            Conflict: candidates stand at a stage that it would no longer have.
        """
        with self.session() as session:
            stages.keep_template(session, template, by=by or self.by)

    def standing(self, job: Job | UUID) -> Mapping[UUID, str]:
        """Return at which stage each candidate of a job stands."""
        with self.session() as session:
            return applications.stages(session, id_of(job))

    def funnel(self, job: Job | UUID, *, k: int = TOP, now: dt.datetime | None = None) -> Funnel:
        """Return how many reach each stage of a job, how long it takes, and how far decisions follow the ranking.

        Args:
            job: the job.
            k: how many places count as the top of the ranking.
            now: up to when those who still wait have waited; this moment when absent.
        """
        with self.session() as session:
            told = stages.histories(session, id_of(job))
            return funnel(stages.of_job(session, id_of(job)), told, now=now or dt.datetime.now(dt.UTC), k=k)

    def explain(self, decision: Decision | UUID, *, again: bool = True, by: str = "") -> Explanation:
        """Return what a decision rested on, and whether its score still comes out the same; that it was told is logged.

        Args:
            decision: the decision, or its id.
            again: whether the program of today reads the résumé anew, where its scorer is the one of that time.
            by: who asks.

        Raises:
            NotFound: there is no such decision.
        """
        with self.session() as session:
            made = decisions.load(session, decision if isinstance(decision, UUID) else decision.id)
            match, erased = _match(session, made)
            title, template = jobs.load(session, made.job).title, stages.of_job(session, made.job)
            audit.log(session, actor=by or self.by, action="explained", subject="person", subject_id=made.person, decision=str(made.id))
        today, program = self._again(match) if match is not None and again else (None, "")
        return explain(_decided(made), job=title, template=template, match=match, erased=erased, again=today, program=program)

    def plan_interview(
        self, match: Match, interviewers: Sequence[str], *, kit: Kit | None = None, starts_at: dt.datetime | None = None, by: str = ""
    ) -> UUID:
        """Plan an interview, and fix what everybody on the panel rates; return its id.

        Args:
            match: the candidate.
            interviewers: who asks and rates.
            kit: the questions; those that the match calls for when absent.
            starts_at: when.
            by: who plans it.
        """
        with self.session() as session:
            person, job = self._received(session, match.profile).person, id_of(match.job)
            profile = next(kept for kept in profiles.current(session, person=person))
            whole = match.model_copy(update={"profile": profiles.load(session, profile.id)})  # a blind one has no text to ask about
        asked = kit or self.engine.interview_kit(whole)
        with self.session() as session:
            return scorecards.plan(
                session, person=person, job=job, kit=asked, interviewers=interviewers, by=by or self.by, starts_at=starts_at
            )

    def rate(self, interview: UUID, ratings: Iterable[Rating], *, by: str, words: str = "", done: bool = False) -> Scorecard:
        """Keep the ratings of an interviewer as a draft; `done` hands them in, after which they stay.

        Raises:
            BadInput: the interviewer is not on the panel, or a rating is not on the scale.
            Conflict: theirs are in already.
        """
        with self.session() as session:
            draft = scorecards.keep(session, interview, Scorecard(by=by, ratings=tuple(ratings), words=words))
            return scorecards.hand_in(session, interview, by, at=dt.datetime.now(dt.UTC)) if done else draft

    def scorecards(self, interview: UUID, *, viewer: str) -> Panel:
        """Return what somebody may see of the scorecards: an interviewer those of others only once their own is in."""
        with self.session() as session:
            return scorecards.shown(session, interview, viewer=viewer)

    def _candidates(self, session: Session, given: Sequence[Match | UUID], job: UUID | None) -> tuple[UUID, list[Candidate]]:
        """Return the one job that a decision is about, and its candidates, each once."""
        asked = {job} if job else {id_of(one.job) for one in given if isinstance(one, Match)}
        if len(asked) != 1:
            raise BadInput("a decision is about candidates for one job", subject="decision", hint="name one job")
        (id,) = asked
        kept = jobs.load(session, id)
        refused, found = refusals.roots(session), dict.fromkeys(self._candidate(session, one, kept) for one in given)
        return id, [Candidate(one.person) if people.root(session, one.person) in refused else one for one in found]

    def _candidate(self, session: Session, given: Match | UUID, job: jobs.KeptJob) -> Candidate:
        if isinstance(given, UUID):
            latest = next(iter(reversed(list(profiles.current(session, person=given)))), None)
            return Candidate(given, stages.last_match(session, latest.id, job_version=job.version_id) if latest else None)
        received = self._received(session, given.profile)
        profile = next((p for p in profiles.current(session, person=received.person) if p.document == received.id), None)
        if profile is None:
            return Candidate(received.person)
        made = matches.find(session, job_version=job.version_id, scorer=given.scorer, profile=profile.id).get(profile.id)
        return Candidate(received.person, made.id if made else None)

    def _again(self, match: Match) -> tuple[Match | None, str]:
        """Return the match as the program of today makes it, if it has the scorer of that time, and the scorer that it has."""
        for thorough in (True, False):
            if self.engine.scorer(thorough=thorough) == match.scorer:
                return self.engine.match(match.profile, match.job, thorough=thorough), match.scorer
        return None, self.engine.scorer(thorough=True)


def id_of(job: Job | UUID) -> UUID:
    """Return the id of a job of a workspace.

    Raises:
        BadInput: it was not added to one.
    """
    if isinstance(job, UUID):
        return job
    try:
        return UUID(job.id)
    except ValueError:
        raise BadInput("this job is not kept here", subject=job.title or job.id, hint="open it with add_job") from None


def _bulk(session: Session, job: UUID, found: Sequence[Candidate], action: str, by: str, because: str, words: str) -> Bulk:
    """Return what a decision amounts to, with what the same person decided a moment ago."""
    persons = tuple(str(one.person) for one in found)
    lately = stages.lately(session, job, by=by, now=dt.datetime.now(dt.UTC)) if action in ENDING else 0
    return Bulk(job=str(job), action=action, persons=persons, by=by.strip(), because=because, words=words, lately=lately)


def _unmoved(versions: Mapping[UUID, int], seen: Mapping[UUID, int]) -> None:
    moved = [str(person) for person, version in seen.items() if versions.get(person, version) != version]
    if moved:
        raise Stale("somebody moved them meanwhile", subject=", ".join(moved), hint="look again, then decide again")


def _match(session: Session, made: Decision) -> tuple[Match | None, bool]:
    """Return the match that a decision was made on, and whether its person was erased since."""
    try:
        session.keys.of(made.person)
        return (matches.load(session, made.match) if made.match else None), False
    except (NotFound, Sealed):
        return None, True


def _decided(made: Decision) -> Decided:
    told = made.facts
    why = Reason(code=told.get("because", ""), requirement=told.get("requirement", ""), words=made.reason or "")
    given = {"id": str(made.id), "number": made.number, "at": made.at, "by": made.made_by, "action": made.action}
    return Decided(**given, before=told.get("before", ""), reason=why, facts=told)
