"""Files made to break a reader: cut off, flipped, mislabelled, locked, bombs, loops, depth, names, entities.

`cases(url)` yields them one by one; `url` is an address that nothing in a file may make us visit.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import hostile
import seeds

CUTS = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97, 0.995)
FLIPPED = {
    "pdf": 16,
    "docx": 10,
    "odt": 6,
    "zip": 8,
    "eml": 6,
    "png": 4,
    "jpg": 4,
    "tif": 4,
    "webp": 3,
    "bmp": 2,
    "rtf": 4,
    "html": 3,
    "json": 3,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A malformed file: what is wrong with it, the name it comes under, its bytes."""

    family: str
    file: str
    data: bytes


def cases(url: str = "http://127.0.0.1:9/") -> Iterator[Case]:
    """Yield every malformed file; always the same ones in the same order."""
    yield from _cut_off()
    yield from _flipped()
    yield from _mislabelled()
    yield from _noise()
    for family, make in hostile.FAMILIES.items():
        yield from _made(family, make, url)


def _made(family: str, make: Callable[[str], Iterator[tuple[str, bytes]]], url: str) -> Iterator[Case]:
    for file, data in make(url):
        yield Case(family, file, data)


def _cut_off() -> Iterator[Case]:
    for extension, whole in seeds.all_formats().items():
        for share in CUTS:
            yield Case("cut off", f"cut-{share}.{extension}", whole[: max(1, int(len(whole) * share))])


def _flipped() -> Iterator[Case]:
    formats = seeds.all_formats() | {"doc": seeds.ole("WordDocument", "1Table")}
    for extension, count in {**FLIPPED, "doc": 4}.items():
        for seed in range(count):
            yield Case("flipped bits", f"flip-{seed}.{extension}", flip(formats[extension], seed))


def flip(data: bytes, seed: int) -> bytes:
    """Return data with some bits flipped: few for even seeds, one in five hundred bytes for odd ones."""
    chance, damaged = random.Random(seed), bytearray(data)
    for _ in range(3 if seed % 2 == 0 else max(4, len(data) // 500)):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _mislabelled() -> Iterator[Case]:
    formats = seeds.all_formats()
    for true, claimed in zip(formats, [*list(formats)[4:], *list(formats)[:4]], strict=True):
        yield Case("wrong extension", f"{true}-as.{claimed}", formats[true])
    for true in ("pdf", "docx", "zip", "png"):
        yield Case("wrong extension", f"{true}-without", formats[true])
    for first, second in (("pdf", "zip"), ("png", "zip"), ("html", "pdf"), ("jpg", "html"), ("rtf", "pdf"), ("zip", "pdf")):
        yield Case("two files in one", f"{first}-{second}.{first}", formats[first] + b"\n" + formats[second])


def _noise() -> Iterator[Case]:
    for size in (0, 1, 2, 7, 100, 5_000, 300_000):
        for extension in ("pdf", "docx", "txt", "png", "eml"):
            yield Case("noise", f"noise-{size}.{extension}", random.Random(size).randbytes(size))
    magic = {
        "pdf": b"%PDF-1.7\n",
        "docx": b"PK\x03\x04",
        "png": b"\x89PNG\r\n\x1a\n",
        "jpg": b"\xff\xd8\xff\xe0",
        "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    }
    for extension, start in (
        {**magic, "rtf": b"{\\rtf1 ", "tif": b"II*\x00", "eml": b"From: a\nMIME-Version: 1.0\n", "html": b"<html>"}
    ).items():
        yield Case("noise", f"magic.{extension}", start + random.Random(extension).randbytes(4_000))
    for name, data in {
        "zeros.pdf": b"\x00" * 5_000,
        "bom.txt": b"\xef\xbb\xbf",
        "blanks.txt": b" \n" * 500,
        "odd16.txt": "张敏".encode("utf-16") + b"\x00",
    }.items():
        yield Case("noise", name, data)
    yield Case("noise", "surrogates.txt", b"\xff\xfe" + b"\x00\xd8A\x00" * 200)
    yield Case("noise", "big5.txt", "學歷：國立大學".encode("big5") + b"\xff\xff\x80")
