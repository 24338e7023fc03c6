"""What is known of a type outside the schema: its class, its table, its hints, its states."""

import typing
from enum import Enum
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLObjectType, GraphQLSchema

from api.reading import connections
from api.reading.declare import BINDING, Binding
from api.reading.shapes import BACKREF, named


def origin_of(type_: Any) -> Any:
    """The Python class behind a GraphQL type."""
    return getattr(type_.extensions.get(BACKREF), "origin", None)


def binding_of(type_: Any) -> Binding | None:
    """The table a GraphQL type is bound to, if it is."""
    origin = origin_of(type_)
    found = vars(origin).get(BINDING) if isinstance(origin, type) else None
    return found if isinstance(found, Binding) else None


def connection_node(type_: Any) -> Any:
    """The node type of a connection; None if the type is no connection."""
    definition = type_.extensions.get(BACKREF)
    generic = getattr(definition, "concrete_of", None)
    if not isinstance(type_, GraphQLObjectType) or generic is None:
        return None
    if generic.origin is not connections.Connection:
        return None
    return named(type_.fields["nodes"].type)


def hints_of(function: Any) -> dict[str, Any]:
    """Resolve a function's annotations; none, if a name in them is not known yet."""
    try:
        return typing.get_type_hints(function)
    except NameError:
        return {}


def is_enum(hint: Any) -> bool:
    """Tell whether an annotation is an enum."""
    return isinstance(hint, type) and issubclass(hint, Enum)


def known_states(column: sa.Column[Any], model: Any) -> set[str] | None:
    """Every state a column can hold, if its type or its model's annotation says so."""
    if isinstance(column.type, sa.Enum):
        return set(column.type.enums)
    field = getattr(model, "model_fields", {}).get(column.name)
    kinds = (field.annotation, *typing.get_args(field.annotation)) if field else ()
    enum = next((hint for hint in kinds if is_enum(hint)), None)
    return {str(member.value) for member in enum} if enum else None


def objects_of(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    """Every object type of a schema."""
    return [t for t in schema.type_map.values() if isinstance(t, GraphQLObjectType)]


def stored(state: Any) -> str:
    """The text that stands in a column for a state."""
    return str(getattr(state, "value", state))


def stored_states(column: sa.Column[Any], type_: Any) -> dict[str, str]:
    """What is stored for each member of a GraphQL enum."""
    definition: Any = type_.extensions.get(BACKREF)
    members = {member.name: member for member in definition.wrapped_cls}
    if isinstance(column.type, sa.Enum) and column.type.enum_class is definition.wrapped_cls:
        return dict(zip(members, column.type.enums, strict=True))
    return {name: str(member.value) for name, member in members.items()}
