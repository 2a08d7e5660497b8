"""Turn the bytes of a picture into the texts that it carries beside its pixels: comments, captions, EXIF, XMP, what is tacked on.

Only the structure is read, never the pixels; every length is bounded. JPEG, PNG, GIF, WebP and TIFF; of other kinds, and of
what follows the end of a picture, the runs of printable characters.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator

from jiufang.documents.charset import SURE, plausibility

MAX_NOTE = 1 << 16  # bytes of one note; a camera's are shorter
MAX_PARTS = 400  # segments or chunks looked at before the pixels
JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
PIXELS = 0xDA  # JPEG's marker of the compressed picture
# Thumbnails, colour profiles and preview pictures are no words.
DULL_APPS = (b"ICC_PROFILE", b"MPF\0", b"JFXX", b"FPXR")
PNG_TEXTS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")
MARKUP = re.compile(r"<[^>]*>")
ATTRIBUTE = re.compile(r"""=\s*(?:"([^"]{20,})"|'([^']{20,})')""")
# Words: printable, with blanks or Han characters in between.
LATIN_RUN = re.compile(rb"[\x20-\x7e\t\r\n]{16,}")
UTF16_RUN = re.compile(rb"(?:[\x20-\x7e\t\r\n]\x00){16,}|(?:\x00[\x20-\x7e\t\r\n]){16,}")
UTF8_RUN = re.compile(rb"(?:[\x20-\x7e\t\r\n]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){12,}")
HAN_RUN = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\x20-\x7e]{8,}")
LEAST_HAN = 6
HAN = re.compile("[\u4e00-\u9fff]")


def picture_notes(data: bytes) -> list[str]:
    """Return the texts that a picture carries beside its pixels, each once, in the order of the file."""
    found = (text for part in _parts(data) for text in _texts(part[:MAX_NOTE]))
    return list(dict.fromkeys(text for text in found if text))


def _parts(data: bytes) -> Iterator[bytes]:
    if data.startswith(JPEG):
        yield from _jpeg(data)
    elif data.startswith(PNG):
        yield from _png(data)
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        yield from _webp(data)
    else:
        yield data[:MAX_NOTE]
        yield data[-MAX_NOTE:] if len(data) > MAX_NOTE else b""


def _jpeg(data: bytes) -> Iterator[bytes]:
    at = 2
    for _ in range(MAX_PARTS):
        if data[at : at + 1] != b"\xff" or at + 4 > len(data):
            return
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == PIXELS:
            break
        content = data[at + 4 : at + 2 + size]
        if (0xE1 <= marker <= 0xEF and not content.startswith(DULL_APPS)) or marker == 0xFE:
            yield content
        at += 2 + size
    end = data.rfind(b"\xff\xd9")
    yield data[end + 2 :] if end > 0 else b""


def _png(data: bytes) -> Iterator[bytes]:
    at = len(PNG)
    for _ in range(MAX_PARTS):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        content = data[at + 8 : at + 8 + min(size, MAX_NOTE)]
        if kind in PNG_TEXTS:
            yield _png_text(kind, content)
        at += 12 + size
        if kind == b"IEND" or at >= len(data):
            break
    yield data[at:]


def _png_text(kind: bytes, content: bytes) -> bytes:
    """Return what a chunk says; the compressed ones are unpacked within bounds."""
    keyword, _, rest = content.partition(b"\0")
    if kind == b"zTXt":
        return _unpacked(rest[1:])
    if kind == b"iTXt":
        packed, tail = rest[:1] == b"\x01", rest[2:].split(b"\0", 2)[-1]
        return _unpacked(tail) if packed else tail
    return content if kind == b"eXIf" else rest or keyword


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MAX_NOTE)
    except zlib.error:
        return b""


def _webp(data: bytes) -> Iterator[bytes]:
    at, end = 12, 8 + int.from_bytes(data[4:8], "little")
    for _ in range(MAX_PARTS):
        if at >= min(end, len(data)):
            break
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if kind in (b"EXIF", b"XMP "):
            yield data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    yield data[end:]


def _texts(part: bytes) -> Iterator[str]:
    for run in UTF16_RUN.findall(part):
        yield run.replace(b"\0", b"").decode("ascii", "replace").strip()
    runs = UTF8_RUN.findall(part)
    for run in runs or LATIN_RUN.findall(part):
        yield from _without_markup(run.decode("utf-8", "replace"))
    for order, start in (("utf-16-le", 0), ("utf-16-le", 1), ("utf-16-be", 0), ("utf-16-be", 1), ("gb18030", 0)):
        for word in HAN_RUN.findall(part[start:].decode(order, "replace")):
            # Other bytes read as text give Han characters too, but rare ones.
            if len(HAN.findall(word)) >= LEAST_HAN and plausibility(word) >= SURE:
                yield word.strip()


def _without_markup(text: str) -> Iterator[str]:
    if "<" not in text:
        yield text.strip()
        return
    for value in (*MARKUP.split(text), *("".join(found) for found in ATTRIBUTE.findall(text))):
        yield html.unescape(value).strip()
