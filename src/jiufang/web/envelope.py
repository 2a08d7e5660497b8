"""Wrap every answer: a number, the headers that keep browsers safe, a line in the log; and catch whatever nobody foresaw."""

from __future__ import annotations

import json
import logging
import time
import traceback
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jiufang.access.errors import NotAllowed
from jiufang.access.problems import MEDIA_TYPE, Problem, problem
from jiufang.web.naming import route_of
from jiufang.web.serving import Serving

log = logging.getLogger("jiufang.web")

YEAR = 31_536_000  # seconds; ASVS 3.4.1 asks for a year at least
POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,  # of the API; a page brings its own
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Envelope:
    """The outermost layer.

    Args:
        app: what answers.
        serving: how the server is reached.
    """

    def __init__(self, app: ASGIApp, *, serving: Serving) -> None:
        self.app, self.serving = app, serving
        self.headers = HEADERS | ({"Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains"} if serving.https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, began = str(uuid4()), time.perf_counter()
        scope.setdefault("state", {})["request"] = number
        status = 0

        async def sealed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                told = MutableHeaders(scope=message)
                told["X-Request-Id"] = number
                for name, value in self.headers.items():
                    told.setdefault(name, value)
            await send(message)

        try:
            await self._answer(scope, receive, sealed)
        except Exception as error:
            log.error(defect(number, error))
            if not status:
                await send_problem(problem(error, instance=f"urn:uuid:{number}"), sealed)
        finally:
            log.info(line(scope, number=number, status=status or 500, seconds=time.perf_counter() - began))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        if not self.serving.serves(host):
            refusal = NotAllowed("this server does not go by that name", subject="Host", hint="JIUFANG_ORIGIN says which one it has")
            await send_problem(problem(refusal, instance=f"urn:uuid:{scope['state']['request']}"), send)
            return
        await self.app(scope, receive, send)


async def send_problem(told: Problem, send: Send) -> None:
    """Send a problem as a whole answer."""
    body = told.body()
    headers = {"Content-Type": MEDIA_TYPE, "Content-Length": str(len(body)), **told.headers}
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": told.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


def line(scope: Scope, *, number: str, status: int, seconds: float) -> str:
    """Return the line of the log for one request: the route and not the path, ids and not names."""
    state = scope.get("state", {})
    who = getattr(state.get("visit"), "actor", None)
    told = {
        "request": number,
        "method": scope["method"] if scope["method"] in METHODS else "OTHER",
        "route": route_of(scope),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "tenant": str(who.tenant) if who else None,
        "actor": state.get("actor"),
    }
    return json.dumps(told, separators=(",", ":"))


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def defect(number: str, error: BaseException) -> str:
    """Return the line of the log for what nobody foresaw: classes and places, without the texts, which may quote a candidate."""
    frames = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-12:]]
    told = {
        "request": number,
        "defect": type(error).__name__,
        "at": frames,
        "cause": type(error.__cause__).__name__ if error.__cause__ else None,
    }
    return json.dumps(told, separators=(",", ":"))
