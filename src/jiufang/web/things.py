"""Find whose own the thing is that a request is about. Ids come from the path; a wrong one is not found.

The door asks this of those alone who reach no further than their own: for everybody else the tenant's rows are what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.access.policy import Thing
from jiufang.errors import NotFound
from jiufang.web.asked import Asked
from jiufang.workspace import belonging

if TYPE_CHECKING:
    from jiufang.web.declaring import Finder
    from jiufang.workspace.opened import OpenWorkspace


def own(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return what is everybody's own: a list that shows each what is theirs, oneself, what one makes."""
    return Thing(asked.actor.tenant, frozenset({asked.actor.id}))


def tenant(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return what belongs to the company as a whole and is nobody's own."""
    return Thing(asked.actor.tenant)


def job(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return the job of the path."""
    return _thing(asked, ids, "job", belonging.of_job)


def job_to_read(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return the job of the path, which its interviewers may read about, too."""
    return _thing(asked, ids, "job", belonging.of_job_or_panel)


def person(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return the candidate of the path."""
    return _thing(asked, ids, "person", belonging.of_person)


def application(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return the application of the path."""
    return _thing(asked, ids, "application", belonging.of_application)


def match(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return the match of the path."""
    return _thing(asked, ids, "match", belonging.of_match)


def decision(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return the decision of the path."""
    return _thing(asked, ids, "decision", belonging.of_decision)


def interview(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return the interview of the path."""
    return _thing(asked, ids, "interview", belonging.of_interview)


def panel(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return the interview of the path, as far as it is its interviewers' to rate."""
    return _thing(asked, ids, "interview", belonging.of_panel)


def screening(asked: Asked, ids: Mapping[str, str]) -> Thing:
    """Return the screening conversation of the path."""
    return _thing(asked, ids, "screening", belonging.of_screening)


def of_person(kind: str) -> Finder:
    """Return what finds a thing of the path that belongs to a candidate: a document, a message, a note."""

    def found(asked: Asked, ids: Mapping[str, str]) -> Thing:
        id = id_in(ids, kind)
        return Thing(asked.actor.tenant, belonging.of_person(asked.ws, belonging.person_of(asked.ws, kind, id)), f"{kind} {id}")

    found.__name__ = kind
    return found


def id_in(ids: Mapping[str, str], name: str) -> UUID:
    """Return an id of the path.

    Raises:
        NotFound: it is none.
    """
    try:
        return UUID(ids[name])
    except ValueError:
        raise NotFound("there is no such thing here", subject=name) from None


def _thing(asked: Asked, ids: Mapping[str, str], name: str, owners: Callable[[OpenWorkspace, UUID], frozenset[UUID]]) -> Thing:
    id = id_in(ids, name)
    return Thing(asked.actor.tenant, owners(asked.ws, id), f"{name} {id}")
