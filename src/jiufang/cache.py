"""A folder of results by content hash: what was read or scored before is not read or scored again.

Entries hold what the documents say, so the folder is for its owner's eyes only (mode 0700); deleting it
costs nothing but time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path


def digest(*parts: str | bytes) -> str:
    """Return the SHA-256 of the parts, told apart by their lengths, in hexadecimal."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "little"))
        total.update(data)
    return total.hexdigest()


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """Return a hash of the package's own files by name, size and time, so that a changed program never meets old results."""
    root = Path(__file__).parent
    files = sorted(p for p in root.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return digest(*(f"{p.relative_to(root)} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in files))[:16]


# What follows from a person's documents, and is removed when somebody is erased: by content hash alone, nobody is found in it.
OF_PERSONS = ("answers", "fingerprints", "matches", "pictures", "profiles", "readings", "vectors")


class Cache:
    """Text by key, one file each, written atomically; a damaged or absent entry is simply not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, kind: str, key: str) -> str | None:
        """Return what was put under the key, or None."""
        try:
            return self._path(kind, key).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def put(self, kind: str, key: str, value: str) -> None:
        """Keep a text under a key; a full or read-only disk is no error, only slower next time."""
        path = self._path(kind, key)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(value)
            os.replace(temporary, path)  # noqa: PTH105 - atomic on every system
        except OSError:
            return

    def clear(self) -> None:
        """Remove all that was kept of persons; it costs nothing but time."""
        for kind in OF_PERSONS:
            shutil.rmtree(self.folder / kind, ignore_errors=True)

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / f"{key}.json"


class NoCache(Cache):
    """Keeps nothing."""

    def __init__(self) -> None:
        super().__init__(Path())

    def get(self, kind: str, key: str) -> str | None:
        """Return None, always."""
        return None

    def put(self, kind: str, key: str, value: str) -> None:
        """Forget the value."""
