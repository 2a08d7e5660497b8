"""Answer whoever watches over the server: does it live, is it ready, and if not, for want of what.

    GET /-/live      200 as long as the process answers: a watchdog starts it anew when it does not
    GET /-/health    200 when it can be worked with, 503 when not: a proxy sends people elsewhere meanwhile

Both are for anybody: they tell of parts and say nothing of versions, places or figures.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from threading import Lock

from fastapi import APIRouter
from starlette.responses import Response

from jiufang.workspace.health import Health, Part

LIVE, READY = "/-/live", "/-/health"
FRESH = 1.0  # seconds; however often it is asked, it is looked no more often
PATIENCE = 5.0  # seconds
SLOW = Health((Part("answers", False),))


class Watch:
    """Looks at the workspace, no more than once a second.

    Args:
        look: looks.
    """

    def __init__(self, look: Callable[[], Health]) -> None:
        self._look, self._lock = look, Lock()
        self._seen: tuple[float, Health] | None = None

    def __call__(self) -> Health:
        """Return how it is, or was a moment ago."""
        with self._lock:
            if self._seen is None or time.monotonic() - self._seen[0] > FRESH:
                self._seen = time.monotonic(), self._look()
            return self._seen[1]


def routes(look: Callable[[], Health]) -> APIRouter:
    """Return the two routes."""
    router = APIRouter(include_in_schema=False)

    @router.get(LIVE)
    async def live() -> Response:
        """Answer."""
        return told({"status": "ok"})

    @router.get(READY)
    async def ready() -> Response:
        """Tell whether it can be worked with; not answering in time is an answer, too."""
        try:
            seen = await asyncio.wait_for(asyncio.to_thread(look), PATIENCE)
        except TimeoutError:
            seen = SLOW
        return told(seen.to_dict(), 200 if seen.ready else 503)

    return router


def told(value: object, status: int = 200) -> Response:
    """Return JSON."""
    return Response(json.dumps(value), status, media_type="application/json")
