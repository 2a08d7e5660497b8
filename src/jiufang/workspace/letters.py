"""`ws.messages`: letters to candidates and from them.

list(person, thread, status, direction)   a slice of messages, the latest first; a thread from its first on
get(message)                              one of them
draft(match, kind, …)                     asks for a letter about a match to be written in the background
write(person, subject, text)              a draft of one's own
change(message, subject, text)            other words, as long as it is a draft
send(message)                             marks it as sent by a person, who sent it in a way of their own
mail(message)                             has it sent to the candidate's own address, now that a person approved it
take_back(message)                        makes a draft of what the mail server did not take
receive(person, subject, text)            keeps an answer; the same one twice is kept once
discard(message)                          removes a draft
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from jiufang.decisions.reasons import grounds
from jiufang.errors import BadInput, Conflict, NotFound
from jiufang.generate.grounds import codes
from jiufang.generate.records import Draft
from jiufang.generate.replies import Kind, Reply
from jiufang.profiles.records import Contact
from jiufang.store import audit, matches, messages, people
from jiufang.store import tables as t
from jiufang.store.lists import messages as listed
from jiufang.store.lists.keyset import USUAL, Place, Slice
from jiufang.store.messages import DRAFT, IN, OUT, RECEIVED, REQUESTED, SENT, Letter
from jiufang.store.session import Session
from jiufang.workspace import company
from jiufang.workspace.covering import Cover
from jiufang.workspace.posting import Posting
from jiufang.workspace.room import Shown

LONGEST = 50_000  # characters of a letter


class MessageRow(Shown):
    """A letter; `covered` where words of it are left out, since its person is judged blind. `reply` is what the program drafted, with the facts behind each sentence; it stays when somebody changes the words."""

    id: UUID
    version: int
    person: UUID
    application: UUID | None
    thread: UUID | None
    direction: str
    channel: str
    kind: str
    status: str
    made_by: str
    created_at: dt.datetime
    sent_at: dt.datetime | None
    blind: bool
    subject: str
    text: str
    covered: bool = False
    reply: dict[str, Any] | None = None


class Messages(Posting):
    """Letters to candidates and from them."""

    def list(
        self,
        *,
        person: UUID | None = None,
        application: UUID | None = None,
        thread: UUID | None = None,
        status: str = "",
        direction: str = "",
        by: str = "",
        blind: bool = True,
        after: Place | None = None,
        limit: int = USUAL,
    ) -> Slice[MessageRow]:
        """Return some messages, the latest first; those of a thread from its first on.

        Args:
            person: only those with somebody.
            application: only those about an application.
            thread: only those of a thread.
            status: only `requested`, `draft`, `sent`, `received`.
            direction: only `out` or `in`.
            by: who asks.
            blind: cover what tells who the candidate is.
            after: where the last slice ended.
            limit: how many.
        """
        with self.session() as session:
            asked: dict[str, Any] = {"application": application, "thread": thread, "status": status, "direction": direction}
            persons = people.group(session, person) if person else ()
            found = listed.page(session, persons=persons, **asked, after=after, limit=limit)
            session.keys.fetch(row.person_id for row in found.rows)
            rows = self._shown(session, found.rows, by=by, blind=blind, what="messages")
        return Slice(rows, found.next)

    def get(self, message: UUID, *, by: str = "", blind: bool = True) -> MessageRow:
        """Return a message.

        Raises:
            NotFound: there is none.
        """
        with self.session() as session:
            return self.shown(session, message, by=by, blind=blind)

    def preview(self, match: UUID, kind: str, *, by: str = "", blind: bool = True, **given: Any) -> Reply:
        """Return a letter about a match as the templates word it, kept nowhere; blind, to somebody without a name.

        Args:
            match: the match's id.
            kind: what it is for, one of `jiufang.generate.Kind`; a brief names nobody in any case.
            by: who asks.
            blind: leave out who the candidate is.
            given: what `jiufang.reply` takes: `lang`, `tone`, `facts`, `reason`, …

        Raises:
            NotFound: there is no such match.
            BadInput: something that the letter needs is missing.
            RefusedByPolicy: the letter would speak of what no employer may speak of.
        """
        with self.session() as session:
            found = matches.load(session, match)
            given = self._by_us(session, kind, given)
            if not blind and kind != Kind.BRIEF:
                audit.saw(
                    session, actor=self.who(by), persons=[people.root(session, session.get(t.matches, match).person_id)], what="letter"
                )
        if blind and kind != Kind.BRIEF:
            found = found.model_copy(update={"profile": found.profile.model_copy(update={"contact": Contact()})})
        return self.ws.engine.reply(kind, found, **given)

    def draft(self, match: UUID, kind: str, *, by: str = "", **given: Any) -> tuple[UUID, UUID]:
        """Ask for a letter about a match to be written in the background.

        Args:
            match: the match's id.
            kind: what it is for, one of `jiufang.generate.Kind`.
            by: who asks.
            given: what `jiufang.reply` takes: `lang`, `tone`, `facts`, `reason`, `reword`, …

        Returns:
            The id of the message that the draft will be in, and of the task that writes it.
        """
        from jiufang.workspace.background import draft_later

        with self.session() as session:
            given = self._by_us(session, kind, given)
        message, task = draft_later(self.ws, match, kind, by=self.who(by), **given)
        return message, task.id

    def write(
        self,
        person: UUID,
        *,
        subject: str,
        text: str,
        by: str,
        application: UUID | None = None,
        channel: str = "email",
        kind: str = "",
        answers: UUID | None = None,
    ) -> MessageRow:
        """Keep a draft of one's own.

        Args:
            person: to whom it goes.
            subject: its subject line.
            text: what it says.
            by: who writes it.
            application: which application it is about.
            channel: by which way it goes.
            kind: what it is for.
            answers: the message that it answers; it joins that one's thread.

        Raises:
            NotFound: there is no such candidate, or no such message.
            BadInput: it says nothing, or too much.
        """
        with self.session() as session:
            who = people.root(session, person)
            thread = _thread(session, answers, who)
            letter = Letter(who, OUT, channel, kind, application, thread, by)
            id = messages.write(session, letter, body=_said(subject, text), status=DRAFT)
            audit.log(session, actor=by, action="drafted", subject="message", subject_id=id)
            return self.shown(session, id, by=by, blind=False)

    def change(
        self, message: UUID, *, by: str, subject: str | None = None, text: str | None = None, version: int | None = None
    ) -> MessageRow:
        """Put other words into a draft.

        Raises:
            NotFound: there is no such message.
            Conflict: it is no draft any more, or was changed in the meantime.
            BadInput: it says nothing, or too much.
        """
        with self.session() as session:
            row = _draft(session, message)
            before = opened(session, row)
            now = _said(before["subject"] if subject is None else subject, before["text"] if text is None else text)
            messages.change(session, message, version=version, body=now | {"reply": before["reply"]}, made_by=by)
            audit.log(session, actor=by, action="changed", subject="message", subject_id=message)
            return self.shown(session, message, by=by, blind=False)

    def send(self, message: UUID, *, by: str, version: int | None = None) -> MessageRow:
        """Mark a draft as sent by whoever sent it, in a way of their own.

        Raises:
            NotFound: there is no such message.
            Conflict: it is no draft any more, or was changed in the meantime.
        """
        with self.session() as session:
            _draft(session, message)
            messages.change(session, message, version=version, status=SENT, sent_at=dt.datetime.now(dt.UTC), made_by=by)
            audit.log(session, actor=by, action="sent", subject="message", subject_id=message)
            return self.shown(session, message, by=by, blind=False)

    def receive(
        self,
        person: UUID,
        *,
        subject: str,
        text: str,
        by: str,
        external: str = "",
        channel: str = "email",
        answers: UUID | None = None,
        at: dt.datetime | None = None,
    ) -> MessageRow:
        """Keep what a candidate wrote.

        Args:
            person: who wrote it.
            subject: its subject line.
            text: what it says.
            by: who keeps it: a connector, or whoever pasted it.
            external: its id where it came from, by which the same one is kept once.
            channel: by which way it came.
            answers: the message that it answers.
            at: when it was written; now when absent.

        Raises:
            NotFound: there is no such candidate, or no such message.
        """
        with self.session() as session:
            who = people.root(session, person)
            letter = Letter(who, IN, channel, "", None, _thread(session, answers, who), by)
            sent = at or dt.datetime.now(dt.UTC)
            id = messages.write(session, letter, body=_said(subject, text), status=RECEIVED, sent_at=sent, external=external)
            audit.log(session, actor=by, action="received", subject="message", subject_id=id)
            return self.shown(session, id, by=by, blind=True)

    def discard(self, message: UUID, *, by: str, version: int | None = None) -> None:
        """Remove a draft.

        Raises:
            NotFound: there is no such message.
            Conflict: it is no draft any more, or was changed in the meantime.
        """
        with self.session() as session:
            _draft(session, message, also=REQUESTED)
            session.update(t.messages, message, version=version)
            session.connection.execute(delete(t.messages).where(t.messages.c.id == message))
            audit.log(session, actor=by, action="discarded", subject="message", subject_id=message)

    @staticmethod
    def _by_us(session: Session, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        """Return what a letter is made of, with the company's name where none is given.

        Raises:
            BadInput: the reason is a code of the decisions that no letter words.
        """
        _can_be_said(given.get("reason", ""))
        named = company.read(session).name
        facts = dict(given.get("facts") or {})
        return given if not named or kind == Kind.BRIEF or facts.get("company") else given | {"facts": facts | {"company": named}}

    def shown(self, session: Session, message: UUID, *, by: str, blind: bool) -> MessageRow:
        """Return a message as it stands in a transaction.

        Raises:
            NotFound: there is none.
        """
        return self._shown(session, [session.get(t.messages, message)], by=by, blind=blind, what="message")[0]

    def _shown(self, session: Session, rows: Any, *, by: str, blind: bool, what: str) -> tuple[MessageRow, ...]:
        persons = list(dict.fromkeys(row.person_id for row in rows))
        covers = {person: Cover.of(session, person) for person in persons} if blind else {}
        shown = tuple(_row(row, opened(session, row), covers.get(row.person_id)) for row in rows)
        if not blind:
            audit.saw(session, actor=self.who(by), persons=list(dict.fromkeys(people.root(session, one) for one in persons)), what=what)
        return shown


def _can_be_said(reason: str) -> None:
    """Refuse a reason of the kept list that no letter has words for: its bare code would stand in the letter."""
    if reason in grounds() and reason not in codes():
        told = grounds()[reason].en
        raise BadInput(
            f"no letter gives “{told}” as its reason", subject=f"reason {reason}", hint="choose another, or say it in your words"
        )


def _row(row: Any, told: dict[str, Any], cover: Cover | None) -> MessageRow:
    named = ("id", "version", "direction", "channel", "kind", "status", "made_by", "created_at", "sent_at")
    ids = {"person": row.person_id, "application": row.application_id, "thread": row.thread_id}
    words = told if cover is None else _covered(told, cover)
    return MessageRow(**{name: getattr(row, name) for name in named}, **ids, **words, blind=cover is not None)


def _covered(told: dict[str, Any], cover: Cover) -> dict[str, Any]:
    """Return the words of a message without those that tell who it is about; where there are none, as they were written."""
    shown = {name: cover.text(told[name]) for name in ("subject", "text")}
    covered = any(_letters(shown[name]) != _letters(told[name]) for name in shown)
    return {**told, **(shown if covered else {}), "covered": covered, "reply": None}


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def opened(session: Session, row: Any) -> dict[str, Any]:
    """Return the words of a message: written by somebody, drafted by the program, or not there yet."""
    body = session.unseal(row.body, person=row.person_id, at=(t.messages, row.id, "body"))
    if row.status == REQUESTED:
        return {"subject": "", "text": "", "reply": None}
    if "draft" in body:
        draft = Draft.model_validate(body["draft"])
        return {"subject": draft.subject, "text": draft.body, "reply": body}
    return {"subject": body["subject"], "text": body["text"], "reply": body.get("reply")}


def _draft(session: Session, message: UUID, *, also: str = DRAFT) -> Any:
    row = session.get(t.messages, message, lock=True)
    if row.status not in {DRAFT, also}:
        raise Conflict(f"it is {row.status}, and no draft", subject=f"message {message}", hint="write a new one")
    return row


def _thread(session: Session, answers: UUID | None, person: UUID) -> UUID | None:
    if answers is None:
        return None
    row = session.get(t.messages, answers)
    if people.root(session, row.person_id) != person:
        raise NotFound("there is no such message of this candidate", subject=f"message {answers}")
    return UUID(str(row.thread_id or row.id))


def _said(subject: str, text: str) -> dict[str, Any]:
    if not text.strip() or len(text) + len(subject) > LONGEST:
        raise BadInput(f"a letter has 1 to {LONGEST} characters", subject="text")
    return {"subject": " ".join(subject.split()), "text": text.strip()}
