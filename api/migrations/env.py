"""Alembic's entry: run the steps on the connection that ``running`` opened."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection

from api.migrations.tables import METADATA


class BrokenKeys(Exception):
    """A step left rows that name rows which are not there; the step is rolled back."""


def run(connection: Connection) -> None:
    """Run each step in a transaction of its own; on PostgreSQL never wait long for a lock."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '10s'")
        connection.commit()
    with _keys_judged_by_step(connection):
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=True,
            transaction_per_migration=True,
            compare_type=True,
            on_version_apply=_judge_keys,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _keys_judged_by_step(connection: Connection) -> Generator[None]:
    """Let SQLite rebuild a table that others name: it judges foreign keys at the end of a step.

    SQLite changes a table by making it anew and dropping the old one, which would break every key
    to it; so its documentation has them off meanwhile. They can be switched outside of a
    transaction only, hence past SQLAlchemy, which begins one with the first statement.
    """
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _judge_keys(ctx: Any, *_: Any, **__: Any) -> None:
    """Insist, before a step is committed, that every key names a row. Raises: BrokenKeys."""
    if ctx.connection.dialect.name == "sqlite":
        broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise BrokenKeys(str(broken[:10]))


run(context.config.attributes["connection"])
