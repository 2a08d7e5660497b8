"""Set up the first owner, invite people, give them roles, let them go, and make new passwords possible."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field

from jiufang.access.people import User
from jiufang.access.policy import Via
from jiufang.access.roles import Permission, Role
from jiufang.documents.records import Record
from jiufang.errors import MissingCapability, NotFound
from jiufang.web import things
from jiufang.web.api.session import Email, Password, begun, sign_in_with
from jiufang.web.asked import Asking, Visiting
from jiufang.web.changing import expected
from jiufang.web.declaring import anybody, needs, router
from jiufang.web.replying import nothing, told
from jiufang.web.shapes import IfMatch, Me, Page, UserShape
from jiufang.web.speaking import choose
from jiufang.workspace.mailing import Kind

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
    mailed: bool = Field(description="whether the link is on its way to them; else pass it on yourself")


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
    user = visit.entrance.first_owner(given.token, email=given.email, name=given.name, password=given.password)
    return begun(visit, sign_in_with(visit, user.email, given.password), status=201)


@routes.post("/invitations/acceptance", response_model=Me)
@anybody("the token of the invitation says that they may")
def accept_invitation(visit: Visiting, given: Choice) -> Response:
    """Choose a password, once invited; one is signed in by it."""
    user = visit.entrance.accept(given.token, given.password)
    return begun(visit, sign_in_with(visit, user.email, given.password))


@routes.post("/passwords/forgotten", status_code=202)
@anybody("whoever forgot their password is not signed in")
def ask_for_password(visit: Visiting, request: Request, given: Forgotten) -> Response:
    """Ask for a link by which to choose a new password; it comes by mail, to the address of the account.

    The answer is the same whether or not the address is somebody's.
    """
    if not visit.site.mails:
        raise MissingCapability("no mail server is set", subject="mail", hint="ask an owner for a link")
    asked = visit.entrance.forgotten(given.email, address=visit.address)
    if asked is not None:
        visit.site.write(asked[0], Kind.PASSWORD, f"/password/{asked[1]}", lang=tongue(request))
    return Response(status_code=202)


@routes.post("/passwords/reset", response_model=Me)
@anybody("the token of the link says that they may")
def reset_password(visit: Visiting, given: Choice) -> Response:
    """Choose a new password by a link; all sessions end, and one is signed in anew."""
    user = visit.entrance.reset(given.token, given.password)
    return begun(visit, sign_in_with(visit, user.email, given.password))


@routes.get("/users", response_model=Page[UserShape])
@needs(Permission.USERS_READ, of=things.tenant)
def list_users(asked: Asking) -> Response:
    """List who works here, those too who may not come in any more."""
    return told({"items": [_shape(user) for user in asked.entrance.users.listed()], "next": None})


@routes.post("/users", status_code=201, response_model=Invited)
@needs(Permission.USERS_MANAGE, of=things.tenant, once=True)
def invite_user(asked: Asking, request: Request, given: Invitation) -> Response:
    """Invite somebody.

    The link with this token, good for seven days, goes to them by mail, where a mail server is set.
    """
    user, token = asked.entrance.invite(given.email, given.role, by=asked.by, name=given.name)
    return told(_invited(asked, request, user, token), status=201, version=user.version, location=f"/api/v1/users/{user.id}")


@routes.get("/users/{user}", response_model=UserShape)
@needs(Permission.USERS_READ, of=things.tenant)
def read_user(asked: Asking, user: UUID) -> Response:
    """Read who somebody is."""
    found = _found(asked, user)
    return told(_shape(found), version=found.version)


@routes.patch("/users/{user}", response_model=UserShape)
@needs(Permission.USERS_MANAGE, of=things.tenant, changes=True)
def change_user(asked: Asking, user: UUID, given: UserChange, if_match: IfMatch = None) -> Response:
    """Give somebody another role or name, or let them in no more.

    A disabled user's sessions end, their links are dropped and their keys open nothing. Somebody is always owner.
    """
    found = asked.entrance.change(user, by=asked.by, version=expected(if_match), **given.model_dump())
    return told(_shape(found), version=found.version)


@routes.post("/users/{user}/invitation", response_model=Invited)
@needs(Permission.USERS_MANAGE, of=things.tenant)
def invite_again(asked: Asking, request: Request, user: UUID) -> Response:
    """Make a new link for somebody who was invited; earlier ones open nothing any more."""
    token = asked.entrance.invite_again(user, by=asked.by)
    return told(_invited(asked, request, _found(asked, user), token))


@routes.delete("/users/{user}/sessions", status_code=204)
@needs(Permission.USERS_MANAGE, of=things.tenant)
def end_sessions(asked: Asking, user: UUID) -> Response:
    """Sign somebody out in all their browsers."""
    asked.entrance.sign_out_everywhere(user, by=asked.by)
    return nothing()


def _found(asked: Asking, id: UUID) -> User:
    user = asked.entrance.users.by_id(id)
    if user is None:
        raise NotFound("there is no such user", subject=f"user {id}")
    return user


def _invited(asked: Asking, request: Request, user: User, token: str) -> dict[str, Any]:
    if asked.site.mails:
        asked.site.write(user, Kind.INVITATION, f"/invitation/{token}", lang=tongue(request))
    return {"user": _shape(user), "token": token, "mailed": asked.site.mails}


def tongue(request: Request) -> str:
    """Return the language of a mail that a request asks for."""
    return choose(chosen="", accepted=request.headers.get("accept-language", "")).lang


def _shape(user: User) -> dict[str, Any]:
    return {"id": user.id, "email": user.email, "name": user.name, "role": user.role, "disabled": not user.active}
