"""Make what lets people in: for each tenant, from the workspace's shelves and keys."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.access import memory
from jiufang.access.accounts import Accounts
from jiufang.access.api_keys import ApiKeys
from jiufang.access.limits import Limiter
from jiufang.access.links import Links
from jiufang.access.moments import Clock
from jiufang.access.passwords import Passwords
from jiufang.access.sealing import Seal, derive
from jiufang.access.sessions import Sessions
from jiufang.access.signin import SignIn
from jiufang.web.site import Entrance

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

TENANTS = 1000  # whose entrances are kept at hand


class Entrances:
    """Makes the entrance of a tenant, and keeps it.

    Args:
        ws: the workspace.
        limiter: counts guesses.
        clock: gives the present moment.
        passwords: hashes and checks them.
    """

    def __init__(self, ws: OpenWorkspace, *, limiter: Limiter, clock: Clock, passwords: Passwords | None = None) -> None:
        self._ws, self._limiter, self._clock = ws, limiter, clock
        self._passwords = passwords or Passwords()
        self._made = lru_cache(TENANTS)(self._make)

    def __call__(self, tenant: UUID) -> Entrance:
        """Return the entrance of a tenant."""
        return self._made(tenant)

    def _make(self, tenant: UUID) -> Entrance:
        secret, clock = hashlib.sha256(tenant.bytes).digest(), self._clock
        users, sessions, links = memory.MemoryUsers(), memory.MemorySessions(), Links(memory.MemoryLinks(), clock=clock)
        return Entrance(
            tenant=tenant,
            users=users,
            sessions=Sessions(sessions, users, clock=clock),
            keys=ApiKeys(memory.MemoryKeys(), users, clock=clock),
            links=links,
            signin=SignIn(users, self._passwords, self._limiter, derive(secret, "device"), clock=clock),
            accounts=Accounts(tenant, users, links, sessions, self._passwords, self._limiter, clock=clock),
            answers=memory.MemoryAnswers(),
            csrf=derive(secret, "csrf"),
            seal=Seal(derive(secret, "cursors")),
        )
