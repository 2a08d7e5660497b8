"""Seal what a client carries for us and must neither read nor change: AES-256-GCM, bound to its use (NIST SP 800-38D)."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from jiufang.access.errors import InvalidToken
from jiufang.access.moments import Chance, chance

NONCE = 12
KEY = 32
LONGEST = 8192  # characters; what is longer than a header may be was not made here


def derive(secret: bytes, purpose: str) -> bytes:
    """Return the key for one purpose from a secret for all (HKDF, RFC 5869)."""
    return HKDF(SHA256(), KEY, salt=None, info=f"jiufang {purpose}".encode()).derive(secret)


@dataclass(frozen=True)
class Seal:
    """Seals JSON for one purpose.

    Args:
        key: 32 bytes, for this purpose alone.
        random: gives the nonces.
    """

    key: bytes = field(repr=False)
    random: Chance = chance

    def close(self, value: Any, *, bound: str) -> str:
        """Return a value as letters that only this key reads.

        Args:
            value: anything that JSON holds.
            bound: what it belongs to (tenant, user, query); it must be told again to open it.
        """
        nonce = self.random(NONCE)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        return base64.urlsafe_b64encode(nonce + AESGCM(self.key).encrypt(nonce, plain, bound.encode("utf-8"))).rstrip(b"=").decode("ascii")

    def open(self, text: str, *, bound: str, what: str = "token") -> Any:
        """Return what was sealed.

        Raises:
            InvalidToken: not with this key, not for this, or changed since.
        """
        try:
            if len(text) > LONGEST:
                raise ValueError
            data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
            return json.loads(AESGCM(self.key).decrypt(data[:NONCE], data[NONCE:], bound.encode("utf-8")))
        except (binascii.Error, ValueError, InvalidTag):
            raise InvalidToken(f"this {what} was not made here, or not for this", subject=what) from None
