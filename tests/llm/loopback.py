"""A real server on loopback that does as it is told, keeps every byte it was sent, and the behaviours to tell it."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

Behaviour = Callable[[socket.socket, dict[str, Any]], None]


def said(text: str, **extra: Any) -> bytes:
    """Return a completion that says something."""
    usage = {"prompt_tokens": 40, "completion_tokens": 10}
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return json.dumps({"choices": [choice], "usage": usage, **extra}).encode()


def http(body: bytes, *, status: str = "200 OK", headers: str = "Content-Type: application/json\r\n") -> Behaviour:
    """Return the behaviour of answering one thing."""

    def behave(connection: socket.socket, asked: dict[str, Any]) -> None:
        connection.sendall(f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)

    return behave


def saying(text: str, **extra: Any) -> Behaviour:
    """Return the behaviour of saying one thing."""
    return http(said(text, **extra))


def reset(connection: socket.socket, asked: dict[str, Any]) -> None:
    """Break the connection off in the middle of the headers."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def dripping(head: bytes) -> Behaviour:
    """Return the behaviour of sending a byte now and then, for as long as anybody listens."""

    def behave(connection: socket.socket, asked: dict[str, Any]) -> None:
        connection.sendall(head)
        for _ in range(400):
            connection.sendall(b"x")
            time.sleep(0.05)

    return behave


class Server:
    """Behaves as scripted, one behaviour a request, the last one for ever."""

    def __init__(self) -> None:
        self.script: list[Behaviour] = [saying('{"n": 1}')]
        self.requests: list[dict[str, Any]] = []
        self.received = b""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}/v1"

    def close(self) -> None:
        """Stop listening."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                asked = self._read(connection)
                behave = self.script[min(len(self.requests), len(self.script)) - 1]
                behave(connection, asked)
            except OSError:
                return

    def _read(self, connection: socket.socket) -> dict[str, Any]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        size = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        while len(body) < size:
            body += connection.recv(65536)
        self.received += head + b"\r\n\r\n" + body
        asked = {"head": head.decode(), **json.loads(body)}
        self.requests.append(asked)
        return asked
