"""Set up the first owner, invite people, give them roles, let them go, and make new passwords possible."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

from jiufang.access.etags import require_match
from jiufang.access.people import User
from jiufang.access.policy import Via
from jiufang.access.roles import Permission, Role
from jiufang.access.tokens import Kind
from jiufang.documents.records import Record
from jiufang.errors import BadInput, MissingCapability, NotFound
from jiufang.web import things
from jiufang.web.api.session import Email, Password, begun
from jiufang.web.asked import Asking, Visiting
from jiufang.web.declaring import anybody, needs, router
from jiufang.web.replying import nothing, told
from jiufang.web.shapes import IfMatch, Me, Page, UserShape
from jiufang.workspace.ids import new_id

routes = router("users")

SESSION = frozenset({Via.SESSION})
Token = Annotated[str, Field(max_length=256, description="from the link", examples=["jfi_0000000000000000000000_0000"])]
Name = Annotated[str, Field(max_length=200, examples=["Mei"])]
Staff = Literal[Role.OWNER, Role.RECRUITER, Role.HIRING_MANAGER, Role.INTERVIEWER, Role.AUDITOR]


class Setup(BaseModel):
    """Whether somebody has to set the installation up."""

    needs_owner: bool


class FirstOwner(Record):
    """The first owner of a fresh installation."""

    token: Token
    email: Email
    name: Name
    password: Password


class Choice(Record):
    """A password for somebody who came by a link."""

    token: Token
    password: Password


class Forgotten(Record):
    """Who forgot their password."""

    email: Email


class Invitation(Record):
    """Somebody who shall work here."""

    email: Email
    role: Staff = Field(examples=[Role.RECRUITER])
    name: Name = ""


class Invited(BaseModel):
    """Somebody who was invited, and the token of their link, shown this once."""

    user: UserShape
    token: str


class UserChange(Record):
    """What to change about a user; what is left out stays."""

    role: Staff | None = Field(None, examples=[Role.HIRING_MANAGER])
    name: Annotated[str, Field(max_length=200)] | None = Field(None, examples=["Li"])
    disabled: bool | None = Field(None, examples=[False])


@routes.get("/setup", response_model=Setup)
@anybody("the first page of a fresh installation asks it")
def read_setup(visit: Visiting) -> Response:
    """Tell whether there is an owner yet."""
    return told({"needs_owner": not visit.entrance.users.owners()})


@routes.post("/setup", status_code=201, response_model=Me)
@anybody("the token of the installer's link says that they may")
def set_up(visit: Visiting, given: FirstOwner) -> Response:
    """Make the first owner, with the token that `jiufang serve` printed; they are signed in by it."""
    accounts = visit.entrance.accounts
    user = accounts.first_owner(given.token, id=new_id(), email=given.email, name=given.name, password=given.password)
    return begun(visit, user, status=201)


@routes.post("/invitations/acceptance", response_model=Me)
@anybody("the token of the invitation says that they may")
def accept_invitation(visit: Visiting, given: Choice) -> Response:
    """Choose a password, once invited; one is signed in by it."""
    return begun(visit, visit.entrance.accounts.accept(given.token, given.password))


@routes.post("/passwords/forgotten", status_code=202)
@anybody("whoever forgot their password is not signed in")
def ask_for_password(visit: Visiting, given: Forgotten) -> Response:
    """Ask for a link by which to choose a new password.

    The answer is the same whether or not the address is somebody's. Where no mail is set up, an owner makes the link:
    `POST /users/{user}/password-link`.
    """
    if visit.site.write is None:
        raise MissingCapability("no mail is set up", subject="mail", hint="ask an owner for a link")
    asked = visit.entrance.accounts.forgotten(given.email, link=new_id(), address=visit.address)
    if asked is not None:
        visit.site.write(*asked)
    return Response(status_code=202)


@routes.post("/passwords/reset", response_model=Me)
@anybody("the token of the link says that they may")
def reset_password(visit: Visiting, given: Choice) -> Response:
    """Choose a new password by a link; all sessions end, and one is signed in anew."""
    return begun(visit, visit.entrance.accounts.reset(given.token, given.password))


@routes.get("/users", response_model=Page[UserShape])
@needs(Permission.USERS_READ, of=things.tenant)
def list_users(asked: Asking) -> Response:
    """List who works here, those too who may not come in any more."""
    return told({"items": [_shape(user) for user in asked.entrance.users.listed()], "next": None})


@routes.post("/users", status_code=201, response_model=Invited)
@needs(Permission.USERS_MANAGE, of=things.tenant, once=True)
def invite_user(asked: Asking, given: Invitation) -> Response:
    """Invite somebody: send them the link with this token, good for seven days."""
    user, token = asked.entrance.accounts.invite(given.email, given.role, id=new_id(), link=new_id(), name=given.name)
    return told({"user": _shape(user), "token": token}, status=201, version=_version(user), location=f"/api/v1/users/{user.id}")


@routes.get("/users/{user}", response_model=UserShape)
@needs(Permission.USERS_READ, of=things.tenant)
def read_user(asked: Asking, user: UUID) -> Response:
    """Read who somebody is."""
    found = _found(asked, user)
    return told(_shape(found), version=_version(found))


@routes.patch("/users/{user}", response_model=UserShape)
@needs(Permission.USERS_MANAGE, of=things.tenant, changes=True)
def change_user(asked: Asking, user: UUID, given: UserChange, if_match: IfMatch = None) -> Response:
    """Give somebody another role or name, or let them in no more.

    A disabled user's sessions end, their links are dropped and their keys open nothing. Somebody is always owner.
    """
    accounts = asked.entrance.accounts
    require_match(if_match, _version(_found(asked, user)))
    if given.role is not None:
        accounts.give_role(user, given.role)
    if given.name is not None:
        asked.entrance.users.set_name(user, given.name)
    if given.disabled is not None:
        (accounts.disable if given.disabled else accounts.enable)(user)
    found = _found(asked, user)
    return told(_shape(found), version=_version(found))


@routes.post("/users/{user}/invitation", response_model=Invited)
@needs(Permission.USERS_MANAGE, of=things.tenant)
def invite_again(asked: Asking, user: UUID) -> Response:
    """Make a new link for somebody who was invited; earlier ones open nothing any more."""
    found = _found(asked, user)
    if found.password_hash is not None:
        raise BadInput("they have a password already", subject=f"user {user}", hint="make a password link")
    token, _ = asked.entrance.links.make(Kind.INVITATION, asked.actor.tenant, id=new_id(), about=user)
    return told({"user": _shape(found), "token": token})


@routes.post("/users/{user}/password-link", response_model=Invited)
@needs(Permission.USERS_MANAGE, of=things.tenant)
def make_password_link(asked: Asking, user: UUID) -> Response:
    """Make a link by which somebody who forgot their password chooses another, good for an hour."""
    found = _found(asked, user)
    token, _ = asked.entrance.links.make(Kind.PASSWORD, asked.actor.tenant, id=new_id(), about=user)
    return told({"user": _shape(found), "token": token})


@routes.delete("/users/{user}/sessions", status_code=204)
@needs(Permission.USERS_MANAGE, of=things.tenant)
def end_sessions(asked: Asking, user: UUID) -> Response:
    """Sign somebody out in all their browsers."""
    asked.entrance.accounts.sign_out_everywhere(_found(asked, user).id)
    return nothing()


def _found(asked: Asking, id: UUID) -> User:
    user = asked.entrance.users.by_id(id)
    if user is None:
        raise NotFound("there is no such user", subject=f"user {id}")
    return user


def _shape(user: User) -> dict[str, Any]:
    return {"id": user.id, "email": user.email, "name": user.name, "role": user.role, "disabled": not user.active}


def _version(user: User) -> int:
    """Return a number that changes with what can be changed about a user."""
    told = f"{user.role} {user.active} {user.name}"
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:6])
