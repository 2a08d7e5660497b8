"""Recognise identity numbers of other places: Hong Kong, Taiwan, Macao, Singapore, US, UK, India, by check digit or label."""

from __future__ import annotations

import re
from collections.abc import Callable

from jiufang.privacy.recognisers.base import Found, Kind, free, labelled_thing, view_of

EDGE_LEFT, EDGE_RIGHT = r"(?<![0-9A-Za-z/_\-.])", r"(?![0-9A-Za-z]|-[0-9A-Za-z])"
HONG_KONG = re.compile(rf"{EDGE_LEFT}[A-Z]{{1,2}}[ ]?\d{{6}}[ ]?\([0-9A]\)")
TAIWAN = re.compile(rf"{EDGE_LEFT}[A-Z][1289]\d{{8}}{EDGE_RIGHT}")
SINGAPORE = re.compile(rf"{EDGE_LEFT}[STFGM]\d{{7}}[A-Z]{EDGE_RIGHT}")
US_SSN = re.compile(rf"{EDGE_LEFT}(?!000|666|9)\d{{3}}-(?!00)\d\d-(?!0000)\d{{4}}{EDGE_RIGHT}")
UK_NINO = re.compile(rf"{EDGE_LEFT}(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]{EDGE_RIGHT}")
LABELLED = re.compile(
    r"(?:澳门(?:居民)?身份证|(?<![A-Za-z])(?:SSN|social security|NI number|national insurance|aadhaar|aadhar|PAN(?: card)?|NRIC|HKID|national id(?:entity)?|CPF|DNI|NIE|personnummer|tax id|ITIN|SIN))\s*(?:number|no\.?|card|号码?|#)*\s*[:：#]?\s*"
    r"(?P<value>[A-Z0-9](?:[ \-./()]?[A-Z0-9]){6,15}\)?)(?![0-9A-Za-z])",
    re.IGNORECASE,
)
SINGAPORE_LETTERS = {"S": "JZIHGFEDCBA", "T": "GFEDCBAJZIH", "F": "XWUTRQPNMLK", "G": "RQPNMLKXWUT", "M": "XWUTRQPNJLK"}
SINGAPORE_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
TAIWAN_CODES = {c: i for i, c in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", 10)}


def find_national_ids(text: str) -> list[Found]:
    """Return identity numbers whose check digit is right, or that stand after their label.

    >>> [f.value for f in find_national_ids("HKID A123456(3), NRIC S1234567D, A123456789, SSN 219-09-9999")]
    ['A123456(3)', 'S1234567D', 'A123456789', '219-09-9999']
    """
    view = view_of(text)
    found: list[Found] = []
    for match in LABELLED.finditer(view):
        if sum(c.isdigit() for c in match["value"]) >= 4:
            found.append(_found(view, *match.span("value")))
    for pattern, check in CHECKS:
        for match in pattern.finditer(view):
            if check(match.group()) and free(match.span(), [(f.start, f.end) for f in found]) and not labelled_thing(view, match.start()):
                found.append(_found(view, *match.span()))
    return sorted(found, key=lambda f: f.start)


def _hong_kong(number: str) -> bool:
    bare = re.sub(r"[ ()]", "", number).rjust(9)
    values = [36 if c == " " else int(c, 36) for c in bare]
    return sum(v * w for v, w in zip(values, range(9, 0, -1), strict=True)) % 11 == 0


def _taiwan(number: str) -> bool:
    code = TAIWAN_CODES[number[0]]
    digits = [code // 10, code % 10, *map(int, number[1:])]
    return sum(d * w for d, w in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0


def _singapore(number: str) -> bool:
    total = sum(int(d) * w for d, w in zip(number[1:8], SINGAPORE_WEIGHTS, strict=True))
    offset = 3 if number[0] == "M" else 0
    return SINGAPORE_LETTERS[number[0]][(total + offset) % 11] == number[8]


def _any(number: str) -> bool:
    return bool(number)


CHECKS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (HONG_KONG, _hong_kong),
    (TAIWAN, _taiwan),
    (SINGAPORE, _singapore),
    (US_SSN, _any),
    (UK_NINO, _any),
)


def _found(view: str, start: int, end: int) -> Found:
    return Found(start, end, Kind.NATIONAL_ID, re.sub(r"\s", "", view[start:end]).upper())
