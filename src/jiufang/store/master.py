"""Keep the master key, which opens every other key: in a file that only its owner reads, or in `JIUFANG_MASTER_KEY`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from jiufang.errors import BadInput

KEY_BYTES = 32  # AES-256
FILE = "master.key"
READ_BY_OTHERS = 0o077


@dataclass(frozen=True)
class MasterKey:
    """One master key; its id tells which one wrapped a key, and nothing of the key."""

    secret: bytes = field(repr=False)

    @cached_property
    def id(self) -> str:
        """Sixteen hexadecimal digits of a hash of the key."""
        return hashlib.sha256(b"jiufang master key" + self.secret).hexdigest()[:16]

    @classmethod
    def new(cls) -> MasterKey:
        """Make a key by chance."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, line: str) -> MasterKey:
        """Read a key as it was written.

        Raises:
            BadInput: it is none.
        """
        try:
            secret = base64.b64decode(line.strip(), validate=True)
        except binascii.Error:
            secret = b""
        if len(secret) != KEY_BYTES:
            raise BadInput(
                "the master key is not 32 bytes in base64", subject="JIUFANG_MASTER_KEY", hint="take it from the key file or backup"
            )
        return cls(secret)

    def __str__(self) -> str:
        return base64.b64encode(self.secret).decode()


@dataclass(frozen=True)
class Keyring:
    """The master key in use, and older ones that still have to open what they wrapped."""

    keys: tuple[MasterKey, ...]

    @property
    def current(self) -> MasterKey:
        """The key that wraps from now on."""
        return self.keys[0]

    def __contains__(self, id: str) -> bool:
        return any(key.id == id for key in self.keys)

    def __getitem__(self, id: str) -> MasterKey:
        for key in self.keys:
            if key.id == id:
                return key
        raise BadInput(
            f"the content was locked with the master key {id}, which is not here", subject="master key", hint="restore the key file"
        )

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """Read keys, one a line or parted by commas, the current one first.

        Raises:
            BadInput: one of them is no key.
        """
        return cls(tuple(MasterKey.parse(part) for part in text.replace(",", "\n").split("\n") if part.strip()))

    @classmethod
    def of(cls, folder: Path, *, given: str = "") -> Keyring:
        """Return the keys that were given, else those of a folder, which gets one when it has none.

        Args:
            folder: the workspace's folder.
            given: the value of `JIUFANG_MASTER_KEY`.

        Raises:
            BadInput: there is no key in it, or others may read the file.
        """
        if given:
            return cls.parse(given)
        path = folder / FILE
        if not path.exists():
            cls((MasterKey.new(),)).write(folder)
        return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> Keyring:
        """Return the keys of a file.

        Raises:
            BadInput: there is no key in it, or others may read it.
        """
        if path.stat().st_mode & READ_BY_OTHERS:
            raise BadInput("others may read the master key", subject=str(path), hint=f"chmod 600 {path}")
        keys = cls.parse(path.read_text("ascii", errors="replace"))
        if not keys.keys:
            raise BadInput("the file holds no master key", subject=str(path), hint="restore it from your copy")
        return keys

    def write(self, folder: Path, *, name: str = FILE) -> None:
        """Keep the keys in a file of a folder, mode 600; a crash leaves the old file or the new one."""
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("".join(f"{key}\n" for key in self.keys))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(folder / name)
        directory = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
