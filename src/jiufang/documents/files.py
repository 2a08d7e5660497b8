"""Turn paths into readings: one file, many files, or the single résumé that a file holds."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterable, Iterator

from jiufang.documents.records import Document, Reading, Status
from jiufang.documents.sandbox.pool import FilePath, ReadingPool, Source
from jiufang.errors import UnreadableDocument

BODY = "body"
"""The `member` of the document made from the text of an e-mail itself."""

_shared: ReadingPool | None = None
_lock = threading.Lock()


def read(source: Source, *, name: str | None = None, pool: ReadingPool | None = None, ocr: bool = True) -> Reading:
    r"""Read one file in a worker process.

    Args:
        source: a path, or the bytes of the file.
        name: the name to give it; needed only with bytes.
        pool: the workers to use; without one, a worker is kept warm until the program ends.
        ocr: whether pictures of text are read; takes some seconds a page.

    Returns:
        The reading; what cannot be read has status `failed` and a reason. Nothing in a file makes this raise.

    Example:
        >>> read(b"Li Wei\nPython", name="li.txt").documents[0].text
        'Li Wei\nPython'
    """
    return (pool or shared_pool()).read(source, name=name, ocr=ocr)


def read_many(paths: Iterable[Source], *, pool: ReadingPool | None = None, workers: int = 2, ocr: bool = True) -> Iterator[Reading]:
    """Read files in parallel and yield their readings in the order given.

    Args:
        paths: the files; they are read ahead by a few only, so this may be endless.
        pool: the workers to use; without one, a pool of `workers` is made for this call.
        workers: how many files are read at the same time.
        ocr: whether pictures of text are read.
    """
    if pool is not None:
        yield from pool.read_many(paths, ocr=ocr)
        return
    with ReadingPool(workers) as own:
        yield from own.read_many(paths, ocr=ocr)


def read_one(path: FilePath, *, pool: ReadingPool | None = None, ocr: bool = True) -> Document:
    """Read the single résumé in a file.

    An e-mail with one attachment is that attachment; an archive with one file is that file.

    Raises:
        UnreadableDocument: the file cannot be read, or holds several résumés.
    """
    return only_document(read(path, pool=pool, ocr=ocr))


def only_document(reading: Reading) -> Document:
    """Return the one résumé of a reading.

    Raises:
        UnreadableDocument: there is none, or there are several.
    """
    if reading.status is Status.FAILED:
        raise UnreadableDocument(reading.reason, subject=reading.file)
    attached = [d for d in reading.documents if d.member != BODY] or list(reading.documents)
    if len(attached) > 1:
        members = ", ".join(d.member or d.name for d in attached[:5])
        raise UnreadableDocument(f"it holds {len(attached)} documents: {members}", subject=reading.file, hint="use read() and choose one")
    return attached[0]


def shared_pool() -> ReadingPool:
    """Return the pool of one worker that is kept warm for single files."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = ReadingPool(workers=1)
        return _shared


def _close_shared() -> None:
    global _shared
    pool, _shared = _shared, None
    if pool is not None:
        pool.close()


def _forget_shared() -> None:
    # A forked child has no right to the parent's pipes.
    global _shared, _lock
    _shared, _lock = None, threading.Lock()


atexit.register(_close_shared)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_shared)
