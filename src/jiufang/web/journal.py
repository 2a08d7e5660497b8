"""Write the log: one line of JSON an event, with ids, codes and counts, and without a word of a candidate (ASVS 16.2.5, 16.4.1).

What our own code logs is made of such things alone. What others log may quote anything: their texts are kept as they stand in their
code, and only numbers and ids are put into the gaps. Of an error, its class and the places it went through are kept, not its
message. Every line is ASCII and ends where it ends: no break, no colour code gets through.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
import traceback
from typing import IO, Any
from uuid import UUID

OURS = "jiufang"
LEVELS = {"uvicorn.error": logging.INFO, "procrastinate": logging.WARNING}
GAP = "…"
PLAIN = re.compile(r"[A-Za-z0-9_.:/ -]{1,64}")  # a class, a code, a place in the code: what our own code may name
CONSTANT = "uvicorn"  # its texts without gaps are written in its code
CONVERSION = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d*]*(?:\.\d+)?[a-zA-Z]")
FRAMES = 12


class Line(logging.Formatter):
    """Turns an event into its line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "logger": record.name, **_content(record)}
        if record.exc_info and record.exc_info[1] is not None:
            told |= _error(record.exc_info[1])
        return json.dumps(told, separators=(",", ":"))


def install(stream: IO[str] | None = None, *, level: int = logging.INFO) -> None:
    """Let everything in this process be logged so, on standard error unless said otherwise; uvicorn's lines too.

    Args:
        stream: where to.
        level: how much of our own.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.WARNING
    logging.getLogger(OURS).setLevel(level)
    for name, least in LEVELS.items():
        logging.getLogger(name).setLevel(least)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        one = logging.getLogger(name)
        one.handlers, one.propagate = [], name != "uvicorn.access"  # a request has a line of ours, without its path


def _content(record: logging.LogRecord) -> dict[str, Any]:
    ours = record.name.partition(".")[0] == OURS
    if ours and isinstance(record.msg, str) and record.msg.startswith("{") and not record.args:
        try:
            said = json.loads(record.msg)
            return said if isinstance(said, dict) else {}
        except ValueError:
            return {"event": GAP}
    return {"event": _filled(record, ours=ours)}


def _filled(record: logging.LogRecord, *, ours: bool) -> str:
    """Return a text with what may be told in its gaps; one of somebody else's that was put together already may be all gap."""
    template = record.msg if isinstance(record.msg, str) else GAP
    given = record.args if isinstance(record.args, tuple) else (record.args,) if record.args else ()
    if not given:
        return template if ours or record.name.startswith(CONSTANT) else f"{GAP} ({record.filename}:{record.lineno})"
    try:
        return CONVERSION.sub("%s", template) % tuple(_shown(value, ours=ours) for value in given)
    except (TypeError, ValueError):
        return template


def _shown(value: object, *, ours: bool) -> str:
    if isinstance(value, (int, float, UUID)) or value is None:
        return str(value)
    text = str(value)
    return text if _is_id(text) or (ours and PLAIN.fullmatch(text)) else GAP


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _error(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {"error": type(error).__name__, "at_code": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]}
