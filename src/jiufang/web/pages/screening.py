"""Conversations with candidates as recruiters see them: the list, inviting somebody, one with what became evidence, its private link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, get_args
from urllib.parse import quote
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.roles import Permission
from jiufang.errors import BadInput, MissingCapability, NotFound
from jiufang.screening.records import Change, Mode, Phase, Turn
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.listing import Cursor, Paging
from jiufang.web.refusals import in_one
from jiufang.web.sheets import LINKS, Pages, Sheet, Unrendered, onward, shown_again, voice_of
from jiufang.workspace import mailing, own_file
from jiufang.workspace.mailing import invitation_of
from jiufang.workspace.records import ApplicationRow, OpeningRow, OpeningShown, PersonRow
from jiufang.workspace.room import Slice
from jiufang.workspace.screenings import Foreseen, ScreeningRow, ScreeningShown

pages = Pages()
ROWS, JOBS = 30, 100
OPEN = (Phase.CONSENT, Phase.ASKING, Phase.SUMMARY)
STATES: dict[str, tuple[Phase, ...]] = {
    "all": (),
    "open": OPEN,
    "done": (Phase.DONE, Phase.STOPPED),
    "no": (Phase.DECLINED, Phase.WITHDRAWN),
}
State = Literal["all", "open", "done", "no"]
Language = Literal["zh", "en"]


class Conversations(Sheet):
    """Some conversations, the latest first."""

    state: State
    job: UUID | None
    jobs: tuple[OpeningRow, ...]
    rows: tuple[ScreeningRow, ...]
    next: str | None = None


class Invitation(Sheet):
    """The form to invite a candidate, with what they would read first; nothing foreseen where nobody matched them."""

    opening: OpeningShown
    row: ApplicationRow
    foreseen: Foreseen | None
    mode: Mode
    open_ones: tuple[ScreeningRow, ...] = ()
    wrong: str = ""


class Link(Sheet):
    """A candidate's private link, shown this once."""

    screening: UUID
    candidate: PersonRow
    title: str
    address: str
    mail: str
    body: str
    token: str
    mails: bool
    wrong: str = ""


class Part(Sheet):
    """A message: which requirements it asks about, or which it became evidence for."""

    turn: Turn
    about: tuple[str, ...] = ()
    proves: tuple[Change, ...] = ()


class Conversation(Sheet):
    """One conversation with what was made of its answers."""

    screening: ScreeningShown
    parts: tuple[Part, ...]
    changes: tuple[Change, ...]
    open: bool
    refuses: bool = False
    erasure_asked: bool = False


@pages.page("/screening", "screening.html")
@needs(Permission.SCREENING_READ, of=things.own)
def conversations(asked: Asking, state: State = "all", job: UUID | None = None, cursor: Cursor = None) -> Sheet:
    """Show the conversations with candidates, by job and by how they stand."""
    own = asked.only(Permission.SCREENING_READ)
    paging = Paging(asked, "pages/screening", cursor, state=state, job=job, own=own)
    found = asked.ws.screenings.list(job=job, phases=STATES[state], own=own, by=asked.by, after=paging.after, limit=ROWS)
    jobs = asked.ws.openings.list(own=own, limit=JOBS).rows
    return Conversations(state=state, job=job, jobs=jobs, rows=_named(asked, found.rows), next=paging.next(found))


@pages.page("/jobs/{job}/applications/{application}/screening", "screening_invite.html")
@needs(Permission.SCREENING_INVITE, of=things.application)
def invitation(asked: Asking, job: UUID, application: UUID, mode: Mode = Mode.SCREENING, lang: Language | None = None) -> Sheet:
    """Show what a candidate would be asked, and the first message, before they are invited."""
    return _invitation(asked, job, application, mode, lang)


@pages.form("/jobs/{job}/applications/{application}/screening")
@needs(Permission.SCREENING_INVITE, of=things.application)
def invite(
    asked: Asking,
    request: Request,
    job: UUID,
    application: UUID,
    mode: Annotated[Mode, Form()] = Mode.SCREENING,
    lang: Annotated[Language | None, Form()] = None,
    another: Annotated[str, Form(max_length=1)] = "",
    show: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Begin a conversation and show its link, this once; where one is open, only who says so begins another.

    What was chosen counts, whether or not it was looked at first (`show`).
    """
    if show:
        return onward(f"/jobs/{job}/applications/{application}/screening", mode=mode.value, lang=lang)
    form = _invitation(asked, job, application, mode, lang)
    if form.open_ones and not another:
        told = voice_of(request).say("A conversation with them is open already. Open it for a new link, or say that you want another one.")
        return shown_again(form.model_copy(update={"wrong": told}), "screening_invite.html")
    made = asked.ws.screenings.invite(application, by=asked.by, mode=mode, lang=lang)
    return _link(asked, made.id)


@pages.page("/screening/{screening}", "screening_one.html")
@needs(Permission.SCREENING_READ, of=things.screening)
def conversation(asked: Asking, screening: UUID) -> Sheet:
    """Show one conversation."""
    return _conversation(asked, screening)


@pages.form("/screening/{screening}/link")
@needs(Permission.SCREENING_INVITE, of=things.screening)
def renew(asked: Asking, request: Request, screening: UUID) -> Response:
    """Make a new link, shown this once; the one before opens nothing any more."""
    asked.ws.screenings.talk(screening)
    return _link(asked, screening)


@pages.form("/screening/{screening}/mail")
@needs(Permission.SCREENING_INVITE, of=things.screening)
def mail(asked: Asking, request: Request, screening: UUID, token: Annotated[str, Form(max_length=200)]) -> Response:
    """Send the link that was just shown to the candidate's own address."""
    if asked.entrance.candidate(token).id != screening:
        raise NotFound("the link leads to another conversation", subject=f"screening {screening}", hint="make a new link")
    link, voice = f"{asked.site.serving.origin}{LINKS}{token}", voice_of(request)
    try:
        mailing.to_candidate(asked.ws, screening, link=link, lang=asked.ws.screenings.talk(screening).lang, by=asked.by)
    except (BadInput, MissingCapability) as refused:
        return _link(asked, screening, token, wrong=in_one(voice, refused))
    return onward(f"/screening/{screening}", voice.say("The link is on its way to the candidate."))


@pages.form("/screening/{screening}/close")
@needs(Permission.SCREENING_INVITE, of=things.screening)
def close(asked: Asking, request: Request, screening: UUID) -> Response:
    """Let the link open nothing any more."""
    asked.ws.screenings.talk(screening)
    asked.entrance.drop_candidate_link(screening, by=asked.by)
    return onward(
        f"/screening/{screening}", voice_of(request).say("The link opens nothing any more. A new one goes on where they stopped.")
    )


def _invitation(asked: Asked, job: UUID, application: UUID, mode: Mode, lang: Language | None) -> Invitation:
    row = asked.ws.applicants.get(application, by=asked.by, blind=sight.of_application(asked, application))
    if row.job != job:
        raise NotFound("there is no such application here", subject=f"application {application}")
    own = next((one for one in get_args(Language) if one == row.candidate.lang), None)  # as a letter to them is written
    foreseen = asked.ws.screenings.foresee(application, mode=mode, lang=lang or own) if row.match else None
    held = asked.ws.screenings.list(application=application, phases=OPEN, by=asked.by).rows
    return Invitation(opening=asked.ws.openings.get(job), row=row, foreseen=foreseen, mode=mode, open_ones=held)


def _link(asked: Asked, screening: UUID, token: str = "", *, wrong: str = "") -> Response:
    """Show a link and what a mail with it says; without a token, a new one."""
    held, token = _shown(asked, screening), token or asked.entrance.candidate_link(screening, by=asked.by)
    address = f"{asked.site.serving.origin}{LINKS}{token}"
    subject, body = invitation_of(held.title, link=address, lang=asked.ws.screenings.talk(screening).lang)
    mail = f"mailto:{quote(held.candidate.email or '')}?subject={quote(subject)}&body={quote(body)}"
    told = {"candidate": held.candidate, "title": held.title, "address": address, "mail": mail, "body": body, "wrong": wrong}
    return Unrendered(Link(screening=screening, token=token, mails=asked.site.mails, **told), "screening_link.html")


def _conversation(asked: Asked, screening: UUID) -> Conversation:
    held = _shown(asked, screening)
    words = {one.id: one.text for one in asked.ws.openings.get(held.job).job.requirements}
    parts = tuple(_part(turn, words, held.changes) for turn in held.turns)
    latest = {one.purpose: one.given for one in asked.ws.consents.of(held.candidate.id)}
    return Conversation(
        screening=held,
        parts=parts,
        changes=held.changes,
        open=held.phase in OPEN,
        refuses=latest.get(own_file.ASSESSMENT) is False,
        erasure_asked=latest.get(own_file.KEEPING) is False,
    )


def _part(turn: Turn, words: Mapping[str, str], changes: Sequence[Change]) -> Part:
    if turn.by == "software":
        return Part(turn=turn, about=tuple(words[id] for id in turn.slots if id in words))
    return Part(turn=turn, proves=tuple(one for one in changes if any(said.quote in turn.text for said in one.evidence)))


def _shown(asked: Asked, screening: UUID) -> ScreeningShown:
    held = asked.ws.screenings.get(screening)
    return held if sight.of_application(asked, held.application) else asked.ws.screenings.get(screening, by=asked.by, blind=False)


def _named(asked: Asked, rows: tuple[ScreeningRow, ...]) -> tuple[ScreeningRow, ...]:
    """Return conversations with the names of those candidates who may be named."""
    called = sight.people(asked, Slice(tuple({row.candidate.id: row.candidate for row in rows}.values())), what="screenings")
    known = {one.id: one for one in called.rows}
    return tuple(row.model_copy(update={"candidate": known[row.candidate.id]}) for row in rows)
