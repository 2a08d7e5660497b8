"""Ask each request who it is, and whether they may, before anything else of it is read."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from contextlib import nullcontext
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from jiufang.access import cookies, csrf, events, limits
from jiufang.access.errors import ForeignOrigin, NotSignedIn
from jiufang.access.people import User
from jiufang.access.policy import Actor, Thing, Via, reach, require
from jiufang.access.roles import Reach
from jiufang.access.sessions import Known
from jiufang.access.tokens import Kind, Token
from jiufang.errors import BadInput, JiufangError, NotFound
from jiufang.web.asked import Asked, Visit
from jiufang.web.declaring import Declaration, Inner, at_once
from jiufang.web.patience import Patience, share
from jiufang.web.repeating import repeated
from jiufang.web.site import Site
from jiufang.workspace.entering import Entrance
from jiufang.workspace.together import Begun

log = logging.getLogger("jiufang.web")

# PostgreSQL's text holds every character but this one; nobody means it.
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
PLACE = "token"  # what a path calls the token of a candidate's link; what it is good for stands in web/pages/talk.py
CANDIDATE = "candidate"  # how logs and consents name somebody who came by a link


class Door:
    """The gate of every route.

    Args:
        site: the installation.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.patience = Patience({site.serving.rate.name, site.serving.strangers.name}, at_once=share(site.serving.processes))

    async def __call__(self, request: Request, declared: Declaration, inner: Inner) -> Response:
        """Answer a request, if whoever sent it may ask for this."""
        with self.patience.asking(self._carried(request), self.site.clock()):
            return await self._answer(request, declared, inner)

    async def _answer(self, request: Request, declared: Declaration, inner: Inner) -> Response:
        refuse_nul(request)
        if declared.at_once:
            response = await run_in_threadpool(self._look, request, declared, inner)
        else:
            response = await self._change(request, declared, inner)
        visit = request.state.visit
        if isinstance(visit, Asked) and visit.known is not None and visit.known.token:
            response.headers.append("Set-Cookie", cookies.header(visit.known.token, https=self.site.serving.https))
        return response

    async def _change(self, request: Request, declared: Declaration, inner: Inner) -> Response:
        """Ask who it is, and read the rest of the request then."""
        await _read_token(request)
        visit = request.state.visit = await run_in_threadpool(self.admit, request, declared)
        if "json" in request.headers.get("content-type", "") and NUL.search(await request.body()):
            raise BadInput("a text holds the character NUL", subject="body", hint="no text has it")
        if declared.once and isinstance(visit, Asked):
            return await repeated(request, visit, inner)
        return await inner(request)

    def _look(self, request: Request, declared: Declaration, inner: Inner) -> Response:
        """Ask who it is and answer them, in one thread and, as far as the answer takes one transaction, in one."""
        request.state.csrf = ""
        with Begun() as begun:
            visit = request.state.visit = self._admitted(request, declared, begun)
            with visit.ws.going_on(begun) if isinstance(visit, Asked) else nullcontext():
                return at_once(inner(request))

    def _carried(self, request: Request) -> str:
        """Return what a request carries to be known by, as it stands there; else the address that it comes from."""
        bearer = request.headers.get("authorization", "")
        session = cookies.read(request.headers.get("cookie", ""), https=self.site.serving.https)
        return bearer or session or address_of(request, proxies=self.site.serving.proxies)

    def admit(self, request: Request, declared: Declaration) -> Visit:
        """Return who asks.

        Raises:
            NotSignedIn: nobody is known to be asking.
            ForeignOrigin: another site made a browser ask.
            NotAllowed, NotFound, ConfirmAgain: they may not.
            TooMany: they asked too often.
        """
        with Begun() as begun:
            return self._admitted(request, declared, begun)

    def _admitted(self, request: Request, declared: Declaration, begun: Begun) -> Visit:
        try:
            return self._visit(request, declared, begun)
        except JiufangError:
            begun.close()  # what was found out stays: that a session is over
            raise

    def _visit(self, request: Request, declared: Declaration, begun: Begun) -> Visit:
        site, at = self.site, self.site.clock()
        address = address_of(request, proxies=site.serving.proxies)
        if not declared.via:
            limits.require(site.limiter, site.serving.strangers, address)
            visit = Visit(site, site.entrance_of(site.root.tenant), address, request.headers.get("cookie", ""), at)
            self._check_origin(request, visit.entrance, None)
            return visit
        asked = self._recognised(request, address, declared, begun)
        if asked is None:
            limits.require(site.limiter, site.serving.strangers, address)
            raise NotSignedIn("nobody is known to be asking", hint="sign in, or send an API key")
        request.state.actor = str(asked.actor)
        limits.require(site.limiter, site.serving.rate, str(asked.actor.credential))
        with asked.ws.within(begun):
            self._authorise(asked, declared, request.path_params)
        return asked

    def _recognised(self, request: Request, address: str, declared: Declaration, begun: Begun) -> Asked | None:
        scheme, _, carried = request.headers.get("authorization", "").partition(" ")
        if PLACE in request.path_params and Via.LINK in declared.via:
            return self._by_path(request, address, declared, begun)
        if scheme.lower() == "bearer":
            return self._by_bearer(carried.strip(), address, declared, begun)
        cookie = request.headers.get("cookie", "")
        return self._by_cookie(request, cookie, address, begun) if cookie and Via.SESSION in declared.via else None

    def _by_path(self, request: Request, address: str, declared: Declaration, begun: Begun) -> Asked:
        """Return the candidate whose link leads here; another site cannot name it, so that its word alone about itself counts against it.

        Raises:
            NotFound: the link opens nothing any more.
            ForeignOrigin: another site made the browser ask.
        """
        if request.method not in csrf.SAFE and request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise ForeignOrigin("another site asked for this change")
        asked = self._by_bearer(request.path_params[PLACE], address, declared, begun)
        if asked is None or asked.actor.via is not Via.LINK:
            limits.require(self.site.limiter, self.site.serving.strangers, address)
            raise NotFound("this link opens nothing any more", subject="link", hint="ask whoever sent it for a new one")
        return asked

    def _by_bearer(self, text: str, address: str, declared: Declaration, begun: Begun) -> Asked | None:
        token = Token.parse(text, Kind.API_KEY) or Token.parse(text, Kind.CANDIDATE)
        if token is None:
            return None
        entrance = self.site.entrance_of(token.tenant)
        if token.kind is Kind.CANDIDATE:
            if Via.LINK not in declared.via:
                return None
            try:
                actor = entrance.candidate(text, begun=begun)
            except NotFound:
                return None
            return self._asked(entrance, address, "", actor, None, None)
        known = entrance.program(text, begun=begun)
        return self._asked(entrance, address, "", *known, None) if known and Via.API_KEY in declared.via else None

    def _by_cookie(self, request: Request, cookie: str, address: str, begun: Begun) -> Asked | None:
        token = Token.parse(cookies.read(cookie, https=self.site.serving.https), Kind.SESSION)
        if token is None:
            return None
        entrance = self.site.entrance_of(token.tenant)
        known = entrance.recognise(token.text, begun=begun)
        if known is None:
            return None
        self._check_origin(request, entrance, known.session.id)
        return self._asked(entrance, address, cookie, known.actor, known.user, known)

    def _asked(self, entrance: Entrance, address: str, cookie: str, actor: Actor, user: User | None, known: Known | None) -> Asked:
        by = user.email if user else CANDIDATE
        ws = self.site.workspace(actor.tenant, by=by)
        return Asked(self.site, entrance, address, cookie, self.site.clock(), actor, user, known, ws)

    def _check_origin(self, request: Request, entrance: Entrance, session: UUID | None) -> None:
        if request.method in csrf.SAFE:
            return
        token = request.headers.get(csrf.HEADER) or request.state.csrf
        origin, key = self.site.serving.origin, entrance.csrf if session else b""
        csrf.check(request.method, request.headers, origin=origin, key=key, session=session, token=token)

    def _authorise(self, asked: Asked, declared: Declaration, ids: Mapping[str, str]) -> None:
        """Let the policy decide; that it said no is told to the log."""
        if declared.permission is None or declared.of is None:
            return
        try:
            # Whose own a thing is matters to those alone who reach no further; whoever reaches nothing learns nothing of it.
            asks = reach(asked.actor, declared.permission) is Reach.OWN
            thing = declared.of(asked, ids) if asks else Thing(asked.actor.tenant)
            require(asked.actor, declared.permission, thing, at=asked.at)
        except JiufangError as error:
            log.warning(events.refused(asked.actor, declared.permission, error, tenant=asked.actor.tenant, at=asked.at).line())
            raise


def refuse_nul(request: Request) -> None:
    """Refuse an address that holds the character NUL.

    Raises:
        BadInput: it does.
    """
    if b"%00" in request.scope.get("query_string", b"") or "\0" in request.url.path or b"%00" in request.scope.get("raw_path", b""):
        raise BadInput("the address holds the character NUL", subject="path")


def address_of(request: Request, *, proxies: int) -> str:
    """Return the network address of whoever asks: what our own proxies say, and nobody else's word."""
    if proxies:
        told = [part.strip() for value in request.headers.getlist("x-forwarded-for") for part in value.split(",")]
        if len(told) >= proxies:
            return told[-proxies]
    return request.client.host if request.client else ""


async def _read_token(request: Request) -> None:
    """Take the token out of a page's form; of any other body nothing is read before it is known who asks."""
    request.state.csrf = ""
    if request.method in csrf.SAFE or csrf.HEADER in request.headers:
        return
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        await request.body()  # which keeps it for the route
        told = (await request.form()).get(csrf.FIELD)
        request.state.csrf = told if isinstance(told, str) else ""
    elif request.headers.get("content-type", "").startswith("multipart/form-data"):
        request.state.csrf = request.query_params.get(csrf.FIELD, "")  # files come after it; none of them is read for a stranger
