"""Recognise Chinese number plates (GA 36): province, letter, five or six characters of which one is a digit."""

from __future__ import annotations

import re

from jiufang.privacy.recognisers.base import Found, Kind, labelled_thing, view_of

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
PLATE = re.compile(
    rf"[{PROVINCES}][ ]?[A-HJ-NP-Z][ ·•.\-]?(?:(?=[A-HJ-NP-Z0-9]*\d)[A-HJ-NP-Z0-9]{{5,6}}|[A-HJ-NP-Z0-9]{{4}}[挂学警港澳领使])(?![A-Za-z0-9\-])",
    re.IGNORECASE,
)


def find_plates(text: str) -> list[Found]:
    """Return number plates.

    >>> [f.value for f in find_plates("车牌沪A·12345，京ICP备12345678号")]
    ['沪A12345']
    """
    view = view_of(text)
    spans = [m.span() for m in PLATE.finditer(view) if not labelled_thing(view, m.start())]
    return [Found(a, b, Kind.PLATE, re.sub(r"[ ·•.\-]", "", view[a:b]).upper()) for a, b in spans]
