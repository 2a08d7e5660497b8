"""Bring a database to the shape that this program expects, or back."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from jiufang.errors import BadInput
from jiufang.store.tables import metadata

LOCK = 0x6A69_7566  # “jiuf”: one migration at a time


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
    if here is not None and here not in {script.revision for script in _scripts().walk_revisions()}:
        raise BadInput(f"the database is at revision {here}, which this version does not know", subject="database", hint="update jiufang")
    if here != _scripts().get_current_head() or to != "head":
        command.upgrade(_config(connection), to)


def downgrade(connection: Connection, *, to: str) -> None:
    """Take migrations back.

    Args:
        connection: the owner of the tables, in a transaction.
        to: the revision to arrive at; `base` for an empty database.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    command.downgrade(_config(connection), to)


def revision(connection: Connection) -> str | None:
    """Return the revision that a database is at; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def differences(connection: Connection) -> list[object]:
    """Return where a database differs from the tables as declared; empty when it is as it should be."""
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_server_default": True}), metadata))


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent / "migrations"))


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
