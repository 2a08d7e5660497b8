"""Tell from the words about a certificate, and the dates and terms among them, whether it has run out."""

from __future__ import annotations

import re

from jiufang.matching.numbers import months_stated
from jiufang.text.dates import last_full_month
from jiufang.text.periods import find_periods

LAPSED = re.compile(
    r"(?<!未)(?<!没)(?<!没有)过期|(?<!未)已到期|失效|作废|注销|吊销|逾期|超期|到期(?:后|未)|届满|(?:未|没有?)(?:再|能|及时|去)?(?:续|延续|延期|年检|年审|复审|复训|换证|再注册)|从未(?:续|复)|\blapsed\b|\bexpired\b|\bran out\b|\bout of date\b|\binactive\b|\bretired status\b|\brevoked\b|\bsuspended\b|\b(?:not|never|wasn[’']t|hasn[’']t been) (?:been )?(?:renewed|revalidated|recertified)\b|\bsurrendered\b|\blet (?:it|that|mine|both|them) (?:all )?(?:go|lapse)\b|\blast renewed\b|\blet go (?:in|of|when|after)\b|\b(?:came|fell|dropped|went|taken) off (?:the|its|their) (?:\w+ )?(?:register|roll|list)|\bnot re(?:taken|newed)\b|\bplaced on inactive|\bexpiry passed\b|\bvalidity ended\b|\bremoved from (?:the|its) (?:register|roll)|\bstruck off\b|\bdropped off\b|\brefresher not taken\b|\bno longer (?:valid|current|in date|held|registered|certified)",
    re.IGNORECASE,
)
NOT_LAPSED = re.compile(r"未过期|从未(?:过期|中断)|\bnot expired\b|\bnever (?:lapsed|expired|inactive|suspended|revoked)", re.IGNORECASE)
ENDS_BEFORE = re.compile(
    r"有效期?(?:至|到|限)?|到期|截至|expir|valid|through|until|in date|ran out|renew(?:al)? (?:due|by)|due (?:for|to be) renew\w*|\bended\b|\bgood to\b",
    re.IGNORECASE,
)
ENDS_AFTER = re.compile(r"到期|届满|expir|ended", re.IGNORECASE)
TERM_BEFORE = re.compile(r"有效期?(?:为|是|限)?[：:]?\s*$|\b(?:valid(?:ity)?|good|lasts?)(?: for| of| period)?:?\s*$", re.IGNORECASE)
TERM_AFTER = re.compile(r"^\s*[-\s]?(?:内)?有效|^[-\s]*(?:card|validity|certificate|cert|ticket|licen[cs]e)\b", re.IGNORECASE)
OBTAINED_AFTER = re.compile(r"\s?年?\s?(?:取得|获得?|考取|拿到|通过)")  # “状态有效，2020年取得” tells when it began
REACH = 24  # code points before a date in which a word says what the date is


def lapsed(text: str, as_of: str) -> bool:
    """Tell whether a text says that a certificate has run out: in words, by an end before a day, or by its term.

    Args:
        text: what is told of the certificate.
        as_of: the day of reading, YYYY-MM-DD.
    """
    if LAPSED.search(text) and not NOT_LAPSED.search(text):
        return True
    last = last_full_month(as_of).last_month
    ends: list[int] = []
    issued: list[int] = []
    for start, end, period in find_periods(text):
        stop = period.end or period.start
        if stop is None:
            continue
        spans = period.is_range and period.end is not None and not period.current
        beside = ENDS_BEFORE.search(text[max(0, start - REACH) : start]) or ENDS_AFTER.search(text[end : end + 8])
        if (beside and not OBTAINED_AFTER.match(text[end:])) or (spans and re.search(r"有效|valid", text)):
            ends.append(stop.last_month)
        elif not period.current:
            issued.append(stop.last_month)
    if ends:
        return max(ends) < last
    term = term_of(text)
    return bool(issued) and term is not None and max(issued) + term < last


def term_of(text: str) -> float | None:
    """Return for how many months a text says that a certificate is good ("有效期3年", "two-year card"), None when it does not."""
    for months, start, end in months_stated(text):
        if TERM_BEFORE.search(text[:start]) or TERM_AFTER.match(text[end:]):
            return months
    return None
