"""The walk: graphql-core over fetched rows, for what only Python can answer.

A fetched object is a dict keyed by response key. Spliced, only the fields that were cut out are
executed and everything else is copied as it came; plain, every field is executed, which is the
test of the splice.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.reading.declare import At
from api.reading.finishing import input_of, python_arguments
from api.reading.shapes import TYPE, Calculated, Registry, bare, declared

RUN: Final = "reading"


class Run(Protocol):
    """The request being walked."""

    cuts: set[tuple[str, int]]
    is_spliced: bool

    def row(self, shown: At, info: Any) -> dict[str, Any] | None:
        """Read the row that a payload names, as selected here."""
        ...

    def finished(
        self, executor: Any, parent: GraphQLObjectType, grouped: Any, row: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Finish a fetched object without graphql-core; None if that cannot be."""
        ...


class Splice(StrawberryGraphQLCoreExecutionContext):
    """Executes only what the compiler cut out of a fetched object."""

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Any,
        grouped_field_set: Any,
        position_context: Any,
    ) -> Any:
        """Execute the cut fields of a fetched object and copy the others, in selection order."""
        run: Run = self.operation_extensions[RUN]
        if type(source_value) is not dict or not run.is_spliced:
            return super().execute_fields(
                parent_type, source_value, path, grouped_field_set, position_context
            )
        fetched = cast("dict[str, Any]", source_value)
        finished = run.finished(self, parent_type, grouped_field_set, fetched)
        if finished is not None:
            return finished
        name, cuts = parent_type.name, run.cuts
        cut = {k: g for k, g in grouped_field_set.items() if (name, id(g[0].node)) in cuts}
        walked: Any = super().execute_fields(parent_type, source_value, path, cut, position_context)
        return {key: walked.get(key) if key in cut else fetched[key] for key in grouped_field_set}


def attach(schema: GraphQLSchema, registry: Registry) -> None:
    """Give every field its resolver, and let dicts pass where Strawberry expects instances."""
    for type_ in schema.type_map.values():
        if type_.name.startswith("__"):
            continue
        if isinstance(type_, GraphQLObjectType):
            _attach_object(type_, registry)
        elif isinstance(type_, GraphQLUnionType | GraphQLInterfaceType):
            type_.resolve_type = _by_mark(type_.resolve_type)


def _attach_object(type_: GraphQLObjectType, registry: Registry) -> None:
    for name, field in type_.fields.items():
        said = declared(field)
        calculated = registry.calculated.get((type_.name, name))
        if calculated is not None:
            field.resolve = _calculation(calculated, field.args)
        elif said.base_resolver is None:
            field.resolve = _step(said.python_name, _members(field.type))
        else:
            field.resolve = _payload(cast("Callable[..., Any]", field.resolve))
    is_type_of = type_.is_type_of
    if is_type_of is not None:
        type_.is_type_of = lambda value, info: type(value) is dict or is_type_of(value, info)


def _by_mark(resolve_type: Any) -> Any:
    def resolve(value: Any, info: Any, abstract: Any) -> Any:
        if type(value) is dict:
            return cast("dict[str, Any]", value)[TYPE]
        return resolve_type(value, info, abstract)

    return resolve


def _members(type_: Any) -> dict[str, Any] | None:
    """Enum names travel; graphql-core wants the values."""
    leaf = bare(type_)
    if not isinstance(leaf, GraphQLEnumType):
        return None
    return {name: member.value for name, member in leaf.values.items()}


def _step(python_name: str, members: dict[str, Any] | None) -> Callable[..., Any]:
    """Take a fetched value by its response key, or an instance's attribute by its name."""

    def resolve(source: Any, info: Any, **_: Any) -> Any:
        if type(source) is not dict:
            return shown(getattr(source, python_name), info)
        value = cast("dict[str, Any]", source)[info.path.key]
        return members[value] if members is not None and value is not None else value

    return resolve


def _payload(resolver: Callable[..., Any]) -> Callable[..., Any]:
    def resolve(source: Any, info: Any, **args: Any) -> Any:
        return shown(resolver(source, info, **args), info)

    return resolve


def shown(value: Any, info: Any) -> Any:
    """Read what a payload names by ``at``; anything else is itself."""
    if type(value) is At:
        run: Run = info.operation_extensions[RUN]
        return run.row(value, info)
    if type(value) is list and any(type(item) is At for item in cast("list[Any]", value)):
        return [shown(item, info) for item in cast("list[Any]", value)]
    return cast("Any", value)


def _calculation(calculated: Calculated, arguments: dict[str, Any]) -> Callable[..., Any]:
    """Call a derived field's function with its columns, from a fetched row or an instance."""

    def resolve(source: Any, info: Any, **args: Any) -> Any:
        columns = [input_of(source, needed) for needed in calculated.inputs]
        named = python_arguments(args, arguments)
        if calculated.asks:
            named["asking"] = info.context
        return calculated.function(*columns, **named)

    return resolve
