"""Turn personal content into ciphertext and back: envelope encryption, one data key a person, wrapped by the master key.

AES-256-GCM (NIST SP 800-38D) with a fresh random nonce each time. The place where a ciphertext belongs is authenticated with it,
so that one moved to another tenant, table, row or column does not open. A sealed value is

    1 byte format · 12 bytes nonce · ciphertext · 16 bytes tag

Without its person's key, no ciphertext of a person opens, wherever a copy of it lies: erasing the key erases the person.
"""

from __future__ import annotations

import json
import secrets
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jiufang.errors import Sealed
from jiufang.store.master import KEY_BYTES, Keyring

FORMAT = b"\x01"
NONCE_BYTES = 12  # at random; a data key seals far fewer than the 2³² values at which two might meet (SP 800-38D § 8.3)
TAG_BYTES = 16
LEAST_SEALED = len(FORMAT) + NONCE_BYTES + TAG_BYTES


@dataclass(frozen=True)
class Place:
    """Where a sealed value belongs."""

    tenant: UUID
    table: str
    row: UUID
    column: str

    def to_bytes(self) -> bytes:
        """Return the place as associated data; lengths keep the parts apart."""
        parts = (self.tenant.bytes, self.table.encode(), self.row.bytes, self.column.encode())
        return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


@dataclass(frozen=True)
class DataKey:
    """The key of one person's content, in memory only; never printed."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> DataKey:
        """Make a key by chance."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def seal(self, content: bytes, place: Place) -> bytes:
        """Encrypt content for its place."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return FORMAT + nonce + AESGCM(self.secret).encrypt(nonce, content, place.to_bytes())

    def open(self, sealed: bytes, place: Place) -> bytes:
        """Decrypt what was sealed for a place.

        Raises:
            Sealed: it was altered, or belongs to another place or key.
        """
        start = len(FORMAT)
        if len(sealed) < LEAST_SEALED or sealed[:start] != FORMAT:
            raise Sealed("the content has no known form", subject=f"{place.table} {place.row}", hint="restore it from a backup")
        nonce, body = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        try:
            return AESGCM(self.secret).decrypt(nonce, body, place.to_bytes())
        except InvalidTag:
            told = "the content was altered, moved or locked with another key"
            raise Sealed(told, subject=f"{place.table} {place.row}", hint="restore it from a backup") from None

    def seal_json(self, value: Any, place: Place) -> bytes:
        """Encrypt JSON-ready data, compressed."""
        return self.seal(zlib.compress(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()), place)

    def open_json(self, sealed: bytes, place: Place) -> Any:
        """Decrypt what `seal_json` sealed.

        Raises:
            Sealed: it was altered, or belongs to another place or key.
        """
        return json.loads(zlib.decompress(self.open(sealed, place)))


@dataclass(frozen=True)
class Wrapped:
    """A data key as the database keeps it, and the id of the master key that opens it."""

    master: str
    wrapped: bytes


class Vault:
    """Wraps and unwraps data keys.

    Args:
        keyring: the master keys.
        file: where they were read from; when it changes, they are read again, so that a rotation reaches programs that run.
    """

    def __init__(self, keyring: Keyring, *, file: Path | None = None) -> None:
        self.file = file
        self._keyring = keyring
        self._seen: tuple[int, int] | None = None  # read once more at first: it may have changed since it was read

    @property
    def keyring(self) -> Keyring:
        """The master keys as they are now."""
        if (state := _state(self.file)) not in (None, self._seen) and self.file is not None:
            self._keyring, self._seen = Keyring.read(self.file), state
        return self._keyring

    def wrap(self, key: DataKey, place: Place) -> Wrapped:
        """Encrypt a data key with the master key in use."""
        master = self.keyring.current
        return Wrapped(master.id, DataKey(master.secret).seal(key.secret, place))

    def unwrap(self, wrapped: Wrapped, place: Place) -> DataKey:
        """Decrypt a data key.

        Raises:
            BadInput: the master key that wrapped it is not here.
            Sealed: it was altered, or is another row's.
        """
        known = self._keyring if wrapped.master in self._keyring else self.keyring  # the file is looked at for keys that are not known
        return DataKey(DataKey(known[wrapped.master].secret).open(wrapped.wrapped, place))

    def rewrap(self, wrapped: Wrapped, place: Place) -> Wrapped:
        """Change over to the master key in use; the content stays as it is."""
        return self.wrap(self.unwrap(wrapped, place), place)


def _state(file: Path | None) -> tuple[int, int] | None:
    """Return what tells one content of a file from another; every content is a file of its own."""
    try:
        told = file.stat() if file else None
    except OSError:  # taken away while we work: what was read is still good
        return None
    return (told.st_ino, told.st_mtime_ns) if told else None
