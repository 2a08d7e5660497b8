"""Turn a base URL into an endpoint that may be spoken to: this machine, or a host that the owner allows for a reason."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from jiufang.errors import BadInput, RefusedByPolicy

SETTING = "JIUFANG_LLM_ALLOW"
ALLOW_HINT = f"set {SETTING}='HOST=why this host may be sent redacted text' if it may"
HOST = re.compile(r"[a-z0-9.:_-]+")
LEAST_REASON = 8  # characters: "contract" is one, "ok" is none


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that may be asked.

    Args:
        url: its base, without a slash at the end.
        host: name and port as in the URL; never a user or a password.
        local: it runs on this machine.
        reason: why the owner allows it; empty for this machine.
    """

    url: str
    host: str
    local: bool
    reason: str = ""


def endpoint(base_url: str, *, allow: str = "") -> Endpoint:
    """Return the endpoint of a base URL.

    Args:
        base_url: such as `http://localhost:11434/v1`.
        allow: hosts with a reason each, `host=reason; host=reason`.

    Raises:
        BadInput: this is no plain http(s) URL, or a host is allowed without a reason.
        RefusedByPolicy: another machine that nobody allowed, or one that is spoken to without encryption.

    >>> endpoint("http://localhost:11434/v1/").local
    True
    """
    scheme, name, host, path = _parts(base_url)
    url = f"{scheme}://{host}{path}"
    if is_local(name):
        return Endpoint(url, host, local=True)
    reasons = allowed(allow)
    reason = reasons.get(host) or reasons.get(name)
    if not reason:
        raise RefusedByPolicy("texts of candidates are not sent to other machines", subject=host, hint=ALLOW_HINT)
    if scheme != "https":
        raise RefusedByPolicy("another machine is only spoken to over https", subject=host)
    return Endpoint(url, host, local=False, reason=reason)


def allowed(setting: str) -> dict[str, str]:
    """Read the hosts that are allowed, and why.

    Raises:
        BadInput: a host without a reason.
    """
    found: dict[str, str] = {}
    for entry in filter(None, (e.strip() for e in re.split(r"[;\n]", setting))):
        host, _, reason = (part.strip() for part in entry.partition("="))
        if not HOST.fullmatch(host.lower()) or len(reason) < LEAST_REASON:
            raise BadInput(
                "each allowed host needs a reason, as in host=reason", subject=SETTING, hint=f"{LEAST_REASON} characters at least"
            )
        found[host.lower()] = reason
    return found


def is_local(name: str) -> bool:
    """Tell whether a host name or address means this machine; other spellings of addresses, such as `0x7f.1`, do not count."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _parts(base_url: str) -> tuple[str, str, str, str]:
    try:
        parts = urlsplit(base_url.strip())
        name, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:
        name, port, parts = "", None, urlsplit("")
    plain = parts.scheme in {"http", "https"} and bool(name) and bool(HOST.fullmatch(name))
    if not plain or parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        # The URL is not repeated: it may hold a password.
        raise BadInput("this is no plain http(s) base URL", subject="JIUFANG_LLM_URL", hint="such as http://localhost:11434/v1")
    bracketed = f"[{name}]" if ":" in name else name
    return parts.scheme, name, bracketed + (f":{port}" if port else ""), parts.path.rstrip("/")
