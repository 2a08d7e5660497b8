"""Recognise passport numbers: Chinese ones by their shape, those of other countries after their label."""

from __future__ import annotations

import re

from jiufang.privacy.recognisers.base import Found, Kind, free, labelled_thing, view_of

# GA 425-2003 and the e-passport: E and 8 digits, E, a letter and 7 digits; diplomatic, service, public affairs: DE, SE, PE.
GAP = r"[ \t\-]?(?:\r?\n[ \t]*)?"
SHAPE = re.compile(
    rf"(?<![0-9A-Za-z/\-_.])(?:[EG](?:{GAP}\d){{8}}|(?:E{GAP}[A-HJ-NP-Z]|[DSP]E)(?:{GAP}\d){{7}})(?![0-9A-Za-z]|[-_][0-9A-Za-z])"
)
LABEL = re.compile(
    rf"(?:护\s*照(?:号码?|编号|证号)?|passport(?:\s*(?:no\.?|number|num|#|id))?)\s*(?:[:#是为]|is)?\s*(?P<value>(?:[A-Za-z]{GAP}){{0,2}}\d(?:{GAP}\d){{5,8}}[A-Za-z]?)(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def find_passports(text: str) -> list[Found]:
    """Return passport numbers, the value without blanks.

    >>> [f.value for f in find_passports("护照Ｅ12345678，passport no. 533380006")]
    ['E12345678', '533380006']
    """
    view = view_of(text)
    found = [_found(view, *m.span("value")) for m in LABEL.finditer(view)]
    spans = [(f.start, f.end) for f in found]
    found += [_found(view, *m.span()) for m in SHAPE.finditer(view) if free(m.span(), spans) and not labelled_thing(view, m.start())]
    return sorted(found, key=lambda f: f.start)


def _found(view: str, start: int, end: int) -> Found:
    return Found(start, end, Kind.PASSPORT, re.sub(r"[\s-]", "", view[start:end]).upper())
