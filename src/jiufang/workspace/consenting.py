"""`ws.consents`: what candidates agreed to, on which words, and whether they took it back.

of(person)                 every time, the earliest first
holds(person, purpose)     whether they agree now
record(person, purpose, …) writes down that they agreed, or took it back
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from jiufang.store import consents
from jiufang.workspace.room import Room, Shown


class ConsentRow(Shown):
    """One time that a candidate agreed to a purpose, or took it back; of the words the version and the hash."""

    person: UUID
    purpose: str
    given: bool
    basis: str
    text_version: str
    text_sha256: str
    recorded_by: str
    at: dt.datetime


class Consents(Room):
    """What candidates agreed to."""

    def of(self, person: UUID) -> tuple[ConsentRow, ...]:
        """Return every time that a candidate agreed to something or took it back, the earliest first.

        Raises:
            NotFound: there is no such candidate.
        """
        with self.session() as session:
            found = consents.history(session, person)
        return tuple(ConsentRow(**{**vars(one), "text_sha256": one.text_sha256.hex()}) for one in found)

    def holds(self, person: UUID, purpose: str) -> bool:
        """Tell whether a candidate agrees to a purpose now."""
        with self.session() as session:
            return consents.holds(session, person, purpose)

    def record(
        self, person: UUID, *, purpose: str, given: bool, text: str, version: str, by: str, basis: str = "consent"
    ) -> tuple[ConsentRow, ...]:
        """Write down that a candidate agreed to a purpose, or took it back, and return all of theirs.

        Args:
            person: who.
            purpose: to what: `screening`, `matching`, `talent_pool`, …
            given: True when they agreed.
            text: the words that they were shown; their hash is kept.
            version: the version of these words.
            by: who writes it down.
            basis: on what ground, where it is not consent.

        Raises:
            NotFound: there is no such candidate.
        """
        with self.session() as session:
            consents.record(session, person, purpose=purpose, given=given, text=text, version=version, by=by, basis=basis)
        return self.of(person)
