"""`ws.screenings`: conversations with candidates by private link, and the answers that become evidence.

    list(job, application, phase)   a slice of conversations, the latest first
    get(screening)                  one of them, with every answer and what it changed, for those who hire
    foresee(application)            what one would say first and ask about
    invite(application, by)         begins one; `entrance.candidate_link(screening)` makes its link
    talk(screening)                 what the candidate sees: the messages, never a score
    say(screening, message)         takes a message of the candidate, and answers
    come_back(screening)            what to say when they return
    speak(screening, lang)          goes on in the other language

A conversation that is over with consent is matched with the résumé again; the new match, quoting the answers, speaks for the
application from then on. Who takes consent back is forgotten at once, word and match.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from jiufang import screening
from jiufang.errors import NotFound
from jiufang.generate.facts import facts_of
from jiufang.matching.records import Match
from jiufang.matching.scorers import with_scorer
from jiufang.screening.records import Change, Flag, Mode, Phase, Slot, Turn
from jiufang.screening.records import Session as Talk
from jiufang.screening.transcript import PART
from jiufang.store import audit, consents, matches, profiles, screenings
from jiufang.store import tables as t
from jiufang.store.lists import applications
from jiufang.store.lists import screenings as listed
from jiufang.store.lists.keyset import USUAL, Place, Slice
from jiufang.store.matches import ANSWERED
from jiufang.store.session import Session
from jiufang.workspace import notices, showing
from jiufang.workspace.covering import Cover
from jiufang.workspace.records import PersonRow
from jiufang.workspace.room import Room, Shown

SCREENING = "screening"  # the purpose that a candidate agrees to


class ScreeningRow(Shown):
    """A conversation in a line."""

    id: UUID
    version: int
    application: UUID
    job: UUID
    title: str
    candidate: PersonRow
    mode: str
    phase: str
    created_at: dt.datetime
    updated_at: dt.datetime


class Answer(Shown):
    """What a candidate answered, verbatim, and what had been asked."""

    question: str
    text: str
    slots: tuple[str, ...]
    at: str


class ScreeningShown(ScreeningRow):
    """A conversation with its answers, for those who hire; `changes` tell which verdicts they changed, self-reported."""

    turns: tuple[Turn, ...]
    answers: tuple[Answer, ...]
    flags: tuple[Flag, ...]
    passed_on: tuple[str, ...]
    confirmed: bool
    before: float | None = None
    after: float | None = None
    changes: tuple[Change, ...] = ()


class TalkShown(Shown):
    """A conversation as the candidate sees it."""

    id: UUID
    version: int
    mode: str
    phase: str
    over: bool
    lang: str
    turns: tuple[Turn, ...]
    reply: str = ""
    company: str = ""
    title: str = ""
    notice: str = Field("", description="what is kept, for how long, who reads it; part of what they agree to")
    notice_version: str = notices.VERSION
    asked: int = 0
    most: int = 0


class Foreseen(Shown):
    """What a conversation would say first, and what of a requirement it would ask about; `asks` without one are practical points."""

    first: str
    notice: str
    most: int
    lang: str
    asks: tuple[Slot, ...]


class Screenings(Room):
    """Conversations with candidates."""

    def list(
        self,
        *,
        job: UUID | None = None,
        application: UUID | None = None,
        phase: str = "",
        phases: Collection[str] = (),
        own: UUID | None = None,
        by: str = "",
        blind: bool = True,
        after: Place | None = None,
        limit: int = USUAL,
    ) -> Slice[ScreeningRow]:
        """Return some conversations, the latest first.

        Args:
            job: only those for a job.
            application: only those of an application.
            phase: only those in a phase: `consent`, `asking`, `summary`, `done`, `stopped`, `declined`, `withdrawn`.
            phases: only those in one of some phases.
            own: only those for jobs that a user hires for.
            by: who asks.
            blind: leave out who the candidates are.
            after: where the last slice ended.
            limit: how many.
        """
        wanted = (phase,) if phase else phases
        with self.session() as session:
            found = listed.page(session, job=job, application=application, phases=wanted, own=own, after=after, limit=limit)
            who = showing.candidates(session, [one.person for one in found.rows], by=self.who(by), blind=blind, what="screenings")
        return Slice(tuple(_row(one, who[one.person]) for one in found.rows if one.person in who), found.next)

    def get(self, id: UUID, *, by: str = "", blind: bool = True) -> ScreeningShown:
        """Return a conversation with its answers; blind, without the words that tell who it is.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            one, kept = listed.one(session, id), screenings.load(session, id)
            answers = _answers(kept.talk, matches.load(session, kept.match)) if kept.talk.consented and not kept.talk.erase else ()
            cover = Cover.of(session, kept.person) if blind else None
            who = showing.candidates(session, [one.person], by=self.who(by), blind=blind, what="screening")
        if one.person not in who:
            raise NotFound("there is no such conversation", subject=f"screening {id}")
        told = {"answers": [answer.to_dict() for answer in answers], **_told(kept)}
        row = _row(one, who[one.person]).model_dump()
        return ScreeningShown.model_validate(row | (cover.all(told) if cover else told))

    def invite(self, application: UUID, *, by: str, mode: Mode = Mode.SCREENING, lang: str | None = None) -> ScreeningRow:
        """Begin a conversation about what a candidate's résumé leaves open.

        Args:
            application: of whom, for which job.
            by: who asks for it.
            mode: a short screening, or a first interview along the kit.
            lang: `zh` or `en`; the job's when absent.

        Raises:
            NotFound: there is no such application, or nobody matched it yet.
        """
        one, row, match = self._matched(application)
        talk, _ = screening.begin(match, lang=lang, mode=mode, now=_now())
        with self.session() as session:
            ids = {"person": row.person_id, "application": application, "job_version": row.job_version_id, "match": row.id}
            id = screenings.begin(session, talk, **ids)
            audit.log(session, actor=by, action="invited", subject="screening", subject_id=id, mode=str(mode))
            who = showing.candidates(session, [one.person], by=by, blind=True, what="screening")
            return _row(listed.one(session, id), who[one.person])

    def foresee(self, application: UUID, *, mode: Mode = Mode.SCREENING, lang: str | None = None) -> Foreseen:
        """Return what a conversation would say first and ask about, without beginning it.

        Raises:
            NotFound: there is no such application, or nobody matched it yet.
        """
        _, row, match = self._matched(application)
        talk, first = screening.begin(match, lang=lang, mode=mode)
        with self.session() as session:
            told = notices.about(session, row.job_version_id, lang=talk.lang)
        return Foreseen(first=first, notice=told.text, most=screening.most_of(talk), lang=talk.lang, asks=talk.slots)

    def talk(self, id: UUID) -> TalkShown:
        """Return a conversation as the candidate sees it.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            return _seen(session, screenings.load(session, id))

    def come_back(self, id: UUID) -> TalkShown:
        """Return a conversation with what to say to a candidate who returns.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            kept = screenings.load(session, id)
            return _seen(session, kept).model_copy(update={"reply": screening.resume(kept.talk)})

    def speak(self, id: UUID, lang: str) -> TalkShown:
        """Go on in Chinese or English, as the candidate likes.

        Raises:
            NotFound: there is no such conversation.
            Conflict: a message came at the same moment.
        """
        with self.session() as session:
            kept = screenings.load(session, id)
            talk = screening.speak(kept.talk, lang, match=matches.load(session, kept.match), now=_now())
            if talk != kept.talk:
                screenings.keep(session, kept, talk, result=kept.result)
            return _seen(session, screenings.load(session, id))

    def say(self, id: UUID, message: str) -> TalkShown:
        """Take a message of the candidate, and answer it.

        Raises:
            NotFound: there is no such conversation.
            Conflict: another message came at the same moment.
        """
        with self.session() as session:
            kept = screenings.load(session, id)
            match = matches.load(session, kept.match)
        talk, reply = screening.step(kept.talk, message, match=match, facts=facts_of(job=match.job), now=_now())
        ended = talk.phase in {Phase.DONE, Phase.STOPPED} and talk.consented and not kept.talk.phase.over
        result, made = self._result(match, talk) if ended else (kept.result, None)
        with self.session() as session:
            _note(session, kept, talk)
            if made is not None and result is not None:
                result["match"] = str(_keep(session, kept, made))
            if talk.erase:
                matches.forget(session, [UUID(kept.result["match"])] if kept.result and kept.result.get("match") else [])
                result = None
            screenings.keep(session, kept, talk, result=result)
            return _seen(session, screenings.load(session, id)).model_copy(update={"reply": reply})

    def _matched(self, application: UUID) -> tuple[applications.Application, Row[Any], Match]:
        with self.session() as session:
            one = applications.one(session, application)
            if one.scored is None:
                raise NotFound(
                    "this candidate was not matched yet", subject=f"application {application}", hint="ask for the job to be matched"
                )
            return one, session.get(t.matches, one.scored.match), matches.load(session, one.scored.match)

    def _result(self, match: Match, talk: Talk) -> tuple[dict[str, Any] | None, Match | None]:
        """Match again with the answers; nothing where they say nothing that bears on the job."""
        found = screening.rematch(match, talk, encoder=self.ws.engine.encoder, verifier=self.ws.engine.verifier)
        told = {**found.model_dump(mode="json", exclude={"match"}), "match": None}
        weighed = self.ws.engine.weighed() if found.changes else None
        made = with_scorer(found.match, weighed) if weighed else found.match
        return told, made if found.changes else None


def _keep(session: Session, kept: screenings.Screening, made: Match) -> UUID:
    """Keep the match that the answers made, under a name of its own: a second conversation does not put another one in its place."""
    row = session.get(t.matches, kept.match)
    resume = profiles.load(session, row.profile_id).document.text
    named = made.model_copy(update={"scorer": f"{made.scorer.partition(ANSWERED)[0]}{ANSWERED}-{kept.id.hex[-8:]}"})
    answers = made.profile.document.text[len(resume) + len(PART) :]
    return matches.keep(session, named, profile=row.profile_id, job_version=kept.job_version, answers=answers)


def _note(session: Session, kept: screenings.Screening, talk: Talk) -> None:
    """Write down that the candidate agreed, or took it back, the moment that they do."""
    given = None
    if talk.consented and not kept.talk.consented:
        given = True
    elif talk.erase and not kept.talk.erase:
        given = False
    if given is not None:
        shown = "\n\n".join([*(turn.text for turn in kept.talk.turns[:1]), notices.of(session, kept).text])
        by = f"link:{kept.id}"
        consents.record(session, kept.person, purpose=SCREENING, given=given, text=shown, version=notices.VERSION, by=by)


def _answers(talk: Talk, match: Match) -> tuple[Answer, ...]:
    said = screening.transcript(talk, match)
    text = said.document.text
    return tuple(Answer(question=p.question, text=text[p.start : p.end], slots=p.slots, at=p.at) for p in said.passages)


def _told(kept: screenings.Screening) -> dict[str, Any]:
    talk, result = kept.talk.to_dict(), kept.result or {}
    named = {name: talk[name] for name in ("turns", "flags", "passed_on", "confirmed")}
    return named | {name: result[name] for name in ("before", "after", "changes") if name in result}


def _row(one: listed.Screening, candidate: PersonRow) -> ScreeningRow:
    return ScreeningRow(**{name: value for name, value in vars(one).items() if name != "person"}, candidate=candidate)


def _seen(session: Session, kept: screenings.Screening) -> TalkShown:
    talk, told = kept.talk, notices.of(session, kept)
    where = {"mode": str(talk.mode), "phase": str(talk.phase), "over": talk.phase.over, "lang": talk.lang}
    count = {"asked": talk.asked, "most": screening.most_of(talk)}
    about = {"company": told.company, "title": told.title, "notice": told.text}
    return TalkShown(id=kept.id, version=kept.version, **where, **count, **about, turns=talk.turns)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
