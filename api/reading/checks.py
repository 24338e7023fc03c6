"""What is insisted on before the first request, so that nothing is discovered in a request."""

from typing import Any, Final

import sqlalchemy as sa
from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    is_leaf_type,
)

from api.reading.declare import Edge
from api.reading.shapes import BACKREF, FITTING, Fixed, bare, bare_type, declared, kind_of

MOST_DIGITS: Final = 15
ORDER: Final = ("field", "direction")


class Unreadable(Exception):
    """One field cannot be read as declared."""


def check_digits(column: sa.Column[Any]) -> None:
    """Insist on a decimal that both databases keep and print alike. Refuses: Unreadable."""
    type_ = bare_type(column.type)
    if type_.scale is None or type_.precision is None or type_.precision > MOST_DIGITS:
        raise Unreadable(f"a decimal column says its scale and has at most {MOST_DIGITS} digits")


def check_order(table: sa.Table, what: Edge) -> None:
    """Insist on order columns that exist and are never null. Refuses: Unreadable."""
    for names in (what.order, *(what.orders or {}).values()):
        for name in names:
            column = table.c.get(name.lstrip("-"))
            if column is None:
                raise Unreadable(f"{table.name} has no column {name!r} to order by")
            if column.nullable:
                raise Unreadable(f"the order column {name!r} may be null")
            kind = kind_of(column.type)
            if kind is None:
                raise Unreadable(f"rows cannot be ordered by {column.type!r}")
            if kind == "Decimal":
                check_digits(column)


def check_orders(field: Any, what: Edge) -> None:
    """Insist that ``order_by`` can only say what ``orders`` has. Refuses: Unreadable."""
    if what.orders is None:
        return
    said = {declared(argument).python_name: argument for argument in field.args.values()}
    type_ = bare(said["order_by"].type) if "order_by" in said else None
    inner = {declared(f).python_name: f.type for f in getattr(type_, "fields", {}).values()}
    if not all(_is_required_enum(inner.get(name)) for name in ORDER):
        raise Unreadable("orders need an argument order_by of a field and a direction, both enums")
    if set(_members(inner["field"])) != set(what.orders):
        raise Unreadable(f"the orders are not one for every member of {bare(inner['field']).name}")


def _is_required_enum(type_: Any) -> bool:
    return isinstance(type_, GraphQLNonNull) and isinstance(bare(type_), GraphQLEnumType)


def _members(type_: Any) -> Any:
    return bare(type_).extensions[BACKREF].wrapped_cls


def check_lookups(field: Any, table: sa.Table, what: Edge) -> None:
    """Insist that each look-up compares a column with a value of its kind. Refuses: Unreadable."""
    types = {declared(a).python_name: bare(a.type) for a in field.args.values()}
    for name in what.by:
        column = table.c.get(name)
        if column is None:
            raise Unreadable(f"{table.name} has no column {name!r} to look up by")
        kind, type_ = kind_of(column.type), types[name]
        if not (
            (isinstance(type_, GraphQLEnumType) and kind == "String")
            or (isinstance(type_, GraphQLScalarType) and kind in FITTING.get(type_.name, ()))
        ):
            raise Unreadable(f"{name!r} is {column.type!r}: it cannot be looked up by a {type_}")


def fixed(field: Any, value: Any) -> Fixed:
    """Read a constant, which must be what its type can print. Refuses: Unreadable."""
    _check_constant(value, field.type)
    return Fixed(value)


def _check_constant(value: Any, type_: Any) -> None:
    if value is None and not isinstance(type_, GraphQLNonNull):
        return
    inner = bare(type_)
    if value is None or isinstance(inner, GraphQLList):
        raise Unreadable(f"{value!r} is no constant of type {type_}")
    if is_leaf_type(inner):
        _check_leaf(value, inner)
    elif isinstance(inner, GraphQLObjectType):
        for field in inner.fields.values():
            member = declared(field).python_name
            _check_constant(getattr(value, member, None), field.type)
    else:
        raise Unreadable(f"a constant is a scalar, an enum member or an instance, not of {inner}")


def _check_leaf(value: Any, type_: Any) -> None:
    if isinstance(value, str) and value in getattr(type_, "values", {}):
        return
    try:
        type_.coerce_output_value(value)
    except Exception as problem:
        raise Unreadable(f"{value!r} is not printed by {type_}") from problem
