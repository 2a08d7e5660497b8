"""Clear the disk of rows that were erased: a database only marks them as gone, and keeps copies where few look.

Freed space holds old rows until something else is written there, the planner keeps samples of values (pg_statistic), and the
write-ahead log tells of everything. Whoever still reads as of an earlier moment, such as a backup, keeps old rows alive: so they are
waited for, and if that takes too long the disk is cleared later.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from jiufang.store.connect import Database
from jiufang.store.register import HELD, MADE_AGAIN, Reach
from jiufang.store.tables import idempotency_keys

PATIENCE = 20.0  # seconds to wait for those who read as of an earlier moment
LOCK_WAIT = "4s"  # for a table; behind whoever waits longer, everybody else would queue
LOOK_AGAIN = 0.1  # seconds
CLEARED_BY_HAND = 18  # the version of PostgreSQL that can drop a column's samples; before, they are only taken anew
ERASED_FROM = (idempotency_keys.name, *MADE_AGAIN, *(held.table.name for held in HELD if held.reach is not Reach.LOCKED))
OLDER = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND greatest(age(backend_xmin), age(backend_xid)) > age(CAST(:now AS text)::xid)
"""
LOG_DROPPED = ("SELECT pg_switch_wal()", "CHECKPOINT")
SAMPLED = "SELECT attname FROM pg_stats WHERE schemaname = 'public' AND tablename = :name"


def scrub(database: Database, tables: Iterable[str] = ERASED_FROM, *, patience: float = PATIENCE) -> bool:
    """Write the tables that erased rows stood in anew, take the planner's samples anew, and drop the log that tells of them.

    Args:
        database: the database; its tables are locked one after the other while they are written.
        tables: where rows were erased.
        patience: how many seconds to wait for those who read as of an earlier moment.

    Returns:
        Whether nothing is left; if not, somebody kept the old rows from being dropped: do it again later.
    """
    with database.owner(autocommit=True) as connection:
        try:
            quiet = _alone(connection, patience)
            connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_WAIT}'")
            for name in sorted(set(tables)):
                connection.exec_driver_sql(f"VACUUM (FULL) {name}")
                _forget_samples(connection, name)
            connection.exec_driver_sql("VACUUM (FULL) pg_statistic")
        except DBAPIError:
            return False
        for statement in LOG_DROPPED:
            with suppress(ProgrammingError):  # not for the owner of a hosted database; its host drops the log in time
                connection.exec_driver_sql(statement)
    return quiet


def _alone(connection: Connection, patience: float) -> bool:
    """Wait until nobody sees the database as it was before now; tell whether that came to be."""
    now = str(connection.execute(text("SELECT pg_current_xact_id()::xid")).scalar_one())
    deadline = time.monotonic() + patience
    while connection.execute(text(OLDER), {"now": now}).scalar_one():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_AGAIN)
    return True


def _forget_samples(connection: Connection, name: str) -> None:
    """Drop the planner's samples of a table's values, and take them again of what is left (of an empty table none are taken)."""
    if (connection.dialect.server_version_info or (0,)) >= (CLEARED_BY_HAND,):
        for column in connection.execute(text(SAMPLED), {"name": name}).scalars().all():
            connection.execute(text("SELECT pg_clear_attribute_stats('public', :name, :column, false)"), {"name": name, "column": column})
    connection.exec_driver_sql(f"ANALYZE {name}")
