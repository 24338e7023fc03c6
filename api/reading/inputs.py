"""Variables: which become binds of a plan, and which belong to its shape.

A value that SQL can take as a bind does not change the statement; whether it is there, null, true
or which enum member does. The first travel as :class:`Param` marks through graphql-core's own
coercion of arguments, and come out exactly where the run-time values belong.
"""

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, cast

import sqlalchemy as sa
from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.values import get_variable_values
from sqlmodel import UTCDateTime

from api.reading.cost import too_complex
from api.reading.shapes import bare, input_type

BINDABLE: Final[dict[str, Any]] = {
    "Int": sa.Integer(),
    "String": sa.Text(),
    "ID": sa.Text(),
    "URL": sa.Text(),
    "Date": sa.Date(),
    "DateTime": UTCDateTime(),
    "Decimal": sa.Numeric(),
}
_EXACT: Final[dict[str, type]] = {"Int": int, "String": str, "ID": str, "Boolean": bool}
_INT_LIMIT: Final = 2**31
MAX_ERRORS: Final = 20
DEEPEST_VALUE: Final = 50
_BROKEN: Final = re.compile("[\0\ud800-\udfff]")
MOST_ITEMS: Final = 1_000
BAD_INPUT: Final = {"code": "BAD_INPUT"}
UNSENDABLE: Final = (
    "Text may not contain NUL or half a character (a lone surrogate), and no value may be nested"
    " more than 50 deep."
)


@dataclass(frozen=True, slots=True)
class Param:
    """A run-time scalar, standing where its value would."""

    name: str
    scalar: str


@dataclass(slots=True)
class Variables:
    """A request's variables, split: ``shown`` shapes the plan, ``values`` fills its binds."""

    shown: dict[str, Any] = field(default_factory=dict[str, Any])
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    key: list[Any] = field(default_factory=list[Any])


class BadRequest(Exception):
    """The document or its variables are not valid, so that nothing is executed."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        """Carry graphql-core's own errors."""
        super().__init__("bad request")
        self.errors = errors


class Signature:
    """The variable definitions of one operation."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        *,
        most_items: int = MOST_ITEMS,
    ) -> None:
        """Resolve the type of every variable once; ``most_items`` bounds all their lists."""
        self._schema = schema
        self._most_items = most_items
        self._nodes = operation.variable_definitions or ()
        self._types: list[tuple[str, Any, str]] = []
        for node in self._nodes:
            type_ = input_type(schema, node.type)
            name: str = getattr(bare(type_), "name", "")
            self._types.append((node.variable.name.value, type_, name))

    def split(self, given: dict[str, Any]) -> Variables:
        """Split a request's variables. Refuses: BadRequest; a GraphQLError for what is too much."""
        quickly = self._quickly(given)
        if quickly is not None:
            return quickly
        sendable(given, self._most_items)
        return self._carefully(given)

    def _quickly(self, given: dict[str, Any]) -> Variables | None:
        """Take plain scalars of exactly the right type as they are, without coercion."""
        out = Variables()
        for name, _, scalar in self._types:
            value: Any = given.get(name)
            if type(value) is not _EXACT.get(scalar, Param):
                return None
            if scalar == "Int" and not -_INT_LIMIT <= value < _INT_LIMIT:
                return None
            if type(value) is str and _BROKEN.search(value):
                return None
            _lift(value, name, scalar, out)
            out.shown[name] = value if scalar == "Boolean" else Param(name, scalar)
        return out

    def _carefully(self, given: dict[str, Any]) -> Variables:
        coerced = get_variable_values(
            self._schema, self._nodes, given, max_errors=MAX_ERRORS, hide_suggestions=True
        )
        if isinstance(coerced, list):
            raise BadRequest(coerced)
        out = Variables()
        for name, type_, _ in self._types:
            if name in coerced.coerced:
                out.shown[name] = lifted(coerced.coerced[name], type_, name, out)
            else:
                out.key.append((name, "absent"))
        return out


def _lift(value: Any, path: str, scalar: str, out: Variables) -> None:
    if scalar == "Boolean":
        out.key.append((path, value))
    else:
        out.key.append((path, "bind"))
        out.values[path] = value


def lifted(value: Any, type_: Any, path: str, out: Variables) -> Any:
    """Put marks in place of a coerced value's bindable scalars, however deep they lie."""
    type_ = bare(type_)
    if value is None:
        out.key.append((path, "null"))
        return None
    if isinstance(type_, GraphQLList):
        out.key.append((path, len(value)))
        inner: Any = cast("Any", type_).of_type
        return [lifted(v, inner, f"{path}.{i}", out) for i, v in enumerate(value)]
    if isinstance(type_, GraphQLInputObjectType):
        out.key.append((path, *value))
        return {n: lifted(v, type_.fields[n].type, f"{path}.{n}", out) for n, v in value.items()}
    if type_.name in BINDABLE:
        _lift(value, path, type_.name, out)
        return Param(path, type_.name)
    out.key.append((path, value.name if isinstance(value, Enum) else repr(value)))
    return value


def sendable(given: dict[str, Any], most_items: int) -> None:
    """Insist that variables can be sent on. Refuses: a GraphQLError BAD_INPUT, or limit items."""
    if _walked(given, most_items) > most_items:
        raise too_complex("items", most_items)


def unsendable(value: Any) -> bool:
    """Tell whether a value cannot be sent on: NUL, half a character, or nested beyond all sense."""
    try:
        _walked(value, None)
    except GraphQLError:
        return True
    return False


def _walked(value: Any, most_items: int | None) -> int:
    """Look at every value once, counting the members of lists; stop at one too many."""
    items = 0
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting and (most_items is None or items <= most_items):
        one, depth = waiting.pop()
        if depth > DEEPEST_VALUE or (isinstance(one, str) and _BROKEN.search(one)):
            raise GraphQLError(UNSENDABLE, extensions=BAD_INPUT)
        if isinstance(one, dict):
            members = cast("dict[str, Any]", one)
            waiting += [(inner, depth + 1) for pair in members.items() for inner in pair]
        elif isinstance(one, list):
            several = cast("list[Any]", one)
            items += len(several)
            waiting += [(inner, depth + 1) for inner in several]
    return items
