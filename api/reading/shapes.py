"""What wiring makes of the declarations: for every field of every compiled type, how it is read.

A :class:`Shape` is a GraphQL type over a table. The same embedded type makes another shape in every
table that holds it. Shapes are checked and complete before the first request.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import graphql
import sqlalchemy as sa
from graphql import GraphQLObjectType, GraphQLSchema
from graphql.execution.collect_fields import FieldDetails

from api.kernel.viewers import Clause, Rule, Viewer
from api.reading.declare import Edge

BACKREF: Final = "strawberry-definition"
TYPE: Final = ":type"
"""Under this a fetched row says of which type it is; no alias can have a colon."""
Values = Mapping[str, Any]
Source = Callable[[Values], Any]
Group = list[FieldDetails]
_KINDS: Final = (
    (sa.Boolean, "Boolean"),
    (sa.Integer, "Int"),
    (sa.String, "String"),
    (sa.DateTime, "DateTime"),
    (sa.Date, "Date"),
    (sa.Numeric, "Decimal"),
)
FITTING: Final[Mapping[str, tuple[str, ...]]] = {
    "ID": ("String", "Int"),
    "String": ("String",),
    "URL": ("String",),
    "Int": ("Int",),
    "Boolean": ("Boolean",),
    "Date": ("Date",),
    "DateTime": ("DateTime",),
    "Decimal": ("Decimal",),
}
"""Which kinds of column may stand behind which GraphQL scalar."""


def bare_type(type_: Any) -> Any:
    """Take a column type out of its decorators (AutoString, UTCDateTime)."""
    while isinstance(type_, sa.types.TypeDecorator):
        type_ = type_.impl_instance
    return type_


def kind_of(type_: Any) -> str | None:
    """Name the scalar a column type holds; None for what the engine does not read."""
    bare = bare_type(type_)
    return next((name for known, name in _KINDS if isinstance(bare, known)), None)


def parsed(kind: str, value: Any) -> Any:
    """Turn a fetched JSON value into what Python calls it, by the kind of its column."""
    if value is None:
        return None
    if kind == "DateTime":
        return datetime.fromisoformat(value)
    if kind == "Decimal":
        return Decimal(value)
    return date.fromisoformat(value) if kind == "Date" else value


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column shown as it is."""

    column: str
    kind: str
    as_id: bool
    is_nullable: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """An enum: which stored states make which member; ``rest`` takes the others."""

    column: str
    cases: tuple[tuple[str, tuple[str, ...]], ...]
    rest: str | None
    is_nullable: bool
    is_verbatim: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """A column of cents shown as a decimal text."""

    column: str
    is_nullable: bool


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same Python value for every row."""

    value: Any


@dataclass(frozen=True, slots=True)
class Inside:
    """An object made of the same row; null when one of ``nulls`` is."""

    shape: "Shape"
    nulls: tuple[str, ...]


When = Callable[[Any, Viewer], Sequence[Clause]]


@dataclass(frozen=True, slots=True)
class Target:
    """Rows of one table: shown as one type, or as the first of several whose condition holds.

    ``when`` gives the condition of every member but the last, which takes the rest. No ``rule``:
    the rows are seen within their parent only.
    """

    members: tuple[str, ...]
    table: sa.Table
    rule: Rule | None
    when: When | None = None


Join = Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Link:
    """Rows of another table: one, a list, or a connection."""

    target: Target
    edge: Edge
    join: Join | None
    fixed: tuple[str, ...]
    where_takes_parent: bool
    is_list: bool
    is_unique: bool
    is_required: bool
    label: str


@dataclass(frozen=True, slots=True)
class AnyRow:
    """A row of whichever type, found by id."""

    targets: tuple[Target, ...]
    most: int | None


@dataclass(frozen=True, slots=True)
class Input:
    """A column that a derived field needs: where it travels and how it is parsed."""

    key: str
    column: str
    name: str
    kind: str
    is_nullable: bool
    enum: type[Enum] | None


@dataclass(frozen=True, slots=True)
class Calculated:
    """A pure function over columns, run in the walk."""

    function: Callable[..., Any]
    inputs: tuple[Input, ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class Walked:
    """A plain resolver, left to graphql-core."""


Reading = Leaf | Choice | Amount | Fixed | Inside | Link | AnyRow | Calculated | Walked


@dataclass(slots=True)
class Shape:
    """A GraphQL type over a table (none: the root), with the reading of each of its fields."""

    type: GraphQLObjectType
    table: sa.Table | None
    fields: dict[str, Reading] = field(default_factory=dict[str, Reading])


@dataclass(slots=True)
class Registry:
    """Every shape by GraphQL name, and the GraphQL name of every bound class."""

    shapes: dict[str, Shape]
    targets: dict[str, Target]
    names: dict[type[Any], str]
    calculated: dict[tuple[str, str], Calculated]


_UNTYPED: Final[Any] = graphql
"""graphql-core's generics are partly unknown to a type checker: they are Any here, aloud."""


def bare(type_: Any) -> Any:
    """Take a GraphQL type out of its non-null."""
    return _UNTYPED.get_nullable_type(type_)


def input_type(schema: GraphQLSchema, node: Any) -> Any:
    """Find the type that a variable is declared with."""
    return _UNTYPED.type_from_ast(schema, node)


def named(type_: Any) -> Any:
    """Take a GraphQL type out of lists and non-nulls."""
    return _UNTYPED.get_named_type(type_)


def declared(field_: Any) -> Any:
    """The Strawberry field behind a GraphQL field; None for introspection."""
    return field_.extensions.get(BACKREF)
