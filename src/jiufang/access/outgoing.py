"""Turn a request to another server into its answer: to the address that was judged, within a deadline, up to a size, never redirected."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jiufang.access.addresses import Resolve, Target, lookup, target
from jiufang.access.errors import NoReply

LIMIT = 1_000_000  # bytes of an answer; the keys of a provider are some thousand
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Outgoing:
    """Speaks to other servers.

    Args:
        inside: hosts of the owner's own network that are allowed by name (`addresses.target`).
        seconds: for a whole exchange.
        limit: bytes of an answer.
        tls: whom to believe; the system's authorities when None.
        resolve: looks names up.
    """

    inside: frozenset[str] = frozenset()
    seconds: float = SECONDS
    limit: int = LIMIT
    tls: ssl.SSLContext | None = None
    resolve: Resolve = lookup

    def send(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Reply:
        """Return what a server answers, whatever its status.

        Raises:
            BadInput: the URL is none.
            RefusedByPolicy: the server may not be spoken to.
            NoReply: no answer came, or none that could be used.
        """
        there = target(url, inside=self.inside, resolve=self.resolve)
        connection = _Connection(there, self._trust if there.https else None, self.seconds)
        clock = threading.Timer(self.seconds, connection.cut)
        clock.daemon = True
        clock.start()
        try:
            sent = {"Host": there.authority, "Accept-Encoding": "identity", "Connection": "close", **(headers or {})}
            connection.request(method, there.path, body=body, headers=sent)
            return self._read(connection.getresponse(), there)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoReply(f"no answer ({type(error).__name__})", subject=there.host, hint="is the server up?") from None
        finally:
            clock.cancel()
            connection.close()

    def _read(self, response: http.client.HTTPResponse, there: Target) -> Reply:
        body = response.read(self.limit + 1)
        if len(body) > self.limit:
            raise NoReply(f"the answer is longer than {self.limit} bytes", subject=there.host)
        if response.length:  # less came than was announced
            raise NoReply("the answer broke off", subject=there.host)
        return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, body)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return self.tls or ssl.create_default_context()


class _Connection(http.client.HTTPConnection):
    """Connects to an address, and asks for the certificate of the name."""

    def __init__(self, there: Target, tls: ssl.SSLContext | None, seconds: float) -> None:
        super().__init__(there.host, there.port, timeout=seconds)
        self._there, self._tls = there, tls
        self._raw: socket.socket | None = None

    def connect(self) -> None:
        raw = self._raw = socket.create_connection((self._there.address, self._there.port), self.timeout)
        self.sock = self._tls.wrap_socket(raw, server_hostname=self._there.host) if self._tls else raw
        self._raw = self.sock

    def cut(self) -> None:
        """End whatever goes on; time-outs of sockets are for one read, and a server that drips is never late by them."""
        if self._raw is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._raw, socket.SHUT_RDWR)
