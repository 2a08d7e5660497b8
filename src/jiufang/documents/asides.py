"""Find what a file says beside its pages, in its name and in the data of its pictures; only what reads like a payload is told."""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import unquote_to_bytes

from jiufang.documents.picture_notes import picture_notes
from jiufang.documents.records import HiddenText, Problem
from jiufang.documents.suspicion import ORDER, is_suspicious

QUOTE = 300  # code points quoted of each
MAX_PICTURES = 30
MAX_BYTES = 12 << 20  # of one picture; the data beside the pixels stand at its ends
PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|tiff?|bmp|emf|wmf|svg)$", re.IGNORECASE)
DATA_URI = re.compile(rb"data:image/[\w.+-]{1,20}(;base64)?,([A-Za-z0-9+/=%\s]{64,})", re.IGNORECASE)
MEANING = {"picture": "instructions or long text in the data of a picture", "file_name": "instructions in the name of the file"}


def asides(data: bytes, *, kind: str, name: str) -> tuple[HiddenText, ...]:
    """Report what stands in a file's name and in the data of its pictures, when it speaks to a machine or is oddly long.

    Args:
        data: the whole file.
        kind: what it is (docx, odt, html, image); PDFs open their pictures themselves.
        name: the name of the file.
    """
    stem = re.sub(r"[_.+-]+", " ", PurePath(name).stem)
    told = [HiddenText(family="file_name", quote=stem[:QUOTE])] if ORDER.search(stem) else []
    return (*told, *(HiddenText(family="picture", quote=note) for note in dict.fromkeys(_odd_notes(data, kind))))


def odd_notes(picture: bytes) -> list[str]:
    """Return the texts in the data of a picture that read like a payload, cut to be quoted."""
    return [note[:QUOTE] for note in picture_notes(picture[:MAX_BYTES]) if is_suspicious(note) and _is_prose(note)]


def problems_of(found: tuple[HiddenText, ...]) -> tuple[Problem, ...]:
    """Say in words for the recruiter what was found."""
    return tuple(Problem(code="hidden_text", message=MEANING[family]) for family in dict.fromkeys(h.family for h in found))


def _odd_notes(data: bytes, kind: str) -> Iterator[str]:
    for picture in _pictures(data, kind):
        yield from odd_notes(picture)


def _is_prose(note: str) -> bool:
    """Tell words from tables of numbers and codes: cameras and painting programs keep long ones."""
    letters = sum(c.isalpha() for c in note)
    return letters > 0.6 * len(note) and (any("\u4e00" <= c <= "\u9fff" for c in note) or note.count(" ") > len(note) / 25)


def _pictures(data: bytes, kind: str) -> Iterator[bytes]:
    if kind == "image":
        yield data
    elif kind in ("docx", "odt"):
        yield from _members(data)
    elif kind == "html":
        for count, found in enumerate(DATA_URI.finditer(data)):
            if count == MAX_PICTURES:
                return
            yield _unquoted(found.group(2), is_base64=bool(found.group(1)))


def _members(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for entry in [e for e in package.infolist() if PICTURE_NAME.search(e.filename)][:MAX_PICTURES]:
                with package.open(entry) as member:
                    yield member.read(MAX_BYTES)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        return


def _unquoted(text: bytes, *, is_base64: bool) -> bytes:
    plain = unquote_to_bytes(text)
    try:
        return base64.b64decode(re.sub(rb"\s", b"", plain)) if is_base64 else plain
    except (binascii.Error, ValueError):
        return b""
