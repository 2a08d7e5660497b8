"""Turn what identifies a person or a job into a pseudonym: the same for the same key, and for nobody without it.

A keyed hash (HMAC-SHA-256, RFC 2104), since an e-mail address can be found from a plain hash by trying. Whoever holds the key can find a
person's pairs, and erase them; so the key is kept beside the data set, for its owner alone, or apart.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from jiufang.errors import BadInput
from jiufang.learn.history.unions import Unions

KEY, KEY_BYTES = "key", 32
DIGITS = 16  # hexadecimal; 64 bits: among a million persons two share a pseudonym with a chance of 3 in 10⁸
KINDS = ("id", "email", "phone", "name", "text")  # of what identifies a person, the surest first


def key_of(path: Path) -> bytes:
    """Return the key that a file holds, or a new one that is not kept yet where there is no file.

    Raises:
        BadInput: the file holds something else.
    """
    if not path.exists():
        return secrets.token_bytes(KEY_BYTES)
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadInput(f"this is no key of {KEY_BYTES} bytes in hexadecimal", subject=str(path))
    return key


def keep_key(path: Path, key: bytes) -> None:
    """Write a key for its owner alone, unless one is there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")


def pseudonym(key: bytes, kind: str, *told: str) -> str:
    """Return what somebody or something is called from now on: a letter for its kind and hexadecimal digits."""
    return kind[:1] + hmac.new(key, "\0".join((kind, *told)).encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:DIGITS]


def email_key(email: str) -> str:
    """Return an e-mail address as a key: case and blanks say nothing."""
    return f"email:{''.join(email.split()).casefold()}"


def phone_key(phone: str) -> str:
    """Return a telephone number as a key: its last ten digits, since a country's prefix comes and goes; empty if it has too few."""
    digits = "".join(c for c in phone if c.isdecimal())
    return f"phone:{digits[-10:]}" if len(digits) >= 7 else ""


def name_key(name: str) -> str:
    """Return a name as a key: case and blanks say nothing."""
    return f"name:{''.join(name.split()).casefold()}"


def same_persons(keys: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return for each key the one that stands for its person: rows that share an id, an address or a number are of one person."""
    unions: Unions[str] = Unions()
    for told in keys:
        for key in told:
            unions.join(told[0], key)
    chosen = (min(group, key=_rank) for group in unions.groups())
    return {key: best for group, best in zip(unions.groups(), chosen, strict=True) for key in group}


def _rank(key: str) -> tuple[int, str]:
    kind = key.partition(":")[0]
    return (KINDS.index(kind) if kind in KINDS else len(KINDS), key)
