"""Turn an actor, a permission and a thing into a yes or a no; what the table does not allow is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from jiufang.access.errors import ConfirmAgain, NotAllowed
from jiufang.access.moments import age
from jiufang.access.roles import TABLE, Permission, Reach, Role
from jiufang.errors import NotFound

FRESH = dt.timedelta(minutes=15)  # as long as somebody who was asked for the password is taken to be the one at the desk


class Via(StrEnum):
    """How an actor came in."""

    SESSION = "session"
    API_KEY = "key"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks.

    Args:
        tenant: the company or team; nothing of another one exists for them.
        id: the user's id, or the id of the screening session that a candidate's link opens.
        role: their role.
        via: a browser's session, a program's key, a candidate's link.
        credential: the id of that session, key or link; it tells the keys of one user apart in the log.
        scopes: what a key may be used for; everything its user may do when None.
        proved_at: when they last gave their password or came from their provider.
    """

    tenant: UUID
    id: UUID
    role: Role
    via: Via
    credential: UUID
    scopes: frozenset[Permission] | None = None
    proved_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        if (self.role is Role.CANDIDATE) != (self.via is Via.LINK):
            raise ValueError("candidates have links, and nobody else has")
        if (self.scopes is not None) != (self.via is Via.API_KEY):
            raise ValueError("keys have scopes, and nothing else has")

    def __str__(self) -> str:
        """Return the name in logs: ids alone."""
        return f"{self.via}:{self.credential}" if self.via is Via.LINK else f"{self.via}:{self.credential}/user:{self.id}"


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked for, as far as access is concerned.

    Args:
        tenant: whose it is.
        own: ids of the actors whose own it is: the hiring managers of its job, the interviewers of its interview, the
            author of a scorecard, the screening session that a candidate's link opens.
        subject: what it is called in an error, such as `job 0190…`; never a name.
    """

    tenant: UUID
    own: frozenset[UUID] = field(default=frozenset())
    subject: str = ""


def reach(actor: Actor, permission: Permission) -> Reach:
    """Return how far an actor gets with a permission: the table's cell, cut by what a key may be used for."""
    rule = TABLE[permission]
    if actor.via is Via.API_KEY and (rule.in_person or permission not in (actor.scopes or ())):
        return Reach.NO
    return rule.reach[actor.role]


def allowed(actor: Actor, permission: Permission, thing: Thing) -> bool:
    """Tell whether an actor may do something to a thing."""
    far = reach(actor, permission)
    return actor.tenant == thing.tenant and (far is Reach.ALL or (far is Reach.OWN and actor.id in thing.own))


def require(actor: Actor, permission: Permission, thing: Thing, *, at: dt.datetime) -> None:
    """Let an actor do something to a thing, or say why not.

    Args:
        actor: who asks.
        permission: what for.
        thing: what with.
        at: the present moment.

    Raises:
        NotAllowed: their role, key or link cannot do this to anything.
        NotFound: they could, and this is not theirs to know of.
        ConfirmAgain: they may, once they have proved again who they are.
    """
    if reach(actor, permission) is Reach.NO:
        raise NotAllowed(f"this needs the permission {permission}", subject=actor.role, hint="docs/access.md says who has it")
    if not allowed(actor, permission, thing):
        raise NotFound("there is no such thing here", subject=thing.subject)
    if not is_fresh(actor, permission, at=at):
        raise ConfirmAgain("please confirm that it is you", subject=permission, hint="give your password again")


def is_fresh(actor: Actor, permission: Permission, *, at: dt.datetime) -> bool:
    """Tell whether an actor proved who they are recently enough; a program with a key that has the scope always did."""
    if actor.via is not Via.SESSION or not TABLE[permission].afresh:
        return True
    return actor.proved_at is not None and age(actor.proved_at, at) <= FRESH


def sees_identity(actor: Actor, thing: Thing, *, blind: bool, unblinded: bool = False) -> bool:
    """Tell whether names, pictures, contacts, schools and dates of a candidate are shown.

    Args:
        actor: who looks.
        thing: the candidate, as an applicant for one job.
        blind: the job is judged without them.
        unblinded: this actor asked to see them here, with a reason that was logged.
    """
    if blind and not (unblinded and allowed(actor, Permission.CANDIDATES_UNBLIND, thing)):
        return False
    return allowed(actor, Permission.CANDIDATES_IDENTITY, thing)


def sees_scorecard(actor: Actor, interview: Thing, *, author: UUID, takes_part: bool, handed_in: bool) -> bool:
    """Tell whether a scorecard is shown: one's own always, another's not before one's own is in, so that nobody is led.

    Args:
        actor: who looks.
        interview: the interview it belongs to.
        author: who filled it in.
        takes_part: the actor is one of the interviewers.
        handed_in: the actor's own scorecard is in.
    """
    if not allowed(actor, Permission.SCORECARDS_READ, interview):
        return False
    return author == actor.id or handed_in or not takes_part


def grantable(role: Role) -> frozenset[Permission]:
    """Return the scopes that a user of a role can give a key: what the role reaches, without what needs somebody to be there."""
    return frozenset(p for p, rule in TABLE.items() if rule.reach[role] is not Reach.NO and not rule.in_person)
