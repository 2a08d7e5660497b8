"""Recognise bank card numbers: 13 to 19 digits of a known issuer range (ISO/IEC 7812) with the right Luhn digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiufang.privacy.recognisers.base import Found, Kind, before, is_thing, view_of
from jiufang.privacy.recognisers.digits import Group, apart, chains, joined, shapes

SHORTEST, LONGEST = 13, 19
MAX_GROUPS = 7
# UnionPay, Visa, Mastercard, Amex, JCB, Diners, Discover, and ICBC's older than UnionPay; others need their label.
ISSUERS = re.compile(
    r"62\d{14,17}|81\d{14,17}|4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d*|3[47]\d{13}|35\d{14}|3(?:0[0-5]|[689]\d)\d{11,16}"
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12,15}|955\d{13,16}"
)
MASTERCARD = 16
SHAPES = re.compile(r"\d+|4(?:,4){2,3}(?:,[1-7])?|4,6,[45]|6,1[0-3]|4,4,4,4,3|4,1[0-5]|[1-4],4,4,4,4")
LABEL = re.compile(
    r"(?:银行卡|储蓄卡|借记卡|信用卡|工资卡|卡\s*号|账\s*[号户]|帐\s*[号户]|开户行[^\n]{0,14}|(?<![A-Za-z])(?:bank|card|account|acct|visa|master\s?card|amex|union\s?pay|a/c))[^\n\d]{0,14}$",
    re.IGNORECASE,
)


def find_bank_cards(text: str) -> list[Found]:
    """Return bank card numbers, spaced or not; one with a wrong check digit is none.

    >>> [f.value for f in find_bank_cards("卡号6222 0200 1112 2302 0341")]
    []
    >>> [f.value for f in find_bank_cards("卡号 4111 1111 1111 1111")]
    ['4111111111111111']
    """
    view = view_of(text)
    return [found for chain in chains(view) for found in _in_chain(view, chain)]


def luhn_is_valid(digits: str) -> bool:
    """Tell whether a card number passes the Luhn check (ISO/IEC 7812-1)."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _in_chain(view: str, chain: tuple[Group, ...]) -> Iterator[Found]:
    first = 0
    while first < len(chain):
        taken = 1
        for last in reversed(range(first, min(len(chain), first + LONGEST))):
            if found := _read(view, chain, first, last):
                yield found
                taken = last - first + 1
                break
        first += taken


def _read(view: str, chain: tuple[Group, ...], first: int, last: int) -> Found | None:
    groups = chain[first : last + 1]
    number, start, end = joined(groups), chain[first].start, chain[last].end
    if not SHORTEST <= len(number) <= LONGEST or not apart(chain, first, last) or not luhn_is_valid(number) or len(set(number)) < 2:
        return None
    labelled = bool(LABEL.search(before(view, start)))
    if not labelled and not (_is_issued(number) and _is_shaped(groups)):
        return None
    if is_thing(view, start, end) or (view[start - 1 : start].isascii() and view[start - 1 : start].isalpha() and not labelled):
        return None
    return Found(start, end, Kind.BANK_CARD, number)


def _is_issued(number: str) -> bool:
    return bool(ISSUERS.fullmatch(number)) and (number[0] not in "25" or len(number) == MASTERCARD)


def _is_shaped(groups: tuple[Group, ...]) -> bool:
    return (
        any(SHAPES.fullmatch(",".join(map(str, sizes))) for sizes in shapes(groups))
        or all(len(g.digits) == 1 for g in groups)
        or any(g.broken for g in groups)
    )
