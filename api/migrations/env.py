"""Alembic's entry: run the steps on the connection that ``running`` opened."""

from alembic import context
from sqlalchemy import Connection

from api.migrations.tables import METADATA


def run(connection: Connection) -> None:
    """Run each step in a transaction of its own; on PostgreSQL never wait long for a lock."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '10s'")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        transaction_per_migration=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
