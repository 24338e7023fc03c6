"""One request on its way: its variables, its viewer, and the statements made for it."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from graphql import GraphQLError, GraphQLNonNull, GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues

from api.reading.compiler import AT, Statement
from api.reading.databases import Body
from api.reading.declare import At
from api.reading.documents import Operation
from api.reading.finishing import Finish, NotPlain, whole
from api.reading.inputs import Variables
from api.reading.plans import Delivery, NotExpress, Plan
from api.reading.shapes import Group, Values, named
from api.reading.viewers import Unauthenticated
from api.reading.world import World

QUERY: Final = "query"


@dataclass(frozen=True, slots=True)
class Asked:
    """One GraphQL request, and the context its resolvers receive."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    token: str | None = None
    context: Any = None
    only_reads: bool = False


class OnlyReads(Exception):
    """The request would do something, and came by a way that may only ask."""


class HiddenPayload(Exception):
    """A mutation's payload names a row that its own viewer may not see, where none may be null."""


@dataclass(slots=True)
class Run:
    """A request whose document is valid and whose variables fit."""

    world: World
    operation: Operation
    variables: Variables
    kind: str | None
    values: dict[str, Any]
    asked: Asked
    cuts: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    is_spliced: bool = True
    finishes: dict[int, tuple[Any, Finish | None]] = field(
        default_factory=dict[int, tuple[Any, Finish | None]]
    )

    # -- plans

    def _key(self, *more: Any) -> Any:
        """What a plan depends on. The operation itself keeps the nodes in it alive."""
        return (self.operation, self.kind, tuple(self.variables.key), *more)

    def _compiled(self, delivery: Delivery, pieces: Callable[[Statement], Any]) -> Plan:
        """Compile one statement with the viewer inside."""
        world = self.world
        statement = Statement(
            world.schema,
            world.registry,
            world.database.dialect,
            self.operation,
            shown=self.variables.shown,
            delivery=delivery,
        )
        statement.viewer, seated = world.viewers.seated(self.kind, statement.binds.bound)
        return statement.finished(pieces(statement), seated)

    @property
    def key(self) -> Any:
        """What the plan of the whole query depends on."""
        return self._key(QUERY, None)

    def known_plan(self) -> Plan | None:
        """The plan of the whole query, if it has been made."""
        return self.world.plans.get(self.key)

    def query_plan(self, delivery: Delivery | None = None) -> Plan:
        """The plan of the whole query: express if that can be. Refuses: NotExpress, if forced."""
        return self._plan(self._key(QUERY, delivery), lambda: self._made(delivery))

    def needs(self, plan: Plan) -> bool:
        """Whether the database must be asked: for rows, or only to know the viewer."""
        return plan.is_needed or plan.delivery is Delivery.EXPRESS or self.kind is not None

    def _plan(self, key: Any, make: Callable[[], Plan]) -> Plan:
        return self.world.plans.get(key) or self.world.plans.put(key, make())

    def _made(self, delivery: Delivery | None) -> Plan:
        if delivery is None:
            try:
                return self._made(Delivery.EXPRESS)
            except NotExpress:
                return self._made(Delivery.SPLICE)
        if delivery is Delivery.EXPRESS:
            closing = orjson.dumps(self.extensions).decode()
            return self._compiled(
                delivery, lambda s: ['{"data":', *s.query(), f',"extensions":{closing}}}']
            )
        return self._compiled(delivery, lambda s: s.query())

    @property
    def extensions(self) -> dict[str, Any]:
        """What is said beside the data: what the request cost, and what it may."""
        limit = self.world.documents.limits.cost
        return {"cost": {"requested": self.operation.cost, "limit": limit}}

    # -- the rows that a mutation's payload names

    def row_plan(self, name: str, nodes: list[Any]) -> Plan:
        """The plan that reads one row, as selected at a payload's field."""
        delivery = Delivery.SPLICE if self.is_spliced else Delivery.PLAIN
        group: Group = [FieldDetails(node, None) for node in nodes]
        return self._plan(
            self._key("at", id(nodes[0]), len(nodes), name, delivery),
            lambda: self._compiled(delivery, lambda s: s.one_row(name, group)),
        )

    def row(self, shown: At, info: Any) -> dict[str, Any] | None:
        """Read the row a payload names, as selected at this field, with the viewer's rule."""
        name = self.world.registry.names[shown.type]
        plan = self.row_plan(name, info.field_nodes)
        self.cuts |= plan.cuts
        values: Values = {**self.values, AT: shown.id}
        value = orjson.loads(found(self.world.database.one(plan.sql, plan.arguments(values))))
        if value is None and isinstance(info.return_type, GraphQLNonNull):
            message = f"{info.parent_type.name}.{info.field_name} names a {name} hidden or missing"
            raise HiddenPayload(message)
        return value

    def finished(
        self, executor: Any, parent: GraphQLObjectType, grouped: Any, row: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Finish a fetched object without graphql-core; None if that is graphql-core's business.

        graphql-core gives all rows of a list one and the same selection, so it is looked at once.
        """
        known = self.finishes.get(id(grouped))
        if known is None:
            finish = None
            with contextlib.suppress(NotPlain, GraphQLError):
                finish = whole(executor, self.cuts, self.world.registry, parent, grouped)
            known = self.finishes[id(grouped)] = (grouped, finish)
        if known[1] is None:
            return None
        with contextlib.suppress(Exception):
            return known[1](row)
        return None

    def check_payloads(self) -> None:
        """Make the plan of every row the payload could name, before anything is done.

        So a bad page size or cursor below a mutation is refused while nothing has happened yet.
        Refuses: a GraphQLError.
        """
        for name, nodes in self.payload_rows():
            self.row_plan(name, nodes).arguments({**self.values, AT: ""})

    def payload_rows(self) -> Iterator[tuple[str, list[Any]]]:
        """Find the fields at which the payload may name a row: its type, and the fields' nodes."""
        schema, operation = self.world.schema, self.operation
        variables = VariableValues({}, self.variables.shown)
        root: Any = schema.get_root_type(operation.node.operation)
        fields = collect_fields(schema, operation.fragments, variables, root, operation.node)
        waiting: list[tuple[Any, Group]] = [
            (root.fields.get(group[0].node.name.value), group)
            for group in fields.grouped_field_set.values()
        ]
        while waiting:
            asked, group = waiting.pop()
            type_ = named(asked.type) if asked else None
            target = self.world.registry.targets.get(getattr(type_, "name", ""))
            if target is not None:
                if target.rule is not None:
                    yield target.members[0], [details.node for details in group]
                continue
            for member in _members(schema, type_):
                inner = collect_subfields(
                    schema, operation.fragments, variables, operation.node, member, group
                )
                waiting += [
                    (member.fields.get(below[0].node.name.value), below)
                    for below in inner.grouped_field_set.values()
                ]


def _members(schema: Any, type_: Any) -> list[GraphQLObjectType]:
    """The object types that a field may bring."""
    if isinstance(type_, GraphQLObjectType):
        return [type_]
    return list(schema.get_possible_types(type_)) if hasattr(type_, "types") else []


def found(body: Body | None) -> Body:
    """Insist on a row: without one, the viewer was not seated. Raises: Unauthenticated."""
    if body is None:
        raise Unauthenticated
    return body
