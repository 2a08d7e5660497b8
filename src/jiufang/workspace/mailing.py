"""Send mails: kept in the transaction that wants one, sent by a worker to the person's own address until it arrives or is given up.

can(ws)                     whether a mail server is set; without one nothing is kept, and nothing pretends to be sent
to_user(ws, user, …)        a link for who works here: a new password, an invitation
to_candidate(ws, …)         the private link to a conversation, by the wish of a person
approve(ws, session, …)     a letter to a candidate that a person approved; its words and address are read when it is sent
alerted(session, note)      somebody new fits a saved search: one mail a search, however many come before it is sent
send(ws, run)               what a worker does

Killed between the server's answer and its being noted, a mail is sent once more under the same Message-ID. What the server refuses for
good, and what it did not take in three days, is dead: it waits for somebody among the tasks that were given up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from jiufang.access.mail import File, Mail, MailServer, NotSent, is_address
from jiufang.access.moments import now
from jiufang.access.people import User
from jiufang.errors import BadInput, MissingCapability, NotFound, RefusedByPolicy
from jiufang.queue import Kind as Work
from jiufang.queue import Run, ask, yet_to_begin
from jiufang.store import audit, mails, messages, people
from jiufang.store import tables as t
from jiufang.store.mails import Kept, Kind, State
from jiufang.store.session import Session
from jiufang.workspace import company, telling
from jiufang.workspace.mail_words import SUBJECTS, TEXTS, US

if TYPE_CHECKING:
    from jiufang.settings import Settings
    from jiufang.workspace.opened import OpenWorkspace

__all__ = ["GivenUp", "Kind", "alerted", "approve", "can", "need", "origin", "outbox", "send", "server", "to_candidate", "to_user"]

BY = "outbox"
_M, _H = dt.timedelta(minutes=1), dt.timedelta(hours=1)
SCHEDULE = (_M / 6, _M, 5 * _M, 15 * _M, _H, 4 * _H, 12 * _H, 24 * _H)
"""Waits between tries; a server that does not know us yet lets us wait for a quarter of an hour (greylisting, RFC 6647)."""
LASTS = dt.timedelta(days=3)  # an older letter, such as a restored backup's, is nobody's wish any more
WAIT_FOR_MORE = 10 * _M  # of an alert: who hands a folder in is told of it once
NOT_SET = "no mail server is set"
TOO_OLD = "too old"


class GivenUp(RefusedByPolicy):
    """A mail that is not tried any more, unless somebody asks for it."""


def server(ws: OpenWorkspace) -> MailServer | None:
    """Return the mail server of the settings; None where there is none.

    Raises:
        BadInput: no address is set that mails come from.
    """
    settings = ws.engine.settings
    return MailServer.of(settings.mail.reveal(), address=settings.mail_from)


def can(ws: OpenWorkspace) -> bool:
    """Tell whether a mail server is set."""
    return bool(ws.engine.settings.mail)


def need(ws: OpenWorkspace) -> None:
    """Go on only where a mail server is set.

    Raises:
        MissingCapability: there is none.
    """
    if not can(ws):
        raise MissingCapability(NOT_SET, subject="mail", hint="copy the text and send it yourself, or set JIUFANG_MAIL")


def to_user(ws: OpenWorkspace, user: User, kind: Kind, *, link: str, lang: str) -> UUID:
    """Send somebody who works here a link; return the mail's id.

    Args:
        ws: their company's workspace.
        user: who; the mail goes to the address of their account.
        kind: `Kind.PASSWORD` or `Kind.INVITATION`.
        link: whole, with the token in it: it stands sealed until the mail is sent.
        lang: `zh` or `en`.

    Raises:
        MissingCapability: no mail server is set.
    """
    need(ws)
    with ws.session() as session:
        told = {"company": company.read(session).name or US[lang], "link": link}
        content = {"to": user.email, "subject": SUBJECTS[kind][lang].format(**told), "text": TEXTS[kind][lang].format(**told)}
        mail = mails.put(session, kind, user.id, content=content)
        _ask(session, mail, {"user": user.id})
    return mail


def to_candidate(ws: OpenWorkspace, screening: UUID, *, link: str, lang: str, by: str) -> UUID:
    """Send a candidate the private link to their conversation; return the mail's id.

    Args:
        ws: the workspace.
        screening: the conversation.
        link: whole, with the token in it: it stands sealed with the candidate's key until the mail is sent.
        lang: `zh` or `en`.
        by: who wants it sent; an answer goes to them.

    Raises:
        MissingCapability: no mail server is set.
        NotFound: there is no such conversation.
        BadInput: no address of the candidate is known.
    """
    need(ws)
    with ws.session() as session:
        row = session.get(t.screening_sessions, screening)
        person = people.root(session, row.person_id)
        address = people.contact(session, person).email
        if not address:
            raise BadInput("no e-mail address of the candidate is known", subject="mail", hint="copy the link and send it another way")
        job = session.get(t.jobs, session.get(t.job_versions, row.job_version_id).job_id)
        subject, text = invitation_of(job.title, link=link, lang=lang)
        content = {"to": address, "subject": subject, "text": text, "reply_to": by if is_address(by) else ""}
        mail = mails.put(session, Kind.SCREENING, screening, person=person, content=content)
        audit.log(session, actor=by, action="mailed the link", subject="screening", subject_id=screening)
        _ask(session, mail, {"person": person})
    return mail


def invitation_of(title: str, *, link: str, lang: str) -> tuple[str, str]:
    """Return the subject and the words of a mail with the private link to a conversation about a job."""
    told = {"title": title, "link": link}
    return SUBJECTS[Kind.SCREENING][lang].format(**told), TEXTS[Kind.SCREENING][lang].format(**told)


def approve(session: Session, message: UUID, *, person: UUID) -> UUID:
    """Let a letter to a candidate be sent, whose words nobody changes any more; return the mail's id."""
    mail = mails.put(session, Kind.LETTER, message, person=person)
    _ask(session, mail, {"message": message})
    return mail


def outbox(settings: Settings) -> Callable[[Session], None]:
    """Return what looks at a transaction before it commits: it tells other servers, and, with a mail server, who keeps a search."""

    def put_down(session: Session) -> None:
        telling.tell(session)
        for search in {note.id for note in session.notes if note.type == "search.alert" and note.id} if settings.mail else ():
            alerted(session, search)

    return put_down


def alerted(session: Session, search: UUID) -> None:
    """Have whoever keeps a search told that somebody new fits it, once for all who come before the mail is sent."""
    if yet_to_begin(session, Work.MAIL, {"search": search}) is None:
        mail = mails.put(session, Kind.ALERT, search)
        _ask(session, mail, {"search": search}, at=now() + WAIT_FOR_MORE)


def send(ws: OpenWorkspace, run: Run, *, clock: Callable[[], dt.datetime] = now) -> None:
    """Send one mail, and keep what came of it."""
    with run.session() as session:
        kept = mails.load(session, run.task.ids["mail"])
        letter = _letter(ws, session, kept) if kept.state in {State.WAITING, State.DEAD} else None
    if letter is None:
        with run.settle() as session:
            mails.settle(session, kept.id, State.DROPPED if kept.state is State.WAITING else kept.state, tries=kept.tries)
        return
    try:
        _hand_over(ws, kept, letter, at=clock())
    except NotSent as refused:
        _refused(run, kept, refused, at=clock())
        return
    with run.settle() as session:
        mails.settle(session, kept.id, State.SENT, tries=kept.tries + 1)
        if kept.kind is Kind.LETTER:
            messages.change(session, kept.about, status=messages.SENT, sent_at=clock())
            audit.log(session, actor="worker", action="sent", subject="message", subject_id=kept.about)


def _hand_over(ws: OpenWorkspace, kept: Kept, letter: Mail, *, at: dt.datetime) -> None:
    there = server(ws)
    if there is None:
        raise NotSent(NOT_SET, final=True)
    if at - kept.created_at > LASTS and kept.state is State.WAITING:
        raise NotSent(TOO_OLD, final=True)
    there.send(letter)


def _refused(run: Run, kept: Kept, refused: NotSent, *, at: dt.datetime) -> None:
    """Keep why a mail was not taken, and try it later or not at all.

    Raises:
        GivenUp: it is not tried any more; the task is dead by that, and can be tried again.
    """
    tries = kept.tries + 1
    if not (refused.final or kept.state is State.DEAD or tries > len(SCHEDULE)):
        with run.settle() as session:
            mails.settle(session, kept.id, State.WAITING, tries=tries, reason=refused.reason)
            ids = {name: id for name, id in run.task.ids.items() if name != "mail"}
            _ask(session, kept.id, ids, tries=tries, at=at + SCHEDULE[tries - 1])
        return
    with run.session() as session:
        mails.settle(session, kept.id, State.DEAD, tries=tries, reason=refused.reason)
    raise GivenUp("the mail server did not take it", subject=f"mail {kept.id}") from None


def _ask(session: Session, mail: UUID, ids: dict[str, UUID], *, tries: int = 0, at: dt.datetime | None = None) -> None:
    """Ask for the next try; each is a task of its own."""
    ask(session, Work.MAIL, {"mail": mail, **ids}, by=BY, content=[str(tries)], not_before=at)


def _letter(ws: OpenWorkspace, session: Session, kept: Kept) -> Mail | None:
    """Return what is to be sent; None where there is nothing to tell any more."""
    if kept.kind is Kind.LETTER:
        return _to_candidate(session, kept)
    if kept.kind is Kind.ALERT:
        return _alert(ws, session, kept)
    if kept.content is None:
        return None
    return Mail(kept.id, **kept.content, sender=company.read(session).name, automatic=kept.kind is not Kind.SCREENING, at=kept.created_at)


def _to_candidate(session: Session, kept: Kept) -> Mail | None:
    from jiufang.workspace import attachments, letters

    row = session.get(t.messages, kept.about)
    if row.status != messages.SENDING:
        return None
    person = people.root(session, row.person_id)
    words, to = letters.opened(session, row), people.contact(session, person).email or ""
    files = tuple(File(one.name, one.content) for one in attachments.files_of(session, kept.about))
    answers_to = row.made_by if is_address(row.made_by) else ""
    return Mail(
        kept.id,
        to,
        words["subject"],
        words["text"],
        sender=company.read(session).name,
        reply_to=answers_to,
        files=files,
        at=kept.created_at,
    )


def _alert(ws: OpenWorkspace, session: Session, kept: Kept) -> Mail | None:
    """Return how many are new for a search; who they are stands behind the link, for whoever may see it."""
    try:
        search = session.get(t.saved_searches, kept.about)
        user = session.get(t.users, search.user_id) if search.user_id else None
    except NotFound:
        return None
    unseen = select(func.count()).where(t.search_alerts.c.search_id == search.id, t.search_alerts.c.seen_at.is_(None))
    n = session.connection.execute(unseen).scalar_one()
    if user is None or user.disabled_at is not None or not (search.alert and n):
        return None
    told = {"n": n, "name": search.name, "link": f"{origin(ws)}/pool?search={search.id}"}
    subject, text = SUBJECTS[Kind.ALERT][""].format(**told), TEXTS[Kind.ALERT][""].format(**told)
    return Mail(kept.id, user.email, subject, text, sender=company.read(session).name or US["en"], automatic=True, at=kept.created_at)


def origin(ws: OpenWorkspace) -> str:
    """Return how browsers write the address of the installation."""
    settings = ws.engine.settings
    return settings.origin or f"http://127.0.0.1:{settings.port}"
