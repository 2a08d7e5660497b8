"""Make the strings that a browser, a program or a candidate carries, and read them back; only their hash is kept.

A token tells what it is for and which tenant it belongs to, so that the right tenant is asked for it (row-level security
shows no other), and ends in a check digit, so that a mistyped one costs no query and scanners for leaked secrets know it:

    jfk_<tenant>_<256 random bits><checksum>        all in base 62: one double-click selects it
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from jiufang.access.moments import Chance, chance

SECRET_BYTES = 32  # 256 bits: a plain hash of it cannot be guessed, so no slow one is needed (ASVS 7.2.3 asks for 128)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
TENANT_LENGTH, SECRET_LENGTH, CHECK_LENGTH = 22, 43, 6  # of 16, 32 and 4 bytes
SHOWN = 6  # characters of the secret that a list of keys shows: 35 bits of 256


class Kind(StrEnum):
    """What a token is for; its first three letters."""

    SESSION = "jfs"
    API_KEY = "jfk"
    CANDIDATE = "jfc"
    INVITATION = "jfi"
    PASSWORD = "jfp"  # noqa: S105 - a prefix
    OWNER = "jfo"


@dataclass(frozen=True, slots=True)
class Token:
    """A secret that opens something of one tenant."""

    kind: Kind
    tenant: UUID
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, kind: Kind, tenant: UUID, *, random: Chance = chance) -> Token:
        """Make a token by chance."""
        return cls(kind, tenant, random(SECRET_BYTES))

    @classmethod
    def parse(cls, text: str, kind: Kind) -> Token | None:
        """Read a token of a kind; None for anything else."""
        found = FORM.fullmatch(text)
        if found is None or found["kind"] != kind or _check(text[:-CHECK_LENGTH]) != text[-CHECK_LENGTH:]:
            return None
        try:
            return cls(kind, UUID(bytes=_bytes(found["tenant"], 16)), _bytes(found["secret"], SECRET_BYTES))
        except OverflowError:  # more than so many bytes hold
            return None

    @property
    def text(self) -> str:
        """The token as it is carried; shown once."""
        body = f"{self.kind}_{_digits(self.tenant.bytes, TENANT_LENGTH)}_{_digits(self.secret, SECRET_LENGTH)}"
        return body + _check(body)

    @property
    def hash(self) -> bytes:
        """SHA-256 of the whole, which is all that is kept."""
        return hashlib.sha256(self.text.encode("ascii")).digest()

    @property
    def hint(self) -> str:
        """What a list shows, so that its owner knows which one it is."""
        return f"{self.kind}_…{self.text[-SHOWN - CHECK_LENGTH : -CHECK_LENGTH]}"


def _digits(data: bytes, length: int) -> str:
    number, digits = int.from_bytes(data), ""
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits = DIGITS[digit] + digits
    return digits


def _bytes(digits: str, length: int) -> bytes:
    number = 0
    for digit in digits:
        number = number * 62 + DIGITS.index(digit)
    return number.to_bytes(length)


def _check(body: str) -> str:
    return _digits(zlib.crc32(body.encode("ascii")).to_bytes(4), CHECK_LENGTH)


_ANY = "[0-9A-Za-z]"
FORM = re.compile(
    rf"(?P<kind>jf[a-z])_(?P<tenant>{_ANY}{{{TENANT_LENGTH}}})_(?P<secret>{_ANY}{{{SECRET_LENGTH}}})(?P<check>{_ANY}{{{CHECK_LENGTH}}})"
)
"""What a token looks like; also for those who search logs and repositories for secrets."""
