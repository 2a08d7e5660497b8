"""Recognise Chinese identity card numbers (GB 11643): 18 characters with a date and a check character, or 15 old ones after their label."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from jiufang.privacy.recognisers.base import Found, Kind, before, labelled_thing, view_of
from jiufang.privacy.recognisers.digits import Group, apart, chains, joined

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
ID_CHECKS = "10X98765432"
LENGTH, OLD_LENGTH = 18, 15
FIRST_YEAR, LAST_YEAR = 1880, 2099
MAX_GROUPS = 18
LABEL = re.compile(r"(?:身\s*份\s*证(?:件)?|证件号|(?<![A-Za-z])id(?:entity)?\s*card)[^\n]{0,10}$", re.IGNORECASE)
CHECK_X = re.compile(r"[ \t\r\n\-]{0,2}[Xx](?![A-Za-z0-9])")


def find_id_cards(text: str) -> list[Found]:
    """Return identity card numbers, spaced, full-width or broken over lines; a wrong check character is none.

    >>> [f.value for f in find_id_cards("身份证１１０１０５ 19491231 002X")]
    ['11010519491231002X']
    """
    view = view_of(text)
    return [found for chain in chains(view) for found in _in_chain(view, chain)]


def id_card_is_valid(number: str) -> bool:
    """Tell whether 18 characters are an identity card number: a real date and the right check character."""
    if not re.fullmatch(r"[1-9]\d{16}[\dXx]", number) or not _is_day(int(number[6:10]), number[10:12], number[12:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11] == number[17].upper()


def _in_chain(view: str, chain: tuple[Group, ...]) -> Iterator[Found]:
    first = 0
    while first < len(chain):
        found, taken = _from(view, chain, first), 1
        if found:
            yield found
            taken = sum(g.start < found.end for g in chain[first:])
        first += taken


def _from(view: str, chain: tuple[Group, ...], first: int) -> Found | None:
    """Return the number that begins at a group: of 18 digits if one does, else of 15."""
    lasts = range(first, min(len(chain), first + MAX_GROUPS))
    read = [found for last in lasts if (found := _read(view, chain, first, last))]
    return max(read, key=lambda f: len(f.value), default=None)


def _read(view: str, chain: tuple[Group, ...], first: int, last: int) -> Found | None:
    number, start, end = joined(chain[first : last + 1]), chain[first].start, chain[last].end
    if len(number) == LENGTH - 1 and (x := CHECK_X.match(view, end)):
        number, end = number + "X", x.end()
    known = (len(number) == LENGTH and id_card_is_valid(number)) or (len(number) == OLD_LENGTH and _is_old(view, start, number))
    if not known or not apart(chain, first, last) or labelled_thing(view, start) or re.match(r"[A-Za-z]{1,2}[0-9]", view[end : end + 3]):
        return None
    return Found(start, end, Kind.ID_CARD, number)


def _is_old(view: str, start: int, number: str) -> bool:
    return bool(LABEL.search(before(view, start))) and _is_day(1900 + int(number[6:8]), number[8:10], number[10:12])


def _is_day(year: int, month: str, day: str) -> bool:
    try:
        dt.date(year, int(month), int(day))
    except ValueError:
        return False
    return FIRST_YEAR <= year <= LAST_YEAR
