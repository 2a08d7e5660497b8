"""Make identifiers that sort by the time they were made (UUIDv7, RFC 9562 § 5.7)."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from uuid import UUID

VERSION_7 = 0x7 << 76
VARIANT_RFC = 0b10 << 62


def new_id() -> UUID:
    """Return a UUIDv7: 48 bits of milliseconds since 1970, then 74 random bits."""
    chance = secrets.randbits(74)
    high, low = chance >> 62, chance & ((1 << 62) - 1)
    return UUID(int=(time.time_ns() // 1_000_000) << 80 | VERSION_7 | high << 64 | VARIANT_RFC | low)


def first_id(at: dt.datetime) -> UUID:
    """Return what comes before every id that is made from a moment on."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | VERSION_7)
