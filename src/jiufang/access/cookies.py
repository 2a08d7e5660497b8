"""Write and read the cookie that carries a session (RFC 6265bis)."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

NAME = "jiufang"
PREFIX = "__Host-"  # a browser takes such a cookie from this host alone, over https, for all paths; no subdomain can set it


def name(*, https: bool, of: str = NAME) -> str:
    """Return the cookie's name; over plain http, which is for one's own machine, the prefix cannot be had."""
    return f"{PREFIX}{of}" if https else of


def header(value: str, *, https: bool, of: str = NAME, seconds: int | None = None) -> str:
    """Return the value of `Set-Cookie`.

    Args:
        value: a token or something sealed: letters, digits, `-`, `_` and `.`.
        https: whether the page came over https.
        of: the cookie's name.
        seconds: until the browser forgets it; at the end of its own session when None.
    """
    cookie: SimpleCookie = SimpleCookie()
    key = name(https=https, of=of)
    cookie[key] = value
    cookie[key]["path"] = "/"
    cookie[key]["httponly"] = True
    cookie[key]["samesite"] = "Lax"  # links from mail lead to a page; changes need the csrf token besides
    if https:
        cookie[key]["secure"] = True
    if seconds is not None:
        cookie[key]["max-age"] = seconds
    return cookie[key].OutputString()


def forget(*, https: bool, of: str = NAME) -> str:
    """Return the value of `Set-Cookie` that removes the cookie."""
    return header("", https=https, of=of, seconds=0)


def read(cookies: str, *, https: bool, of: str = NAME) -> str:
    """Return the value that a `Cookie` header carries, empty for none; of two with one name neither is believed."""
    key = name(https=https, of=of)
    found = [value for part in cookies.split(";") for n, _, value in [part.strip().partition("=")] if n == key]
    if len(found) != 1:
        return ""
    try:
        return SimpleCookie(f"{key}={found[0]}")[key].value
    except (CookieError, KeyError):
        return ""
