"""Recognise landlines by their shape: Chinese area codes and hotlines, and the usual groupings of other countries."""

from __future__ import annotations

import re
from typing import Any

from jiufang.privacy.recognisers.digits import Group, joined, shapes

CN_AREA = re.compile(r"(?:(?:0086|86)0?|0)(?:10|2[0-57-9]|[3-9]\d\d)[2-8]\d{6,7}")
CN_SHAPES = frozenset(
    (*area, *rest) for area in ((3,), (4,)) for rest in ((7,), (8,), (4, 4), (3, 4), (4, 3), (3, 5), (2, 2, 2, 2), (3, 3, 2))
)
HOTLINE = re.compile(r"[48]00\d{7}")
HOTLINE_SHAPES = frozenset({(3, 3, 4), (3, 4, 3), (3, 7), (4, 3, 3), (6, 4)})
NANP = re.compile(r"1?[2-9]\d\d[2-9]\d{6}")
NANP_SHAPES = frozenset({(3, 3, 4), (1, 3, 3, 4), (3, 7), (1, 3, 7)})
GB = re.compile(r"0[12378]\d{8,9}")
GB_SHAPES = frozenset({(5, 6), (5, 3, 3), (3, 4, 4), (4, 3, 4), (5, 5), (4, 7), (3, 8), (11,), (4, 4, 3), (5, 2, 2, 2), (6, 5), (6, 4)})
PAIRS = (2, 2, 2, 2, 2)
FIVES = re.compile(r"[6-9]\d{9}")
EAST_ASIA = re.compile(r"0[5-9]0[1-9]\d{7}|01[016-9]\d{7,8}")  # mobiles of Japan and Korea
TAIWAN = re.compile(r"09\d{8}|0[2-8]\d{7,8}")
TAIWAN_SHAPES = frozenset({(4, 3, 3), (4, 6), (2, 4, 4), (2, 8), (2, 3, 4), (10,)})
GERMAN = re.compile(r"01[567]\d{8,9}")


def read_landline(groups: tuple[Group, ...], library: Any, *, bracketed: bool) -> str:
    """Return the number in E.164 form when the groups are grouped as telephone numbers are, else nothing.

    Args:
        groups: neighbouring digit groups.
        library: the module `phonenumbers`.
        bracketed: whether the first group stands in brackets, as in (010) 6234 5678.
    """
    number = joined(groups)
    regions = [(region, len(sizes) > 1) for sizes in shapes(groups) if (region := _region(number, sizes, parted=len(sizes) > 1))]
    if not regions:
        return ""
    region, parted = regions[0]
    if not parted and not bracketed and not _is_valid(number, region, library):
        return ""
    return e164(number, region, library)


def e164(number: str, region: str, library: Any) -> str:
    """Return a number in E.164 form, or nothing when it cannot be one."""
    try:
        parsed = library.parse(number, region)
    except library.NumberParseException:
        return ""
    # Invented numbers (555-01xx) are possible, not valid; a résumé's author may use one.
    return str(library.format_number(parsed, library.PhoneNumberFormat.E164)) if library.is_possible_number(parsed) else ""


def _region(number: str, sizes: tuple[int, ...], *, parted: bool) -> str | None:
    if CN_AREA.fullmatch(number) and (
        sizes in CN_SHAPES or _prefixed(number, sizes) or (not parted and number[0] == "0" and len(number) > 10)
    ):
        return "CN"
    if HOTLINE.fullmatch(number) and sizes in HOTLINE_SHAPES:
        return "CN"
    if NANP.fullmatch(number) and sizes in NANP_SHAPES and len(number) == 10 + (sizes[0] == 1):
        return "US"
    if FIVES.fullmatch(number) and sizes == (5, 5):
        return "IN"
    return _zero_region(number, sizes) if number[0] == "0" else None


def _zero_region(number: str, sizes: tuple[int, ...]) -> str | None:
    if TAIWAN.fullmatch(number) and sizes in TAIWAN_SHAPES and not (len(sizes) == 1 and number[1] != "9"):
        return "TW"
    if GB.fullmatch(number) and sizes in GB_SHAPES:
        return "GB"
    if sizes == PAIRS:
        return "FR"
    if EAST_ASIA.fullmatch(number) and sizes in {(3, 4, 4), (3, 3, 4)}:
        return "JP"
    return "DE" if GERMAN.fullmatch(number) and len(sizes) > 1 else None


def _prefixed(number: str, sizes: tuple[int, ...]) -> bool:
    """Tell whether 86 stands before the area code: 86-10-62345678, 86 (0)755 8888 8888."""
    for lead in ((2,), (4,)):
        if number.startswith("86" if lead == (2,) else "0086") and sizes[:1] == lead:
            rest = sizes[2:] if sizes[1:2] == (1,) else sizes[1:]
            return (rest[0] + (rest[0] < 3 or sizes[1:2] == (1,)), *rest[1:]) in CN_SHAPES if rest else False
    return False


def _is_valid(number: str, region: str, library: Any) -> bool:
    try:
        return bool(library.is_valid_number(library.parse(number, region)))
    except library.NumberParseException:
        return False
