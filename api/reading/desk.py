"""The engine on an event loop: known questions at once, new ones in their turn.

A query whose document and plan are known never leaves the loop: a few look-ups, one statement, the
bytes. What must be parsed, checked or compiled first waits its turn with a worker that makes one at
a time, so that a flood of new documents cannot starve the known ones; where too many wait already,
the next is told to come again. Mutations, and what only Python can answer, run in threads.
"""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from api.reading.answers import Answer
from api.reading.databases import Body
from api.reading.engine import EMPTY, Asked, OnlyReads, Reader, Unauthenticated, refusal
from api.reading.pipelines import Waiting
from api.reading.plans import Delivery, Plan
from api.reading.runs import Run

T = TypeVar("T")
MOST_WAITING: Final = 64
WALKERS: Final = 16


class Busy(Exception):
    """Too many new documents wait to be checked: come again in a moment."""


class Desk:
    """Answers requests from an event loop."""

    def __init__(self, reader: Reader) -> None:
        """Serve a reader, with threads of its own."""
        self.reader = reader
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="compile")
        self._walkers = ThreadPoolExecutor(WALKERS, thread_name_prefix="walk")
        self._making: dict[Hashable, asyncio.Future[Any]] = {}

    async def answer(self, asked: Asked) -> Answer:
        """Answer a request. Cancelling a query's task cancels its statement.

        Refuses: Unauthenticated, OnlyReads, Busy.
        """
        reader = self.reader
        try:
            document = reader.documents.known(asked.query)
            if document is None:
                document = await self._made(asked.query, reader.documents.of, asked.query)
            run = reader.opened(asked, document)
            if not run.operation.is_query:
                return await asyncio.shield(self._apart(reader.done, run))
            plan = run.known_plan() or await self._made(run.key, run.query_plan)
            text = await self._fetched(run, plan)
            if plan.delivery is Delivery.EXPRESS:
                return reader.printed(run, plan, text)
            return await self._apart(reader.printed, run, plan, text)
        except (Unauthenticated, OnlyReads, Busy):
            raise
        except Exception as no:  # noqa: BLE001 - the last door: a fault is masked, never shown
            return refusal(no)

    def at_once(self, asked: Asked, waiting: Waiting) -> Callable[[], None] | None:
        """Send a known query's statement now, and tell without a task; returned is what gives up.

        None, and nothing done, if that cannot be: the document or its plan is not known, Python
        has a part in the answer, or the database is asked in threads. Then :meth:`answer` it.
        Refuses: as that does, or a GraphQLError, BadRequest.
        """
        reader = self.reader
        document = reader.documents.known(asked.query)
        if document is None:
            return None
        run = reader.opened(asked, document)
        plan = run.known_plan() if run.operation.is_query else None
        if plan is None or plan.delivery is not Delivery.EXPRESS:
            return None
        return reader.database.ask(plan.sql, plan.arguments(run.values), waiting)

    async def _fetched(self, run: Run, plan: Plan) -> Body | None:
        if not run.needs(plan):
            return EMPTY
        return await self.reader.database.fetched(plan.sql, plan.arguments(run.values))

    async def _made(self, key: Hashable, make: Callable[..., T], *given: Any) -> T:
        """Make something that takes its time: one after the other, and nothing twice at once."""
        loop = asyncio.get_running_loop()
        making = self._making.get((loop, key))
        if making is None:
            if len(self._making) >= MOST_WAITING:
                raise Busy
            making = loop.run_in_executor(self._maker, make, *given)
            self._making[loop, key] = making
            making.add_done_callback(lambda made: self._forget((loop, key), made))
        return await asyncio.shield(making)

    def _forget(self, key: Hashable, made: "asyncio.Future[Any]") -> None:
        """It is in the engine's own memory now; a failure was told to whoever still waited."""
        del self._making[key]
        if not made.cancelled():
            made.exception()

    async def _apart(self, do: Callable[..., Answer], *given: Any) -> Answer:
        """Do something in a thread, so that the loop goes on."""
        return await asyncio.get_running_loop().run_in_executor(self._walkers, do, *given)

    def close(self) -> None:
        """Wait for what is under way, then close the database's connections."""
        self._maker.shutdown()
        self._walkers.shutdown()
        self.reader.database.close()
