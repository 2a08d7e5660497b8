"""Who appears in the tests of the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.access.cast import CHEAP, PASSWORD

from jiufang.access.people import User
from jiufang.access.roles import Role
from jiufang.store.opening import DEFAULT_TENANT as OURS

THEIRS = UUID("00000000-0000-7000-8000-0000000000bb")
HASH = CHEAP.hash(PASSWORD)


def _user(number: int, name: str, role: Role, tenant: UUID = OURS) -> User:
    address = f"{name}@example.org" if tenant == OURS else f"{name}@example.net"
    return User(tenant, UUID(int=number), address, role, HASH, name=name.title())


CAST = {
    "mei": _user(1, "mei", Role.OWNER),
    "tom": _user(2, "tom", Role.RECRUITER),
    "li": _user(3, "li", Role.HIRING_MANAGER),
    "ivy": _user(4, "ivy", Role.INTERVIEWER),
    "ruth": _user(5, "ruth", Role.AUDITOR),
    "mallory": _user(6, "mallory", Role.OWNER, THEIRS),
}


def add_people(app: Any) -> None:
    """Let the cast work here, and Mallory next door."""
    site = app.state.site
    site.root.store.add_tenant(THEIRS, "Next Door")
    for user in CAST.values():
        site.entrance_of(user.tenant).users.add(user)
