"""Turn requests on standard input into readings on standard output, one file at a time, inside the limits."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import sys
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from jiufang.documents import reader
from jiufang.documents.detect import OLE
from jiufang.documents.records import Reading, Status
from jiufang.documents.sandbox import frames, limits

CPU_S, WALL_S = 20, 27
OCR_CPU_S, OCR_WALL_S = 120, 90
MAX_FILE = 64 << 20
PDF, PDF_WITHIN = b"%PDF-", 1024  # readers of PDF look for this mark in so many bytes

# Loaded once, before the first file: what most files need. The rest is loaded when a file asks for it.
WARM = ("jiufang.documents.pdf", "jiufang.documents.docx", "jiufang.documents.html", "jiufang.documents.plain")


class AnnouncedRecognizer:
    """A text recogniser that tells the pool when it starts, since reading pictures takes longer.

    The model stays loaded between files; `begin` marks a new file.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._engine: Any = None
        self._announced = False

    def begin(self) -> None:
        """Forget that the present file needed recognition."""
        self._announced = False

    def recognize(self, image: NDArray[np.uint8]) -> Any:
        """Recognise a page, as lines."""
        return self._started().recognize(image)

    def segments(self, image: NDArray[np.uint8]) -> Any:
        """Recognise a page, as segments with their words."""
        return self._started().segments(image)

    def _started(self) -> Any:
        """Return the engine; announce it to the pool first, and load it if this is the first page ever."""
        if not self._announced:
            self._announced = True
            frames.send(self._out, frames.OCR)
            limits.renew(cpu_s=OCR_CPU_S, wall_s=OCR_WALL_S)
            limits.unbound_memory()
            try:
                self._engine = self._engine or self._load()
            finally:
                limits.bound_memory(limits.OCR_MEMORY)
        return self._engine

    def _load(self) -> Any:
        from jiufang.documents.ocr import RapidOcrRecognizer

        return RapidOcrRecognizer()


def main(parent: int) -> None:
    """Serve the pool until it closes the pipe."""
    requests, replies = _private_pipes()
    limits.confine(parent=parent)
    for module in WARM:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    recognizer = AnnouncedRecognizer(replies)
    frames.send(replies, frames.READY)
    with contextlib.suppress(frames.BrokenFrame, BrokenPipeError):
        while True:
            _serve(requests, replies, recognizer)


def _serve(requests: BinaryIO, replies: BinaryIO, recognizer: AnnouncedRecognizer) -> None:
    kind, head = frames.receive(requests)
    asked = json.loads(head)
    _, data = frames.receive(requests, limit=MAX_FILE)
    limits.renew(cpu_s=CPU_S, wall_s=WALL_S)
    limits.bound_memory(limits.PDF_MEMORY if PDF in data[:PDF_WITHIN] else limits.MEMORY)
    recognizer.begin()
    if data.startswith(OLE):
        limits.allow_writing()
    answer = _render(data, asked) if kind == frames.RENDER else _read(data, asked, recognizer)
    limits.rest()
    limits.forbid_writing()
    frames.send(replies, frames.LAST if limits.is_swollen() else frames.ANSWER, answer)


def _read(data: bytes, asked: dict[str, Any], recognizer: AnnouncedRecognizer) -> bytes:
    reading = reader.read_bytes(data, name=asked["name"], ocr=recognizer if asked["ocr"] else None)
    answer = _encode(reading)
    if len(answer) > frames.MAX_REPLY:
        reason = "it holds more text than a résumé can"
        answer = _encode(Reading(file=asked["name"], status=Status.FAILED, reason=reason))
    return answer


def _encode(reading: Reading) -> bytes:
    try:
        return reading.model_dump_json(exclude_defaults=True).encode("utf-8")
    except ValueError:  # halves of surrogate pairs, which UTF-8 cannot write
        return json.dumps(_writable(reading.model_dump(mode="python", exclude_defaults=True))).encode("utf-8")


def _writable(value: Any) -> Any:
    """Return plain data with each half of a surrogate pair replaced, so that offsets stay right."""
    if isinstance(value, dict):
        return {key: _writable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(inner) for inner in value]
    return re.sub("[\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) else value


def _render(data: bytes, asked: dict[str, Any]) -> bytes:
    from jiufang.documents.pictures import draw_page

    try:
        return draw_page(data, **asked)
    except Exception:
        return b""


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take the pipes for ourselves: a library that prints must not write into the protocol."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return requests, replies


if __name__ == "__main__":
    main(int(sys.argv[1]))
