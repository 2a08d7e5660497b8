"""Tell whoever installed it where the first owner is made."""

from __future__ import annotations

from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace

SET_UP = "/set-up"  # and the token: the page of jiufang.web.pages.entry


def link(ws: OpenWorkspace, *, origin: str) -> str | None:
    """Return the link of the page on which the first owner is made, for the installer's eyes; None when there is one.

    Args:
        ws: the workspace.
        origin: how browsers write the server's address.
    """
    token = Entrances(ws)(ws.tenant).first_link()
    return None if token is None else f"{origin}{SET_UP}/{token}"
