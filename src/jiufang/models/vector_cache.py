"""Turn an encoder into one that remembers: vectors on disk by encoder, side and text, so that a second run encodes nothing.

The vectors of each call go into one file, written aside and renamed, so several processes may share the folder.
A file holds MAGIC, the number of vectors, their length, the keys, and the vectors. Vectors tell much of their
text, so the folder is for its owner's eyes only (mode 0700).
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jiufang.protocols import Encoder, Side

MAGIC = b"JFV1"
HEADER = struct.Struct("<4sIII")
KEY_BYTES = 16
MOST_FILES = 64  # beyond this a start would spend its time on opening files: they become one
SUFFIX = ".vectors"

Vectors = NDArray[np.float32]


class CachedEncoder:
    """An `Encoder` that asks another one only for texts it has not seen.

    Args:
        encoder: encodes what is new; it need not have loaded its model.
        folder: where the vectors are kept, below a folder named after the encoder.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._folder = folder / re.sub(r"[^\w.@+-]", "_", encoder.name)
        self._known: dict[bytes, Vectors] | None = None

    @property
    def name(self) -> str:
        """Name of the encoder behind: a kept vector is the same as a new one, to the bit."""
        return self._encoder.name

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> Vectors:
        """Return float32 of shape [len(texts), dimensions], each row of L2 norm 1."""
        if not texts:
            return self._encoder.encode([], side=side)
        if self._known is None:
            self._known = _load(self._folder)
        keys = [_key(text, side) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            vectors = self._encoder.encode(list(new.values()), side=side)
            self._known.update(zip(new, vectors, strict=True))
            _store(self._folder, list(new), vectors)
        return np.stack([self._known[key] for key in keys])


def _key(text: str, side: Side) -> bytes:
    return hashlib.blake2b(f"{side}\n{text}".encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def _load(folder: Path) -> dict[bytes, Vectors]:
    files = sorted(folder.glob(f"*{SUFFIX}"))
    known: dict[bytes, Vectors] = {}
    for path in files:
        known.update(_read(path))
    # Written first and removed after: whoever reads in between finds everything, some of it twice.
    if len(files) > MOST_FILES and _store(folder, list(known), np.stack(list(known.values()))):
        _remove(files)
    return known


def _read(path: Path) -> Iterable[tuple[bytes, Vectors]]:
    """Return the vectors of a file by key; none when it is damaged or just went away."""
    try:
        with path.open("rb") as file:
            magic, count, dimensions, _ = HEADER.unpack(file.read(HEADER.size))
        start = HEADER.size + count * KEY_BYTES
        if magic != MAGIC or path.stat().st_size != start + count * dimensions * 4:
            return ()
        keys = np.fromfile(path, np.uint8, count * KEY_BYTES, offset=HEADER.size).tobytes()
        vectors = np.memmap(path, np.dtype("<f4"), "r", start, (count, dimensions))
    except (OSError, struct.error, ValueError):
        return ()
    return ((keys[i * KEY_BYTES : (i + 1) * KEY_BYTES], vectors[i]) for i in range(count))


def _store(folder: Path, keys: Sequence[bytes], vectors: Vectors) -> bool:
    """Write one file; a full or read-only disk is no error, only slower next time."""

    def write(file: Callable[[bytes], int]) -> None:
        file(HEADER.pack(MAGIC, len(keys), vectors.shape[1], 0))
        file(b"".join(keys))
        file(np.ascontiguousarray(vectors, "<f4").tobytes())

    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            write(stream.write)
        Path(temporary).replace(Path(temporary).with_suffix(SUFFIX))
    except OSError:
        return False
    return True


def _remove(files: Iterable[Path]) -> None:
    for path in files:
        with suppress(OSError):  # Windows keeps a mapped file; the next start removes it
            path.unlink(missing_ok=True)
