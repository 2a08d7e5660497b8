"""Recognise references to a picture of the person: a place for it, a file, a Markdown or HTML image."""

from __future__ import annotations

import re

from jiufang.privacy.recognisers.base import Found, Kind, view_of

WORD = r"(?:照\s*片|证件照|一寸照|二寸照|寸照|生活照|近照|头像|photo(?:graph)?|headshot|portrait|avatar|profile\s*(?:pic(?:ture)?|photo)|selfie)"
PATTERNS = (
    re.compile(r"!\[[^\]\n]*\]\([^)\n]+\)|<img\b[^>]*>", re.IGNORECASE),
    re.compile(r"(?<![A-Za-z0-9])data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+", re.IGNORECASE),
    re.compile(
        rf"[\[【(<{{]\s*(?:my |个人|本人)?{WORD}\s*(?:附后|粘贴处|处|如下|见附件|attached|here|enclosed)?[^\])】>}}\n]{{0,40}}[\])】>}}]",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:{WORD})\s*:\s*[^\s|,;，；]+", re.IGNORECASE),
    re.compile(
        r"(?<![A-Za-z0-9])[\w.\u4e00-\u9fff-]*(?:照片|证件照|photo|headshot|avatar|portrait|selfie)[\w.\u4e00-\u9fff-]*\.(?:jpe?g|png|gif|webp|heic|bmp)",
        re.IGNORECASE,
    ),
    re.compile(rf"^[ \t]*{WORD}[ \t]*(?:粘贴处|处|attached)?[ \t]*$", re.IGNORECASE | re.MULTILINE),
)


def find_photos(text: str) -> list[Found]:
    """Return references to a photograph.

    >>> [f.value for f in find_photos("张伟 [照片] ![me](me.png)")]
    ['[照片]', '![me](me.png)']
    """
    view = view_of(text)
    spans: list[tuple[int, int]] = []
    for pattern in PATTERNS:
        spans += [m.span() for m in pattern.finditer(view) if all(m.end() <= a or m.start() >= b for a, b in spans)]
    return [Found(a, b, Kind.PHOTO, text[a:b].strip()) for a, b in sorted(spans)]
