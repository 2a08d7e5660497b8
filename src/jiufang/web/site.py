"""Hold what all requests share: the workspace, how it is served, and for each tenant what lets its people in."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from jiufang.access.accounts import Accounts
from jiufang.access.api_keys import ApiKeys
from jiufang.access.idempotency import AnswerShelf
from jiufang.access.limits import InMemory, Limiter
from jiufang.access.links import Links
from jiufang.access.moments import Clock, now
from jiufang.access.oidc import Login
from jiufang.access.people import User, Users
from jiufang.access.sealing import Seal
from jiufang.access.sessions import Sessions
from jiufang.access.signin import SignIn
from jiufang.web.serving import Serving
from jiufang.workspace.opened import OpenWorkspace

UPLOADS_AT_ONCE = 8  # each holds a file of at most 50 MB, and the same sealed


@dataclass(frozen=True)
class Entrance:
    """What lets the people of one tenant in, and keeps what they may ask twice.

    Args:
        csrf: the key of the tokens that our pages carry.
        seal: seals cursors.
        oidc: the tenant's provider, if it has one.
    """

    tenant: UUID
    users: Users
    sessions: Sessions
    keys: ApiKeys
    links: Links
    signin: SignIn
    accounts: Accounts
    answers: AnswerShelf
    csrf: bytes = field(repr=False)
    seal: Seal
    oidc: Login | None = None


@dataclass(frozen=True)
class Site:
    """One installation.

    Args:
        root: the workspace that was opened; its tenant is whom strangers sign in to.
        serving: how it is reached.
        entrance_of: makes the entrance of a tenant.
        write: sends somebody the token by which to choose a new password; None where no mail is set up.
    """

    root: OpenWorkspace
    serving: Serving
    entrance_of: Callable[[UUID], Entrance]
    limiter: Limiter = field(default_factory=InMemory)
    clock: Clock = now
    write: Callable[[User, str], None] | None = None
    uploads: Semaphore = field(default_factory=lambda: Semaphore(UPLOADS_AT_ONCE))

    def workspace(self, tenant: UUID, *, by: str) -> OpenWorkspace:
        """Return a tenant's workspace with somebody working in it; models and connections are shared."""
        theirs = OpenWorkspace(self.root.store, settings=self.root.engine.settings, tenant=tenant, by=by)
        theirs.engine = self.root.engine
        return theirs
