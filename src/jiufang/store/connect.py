"""Connect to the database: as a role that row-level security binds, in transactions that belong to one tenant.

The tables belong to the owner, who makes and changes them. All other work is done as `jiufang_app`, which is no superuser and
owns nothing, so that PostgreSQL shows it the rows of the transaction's tenant and no others, whatever the query says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

from jiufang.errors import RefusedByPolicy
from jiufang.store.outages import lost, outages

APPLICATION = "jiufang_app"
CONNECTIONS = 20  # of one process, when so many are needed
POOL_SIZE = 8  # of them are kept
DISCREET: dict[str, Any] = {"hide_parameters": True}  # an error tells no values: what is logged of it holds no personal data
DRIVEN = {"autocommit": True}  # the driver begins nothing: we do, and say in the same breath for whom
BEGIN = "BEGIN; SELECT set_config('app.tenant', '{tenant}', true)"
KEPT_STATEMENTS = 500  # that a connection keeps prepared; the driver's 100 are fewer than we have
DRIVER = "postgresql+psycopg://"
MAKE_ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION}') THEN
        CREATE ROLE {APPLICATION} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT {APPLICATION} TO %I', current_user);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION}') THEN
        RAISE EXCEPTION 'the role {APPLICATION} is missing, and this one may not make it'
            USING HINT = 'let an administrator run: CREATE ROLE {APPLICATION} LOGIN; GRANT {APPLICATION} TO the owner of the database';
    END IF; -- an administrator made it, and granted it or gave it a login of its own
END $$
"""  # noqa: S608 - a constant


class Database:
    """One database, as the application sees it and, for migrations and upkeep, as its owner does.

    Args:
        url: the address that the application connects with; it becomes `jiufang_app` if it is another role.
        owner_url: the address of the owner of the tables; `url` when absent.
        revive: starts the server again, where it is ours and was killed.
        connections: how many it may hold at once.
    """

    def __init__(
        self, url: str, *, owner_url: str | None = None, revive: Callable[[], object] | None = None, connections: int = CONNECTIONS
    ) -> None:
        self.url = driven(url)
        self.owner_url = driven(owner_url or url)
        kept = min(POOL_SIZE, connections)
        self.engine = create_engine(self.url, pool_size=kept, max_overflow=connections - kept, connect_args=DRIVEN, **DISCREET)
        self._revive = revive
        event.listen(self.engine, "connect", _become_application)

    @contextmanager
    def transaction(self, tenant: UUID) -> Iterator[Connection]:
        """Open a transaction that sees and makes the rows of one tenant; it commits at its end, or rolls back on an error.

        Args:
            tenant: the tenant's id.

        Raises:
            Unavailable: the database is out of reach, or has no space left; try again.
        """
        with outages(), self._begun(tenant) as connection, connection.get_transaction() or nullcontext():
            yield connection

    @contextmanager
    def owner(self, *, autocommit: bool = False) -> Iterator[Connection]:
        """Connect as the owner of the tables, for migrations and upkeep; not pooled.

        Args:
            autocommit: without a transaction, as VACUUM wants it.

        Raises:
            Unavailable: the database is out of reach, or has no space left; try again.
        """
        engine = owner_engine(self.owner_url)
        try:
            with outages(), engine.connect() as connection:
                if autocommit:
                    connection.execution_options(isolation_level="AUTOCOMMIT")
                yield connection
                if not autocommit:
                    connection.commit()
        finally:
            engine.dispose()

    def check(self) -> None:
        """Make sure that row-level security binds the application.

        Raises:
            RefusedByPolicy: the role could read other tenants' rows.
        """
        with self.engine.begin() as connection:
            role = connection.execute(text("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")).one()
            if role[1]:
                raise RefusedByPolicy("this database role bypasses row-level security", subject=role[0], hint=f"connect as {APPLICATION}")

    def revive(self) -> None:
        """Start the server again, where it is ours and was killed; do nothing where it is somebody else's.

        Raises:
            Unavailable: it does not start for lack of space.
        """
        if self._revive is not None:
            self._revive()

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def _begun(self, tenant: UUID) -> Connection:
        """Connect and begin a transaction; nothing was asked yet, so a server that went away is found again without anybody noticing.

        A connection that broke while nobody used it shows at its `BEGIN`, and all others with it are opened anew: none is tried before.
        """
        try:
            return self._begin(tenant)
        except OperationalError as error:
            if not lost(error):
                raise
        self.revive()
        return self._begin(tenant)

    def _begin(self, tenant: UUID) -> Connection:
        connection = self.engine.connect()
        try:
            connection.exec_driver_sql(BEGIN.format(tenant=UUID(str(tenant))), execution_options={"no_parameters": True})
        except BaseException:
            connection.close()
            raise
        return connection


def driven(url: str) -> str:
    """Return a database's address with the driver that we use, as `DATABASE_URL` usually lacks it."""
    scheme, _, rest = url.partition("://")
    return DRIVER + rest if scheme in {"postgres", "postgresql"} else url


def owner_engine(url: str) -> Engine:
    """Return an engine that keeps no connections."""
    from sqlalchemy.pool import NullPool

    return create_engine(driven(url), poolclass=NullPool, **DISCREET)


def _become_application(connection: Any, _: Any) -> None:
    """Give up every right that the login has beyond the application's."""
    connection.prepared_max = KEPT_STATEMENTS
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APPLICATION}")
    connection.commit()
