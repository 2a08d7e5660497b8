r"""Turn a text into the identifiers in it: how to reach a person and the numbers that name one.

Each kind has its recogniser in `privacy.recognisers`; here they are in the form that readers and the blind view use:
start, end and value. Every pattern looks around itself in ASCII, since `\b` counts 汉字 as word characters and would
miss an address that is glued to Chinese text.
"""

from __future__ import annotations

from collections.abc import Iterable

from jiufang.privacy.recognisers import addresses, bank_cards, births, emails, id_cards, links, messengers, passports, phones
from jiufang.privacy.recognisers.bank_cards import luhn_is_valid
from jiufang.privacy.recognisers.base import Found, free
from jiufang.privacy.recognisers.id_cards import id_card_is_valid

__all__ = [
    "Span", "find_addresses", "find_bank_cards", "find_birth_dates", "find_emails", "find_id_cards", "find_identifiers", "find_messengers", "find_passports", "find_phones", "find_urls", "id_card_is_valid",
    "luhn_is_valid",
]  # fmt: skip

Span = tuple[int, int, str]
"""Start and end in the text, and the identifier in its normal form."""


def find_emails(text: str) -> list[Span]:
    """Return the e-mail addresses of a text, each in lower case as its value.

    >>> find_emails("邮箱zhang.wei@example.com手机13812345678")
    [(2, 23, 'zhang.wei@example.com')]
    """
    return _spans(emails.find_emails(text))


def find_urls(text: str) -> list[Span]:
    """Return links, with or without a scheme where the site is a usual one."""
    return _spans(links.find_links(text))


def find_phones(text: str) -> list[Span]:
    """Return telephone numbers, the value in E.164 form where the country is known, else the digits.

    >>> find_phones("手机13812345678，or (312) 555-0143")[0]
    (2, 13, '+8613812345678')
    """
    taken = tuple((s, e) for s, e, _ in (*find_id_cards(text), *find_emails(text), *find_urls(text)))
    return _spans(phones.find_phones(text, taken=taken))


def find_id_cards(text: str) -> list[Span]:
    """Return Chinese identity card numbers whose check digit is right (GB 11643)."""
    return _spans(id_cards.find_id_cards(text))


def find_bank_cards(text: str) -> list[Span]:
    """Return bank card numbers of 13 to 19 digits that pass the Luhn check."""
    taken = [(s, e) for s, e, _ in find_id_cards(text)]
    return [span for span in _spans(bank_cards.find_bank_cards(text)) if free(span[:2], taken)]


def find_passports(text: str) -> list[Span]:
    """Return passport numbers: Chinese ones by shape, others after the word."""
    return _spans(passports.find_passports(text))


def find_messengers(text: str) -> list[Span]:
    """Return WeChat names and QQ numbers that stand after their label."""
    return _spans(messengers.find_messengers(text))


def find_birth_dates(text: str) -> list[Span]:
    """Return birth dates after a label (出生年月, born, DOB) or before 生; the value is as written."""
    return _spans(births.find_birth_dates(text))


def find_addresses(text: str) -> list[Span]:
    """Return street addresses, labelled address lines and postcodes."""
    return _spans(addresses.find_addresses(text))


def find_identifiers(text: str) -> list[Span]:
    """Return every identifier of this module, in order, overlaps left to the more specific kind."""
    kept: list[Span] = []
    for finder in (
        find_emails,
        find_urls,
        find_id_cards,
        find_bank_cards,
        find_phones,
        find_passports,
        find_messengers,
        find_birth_dates,
        find_addresses,
    ):
        kept += [span for span in finder(text) if free(span[:2], [(s, e) for s, e, _ in kept])]
    return sorted(kept)


def _spans(found: Iterable[Found]) -> list[Span]:
    return sorted((f.start, f.end, f.value) for f in found)
