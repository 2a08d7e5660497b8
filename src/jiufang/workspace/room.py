"""What the rooms of an open workspace have in common: `ws.people`, `ws.openings`, `ws.applicants` … are each one of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiufang.documents.records import Record
from jiufang.store.lists.keyset import USUAL, Place, Slice

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from jiufang.store.session import Session
    from jiufang.workspace.opened import OpenWorkspace

SCHEMA_VERSION = "1"

__all__ = ["SCHEMA_VERSION", "USUAL", "Place", "Room", "Shown", "Slice"]


class Shown(Record):
    """A record as pages and programs get it: plain values, ids, and never a name that was not to be shown."""

    schema_version: str = SCHEMA_VERSION


class Room:
    """A part of an open workspace.

    Every method opens one transaction. Lists return a `Slice`: its rows, and the place from which the next slice goes on (`after`).
    `by` is who asks; whom the workspace is opened by when it is empty. `blind` leaves out who candidates are: the caller decides
    by the policy (`jiufang.access.policy.sees_identity`); where somebody saw who a candidate is, the audit log says so.
    """

    def __init__(self, ws: OpenWorkspace) -> None:
        self.ws = ws

    def session(self) -> AbstractContextManager[Session]:
        """Open a transaction of the workspace's."""
        return self.ws.session()

    def who(self, by: str) -> str:
        """Return who asks."""
        return by or self.ws.by
