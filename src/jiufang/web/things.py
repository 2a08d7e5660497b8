"""Find what a request is about, as far as access is concerned: whose own it is. Ids come from the path, and a wrong one is not found."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from jiufang.access.policy import Thing
from jiufang.errors import NotFound
from jiufang.web.asked import Asked


def own(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return what is everybody's own: a list that shows each what is theirs, oneself, what one makes."""
    return Thing(asked.actor.tenant, frozenset({asked.actor.id}))


def tenant(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return what belongs to the company as a whole and is nobody's own."""
    return Thing(asked.actor.tenant)


def id_in(ids: Mapping[str, str], name: str) -> UUID:
    """Return an id of the path.

    Raises:
        NotFound: it is none.
    """
    try:
        return UUID(ids[name])
    except ValueError:
        raise NotFound("there is no such thing here", subject=name) from None
