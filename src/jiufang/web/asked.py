"""What a route is given of whoever asks: who they are, how far they get, and their company's workspace."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import Depends, Request

from jiufang.access.errors import NotSignedIn
from jiufang.access.people import User
from jiufang.access.policy import Actor, Thing, Via, allowed, reach, require
from jiufang.access.roles import Permission, Reach
from jiufang.access.sessions import Known

if TYPE_CHECKING:
    from jiufang.web.site import Site
    from jiufang.workspace.entering import Entrance
    from jiufang.workspace.together import Together


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who may be anybody.

    Args:
        site: the installation.
        entrance: what lets people of the tenant in.
        address: where the request came from.
        cookies: the header.
        at: when.
    """

    site: Site
    entrance: Entrance
    address: str
    cookies: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Asked(Visit):
    """A request of somebody who is known.

    Args:
        actor: who asks.
        user: the same, with their address; None for a candidate.
        known: their session, if they came with one.
        ws: their company's workspace, with them as who works in it.
    """

    actor: Actor
    user: User | None
    known: Known | None
    ws: Together

    @property
    def by(self) -> str:
        """How decisions and logs name who asks."""
        return self.ws.by

    def may(self, permission: Permission, thing: Thing) -> bool:
        """Tell whether they may do something else besides what the route is for."""
        return allowed(self.actor, permission, thing)

    def require(self, permission: Permission, thing: Thing) -> None:
        """Go on only if they may.

        Raises:
            NotAllowed, NotFound, ConfirmAgain: they may not.
        """
        require(self.actor, permission, thing, at=self.at)

    def only(self, permission: Permission) -> UUID | None:
        """Return whose things alone a list shows: the actor's, where their permission reaches no further; None for everything."""
        return self.actor.id if reach(self.actor, permission) is Reach.OWN else None

    @property
    def of_link(self) -> UUID:
        """The screening session that a candidate's link opens."""
        if self.actor.via is not Via.LINK:
            raise NotSignedIn("this is for candidates", hint="open the link that you were sent")
        return self.actor.id


def _visit(request: Request) -> Visit:
    found: Visit = request.state.visit
    return found


def _asked(request: Request) -> Asked:
    found: Asked = request.state.visit
    return found


async def visiting(request: Request) -> Visit:
    """Return the request of anybody."""
    return _visit(request)


async def asking(request: Request) -> Asked:
    """Return the request of somebody who is known."""
    return _asked(request)


Visiting = Annotated[Visit, Depends(visiting)]
Asking = Annotated[Asked, Depends(asking)]
