"""The arguments of a field, as an edge's condition reads them, and the binds they become."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa
from graphql import GraphQLInputObjectType, GraphQLList
from graphql.execution.values import VariableValues, get_argument_values

from api.reading.inputs import BINDABLE, Param
from api.reading.shapes import Group, Source, Values, bare, declared


class Binds:
    """The run-time values of one statement: where each bind is filled from, what is checked."""

    def __init__(self, shown: dict[str, Any]) -> None:
        """Take the operation's variables, with marks for run-time scalars."""
        self.variables = VariableValues({}, shown)
        self.sources: dict[str, Source] = {}
        self.checks: list[Callable[[Values], object]] = []

    def given(self, field: Any, group: Group) -> dict[str, Any]:
        """Coerce a field's arguments, by GraphQL name, with marks for run-time scalars."""
        return get_argument_values(field, group[0].node, self.variables)

    def arguments(self, field: Any, group: Group) -> dict[str, Any]:
        """Coerce a field's arguments, by Python name, with SQL binds for run-time scalars."""
        return {
            declared(field.args[name]).python_name: self.spoken(value, field.args[name].type)
            for name, value in self.given(field, group).items()
        }

    def spoken(self, value: Any, type_: Any) -> Any:
        """Turn a coerced input into what an edge's condition reads."""
        type_ = bare(type_)
        if isinstance(type_, GraphQLList) and isinstance(value, list):
            inner: Any = cast("Any", type_).of_type
            return [self.spoken(item, inner) for item in cast("list[Any]", value)]
        if isinstance(type_, GraphQLInputObjectType) and isinstance(value, dict):
            fields = type_.fields
            return {
                declared(fields[name]).python_name: self.spoken(item, fields[name].type)
                for name, item in cast("dict[str, Any]", value).items()
            }
        return self.expression(value)

    def expression(self, value: Any) -> Any:
        """Turn a mark into its bind; leave a constant alone.

        But a decimal is a bind of its own type: as one of the column's it would be rounded first.
        """
        if isinstance(value, Decimal):
            return sa.literal(value, BINDABLE["Decimal"])
        if not isinstance(value, Param):
            return value
        name = value.name
        return self.bound(lambda values: values[name], BINDABLE[value.scalar])

    def bound(self, source: Source, type_: Any) -> Any:
        """Make a bind that is filled from each request's values."""
        key = f"p{len(self.sources)}"
        self.sources[key] = source
        return sa.bindparam(key, type_=type_, required=False)
