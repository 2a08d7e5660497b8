"""How people come in and go: sign in, the first owner, invitations, new passwords, confirming, signing out; language and appearance."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Request, Response
from starlette.concurrency import run_in_threadpool

from jiufang.access import csrf
from jiufang.access.errors import NotSignedIn, TooMany
from jiufang.errors import JiufangError
from jiufang.web.api import session as api
from jiufang.web.asked import Asking, Visit, Visiting
from jiufang.web.declaring import anybody, signed_in
from jiufang.web.refusals import in_one
from jiufang.web.sheets import (
    CONFIRM,
    CONFIRM_AND_SEND,
    LANGUAGE,
    ONTO,
    PROOF,
    SIGN_IN,
    THEME,
    Confirm,
    Pages,
    Sheet,
    onward,
    shown_again,
    voice_of,
)
from jiufang.web.speaking import voices
from jiufang.workspace.entering import Entered

pages = Pages()
YEAR = 31_536_000  # seconds
Text = Annotated[str, Form(max_length=1024)]
Optional = Annotated[str, Form(max_length=1024)]


class SignIn(Sheet):
    """The form to sign in with."""

    email: str = ""
    next: str = "/"
    wrong: str = ""
    provider: bool = False


class SetUp(Sheet):
    """The form behind a link: who somebody is, where that is not known, and their password."""

    action: str
    title: str
    lead: str
    token: str
    asks_who: bool
    name: str = ""
    email: str = ""
    wrong: str = ""


@pages.page(SIGN_IN, "sign_in.html")
@anybody("it is how somebody becomes known")
def sign_in_form(visit: Visiting, next: str = "/") -> Sheet:
    """Show the form to sign in with."""
    return SignIn(next=here(next), provider=visit.entrance.oidc is not None)


@pages.form(SIGN_IN)
@anybody("it is how somebody becomes known")
def sign_in(visit: Visiting, request: Request, email: Text, password: Text, next: Optional = "/") -> Response:
    """Sign in, or say what was wrong."""
    try:
        entered = api.sign_in_with(visit, email, password)
    except (NotSignedIn, TooMany) as refused:
        again = SignIn(email=email, next=here(next), wrong=in_one(voice_of(request), refused), provider=visit.entrance.oidc is not None)
        return shown_again(again, "sign_in.html")
    return _in(visit, entered, here(next))


@pages.form("/sign-out")
@signed_in("everybody may leave", via=api.IN_PERSON)
def sign_out(asked: Asking) -> Response:
    """Sign out."""
    api.sign_out(asked)
    return api.forgetting(onward(SIGN_IN), https=asked.site.serving.https)


@pages.page(CONFIRM, "confirm.html")
@signed_in("whoever does something that cannot be undone is asked again", via=api.IN_PERSON)
def confirm_form(next: str = "/") -> Sheet:
    """Ask again who somebody is."""
    return Confirm(next=here(next))


@pages.form(CONFIRM)
@signed_in("whoever does something that cannot be undone is asked again", via=api.IN_PERSON)
def confirm(asked: Asking, request: Request, password: Text, next: Optional = "/") -> Response:
    """Believe somebody for a quarter of an hour."""
    try:
        proved = api.confirm_session(asked, api.Proof(password=password))
    except (NotSignedIn, TooMany) as refused:
        return shown_again(Confirm(next=here(next), wrong=in_one(voice_of(request), refused)), "confirm.html")
    response = onward(here(next))
    response.raw_headers += [(name, value) for name, value in proved.raw_headers if name == b"set-cookie"]
    return response


@pages.form(CONFIRM_AND_SEND)
@signed_in("whoever does something that cannot be undone is asked again", via=api.IN_PERSON)
async def confirm_and_send(asked: Asking, request: Request) -> Response:
    """Believe somebody for a quarter of an hour, and have their browser send the form that waited for it (307)."""
    form = await request.form()
    password, onto = (str(form.get(name, ""))[:1024] for name in (PROOF, ONTO))
    try:
        proved = await run_in_threadpool(api.confirm_session, asked, api.Proof(password=password))
    except (NotSignedIn, TooMany) as refused:
        ours = {PROOF, ONTO, csrf.FIELD}
        written = tuple((name, value) for name, value in form.multi_items() if isinstance(value, str) and name not in ours)
        return shown_again(Confirm(next=here(onto), wrong=in_one(voice_of(request), refused), written=written), "confirm.html")
    response = Response(status_code=307, headers={"Location": here(onto)})
    response.raw_headers += [(name, value) for name, value in proved.raw_headers if name == b"set-cookie"]
    return response


@pages.page("/set-up/{token}", "set_up.html")
@anybody("it is how the first owner comes in")
def first_owner_form(request: Request, token: str) -> Sheet:
    """Show the form for the first owner; the link was printed where only the installer sees it."""
    return _first_owner(request, token)


@pages.form("/set-up/{token}")
@anybody("it is how the first owner comes in")
def first_owner(request: Request, visit: Visiting, token: str, name: Text, email: Text, password: Text) -> Response:
    """Make the first owner, and sign them in."""
    try:
        user = visit.entrance.first_owner(token, email=email, name=name, password=password)
    except JiufangError as refused:
        again = _first_owner(request, token).model_copy(update={"name": name, "email": email, "wrong": in_one(voice_of(request), refused)})
        return shown_again(again, "set_up.html")
    return _in(visit, api.sign_in_with(visit, user.email, password), "/")


@pages.page("/invitation/{token}", "set_up.html")
@anybody("it is how somebody who was invited comes in")
def invitation_form(request: Request, token: str) -> Sheet:
    """Show the form behind an invitation."""
    return _invitation(request, token)


@pages.form("/invitation/{token}")
@anybody("it is how somebody who was invited comes in")
def invitation(request: Request, visit: Visiting, token: str, password: Text) -> Response:
    """Take an invitation up, and sign in."""
    try:
        user = visit.entrance.accept(token, password)
    except JiufangError as refused:
        return shown_again(_invitation(request, token).model_copy(update={"wrong": in_one(voice_of(request), refused)}), "set_up.html")
    return _in(visit, api.sign_in_with(visit, user.email, password), "/")


@pages.form("/preferences")
@anybody("whoever reads may choose the language and the light")
def prefer(back: Optional = "/", lang: Optional = "", theme: Optional = "") -> Response:
    """Keep the language or the appearance that somebody chose, in their browser."""
    response = onward(here(back))
    if lang in voices():
        response.set_cookie(LANGUAGE, lang, max_age=YEAR, samesite="lax")
    if theme in {"auto", "light", "dark"}:
        response.set_cookie(THEME, theme, max_age=YEAR, samesite="lax")
    return response


def here(address: str) -> str:
    """Return an address of ours, or the first page where it leads elsewhere (open redirects, ASVS 3.7.2)."""
    parts = urlsplit(address.replace("\\", "/"))
    local = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return address if local and address.isprintable() else "/"


def _in(visit: Visit, entered: Entered, to: str) -> Response:
    """Send somebody in who just proved who they are."""
    return api.carrying(onward(to), visit, entered)


def _first_owner(request: Request, token: str) -> SetUp:
    say = voice_of(request).say
    lead = say("You are the first here. Whoever fills in this form owns the installation and can invite the others.")
    return SetUp(action=f"/set-up/{token}", title=say("Set up Jiufang"), lead=lead, token=token, asks_who=True)


def _invitation(request: Request, token: str) -> SetUp:
    say = voice_of(request).say
    lead = say("You were invited to work here. Choose a password, and you are in.")
    return SetUp(action=f"/invitation/{token}", title=say("Welcome"), lead=lead, token=token, asks_who=False)
