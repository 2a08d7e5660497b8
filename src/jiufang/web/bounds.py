"""Refuse bodies that are larger than a request of their kind may be, before they are in memory (ASVS 4.3.1, 5.2.1)."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jiufang.access.problems import TYPES, Problem
from jiufang.web.envelope import send_problem


class Bounds:
    """Counts what comes.

    Args:
        app: what answers.
        limit: bytes that a request for a path may bring.
    """

    def __init__(self, app: ASGIApp, *, limit: Callable[[str], int]) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as far as it is not too large."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most, came = self.limit(scope["path"]), 0
        if announced(scope) > most:
            await send_problem(too_large(most, instance=f"urn:uuid:{scope['state']['request']}"), send)
            return

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


def announced(scope: Scope) -> int:
    """Return how many bytes a request says that it brings."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(length) if length.isdigit() and len(length) < 19 else 0


def too_large(most: int, *, instance: str) -> Problem:
    """Return what is told to somebody who brings too much."""
    told = f"a request here brings {most} bytes at most"
    return Problem(413, TYPES + "too-large", "The request is too large", told, instance, headers={"Connection": "close"})
