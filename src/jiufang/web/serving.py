"""What whoever runs the server says of it: under which names it is reached, over what, and how much one request may bring."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from jiufang.access.limits import Rate
from jiufang.errors import BadInput

HERE = "http://127.0.0.1:8300"
MB = 1 << 20


@dataclass(frozen=True)
class Serving:
    """How the server is reached, and its limits.

    Args:
        origin: how browsers write it: `https://jobs.example.org`.
        hosts: other names that requests may be for, such as a health check's; the origin's host and this machine's are always.
        proxies: how many proxies of ours stand before it; the address of the browser is then the last but so many of `X-Forwarded-For`.
        body: bytes of a request that is not an upload.
        upload: bytes of an upload in all.
        file: bytes of one file in it.
        files: how many files in one upload.
        rate: what one credential may ask.
        strangers: what one address may ask before it is known who asks.
        processes: how many answer at the same address; what one of them bounds is its share.
    """

    origin: str = HERE
    hosts: frozenset[str] = field(default=frozenset())
    proxies: int = 0
    body: int = MB
    upload: int = 500 * MB
    file: int = 50 * MB
    files: int = 500
    rate: Rate = field(default_factory=lambda: Rate("requests", burst=600, seconds=20))  # 30 a second for long, 600 at once
    strangers: Rate = field(default_factory=lambda: Rate("requests of strangers", burst=100, seconds=10))
    processes: int = 1

    def __post_init__(self) -> None:
        parts = urlsplit(self.origin)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise BadInput("this is no origin", subject=self.origin, hint="such as https://jobs.example.org")

    @property
    def https(self) -> bool:
        """Whether browsers come over https."""
        return self.origin.startswith("https://")

    def serves(self, host: str) -> bool:
        """Tell whether a `Host` header names this server; else a page of another name could read us (DNS rebinding)."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host
        return name.strip("[]").casefold() in self._names

    @property
    def _names(self) -> frozenset[str]:
        own = urlsplit(self.origin).hostname or ""
        return frozenset({own.casefold(), "127.0.0.1", "::1", "localhost", *(name.casefold() for name in self.hosts)})
