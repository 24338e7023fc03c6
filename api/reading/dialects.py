"""Where SQLite and PostgreSQL say the same thing differently. Nothing else may know which it is.

Bodies are built as text, one concatenation an object: no 50-key limit, no padding, and the bytes
leave the database ready to send.
"""

from collections.abc import Sequence
from typing import Any, Final, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import dialect as numbered_postgresql
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from api.reading.shapes import bare_type

Expression = sa.ColumnElement[Any]
Piece = str | Expression
MOST_ARGUMENTS: Final = 99


def text(value: str) -> Expression:
    """Write a constant of ours into the statement. Never for anything a client sent."""
    return sa.literal_column("'" + value.replace("'", "''") + "'", sa.Text)


def merged(pieces: Sequence[Piece]) -> list[Expression]:
    """Join neighbouring constants, so that the statement has as few operands as can be."""
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and out and isinstance(out[-1], str):
            out[-1] += piece
        else:
            out.append(piece)
    return [text(piece) if isinstance(piece, str) else piece for piece in out]


def concatenated(pieces: Sequence[Piece]) -> Expression:
    """Print ``concat(...)`` of pieces, in which NULL is nothing; nested where they are many."""
    parts = merged(pieces)
    while len(parts) > MOST_ARGUMENTS:
        parts = [
            sa.func.concat(*parts[i : i + MOST_ARGUMENTS], type_=sa.Text)
            for i in range(0, len(parts), MOST_ARGUMENTS)
        ]
    return sa.func.concat(*parts, type_=sa.Text)


def quoted(value: Expression) -> Expression:
    """Put a text that needs no escaping between quotes; NULL stays NULL."""
    return text('"').concat(sa.type_coerce(value, sa.Text)).concat(text('"'))


def over(source: Any, *columns: Any) -> Any:
    """Select from one source, and let everything else be of the statement around it.

    SQLAlchemy would otherwise join what it does not find next door, silently, with all its rows.
    """
    return sa.select(*map(labelled, columns)).select_from(source).correlate_except(source)


def at_home(rows: Any, value: Expression) -> Expression:
    """Let a value that is to be aggregated speak of the rows it is aggregated over.

    A rule that shows a viewer nothing leaves a value of nothing but constants. Databases take an
    aggregate to belong to the statement whose rows its argument speaks of, and SQLite would then
    look for it further out.
    """
    if _speaks_of(rows, value):
        return value
    return sa.case((next(iter(rows.c)).is_not(None), value))


def _speaks_of(rows: Any, value: Any) -> bool:
    """Whether a column of these rows stands in a value; what is selected within is not looked at.

    There a condition that turned out false may have taken the place of the one that spoke of them.
    """
    if getattr(value, "table", None) is rows:
        return True
    is_select = isinstance(value, sa.ScalarSelect | sa.Exists | sa.Select)
    return not is_select and any(_speaks_of(rows, part) for part in value.get_children())


def labelled(column: Any) -> Any:
    """Give an expression a short label.

    SQLAlchemy would otherwise take a constant's whole text for its label, and it remembers every
    label it ever quoted: each new document would be kept for ever.
    """
    kinds: tuple[Any, ...] = (sa.FromClause, sa.Label, sa.ColumnClause)
    is_named = isinstance(column, kinds) and not getattr(column, "is_literal", False)
    return column if is_named else column.label("it_")


def _with_states_in_the_text(grammar: Any) -> Any:
    """Write the members of our enums into the statement: a closed set, never a client's text.

    As binds they would be unknown to a plan made once for all values, which then takes a rare
    state for half of the table.
    """
    Printer: Any = grammar.statement_compiler  # noqa: N806 - a class

    class Compiler(Printer):
        def visit_bindparam(self, bindparam: Any, **how: Any) -> Any:
            is_state = isinstance(bare_type(bindparam.type), sa.Enum)
            if is_state and bindparam.value is not None:
                how["literal_binds"] = True
            return Printer.visit_bindparam(self, bindparam, **how)

    grammar.statement_compiler = Compiler
    return grammar


class Dialect(Protocol):
    """What the compiler needs said in each database's own words."""

    name: str
    grammar: Any

    def concat(self, pieces: Sequence[Piece]) -> Expression:
        """Put pieces together into one text."""
        ...

    def joined(self, value: Expression) -> Expression:
        """Aggregate texts with commas, in the order of the rows; NULLs are left out."""
        ...

    def string(self, value: Expression) -> Expression:
        """A JSON string of a text that cannot be NULL."""
        ...

    def string_or_null(self, value: Expression) -> Expression:
        """A JSON string, or ``null``."""
        ...

    def boolean(self, value: Expression) -> Expression:
        """``true`` or ``false``; NULL stays NULL."""
        ...

    def decimal(self, value: Expression, scale: int) -> Expression:
        """``1045.00``, with all the digits of the column's scale; NULL stays NULL."""
        ...

    def instant(self, value: Expression) -> Expression:
        """``"2022-05-06T01:00:00.000000Z"``, always six digits, in its quotes."""
        ...

    def base64(self, value: Expression) -> Expression:
        """Base 64 of a text's UTF-8 bytes, on one line."""
        ...

    def body(self, value: Expression) -> Expression:
        """The form in which the whole answer leaves the database."""
        ...

    def elements(self, array: Expression) -> tuple[Any, Expression, Expression]:
        """The texts in a JSON array: FROM clause, value, position."""
        ...


class PostgresDialect:
    """PostgreSQL 15, spoken through psycopg's raw cursor (``$1``). DateStyle is pinned to ISO."""

    name = "postgresql"

    def __init__(self) -> None:
        """Use the grammar with numbered parameters: psycopg's raw cursor understands it."""
        self.grammar: Any = _with_states_in_the_text(numbered_postgresql())

    def concat(self, pieces: Sequence[Piece]) -> Expression:
        """Nest above 99 arguments: here a function takes at most 100."""
        return concatenated(pieces)

    def joined(self, value: Expression) -> Expression:
        """Aggregate in the order of the sub-select that feeds it."""
        return sa.func.string_agg(value, text(","), type_=sa.Text)

    def string(self, value: Expression) -> Expression:
        """``concat`` prints json without a copy in between."""
        return sa.func.to_json(value, type_=sa.JSON)

    def string_or_null(self, value: Expression) -> Expression:
        """Keep the type json on both sides of the coalesce."""
        return sa.func.coalesce(self.string(value), sa.literal_column("'null'::json"))

    def boolean(self, value: Expression) -> Expression:
        """A cast prints words; ``concat`` alone would print t and f."""
        return sa.cast(value, sa.Text)

    def decimal(self, value: Expression, scale: int) -> Expression:  # noqa: ARG002 - PostgreSQL knows it
        """A numeric is printed with its scale."""
        return value

    def instant(self, value: Expression) -> Expression:
        """``to_char``: a cast would trim the zeros. The session's time zone is UTC."""
        form = r'\"YYYY-MM-DD"T"HH24:MI:SS.US"Z"\"'
        return sa.func.to_char(value, text(form), type_=sa.Text)

    def base64(self, value: Expression) -> Expression:
        """PostgreSQL breaks lines at 76 characters."""
        encoded = sa.func.encode(sa.func.convert_to(value, text("UTF8")), text("base64"))
        return sa.func.translate(encoded, text("\n"), text(""), type_=sa.Text)

    def body(self, value: Expression) -> Expression:
        """As bytes: the driver hands them over undecoded."""
        return sa.func.convert_to(value, text("UTF8"), type_=sa.LargeBinary)

    def elements(self, array: Expression) -> tuple[Any, Expression, Expression]:
        """With ordinality, for the order asked."""
        source = sa.func.json_array_elements_text(sa.cast(array, sa.JSON))
        table = source.table_valued("value", with_ordinality="position").render_derived()
        return table, sa.type_coerce(table.c.value, sa.Text), table.c.position


class SqliteDialect:
    """SQLite 3.46, with the function ``base64text`` that :class:`Sqlite` registers."""

    name = "sqlite"

    def __init__(self) -> None:
        """Use positional question marks."""
        self.grammar: Any = _with_states_in_the_text(sqlite_dialect(paramstyle="qmark"))

    def concat(self, pieces: Sequence[Piece]) -> Expression:
        """Nest as on PostgreSQL; here a function takes at most 127 arguments."""
        return concatenated(pieces)

    def joined(self, value: Expression) -> Expression:
        """Aggregate in the order of the sub-select that feeds it."""
        return sa.func.group_concat(value, text(","), type_=sa.Text)

    def string(self, value: Expression) -> Expression:
        """Quote and escape. Only for what cannot be NULL, which would print as ``null``."""
        return sa.func.json_quote(value, type_=sa.Text)

    def string_or_null(self, value: Expression) -> Expression:
        """``json_quote`` prints NULL as ``null`` by itself."""
        return sa.func.json_quote(value, type_=sa.Text)

    def boolean(self, value: Expression) -> Expression:
        """0 and 1 become words; NULL matches neither."""
        return sa.case((value, text("true")), (sa.not_(value), text("false")))

    def decimal(self, value: Expression, scale: int) -> Expression:
        """Kept as a REAL, which has the 15 digits that wiring allows. NULL would print as 0."""
        printed = sa.func.printf(text(f"%.{scale}f"), value, type_=sa.Text)
        return sa.case((value.is_not(None), printed))

    def instant(self, value: Expression) -> Expression:
        """Kept as ``2022-05-06 01:00:00.000000`` in UTC."""
        kept = sa.func.replace(sa.type_coerce(value, sa.Text), text(" "), text("T"), type_=sa.Text)
        return text('"').concat(kept).concat(text('Z"'))

    def base64(self, value: Expression) -> Expression:
        """SQLite has none of its own."""
        return sa.func.base64text(value, type_=sa.Text)

    def body(self, value: Expression) -> Expression:
        """As text."""
        return value

    def elements(self, array: Expression) -> tuple[Any, Expression, Expression]:
        """``json_each`` numbers its rows."""
        table = sa.func.json_each(array).table_valued("key", "value")
        return table, sa.type_coerce(table.c.value, sa.Text), table.c.key
