"""Recognise birth dates after a label (出生年月, born, DOB) or before 生."""

from __future__ import annotations

import re

from jiufang.privacy.recognisers.base import Found, Kind, view_of

LABEL = r"(?:出\s*生\s*(?:日\s*期|年\s*月(?:\s*日)?|时\s*间|于)?|生\s*日|生于|date\s+of\s+birth|birth\s*date|birthday|d\.?o\.?b\.?|geburtsdatum|fecha de nacimiento|date de naissance|(?<![A-Za-z])born)"
DATE = (
    r"(?:19|20)\d{2}(?:\s*[年./\-]\s*\d{1,2}(?:\s*[月./\-]\s*\d{1,2}\s*日?|\s*月)?|年)?|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|\d{1,2}[./\-]\d{1,2}[./\-](?:19|20)?\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?\.?[ \-][A-Z][a-z]{2,8}\.?,?[ \-](?:19|20)\d{2}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{2}|[A-Z][a-z]{2,8}\.?,?\s+(?:19|20)\d{2}"
)
LABELLED = re.compile(rf"{LABEL}\s*(?:on|in|am|le|el)?\s*[:/=|\t]?\s*(?P<value>{DATE})(?!\d)", re.IGNORECASE)
BARE = re.compile(
    r"(?<!\d)(?P<value>(?:19[3-9]|20[01])\d\s*[年./\-]?\s*(?:\d{1,2}\s*[月./\-]?)?\s*(?:\d{1,2}\s*日?)?)\s*(?:出?生(?![产成活效命]))"
)


def find_birth_dates(text: str) -> list[Found]:
    """Return birth dates; the value is as written.

    >>> [f.value for f in find_birth_dates("出生年月：1996.03；1994年5月生")]
    ['1996.03', '1994年5月']
    """
    view = view_of(text)
    spans = sorted({_trimmed(view, *m.span("value")) for pattern in (LABELLED, BARE) for m in pattern.finditer(view)})
    return [Found(a, b, Kind.BIRTH_DATE, text[a:b]) for a, b in spans]


def _trimmed(view: str, start: int, end: int) -> tuple[int, int]:
    return start, start + len(view[start:end].rstrip())
