"""What a room says about its types, so that a selection can become one SQL statement.

Only what differs is written. A bare annotation named like a column or a relationship of the bound
table needs nothing more; everything else is one of the words below, next to the field it is about.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import EllipsisType
from typing import Any, Final, TypeVar, dataclass_transform

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.union import StrawberryUnion

from api.kernel.viewers import Rule

T = TypeVar("T")

METADATA: Final = "reading"
COST: Final = "cost"
"""In a field's metadata: what it costs by itself, in objects of an answer."""
BINDING: Final = "__reading__"
Stored = Sequence[str] | EllipsisType
Where = Callable[..., Any]


class WithinParent:
    """The type of the marker :data:`within_parent`."""


within_parent: Final = WithinParent()
"""Rows of this type can be reached only through an edge of a type that has a rule."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A type's table and who may see its rows; no rule means: within the parent."""

    model: Any
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Embedded:
    """A type without a table of its own, made of columns of the row that holds it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Rows found by arguments, by a foreign key or by a condition."""

    by: tuple[str, ...] = ()
    where: Where | None = None
    order: tuple[str, ...] = ("id",)
    page: int | None = None
    most: int = 100
    cursors: bool = False
    orders: Mapping[Enum, tuple[str, ...]] | None = None
    via: str | None = None
    start: Rule | None = None


@dataclass(frozen=True, slots=True)
class Cents:
    """A whole number of cents, shown as a decimal text with exactly two decimals."""

    column: str


@dataclass(frozen=True, slots=True)
class Part:
    """An object made of the same row; ``columns`` is a prefix or a mapping of field to column."""

    columns: str | Mapping[str, str] | None = None
    computed: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """A public enum made of stored states; ``...`` takes every other state."""

    column: str
    states: Mapping[Enum, Stored]


@dataclass(frozen=True, slots=True)
class Derived:
    """A pure function over named columns."""

    function: Callable[..., Any]
    columns: tuple[str, ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value for every row."""

    value: Any


@dataclass(frozen=True, slots=True)
class AnyNode:
    """Any row of a type that implements the field's interface, found by id."""

    many: bool
    most: int = 1


@dataclass(frozen=True, slots=True)
class At:
    """A row named by a mutation's payload, read when its selection is known."""

    type: type[Any]
    id: str


EITHERS: Final[dict[str, Rule]] = {}
"""The rule of every union made by :func:`either`; Strawberry keeps only a union's name."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which stored states of a column make a row one of which types."""

    column: str
    states: Mapping[type[Any], Stored]


KINDS: Final[dict[str, Kinds]] = {}
"""The kinds behind every union or interface named by :func:`kinds`."""


def _declared(
    what: object, *, description: str | None = None, arguments: Mapping[str, Any] | None = None
) -> Any:
    field = StrawberryField(metadata={METADATA: what}, description=description)
    field.arguments = [
        StrawberryArgument(name, None, StrawberryAnnotation(type_), default=inspect.Parameter.empty)
        for name, type_ in (arguments or {}).items()
    ]
    return field


def edge(  # noqa: PLR0913 - each keyword is one thing that may differ
    by: Mapping[str, Any] | None = None,
    *,
    where: Where | None = None,
    order: Sequence[str] = ("id",),
    page: int | None = None,
    most: int = 100,
    cursors: bool = False,
    args: Mapping[str, Any] | None = None,
    orders: Mapping[Any, Sequence[str]] | None = None,
    via: str | None = None,
    start: Rule | None = None,
    description: str | None = None,
) -> Any:
    """Declare rows that are found otherwise than by a relationship's name.

    ``by`` maps arguments to types; each is compared for equality with the target's column of that
    name (an absent argument is not compared). ``where(row, args, viewer[, parent])`` adds a clause.
    ``order`` ends in a unique column; ``-name`` descends. ``page`` adds ``first`` with that
    default; ``cursors`` makes a connection; ``most`` bounds both. ``orders`` serves an argument
    ``order_by`` with the fields ``field`` and ``direction``. ``via`` names the joining column, on
    the target or on the parent, when the foreign key is ambiguous. ``start`` narrows a search in a
    large table to where it may find something; the target's rule still decides of each row, and
    may rely on it (``viewer.has_seen(start, row.id)``).
    """
    arguments: dict[str, Any] = {**(by or {}), **(args or {})}
    if cursors:
        number, text = int | None, str | None
        arguments |= {"first": number, "after": text, "last": number, "before": text}
    elif page is not None:
        arguments["first"] = int | None
    ordered = {member: tuple(names) for member, names in orders.items()} if orders else None
    what = Edge(tuple(by or ()), where, tuple(order), page, most, cursors, ordered, via, start)
    return _declared(what, description=description, arguments=arguments)


def part(
    columns: str | Mapping[str, str] | None = None,
    *,
    computed: Mapping[str, Any] | None = None,
    description: str | None = None,
) -> Any:
    """Declare an object made of the same row: by column names, a prefix, or a mapping.

    ``computed`` gives fields that are no column: :class:`Cents`, or a constant. A nullable part is
    null when its first column, or a nullable column behind one of its non-null fields, is null.
    """
    return _declared(Part(columns, computed), description=description)


def money(column: str, *, currency: str = "HKD", description: str | None = None) -> Any:
    """Declare ``Money { amount currency }`` made of a column of whole cents."""
    computed = {"amount": Cents(column), "currency": currency}
    return part({}, computed=computed, description=description)


def fold(column: str, states: Mapping[Any, Stored], *, description: str | None = None) -> Any:
    """Declare a public enum made of stored states; behind a non-null field it must be total."""
    return _declared(Fold(column, states), description=description)


def constant(value: object, *, description: str | None = None) -> Any:
    """Declare a field that says the same for every row: a scalar, an enum member or an instance."""
    return _declared(Constant(value), description=description)


def any_node(*, description: str | None = None) -> Any:
    """Declare a field that finds any row by id; unknown and forbidden are null alike."""
    return _declared(AnyNode(many=False), description=description, arguments={"id": strawberry.ID})


def any_nodes(*, most: int = 100, description: str | None = None) -> Any:
    """Declare a field that finds rows by ids, in their order; null for unknown or forbidden."""
    arguments = {"ids": list[strawberry.ID]}
    return _declared(AnyNode(many=True, most=most), description=description, arguments=arguments)


def either(name: str, *, when: Rule, description: str | None = None) -> StrawberryUnion:
    """Name a union of two types of one row, in the metadata of an ``Annotated``.

    The first member is shown where the rule holds, else the second.
    Refuses: one name with two rules (ValueError).
    """
    if EITHERS.setdefault(name, when) is not when:
        message = f"the union {name} already has another rule"
        raise ValueError(message)
    return strawberry.union(name, description=description)


def kinds(
    name: str, column: str, states: Mapping[type[Any], Stored], *, description: str | None = None
) -> StrawberryUnion:
    """Name a union of types of one table, told apart by a stored column; ``...`` takes the rest.

    The same words tell the types of an interface of that name apart; the union is then not needed.
    Refuses: one name declared twice (ValueError).
    """
    if name in KINDS:
        message = f"the kinds of {name} are declared already"
        raise ValueError(message)
    KINDS[name] = Kinds(column, dict(states))
    return strawberry.union(name, description=description)


def derived(
    function: Callable[..., Any] | None = None, /, *, description: str | None = None
) -> Any:
    """Declare a pure function as a field.

    Positional parameters are the columns it needs; keyword-only ones are GraphQL arguments, except
    ``asking``, which receives the request's context. It never receives a row.
    """
    if function is None:

        def described(given: Callable[..., Any]) -> Any:
            return derived(given, description=description)

        return described
    parameters = inspect.signature(function).parameters.values()
    named = [p for p in parameters if p.kind is p.KEYWORD_ONLY and p.name != "asking"]
    columns = tuple(p.name for p in parameters if p.kind is not p.KEYWORD_ONLY)
    what = Derived(function, columns, any(p.name == "asking" for p in parameters))
    namespace = function.__globals__
    field = StrawberryField(
        metadata={METADATA: what},
        description=description,
        type_annotation=StrawberryAnnotation(
            function.__annotations__["return"], namespace=namespace
        ),
    )
    field.init = field.repr = field.compare = False
    field.arguments = [
        StrawberryArgument(
            p.name, None, StrawberryAnnotation(p.annotation, namespace=namespace), default=p.default
        )
        for p in named
    ]
    return field


@dataclass_transform(
    kw_only_default=True,
    field_specifiers=(edge, part, money, fold, constant, any_node, any_nodes),
)
def reads(
    model: Any,
    *,
    visible: Rule | WithinParent,
    name: str | None = None,
    description: str | None = None,
) -> Callable[[type[T]], type[T]]:
    """Bind a Strawberry type to a table, saying aloud who may see its rows."""
    binding = Binding(model, None if isinstance(visible, WithinParent) else visible)

    def bind(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, name=name, description=description)
        setattr(made, BINDING, binding)
        return made

    return bind


@dataclass_transform(
    kw_only_default=True,
    field_specifiers=(edge, part, money, fold, constant, any_node, any_nodes),
)
def embeds(cls: type[T]) -> type[T]:
    """Make a type of columns of whichever row holds it (see :func:`part`)."""
    made = strawberry.type(cls)
    setattr(made, BINDING, Embedded())
    return made


def at(type_: type[T], *, id: str) -> T:
    """Name the row that a payload shows; it is read afresh, with the viewer's rule.

    Refuses: a type within its parent, which has no rule of its own (TypeError).
    """
    binding = vars(type_).get(BINDING)
    if not isinstance(binding, Binding) or binding.rule is None:
        message = f"at() needs a type with a rule of its own, not {type_.__name__}"
        raise TypeError(message)
    return At(type_, id)  # pyright: ignore[reportReturnType] - a promise of such a row
