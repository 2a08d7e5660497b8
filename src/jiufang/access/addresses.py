"""Turn a URL that somebody typed into a machine that may be spoken to: no machine of the owner's own network (A08, ASVS 1.3.6).

Names are looked up once, every address that they lead to is judged, and the connection goes to one that was judged; a name
that leads elsewhere a moment later (DNS rebinding) leads nowhere.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from jiufang.errors import BadInput, RefusedByPolicy

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses that a name leads to."""

LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
PLAIN = re.compile(r"[\x21-\x7e]{1,2048}")
UNICAST = ipaddress.ip_network("2000::/3")  # all that IANA gives out for the open internet
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits


@dataclass(frozen=True, slots=True)
class Target:
    """A machine that was judged, and what to ask of it.

    Args:
        https: whether it is spoken to over TLS.
        host: its name, in ASCII, as certificates and `Host` have it.
        port: of the service.
        address: that it is spoken to at.
        path: with the query.
    """

    https: bool
    host: str
    port: int
    address: str
    path: str

    @property
    def authority(self) -> str:
        """Host and port as a `Host` header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.https else 80) else f"{host}:{self.port}"


def lookup(name: str, port: int) -> list[str]:
    """Ask the system where a name leads."""
    return [str(info[4][0]) for info in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)]


def target(url: str, *, inside: frozenset[str] = frozenset(), resolve: Resolve = lookup) -> Target:
    """Return the machine of a URL, if it may be spoken to.

    Args:
        url: as it was typed.
        inside: `host` or `host:port` of the owner's own network that the owner allows by name, also without TLS.
        resolve: looks names up.

    Raises:
        BadInput: this is no plain http(s) URL, or its name leads nowhere.
        RefusedByPolicy: it leads into the owner's network, or goes without TLS.
    """
    https, host, port, path = _parts(url)
    trusted = host in inside or f"{host}:{port}" in inside
    if not (https or trusted):
        raise RefusedByPolicy("other machines are spoken to over https alone", subject=host)
    addresses = _addresses(host, port, resolve)
    if not trusted and not all(is_public(address) for address in addresses):
        raise RefusedByPolicy("this leads into a private network", subject=host, hint="the owner can allow the host by name")
    return Target(https, host, port, str(addresses[0]), path)


def is_public(address: IP) -> bool:
    """Tell whether an address is somebody's on the open internet; an IPv6 address that carries an IPv4 one is judged by that too."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in NAT64:
            carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(carried)
        if address not in UNICAST:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified or address.is_private)


def _parts(url: str) -> tuple[bool, str, int, str]:
    try:
        parts = urlsplit(url if PLAIN.fullmatch(url) and "\\" not in url else "")
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:
        raise BadInput("this is no plain http(s) URL", hint="such as https://example.org/hook") from None
    named = host and (_ip(host) is not None or all(LABEL.fullmatch(label) for label in host.split(".")))
    if parts.scheme not in {"http", "https"} or not named or "@" in parts.netloc or parts.fragment or port == 0:
        # The URL is not repeated: it may hold a password.
        raise BadInput("this is no plain http(s) URL", hint="such as https://example.org/hook")
    https = parts.scheme == "https"
    return https, host, port or (443 if https else 80), (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _addresses(host: str, port: int, resolve: Resolve) -> list[IP]:
    literal = _ip(host)
    if literal is not None:
        return [literal]
    try:
        found = [ip for ip in map(_ip, resolve(host, port)) if ip is not None]
    except OSError:
        found = []
    if not found:
        raise BadInput("this name leads nowhere", subject=host)
    return found


def _ip(text: str) -> IP | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
