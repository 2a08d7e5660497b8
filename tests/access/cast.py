"""Who appears in these tests, and a clock that they all look at."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID

from jiufang.access.moments import Chance
from jiufang.access.passwords import Passwords
from jiufang.access.people import User
from jiufang.access.policy import Actor, Via
from jiufang.access.roles import Permission, Role

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
OURS, THEIRS = UUID(int=0xA), UUID(int=0xB)
PASSWORD = "正确 horse battery 9方皋"
CHEAP = Passwords(memory=64, rounds=1, lanes=1)

MEI = User(OURS, UUID(int=1), "mei@example.org", Role.OWNER, name="Mei")
TOM = User(OURS, UUID(int=2), "tom@example.org", Role.RECRUITER, name="Tom")
LI = User(OURS, UUID(int=3), "li@example.org", Role.HIRING_MANAGER, name="Li")
IVY = User(OURS, UUID(int=4), "ivy@example.org", Role.INTERVIEWER, name="Ivy")
RUTH = User(OURS, UUID(int=5), "ruth@example.org", Role.AUDITOR, name="Ruth")
MALLORY = User(THEIRS, UUID(int=6), "mallory@example.net", Role.OWNER, name="Mallory")
ADA = UUID(int=7)  # her screening session

STAFF = {user.role: user for user in (MEI, TOM, LI, IVY, RUTH)}


@dataclass
class Watch:
    """A clock that goes when it is told to."""

    at: dt.datetime = MONDAY

    def __call__(self) -> dt.datetime:
        """Tell the time."""
        return self.at

    def go(self, **time: float) -> None:
        """Let time pass, or turn the clock back."""
        self.at += dt.timedelta(**time)


def dice(seed: str = "jiufang") -> Chance:
    """Return chance that is the same every time."""
    count = 0

    def random(size: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.shake_256(f"{seed} {count}".encode()).digest(size)

    return random


def actor(role: Role, *, tenant: UUID = OURS, proved_at: dt.datetime | None = MONDAY) -> Actor:
    """Return somebody of a role: a session for staff, a link for candidates."""
    if role is Role.CANDIDATE:
        return Actor(tenant, ADA, role, Via.LINK, UUID(int=0x11))
    return Actor(tenant, STAFF[role].id, role, Via.SESSION, UUID(int=0x12), proved_at=proved_at)


def program(role: Role, *scopes: Permission) -> Actor:
    """Return a key of somebody of a role."""
    return Actor(OURS, STAFF[role].id, role, Via.API_KEY, UUID(int=0x13), scopes=frozenset(scopes))
