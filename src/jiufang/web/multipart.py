"""Turn the stream of an upload into its files, one at a time: no more than one of them is in memory, and none is on the disk (RFC 7578)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header
from starlette.exceptions import HTTPException

from jiufang.errors import BadInput

NAMELESS = "upload"
LONGEST_NAME = 255  # characters; no file system has longer ones
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # control codes, and marks that turn a name round


@dataclass(frozen=True)
class Part:
    """One file of an upload; `too_large` is one of which no more than the beginning was read, and nothing is kept."""

    name: str
    content: bytes = field(repr=False)
    too_large: bool = False


class _Collector:
    """Puts together what the parser finds."""

    def __init__(self, *, file: int, files: int) -> None:
        self._file, self._files = file, files
        self._header, self._value = b"", b""
        self._disposition = b""
        self._content = bytearray()
        self._came = self._count = 0
        self.done: list[Part] = []
        self.ended = False

    def on_part_begin(self) -> None:
        self._disposition, self._content, self._came = b"", bytearray(), 0

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._came += end - start
        if self._came <= self._file:
            self._content += data[start:end]
        else:
            self._content = bytearray()

    def on_part_end(self) -> None:
        _, options = parse_options_header(self._disposition)
        if b"filename" not in options:
            return  # a field of a form; there are none here
        self._count += 1
        if self._count > self._files:
            raise HTTPException(413)
        self.done.append(Part(name_of(options[b"filename"]), bytes(self._content), too_large=self._came > self._file))
        self._content = bytearray()

    def on_end(self) -> None:
        self.ended = True


async def files(stream: AsyncIterator[bytes], content_type: str, *, file: int, count: int) -> AsyncIterator[Part]:
    """Yield the files of an upload as they arrive.

    Args:
        stream: the body.
        content_type: the header.
        file: bytes that one of them may have.
        count: how many there may be.

    Raises:
        BadInput: this is no upload, or it broke off.
        HTTPException: it is of another media type (415), or there are too many files (413).
    """
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise HTTPException(415)
    found = _Collector(file=file, files=count)
    names = ("on_part_begin", "on_header_field", "on_header_value", "on_header_end", "on_part_data", "on_part_end", "on_end")
    try:
        parser = MultipartParser(options[b"boundary"], {name: getattr(found, name) for name in names})  # type: ignore[arg-type]
        async for chunk in stream:
            parser.write(chunk)
            while found.done:
                yield found.done.pop(0)
        parser.finalize()
    except MultipartParseError:
        raise BadInput("this upload is not put together as RFC 7578 has it", subject="body") from None
    if not found.ended:
        raise BadInput("the upload broke off", subject="body", hint="send it again; what arrived is kept and not read twice")


def name_of(told: bytes) -> str:
    """Return the name of a file: its last part, without anything that is not seen."""
    try:
        text = told.decode("utf-8")
    except UnicodeDecodeError:
        text = told.decode("latin-1")
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", text))[-1]
    seen = UNSEEN.sub("", last).strip(" .")
    if len(seen) > LONGEST_NAME:
        stem, dot, ending = seen.rpartition(".")
        seen = stem[: LONGEST_NAME - len(ending) - 1] + dot + ending if 0 < len(ending) < 10 else seen[:LONGEST_NAME]
    return seen or NAMELESS
