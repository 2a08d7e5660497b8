"""Draw lots by hash: the order in which equals stand, the same every time, decided by neither name nor arrival."""

from __future__ import annotations

import hashlib

BITS = 53  # as many as JSON's numbers hold exactly: a lot travels in cursors


def draw(*parts: object) -> int:
    """Return the lot of what some ids and fingerprints name together.

    >>> draw("job", "person") == draw("job", "person") != draw("person", "job")
    True
    """
    told = "|".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:8]) >> (64 - BITS)
