"""The two databases as the read engine uses them: one statement in, one value out, nothing written.

Both are asked from threads (:meth:`one`) and from an event loop (:meth:`fetched`). Reading goes
through connections of its own, which cannot write, so that no reader ever holds a writer's lock.
"""

import asyncio
import base64
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any, Final, Protocol

import psycopg

from api.kernel.storage import sqlite3
from api.reading.dialects import Dialect, PostgresDialect, SqliteDialect
from api.reading.lines import STATEMENT_MS, Line, Lost, TooSlow, is_stale, written
from api.reading.pipelines import LINES, Pipeline, Question, Waiting

BUSY_MS: Final = 5_000
STEPS_BETWEEN_LOOKS: Final = 20_000
SQLITE_READERS: Final = 4


Body = str | bytes


class Database(Protocol):
    """Where statements are sent. Each answers with one text, or None where there is no row."""

    dialect: Dialect

    def one(self, sql: str, arguments: Sequence[Any]) -> Body | None:
        """Ask from a thread, and wait. Raises: TooSlow, or the driver's own error."""
        ...

    async def fetched(self, sql: str, arguments: Sequence[Any]) -> Body | None:
        """Ask from an event loop; cancelling the task cancels the statement. Raises likewise."""
        ...

    def ask(
        self, sql: str, arguments: Sequence[Any], waiting: Waiting
    ) -> Callable[[], None] | None:
        """Ask from an event loop, and be told without a task; what is returned gives it up.

        None, and nothing asked, where this loop cannot ask.
        """
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


class Sqlite:
    """A SQLite file, with one connection for each thread."""

    def __init__(self, path: str, *, statement_ms: int = STATEMENT_MS) -> None:
        """Open lazily: the first statement of a thread opens its connection."""
        self.dialect: Dialect = SqliteDialect()
        self._path = path
        self._seconds = statement_ms / 1_000
        self._mine = threading.local()
        self._all: list[Any] = []
        self._lock = threading.Lock()
        self._readers = ThreadPoolExecutor(SQLITE_READERS, thread_name_prefix="sqlite")

    def one(self, sql: str, arguments: Sequence[Any]) -> Body | None:
        """Send one statement on this thread's connection."""
        return self._asked(sql, arguments, threading.Event())

    async def fetched(self, sql: str, arguments: Sequence[Any]) -> Body | None:
        """Send one statement from a thread apart, so that the loop goes on."""
        gone = threading.Event()
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._readers, self._asked, sql, arguments, gone)
        except asyncio.CancelledError:
            gone.set()
            raise

    def ask(
        self, sql: str, arguments: Sequence[Any], waiting: Waiting
    ) -> Callable[[], None] | None:
        """Send one statement from a thread apart, and tell on the loop."""
        gone = threading.Event()
        loop = asyncio.get_running_loop()
        self._readers.submit(self._tell, loop, waiting, sql, arguments, gone)
        return gone.set

    def _tell(
        self,
        loop: asyncio.AbstractEventLoop,
        waiting: Waiting,
        sql: str,
        arguments: Sequence[Any],
        gone: threading.Event,
    ) -> None:
        try:
            body = self._asked(sql, arguments, gone)
            tell = partial(waiting.set_result, body.encode() if isinstance(body, str) else body)
        except Exception as no:  # noqa: BLE001 - whoever waits decides what it is
            tell = partial(waiting.set_exception, no)
        with suppress(RuntimeError):  # the loop is over, and so are those who waited on it
            loop.call_soon_threadsafe(_unless_done, waiting, tell)

    def _asked(self, sql: str, arguments: Sequence[Any], gone: threading.Event) -> Body | None:
        if gone.is_set():
            return None
        mine = self._mine
        connection: Any = getattr(mine, "connection", None) or self._opened()
        mine.gone, mine.deadline = gone, monotonic() + self._seconds
        try:
            row = connection.execute(sql, arguments).fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooSlow from error
            raise
        return row[0] if row else None

    def _opened(self) -> Any:
        connection = sqlite3.connect(
            self._path, isolation_level=None, cached_statements=256, check_same_thread=False
        )
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("PRAGMA query_only=ON")
        connection.create_function("base64text", 1, _base64, deterministic=True)
        connection.set_progress_handler(self._must_stop, STEPS_BETWEEN_LOOKS)
        self._mine.connection = connection
        with self._lock:
            self._all.append(connection)
        return connection

    def _must_stop(self) -> int:
        """Asked by SQLite now and then: one interrupts the statement."""
        return int(monotonic() > self._mine.deadline or self._mine.gone.is_set())

    def close(self) -> None:
        """Close every thread's connection; a later statement opens a new one."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._mine = threading.local()


def _unless_done(waiting: Waiting, tell: Callable[[], None]) -> None:
    if not waiting.done():
        tell()


def _base64(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


class Postgres:
    """A PostgreSQL database, with read-only connections and prepared statements.

    Text sorts by the database's collation; create it with collation C (or ``C.UTF-8``) so that
    lists have the same order as on SQLite.
    """

    def __init__(
        self,
        conninfo: str,
        *,
        most: int = 8,
        lines: int = LINES,
        statement_ms: int = STATEMENT_MS,
    ) -> None:
        """Open lazily: at most ``most`` connections for threads, ``lines`` for the event loop."""
        self.dialect: Dialect = PostgresDialect()
        self._conninfo = conninfo
        self._statement_ms = statement_ms
        self._turns = threading.BoundedSemaphore(most)
        self._idle: queue.LifoQueue[Line] = queue.LifoQueue()
        self._lines = lines
        self._pipeline: Pipeline | None = None

    def one(self, sql: str, arguments: Sequence[Any]) -> Body | None:
        """Send one statement; when its connection turns out to be lost, once more on a new one."""
        given = written(arguments)
        with self._turns:
            line, is_fresh = self._taken()
            try:
                return self._sent(line, sql, given)
            except Lost:
                if is_fresh:
                    raise
            self._forget_idle()
            return self._sent(self._opened(), sql, given)

    def _sent(self, line: Line, sql: str, given: Sequence[bytes | None]) -> bytes | None:
        try:
            return line.one(sql, given)
        except psycopg.Error as error:
            if not is_stale(error):
                raise
            return line.one(sql, given)
        finally:
            if not line.is_closed:
                self._idle.put(line)

    async def fetched(self, sql: str, arguments: Sequence[Any]) -> Body | None:
        """Send one statement on the event loop's own lines."""
        return await self._piped().one(sql, written(arguments))

    def ask(
        self, sql: str, arguments: Sequence[Any], waiting: Waiting
    ) -> Callable[[], None] | None:
        """Send one statement on the event loop's own lines."""
        pipeline = self._piped()
        question = Question(sql, written(arguments), waiting)
        pipeline.send(question)
        return partial(pipeline.abandon, question)

    def _piped(self) -> Pipeline:
        """The lines of this event loop; those of an earlier one are of no use any more."""
        known = self._pipeline
        if known is not None and known.loop is asyncio.get_running_loop():
            return known
        if known is not None:
            known.close()
        made = Pipeline(self._conninfo, most=self._lines, statement_ms=self._statement_ms)
        self._pipeline = made
        return made

    def _taken(self) -> tuple[Line, bool]:
        try:
            return self._idle.get_nowait(), False
        except queue.Empty:
            return self._opened(), True

    def _opened(self) -> Line:
        return Line(self._conninfo, statement_ms=self._statement_ms)

    def _forget_idle(self) -> None:
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def close(self) -> None:
        """Close every connection; a later statement opens new ones."""
        self._forget_idle()
        if self._pipeline is not None:
            self._pipeline.close()
            self._pipeline = None
