"""Cover in words about a candidate what tells who it is, where they are judged blind: notes, letters, kits, conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jiufang.privacy.blind import blind, name_parts
from jiufang.profiles.records import Contact, Education
from jiufang.reports.veil import COVER
from jiufang.store import people
from jiufang.store import tables as t
from jiufang.store.session import Session


class Cover:
    """What is known of who a person is, and texts without it.

    Args:
        contacts: how they are called and reached, in each of their documents.
        schools: where they studied.
    """

    def __init__(self, contacts: Sequence[Contact], schools: Sequence[str]) -> None:
        self._names = tuple(dict.fromkeys(contact.name for contact in contacts if contact.name))
        self._schools = tuple(dict.fromkeys(schools))
        told = [part for name in self._names for part in (name, *name_parts(name))]
        told += [word for contact in contacts for word in (contact.email, contact.phone, contact.address, *contact.links) if word]
        self._words = sorted({word for word in (*told, *self._schools) if len(word) > 1}, key=lambda word: (-len(word), word))

    @classmethod
    def of(cls, session: Session, person: UUID) -> Cover:
        """Return the cover of a person, by all that they and whoever is the same sent; nothing but profiles is opened."""
        c = t.profiles.c
        rows = session.connection.execute(
            select(c.id, c.person_id, c.profile).where(c.person_id.in_(people.group(session, person)), c.current)
        ).all()
        told = [session.unseal(row.profile, person=row.person_id, at=(t.profiles, row.id, "profile")) for row in rows]
        schools = [Education.model_validate(entry).school for one in told for entry in one["education"]]
        return cls([Contact.model_validate(one["contact"]) for one in told], [school for school in schools if school])

    def text(self, text: str) -> str:
        """Return what somebody wrote, without the words that tell who it is about."""
        for word in self._words:
            text = text.replace(word, COVER)
        return "\n".join(blind(line, names=self._names, schools=self._schools) for line in text.splitlines())

    def all(self, value: Any) -> Any:
        """Return JSON-ready data with every text in it without the words that tell who it is about."""
        if isinstance(value, dict):
            return {name: self.all(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.all(part) for part in value]
        if not isinstance(value, str):
            return value
        for word in self._words:
            value = value.replace(word, COVER)
        return value
