"""One's own account: name, password, the browsers one is signed in with; and how to come in again once the password is forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response

from jiufang.access.errors import NotSignedIn, TooMany
from jiufang.access.people import User
from jiufang.errors import BadInput, JiufangError
from jiufang.web.api import session as api
from jiufang.web.asked import Asked, Asking, Visiting
from jiufang.web.declaring import anybody, signed_in
from jiufang.web.pages import permissions
from jiufang.web.pages.entry import SetUp
from jiufang.web.refusals import in_one
from jiufang.web.sheets import SIGN_IN, Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace.mailing import Kind

pages = Pages()
Field = Annotated[str, Form(max_length=1024)]
OWN = "everybody may look after their own account"


class Browser(Sheet):
    """A browser that one is signed in with; of the machine nothing is kept."""

    id: UUID
    began: dt.datetime
    seen: dt.datetime
    this: bool


class Account(Sheet):
    """One's own account."""

    name: str
    email: str
    role_name: str
    role_about: str
    has_password: bool
    browsers: tuple[Browser, ...]
    wrong: str = ""


class Forgotten(Sheet):
    """The form for who forgot their password; `asked` once it was sent, whoever the address belongs to."""

    mail: bool
    email: str = ""
    asked: bool = False
    wrong: str = ""


@pages.page("/account", "account.html")
@signed_in(OWN, via=api.IN_PERSON)
def account(asked: Asking, request: Request) -> Sheet:
    """Show one's own account."""
    return _account(asked, request)


@pages.form("/account")
@signed_in(OWN, via=api.IN_PERSON)
def rename(asked: Asking, request: Request, name: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Change one's name."""
    asked.entrance.rename(asked.actor.id, name, by=asked.by)
    return onward("/account", voice_of(request).say("Saved."))


@pages.form("/account/password")
@signed_in(OWN, via=api.IN_PERSON)
def change_password(asked: Asking, request: Request, old: Field = "", new: Field = "") -> Response:
    """Change one's password; one stays signed in here, and here alone."""
    user = _user(asked)
    try:
        asked.entrance.change_password(user, old, new, address=asked.address)
    except (NotSignedIn, TooMany, BadInput) as refused:
        return shown_again(_account(asked, request, wrong=in_one(voice_of(request), refused)), "account.html")
    told = voice_of(request).say("Your password is changed. All other browsers are signed out.")
    return api.carrying(onward("/account", told), asked, api.sign_in_with(asked, user.email, new))


@pages.form("/account/browsers/{browser}/sign-out")
@signed_in(OWN, via=api.IN_PERSON)
def sign_out(asked: Asking, request: Request, browser: UUID) -> Response:
    """Sign out in one browser."""
    asked.entrance.end_browser(browser, of=_user(asked))
    return onward("/account", voice_of(request).say("That browser is signed out."))


@pages.form("/account/sign-out")
@signed_in(OWN, via=api.IN_PERSON)
def sign_out_everywhere(asked: Asking, request: Request) -> Response:
    """Sign out in all browsers, this one too."""
    api.sign_out_everywhere(asked)
    told = voice_of(request).say("You are signed out everywhere.")
    return api.forgetting(onward(SIGN_IN, told), https=asked.site.serving.https)


@pages.page("/forgotten", "forgotten.html")
@anybody("whoever forgot their password is not signed in")
def forgotten_form(visit: Visiting) -> Sheet:
    """Show the form for who forgot their password."""
    return Forgotten(mail=visit.site.mails)


@pages.form("/forgotten")
@anybody("whoever forgot their password is not signed in")
def forgotten(visit: Visiting, request: Request, email: Field = "") -> Response:
    """Ask for a link; the answer is the same whether or not the address is somebody's."""
    if not visit.site.mails:
        return shown_again(Forgotten(mail=False, email=email), "forgotten.html")
    try:
        known = visit.entrance.forgotten(email, address=visit.address)
    except TooMany as refused:
        return shown_again(Forgotten(mail=True, email=email, wrong=in_one(voice_of(request), refused)), "forgotten.html")
    if known is not None:
        visit.site.write(known[0], Kind.PASSWORD, f"/password/{known[1]}", lang=voice_of(request).lang)
    return onward("/forgotten/asked")


@pages.page("/forgotten/asked", "forgotten.html")
@anybody("whoever forgot their password is not signed in")
def forgotten_asked(visit: Visiting) -> Sheet:
    """Tell what comes next."""
    return Forgotten(mail=visit.site.mails, asked=True)


@pages.page("/password/{token}", "set_up.html")
@anybody("the token of the link says that they may")
def reset_form(request: Request, token: str) -> Sheet:
    """Show the form behind the link of who forgot their password."""
    return _reset(request, token)


@pages.form("/password/{token}")
@anybody("the token of the link says that they may")
def reset(request: Request, visit: Visiting, token: str, password: Field = "") -> Response:
    """Choose another password, and sign in with it."""
    try:
        user = visit.entrance.reset(token, password)
    except JiufangError as refused:
        return shown_again(_reset(request, token).model_copy(update={"wrong": in_one(voice_of(request), refused)}), "set_up.html")
    return api.carrying(onward("/"), visit, api.sign_in_with(visit, user.email, password))


def _account(asked: Asked, request: Request, *, wrong: str = "") -> Account:
    user, voice = _user(asked), voice_of(request)
    here = asked.known.session.id if asked.known else None
    browsers = (Browser(id=one.id, began=one.created_at, seen=one.seen_at, this=one.id == here) for one in asked.entrance.browsers(user.id))
    return Account(
        name=user.name,
        email=user.email,
        role_name=voice.say(permissions.ROLES[user.role]),
        role_about=voice.say(permissions.ABOUT[user.role]),
        has_password=user.password_hash is not None,
        browsers=tuple(sorted(browsers, key=lambda one: not one.this)),
        wrong=wrong,
    )


def _reset(request: Request, token: str) -> SetUp:
    say = voice_of(request).say
    lead = say("Choose another password. All browsers that are signed in to this account are signed out.")
    return SetUp(action=f"/password/{token}", title=say("A new password"), lead=lead, token=token, asks_who=False)


def _user(asked: Asked) -> User:
    if asked.user is None:
        raise NotSignedIn("this is for those who work here")
    return asked.user
