"""Let whoever started the demo in by a link that works once, and on this machine alone."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address

from fastapi import Response

from jiufang.errors import NotFound
from jiufang.web.api import session as api
from jiufang.web.asked import Visit, Visiting
from jiufang.web.declaring import anybody
from jiufang.web.pages.tour import begun
from jiufang.web.sheets import Pages, onward

BYTES = 24  # of the token


@dataclass
class Entry:
    """The link of one run of the demo, for its owner.

    Args:
        email: the owner's.
    """

    email: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(BYTES), repr=False)
    used: bool = False

    @property
    def path(self) -> str:
        """Where it leads."""
        return f"/demo/{self.token}"

    def pages(self) -> Pages:
        """Return the route behind the link."""
        pages = Pages()

        @pages.page("/demo/{token}", "problem.html")
        @anybody("whoever started the program on this machine may look round in it, once")
        def enter(visit: Visiting, token: str) -> Response:
            """Sign the owner of the demo in, and begin the tour."""
            return self._enter(visit, token)

        return pages

    def _enter(self, visit: Visit, token: str) -> Response:
        if self.used or not _here(visit.address) or not hmac.compare_digest(token.encode(), self.token.encode()):
            raise NotFound("this link was used, or is not for you", subject="demo", hint="start the demo again, or sign in")
        entered = visit.entrance.vouched_for(self.email)
        self.used = True
        return begun(api.carrying(onward("/"), visit, entered))


def _here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
