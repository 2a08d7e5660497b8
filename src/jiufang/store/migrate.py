"""Bring a database to the shape that this program expects, or back.

Alembic takes the steps; whether there are any to take is told without it, since it is slow to load and there seldom are.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from jiufang.errors import BadInput

if TYPE_CHECKING:
    from alembic.config import Config

LOCK = 0x6A69_7566  # “jiuf”: one migration at a time
STEPS = Path(__file__).parent / "migrations"
DIGITS = 4  # with which the name of a step begins: its revision


def upgrade(connection: Connection, *, to: str = "head") -> None:
    """Apply the migrations that are missing, all in the connection's transaction: it arrives, or nothing has changed.

    Args:
        connection: the owner of the tables, in a transaction.
        to: the revision to arrive at.

    Raises:
        BadInput: a newer program has been here.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    here = revision(connection)
    if here is not None and here not in revisions():
        raise BadInput(f"the database is at revision {here}, which this version does not know", subject="database", hint="update jiufang")
    if here != head() or to != "head":
        from alembic import command

        command.upgrade(_config(connection), to)


def downgrade(connection: Connection, *, to: str) -> None:
    """Take migrations back.

    Args:
        connection: the owner of the tables, in a transaction.
        to: the revision to arrive at; `base` for an empty database.
    """
    from alembic import command

    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    command.downgrade(_config(connection), to)


def revision(connection: Connection) -> str | None:
    """Return the revision that a database is at; None when it is empty."""
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def arrived(connection: Connection) -> bool:
    """Tell whether a database is at the revision that this program works with."""
    return revision(connection) == head()


@lru_cache
def revisions() -> tuple[str, ...]:
    """Return all revisions that this program knows, in their order."""
    return tuple(sorted(path.name[:DIGITS] for path in (STEPS / "versions").glob("[0-9]*.py")))


def head() -> str:
    """Return the revision that this program works with."""
    return revisions()[-1]


def differences(connection: Connection) -> list[object]:
    """Return where a database differs from the tables as declared; empty when it is as it should be."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from jiufang.store.tables import metadata

    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_server_default": True}), metadata))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(STEPS))
    return config
