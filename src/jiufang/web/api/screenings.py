"""Conversations with candidates: recruiters begin and read them, candidates come by a private link and see their own alone."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field

from jiufang.access.policy import Via
from jiufang.access.roles import Permission
from jiufang.documents.records import Record
from jiufang.screening.records import Mode, Phase
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs, router
from jiufang.web.listing import ROWS, Cursor, Limit, Paging
from jiufang.web.replying import fresh, nothing, told
from jiufang.web.shapes import Page
from jiufang.workspace import belonging, refusing
from jiufang.workspace.screenings import ScreeningRow, ScreeningShown, TalkShown

routes = router("screening")

LINK = frozenset({Via.LINK})
YES = {"zh": "同意", "en": "Yes, I agree."}
NO = {"zh": "不同意", "en": "No, I do not agree."}
WITHDRAW = {"zh": "我要撤回同意", "en": "I withdraw my consent."}


class ScreeningWish(Record):
    """A conversation to begin."""

    mode: Mode = Field(Mode.SCREENING, examples=[Mode.SCREENING])
    lang: Literal["zh", "en"] | None = Field(None, description="the job's when absent", examples=["en"])


class Link(BaseModel):
    """The token of a candidate's private link, shown this once; the one before opens nothing any more."""

    screening: UUID
    token: str = Field(description="good for fourteen days", examples=["jfc_…"])


class Said(Record):
    """What the candidate says."""

    text: Annotated[str, Field(min_length=1, max_length=5000, examples=["I worked with Kafka for two years."])]


class Choice(Record):
    """Whether they agree."""

    given: bool = Field(examples=[True])


@routes.get("/screenings", response_model=Page[ScreeningRow])
@needs(Permission.SCREENING_READ, of=things.tenant)
def list_screenings(asked: Asking, phase: Phase | None = None, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """List conversations, the latest first; candidates bear codes."""
    paging = Paging(asked, "screenings", cursor, phase=phase)
    return paging.answer(asked.ws.screenings.list(phase=phase or "", by=asked.by, after=paging.after, limit=limit))


@routes.get("/jobs/{job}/screenings", response_model=Page[ScreeningRow])
@needs(Permission.SCREENING_READ, of=things.job)
def list_screenings_for(asked: Asking, job: UUID, phase: Phase | None = None, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """List the conversations for a job, the latest first."""
    paging, blind = Paging(asked, "screenings for", cursor, job=job, phase=phase), sight.of_job(asked, job)
    found = asked.ws.screenings.list(job=job, phase=phase or "", by=asked.by, blind=blind, after=paging.after, limit=limit)
    return paging.answer(found)


@routes.post("/applications/{application}/screenings", status_code=201, response_model=Link)
@needs(Permission.SCREENING_INVITE, of=things.application, once=True)
def invite_to_screening(asked: Asking, application: UUID, given: ScreeningWish) -> Response:
    """Begin a conversation about what a candidate's résumé leaves open, and make the link to send them."""
    made = asked.ws.screenings.invite(application, by=asked.by, mode=given.mode, lang=given.lang)
    token = asked.entrance.candidate_link(made.id, by=asked.by)
    return told({"screening": made.id, "token": token}, status=201, location=f"/api/v1/screenings/{made.id}")


@routes.get("/screenings/{screening}", response_model=ScreeningShown)
@needs(Permission.SCREENING_READ, of=things.screening)
def read_screening(asked: Asking, request: Request, screening: UUID) -> Response:
    """Read a conversation with its answers, verbatim, and what they changed."""
    shown = asked.ws.screenings.get(screening)
    blind = sight.of_application(asked, shown.application)
    found = shown if blind else asked.ws.screenings.get(screening, by=asked.by, blind=False)
    return fresh(request, found, version=found.version, view="blind" if blind else "")


@routes.post("/screenings/{screening}/link", response_model=Link)
@needs(Permission.SCREENING_INVITE, of=things.screening)
def make_link(asked: Asking, screening: UUID) -> Response:
    """Make a new link to a conversation; the one before opens nothing any more."""
    return told({"screening": screening, "token": asked.entrance.candidate_link(screening, by=asked.by)})


@routes.delete("/screenings/{screening}/link", status_code=204)
@needs(Permission.SCREENING_INVITE, of=things.screening)
def drop_link(asked: Asking, screening: UUID) -> Response:
    """Let the link to a conversation open nothing any more."""
    asked.ws.screenings.talk(screening)
    asked.entrance.drop_candidate_link(screening, by=asked.by)
    return nothing()


@routes.get("/screening", response_model=TalkShown)
@needs(Permission.SCREENING_ANSWER, of=things.own, via=LINK)
def read_talk(asked: Asking) -> Response:
    """Read one's own conversation, as its candidate.

    Everything that was said, and what comes next; never a score.
    """
    shown = asked.ws.screenings.come_back(asked.of_link)
    return told(shown, version=shown.version)


@routes.post("/screening/messages", response_model=TalkShown)
@needs(Permission.SCREENING_ANSWER, of=things.own, via=LINK)
def say(asked: Asking, given: Said) -> Response:
    """Say something: an answer, a correction, a question of one's own."""
    return _say(asked, given.text)


@routes.post("/screening/consent", response_model=TalkShown)
@needs(Permission.CONSENT_GIVE, of=things.own, via=LINK)
def give_consent(asked: Asking, given: Choice) -> Response:
    """Agree to the conversation, or not; nothing is asked before."""
    lang = asked.ws.screenings.talk(asked.of_link).lang
    return _say(asked, (YES if given.given else NO)[lang])


@routes.delete("/screening/consent", response_model=TalkShown)
@needs(Permission.CONSENT_GIVE, of=things.own, via=LINK)
def withdraw_consent(asked: Asking) -> Response:
    """Take one's consent back: what was said is forgotten at once, word and match."""
    lang = asked.ws.screenings.talk(asked.of_link).lang
    return _say(asked, WITHDRAW[lang])


@routes.put("/screening/assessment", status_code=204)
@needs(Permission.CONSENT_GIVE, of=things.own, via=LINK)
def allow_assessment(asked: Asking, given: Choice) -> Response:
    """Refuse to be assessed by software, or allow it again.

    Who refuses is read by a person, and ranked by nobody.
    """
    lang = asked.ws.screenings.talk(asked.of_link).lang
    change = refusing.allow if given.given else refusing.refuse
    change(asked.ws, belonging.person_of(asked.ws, "screening", asked.of_link), by=str(asked.actor), words=refusing.WORDS[lang])
    return nothing()


def _say(asked: Asked, text: str) -> Response:
    shown = asked.ws.screenings.say(asked.of_link, text)
    return told(shown, version=shown.version)
