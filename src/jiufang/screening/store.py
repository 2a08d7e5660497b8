"""Keep a session in a file: written whole or not at all, so that a conversation survives whatever happens between two turns."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from jiufang.errors import BadInput
from jiufang.screening.records import Session


def save(session: Session, path: Path) -> None:
    """Write a session, readable by its owner alone; a crash leaves the old file or the new one."""
    handle, temporary = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(session.model_dump_json(indent=1))
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)  # noqa: PTH105 - atomic on every system
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


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
