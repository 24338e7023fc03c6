"""The JSON text of one column's value."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from api.reading.dialects import Dialect, Expression, Piece, quoted, text
from api.reading.shapes import Amount, Choice, Leaf, bare_type

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
    if kind == "DateTime":
        instant = dialect.instant(value)
        return [or_null(instant) if is_nullable else instant]
    if kind == "Decimal":
        value = dialect.decimal(value, bare_type(value.type).scale)
    if kind == "Int" and not as_id:
        return [or_null(sa.cast(value, sa.Text)) if is_nullable else value]
    # Ids that are numbers, days and decimals are printed as they stand, in quotes.
    return [or_null(quoted(value))] if is_nullable else ['"', value, '"']


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


def amount(dialect: Dialect, reading: Amount, row: Any) -> list[Piece]:
    """Print whole cents as a decimal text with two digits, in whole numbers throughout."""
    cents = sa.type_coerce(row[reading.column], sa.BigInteger)
    size = sa.func.abs(cents, type_=sa.BigInteger)
    rest = size % _number(100)
    sign = sa.case((cents < _number(0), text("-")), else_=text(""))
    point = sa.case((rest < _number(10), text(".0")), else_=text("."))
    printed: list[Piece] = ['"', sign, size // _number(100), point, rest, '"']
    if not reading.is_nullable:
        return printed
    return [sa.case((cents.is_(None), NULL), else_=dialect.concat(printed))]


def _number(value: int) -> Expression:
    return sa.literal_column(str(value), sa.BigInteger)
