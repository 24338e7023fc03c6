"""How one field of one type is read, checked against the table behind it."""

import inspect
import typing
from collections.abc import Mapping
from types import EllipsisType
from typing import Any

import sqlalchemy as sa
from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
)

from api.kernel.viewers import public
from api.reading.bindings import (
    connection_node,
    hints_of,
    is_enum,
    known_states,
    stored,
    stored_states,
)
from api.reading.checks import (
    Unreadable,
    check_digits,
    check_lookups,
    check_order,
    check_orders,
    fixed,
)
from api.reading.declare import (
    METADATA,
    AnyNode,
    Cents,
    Constant,
    Derived,
    Edge,
    Fold,
    Part,
)
from api.reading.joins import Joined, join_by_key, join_by_relationship
from api.reading.shapes import (
    FITTING,
    Amount,
    AnyRow,
    Calculated,
    Choice,
    Input,
    Inside,
    Leaf,
    Link,
    Reading,
    Shape,
    Target,
    Walked,
    bare,
    bare_type,
    declared,
    kind_of,
    named,
)
from api.reading.targets import Wiring, any_targets, target_of

OWN_WORDS = 3


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
        """Take a field's surroundings."""
        self.wiring = wiring
        self.shape = shape
        self.model = model
        self.renamed = renamed
        self.computed = computed
        self.nullable_behind = nullable_behind

    def reading(self, name: str, field: Any) -> Reading:  # noqa: PLR0911 - a table of words
        """Tell how a field is read, by what was declared about it."""
        said = declared(field)
        what = said.metadata.get(METADATA)
        self.check_unguarded(said)
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
                return fixed(field, what.value)
            case _:
                return self.bare(name, field, said)

    def check_unguarded(self, said: Any) -> None:
        """Insist that nothing is to be run for each field, for nothing would run it."""
        if said.extensions and (self.model is not None or said.base_resolver is None):
            raise Unreadable("an extension or a permission of a field would never be run")

    # -- columns

    def bare(self, name: str, field: Any, said: Any) -> Reading:
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
        """The table behind the type; the root has none."""
        if self.shape.table is None:
            raise Unreadable("this needs a table, and the root has none")
        return self.shape.table

    def column(self, name: str) -> sa.Column[Any]:
        """Find a column of the table."""
        if name not in self.table.c:
            raise Unreadable(f"{self.table.name} has no column {name!r}")
        return self.table.c[name]

    def checked_null(self, field: Any, column: sa.Column[Any]) -> bool:
        """Tell whether NULL must be printed; a nullable column needs a nullable field or part."""
        if not column.nullable:
            return False
        if not isinstance(field.type, GraphQLNonNull):
            return True
        if self.nullable_behind is None:
            raise Unreadable(f"the column {column.name!r} may be null, the field may not")
        self.nullable_behind.append(column.name)
        return True

    def leaf(self, field: Any, name: str) -> Reading:
        """Read a scalar or an enum from a column."""
        column = self.column(name)
        type_ = bare(field.type)
        if isinstance(type_, GraphQLEnumType):
            return self.choice(field, column, type_)
        kind = kind_of(column.type)
        if not isinstance(type_, GraphQLScalarType) or kind not in FITTING.get(type_.name, ()):
            raise Unreadable(f"{type_} cannot be read from a column of type {column.type!r}")
        if kind == "Int" and isinstance(bare_type(column.type), sa.BigInteger):
            raise Unreadable("a 64-bit column does not fit a GraphQL Int")
        if kind == "Decimal":
            check_digits(column)
        return Leaf(name, kind, type_.name == "ID", self.checked_null(field, column))

    def choice(self, field: Any, column: sa.Column[Any], type_: Any) -> Choice:
        """Read an enum from the values its members are stored as."""
        if kind_of(column.type) != "String":
            raise Unreadable(f"an enum is read from text, not from {column.type!r}")
        states = stored_states(column, type_)
        is_nullable = self.checked_null(field, column)
        is_verbatim = all(states[name] == name for name in type_.values)
        cases = tuple((name, (states[name],)) for name in type_.values)
        return Choice(column.name, cases, None, is_nullable, is_verbatim)

    def fold(self, field: Any, what: Fold) -> Choice:
        """Read an enum from the states declared for its members."""
        column = self.column(self.renamed(what.column))
        cases = [(m.name, tuple(s)) for m, s in what.states.items() if s is not ...]
        rest = [m.name for m, s in what.states.items() if isinstance(s, EllipsisType)]
        if len(rest) > 1:
            raise Unreadable("only one member can take the rest")
        is_required = isinstance(field.type, GraphQLNonNull)
        told = {stored(s) for _, states in cases for s in states}
        known = known_states(column, self.model)
        if is_required and not rest and (known is None or known - told or column.nullable):
            raise Unreadable(f"the fold of {column.name!r} is not total and the field is non-null")
        plain = tuple((n, tuple(stored(s) for s in ss)) for n, ss in cases)
        prints_null = bool(column.nullable) and not is_required
        first = rest[0] if rest else None
        return Choice(column.name, plain, first, is_nullable=prints_null, is_verbatim=False)

    def computed_field(self, field: Any, value: Any) -> Reading:
        """Read a field that the part declares itself: cents, or a constant."""
        if not isinstance(value, Cents):
            return fixed(field, value)
        column = self.column(self.renamed(value.column))
        if kind_of(column.type) != "Int":
            raise Unreadable(f"cents are a whole number, not {column.type!r}")
        return Amount(column.name, self.checked_null(field, column))

    # -- the same row

    def inside(self, field: Any, what: Part) -> Inside:
        """Read an object made of the same row."""
        type_ = bare(field.type)
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
        """Read the columns that a pure function needs."""
        hints = hints_of(what.function)
        inputs = tuple(self.input_of(n, hints.get(n)) for n in what.columns)
        made = Calculated(what.function, inputs, what.asks)
        self.wiring.calculated[self.shape.type.name, name] = made
        return made

    def input_of(self, name: str, hint: Any) -> Input:
        """Find one column that a pure function needs."""
        column = self.column(self.renamed(name))
        kind = kind_of(column.type)
        if kind is None:
            raise Unreadable(f"a derived field cannot read {column.type!r}")
        if kind == "Decimal":
            check_digits(column)
        enum = next((t for t in (hint, *typing.get_args(hint)) if is_enum(t)), None)
        # Keyed by the parameter, not the column: the same embedded type reads other columns
        # elsewhere, and its resolver is one.
        return Input(f":{name}", column.name, name, kind, bool(column.nullable), enum)

    # -- other rows

    def any_row(self, field: Any, what: AnyNode) -> AnyRow:
        """Read rows found by id, of whichever type."""
        if isinstance(bare(field.type), GraphQLList) is not what.many:
            raise Unreadable("any_nodes() is for a list, any_node() for one")
        targets = any_targets(self.wiring, named(field.type))
        return AnyRow(targets, what.most if what.many else None)

    def relationship(self, name: str, field: Any, relation: Any) -> Link:
        """Read the rows of a mapped relationship."""
        target = target_of(self.wiring, named(field.type))
        order = tuple(column.name for column in target.table.primary_key)
        return self.linked(name, field, target, Edge(order=order), join_by_relationship(relation))

    def link(self, name: str, field: Any, what: Edge) -> Link:
        """Read rows found by arguments, a foreign key or a condition."""
        node = named(field.type)
        if what.cursors and (node := connection_node(node)) is None:
            raise Unreadable("cursors need a Connection[...] of a declared type")
        target = target_of(self.wiring, node)
        takes_parent = speaks_of_parent(what.where)
        joined = Joined()
        if self.shape.table is not None:
            joined = join_by_key(
                self.shape.table,
                target.table,
                what.via,
                is_many=what.cursors or isinstance(bare(field.type), GraphQLList),
                is_optional=takes_parent,
            )
        elif target.rule is None:
            raise Unreadable(f"{target.members[0]} is seen within its parent only")
        if what.by or what.where:
            joined = joined._replace(is_proved=False)
        return self.linked(name, field, target, what, joined)

    def linked(self, name: str, field: Any, target: Target, what: Edge, joined: Joined) -> Link:
        """Check that a link fits its field, and that null cannot arise where it may not."""
        is_list = isinstance(bare(field.type), GraphQLList)
        is_non_null = isinstance(field.type, GraphQLNonNull)
        if is_list and isinstance(bare(bare(field.type).of_type), GraphQLList):
            raise Unreadable("a list of lists cannot be read")
        if is_list and not is_non_null:
            raise Unreadable("a list is never null: say list[...] without None")
        is_required = is_non_null and not is_list and not what.cursors
        if is_required and not (joined.is_proved and target.rule in (None, public)):
            raise Unreadable("a non-null link may be hidden or missing: make it nullable")
        check_order(target.table, what)
        check_orders(field, what)
        check_lookups(field, target.table, what)
        takes_parent = speaks_of_parent(what.where)
        label = f"{self.shape.type.name}.{name}"
        join, is_unique, _, fixed = joined
        return Link(target, what, join, fixed, takes_parent, is_list, is_unique, is_required, label)


def speaks_of_parent(where: Any) -> bool:
    """Tell whether a condition takes the parent's row beside row, arguments and viewer."""
    return where is not None and len(inspect.signature(where).parameters) > OWN_WORDS


def _renaming(columns: str | Mapping[str, str] | None, outer: Any) -> Any:
    """How a part's field names become column names of the row that holds it."""
    if columns is None:
        return outer

    def renamed(name: str) -> str:
        return outer(columns + name if isinstance(columns, str) else columns.get(name, name))

    return renamed


def _first_column(shape: Shape) -> str | None:
    for reading in shape.fields.values():
        match reading:
            case Leaf() | Choice() | Amount():
                return reading.column
            case _:
                continue
    return None
