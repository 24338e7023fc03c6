"""The two databases as the read engine uses them: one statement in, one row out, nothing written.

Both are safe to call from many threads. Reading goes through connections of its own, which cannot
write, so that no reader ever holds a writer's lock.
"""

import base64
import queue
import threading
from collections.abc import Sequence
from typing import Any, Final, LiteralString, Protocol, cast

import psycopg

from api.kernel.storage import sqlite3
from api.reading.dialects import Dialect, PostgresDialect, SqliteDialect

BUSY_MS: Final = 5_000
STATEMENT_MS: Final = 10_000
_SETTINGS: Final = (
    "-c default_transaction_read_only=on -c timezone=UTC -c datestyle=ISO"
    f" -c statement_timeout={STATEMENT_MS} -c plan_cache_mode=force_generic_plan -c jit=off"
)

Row = Sequence[Any]


class Database(Protocol):
    """Where statements are sent."""

    dialect: Dialect

    def one(self, sql: str, arguments: Sequence[Any]) -> Row | None:
        """Send one statement and take its first row, if it has any."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


class Sqlite:
    """A SQLite file, with one connection for each thread."""

    def __init__(self, path: str) -> None:
        """Open lazily: the first statement of a thread opens its connection."""
        self.dialect: Dialect = SqliteDialect()
        self._path = path
        self._mine = threading.local()
        self._all: list[Any] = []
        self._lock = threading.Lock()

    def one(self, sql: str, arguments: Sequence[Any]) -> Row | None:
        """Send one statement on this thread's connection."""
        connection: Any = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._opened()
        return connection.execute(sql, arguments).fetchone()

    def _opened(self) -> Any:
        connection = sqlite3.connect(
            self._path, isolation_level=None, cached_statements=256, check_same_thread=False
        )
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("PRAGMA query_only=ON")
        connection.create_function("base64text", 1, _base64, deterministic=True)
        self._mine.connection = connection
        with self._lock:
            self._all.append(connection)
        return connection

    def close(self) -> None:
        """Close every thread's connection; a later statement opens a new one."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._mine = threading.local()


def _base64(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


class Postgres:
    """A PostgreSQL database, with a pool of prepared, read-only connections.

    Text sorts by the database's collation; create it with collation C (or ``C.UTF-8``) so that
    lists have the same order as on SQLite.
    """

    def __init__(self, conninfo: str, *, most: int = 8) -> None:
        """Open lazily, at most ``most`` connections; further threads wait their turn."""
        self.dialect: Dialect = PostgresDialect()
        self._conninfo = conninfo
        self._turns = threading.BoundedSemaphore(most)
        self._idle: queue.LifoQueue[psycopg.Connection[Any]] = queue.LifoQueue()

    def one(self, sql: str, arguments: Sequence[Any]) -> Row | None:
        """Send one statement; when its connection turns out to be lost, once more on a new one."""
        with self._turns:
            connection, is_fresh = self._taken()
            try:
                return self._sent(connection, sql, arguments)
            except psycopg.OperationalError:
                if is_fresh or not connection.closed:
                    raise
            self._forget_idle()
            return self._sent(self._opened(), sql, arguments)

    def _sent(
        self, connection: psycopg.Connection[Any], sql: str, arguments: Sequence[Any]
    ) -> Row | None:
        try:
            cursor = connection.execute(
                cast("LiteralString", sql), arguments, prepare=True, binary=True
            )
            return cast("Row | None", cursor.fetchone())
        finally:
            if not connection.closed:
                self._idle.put(connection)

    def _taken(self) -> tuple[psycopg.Connection[Any], bool]:
        try:
            return self._idle.get_nowait(), False
        except queue.Empty:
            return self._opened(), True

    def _opened(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(
            self._conninfo,
            autocommit=True,
            options=_SETTINGS,
            cursor_factory=psycopg.RawCursor,
            connect_timeout=10,
        )
        connection.prepared_max = 500
        return connection

    def _forget_idle(self) -> None:
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def close(self) -> None:
        """Close idle connections; a later statement opens new ones."""
        self._forget_idle()
