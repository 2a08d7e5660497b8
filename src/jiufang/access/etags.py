"""Turn the version of a row into an entity tag, and refuse changes to a version that is not there any more (RFC 9110 § 8.8, 13.1)."""

from __future__ import annotations

import re

from jiufang.access.errors import NoVersion, Stale
from jiufang.errors import BadInput

TAG = re.compile(r'[ \t]*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?:,|\Z)')
LONGEST = 4096


def etag(version: int, view: str = "") -> str:
    """Return the strong entity tag of a version.

    Args:
        version: of the row.
        view: what else the representation depends on, such as `blind` or a language.

    >>> etag(3, "blind")
    '"3-blind"'
    """
    return f'"{version}-{view}"' if view else f'"{version}"'


def require_match(header: str | None, version: int) -> None:
    """Let a change go ahead whose `If-Match` names the present version, in whatever view it was read.

    Raises:
        NoVersion: there is no such header (428).
        Stale: it names other versions alone (412).
        BadInput: it is none.
    """
    if header is None:
        raise NoVersion("say which version you change", subject="If-Match", hint="send the ETag that you read")
    if header.strip() == "*":
        return
    if not any(not weak and tag.split("-")[0] == str(version) for weak, tag in parse(header)):
        raise Stale("somebody changed this meanwhile", subject=f"version {version}", hint="read it again and repeat your change")


def unchanged(header: str | None, tag: str) -> bool:
    """Tell whether `If-None-Match` names a tag, so that 304 is the answer; compared weakly, as RFC 9110 § 13.1.2 says."""
    if header is None:
        return False
    return header.strip() == "*" or any(f'"{known}"' == tag for _, known in parse(header))


def parse(header: str) -> list[tuple[bool, str]]:
    """Read a list of entity tags: (weak, what is between the quotes).

    Raises:
        BadInput: it is no such list.

    >>> parse('"3", W/"4"')
    [(False, '3'), (True, '4')]
    """
    tags, position = [], 0
    while position < len(header) <= LONGEST:
        found = TAG.match(header, position)
        if found is None:
            break
        tags.append((found[1] is not None, found[2]))
        position = found.end()
    if not tags or position < len(header) or header.rstrip().endswith(","):
        raise BadInput("this is no list of entity tags", subject="If-Match", hint='such as "3"')
    return tags
