"""Tell what is wrong for the moment from what is wrong: a database that went away, a full disk, too many at once.

SQLAlchemy is loaded when it is needed: a folder's server starts while it loads.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jiufang.errors import BadInput, Conflict, JiufangError, NotFound, Unavailable

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

# SQLSTATE, PostgreSQL's appendix A: 08 connections, 53 what the machine has too little of, 57P the server that stops or starts,
# 58030 a write or read that the system refused.
GONE = ("08", "57P01", "57P02", "57P03", "57P05")
SHORT = ("53", "58030")
FULL = "53100"
# What was given cannot be: 23503 names a row that is not here, or another tenant's; 23505 is there already; 22 does not fit its column.
NOWHERE, TWICE, UNFIT = "23503", "23505", "22"
NO_SPACE = "No space left on device"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def outages() -> Iterator[None]:
    """Raise `Unavailable` for what the same call may be spared in a moment; every other error passes as it is.

    Raises:
        Unavailable: nothing of the transaction was kept, unless it was lost while it was committed; doing the same again is safe
            wherever content or a key names what is made.
        NotFound, Conflict, BadInput: the database did not take what was given.
    """
    from sqlalchemy.exc import DBAPIError, TimeoutError

    try:
        yield
    except DBAPIError as error:
        told = _told(error)
        if told is None:
            raise
        raise told from None
    except TimeoutError:  # of the pool of connections
        raise Unavailable("too much is asked of it at once", subject="database", hint="try again in a moment") from None
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise full() from None


def lost(error: DBAPIError) -> bool:
    """Tell whether the server is gone, or this connection to it."""
    state = _state(error)
    return error.connection_invalidated or state.startswith(GONE) or (not state and "OperationalError" in type(error.orig).__name__)


def full(subject: str = "disk") -> Unavailable:
    """Return what is raised when nothing more can be written."""
    return Unavailable("there is no space left", subject=subject, hint="free some; what was acknowledged is kept, the rest goes on then")


def _told(error: DBAPIError) -> JiufangError | None:
    state = _state(error)
    if state == FULL or NO_SPACE in str(error.orig):
        return full()
    if lost(error):
        return Unavailable("it went away", subject="database", hint="try again in a moment")
    if state.startswith(SHORT):
        return Unavailable(f"it lacks something ({state})", subject="database", hint="try again in a moment; its log says what it lacks")
    return _refused(state)


def _refused(state: str) -> JiufangError | None:
    """Return what is told of a row that the database does not take because of what was given."""
    if state == NOWHERE:
        return NotFound("something that is named is not here", subject="id")
    if state == TWICE:
        return Conflict("it is there already", subject="row", hint="read it again")
    return (
        BadInput("this cannot be kept", subject=state, hint="a number, a moment or a character that no table holds")
        if state.startswith(UNFIT)
        else None
    )


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""
