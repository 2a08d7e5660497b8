"""Sign in and out, prove again who one is, change one's password."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import Field

from jiufang.access import cookies, csrf, oidc
from jiufang.access.errors import NotSignedIn
from jiufang.access.people import User
from jiufang.access.policy import Actor, Via, reach
from jiufang.access.roles import Permission, Reach
from jiufang.access.sessions import Known
from jiufang.access.signin import DEVICE_COOKIE, DEVICE_LASTS
from jiufang.documents.records import Record
from jiufang.errors import NotFound
from jiufang.web.asked import Asked, Asking, Visit, Visiting
from jiufang.web.declaring import anybody, router, signed_in
from jiufang.web.replying import nothing, told
from jiufang.web.shapes import Me
from jiufang.workspace.entering import Entered

routes = router("session")

IN_PERSON = frozenset({Via.SESSION})
Email = Annotated[str, Field(max_length=320, examples=["mei@example.org"])]
Password = Annotated[str, Field(max_length=1024, examples=["correct horse battery staple"])]


class SignIn(Record):
    """An address and a password."""

    email: Email
    password: Password


class Proof(Record):
    """One's password."""

    password: Password


class NewPassword(Record):
    """One's password, and the one to have from now on."""

    old: Password
    new: Password


@routes.post("/session", response_model=Me)
@anybody("it is how somebody becomes known")
def sign_in(visit: Visiting, given: SignIn) -> Response:
    """Sign in with address and password.

    Sets the session's cookie; the answer holds the token that changes need in `X-CSRF-Token`.
    """
    return begun(visit, sign_in_with(visit, given.email, given.password))


@routes.get("/session", response_model=Me)
@signed_in("everybody may know how they are known here")
def read_session(asked: Asking) -> Response:
    """Tell who one is, what one may do, and the token for changes.

    Use it after loading a page: the token differs each time, and all of a session's are good.
    """
    return told(_me(asked))


@routes.delete("/session", status_code=204)
@signed_in("everybody may leave", via=IN_PERSON)
def sign_out(asked: Asking) -> Response:
    """Sign out."""
    https = asked.site.serving.https
    asked.entrance.sign_out(cookies.read(asked.cookies, https=https))
    return forgetting(nothing(), https=https)


@routes.delete("/sessions", status_code=204)
@signed_in("everybody may leave all their browsers", via=IN_PERSON)
def sign_out_everywhere(asked: Asking) -> Response:
    """Sign out in all browsers."""
    asked.entrance.sign_out_everywhere(asked.actor.id, by=asked.by)
    return forgetting(nothing(), https=asked.site.serving.https)


@routes.post("/session/confirmation", response_model=Me)
@signed_in("whoever does something that cannot be undone is asked again", via=IN_PERSON)
def confirm_session(asked: Asking, given: Proof) -> Response:
    """Prove again who one is.

    What is marked “soon after proving who one is” is then open for a quarter of an hour.
    """
    assert asked.known is not None
    known = asked.entrance.confirm(asked.known, given.password, address=asked.address, device=_device(asked))
    response = told(_about(asked, known))
    response.headers.append("Set-Cookie", cookies.header(known.token or "", https=asked.site.serving.https))
    return response


@routes.put("/session/password", status_code=204)
@signed_in("everybody may change their password", via=IN_PERSON)
def change_password(asked: Asking, given: NewPassword) -> Response:
    """Change one's password.

    All sessions end, this one too: sign in with the new one.
    """
    assert asked.user is not None
    asked.entrance.change_password(asked.user, given.old, given.new, address=asked.address)
    return forgetting(nothing(), https=asked.site.serving.https)


@routes.get("/session/provider", status_code=303, response_class=Response)
@anybody("it is how somebody becomes known")
def begin_at_provider(visit: Visiting, back: Annotated[str, Field(max_length=1000)] = "/") -> Response:
    """Go to the company's provider to sign in there (OpenID Connect).

    For browsers: the answer sends them there, and they come back to `/session/provider/back`.
    """
    begun_there = _login(visit).begin(back=back)
    response = Response(status_code=303, headers={"Location": begun_there.url})
    cookie = cookies.header(
        begun_there.cookie, https=visit.site.serving.https, of=oidc.STATE_COOKIE, seconds=int(oidc.LASTS.total_seconds())
    )
    response.headers.append("Set-Cookie", cookie)
    return response


@routes.get("/session/provider/back", status_code=303, response_class=Response)
@anybody("it is how somebody becomes known")
def return_from_provider(request: Request, visit: Visiting) -> Response:
    """Come back from the company's provider.

    For browsers: the answer sets the session's cookie and sends them to the page that they wanted.
    """
    https = visit.site.serving.https
    cookie = cookies.read(visit.cookies, https=https, of=oidc.STATE_COOKIE)
    entered = visit.entrance.sign_in_at_provider(dict(request.query_params), cookie, before=_before(visit))
    response = Response(status_code=303, headers={"Location": entered.back})
    response.headers.append("Set-Cookie", cookies.forget(https=https, of=oidc.STATE_COOKIE))
    return carrying(response, visit, entered)


def sign_in_with(visit: Visit, email: str, password: str) -> Entered:
    """Begin a session for whose address and password these are, in place of the one that the browser carried."""
    return visit.entrance.sign_in(email, password, address=visit.address, device=_device(visit), before=_before(visit))


def begun(visit: Visit, entered: Entered, *, status: int = 200) -> Response:
    """Tell somebody who just came in who they are, and give their browser its cookies."""
    return carrying(told(_about(visit, entered.known), status=status), visit, entered)


def carrying(response: Response, visit: Visit, entered: Entered) -> Response:
    """Give the browser of somebody who just came in its cookies."""
    https = visit.site.serving.https
    response.headers.append("Set-Cookie", cookies.header(entered.known.token or "", https=https))
    lasting = cookies.header(entered.device, https=https, of=DEVICE_COOKIE, seconds=int(DEVICE_LASTS.total_seconds()))
    response.headers.append("Set-Cookie", lasting)
    return response


def forgetting(response: Response, *, https: bool) -> Response:
    """Remove the session's cookie with an answer."""
    response.headers.append("Set-Cookie", cookies.forget(https=https))
    return response


def _before(visit: Visit) -> str | None:
    return cookies.read(visit.cookies, https=visit.site.serving.https) or None


def _device(visit: Visit) -> str:
    return cookies.read(visit.cookies, https=visit.site.serving.https, of=DEVICE_COOKIE)


def _login(visit: Visit) -> oidc.Login:
    if visit.entrance.oidc is None:
        raise NotFound("no provider is set up", subject="provider", hint="sign in with a password")
    return visit.entrance.oidc


def _me(asked: Asked) -> dict[str, Any]:
    if asked.known is not None:
        return _about(asked, asked.known)
    if asked.user is None:
        raise NotSignedIn("this is for those who work here")
    return _who(asked.user, asked.actor) | {"csrf": None, "proved_at": None}


def _about(visit: Visit, known: Known) -> dict[str, Any]:
    token = csrf.issue(visit.entrance.csrf, known.session.id)
    return _who(known.user, known.actor) | {"csrf": token, "proved_at": known.session.proved_at}


def _who(user: User, actor: Actor) -> dict[str, Any]:
    far = {permission: reach(actor, permission) for permission in Permission}
    rights = {str(permission): str(how) for permission, how in far.items() if how is not Reach.NO}
    who = {"id": user.id, "email": user.email, "name": user.name, "role": user.role}
    return {"user": who, "via": actor.via, "permissions": rights}
