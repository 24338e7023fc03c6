"""A fetched value finished without graphql-core, where nothing can go wrong.

A derived field is executed once a row, and graphql-core's way from a value to its JSON is long. The
short way is here: down to the fields that were cut out, and from what their functions gave to its
JSON, for scalars, lists and plain instances. Whatever does not fit raises, and then graphql-core
goes the long way and says what is wrong: the functions are pure, so twice is once.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import Any, cast

from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    is_leaf_type,
)
from graphql.execution.values import get_argument_values

from api.reading.shapes import (
    BACKREF,
    TYPE,
    Calculated,
    Group,
    Input,
    Registry,
    bare,
    declared,
    named,
    parsed,
)

Finish = Callable[[Any], Any]
Cuts = AbstractSet[tuple[str, int]]


class NotPlain(Exception):
    """This is graphql-core's business."""


def whole(
    executor: Any, cuts: Cuts, registry: Registry, parent: GraphQLObjectType, grouped: Any
) -> Finish:
    """Make what finishes a fetched object, its cut fields computed. Raises: NotPlain."""
    members: list[tuple[str, Finish]] = []
    for key, group in grouped.items():
        name = group[0].node.name.value
        what = registry.calculated.get((parent.name, name))
        if (parent.name, id(group[0].node)) not in cuts:
            members.append((key, itemgetter(key)))
        elif what is not None:
            members.append((key, computation(executor, parent, group, what)))
        else:
            members.append((key, _inner(executor, cuts, registry, parent, key, group)))
    return lambda row: {key: finish(row) for key, finish in members}


def _inner(  # noqa: PLR0913, PLR0917 - a field and where it stands
    executor: Any,
    cuts: Cuts,
    registry: Registry,
    parent: GraphQLObjectType,
    key: str,
    group: Group,
) -> Finish:
    """Make what finishes a field that contains a cut. Raises: NotPlain, if it is cut itself."""
    name = group[0].node.name.value
    shape = registry.shapes.get(parent.name)
    if name not in parent.fields or (shape and name not in shape.fields):
        raise NotPlain
    type_ = parent.fields[name].type
    found: dict[str, Finish] = {}

    def finished_row(row: Any) -> Any:
        if row is None:
            return None
        if type(row) is list:
            return [finished_row(one) for one in cast("list[Any]", row)]
        member = row.get(TYPE, "")
        finish = found.get(member)
        if finish is None:
            of: Any = executor.schema.get_type(member) if member else named(type_)
            if not isinstance(of, GraphQLObjectType):
                raise NotPlain
            inner = executor.collect_subfields(of, group).grouped_field_set
            finish = found[member] = whole(executor, cuts, registry, of, inner)
        return finish(row)

    return lambda row: finished_row(row[key])


def computation(executor: Any, parent: GraphQLObjectType, group: Group, what: Calculated) -> Finish:
    """Make the short way from a fetched row to a derived field's JSON. Raises: NotPlain."""
    node = group[0].node
    field = parent.fields[node.name.value]
    given = get_argument_values(field, node, executor.variable_values)
    named = python_arguments(given, field.args)
    if what.asks:
        named["asking"] = executor.context_value
    finish, function, inputs = finished(executor, field.type, group), what.function, what.inputs

    def compute(row: dict[str, Any]) -> Any:
        return finish(function(*[input_of(row, needed) for needed in inputs], **named))

    return compute


def finished(executor: Any, type_: Any, group: Group) -> Finish:
    """Make what turns a value of a type into JSON, as selected. Raises: NotPlain."""
    if isinstance(type_, GraphQLNonNull):
        return _required(finished(executor, cast("Any", type_).of_type, group))
    if isinstance(type_, GraphQLList):
        return _listed(finished(executor, cast("Any", type_).of_type, group))
    if is_leaf_type(type_):
        print_ = cast("Any", type_).coerce_output_value
        return lambda value: None if value is None else print_(value)
    if isinstance(type_, GraphQLObjectType):
        return _object(executor, type_, group)
    raise NotPlain


def _required(finish: Finish) -> Finish:
    def required(value: Any) -> Any:
        shown = finish(value)
        if shown is None:
            raise NotPlain
        return shown

    return required


def _listed(finish: Finish) -> Finish:
    def listed(value: Any) -> Any:
        if value is None:
            return None
        if type(value) not in {list, tuple}:
            raise NotPlain
        return [finish(item) for item in value]

    return listed


def _object(executor: Any, type_: GraphQLObjectType, group: Group) -> Finish:
    members: list[tuple[str, str, Finish]] = []
    for key, inner in executor.collect_subfields(type_, group).grouped_field_set.items():
        field = type_.fields.get(inner[0].node.name.value)
        said = declared(field) if field else None
        if field is None or said is None or said.base_resolver is not None or said.metadata:
            raise NotPlain
        members.append((key, said.python_name, finished(executor, field.type, inner)))
    origin = type_.extensions[BACKREF].origin

    def shown(value: Any) -> Any:
        if value is None:
            return None
        if type(value) is not origin:
            raise NotPlain
        return {key: finish(getattr(value, name)) for key, name, finish in members}

    return shown


# --- what a derived field's function is given


def python_arguments(given: dict[str, Any], declarations: dict[str, Any]) -> dict[str, Any]:
    """Name coerced arguments as Python does, and make Python's own of their inputs."""
    return {
        declared(declarations[name]).python_name: _instance(value, declarations[name].type)
        for name, value in given.items()
    }


def _instance(value: Any, type_: Any) -> Any:
    """Make the Python input classes of a coerced argument."""
    inner = bare(type_)
    if isinstance(inner, GraphQLList) and isinstance(value, list):
        of: Any = cast("Any", inner).of_type
        return [_instance(item, of) for item in cast("list[Any]", value)]
    if isinstance(inner, GraphQLInputObjectType) and isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        members = {
            declared(inner.fields[name]).python_name: _instance(item, inner.fields[name].type)
            for name, item in given.items()
        }
        return inner.extensions[BACKREF].origin(**members)
    return value


def input_of(source: Any, needed: Input) -> Any:
    """Take a column that a derived field needs, from a fetched row or an instance."""
    if type(source) is not dict:
        return getattr(source, needed.name)
    value = parsed(needed.kind, cast("dict[str, Any]", source)[needed.key])
    return value if needed.enum is None or value is None else needed.enum(value)
