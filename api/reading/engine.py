"""The front of the read engine: a request in, the bytes of its answer out.

Everything here is synchronous and safe among threads. A query is one statement. Where everything
selected is SQL, the database's bytes are the response; otherwise graphql-core walks what was cut
out. A mutation runs its resolver, and reads what its payload names afterwards, one statement each.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import graphql
import orjson
import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLNonNull
from graphql.execution.collect_fields import FieldDetails
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.reading.compiler import AT, Statement
from api.reading.cost import Limits
from api.reading.databases import Database
from api.reading.declare import At
from api.reading.documents import BAD_INPUT, UNSENDABLE, Document, Documents, Operation, Recent
from api.reading.inputs import BadRequest, Variables, unsendable
from api.reading.plans import Delivery, NotExpress, Plan
from api.reading.shapes import Group
from api.reading.viewers import Unauthenticated, ViewerSource
from api.reading.walk import RUN, Splice, attach
from api.reading.wiring import Unwireable, wired

__all__ = ["Answer", "Asked", "Limits", "Reader", "Unauthenticated", "Unwireable"]

INVALID: Final = {"code": "INVALID_REQUEST"}
PLANS_KEPT: Final = 2_000
_GRAPHQL: Final[Any] = graphql
_log = logging.getLogger("api.reading")


@dataclass(frozen=True, slots=True)
class Asked:
    """One GraphQL request, and the context its resolvers receive."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    token: str | None = None
    context: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of a response. A request error means that nothing was executed."""

    body: bytes
    is_request_error: bool = False
    has_errors: bool = False


class HiddenPayload(Exception):
    """A mutation's payload names a row that its own viewer may not see, where none may be null."""


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
        self.registry = wired(self.schema)
        attach(self.schema, self.registry)
        self.database = database
        self.viewers = viewers
        self.clock = clock
        self.documents = Documents(self.schema, limits or Limits())
        self._plans: Recent[Any, Plan] = Recent(PLANS_KEPT)

    def is_mutation(self, asked: Asked) -> bool:
        """Tell whether a request would run anything but a query, so that GET can refuse it."""
        document = self.documents.of(asked.query)
        try:
            return not document.errors and not document.operation(asked.operation_name).is_query
        except GraphQLError:
            return False

    def answer(self, asked: Asked, *, delivery: Delivery | None = None) -> Answer:
        """Answer a request. ``delivery`` is for tests; by itself the engine takes the fastest.

        Refuses: :class:`Unauthenticated`.
        """
        try:
            operation, variables = self._opened(asked)
            run = _Run(self, asked, operation, variables)
        except GraphQLError as error:
            return _refused([error])
        except BadRequest as bad:
            return _refused(bad.errors)
        try:
            return self._query(run, delivery) if operation.is_query else self._walk(run, None)
        except GraphQLError as error:
            return _refused([error])
        except (Unauthenticated, NotExpress):
            raise
        except Exception as fault:  # noqa: BLE001 - the last door: a fault is masked, never shown
            return _faulted(fault)

    def _opened(self, asked: Asked) -> tuple[Operation, Variables]:
        document: Document = self.documents.of(asked.query)
        if document.errors:
            raise BadRequest(document.errors)
        operation = document.operation(asked.operation_name)
        given = asked.variables or {}
        if unsendable(given):
            raise GraphQLError(UNSENDABLE, extensions=BAD_INPUT)
        return operation, operation.signature.split(given)

    def _query(self, run: "_Run", delivery: Delivery | None) -> Answer:
        plan = run.query_plan(delivery)
        is_empty = plan.delivery is not Delivery.EXPRESS and not plan.is_needed
        text: Any = b"{}" if is_empty and run.kind is None else run.fetched(plan)
        if plan.delivery is Delivery.EXPRESS:
            return Answer(text if isinstance(text, bytes) else text.encode())
        run.cuts |= plan.cuts
        run.is_spliced = plan.delivery is Delivery.SPLICE
        return self._walk(run, orjson.loads(text))

    def _walk(self, run: "_Run", root: Any) -> Answer:
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
        return _answered(result)

    @property
    def plan_count(self) -> int:
        """How many plans are kept."""
        return len(self._plans)

    def plan(self, key: Any, make: Callable[[], Plan]) -> Plan:
        """Look a plan up, or compile it."""
        return self._plans.get(key) or self._plans.put(key, make())


@dataclass(slots=True)
class _Run:
    """One request on its way."""

    reader: Reader
    asked: Asked
    operation: Operation
    variables: Variables
    kind: str | None = None
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    cuts: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    is_spliced: bool = True

    def __post_init__(self) -> None:
        """Take the viewer from the token."""
        viewers, token = self.reader.viewers, self.asked.token
        self.kind = viewers.kind_of(token)
        self.values = {**self.variables.values, **viewers.values(token, self.reader.clock())}

    def key(self, *more: Any) -> Any:
        """What a plan depends on. The operation itself keeps the nodes in it alive."""
        return (self.operation, self.kind, tuple(self.variables.key), *more)

    def compiled(self, delivery: Delivery, pieces: Callable[[Statement], Any]) -> Plan:
        """Compile one statement with the viewer inside."""
        reader = self.reader
        statement = Statement(
            reader.schema,
            reader.registry,
            reader.database.dialect,
            self.operation,
            shown=self.variables.shown,
            delivery=delivery,
        )
        statement.viewer, seated = reader.viewers.seated(self.kind, statement.binds.bound)
        return statement.finished(pieces(statement), seated)

    def query_plan(self, delivery: Delivery | None) -> Plan:
        """The plan of the whole query: express if that can be."""

        def express() -> Plan:
            return self.compiled(
                Delivery.EXPRESS, lambda statement: ['{"data":', *statement.query(), "}"]
            )

        def walked(how: Delivery) -> Plan:
            return self.compiled(how, lambda statement: statement.query())

        def fastest() -> Plan:
            try:
                return express()
            except NotExpress:
                return walked(Delivery.SPLICE)

        if delivery is None:
            return self.reader.plan(self.key("query"), fastest)
        if delivery is Delivery.EXPRESS:
            return self.reader.plan(self.key("query", delivery), express)
        return self.reader.plan(self.key("query", delivery), lambda: walked(delivery))

    def fetched(self, plan: Plan, **more: Any) -> Any:
        """Send a plan's statement. Refuses: Unauthenticated, when the viewer has no row."""
        values = {**self.values, **more} if more else self.values
        row = self.reader.database.one(plan.sql, plan.arguments(values))
        if row is None:
            raise Unauthenticated
        return row[0]

    def row(self, shown: At, info: Any) -> dict[str, Any] | None:
        """Read the row a payload names, as selected at this field, with the viewer's rule."""
        name = self.reader.registry.names[shown.type]
        nodes = info.field_nodes
        delivery = Delivery.SPLICE if self.is_spliced else Delivery.PLAIN
        group: Group = [FieldDetails(node, None) for node in nodes]
        plan = self.reader.plan(
            self.key("at", id(nodes[0]), len(nodes), name, delivery),
            lambda: self.compiled(delivery, lambda statement: statement.one_row(name, group)),
        )
        self.cuts |= plan.cuts
        value = orjson.loads(self.fetched(plan, **{AT: shown.id}))
        if value is None and isinstance(info.return_type, GraphQLNonNull):
            message = f"{info.parent_type.name}.{info.field_name} names a {name} hidden or missing"
            raise HiddenPayload(message)
        return value


def _never(_: object) -> Any:
    """Nothing here is asynchronous: graphql-core need not look."""
    return False


def _refused(errors: list[GraphQLError]) -> Answer:
    for error in errors:
        error.extensions = {**INVALID, **(error.extensions or {})}
    body = orjson.dumps({"errors": [error.formatted for error in errors]})
    return Answer(body, is_request_error=True, has_errors=True)


def _faulted(fault: Exception) -> Answer:
    body = {"data": None, "errors": [_masked(GraphQLError("", original_error=fault)).formatted]}
    return Answer(orjson.dumps(body), has_errors=True)


def _answered(result: ExecutionResult) -> Answer:
    body: dict[str, Any] = {"data": result.data}
    for error in result.errors or ():
        if isinstance(_cause(error), Unauthenticated):
            raise Unauthenticated
    if result.errors:
        body["errors"] = [_shown_error(error).formatted for error in result.errors]
    return Answer(orjson.dumps(body), has_errors=bool(result.errors))


def _cause(error: GraphQLError) -> BaseException | None:
    """What was raised first, through however many GraphQL errors it was wrapped."""
    cause: Any = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _shown_error(error: GraphQLError) -> GraphQLError:
    """A GraphQL error is meant to be read; anything else is a fault of ours."""
    return error if isinstance(_cause(error), GraphQLError) else _masked(error)


def _masked(error: GraphQLError) -> GraphQLError:
    """Hide a fault behind a reference, under which the log has the rest."""
    reference = secrets.token_hex(5)
    cause = _cause(error)
    _log.error("fault %s", reference, exc_info=cause)
    return GraphQLError(
        "Something went wrong on our side.",
        error.nodes,
        path=error.path,
        extensions={"code": "INTERNAL", "reference": reference},
    )
