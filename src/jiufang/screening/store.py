"""Keep a session in a file: written whole or not at all, so that a conversation survives whatever happens between two turns."""

from __future__ import annotations

import json
from pathlib import Path

from jiufang.atomic import whole
from jiufang.errors import BadInput
from jiufang.screening.records import Session


def save(session: Session, path: Path) -> None:
    """Write a session, readable by its owner alone; a crash leaves the old file or the new one."""
    whole(path, lambda part: part.write_text(session.model_dump_json(indent=1), encoding="utf-8"))


def load(path: Path) -> Session | None:
    """Read a stored session; None when there is no file yet.

    Raises:
        BadInput: the file holds no session that this version can go on with.
    """
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInput("this is no stored conversation", subject=str(path), hint="name another file to begin a new one") from error
    return Session.load(data)
