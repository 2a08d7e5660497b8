"""Make a page of a function that returns what it shows: HTML for people, the same record as JSON at the address with `.json`.

    @pages.page("/jobs", "jobs.html")
    @needs(Permission.JOBS_READ, of=things.own)
    def jobs(asked: Asking) -> Jobs: ...

A form posts to a function that changes something and returns where to go on; nothing of it needs JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import quote, unquote, urlencode

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from jiufang.access import csrf
from jiufang.access.errors import ConfirmAgain, NotSignedIn
from jiufang.access.policy import reach
from jiufang.access.problems import Problem, problem
from jiufang.access.roles import Permission, Reach
from jiufang.documents.records import Record
from jiufang.errors import JiufangError
from jiufang.web import failing
from jiufang.web.asked import Asked
from jiufang.web.declaring import Guarded, Handler
from jiufang.web.refusals import on_page
from jiufang.web.rendering import Renderer
from jiufang.web.replying import JSON, dumps
from jiufang.web.speaking import Voice, choose, voices

HTML = "text/html; charset=utf-8"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "media-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGE, THEME, SAID, TOUR = "lang", "theme", "said", "tour"
SIGN_IN, CONFIRM = "/sign-in", "/confirm"
LINKS = "/s/"  # what candidates' private links begin with


SECRET = re.compile("passw|secret|token|^(old|new)$", re.IGNORECASE)  # in the names of fields whose content is never shown again
CONFIRM_AND_SEND = "/confirm/send"
PROOF, ONTO = "proof.password", "proof.onto"  # no form of ours has such fields


class Sheet(Record):
    """What a page shows; everything in it may be read by whoever asked."""


class Confirm(Sheet):
    """The form to prove again who one is; `written` is the form that waits for it, sent to `next` afterwards."""

    next: str = "/"
    wrong: str = ""
    written: tuple[tuple[str, str], ...] = ()


class Unrendered(Response):
    """What a page shows, before it is drawn.

    Args:
        sheet: what it shows.
        template: how.
        status: of the answer.
    """

    def __init__(self, sheet: Sheet, template: str, status: int = 200) -> None:
        super().__init__(status_code=status)
        self.sheet, self.template = sheet, template


class PageRoute(Guarded):
    """A route for people: draws what it shows in their language, and tells them in words what went wrong."""

    def get_route_handler(self) -> Handler:
        """Return what answers a request."""
        inner = super().get_route_handler()

        async def drawn(request: Request) -> Response:
            try:
                response = await inner(request)
            except (JiufangError, HTTPException, RequestValidationError) as error:
                if isinstance(error, ConfirmAgain) and (written := await _written(request)):
                    return await run_in_threadpool(_asked_again, request, written)
                return await run_in_threadpool(refused, request, error)
            if isinstance(response, Unrendered):
                return await run_in_threadpool(draw, request, response)
            return response

        return drawn


class Pages(APIRouter):
    """Pages of one kind of thing."""

    def __init__(self) -> None:
        super().__init__(route_class=PageRoute, include_in_schema=False)

    def page(self, path: str, template: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Make a page, and its twin for programs.

        Args:
            path: its address.
            template: draws the `Sheet` that the function returns, as `sheet`.
        """

        def add(endpoint: Callable[..., Any]) -> Callable[..., Any]:
            self.get(path)(_as(endpoint, lambda sheet: Unrendered(sheet, template)))
            twin = APIRouter(route_class=Guarded, include_in_schema=False)
            twin.get(twin_of(path))(_as(endpoint, lambda sheet: Response(dumps(sheet), media_type=JSON)))
            self.routes[:0] = twin.routes  # before the page, whose last part would else take “.json” for its own
            return endpoint

        return add

    def form(self, path: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Make the address that a form posts to; the function returns `onward(…)`, or a `Sheet` with `shown_again`."""

        def add(endpoint: Callable[..., Any]) -> Callable[..., Any]:
            self.post(path)(endpoint)
            return endpoint

        return add


def _as(endpoint: Callable[..., Any], turn: Callable[[Sheet], Response]) -> Callable[..., Any]:
    @wraps(endpoint)
    def turned(*args: Any, **given: Any) -> Response:
        shown = endpoint(*args, **given)
        return shown if isinstance(shown, Response) else turn(shown)

    turned.__annotations__ = {name: kind for name, kind in endpoint.__annotations__.items() if name != "return"}
    return turned


def twin_of(path: str) -> str:
    """Return the address of a page's JSON."""
    return "/index.json" if path == "/" else f"{path}.json"


def onward(path: str, said: str = "", **query: object) -> Response:
    """Send a browser on after a form (303), with a sentence to show there once.

    Args:
        path: where to.
        said: the sentence, in the visitor's language.
        query: parameters of the address, those with several values as lists; None is left out.
    """
    asked = urlencode({name: value for name, value in query.items() if value is not None}, doseq=True)
    response = Response(status_code=303, headers={"Location": path + (f"?{asked}" if asked else "")})
    if said:
        response.set_cookie(SAID, quote(said), max_age=30, httponly=True, samesite="strict")
    return response


def shown_again(sheet: Sheet, template: str) -> Response:
    """Return a form that was not right, with what was written and what is wrong (422)."""
    return Unrendered(sheet, template, 422)


def voice_of(request: Request) -> Voice:
    """Return the language to speak with whoever asks: the conversation's, where they are in one, or their own choice."""
    chosen = getattr(request.state, "tongue", "") or request.cookies.get(LANGUAGE, "")
    return choose(chosen=chosen, accepted=request.headers.get("accept-language", ""))


def draw(request: Request, page: Unrendered) -> Response:
    """Draw a page with the frame around it."""
    visit = getattr(request.state, "visit", None)
    frame = _frame(request, visit if isinstance(visit, Asked) else None)
    html = Renderer(voice_of(request)).render(page.template, sheet=page.sheet, **frame)
    response = Response(html, page.status_code, {"Content-Security-Policy": POLICY}, HTML)
    if SAID in request.cookies:
        response.delete_cookie(SAID)
    return response


def refused(request: Request, error: Exception) -> Response:
    """Tell somebody why there is no page, and what to do; who is not signed in may do that first."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    onto = here if request.method == "GET" else "/"
    if isinstance(error, (NotSignedIn, ConfirmAgain)) and "hx-request" not in request.headers:
        return onward(CONFIRM if isinstance(error, ConfirmAgain) else SIGN_IN, next=onto)
    told = _problem(request, error)
    if told.status == 500:
        raise error
    template = "talk_over.html" if request.url.path.startswith(LINKS) and told.status == 404 else "problem.html"
    voice = voice_of(request)
    page = Renderer(voice).render(template, problem=on_page(voice, told, error), **_frame(request, None))
    return Response(page, told.status, {**told.headers, "Content-Security-Policy": POLICY}, HTML)


async def _written(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the fields of a form that was sent a moment too late; none where it is no plain form, or holds a secret."""
    plain = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    if request.method != "POST" or not plain or "hx-request" in request.headers:
        return ()
    fields = [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]
    return () if any(SECRET.search(name) and name != csrf.FIELD for name, _ in fields) else tuple(fields)


def _asked_again(request: Request, written: tuple[tuple[str, str], ...]) -> Response:
    """Ask somebody to prove who they are, and keep what they wrote on the page meanwhile: nothing of it is kept here."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    sheet = Confirm(next=here, written=tuple(one for one in written if one[0] != csrf.FIELD))
    frame = {**_frame(request, None), "csrf": request.state.csrf}
    page = Renderer(voice_of(request)).render("confirm.html", sheet=sheet, **frame)
    return Response(page, 403, {"Content-Security-Policy": POLICY}, HTML)


def _problem(request: Request, error: Exception) -> Problem:
    if isinstance(error, RequestValidationError):
        return failing.invalid(error.errors(), instance=failing.instance(request))
    if isinstance(error, HTTPException):
        return failing.spoken(error, instance=failing.instance(request))
    return problem(error, instance=failing.instance(request))


def _frame(request: Request, asked: Asked | None) -> Mapping[str, Any]:
    """Return what every page needs besides what it shows: who looks, what they may, where they are, the token of its forms."""
    known = asked.known if asked else None
    theme = request.cookies.get(THEME, "")
    return {
        "path": request.url.path,
        "query": dict(request.query_params),
        "user": asked.user if asked else None,
        "may": frozenset(p for p in Permission if asked and reach(asked.actor, p) is not Reach.NO),
        "csrf": csrf.issue(asked.entrance.csrf, known.session.id) if asked and known else "",
        "theme": theme if theme in {"light", "dark"} else "",
        "languages": [(voice.lang, voice.name) for voice in voices().values()],
        "said": unquote(request.cookies.get(SAID, "")),
        "tour": int(step) if (step := request.cookies.get(TOUR, "")) in {"1", "2", "3", "4", "5"} else 0,
    }
