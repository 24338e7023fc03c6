"""Lists in order, page by page. A page begins after a key, never at a number.

The cursor is the row's own order key, so a page costs an index range wherever it lies, and rows
inserted meanwhile neither repeat nor vanish. It also names the order it belongs to: a cursor of
another list is refused, not misread.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, Protocol, cast

import orjson
import sqlalchemy as sa
from graphql import FieldNode, GraphQLError, GraphQLObjectType
from graphql.execution.collect_fields import GroupedFieldSet

from api.reading import leaves
from api.reading.arguments import Binds
from api.reading.connections import COUNTED_UP_TO
from api.reading.dialects import Dialect, Expression, Piece, at_home, over, text
from api.reading.inputs import Param
from api.reading.joins import is_key
from api.reading.scalars import parsed_decimal, parsed_instant
from api.reading.shapes import Group, Link, Target, kind_of, named

USUAL: Final = 20
ONE: Final = sa.literal_column("1", sa.Integer)


class Compiling(Protocol):
    """What a page needs of the statement it is in."""

    dialect: Dialect
    binds: Binds

    def braced(self, entries: Sequence[Sequence[Piece]]) -> list[Piece]:
        """Put entries between braces."""
        ...

    def shown(self, target: Target, row: Any, group: Group) -> Expression:
        """Print a row."""
        ...

    def subfields(self, type_: GraphQLObjectType, group: Group) -> GroupedFieldSet:
        """Collect the selection of one object."""
        ...

    def entries(
        self, type_: GraphQLObjectType, group: Group, value: Callable[[str, Group], list[Piece]]
    ) -> list[list[Piece]]:
        """Print every field of a selection by a function of its name."""
        ...


def ordering(columns: Any, names: Sequence[str], *, backwards: bool = False) -> list[Any]:
    """Order by names; ``-name`` descends."""
    return [
        columns[name.lstrip("-")].desc()
        if name.startswith("-") is not backwards
        else columns[name.lstrip("-")].asc()
        for name in names
    ]


def order_names(reading: Link, args: dict[str, Any]) -> tuple[str, ...]:
    """The order asked for by ``order_by``, with the primary key to break ties; else the usual."""
    asked = args.get("order_by")
    if reading.edge.orders is None or asked is None:
        names = reading.edge.order
    else:
        names = reading.edge.orders[asked["field"]]
        if asked["direction"].name == "DESC":
            names = tuple(n[1:] if n.startswith("-") else f"-{n}" for n in names)
    return _unambiguous(names, reading)


def _unambiguous(names: tuple[str, ...], reading: Link) -> tuple[str, ...]:
    """As much of an order as tells all rows of the list apart; else with the primary key added.

    What a key of the table already decides need not be sorted by, and an index on the key serves.
    """
    table = reading.target.table
    for number in range(1, len(names) + 1):
        if is_key(table, (*reading.fixed, *(name.lstrip("-") for name in names[:number]))):
            return names[:number]
    sign = "-" if names[-1].startswith("-") else ""
    plain = {name.lstrip("-") for name in names}
    return (*names, *(sign + key.name for key in table.primary_key if key.name not in plain))


def size(statement: Compiling, reading: Link, name: str, given: Any, node: FieldNode) -> Any:
    """The page size as an expression, checked now or, for a variable, before each run."""
    most = reading.edge.most
    if isinstance(given, Param):
        variable = given.name
        statement.binds.checks.append(
            lambda values: _check_size(name, values[variable], most, node)
        )
        return statement.binds.expression(given)
    number = min(reading.edge.page or USUAL, most) if given is None else given
    _check_size(name, number, most, node)
    return sa.literal_column(str(int(number)), sa.Integer)


def _check_size(name: str, number: int, most: int, node: FieldNode) -> None:
    if not 0 <= number <= most:
        message = f"'{name}' is from 0 to {most}, not {number}."
        extensions = {"code": "BAD_PAGE", "argument": name, "max": most}
        raise GraphQLError(message, node, extensions=extensions)


class Order:
    """An order of one list: how its cursors are made and read."""

    def __init__(self, statement: Compiling, reading: Link, names: tuple[str, ...]) -> None:
        """Know the columns and their kinds."""
        self.statement = statement
        self.names = names
        self.columns = [reading.target.table.c[name.lstrip("-")] for name in names]
        self.kinds = [str(kind_of(column.type)) for column in self.columns]
        signed = f"{reading.target.table.name}:{','.join(names)}"
        self.mark = hashlib.sha256(signed.encode()).hexdigest()[:8]

    def cursor(self, row: Any) -> Expression:
        """Print a row's cursor: base 64 of the JSON ``[mark, key, ...]``."""
        dialect = self.statement.dialect
        pieces: list[Piece] = [f'["{self.mark}"']
        for column, kind in zip(self.columns, self.kinds, strict=True):
            pieces += [",", *leaves.plain(dialect, kind, row[column.name], is_nullable=False)]
        encoded = dialect.base64(dialect.concat([*pieces, "]"]))
        return dialect.concat(['"', encoded, '"'])

    def read(self, cursor: str, node: FieldNode) -> list[Any]:
        """Read a cursor back. Refuses: a GraphQLError BAD_CURSOR."""
        try:
            given: Any = orjson.loads(base64.b64decode(cursor, validate=True))
            if isinstance(given, list) and given[:1] == [self.mark]:
                keys = cast("list[Any]", given)[1:]
                return [_key(kind, key) for kind, key in zip(self.kinds, keys, strict=True)]
        except (ValueError, binascii.Error, GraphQLError):
            pass
        message = "This cursor does not belong to this list."
        raise GraphQLError(message, node, extensions={"code": "BAD_CURSOR"})

    def bounded(self, row: Any, given: Any, node: FieldNode, *, is_after: bool) -> Any:
        """Rows strictly after, or before, the cursor given.

        Where all columns go one way it is a row comparison, which an index serves.
        """
        binds = [self.bind(number, given, node) for number in range(len(self.names))]
        columns = [row[column.name] for column in self.columns]
        smaller = [name.startswith("-") is is_after for name in self.names]
        if len(set(smaller)) == 1:
            left, right = sa.tuple_(*columns), sa.tuple_(*binds)
            return left < right if smaller[0] else left > right
        clause: Any = sa.false()
        for column, bind, less in reversed(list(zip(columns, binds, smaller, strict=True))):
            beyond = column < bind if less else column > bind
            clause = sa.or_(beyond, sa.and_(column == bind, clause))
        return clause

    def bind(self, number: int, given: Any, node: FieldNode) -> Any:
        """One key of a cursor, as a bind."""
        if isinstance(given, Param):
            name = given.name
            return self.statement.binds.bound(
                lambda values: self.read(values[name], node)[number], self.columns[number].type
            )
        value = self.read(given, node)[number]
        return sa.literal(value, type_=self.columns[number].type)


def _key(kind: str, value: Any) -> Any:
    """Read one key of a cursor, of exactly its column's kind."""
    if kind == "DateTime":
        return parsed_instant(value)
    if kind == "Decimal":
        return parsed_decimal(value)
    if kind == "Date" and isinstance(value, str):
        return date.fromisoformat(value)
    expected = {"Int": int, "String": str, "Boolean": bool}.get(kind)
    if type(value) is not expected or (expected is str and "\0" in value):
        raise ValueError
    if expected is int and abs(value) >= 2**63:
        raise ValueError
    return value


class _Page:
    """One connection within one statement."""

    def __init__(  # noqa: PLR0913, PLR0917 - a connection's surroundings
        self,
        statement: Compiling,
        reading: Link,
        select: Any,
        args: dict[str, Any],
        group: Group,
        field: Any,
    ) -> None:
        self.statement = statement
        self.reading = reading
        self.select = select
        self.node = group[0].node
        self.given = statement.binds.given(field, group)
        self.order = Order(statement, reading, order_names(reading, args))
        self.is_backwards = self.given.get("last") is not None
        self.is_read = False
        self.asked = _asked(statement, named(field.type), group)
        self.is_numbered = not self.asked.isdisjoint({self.more, "startCursor", "endCursor"})
        self.size = self._size()
        self._page = self._rows()
        self._check_cursors()

    @property
    def rows(self) -> Any:
        """The page. Whoever asks for it aggregates it into one row."""
        self.is_read = True
        return self._page

    @property
    def more(self) -> str:
        """What tells whether there is more in the direction of reading."""
        return "hasPreviousPage" if self.is_backwards else "hasNextPage"

    def _size(self) -> Any:
        if self.is_backwards and self.given.get("first") is not None:
            message = "Say 'first' or 'last', not both."
            raise GraphQLError(message, self.node, extensions={"code": "BAD_PAGE"})
        name = "last" if self.is_backwards else "first"
        return size(self.statement, self.reading, name, self.given.get(name), self.node)

    def _rows(self) -> Any:
        """The page in reading order; if asked what is around it, numbered and one row more."""
        columns = self.select.selected_columns
        page = self.select
        for name, is_after in (("after", True), ("before", False)):
            if self.given.get(name) is not None:
                bound = self.order.bounded(columns, self.given[name], self.node, is_after=is_after)
                page = page.where(bound)
        order = ordering(columns, self.order.names, backwards=self.is_backwards)
        if not self.is_numbered:
            cut = page.order_by(*order).limit(self.size).subquery()
            if not self.is_backwards:
                return cut
            return over(cut, cut).order_by(*ordering(cut.c, self.order.names)).subquery()
        number = sa.func.row_number().over(order_by=order).label("number_")
        cut = page.add_columns(number).order_by(*order).limit(self.size + ONE).subquery()
        held = sa.func.count().over().label("held_")
        shown = cut.c.number_.desc() if self.is_backwards else cut.c.number_.asc()
        return over(cut, cut, held).order_by(shown).subquery()

    def _check_cursors(self) -> None:
        """Refuse a cursor that is not this list's, even where the statement has no use for it.

        Nothing asked may need it, or nothing can be seen: SQLAlchemy folds what stands beside
        ``false`` away, and the binds that would have read it.
        """
        for name in ("after", "before"):
            given = self.given.get(name)
            if isinstance(given, Param):
                variable = given.name
                self.statement.binds.checks.append(
                    lambda values, variable=variable: self.order.read(values[variable], self.node)
                )

    def within(self, value: Expression) -> Expression:
        """NULL for the row beyond the page, which aggregates leave out."""
        if not self.is_numbered:
            return value
        return sa.case((self.rows.c.number_ <= self.size, value))

    def listed(self, value: Expression) -> list[Piece]:
        """Aggregate a value of every row of the page."""
        joined = self.statement.dialect.joined(at_home(self.rows, self.within(value)))
        return ["[", sa.func.coalesce(joined, text("")), "]"]

    def has_more(self) -> Expression:
        """Whether a row lies beyond the page, in the direction of reading."""
        self.is_read = True
        return self.statement.dialect.boolean(sa.func.count() > self.size)

    def has_other(self, name: str) -> Expression:
        """Whether anything lies on the other side of the cursor that the page begins at."""
        if self.given.get(name) is None:
            return text("false")
        columns = self.select.selected_columns
        bound = self.order.bounded(columns, self.given[name], self.node, is_after=name == "before")
        at_it = sa.and_(*self._equal(columns, name))
        found = self.select.where(sa.or_(bound, at_it)).with_only_columns(ONE)
        return self.statement.dialect.boolean(sa.exists(found))

    def _equal(self, columns: Any, name: str) -> list[Any]:
        return [
            columns[column.name] == self.order.bind(number, self.given[name], self.node)
            for number, column in enumerate(self.order.columns)
        ]

    def end(self, *, is_last: bool) -> Expression:
        """The cursor of the first or last row of the page, or null."""
        rows = self.rows.c
        furthest = sa.case((rows.held_ > self.size, self.size), else_=rows.held_)
        number: Any = furthest if is_last is not self.is_backwards else ONE
        is_it = sa.and_(rows.number_ == number, rows.number_ <= self.size)
        chosen = sa.case((is_it, self.order.cursor(rows)))
        return leaves.or_null(sa.func.max(chosen, type_=sa.Text))

    def total(self) -> Expression:
        """How many there are in all, or null above what is counted."""
        most = sa.literal_column(str(COUNTED_UP_TO), sa.Integer)
        some = self.select.with_only_columns(ONE.label("one_")).limit(most + ONE).subquery()
        count = sa.func.count()
        printed = sa.case((count > most, leaves.NULL), else_=sa.cast(count, sa.Text))
        return over(some, printed).scalar_subquery()

    def info(self, name: str) -> Expression:
        """One field of the page's info."""
        if name == "startCursor":
            return self.end(is_last=False)
        if name == "endCursor":
            return self.end(is_last=True)
        if name == self.more:
            return self.has_more()
        return self.has_other("before" if self.is_backwards else "after")


def _asked(statement: Compiling, type_: Any, group: Group) -> set[str]:
    """The names of all fields asked of a connection and of its page's info."""
    names: set[str] = set()
    for inner in statement.subfields(type_, group).values():
        name = inner[0].node.name.value
        names.add(name)
        if name == "pageInfo":
            info = statement.subfields(named(type_.fields[name].type), inner)
            names |= {below[0].node.name.value for below in info.values()}
    return names


def connection(  # noqa: PLR0913, PLR0917 - a link's own signature
    statement: Compiling,
    reading: Link,
    select: Any,
    args: dict[str, Any],
    group: Group,
    field: Any,
) -> list[Piece]:
    """Print a connection: the page is read once and everything about it aggregated from that."""
    page = _Page(statement, reading, select, args, group, field)
    type_: Any = named(field.type)
    entries = statement.entries(
        type_, group, lambda name, inner: _connection_field(statement, page, type_, name, inner)
    )
    whole = statement.dialect.concat(statement.braced(entries))
    # Without an aggregate there would be a row of the answer for every row of the page.
    return [over(page.rows, whole).scalar_subquery() if page.is_read else whole]


def _connection_field(
    statement: Compiling, page: _Page, type_: GraphQLObjectType, name: str, group: Group
) -> list[Piece]:
    if name == "totalCount":
        return [page.total()]
    if name == "nodes":
        return page.listed(statement.shown(page.reading.target, page.rows.c, group))
    inner: Any = named(type_.fields[name].type)
    if name == "edges":
        return page.listed(_edge(statement, page, inner, group))
    return statement.braced(statement.entries(inner, group, lambda name, _: [page.info(name)]))


def _edge(statement: Compiling, page: _Page, type_: GraphQLObjectType, group: Group) -> Expression:
    """Print one edge: its cursor and its node."""
    rows = page.rows.c

    def value(name: str, inner: Group) -> list[Piece]:
        if name == "cursor":
            return [page.order.cursor(rows)]
        return [statement.shown(page.reading.target, rows, inner)]

    return statement.dialect.concat(statement.braced(statement.entries(type_, group, value)))
