"""Tell a change that one of our pages asked for from one that another site made the browser send (ASVS 3.5.1).

Two locks: where the browser says the request came from (Fetch Metadata, Origin), and a token that only our pages hold: an
HMAC over the session's id (OWASP: HMAC-based token pattern), masked anew for each page, since compression would else give it away
(BREACH). Requests with an API key carry no cookie and need neither.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from uuid import UUID

from jiufang.access.errors import ForeignOrigin
from jiufang.access.moments import Chance, chance

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADER = "x-csrf-token"
FIELD = "csrf_token"
BYTES = 32


def issue(key: bytes, session: UUID, *, random: Chance = chance) -> str:
    """Return the token for one page of a session.

    Args:
        key: of the tenant, for this purpose alone.
        session: the session's id.
        random: gives the mask.
    """
    mask = random(BYTES)
    return base64.urlsafe_b64encode(mask + _xor(mask, _tag(key, session))).rstrip(b"=").decode("ascii")


def fits(key: bytes, session: UUID, token: str) -> bool:
    """Tell whether a token was issued for this session."""
    try:
        data = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return False
    return len(data) == 2 * BYTES and hmac.compare_digest(_xor(data[:BYTES], data[BYTES:]), _tag(key, session))


def check(method: str, headers: Mapping[str, str], *, origin: str, key: bytes, session: UUID | None, token: str) -> None:
    """Let a request through that changes nothing, or that one of our pages asked for.

    Args:
        method: of the request.
        headers: of the request, names in lower case.
        origin: ours, as browsers write it: `https://jobs.example.org`.
        key: of the tenant, for this purpose alone.
        session: the session's id; None where nobody is signed in (then the browser's word alone counts).
        token: from the header or the form.

    Raises:
        ForeignOrigin: another site asked, or the token is missing or belongs to another session.
    """
    if method.upper() in SAFE:
        return
    if not _from_here(headers, origin):
        raise ForeignOrigin("another site asked for this change", subject=headers.get("origin", ""))
    if session is not None and not fits(key, session, token):
        raise ForeignOrigin("the page is out of date", hint="load the page again and repeat the step")


def _from_here(headers: Mapping[str, str], origin: str) -> bool:
    """Believe Sec-Fetch-Site, which pages cannot set; else Origin; a browser that sends neither is no browser of today."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get("origin") == origin


def _tag(key: bytes, session: UUID) -> bytes:
    return hmac.digest(key, b"jiufang csrf" + session.bytes, hashlib.sha256)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
