"""Tell from the bytes of a PDF whether a stream in it grows beyond what any page needs, before PDFium reads it all."""

from __future__ import annotations

import re
import zlib

from jiufang.errors import UnreadableDocument

MAX_STREAM = 24 << 20  # bytes unpacked; the page descriptions of a résumé have 10-500 kB
LEAST = MAX_STREAM // 1100  # bytes packed; deflate packs at most 1,030 to one
HEAD = 1_000  # bytes before a stream in which its dictionary stands
MAX_LAYERS = 4  # packed again and again
# What PDFium unpacks on its own terms: pictures line by line, fonts within the limits of FreeType.
OTHERS = re.compile(rb"/Image\b|/Length1\b|/CIDFontType0C\b|/Type1C\b|/OpenType\b|/FontFile")
STREAM = re.compile(rb"stream\r?\n")


def refuse_bombs(data: bytes, *, name: str) -> None:
    """Check the packed streams of a PDF.

    Raises:
        UnreadableDocument: one unpacks to more than any page needs.
    """
    at = 0
    while (found := STREAM.search(data, at)) is not None:
        end = data.find(b"endstream", found.end())
        end = end if end >= 0 else len(data)
        if (
            end - found.end() >= LEAST
            and _is_deflated(data[max(at, found.start() - HEAD) : found.start()])
            and _is_bomb(data[found.end() : end])
        ):
            raise UnreadableDocument(
                "one of its pages unpacks to far more than any page needs", subject=name, hint="ask for a new export of the file"
            )
        at = max(end, found.end())


def _is_deflated(before: bytes) -> bool:
    """Tell from the bytes before a stream whether it is packed, and no picture or font."""
    head = before[before.rfind(b" obj") + 1 :]
    return b"/Fl" in head and not OTHERS.search(head)


def _is_bomb(packed: bytes) -> bool:
    content = packed
    for _ in range(MAX_LAYERS):
        try:
            content = zlib.decompressobj().decompress(content, MAX_STREAM + 1)
        except zlib.error:
            return False
        if len(content) > MAX_STREAM:
            return True
    return False
