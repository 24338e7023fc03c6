"""From a selection to one SQL statement whose result is the JSON of the answer.

One body serves both deliveries. *Express*: the text is the response. *Walk*: fields only Python can
answer are left out, the columns they need ride along under ``":name"``, and rows of a union carry
``":type"``. A colon cannot occur in a GraphQL name, so no alias can collide.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import orjson
import sqlalchemy as sa
from graphql import (
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)

from api.kernel.viewers import Rule, Viewer, is_true
from api.reading import leaves, pages
from api.reading.arguments import Binds
from api.reading.dialects import Dialect, Expression, Piece, at_home, labelled, over, text
from api.reading.documents import Operation
from api.reading.inputs import Param
from api.reading.joins import is_key
from api.reading.plans import Delivery, NotExpress, Plan, printed
from api.reading.shapes import (
    TYPE,
    Amount,
    AnyRow,
    Calculated,
    Choice,
    Fixed,
    Group,
    Inside,
    Leaf,
    Link,
    Reading,
    Registry,
    Shape,
    Target,
    Values,
    Walked,
    declared,
    named,
)
from api.reading.viewers import inside

AT: Final = ":at"


class Statement:
    """The compilation of one statement, for one kind of viewer."""

    def __init__(  # noqa: PLR0913 - everything a compilation knows
        self,
        schema: GraphQLSchema,
        registry: Registry,
        dialect: Dialect,
        operation: Operation,
        *,
        shown: dict[str, Any],
        delivery: Delivery,
    ) -> None:
        """Begin: nothing is bound or cut yet."""
        self.schema = schema
        self.registry = registry
        self.dialect = dialect
        self.operation = operation
        self.binds = Binds(shown)
        self.viewer = Viewer(None)
        self.delivery = delivery
        self.cuts: set[tuple[str, int]] = set()
        self.cut_count = 0
        self.is_needed = True
        self.readers: dict[type, Callable[..., list[Piece]]] = {
            Leaf: self.leaf,
            Choice: self.leaf,
            Amount: self.leaf,
            Fixed: self.fixed,
            Inside: self.inside,
            Link: self.link,
            AnyRow: self.any_row,
        }

    # -- the three entrances

    def query(self) -> list[Piece]:
        """Compile the whole operation."""
        root: Any = self.schema.query_type
        shape = self.registry.shapes[root.name]
        grouped = collect_fields(
            self.schema,
            self.operation.fragments,
            self.binds.variables,
            shape.type,
            self.operation.node,
        ).grouped_field_set
        names = [group[0].node.name.value for group in grouped.values()]
        self.is_needed = any(
            name == "__typename" or not isinstance(shape.fields.get(name, Walked()), Walked)
            for name in names
        )
        return self.fields(shape, None, grouped)

    def one_row(self, type_name: str, group: Group) -> list[Piece]:
        """Compile one row, found by id with its rule, below a payload's field."""
        target = self.registry.targets[type_name]
        identity = self.binds.bound(lambda values: values[AT], sa.Text())
        return [leaves.or_null(self.row_by_id(target, identity, group, mark=True))]

    def finished(self, pieces: Sequence[Piece], seated: Callable[[Any], Any]) -> Plan:
        """Print the statement; ``seated`` adds the FROM in which the viewer's own row stands."""
        body = self.dialect.body(self.dialect.concat(pieces))
        sql, sources = printed(
            seated(sa.select(labelled(body))), self.dialect.grammar, self.binds.sources
        )
        checks, cuts = tuple(self.binds.checks), frozenset(self.cuts)
        return Plan(sql, sources, checks, cuts, self.delivery, self.is_needed)

    # -- one object

    def subfields(self, type_: GraphQLObjectType, group: Group) -> GroupedFieldSet:
        """Collect the merged selection of one object."""
        return collect_subfields(
            self.schema,
            self.operation.fragments,
            self.binds.variables,
            self.operation.node,
            type_,
            group,
        ).grouped_field_set

    def fields(
        self, shape: Shape, row: Any, grouped: GroupedFieldSet, type_name: str | None = None
    ) -> list[Piece]:
        """Print one object's fields in the order of the selection."""
        entries: list[list[Piece]] = []
        if type_name is not None:
            entries.append([f'"{TYPE}":"{type_name}"'])
        riding: dict[str, list[Piece]] = {}
        for key, group in grouped.items():
            before = self.cut_count
            value = self.value(shape, row, group, riding)
            self.note(shape.type, group, before)
            if value is not None:
                entries.append([f'"{key}":', *value])
        entries += [[f'"{key}":', *value] for key, value in riding.items()]
        return self.braced(entries)

    def note(self, type_: GraphQLObjectType, group: Group, before: int) -> None:
        """Remember a field that was cut, or that contains a cut."""
        if self.cut_count > before:
            self.cuts.add((type_.name, id(group[0].node)))

    def must_mark(self, before: int) -> bool:
        """Whether the walk comes by here, and must be told of which type a row is."""
        return self.cut_count > before or self.delivery is Delivery.PLAIN

    def entries(
        self, type_: GraphQLObjectType, group: Group, value: Callable[[str, Group], list[Piece]]
    ) -> list[list[Piece]]:
        """Print every field of a connection's own types by a function of its name."""
        out: list[list[Piece]] = []
        for key, inner in self.subfields(type_, group).items():
            before = self.cut_count
            name = inner[0].node.name.value
            shown: list[Piece] = [f'"{type_.name}"'] if name == "__typename" else value(name, inner)
            self.note(type_, inner, before)
            out.append([f'"{key}":', *shown])
        return out

    def braced(self, entries: Sequence[Sequence[Piece]]) -> list[Piece]:
        """Put entries between braces, with commas."""
        out: list[Piece] = ["{"]
        for number, entry in enumerate(entries):
            out += [",", *entry] if number else entry
        return [*out, "}"]

    def value(
        self, shape: Shape, row: Any, group: Group, riding: dict[str, list[Piece]]
    ) -> list[Piece] | None:
        """Print one field; None if it is left to the walk."""
        node = group[0].node
        name = node.name.value
        if name == "__typename":
            return [f'"{shape.type.name}"']
        reading: Reading = shape.fields.get(name, Walked())
        if isinstance(reading, Walked | Calculated):
            return self.cut(reading, row, riding)
        return self.readers[type(reading)](reading, row, group, shape.type.fields[name])

    def cut(self, reading: Walked | Calculated, row: Any, riding: dict[str, list[Piece]]) -> None:
        """Leave a field to the walk, sending along the columns it needs."""
        if self.delivery is Delivery.EXPRESS:
            raise NotExpress
        self.cut_count += 1
        for needed in reading.inputs if isinstance(reading, Calculated) else ():
            riding[needed.key] = leaves.plain(
                self.dialect, needed.kind, row[needed.column], is_nullable=needed.is_nullable
            )

    # -- the same row

    def leaf(
        self, reading: Leaf | Choice | Amount, row: Any, _group: Group, _field: Any
    ) -> list[Piece]:
        """Print one column."""
        if isinstance(reading, Leaf):
            return leaves.leaf(self.dialect, reading, row)
        return (
            leaves.choice(reading, row)
            if isinstance(reading, Choice)
            else leaves.amount(self.dialect, reading, row)
        )

    def inside(self, reading: Inside, row: Any, group: Group, _field: Any) -> list[Piece]:
        """Print an object made of the same row."""
        whole = self.fields(reading.shape, row, self.subfields(reading.shape.type, group))
        if not reading.nulls:
            return whole
        missing = sa.or_(*(row[name].is_(None) for name in reading.nulls))
        return [sa.case((missing, leaves.NULL), else_=self.dialect.concat(whole))]

    def fixed(self, reading: Fixed, _row: Any, group: Group, field: Any) -> list[Piece]:
        """Print a constant, as selected."""
        return [self.constant(reading.value, named(field.type), group)]

    def constant(self, value: Any, type_: Any, group: Group) -> str:
        """The JSON of a Python value."""
        if value is None:
            return "null"
        if is_leaf_type(type_):
            is_name = isinstance(value, str) and value in getattr(type_, "values", {})
            shown = value if is_name else type_.coerce_output_value(value)
            return orjson.dumps(shown).decode()
        parts: list[str] = []
        for key, inner in self.subfields(type_, group).items():
            name = inner[0].node.name.value
            if name == "__typename":
                parts.append(f'"{key}":"{type_.name}"')
                continue
            field = type_.fields[name]
            member = declared(field).python_name
            given: Any = getattr(value, member)
            parts.append(f'"{key}":{self.constant(given, named(field.type), inner)}')
        return "{" + ",".join(parts) + "}"

    # -- other rows

    def rows(self, target: Target, start: Rule | None = None) -> tuple[Any, Any]:
        """Begin a select of rows the viewer may see: the alias and the select."""
        alias = target.table.alias()
        viewer = self.viewer if start is None else inside(self.viewer, start, target.table, alias.c)
        rules = (rule(alias.c, viewer) for rule in (target.rule, start) if rule is not None)
        return alias, over(alias, alias).where(*(rule for rule in rules if not is_true(rule)))

    @contextmanager
    def inside_of(self, target: Target, row: Any) -> Generator[None]:
        """Compile below a row that the viewer may see: what hangs from it need not ask again."""
        around = self.viewer
        if target.rule is not None:
            self.viewer = inside(around, target.rule, target.table, row)
        try:
            yield
        finally:
            self.viewer = around

    def shown(self, target: Target, row: Any, group: Group) -> Expression:
        """Print a row as its type, or as the first of several whose condition holds."""
        shapes = [self.registry.shapes[name] for name in target.members]
        if target.when is None:
            with self.inside_of(target, row):
                return self.member(shapes[0], row, group, None)
        before = self.cut_count
        texts = [self.member(shape, row, group, None) for shape in shapes]
        if self.must_mark(before):
            texts = [self.member(shape, row, group, shape.type.name) for shape in shapes]
        whens: list[Any] = []
        for clause, printed_ in zip(target.when(row, self.viewer), texts, strict=False):
            if is_true(clause):
                return sa.case(*whens, else_=printed_) if whens else printed_
            whens.append((clause, printed_))
        return sa.case(*whens, else_=texts[-1])

    def member(self, shape: Shape, row: Any, group: Group, type_name: str | None) -> Expression:
        """Print a row as one type."""
        entries = self.fields(shape, row, self.subfields(shape.type, group), type_name)
        return self.dialect.concat(entries)

    def link(self, reading: Link, row: Any, group: Group, field: Any) -> list[Piece]:
        """Print a row, a list or a connection."""
        args = self.binds.arguments(field, group)
        alias, select = self.rows(reading.target, reading.edge.start)
        select = self.narrowed(reading, select, alias.c, row, args)
        if reading.edge.cursors:
            return pages.connection(self, reading, select, args, group, field)
        if reading.is_list:
            return self.listed(reading, select, args, group, field)
        return self.single(reading, alias, select, args, group)

    def narrowed(self, reading: Link, select: Any, target: Any, row: Any, args: Any) -> Any:
        """Add the join to the parent, the look-ups and the edge's own condition."""
        if reading.join is not None:
            select = select.where(reading.join(target, row))
        for name in reading.edge.by:
            if name in args:
                select = select.where(target[name] == args[name])
        where = reading.edge.where
        if where is not None:
            parent = (row,) if reading.where_takes_parent else ()
            clause = where(target, args, self.viewer, *parent)
            select = select if clause is None or is_true(clause) else select.where(clause)
        return select

    def single(
        self, reading: Link, alias: Any, select: Any, args: Any, group: Group
    ) -> list[Piece]:
        """Print at most one row."""
        asked = [name for name in reading.edge.by if name in args]
        if reading.is_unique or is_key(reading.target.table, (*reading.fixed, *asked)):
            whole = self.shown(reading.target, alias.c, group)
            one = select.with_only_columns(labelled(whole)).scalar_subquery()
        else:
            order = pages.ordering(alias.c, pages.order_names(reading, {}))
            inner = select.order_by(*order).limit(pages.ONE).subquery()
            one = over(inner, self.shown(reading.target, inner.c, group)).scalar_subquery()
        return [one if reading.is_required else leaves.or_null(one)]

    def listed(
        self, reading: Link, select: Any, args: Any, group: Group, field: Any
    ) -> list[Piece]:
        """Print a list, in order, as long as asked."""
        columns = select.selected_columns
        names = pages.order_names(reading, args)
        select = select.order_by(*pages.ordering(columns, names))
        if reading.edge.page is not None:
            given = self.binds.given(field, group).get("first")
            size = pages.size(self, reading, "first", given, group[0].node)
            select = select.limit(size)
        inner = select.subquery()
        shown = at_home(inner, self.shown(reading.target, inner.c, group))
        rows = over(inner, self.dialect.joined(shown)).scalar_subquery()
        return ["[", sa.func.coalesce(rows, text("")), "]"]

    # -- any row by id

    def row_by_id(self, target: Target, identity: Any, group: Group, mark: bool) -> Expression:  # noqa: FBT001
        """Print the row of that id, if the viewer may see it; else NULL."""
        alias, select = self.rows(target)
        shape = self.registry.shapes[target.members[0]]
        with self.inside_of(target, alias.c):
            whole = self.member(shape, alias.c, group, shape.type.name if mark else None)
        key = next(iter(target.table.primary_key)).name
        return (
            select.where(alias.c[key] == identity)
            .with_only_columns(labelled(whole))
            .scalar_subquery()
        )

    def any_row(self, reading: AnyRow, _row: Any, group: Group, field: Any) -> list[Piece]:
        """Print the rows of the ids asked, of whichever types, null where there is none."""
        given = self.binds.given(field, group)
        if reading.most is None:
            return [self.found(reading, self.binds.expression(given["id"]), group)]
        ids = given["ids"]
        if len(ids) > reading.most:
            message = f"'ids' takes at most {reading.most} ids, not {len(ids)}."
            extensions = {"code": "BAD_PAGE", "argument": "ids", "max": reading.most}
            raise GraphQLError(message, group[0].node, extensions=extensions)
        array = self.binds.bound(lambda values: _json(ids, values), sa.Text())
        source, value, position = self.dialect.elements(array)
        inner = over(source, value.label("id"), position.label("position"))
        asked = inner.order_by(position).subquery()
        found = self.found(reading, asked.c.id, group)
        rows = over(asked, self.dialect.joined(at_home(asked, found))).scalar_subquery()
        return ["[", sa.func.coalesce(rows, text("")), "]"]

    def found(self, reading: AnyRow, identity: Any, group: Group) -> Expression:
        """Look one id up in every table it could be of; ``null`` if it is in none."""

        def candidates(mark: bool) -> list[Expression]:  # noqa: FBT001
            return [self.row_by_id(t, identity, group, mark) for t in reading.targets]

        before = self.cut_count
        rows = candidates(mark=False)
        if self.must_mark(before):
            rows = candidates(mark=True)
        return sa.func.coalesce(*rows, leaves.NULL)


def _json(ids: Sequence[Any], values: Values) -> str:
    return orjson.dumps([values[i.name] if isinstance(i, Param) else i for i in ids]).decode()
