"""Turn a URL and a JSON body into the bytes that a server answers: within a deadline, up to a size, never redirected.

The timeouts of HTTP libraries hold for one read; a server that drips one byte a second is never late by them. Here every
connect, write and read gets what is left until the deadline.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jiufang.errors import MissingCapability
from jiufang.llm.hosts import Endpoint, is_local
from jiufang.llm.records import Failed

if TYPE_CHECKING:
    import httpcore

LIMIT = 2_000_000  # bytes of one response; an answer of 32,000 tokens is about a tenth
PIECE = 16_384  # bytes written at a time, so that a server that does not read is noticed


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(endpoint: Endpoint, path: str, body: Mapping[str, Any], *, key: str = "", seconds: float) -> Response:
    """Send a JSON body and return the response, whatever its status.

    Args:
        endpoint: the server.
        path: below its base URL.
        body: sent as JSON.
        key: sent as a bearer token; it appears in no error.
        seconds: until when the whole exchange must be over.

    Raises:
        Failed: no connection, a broken one, out of time, or more bytes than any answer has.
        MissingCapability: httpcore is not installed.
    """
    core = _httpcore()
    deadline = time.monotonic() + seconds
    headers: dict[bytes | str, bytes | str] = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
    }
    if key:
        headers["Authorization"] = f"Bearer {key}"
    data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    try:
        with _pool(endpoint, deadline) as pool, pool.stream("POST", endpoint.url + path, headers=headers, content=data) as got:
            told = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in got.headers}
            return Response(got.status, told, _read(got, deadline, endpoint))
    except core.TimeoutException:
        raise _late(endpoint) from None
    except core.ConnectError:
        raise Failed("nobody answers there", subject=endpoint.host, hint="is the server running?", again=True) from None
    except (core.LocalProtocolError, TypeError):  # the text of these would show the key
        raise Failed("the key or the URL cannot be sent in a header", subject=endpoint.host) from None
    except (core.NetworkError, core.ProtocolError, core.UnsupportedProtocol, OSError, ValueError) as error:
        raise Failed(f"the exchange broke off ({type(error).__name__})", subject=endpoint.host, again=True, spent=True) from None


def _read(got: Any, deadline: float, endpoint: Endpoint) -> bytes:
    parts, size = [], 0
    for chunk in got.iter_stream():
        size += len(chunk)
        if size > LIMIT:
            raise Failed(f"the answer is longer than {LIMIT} bytes", subject=endpoint.host, spent=True)
        if time.monotonic() > deadline:
            raise _late(endpoint)
        parts.append(chunk)
    return b"".join(parts)


def _late(endpoint: Endpoint) -> Failed:
    return Failed("no answer in time", subject=endpoint.host, hint="see JIUFANG_LLM_SECONDS", again=True, spent=True)


def _httpcore() -> Any:
    try:
        import httpcore
    except ImportError:
        raise MissingCapability("no HTTP client is installed", subject="openai", hint="pip install 'jiufang[llm]'") from None
    return httpcore


def _pool(endpoint: Endpoint, deadline: float) -> httpcore.ConnectionPool:
    return _httpcore().ConnectionPool(  # type: ignore[no-any-return]
        ssl_context=ssl.create_default_context() if endpoint.url.startswith("https") else None,
        network_backend=_network()(deadline, only_local=endpoint.local),
    )


@lru_cache(maxsize=1)
def _network() -> Any:
    """Return the class of the network with a deadline; made on first use, since httpcore is an extra."""
    core = _httpcore()

    class Stream(core.NetworkStream):  # type: ignore[misc, name-defined]
        def __init__(self, inner: Any, deadline: float) -> None:
            self._inner = inner
            self._deadline = deadline

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return self._inner.read(max_bytes, _left(self._deadline, core.ReadTimeout))  # type: ignore[no-any-return]

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            for start in range(0, len(buffer), PIECE):
                self._inner.write(buffer[start : start + PIECE], _left(self._deadline, core.WriteTimeout))

        def close(self) -> None:
            self._inner.close()

        def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> Stream:
            left = _left(self._deadline, core.ConnectTimeout)
            return Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

        def get_extra_info(self, info: str) -> Any:
            return self._inner.get_extra_info(info)

    class Network(core.SyncBackend):  # type: ignore[misc, name-defined]
        def __init__(self, deadline: float, *, only_local: bool) -> None:
            self._deadline = deadline
            self._only_local = only_local

        def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> Stream:
            inner = super().connect_tcp(host, port, _left(self._deadline, core.ConnectTimeout), **options)
            if self._only_local and not is_local(inner.get_extra_info("server_addr")[0]):
                inner.close()
                raise core.ConnectError("a local name led to another machine")
            return Stream(inner, self._deadline)

    return Network


def _left(deadline: float, late: type[Exception]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise late("out of time")
    return left
