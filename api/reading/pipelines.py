"""PostgreSQL from an event loop: many questions under way on a few lines.

Questions of the same statement that come in the same turn of the loop leave together (see
:mod:`api.reading.batches`), and so do those that find every line busy; nobody waits while a line is
free. Those known to take their time go alone, and queue behind what is under way (libpq's
pipeline). Every batch is a transaction
of its own, so that one that fails does not hurt its neighbours, and who failed in company is asked
again alone. Whose client has gone away is cancelled. A question only reads, so whatever was lost
with its line, or cancelled in another's place, is simply asked once more.
"""

import asyncio
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import psycopg
from psycopg import pq

from api.reading.batches import LARGEST, answers, batched, columns
from api.reading.lines import BINARY, CANCELLED, Line, Lost, is_stale, told

LINES: Final = 4
DEEPEST: Final = 4
SLOW_SECONDS: Final = 0.02
BATCH_SECONDS: Final = 0.004
QUICK_SECONDS: Final = 0.000_4
STRAY_SECONDS: Final = 5.0
REST_SECONDS: Final = 1.0
TRIES: Final = LINES + 4
_NOT_UNDERSTOOD: Final = ("42", "0A")


class Waiting(Protocol):
    """Who waits for an answer: a future, or whatever else behaves like one."""

    def done(self) -> bool:
        """Whether nothing more is waited for."""
        ...

    def set_result(self, result: bytes | None, /) -> None:
        """Hear the answer: one text, or None without a row."""
        ...

    def set_exception(self, exception: BaseException, /) -> None:
        """Hear that there is none."""
        ...


@dataclass(eq=False, slots=True)
class Question:
    """One statement to be asked, and who waits for its answer."""

    sql: str
    arguments: Sequence[bytes | None]
    answer: Waiting
    tries: int = 0
    is_alone: bool = False


@dataclass(eq=False, slots=True)
class Batch:
    """Questions of one statement under way together, and what the server said of them."""

    questions: list[Question]
    values: dict[int, bytes | None]
    error: psycopg.Error | None = None

    @property
    def sql(self) -> str:
        """The statement as it is sent."""
        first = self.questions[0]
        count = len(first.arguments)
        return first.sql if len(self.questions) == 1 else batched(first.sql, count)

    @property
    def arguments(self) -> Sequence[bytes | None]:
        """The arguments as they are sent."""
        if len(self.questions) == 1:
            return self.questions[0].arguments
        return columns([question.arguments for question in self.questions])

    @property
    def is_deserted(self) -> bool:
        """Whether nobody waits for any of the answers."""
        return all(question.answer.done() for question in self.questions)

    def take(self, result: Any) -> None:
        """Take the rows."""
        if len(self.questions) > 1:
            self.values = answers(result)
        elif result.ntuples:
            self.values = {0: result.get_value(0, 0)}

    def answer(self) -> None:
        """Hand the answers over to whoever still waits."""
        for number, question in enumerate(self.questions):
            if question.answer.done():
                continue
            if self.error is not None:
                question.answer.set_exception(told(self.error))
            else:
                question.answer.set_result(self.values.get(number))


class _Pipe:
    """One line in pipeline mode."""

    def __init__(self, owner: "Pipeline", line: Line) -> None:
        self.owner = owner
        self.line = line
        self.waiting: deque[Batch] = deque()
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

    def send(self, questions: list[Question]) -> None:
        """Send questions of one statement at once."""
        pgconn = self._pgconn
        if not self.waiting:
            self.since = self.owner.loop.time()
        for question in questions:
            question.tries += 1
        batch = Batch(questions, {})
        self.waiting.append(batch)
        try:
            name, is_new = self.line.name(batch.sql)
            if is_new:
                pgconn.send_prepare(name, batch.sql.encode())
            pgconn.send_query_prepared(name, batch.arguments, None, BINARY)
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
        """Take one result; the sync that follows every batch ends it."""
        batch, status = self.waiting[0], result.status
        if status == pq.ExecStatus.TUPLES_OK:
            batch.take(result)
        elif status == pq.ExecStatus.PIPELINE_SYNC:
            self.waiting.popleft()
            self._end(batch)
        elif status == pq.ExecStatus.FATAL_ERROR and batch.error is None:
            batch.error = psycopg.errors.error_from_result(result)
            self.line.forget(batch.sql)

    def _end(self, batch: Batch) -> None:
        now = self.owner.loop.time()
        if batch.error is None:
            self.owner.learn(batch, now - self.since)
        self.since = now
        if batch.error is not None and self._may_try_again(batch, batch.error):
            self.owner.again(batch.questions)
        else:
            batch.answer()
        if self.waiting and self.waiting[0].is_deserted:
            self.cancel()

    def _may_try_again(self, batch: Batch, error: psycopg.Error) -> bool:
        """Whether it failed in company, or was stale, or was cancelled in the place of another."""
        if len(batch.questions) > 1:
            self.owner.part(batch, error)
            return True
        age = self.owner.loop.time() - self.cancelled_at
        was_for_another = error.sqlstate == CANCELLED and age < STRAY_SECONDS
        return batch.questions[0].tries < TRIES and (was_for_another or is_stale(error))

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
        for batch in waiting:
            if batch.questions[0].tries < TRIES:
                self.owner.again(batch.questions)
            else:
                fail(batch.questions, Lost())

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
        self._seconds: dict[str, float] = {}
        self._is_closed = False
        self._is_due = False
        self._open_after = 0.0
        self._timer: asyncio.TimerHandle | None = None

    async def one(self, sql: str, arguments: Sequence[bytes | None]) -> bytes | None:
        """Ask: the one column of the first row, or None without a row.

        Raises: Lost, TooSlow, psycopg.Error.
        """
        answer: asyncio.Future[bytes | None] = self.loop.create_future()
        question = Question(sql, arguments, answer)
        self.send(question)
        try:
            return await answer
        except asyncio.CancelledError:
            self.abandon(question)
            raise

    def send(self, question: Question) -> None:
        """Send at once if nothing is under way; else at the end of this turn of the loop.

        By then others of its kind may have come, and they leave together.
        """
        if self.pipes and not self._unsent and not any(pipe.waiting for pipe in self.pipes):
            self.pipes[0].send([question])
            return
        self._unsent.append(question)
        if not self._is_due:
            self._is_due = True
            self.loop.call_soon(self.send_waiting)

    def again(self, questions: list[Question]) -> None:
        """Ask once more, unless nobody waits for the answer any longer."""
        for question in questions:
            if not question.answer.done():
                self.send(question)

    def learn(self, batch: Batch, seconds: float) -> None:
        """Remember how long a statement takes, so that only quick ones wait for company."""
        sql, each = batch.questions[0].sql, seconds / len(batch.questions)
        if len(self._seconds) > _STATEMENTS_KNOWN:
            self._seconds.clear()
        self._seconds[sql] = 0.8 * self._seconds.get(sql, each) + 0.2 * each

    def part(self, batch: Batch, error: psycopg.Error) -> None:
        """Let these go alone; and all of their kind, if the server cannot take them together."""
        for question in batch.questions:
            question.is_alone = True
        if (error.sqlstate or "").startswith(_NOT_UNDERSTOOD):
            self._seconds[batch.questions[0].sql] = math.inf

    def _together(self, question: Question) -> int:
        """How many of this question's kind may leave as one; 0 if it goes alone."""
        each = self._seconds.get(question.sql)
        if each is None or question.is_alone or not question.arguments:
            return 0
        count = min(int(BATCH_SECONDS / max(each, 1e-6)), LARGEST)
        return count if count > 1 else 0

    def send_waiting(self) -> None:
        """Send on lines that are free or have room; else open one more, or wait for company."""
        self._is_due = False
        now = self.loop.time()
        while self._unsent:
            pipe = min((p for p in self.pipes if p.has_room(now)), key=_load, default=None)
            is_free = pipe is not None and not pipe.waiting
            if not is_free and self._may_open(now):
                self._open()
            together = self._together(self._unsent[0])
            if pipe is None or (together and not is_free):
                return
            if together and self._is_worth_waiting(self._unsent[0].sql, now):
                self._look_again()
                return
            questions = self._taken()
            if questions:
                pipe.send(questions)

    def _is_worth_waiting(self, sql: str, now: float) -> bool:
        """Whether the same statement, quicker than its way there, is on the way already.

        Handing it over costs more than its work, so those who come meanwhile leave together.
        """
        return self._seconds[sql] < QUICK_SECONDS and any(
            pipe.waiting
            and pipe.waiting[0].questions[0].sql == sql
            and now - pipe.since < BATCH_SECONDS
            for pipe in self.pipes
        )

    def _look_again(self) -> None:
        """Whoever waits for company waits a moment only, should the answer be late."""
        if self._timer is None:
            self._timer = self.loop.call_later(BATCH_SECONDS, self._is_time)

    def _is_time(self) -> None:
        self._timer = None
        self.send_waiting()

    def _taken(self) -> list[Question]:
        """Take the first that waits, and as many of its kind as may leave with it."""
        first = self._unsent.popleft()
        if first.answer.done():
            return []
        most = self._together(first)
        company = [first]
        left: deque[Question] = deque()
        while self._unsent and len(company) < most:
            other = self._unsent.popleft()
            fits = other.sql == first.sql and not other.is_alone
            (company if fits else left).append(other)
        self._unsent.extendleft(reversed(left))
        return [question for question in company if not question.answer.done()]

    def abandon(self, question: Question) -> None:
        """Nobody waits for this any more: stop the server, if it is at work for nobody else."""
        for pipe in self.pipes:
            if pipe.waiting and question in pipe.waiting[0].questions:
                if pipe.waiting[0].is_deserted:
                    pipe.cancel()
                return

    def _may_open(self, now: float) -> bool:
        """Whether to lay one more line; after a failure not at once, while there are others."""
        has_place = len(self.pipes) + self._opening < self._most
        return has_place and (not self.pipes or now >= self._open_after)

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
        else:
            self._open_after = self.loop.time() + REST_SECONDS
        if error is not None and not self.pipes and not self._opening:
            unsent, self._unsent = self._unsent, deque()
            fail(unsent, error)
        self.send_waiting()

    def close(self) -> None:
        """Close every line; whoever still waits hears that it is lost."""
        self._is_closed = True
        waiting = [*self._unsent]
        for pipe in self.pipes:
            waiting += [question for batch in pipe.waiting for question in batch.questions]
            pipe.close()
        self.pipes.clear()
        fail(waiting, Lost())


_STATEMENTS_KNOWN: Final = 2_000


def fail(questions: "deque[Question] | list[Question]", error: BaseException) -> None:
    """Tell whoever still waits that there is no answer."""
    for question in questions:
        if not question.answer.done():
            question.answer.set_exception(error)


def _load(pipe: _Pipe) -> int:
    return len(pipe.waiting)
