"""Read from `If-Match` which version a change was decided on."""

from __future__ import annotations

from jiufang.access.errors import NoVersion
from jiufang.access.etags import parse
from jiufang.errors import BadInput

ANY = "*"


def expected(if_match: str | None) -> int | None:
    """Return the version that a request changes; None when it takes whatever is there.

    Raises:
        NoVersion: there is no such header (428).
        BadInput: it names no version of ours, or several.
    """
    if if_match is None:
        raise NoVersion("say which version you change", subject="If-Match", hint="send the ETag that you read")
    if if_match.strip() == ANY:
        return None
    told = {tag.split("-")[0] for weak, tag in parse(if_match) if not weak}
    if len(told) != 1 or not (number := told.pop()).isascii() or not number.isdigit() or len(number) > 18:
        raise BadInput("name one version, as its ETag does", subject="If-Match", hint='such as "3"')
    return int(number)
