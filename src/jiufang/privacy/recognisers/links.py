"""Recognise links, with or without a scheme where the site is a usual one."""

from __future__ import annotations

import re

from jiufang.privacy.recognisers.base import Found, Kind

LINK = re.compile(
    r"(?:https?://|www\.)[A-Za-z0-9./?=&%#~:@!$+,;_-]*[A-Za-z0-9/]"
    r"|(?<![A-Za-z0-9@.])(?:linkedin\.com|github\.com|gitee\.com|gitlab\.com|behance\.net|medium\.com|zhihu\.com|[A-Za-z0-9-]+\.github\.io)(?:/[A-Za-z0-9./_%-]*)?",
    re.IGNORECASE,
)


def find_links(text: str) -> list[Found]:
    """Return links.

    >>> [f.value for f in find_links("见 github.com/example 与 https://example.org/a?b=1。")]
    ['github.com/example', 'https://example.org/a?b=1']
    """
    return [Found(*m.span(), Kind.LINK, m.group()) for m in LINK.finditer(text)]
