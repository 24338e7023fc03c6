"""PostgreSQL from an event loop: many questions under way on a few lines.

A question is sent the moment it is asked, if need be behind others on the same line (libpq's
pipeline); each is a transaction of its own, so that one that fails does not hurt its neighbours.
Whose client has gone away is cancelled. A question only reads, so whatever was lost with its line,
or cancelled in another's place, is simply asked once more.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import pq

from api.reading.lines import BINARY, Line, Lost, is_stale

LINES: Final = 4
DEEPEST: Final = 4
SLOW_SECONDS: Final = 0.02
STRAY_SECONDS: Final = 5.0
TRIES: Final = LINES + 4
_CANCELLED: Final = "57014"


@dataclass(eq=False, slots=True)
class Question:
    """One statement under way, and the future of its answer."""

    sql: str
    arguments: Sequence[bytes | None]
    answer: "asyncio.Future[bytes | None]"
    value: bytes | None = None
    error: psycopg.Error | None = None
    tries: int = 0

    def answered(self) -> None:
        """Hand the answer over, if anybody still waits for it."""
        if self.answer.done():
            return
        if self.error is not None:
            self.answer.set_exception(self.error)
        else:
            self.answer.set_result(self.value)


class _Pipe:
    """One line in pipeline mode."""

    def __init__(self, owner: "Pipeline", line: Line) -> None:
        self.owner = owner
        self.line = line
        self.waiting: deque[Question] = deque()
        self.since = 0.0
        self.cancelled_at = -STRAY_SECONDS
        self._pgconn = line.pgconn
        self._socket = line.pgconn.socket
        self._pgconn.nonblocking = 1
        self._pgconn.enter_pipeline_mode()
        owner.loop.add_reader(self._socket, self._readable)

    def has_room(self, now: float) -> bool:
        """Whether to queue here: not too deep, and not behind something slow."""
        count = len(self.waiting)
        return count == 0 or (count < DEEPEST and now - self.since < SLOW_SECONDS)

    def send(self, question: Question) -> None:
        """Send a question at once."""
        pgconn = self._pgconn
        if not self.waiting:
            self.since = self.owner.loop.time()
        question.tries += 1
        self.waiting.append(question)
        try:
            name, is_new = self.line.name(question.sql)
            if is_new:
                pgconn.send_prepare(name, question.sql.encode())
            pgconn.send_query_prepared(name, question.arguments, None, BINARY)
            surplus = self.line.surplus() if is_new else None
            if surplus is not None:
                pgconn.send_query_params(b"DEALLOCATE " + surplus, None)
            pgconn.pipeline_sync()
            if pgconn.flush():
                self.owner.loop.add_writer(self._socket, self._writable)
        except psycopg.OperationalError:
            self._lost()

    def _writable(self) -> None:
        try:
            if not self._pgconn.flush():
                self.owner.loop.remove_writer(self._socket)
        except psycopg.OperationalError:
            self._lost()

    def _readable(self) -> None:
        pgconn = self._pgconn
        try:
            pgconn.consume_input()
            while self.waiting and not pgconn.is_busy():
                result = pgconn.get_result()
                if result is not None:
                    self._take(result)
        except psycopg.OperationalError:
            self._lost()
        else:
            if self.line.is_closed:
                self._lost()
            self.owner.send_waiting()

    def _take(self, result: Any) -> None:
        """Take one result; the sync that follows every question ends it."""
        question, status = self.waiting[0], result.status
        if status == pq.ExecStatus.TUPLES_OK:
            question.value = result.get_value(0, 0) if result.ntuples else None
        elif status == pq.ExecStatus.PIPELINE_SYNC:
            self.waiting.popleft()
            self.since = self.owner.loop.time()
            self._end(question)
        elif status == pq.ExecStatus.FATAL_ERROR and question.error is None:
            question.error = psycopg.errors.error_from_result(result)
            self.line.forget(question.sql)

    def _end(self, question: Question) -> None:
        if question.error is not None and self._may_try_again(question, question.error):
            self.owner.again(question)
        else:
            question.answered()
        if self.waiting and self.waiting[0].answer.cancelled():
            self.cancel()

    def _may_try_again(self, question: Question, error: psycopg.Error) -> bool:
        """Whether the statement was stale, or cancelled in the place of another."""
        age = self.owner.loop.time() - self.cancelled_at
        was_for_another = error.sqlstate == _CANCELLED and age < STRAY_SECONDS
        return question.tries < TRIES and (was_for_another or is_stale(error))

    def cancel(self) -> None:
        """Stop what the server does for the head of the line.

        The request travels apart, so it may hit the next one instead: see _may_try_again.
        """
        self.cancelled_at = self.owner.loop.time()
        self.owner.loop.run_in_executor(None, self._pgconn.get_cancel().cancel)

    def _lost(self) -> None:
        """Close, and ask everything that waited again, on another line."""
        if self not in self.owner.pipes:
            return
        self.owner.pipes.remove(self)
        self.close()
        waiting, self.waiting = list(self.waiting), deque()
        for question in waiting:
            if question.tries < TRIES:
                self.owner.again(question)
            elif not question.answer.done():
                question.answer.set_exception(Lost())

    def close(self) -> None:
        """Hang up."""
        if self._socket >= 0 and not self.owner.loop.is_closed():
            self.owner.loop.remove_reader(self._socket)
            self.owner.loop.remove_writer(self._socket)
        self._socket = -1
        self.line.close()


class Pipeline:
    """The lines of one event loop."""

    def __init__(self, conninfo: str, *, most: int = LINES, statement_ms: int) -> None:
        """Open lazily, at most ``most`` lines."""
        self.loop = asyncio.get_running_loop()
        self.pipes: list[_Pipe] = []
        self._conninfo = conninfo
        self._most = most
        self._statement_ms = statement_ms
        self._opening = 0
        self._unsent: deque[Question] = deque()
        self._is_closed = False

    async def one(self, sql: str, arguments: Sequence[bytes | None]) -> bytes | None:
        """Ask: the one column of the first row, or None without a row.

        Raises: Lost, psycopg.Error.
        """
        question = Question(sql, arguments, self.loop.create_future())
        self.send(question)
        try:
            return await question.answer
        except asyncio.CancelledError:
            self._abandon(question)
            raise

    def send(self, question: Question) -> None:
        """Send on the least busy line; else open one more; else wait for room."""
        now = self.loop.time()
        pipe = min(self.pipes, key=_load, default=None)
        if pipe is not None and not pipe.waiting:
            pipe.send(question)
            return
        if len(self.pipes) + self._opening < self._most:
            self._open()
        if pipe is not None and pipe.has_room(now):
            pipe.send(question)
        else:
            self._unsent.append(question)

    def again(self, question: Question) -> None:
        """Ask once more, unless nobody waits for the answer any longer."""
        question.value = question.error = None
        if not question.answer.done():
            self.send(question)

    def send_waiting(self) -> None:
        """Send what waited for room."""
        now = self.loop.time()
        while self._unsent:
            pipe = min((p for p in self.pipes if p.has_room(now)), key=_load, default=None)
            if pipe is None:
                return
            question = self._unsent.popleft()
            if not question.answer.done():
                pipe.send(question)

    def _abandon(self, question: Question) -> None:
        for pipe in self.pipes:
            if pipe.waiting and pipe.waiting[0] is question:
                pipe.cancel()

    def _open(self) -> None:
        self._opening += 1
        opened = self.loop.run_in_executor(
            None, lambda: Line(self._conninfo, statement_ms=self._statement_ms)
        )
        opened.add_done_callback(self._opened)

    def _opened(self, opened: "asyncio.Future[Line]") -> None:
        self._opening -= 1
        error = opened.exception()
        if error is None and self._is_closed:
            opened.result().close()
        elif error is None:
            self.pipes.append(_Pipe(self, opened.result()))
        elif not self.pipes and not self._opening:
            unsent, self._unsent = self._unsent, deque()
            for question in unsent:
                if not question.answer.done():
                    question.answer.set_exception(error)
        self.send_waiting()

    def close(self) -> None:
        """Close every line; whoever still waits hears that it is lost."""
        self._is_closed = True
        waiting = [*self._unsent]
        for pipe in self.pipes:
            waiting += pipe.waiting
            pipe.close()
        self.pipes.clear()
        for question in waiting:
            if not question.answer.done():
                question.answer.set_exception(Lost())


def _load(pipe: _Pipe) -> int:
    return len(pipe.waiting)
