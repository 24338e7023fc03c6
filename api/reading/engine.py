"""The front of the read engine: a request in, the bytes of its answer out.

A query is one statement. Where everything selected is SQL, the database's bytes are the response;
otherwise graphql-core walks what was cut out. A mutation runs its resolver, and reads what its
payload names afterwards, one statement each. Everything here may be called from any thread;
:mod:`api.reading.desk` does the same from an event loop.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import graphql
import orjson
import strawberry
from graphql import ExecutionResult, GraphQLError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.reading.answers import Answer, faulted, refused, walked
from api.reading.cost import Limits
from api.reading.databases import Body, Database
from api.reading.documents import Document, Documents, Recent
from api.reading.inputs import BadRequest
from api.reading.plans import Delivery, NotExpress, Plan
from api.reading.runs import Asked, OnlyReads, Run, found
from api.reading.viewers import Unauthenticated, ViewerSource
from api.reading.walk import RUN, Splice, attach
from api.reading.wiring import Unwireable, wired
from api.reading.world import World

__all__ = ["Answer", "Asked", "Limits", "OnlyReads", "Reader", "Unauthenticated", "Unwireable"]

PLANS_KEPT: Final = 1_000
EMPTY: Final = b"{}"
_GRAPHQL: Final[Any] = graphql


class Reader:
    """Answers GraphQL requests over one schema and one database."""

    def __init__(
        self,
        schema: strawberry.Schema,
        database: Database,
        viewers: ViewerSource,
        *,
        clock: Callable[[], datetime],
        limits: Limits | None = None,
    ) -> None:
        """Check and wire the schema. Refuses: :class:`Unwireable`, listing everything wrong."""
        self.schema: Any = schema._schema  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        if schema.extensions:
            raise Unwireable(["Schema(extensions=...): the engine does not run them"])
        self.registry = wired(self.schema)
        attach(self.schema, self.registry)
        self.database = database
        self.viewers = viewers
        self.documents = Documents(self.schema, limits or Limits())
        self._plans: Recent[Any, Plan] = Recent(PLANS_KEPT)
        self._world = World(
            self.schema, self.registry, database, viewers, clock, self.documents, self._plans
        )

    @property
    def plan_count(self) -> int:
        """How many plans are kept."""
        return len(self._plans)

    def answer(self, asked: Asked, *, delivery: Delivery | None = None) -> Answer:
        """Answer a request, and wait. ``delivery`` is for tests; else it is the fastest.

        Refuses: :class:`Unauthenticated`, :class:`OnlyReads`.
        """
        try:
            run = self.opened(asked, self.documents.of(asked.query))
            if not run.operation.is_query:
                return self.done(run)
            plan = run.query_plan(delivery)
            text: Body | None = EMPTY
            if run.needs(plan):
                text = self.database.one(plan.sql, plan.arguments(run.values))
            return self.printed(run, plan, text)
        except (Unauthenticated, OnlyReads, NotExpress):
            raise
        except Exception as no:  # noqa: BLE001 - the last door: a fault is masked, never shown
            return refusal(no)

    def opened(self, asked: Asked, document: Document) -> Run:
        """Take a request's variables and viewer. Refuses: what :func:`refusal` makes an answer."""
        if document.errors:
            raise BadRequest(document.errors)
        operation = document.operation(asked.operation_name)
        if asked.only_reads and not operation.is_query:
            raise OnlyReads
        variables = operation.signature.split(asked.variables or {})
        viewers, token = self.viewers, asked.token
        kind = viewers.kind_of(token)
        values = {**variables.values, **viewers.values(token, self._world.clock())}
        return Run(self._world, operation, variables, kind, values, asked)

    def printed(self, run: Run, plan: Plan, text: Body | None) -> Answer:
        """Make an answer of what the database said. Raises: Unauthenticated."""
        body = found(text)
        if plan.delivery is Delivery.EXPRESS:
            return Answer(body if isinstance(body, bytes) else body.encode())
        run.cuts |= plan.cuts
        run.is_spliced = plan.delivery is Delivery.SPLICE
        return self._walk(run, orjson.loads(body))

    def done(self, run: Run) -> Answer:
        """Run a mutation. Raises: GraphQLError, before anything has happened."""
        run.check_payloads()
        return self._walk(run, None)

    def _walk(self, run: Run, root: Any) -> Answer:
        executor = Splice if run.is_spliced else StrawberryGraphQLCoreExecutionContext
        result: ExecutionResult = _GRAPHQL.execute(
            self.schema,
            run.operation.document,
            root_value=root,
            context_value=run.asked.context,
            variable_values=run.asked.variables or {},
            operation_name=run.asked.operation_name,
            executor_class=executor,
            is_awaitable=_never,
            is_async_iterable=_never,
            hide_suggestions=True,
            operation_extensions={RUN: run},
        )
        return walked(result, run.extensions)


def refusal(no: Exception) -> Answer:
    """Answer what went wrong on the way: the request's own fault, or ours."""
    if isinstance(no, GraphQLError):
        return refused([no])
    return refused(no.errors) if isinstance(no, BadRequest) else faulted(no)


def _never(_: object) -> Any:
    """Nothing here is asynchronous: graphql-core need not look."""
    return False
