"""Alembic's entry: runs migrations on the connection that store/migrate.py hands over, all in its one transaction."""

from alembic import context

from jiufang.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, compare_server_default=True)
context.run_migrations()
