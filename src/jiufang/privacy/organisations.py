"""Find schools and employers in a text: those that a profile names wherever they recur, others by the words they end in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiufang.privacy.blind import SCHOOL_EN, SCHOOL_ZH
from jiufang.privacy.recognisers.base import Found, Kind, view_of

SHORTEST = 2
LEADING = re.compile(r"^(?:毕?业于|就?读于|考入|于|在|从|年)+")
LEGAL_FORM = re.compile(
    r"[ ,]*(?:\b(?:Inc|Ltd|LLC|LLP|PLC|Co|Corp|GmbH|AG|S\.?A|Pte|Pty|Limited|Corporation|Company|Group|Holdings)\b\.?[ ,]*)+$|(?:股份|集团)?(?:有限)?(?:责任)?公司$",
    re.IGNORECASE,
)
COMPANY_ZH = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9]{2,16}(?:[(][\u4e00-\u9fff]{1,8}[)])?[\u4e00-\u9fff]{0,8}(?:有限责任公司|股份有限公司|有限公司|事务所|集团)(?:[\u4e00-\u9fff]{1,6}分公司)?"
)
COMPANY_EN = re.compile(r"(?:[A-Z][\w&'.-]*[ ,]+){1,5}(?:Inc|Ltd|LLC|LLP|PLC|Corp|GmbH|Pte\.? Ltd|Pty\.? Ltd|Co\.,? Ltd)\b\.?")


def find_schools(text: str, given: Iterable[str] = ()) -> list[Found]:
    """Return schools: the given ones wherever they stand, and others by their shape.

    >>> [f.value for f in find_schools("毕业于示例大学，Example University of Technology")]
    ['示例大学', 'Example University of Technology']
    """
    return _found(text, given, (SCHOOL_ZH, SCHOOL_EN), Kind.SCHOOL)


def find_employers(text: str, given: Iterable[str] = ()) -> list[Found]:
    """Return employers: the given ones, whole or without their legal form, and others by their legal form."""
    names = [form for name in given for form in (name, short_name(name))]
    return _found(text, names, (COMPANY_ZH, COMPANY_EN), Kind.EMPLOYER)


def short_name(employer: str) -> str:
    """Return an employer's name without its legal form.

    >>> short_name("Brightwater Foods, Inc."), short_name("示例科技（杭州）有限公司")
    ('Brightwater Foods', '示例科技')
    """
    bare = LEGAL_FORM.sub("", view_of(employer)).strip(" ,")
    return re.sub(r"\s*\([^()]*\)\s*$", "", bare).strip(" ,")


def _found(text: str, given: Iterable[str], patterns: tuple[re.Pattern[str], ...], kind: Kind) -> list[Found]:
    view = view_of(text)
    spans: list[tuple[int, int]] = []
    for name in sorted({view_of(g).strip() for g in given if g}, key=lambda n: (-len(n), n)):
        if len(name) >= SHORTEST and (len(name) > SHORTEST or not name.isascii()):
            edge = (r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])") if name.isascii() else ("", "")
            loose = r"\s+".join(map(re.escape, name.split()))
            spans += [m.span() for m in re.finditer(edge[0] + loose + edge[1], view, re.IGNORECASE) if _is_free(m.span(), spans)]
    for pattern in patterns:
        spans += [s for m in pattern.finditer(view) if _is_free(s := _trimmed(m), spans)]
    return [Found(a, b, kind, text[a:b]) for a, b in sorted(spans)]


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    lead = LEADING.match(match.group())
    return match.start() + (lead.end() if lead else 0), match.end()


def _is_free(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return all(span[1] <= a or span[0] >= b for a, b in spans)
