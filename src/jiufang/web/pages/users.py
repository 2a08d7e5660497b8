"""Pages of the people who work here: who they are, which role they have, how somebody new comes in and somebody leaves."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.people import User
from jiufang.access.roles import Permission, Role
from jiufang.errors import BadInput, JiufangError, NotFound
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages import permissions
from jiufang.web.pages.permissions import Line, RoleTold
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, Unrendered, onward, shown_again, voice_of
from jiufang.workspace.mailing import Kind

pages = Pages()
Field = Annotated[str, Form(max_length=320)]


class UserRow(Sheet):
    """Somebody who works here; `invited` as long as they have not come in."""

    id: UUID
    name: str
    email: str
    role: Role
    role_name: str
    active: bool
    invited: bool
    you: bool


class People(Sheet):
    """Who works here, and what each role may do."""

    people: tuple[UserRow, ...]
    roles: tuple[RoleTold, ...]
    table: tuple[Line, ...]


class Invitation(Sheet):
    """The form to let somebody in."""

    roles: tuple[RoleTold, ...]
    email: str = ""
    name: str = ""
    role: str = Role.RECRUITER
    wrong: str = ""


class Passed(Sheet):
    """A link to pass on, shown this once."""

    user: UserRow
    link: str
    for_password: bool = False
    mailed: bool = False


class Person(Sheet):
    """Somebody who works here, to be changed."""

    user: UserRow
    roles: tuple[RoleTold, ...]
    browsers: int
    wrong: str = ""


@pages.page("/users", "users.html")
@needs(Permission.USERS_READ, of=things.tenant)
def users(asked: Asking, request: Request) -> Sheet:
    """Show who works here."""
    voice = voice_of(request)
    found = tuple(_row(asked, request, one) for one in asked.entrance.users.listed())
    return People(people=found, roles=permissions.roles(voice), table=permissions.lines(voice))


@pages.page("/invite", "user_invite.html")
@needs(Permission.USERS_MANAGE, of=things.tenant)
def invite_form(request: Request) -> Sheet:
    """Show the form to let somebody in."""
    return Invitation(roles=permissions.roles(voice_of(request)))


@pages.form("/invite")
@needs(Permission.USERS_MANAGE, of=things.tenant)
def invite(asked: Asking, request: Request, email: Field = "", name: Field = "", role: Field = "") -> Response:
    """Make an account, and show the link that opens it."""
    try:
        user, token = asked.entrance.invite(email.strip(), _role(role), by=asked.by, name=name.strip())
    except JiufangError as refused:
        told = {"email": email, "name": name, "role": role, "wrong": in_one(voice_of(request), refused)}
        return shown_again(Invitation(roles=permissions.roles(voice_of(request)), **told), "user_invite.html")
    return _passed(asked, request, user, f"/invitation/{token}")


@pages.page("/users/{user}", "user.html")
@needs(Permission.USERS_MANAGE, of=things.tenant)
def user_form(asked: Asking, request: Request, user: UUID) -> Sheet:
    """Show somebody, to be changed."""
    return _person(asked, request, user)


@pages.form("/users/{user}")
@needs(Permission.USERS_MANAGE, of=things.tenant)
def change(asked: Asking, request: Request, user: UUID, name: Field = "", role: Field = "") -> Response:
    """Give somebody another name or role."""
    before = _found(asked, user)
    try:
        if role != before.role:
            asked.entrance.give_role(user, _role(role), by=asked.by)
    except JiufangError as refused:
        return shown_again(_person(asked, request, user, wrong=in_one(voice_of(request), refused)), "user.html")
    if name.strip() != before.name:
        asked.entrance.rename(user, name, by=asked.by)
    return onward("/users", voice_of(request).say("Saved. It holds from their next click on."))


@pages.form("/users/{user}/in")
@needs(Permission.USERS_MANAGE, of=things.tenant)
def let_in(asked: Asking, request: Request, user: UUID, let: Field = "") -> Response:
    """Let somebody in no more, or again."""
    voice = voice_of(request)
    try:
        (asked.entrance.enable if let else asked.entrance.disable)(user, by=asked.by)
    except JiufangError as refused:
        return shown_again(_person(asked, request, user, wrong=in_one(voice_of(request), refused)), "user.html")
    told = voice.say("They may come in again.") if let else voice.say("They are signed out and may not come in; their keys open nothing.")
    return onward("/users", told)


@pages.form("/users/{user}/link")
@needs(Permission.USERS_MANAGE, of=things.tenant)
def link(asked: Asking, request: Request, user: UUID) -> Response:
    """Make another link for somebody: to come in for the first time, or to choose another password."""
    found = _found(asked, user)
    if found.password_hash is None:
        return _passed(asked, request, found, f"/invitation/{asked.entrance.invite_again(user, by=asked.by)}")
    return _passed(asked, request, found, f"/password/{asked.entrance.password_link(user, by=asked.by)}", for_password=True)


@pages.form("/users/{user}/sign-out")
@needs(Permission.USERS_MANAGE, of=things.tenant)
def sign_out(asked: Asking, request: Request, user: UUID) -> Response:
    """Sign somebody out in all their browsers."""
    asked.entrance.sign_out_everywhere(user, by=asked.by)
    return onward(f"/users/{user}", voice_of(request).say("They are signed out everywhere."))


def _role(text: str) -> Role:
    if text not in Role.staff():
        raise BadInput("there is no such role", subject=text)
    return Role(text)


def _found(asked: Asked, id: UUID) -> User:
    user = asked.entrance.users.by_id(id)
    if user is None:
        raise NotFound("there is no such user", subject=f"user {id}")
    return user


def _person(asked: Asked, request: Request, id: UUID, *, wrong: str = "") -> Person:
    row = _row(asked, request, _found(asked, id))
    return Person(user=row, roles=permissions.roles(voice_of(request)), browsers=len(asked.entrance.browsers(id)), wrong=wrong)


def _passed(asked: Asked, request: Request, user: User, path: str, *, for_password: bool = False) -> Response:
    link, mailed = asked.site.serving.origin + path, asked.site.mails and user.active
    if mailed:
        asked.site.write(user, Kind.PASSWORD if for_password else Kind.INVITATION, path, lang=voice_of(request).lang)
    told = Passed(user=_row(asked, request, user), link=link, for_password=for_password, mailed=mailed)
    return Unrendered(told, "user_link.html")


def _row(asked: Asked, request: Request, user: User) -> UserRow:
    return UserRow(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        role_name=voice_of(request).say(permissions.ROLES[user.role]),
        active=user.active,
        invited=user.password_hash is None and user.oidc_subject is None,
        you=user.id == asked.actor.id,
    )
