"""Open the database: SQLite beside the program, or PostgreSQL across a socket.

SQLite runs in WAL mode with foreign keys on, waits for other writers, and begins every writing
transaction with BEGIN IMMEDIATE, so that two works never read the same thing and then both write.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

try:
    import pysqlite3 as _sqlite
except ImportError:  # no wheel for this machine: its own SQLite must be new enough
    import sqlite3 as _sqlite

sqlite3: Any = _sqlite
"""The SQLite that is used everywhere, so that reads and writes are of one mind."""

OLDEST_SQLITE = (3, 46, 0)
"""Older ones have a parser of fixed depth, which a deep selection overflows."""

SQLITE_WAIT_MS = 20_000
READING = "reading_only"


def open_engine(url: str) -> sa.Engine:
    """Open an engine for writing works; one pool, one connection a work."""
    if url.startswith("sqlite"):
        _require_new_sqlite()
        unthreaded = {"check_same_thread": False}
        engine = sa.create_engine(url, module=sqlite3, connect_args=unthreaded)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    else:
        engine = sa.create_engine(url, pool_size=10, max_overflow=40, pool_pre_ping=True)
    event.listen(engine, "checkin", _leave_nothing_open)
    return engine


def _require_new_sqlite() -> None:
    """Refuse to start on a SQLite that would fail on deep selections only later."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        message = f"SQLite {needed} or later is needed, not {sqlite3.sqlite_version}"
        raise RuntimeError(message)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Set what SQLite forgets with every connection; take BEGIN into our own hands."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={SQLITE_WAIT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _leave_nothing_open(connection: Any, _record: object) -> None:
    """Roll back what a COMMIT that failed has left open; the pool does not do that by itself.

    Otherwise the next work on this connection could not begin, or would commit the lost one's
    writes with its own; and on SQLite nobody else could write.
    """
    if connection is not None:
        connection.rollback()


def _begin_immediate(connection: sa.Connection) -> None:
    """Take the write lock at once, unless this only reads: a lock taken late is a deadlock."""
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def see_one_instant(session: Session) -> None:
    """Let every statement of a reading session see the database as it stands at the first one.

    SQLite's transactions do so by themselves.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        )


def insert_unless_there(session: Session, table: Any, row: dict[str, Any]) -> bool:
    """Insert a row unless its key exists, waiting for a twin that is just doing the same.

    Returns whether this call inserted it.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(row).on_conflict_do_nothing()
    # PostgreSQL's driver counts inserted rows only when asked to.
    result: Any = session.exec(statement, execution_options={"preserve_rowcount": True})
    return result.rowcount == 1


def upsert(session: Session, table: Any, rows: Iterable[dict[str, Any]], *, key: str) -> None:
    """Insert rows, or bring those with the same key up to date."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    for row in rows:
        statement = insert(table).values(row)
        fresh = {name: statement.excluded[name] for name in row if name != key}
        session.exec(statement.on_conflict_do_update(index_elements=[key], set_=fresh))
