"""Answer a request that carries an `Idempotency-Key` once, however often it is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from jiufang.access import idempotency
from jiufang.access.idempotency import Answer
from jiufang.web.asked import Asked

KEPT_HEADERS = frozenset({"content-type", "etag", "location"})
REPEATED = "Idempotent-Replayed"


async def repeated(request: Request, asked: Asked, inner: Callable[[Request], Awaitable[Response]]) -> Response:
    """Answer a request, or give the answer that it got before.

    Raises:
        BadInput: the key is none.
        KeyReused: another request came with it.
        StillRunning: the same is being answered.
    """
    header = request.headers.get(idempotency.HEADER)
    if header is None:
        return await inner(request)
    key, shelf = idempotency.read_key(header), asked.entrance.answers
    sent = idempotency.request_hash(request.method, request.url.path, await request.body())
    before = await run_in_threadpool(idempotency.recall, shelf, asked.actor, key, sent, at=asked.at)
    if before is not None:
        return Response(before.body, before.status, {**dict(before.headers), REPEATED: "true"})
    given: Answer | None = None
    try:
        response = await inner(request)
        kept = tuple((name, value) for name, value in response.headers.items() if name in KEPT_HEADERS)
        given = Answer(response.status_code, kept, bytes(response.body))
    finally:
        await run_in_threadpool(idempotency.settle, shelf, asked.actor, key, given, at=asked.at)
    return response
