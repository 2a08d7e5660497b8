"""Hold what all requests share: the workspace, how it is served, and what lets the people of each tenant in."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from uuid import UUID

from jiufang.access.limits import InMemory, Limiter
from jiufang.access.moments import Clock, now
from jiufang.access.people import User
from jiufang.web.serving import Serving
from jiufang.workspace import mailing
from jiufang.workspace.entering import Entrance
from jiufang.workspace.mailing import Kind
from jiufang.workspace.opened import OpenWorkspace
from jiufang.workspace.together import Together

AT_HAND = 256  # people whose workspaces are kept open; beyond that whoever was away longest waits for theirs
UPLOADS_AT_ONCE = 8  # each holds a file of at most 50 MB, and the same sealed


@dataclass(frozen=True)
class Site:
    """One installation.

    Args:
        root: the workspace that was opened; its tenant is whom strangers sign in to.
        serving: how it is reached.
        entrance_of: makes the entrance of a tenant.
    """

    root: OpenWorkspace
    serving: Serving
    entrance_of: Callable[[UUID], Entrance]
    limiter: Limiter = field(default_factory=InMemory)
    clock: Clock = now
    uploads: Semaphore = field(default_factory=lambda: Semaphore(UPLOADS_AT_ONCE))

    def workspace(self, tenant: UUID, *, by: str) -> Together:
        """Return a tenant's workspace with somebody working in it; what its rooms keep at hand is there at their next request."""
        return self._opened(tenant, by)

    @property
    def mails(self) -> bool:
        """Whether a mail server is set."""
        return mailing.can(self.root)

    def write(self, user: User, kind: Kind, path: str, *, lang: str) -> None:
        """Send somebody who works here a link.

        Args:
            user: who.
            kind: what for.
            path: where it leads, with the token in it.
            lang: in which language.
        """
        mailing.to_user(self.workspace(user.tenant, by=user.email), user, kind, link=self.serving.origin + path, lang=lang)

    @cached_property
    def _opened(self) -> Callable[[UUID, str], Together]:
        return lru_cache(AT_HAND)(self._open)

    def _open(self, tenant: UUID, by: str) -> Together:
        theirs = Together(self.root.store, settings=self.root.engine.settings, tenant=tenant, by=by)
        theirs.engine = self.root.engine
        return theirs
