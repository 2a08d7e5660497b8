"""Candidates whose every word can be told from all others', and eyes that find such words again in whatever form.

A canary is a made-up word that names its candidate and where it stood: `zqkwcanary` + three letters for the candidate + two for the place.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

STEM = "zqkwcanary"
LETTERS = "abcdefghijklmnop"
DIGITS = "1397731"  # what every canary's mobile number begins with
IDENTIFYING = ("na", "ma", "ph", "fi", "me", "sc", "no", "le", "re", "rt", "an")  # places whose words may nowhere be in the clear
KINDS = {
    "na": "name", "ma": "e-mail", "ph": "mobile", "fi": "name of the file", "me": "path in an archive", "sc": "school",
    "no": "note", "le": "letter", "re": "reason of a decision", "rt": "words of a scorecard", "an": "answer in a screening",
    "sk": "skill", "em": "employer", "se": "sentence",
}  # fmt: skip
DEFLATED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
INFLATED_AT_MOST = 1 << 22
Found = dict[int, set[str]]  # by candidate: the kinds of their words that were found


def letters(number: int) -> str:
    """Return the three letters that stand for a candidate."""
    return "".join(LETTERS[(number >> shift) & 15] for shift in (8, 4, 0))


def word(number: int, kind: str) -> str:
    """Return a candidate's word for a place."""
    return f"{STEM}{letters(number)}{kind}"


def mobile(number: int) -> str:
    """Return a candidate's mobile number."""
    return f"{DIGITS}{number:04d}"


def resume(number: int) -> str:
    """Return the résumé of a candidate."""
    w = lambda kind: word(number, kind)  # noqa: E731
    return (
        f"{w('na').capitalize()} Lindqvist\n{w('ma')}@example.com | {mobile(number)}\n\n"
        f"EXPERIENCE\nData Engineer, {w('em').capitalize()} Ltd, Bristol. March 2019 - present\n"
        f"- Built Python pipelines with {w('se')} for eleven ports.\n\n"
        f"EDUCATION\nUniversity of {w('sc').capitalize()}, BSc Mathematics, 2015 - 2018\n\nSKILLS\nPython, {w('sk').capitalize()}, Kafka\n"
    )


PLAIN = re.compile(rf"{STEM}([a-p]{{3}})([a-z]{{2}})", re.IGNORECASE)
NUMBER = re.compile(rf"{DIGITS}(\d{{4}})")
PLAIN_BYTES = re.compile(PLAIN.pattern.encode(), re.IGNORECASE)
NUMBER_BYTES = re.compile(NUMBER.pattern.encode())
WIDE_BYTES = re.compile(b"".join(bytes([c]) + b"\0" for c in STEM.encode()) + rb"((?:[a-p]\0){3})((?:[a-z]\0){2})", re.IGNORECASE)
# The stem in base64: without its first letter, which may be a capital, at each of the three places where a word can begin.
BASE64 = [base64.b64encode(b"\0" * shift + STEM[1:].encode())[4 if shift else 0 : -4] for shift in range(3)]


def find(data: bytes, *, deep: bool = True) -> Found:
    """Return whose words stand in bytes: as UTF-8, UTF-16 or base64, and so in what was deflated."""
    found: Found = defaultdict(set)
    for match in PLAIN_BYTES.finditer(data):
        _add(found, match[1], match[2])
    for match in WIDE_BYTES.finditer(data):
        _add(found, match[1].replace(b"\0", b""), match[2].replace(b"\0", b""))
    for match in NUMBER_BYTES.finditer(data):
        found[int(match[1])].add("ph")
    for stem in BASE64:
        at = data.find(stem)
        while at >= 0:
            for unpacked in _decoded(data[max(0, at - 8) : at + 64]):
                _merge(found, find(unpacked, deep=False))
            at = data.find(stem, at + 1)
    if deep:
        for unpacked in _inflated(data):
            _merge(found, find(unpacked, deep=False))
    return found


def scan(places: Iterable[Path]) -> dict[int, dict[str, set[str]]]:
    """Return, by candidate and kind of word, the files that hold it."""
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                for number, kinds in find(path.read_bytes() + b"\0" + path.name.encode()).items():
                    for kind in kinds:
                        found[number][kind].add(str(path.relative_to(place.parent)))
    return found


def _add(found: Found, number: bytes, kind: bytes) -> None:
    place = kind.decode().lower()
    found[_number(number.decode().lower())].add(place if place in KINDS else "part")


def _number(told: str) -> int:
    return int("".join(f"{LETTERS.index(letter):x}" for letter in told), 16)


def _merge(found: Found, more: Found) -> None:
    for number, kinds in more.items():
        found[number] |= kinds


def _decoded(near: bytes) -> Iterator[bytes]:
    """Yield what base64 near a stem may say, whichever group of four it begins in."""
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", near)
    for start in range(4):
        yield base64.b64decode(clean[start : start + (len(clean) - start) // 4 * 4], validate=False)


def _inflated(data: bytes) -> Iterator[bytes]:
    """Yield what deflates from wherever such a stream may begin."""
    done = 0
    for match in DEFLATED.finditer(data):
        if match.start() < done:
            continue
        stream = zlib.decompressobj(wbits=47)
        try:
            unpacked = stream.decompress(data[match.start() : match.start() + (8 << 20)], INFLATED_AT_MOST)
        except zlib.error:
            continue
        if len(unpacked) >= len(STEM):
            yield unpacked
            done = match.start() + 2
