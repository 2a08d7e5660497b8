"""Decide in which character set bytes were written, and turn them into text."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

# Longer samples change no decision.
SAMPLE_BYTES = 24_000
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Order breaks ties: what résumés are most often written in comes first.
CANDIDATES = ("gb18030", "cp1252", "big5hkscs", "cp932", "cp949", "cp1251", "koi8-r", "utf-16-le", "utf-16-be")
# Below this the known sets are all unlikely and the statistical detector is asked.
SURE = 0.25
LABELS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252"}
LABELS |= {
    "ascii": "cp1252",
    "latin1": "cp1252",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
}


def decode(data: bytes, *, declared: str | None = None) -> str:
    """Return the text that the bytes spell.

    Args:
        data: the bytes of a text file.
        declared: the character set that the file claims (a web page's `meta`); believed when it fits.

    Returns:
        The text without byte order mark. Bytes that fit nowhere become U+FFFD.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    encoding = charset_of(data, declared=declared)
    return data.decode(encoding, errors="replace").lstrip("\ufeff")


def charset_of(data: bytes, *, declared: str | None = None) -> str:
    """Name the character set of bytes without a byte order mark, as Python calls it."""
    if b"\x00" in data[:SAMPLE_BYTES] and (wide := _wide(data[:SAMPLE_BYTES])):
        return wide
    if _fits(data, "utf-8"):
        return "iso2022_jp" if b"\x1b$B" in data or b"\x1b$@" in data else "utf-8"
    claimed = _known(declared)
    if claimed and _fits(data, claimed) and claimed != "cp1252":
        return claimed
    return _most_plausible(data)


def plausibility(text: str) -> float:
    """Score how much the characters beyond ASCII look like words that people write, -1 to 1."""
    scores = [_worth(text, index) for index, char in enumerate(text) if char > "\x7f"]
    return sum(scores) / len(scores) if scores else 0.0


def _most_plausible(data: bytes) -> str:
    sample = _sample(data)
    scores: dict[str, float] = {}
    for encoding in CANDIDATES:
        text = sample.decode(encoding, errors="replace")
        # Each byte that does not fit speaks against the set; the cut end of the sample does not.
        broken = max(0, text.count("\ufffd") - 1) / max(1, len(text))
        scores[encoding] = plausibility(text) - 20 * broken
    best = max(CANDIDATES, key=lambda encoding: scores[encoding])
    if scores[best] >= SURE:
        return best
    return _detected(data) or best


def _sample(data: bytes) -> bytes:
    return data[:SAMPLE_BYTES]


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # 0.05 s to import, seldom needed

    found = from_bytes(data[:SAMPLE_BYTES]).best()
    return found.encoding if found else None


def _wide(sample: bytes) -> str | None:
    """UTF-16 writes ASCII with a NUL beside each character: after it (little endian) or before it."""
    even_sample = sample[: len(sample) // 2 * 2]
    scores = {encoding: plausibility(even_sample.decode(encoding, errors="replace")) for encoding in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] >= SURE:
        return best
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if max(odd, even) < 2 * min(odd, even):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _known(declared: str | None) -> str | None:
    name = (declared or "").strip().strip("\"'").lower()
    try:
        return LABELS.get(name) or codecs.lookup(name).name
    except LookupError:
        return None


@lru_cache(maxsize=1)
def _frequent() -> frozenset[str]:
    table = files("jiufang.documents").joinpath("data/frequent_characters.tsv").read_text("utf-8")
    return frozenset(c for row in table.splitlines() for c in row.partition("\t")[2])


def _worth(text: str, index: int) -> float:
    char = text[index]
    for fits, judge in JUDGES:
        if fits(char):
            return judge(text, index)
    return -1.0 if unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs") or char == "\ufffd" else -0.3


def _between(low: str, high: str) -> Callable[[str], bool]:
    return lambda char: low <= char <= high


def _among(chars: str) -> Callable[[str], bool]:
    return frozenset(chars).__contains__


def _han(text: str, index: int) -> float:
    return 1.0 if text[index] in _frequent() else -0.1


def _hangul(text: str, index: int) -> float:
    return 1.0 if text[index] in _frequent() else 0.2


def _latin(text: str, index: int) -> float:
    """An accented letter stands among plain ones; a run of them is another set misread."""
    around = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
    if not text[index].isalpha():
        return 0.5 if text[index] in "°±²³·×»«§©®½¼¿¡" and not any(c > "\xbf" for c in around) else -0.3
    if any("a" <= c.lower() <= "z" for c in around):
        return 0.9 if not any("\xa1" <= c <= "\u024f" for c in around) else 0.1
    return -0.6


def _cyrillic(text: str, index: int) -> float:
    """Capitals open words; a capital behind a small letter is KOI8 misread, as small and capital stand swapped there."""
    char, before, after = text[index], text[max(0, index - 1) : index], text[index + 1 : index + 2]
    if (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha()):
        return -0.5
    if not char.isalpha() or not ("а" <= char.lower() <= "я" or char in "ёЁ"):
        return -0.3
    if char.isupper() and before.islower():
        return -1.0
    return 0.9 if char.islower() or not ("а" <= before.lower() <= "я") else 0.4


def _constant(worth: float) -> Callable[[str, int], float]:
    return lambda text, index: worth


JUDGES: list[tuple[Callable[[str], bool], Callable[[str, int], float]]] = [
    (_between("\u4e00", "\u9fff"), _han),
    (_between("\uac00", "\ud7a3"), _hangul),
    (_between("\u3041", "\u3096"), _constant(1.0)),
    (_between("\u30a1", "\u30fc"), _constant(0.9)),
    (_between("\u3000", "\u3020"), _constant(0.8)),
    (_between("\uff01", "\uff5e"), _constant(0.8)),
    (_between("\uff61", "\uff9f"), _constant(-0.5)),
    (_among("‘’“”–—…•·€™−■□●○★☆→√※①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤ℃"), _constant(0.6)),
    (_between("\xa0", "\u024f"), _latin),
    (_between("\u0400", "\u045f"), _cyrillic),
]
