"""Turn messages between the pool and a worker into frames on a pipe: one byte of kind, eight of length, the payload."""

from __future__ import annotations

import struct
from typing import IO

HEADER = struct.Struct(">cQ")

READ, RENDER, DATA = b"Q", b"P", b"D"  # pool → worker
READY, OCR, ANSWER, LAST = b"R", b"O", b"A", b"L"  # worker → pool; after LAST the worker wants to be replaced

# The reply of a worker is capped: a hostile file that got hold of one must not fill the parent's memory.
MAX_REPLY = 96 << 20


class BrokenFrame(Exception):
    """The other side went away, or sends what is not a frame."""


def send(stream: IO[bytes], kind: bytes, payload: bytes = b"") -> None:
    """Write one frame and flush it."""
    stream.write(HEADER.pack(kind, len(payload)))
    stream.write(payload)
    stream.flush()


def receive(stream: IO[bytes], *, limit: int = MAX_REPLY) -> tuple[bytes, bytes]:
    """Read one frame.

    Args:
        stream: the reading end of a pipe.
        limit: the longest payload accepted, in bytes.

    Returns:
        The kind and the payload.

    Raises:
        BrokenFrame: the pipe ended, or the frame is longer than the limit.
    """
    header = _exactly(stream, HEADER.size)
    kind, size = HEADER.unpack(header)
    if size > limit:
        raise BrokenFrame(f"a frame of {size} bytes")
    return kind, _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise BrokenFrame("the pipe ended")
    return data
