"""Write to a candidate: choose what for, in which language and tone; read the letter, change it, keep it as a draft; and a brief for a client."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Form, Query, Request, Response

from jiufang.access.roles import Permission
from jiufang.decisions.reasons import grounds
from jiufang.decisions.stages import REJECTED
from jiufang.errors import BadInput, JiufangError, NotFound, RefusedByPolicy
from jiufang.generate.exports import to_docx
from jiufang.generate.grounds import ENOUGH, codes
from jiufang.generate.replies import Kind, Reply
from jiufang.generate.templates import TONES
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.refusals import in_one
from jiufang.web.replying import attached
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.web.speaking import Voice
from jiufang.workspace import belonging, company
from jiufang.workspace.letters import MessageRow
from jiufang.workspace.records import ApplicationRow, PersonRow
from jiufang.workspace.sight import covered

pages = Pages()
KINDS = (Kind.INVITATION, Kind.INFORMATION, Kind.REJECTION, Kind.OUTREACH, Kind.OFFER_CALL, Kind.THANKS)
FACTS = {  # what is filled in by hand, by kind; each is a field of the form
    Kind.INVITATION: ("time", "place", "link", "interviewer", "duration", "bring"),
    Kind.INFORMATION: ("deadline",),
    Kind.REJECTION: (),
    Kind.OUTREACH: ("pitch", "time"),
    Kind.OFFER_CALL: ("time",),
    Kind.THANKS: (),
    Kind.ANSWER: (),
    Kind.BRIEF: ("client",),
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Asks = Annotated[str, Query(max_length=2000)]
Text = Annotated[str, Form(max_length=50_000)]


class Line(Sheet):
    """An application that a letter can be about."""

    id: UUID
    title: str
    matched: bool


class Writing(Sheet):
    """A letter as it is worded by what was chosen; `fields` are those that can be filled in, with what stands in them."""

    person: PersonRow
    applications: tuple[Line, ...]
    application: UUID | None
    kind: str
    kinds: tuple[str, ...]
    lang: str
    tone: str
    tones: tuple[str, ...] = TONES
    fields: dict[str, str] = {}
    reason: str = ""
    why: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    answers: MessageRow | None = None
    subject: str = ""
    text: str = ""
    worded: bool = False
    reword: bool = False
    wrong: str = ""


class Brief(Sheet):
    """A candidate for a client, without who they are."""

    person: PersonRow
    applications: tuple[Line, ...]
    application: UUID | None
    lang: str
    tone: str
    tones: tuple[str, ...] = TONES
    fields: dict[str, str] = {}
    address: str = ""
    subject: str = ""
    paragraphs: tuple[str, ...] = ()
    wrong: str = ""


@pages.page("/candidates/{person}/messages/new", "message_new.html")
@needs(Permission.MESSAGES_SEND, of=things.person)
def write_form(
    asked: Asking,
    request: Request,
    person: UUID,
    application: str = "",
    kind: Asks = "",
    lang: Asks = "",
    tone: Asks = "",
    reason: Asks = "",
    why: Asks = "",
    answers: UUID | None = None,
) -> Sheet:
    """Show a letter as it is worded by what was chosen."""
    told = {"kind": kind, "lang": lang, "tone": tone, "reason": reason, "why": why}
    return _writing(asked, request, person, application, told | {"fields": dict(request.query_params)}, answers)


@pages.form("/candidates/{person}/messages/new")
@needs(Permission.MESSAGES_SEND, of=things.person)
def write(
    asked: Asking,
    request: Request,
    person: UUID,
    subject: Text = "",
    text: Text = "",
    application: Text = "",
    kind: Text = "",
    answers: Annotated[UUID | None, Form()] = None,
) -> Response:
    """Keep a letter as a draft."""
    about = _application(asked.ws.people.get(person).applied, application) if application else None
    try:
        made = asked.ws.messages.write(
            person, subject=subject, text=text, by=asked.by, application=about.id if about else None, kind=kind, answers=answers
        )
    except BadInput as refused:
        again = _writing(asked, request, person, application, {"kind": kind}, answers)
        return shown_again(
            again.model_copy(update={"subject": subject, "text": text, "wrong": in_one(voice_of(request), refused)}), "message_new.html"
        )
    return onward(f"/messages/{made.id}", voice_of(request).say("Kept as a draft. Nothing is sent by itself."))


@pages.form("/candidates/{person}/messages/reword")
@needs(Permission.MESSAGES_SEND, of=things.person)
def reword(
    asked: Asking,
    request: Request,
    person: UUID,
    application: Text,
    kind: Text,
    lang: Text = "",
    tone: Text = "",
    reason: Text = "",
    why: Text = "",
) -> Response:
    """Have a letter put into other words by the language model of the settings, in the background."""
    about = _application(asked.ws.people.get(person).applied, application)
    if about is None or about.match is None:
        raise NotFound("the candidate was not matched yet", subject=f"person {person}", hint="ask for the job to be matched")
    given = {"lang": lang or None, "tone": tone or TONES[0], "facts": {"sender": _sender(asked)}, "reason": why or reason}
    message, _ = asked.ws.messages.draft(about.match.id, kind, by=asked.by, reword=True, **given)
    return onward(f"/messages/{message}", voice_of(request).say("It is being written. This page shows it once it is there."))


@pages.page("/candidates/{person}/brief", "brief.html")
@needs(Permission.MESSAGES_SEND, of=things.person)
def brief(
    asked: Asking, request: Request, person: UUID, application: str = "", lang: Asks = "", tone: Asks = "", client: Asks = ""
) -> Sheet:
    """Show a candidate for a client: evidence for each requirement, without who they are."""
    return _brief(asked, request, person, application, lang, tone, client)[0]


@pages.get("/candidates/{person}/brief.docx")
@needs(Permission.MESSAGES_SEND, of=things.person)
def brief_for_word(
    asked: Asking, request: Request, person: UUID, application: str = "", lang: Asks = "", tone: Asks = "", client: Asks = ""
) -> Response:
    """Return the brief as a Word document."""
    sheet, reply = _brief(asked, request, person, application, lang, tone, client)
    if reply is None:
        raise NotFound("there is nothing to tell a client yet", subject=f"person {person}", hint=sheet.wrong or "match them with a job")
    return attached(to_docx(reply), "brief.docx", media_type=WORD)


def _writing(asked: Asked, request: Request, person: UUID, application: str, told: dict[str, Any], answers: UUID | None) -> Writing:
    voice, blind = voice_of(request), sight.of_person(asked, person)
    found = asked.ws.people.get(person, by=asked.by, blind=blind)
    about = _application(found.applied, application)
    answered = _answered(asked, found.id, answers, blind=blind)
    kinds = (Kind.ANSWER, *KINDS) if answered else KINDS
    ended = about is not None and about.stage == REJECTED
    kind = Kind(told["kind"]) if told.get("kind") in kinds else Kind.REJECTION if ended and not answered else kinds[0]
    reason = told.get("reason") or (_decided(asked, found.id, about) if about and ended and not told.get("why") else "")
    given = {name: value for name, value in told.get("fields", {}).items() if name in {*FACTS[kind], "sender", "company"}}
    fields = {"sender": _sender(asked), "company": company.of(asked.ws).name} | dict.fromkeys(FACTS[kind], "") | given
    sheet = Writing(
        person=found, applications=_lines(asked, found.applied), application=about.id if about else None, kind=kind, kinds=kinds,
        lang=_lang(told.get("lang", ""), found), tone=told.get("tone") if told.get("tone") in TONES else TONES[0],
        fields=fields, reason=reason, why=told.get("why", ""), reasons=_reasons(asked, voice.lang, about), answers=answered,
        reword=asked.ws.engine.language_model is not None and not blind,
    )  # fmt: skip
    if about is None or about.match is None:
        return sheet
    return _worded(asked, voice_of(request), sheet, about.match.id, blind=blind)


def _worded(asked: Asked, voice: Voice, sheet: Writing, match: UUID, *, blind: bool) -> Writing:
    """Return a letter with its words, or with what it still needs."""
    if sheet.kind == Kind.REJECTION and not (sheet.reason or sheet.why):
        return sheet
    given: dict[str, Any] = {"lang": sheet.lang, "tone": sheet.tone, "facts": {k: v for k, v in sheet.fields.items() if v.strip()}}
    if sheet.kind == Kind.REJECTION:
        given["reason"] = sheet.why or sheet.reason
    if sheet.kind == Kind.ANSWER and sheet.answers is not None:
        given["message"] = sheet.answers.text
    try:
        made = asked.ws.messages.preview(match, sheet.kind, by=asked.by, blind=blind, **given)
    except (BadInput, RefusedByPolicy) as refused:
        return sheet.model_copy(update={"wrong": in_one(voice, refused)})
    told = {"subject": made.subject, "text": company.signed(made.text, company.of(asked.ws).signature)}
    return sheet.model_copy(update={**(covered(asked.ws, sheet.person.id, told) if blind else told), "worded": True})


def _brief(asked: Asked, request: Request, person: UUID, application: str, lang: str, tone: str, client: str) -> tuple[Brief, Reply | None]:
    found = asked.ws.people.get(person, by=asked.by, blind=sight.of_person(asked, person))
    about = _application(found.applied, application)
    fields = {"client": client, "sender": _sender(asked)}
    spoken = lang if lang in {"zh", "en"} else voice_of(request).lang
    asks = {"application": about.id if about else "", "lang": spoken, "tone": tone if tone in TONES else TONES[0], "client": client}
    sheet = Brief(
        person=found, applications=_lines(asked, found.applied), application=about.id if about else None, lang=spoken,
        tone=str(asks["tone"]), fields=fields, address=urlencode({k: v for k, v in asks.items() if v}),
    )  # fmt: skip
    if about is None or about.match is None:
        return sheet, None
    try:
        facts = {name: value for name, value in fields.items() if value.strip()}
        made = asked.ws.messages.preview(about.match.id, Kind.BRIEF, by=asked.by, lang=sheet.lang, tone=sheet.tone, facts=facts)
    except JiufangError as refused:
        return sheet.model_copy(update={"wrong": in_one(voice_of(request), refused)}), None
    return sheet.model_copy(update={"subject": made.subject, "paragraphs": tuple(made.text.split("\n\n"))}), made


def _decided(asked: Asked, person: UUID, about: ApplicationRow) -> str:
    """Return why the employer ended an application, where a letter has words for it."""
    made = next(iter(asked.ws.decided.list(job=about.job, person=person, limit=1, by=asked.by).rows), None)
    because = str(made.facts.get("requirement") or made.facts.get("because", "")) if made else ""
    return because if because in {code for code, _ in _reasons(asked, "en", about)} else ""


def _application(applied: tuple[ApplicationRow, ...], chosen: str) -> ApplicationRow | None:
    """Return the application that was chosen; else the latest that was matched, or the latest.

    Raises:
        NotFound: it is not theirs.
    """
    if chosen:
        wanted = things.id_in({"application": chosen}, "application")
        found = next((one for one in applied if one.id == wanted), None)
        if found is None:
            raise NotFound("there is no such application here", subject=f"application {chosen}")
        return found
    latest = sorted(applied, key=lambda one: (one.match is not None, one.created_at), reverse=True)
    return latest[0] if latest else None


def _lines(asked: Asked, applied: tuple[ApplicationRow, ...]) -> tuple[Line, ...]:
    return tuple(Line(id=one.id, title=asked.ws.openings.get(one.job).title, matched=one.match is not None) for one in applied)


def _answered(asked: Asked, person: UUID, answers: UUID | None, *, blind: bool) -> MessageRow | None:
    if answers is None:
        return None
    if asked.ws.people.get(belonging.person_of(asked.ws, "message", answers)).id != person:
        raise NotFound("there is no such message of this candidate", subject=f"message {answers}")
    return asked.ws.messages.get(answers, by=asked.by, blind=blind)


def _lang(chosen: str, person: PersonRow) -> str:
    """Return the language of a letter: the one chosen, else the candidate's own."""
    return chosen if chosen in {"zh", "en"} else "zh" if person.lang == "zh" else "en"


def _sender(asked: Asked) -> str:
    return (asked.user.name or asked.user.email) if asked.user else asked.by


def _reasons(asked: Asked, lang: str, about: ApplicationRow | None) -> tuple[tuple[str, str], ...]:
    """Return the reasons that a letter can give: what is not shown of the job, those of the employer, then those of the candidate."""
    known = [grounds()[code] for code in codes() if code in grounds()]
    told = sorted(known, key=lambda one: ("employer", "either", "candidate").index(one.side))
    lacks = {id for id, verdict in about.match.verdicts.items() if verdict in ENOUGH} if about and about.match else set()
    asks = asked.ws.openings.get(about.job).job.requirements if about and lacks else ()
    missing = tuple((one.id, one.text) for one in asks if one.must and one.id in lacks)
    return (*missing, *((one.code, one.zh if lang == "zh" else one.en) for one in told))
