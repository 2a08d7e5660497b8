"""Open the port that a server listens on: for this machine alone, unless whoever runs it says otherwise."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address

from jiufang.errors import BadInput, RefusedByPolicy
from jiufang.settings import Settings

WAITING_LINE = 128  # connections that may wait to be taken


@dataclass(frozen=True)
class Port:
    """A port that is open.

    Args:
        listening: the socket.
        url: where this machine reaches it.
        origin: how browsers write it.
    """

    listening: socket.socket
    url: str
    origin: str


def open_port(settings: Settings, *, allow_network: bool) -> Port:
    """Open the port of the settings.

    Args:
        settings: address, port, name.
        allow_network: whether other machines may reach it.

    Raises:
        RefusedByPolicy: other machines would reach it, and nobody said that they may.
        BadInput: the address is none of this machine's, or the port is taken.
    """
    if not allow_network and not _loopback(settings.host):
        raise RefusedByPolicy(
            "other machines would reach the server without encryption",
            subject=f"--host {settings.host}",
            hint="let a proxy with https stand before it on this machine, or say --allow-network (see docs/deploy.md)",
        )
    listening = _listen(settings.host, settings.port)
    url = _url(settings.host, listening.getsockname()[1])
    return Port(listening, url, settings.origin or url)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=WAITING_LINE)
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise BadInput(f"this address cannot be listened on: {told}", subject=f"{host}:{port}", hint="choose another --port") from error


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _url(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in {"", "0.0.0.0"} else "[::1]" if host == "::" else f"[{host}]" if ":" in host else host  # noqa: S104 - shown, not bound
    return f"http://{shown}:{port}"
