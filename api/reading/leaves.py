"""The JSON text of one column's value."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from api.reading.dialects import Dialect, Expression, Piece, quoted, text
from api.reading.shapes import Amount, Choice, Leaf

NULL = text("null")


def or_null(value: Expression) -> Expression:
    """Print ``null`` where the text is NULL."""
    return sa.func.coalesce(value, NULL, type_=sa.Text)


def plain(
    dialect: Dialect, kind: str, value: Any, *, is_nullable: bool, as_id: bool = False
) -> list[Piece]:
    """Print a column of a kind; a whole number may be an id, which is a string."""
    if kind == "String":
        print_ = dialect.string_or_null if is_nullable else dialect.string
        return [print_(value)]
    if kind == "Boolean":
        return [or_null(dialect.boolean(value)) if is_nullable else dialect.boolean(value)]
    if kind == "Int" and not as_id:
        number = sa.cast(value, sa.Text)
        return [or_null(number) if is_nullable else number]
    bare = _unquoted(dialect, kind, value)
    return [or_null(quoted(bare))] if is_nullable else ['"', bare, '"']


def _unquoted(dialect: Dialect, kind: str, value: Any) -> Expression:
    if kind == "DateTime":
        return dialect.instant(value)
    return dialect.day(value) if kind == "Date" else sa.cast(value, sa.Text)


def leaf(dialect: Dialect, reading: Leaf, row: Any) -> list[Piece]:
    """Print a column shown as it is."""
    value = row[reading.column]
    return plain(dialect, reading.kind, value, is_nullable=reading.is_nullable, as_id=reading.as_id)


def choice(reading: Choice, row: Any) -> list[Piece]:
    """Print an enum's member: stored states are constants of ours, so they stand in the text."""
    column = sa.type_coerce(row[reading.column], sa.Text)
    if reading.is_verbatim:
        return [or_null(quoted(column))] if reading.is_nullable else ['"', column, '"']
    whens: list[Any] = [(column.is_(None), NULL)] if reading.is_nullable else []
    whens += [(_is_in(column, states), text(f'"{name}"')) for name, states in reading.cases]
    rest = NULL if reading.rest is None else text(f'"{reading.rest}"')
    return [sa.case(*whens, else_=rest) if whens else rest]


def _is_in(column: Expression, states: Sequence[str]) -> Any:
    if not states:
        return sa.false()
    return column.in_([text(state) for state in states])


def amount(reading: Amount, row: Any) -> list[Piece]:
    """Print whole cents as a decimal text with two digits, in whole numbers throughout."""
    cents = sa.type_coerce(row[reading.column], sa.BigInteger)
    size = sa.func.abs(cents, type_=sa.BigInteger)
    rest = size % sa.literal_column("100", sa.BigInteger)
    dollars = size // sa.literal_column("100", sa.BigInteger)
    sign = sa.case((cents < sa.literal_column("0"), text("-")), else_=text(""))
    zero = sa.case((rest < sa.literal_column("10"), text("0")), else_=text(""))
    printed = (
        text('"')
        .concat(sign)
        .concat(sa.cast(dollars, sa.Text))
        .concat(text("."))
        .concat(zero)
        .concat(sa.cast(rest, sa.Text))
        .concat(text('"'))
    )
    return [or_null(printed) if reading.is_nullable else printed]
