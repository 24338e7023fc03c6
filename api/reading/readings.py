"""How one field of one type is read, checked against the table behind it."""

import inspect
import typing
from collections.abc import Mapping
from enum import Enum
from types import EllipsisType
from typing import Any, Protocol

import sqlalchemy as sa
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)

from api.kernel.viewers import public
from api.reading import connections
from api.reading.declare import (
    BINDING,
    EITHERS,
    METADATA,
    AnyNode,
    Binding,
    Cents,
    Constant,
    Derived,
    Edge,
    Fold,
    Part,
)
from api.reading.joins import join_by_key, join_by_relationship
from api.reading.shapes import (
    BACKREF,
    FITTING,
    Amount,
    AnyRow,
    Calculated,
    Choice,
    Fixed,
    Input,
    Inside,
    Leaf,
    Link,
    Reading,
    Shape,
    Target,
    Walked,
    bare_type,
    declared,
    kind_of,
)


class Wiring(Protocol):
    """What a field needs to know of the schema it is in."""

    schema: GraphQLSchema
    targets: dict[str, Target]
    calculated: dict[tuple[str, str], Calculated]
    made: dict[str, Shape]

    def shape(
        self,
        type_: GraphQLObjectType,
        model: Any,
        renamed: Any,
        computed: Mapping[str, Any] | None = None,
        *,
        nullable_behind: list[str] | None = None,
    ) -> Shape:
        """Resolve every field of a type over a model."""
        ...


class Unreadable(Exception):
    """One field cannot be read as declared."""


def origin_of(type_: GraphQLNamedType) -> Any:
    """The Python class behind a GraphQL type."""
    return getattr(type_.extensions.get(BACKREF), "origin", None)


def binding_of(type_: GraphQLNamedType) -> Binding | None:
    """The table a GraphQL type is bound to, if it is."""
    origin = origin_of(type_)
    found = vars(origin).get(BINDING) if isinstance(origin, type) else None
    return found if isinstance(found, Binding) else None


def connection_node(type_: GraphQLNamedType) -> GraphQLNamedType | None:
    """The node type of a connection; None if the type is no connection."""
    definition = type_.extensions.get(BACKREF)
    generic = getattr(definition, "concrete_of", None)
    if not isinstance(type_, GraphQLObjectType) or generic is None:
        return None
    if generic.origin is not connections.Connection:
        return None
    return get_named_type(type_.fields["nodes"].type)


class FieldReading:
    """One field of one shape."""

    def __init__(  # noqa: PLR0913, PLR0917 - the whole surroundings of a field
        self,
        wiring: Wiring,
        shape: Shape,
        model: Any,
        renamed: Any,
        computed: Mapping[str, Any],
        nullable_behind: list[str] | None,
    ) -> None:
        self.wiring = wiring
        self.shape = shape
        self.model = model
        self.renamed = renamed
        self.computed = computed
        self.nullable_behind = nullable_behind

    def reading(self, name: str, field: GraphQLField) -> Reading:
        said = declared(field)
        what = said.metadata.get(METADATA)
        if said.python_name in self.computed:
            return self.computed_field(field, self.computed[said.python_name])
        match what:
            case Edge():
                return self.link(name, field, what)
            case Part():
                return self.inside(field, what)
            case Fold():
                return self.fold(field, what)
            case Derived():
                return self.derived(name, what)
            case AnyNode():
                return self.any_row(field, what)
            case Constant():
                return Fixed(what.value)
            case _:
                return self.bare(name, field, said)

    # -- columns

    def bare(self, name: str, field: GraphQLField, said: Any) -> Reading:
        """Read what is only annotated: a column, a relationship, or on the root a resolver."""
        if self.model is None:
            if said.base_resolver is None:
                raise Unreadable("a root field needs edge(), any_node() or a resolver")
            return Walked()
        if said.base_resolver is not None:
            raise Unreadable("a method would receive a dict: use @derived")
        column = self.renamed(said.python_name)
        if column in self.table.c:
            return self.leaf(field, column)
        mapper: Any = sa.inspect(self.model)
        if column in mapper.relationships:
            return self.relationship(name, field, mapper.relationships[column])
        raise Unreadable(f"{self.table.name} has no column or relationship {column!r}")

    @property
    def table(self) -> sa.Table:
        if self.shape.table is None:
            raise Unreadable("this needs a table, and the root has none")
        return self.shape.table

    def column(self, name: str) -> sa.Column[Any]:
        if name not in self.table.c:
            raise Unreadable(f"{self.table.name} has no column {name!r}")
        return self.table.c[name]

    def checked_null(self, field: GraphQLField, column: sa.Column[Any]) -> bool:
        """Tell whether NULL must be printed; a nullable column needs a nullable field or part."""
        if not column.nullable:
            return False
        if not isinstance(field.type, GraphQLNonNull):
            return True
        if self.nullable_behind is None:
            raise Unreadable(f"the column {column.name!r} may be null, the field may not")
        self.nullable_behind.append(column.name)
        return True

    def leaf(self, field: GraphQLField, name: str) -> Reading:
        column = self.column(name)
        type_ = get_nullable_type(field.type)
        if isinstance(type_, GraphQLEnumType):
            return self.choice(field, column, type_)
        kind = kind_of(column.type)
        if not isinstance(type_, GraphQLScalarType) or kind not in FITTING.get(type_.name, ()):
            raise Unreadable(f"{type_} cannot be read from a column of type {column.type!r}")
        if kind == "Int" and isinstance(bare_type(column.type), sa.BigInteger):
            raise Unreadable("a 64-bit column does not fit a GraphQL Int")
        return Leaf(name, kind, type_.name == "ID", self.checked_null(field, column))

    def choice(self, field: GraphQLField, column: sa.Column[Any], type_: GraphQLEnumType) -> Choice:
        if kind_of(column.type) != "String":
            raise Unreadable(f"an enum is read from text, not from {column.type!r}")
        states = stored_states(column, type_)
        is_nullable = self.checked_null(field, column)
        is_verbatim = all(states[name] == name for name in type_.values)
        cases = tuple((name, (states[name],)) for name in type_.values)
        return Choice(column.name, cases, None, is_nullable, is_verbatim)

    def fold(self, field: GraphQLField, what: Fold) -> Choice:
        column = self.column(self.renamed(what.column))
        cases = [(m.name, tuple(s)) for m, s in what.states.items() if s is not ...]
        rest = [m.name for m, s in what.states.items() if isinstance(s, EllipsisType)]
        if len(rest) > 1:
            raise Unreadable("only one member can take the rest")
        is_required = isinstance(field.type, GraphQLNonNull)
        told = {str(getattr(s, "value", s)) for _, states in cases for s in states}
        known = known_states(column, self.model)
        if is_required and not rest and (known is None or known - told or column.nullable):
            raise Unreadable(f"the fold of {column.name!r} is not total and the field is non-null")
        plain = tuple((n, tuple(str(getattr(s, "value", s)) for s in ss)) for n, ss in cases)
        prints_null = column.nullable and not is_required
        return Choice(column.name, plain, rest[0] if rest else None, prints_null, False)

    def computed_field(self, field: GraphQLField, value: Any) -> Reading:
        if not isinstance(value, Cents):
            return Fixed(value)
        column = self.column(self.renamed(value.column))
        if kind_of(column.type) != "Int":
            raise Unreadable(f"cents are a whole number, not {column.type!r}")
        return Amount(column.name, self.checked_null(field, column))

    # -- the same row

    def inside(self, field: GraphQLField, what: Part) -> Inside:
        type_ = get_nullable_type(field.type)
        if not isinstance(type_, GraphQLObjectType):
            raise Unreadable("a part is an object type")
        renamed = _renaming(what.columns, self.renamed)
        is_required = isinstance(field.type, GraphQLNonNull)
        behind: list[str] | None = self.nullable_behind if is_required else []
        shape = self.wiring.shape(type_, self.model, renamed, what.computed, nullable_behind=behind)
        if is_required:
            return Inside(shape, ())
        first = _first_column(shape)
        nulls = [*([first] if first and self.table.c[first].nullable else []), *(behind or [])]
        if not nulls:
            raise Unreadable("the part is nullable, but nothing in it can be null")
        return Inside(shape, tuple(dict.fromkeys(nulls)))

    def derived(self, name: str, what: Derived) -> Calculated:
        hints = _hints(what.function)
        inputs = tuple(self.input_of(n, hints.get(n)) for n in what.columns)
        made = Calculated(what.function, inputs, what.asks)
        self.wiring.calculated[self.shape.type.name, name] = made
        return made

    def input_of(self, name: str, hint: Any) -> Input:
        column = self.column(self.renamed(name))
        kind = kind_of(column.type)
        if kind is None:
            raise Unreadable(f"a derived field cannot read {column.type!r}")
        enum = next((t for t in (hint, *typing.get_args(hint)) if _is_enum(t)), None)
        # Keyed by the parameter, not the column: the same embedded type reads other columns
        # elsewhere, and its resolver is one.
        return Input(f":{name}", column.name, name, kind, bool(column.nullable), enum)

    # -- other rows

    def relationship(self, name: str, field: GraphQLField, relation: Any) -> Link:
        target = self.target(get_named_type(field.type))
        join, is_unique, is_proved = join_by_relationship(relation)
        order = tuple(column.name for column in target.table.primary_key)
        return self.linked(name, field, target, Edge(order=order), join, is_unique, is_proved)

    def link(self, name: str, field: GraphQLField, what: Edge) -> Link:
        named = get_named_type(field.type)
        if what.cursors and (named := connection_node(named)) is None:
            raise Unreadable("cursors need a Connection[...] of a declared type")
        target = self.target(named)
        takes_parent = what.where is not None and len(inspect.signature(what.where).parameters) == 4
        join, is_unique, is_proved = None, False, False
        if self.shape.table is not None:
            join, is_unique, is_proved = join_by_key(
                self.shape.table,
                target.table,
                what.via,
                is_many=what.cursors or isinstance(get_nullable_type(field.type), GraphQLList),
                is_optional=takes_parent,
            )
        elif target.rule is None and target.when is None:
            raise Unreadable(f"{target.members[0]} is seen within its parent only")
        missing = [n for n in what.by if n not in target.table.c]
        if missing:
            raise Unreadable(f"{target.table.name} has no column {missing[0]!r} to look up by")
        if what.by or what.where:
            is_proved = False
        return self.linked(name, field, target, what, join, is_unique, is_proved)

    def linked(  # noqa: PLR0913, PLR0917 - the parts of a link
        self,
        name: str,
        field: GraphQLField,
        target: Target,
        what: Edge,
        join: Any,
        is_unique: bool,
        is_proved: bool,
    ) -> Link:
        type_ = get_nullable_type(field.type)
        is_list = isinstance(type_, GraphQLList)
        if is_list and not isinstance(field.type, GraphQLNonNull):
            raise Unreadable("a list is never null: say list[...] without None")
        is_required = isinstance(field.type, GraphQLNonNull) and not is_list and not what.cursors
        if is_required and not (is_proved and target.rule in (None, public)):
            raise Unreadable("a non-null link may be hidden or missing: make it nullable")
        self.check_order(target.table, what)
        takes_parent = what.where is not None and len(inspect.signature(what.where).parameters) == 4
        label = f"{self.shape.type.name}.{name}"
        return Link(target, what, join, takes_parent, is_list, is_unique, is_required, label)

    def check_order(self, table: sa.Table, what: Edge) -> None:
        for names in (what.order, *(what.orders or {}).values()):
            for name in names:
                column = table.c.get(name.lstrip("-"))
                if column is None:
                    raise Unreadable(f"{table.name} has no column {name!r} to order by")
                if column.nullable:
                    raise Unreadable(f"the order column {name!r} may be null")
                if kind_of(column.type) is None:
                    raise Unreadable(f"rows cannot be ordered by {column.type!r}")

    def target(self, type_: GraphQLNamedType) -> Target:
        if isinstance(type_, GraphQLUnionType):
            return self.either(type_)
        found = self.wiring.targets.get(type_.name)
        if found is None:
            raise Unreadable(f"{type_.name} is not bound to a table")
        return found

    def either(self, union: GraphQLUnionType) -> Target:
        when = EITHERS.get(union.name)
        if when is None or len(union.types) != 2:
            raise Unreadable(f"{union.name} is not a union of two made by either()")
        first, second = union.types
        shown = self.wiring.targets.get(first.name)
        if shown is None:
            raise Unreadable(f"{first.name} is not bound to a table")
        other = self.wiring.targets.get(second.name)
        if other is None:
            model = binding_of(first)
            name = f"{second.name}@{shown.table.name}"
            if name not in self.wiring.made:
                shape = self.wiring.shape(second, model.model if model else None, str)
                self.wiring.made[name] = shape
        elif other.table is not shown.table:
            raise Unreadable(f"{first.name} and {second.name} are not of the same table")
        else:
            name = second.name
        rule = other.rule if other else None
        return Target((first.name, name), shown.table, rule, when, union.name)

    def any_row(self, field: GraphQLField, what: AnyNode) -> AnyRow:
        interface = get_named_type(field.type)
        if not isinstance(interface, GraphQLInterfaceType):
            raise Unreadable("any_node() needs an interface")
        targets: list[Target] = []
        for type_ in self.wiring.schema.get_possible_types(interface):
            target = self.wiring.targets.get(type_.name)
            if target is None:
                raise Unreadable(f"{type_.name} implements {interface.name} without a table")
            if target.rule is None:
                raise Unreadable(f"{type_.name} is seen within its parent only, so it is no node")
            targets.append(target)
        return AnyRow(tuple(targets), what.most if what.many else None)


def _renaming(columns: str | Mapping[str, str] | None, outer: Any) -> Any:
    """How a part's field names become column names of the row that holds it."""
    if columns is None:
        return outer
    if isinstance(columns, str):
        return lambda name: outer(columns + name)
    return lambda name: outer(columns.get(name, name))


def _first_column(shape: Shape) -> str | None:
    for reading in shape.fields.values():
        match reading:
            case Leaf() | Choice() | Amount():
                return reading.column
            case _:
                continue
    return None


def _hints(function: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function)
    except NameError:
        return {}


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


def known_states(column: sa.Column[Any], model: Any) -> set[str] | None:
    """Every state a column can hold, if its type or its model's annotation says so."""
    if isinstance(column.type, sa.Enum):
        return set(column.type.enums)
    field = getattr(model, "model_fields", {}).get(column.name)
    hints = (field.annotation, *typing.get_args(field.annotation)) if field else ()
    enum = next((hint for hint in hints if _is_enum(hint)), None)
    return {str(member.value) for member in enum} if enum else None


def stored_states(column: sa.Column[Any], type_: GraphQLEnumType) -> dict[str, str]:
    """What is stored for each member of a GraphQL enum."""
    definition: Any = type_.extensions.get(BACKREF)
    members = {member.name: member for member in definition.wrapped_cls}
    if isinstance(column.type, sa.Enum) and column.type.enum_class is definition.wrapped_cls:
        return dict(zip(members, column.type.enums, strict=True))
    return {name: str(member.value) for name, member in members.items()}


def is_pure_leaf(field: GraphQLField) -> bool:
    """Tell whether a field has no selection."""
    return is_leaf_type(get_named_type(field.type))
