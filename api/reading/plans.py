"""A compiled statement, and how it becomes one: SQL text, binds, and what the walk must visit."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from api.reading.shapes import Source, Values


class Delivery(Enum):
    """How a plan's text becomes the response."""

    EXPRESS = "express"
    SPLICE = "splice"
    PLAIN = "plain"


class NotExpress(Exception):
    """Something selected needs Python."""


Check = Callable[[Values], object]


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement, where its arguments come from, and the fields the walk must visit."""

    sql: str
    sources: tuple[Source, ...]
    checks: tuple[Check, ...]
    cuts: frozenset[tuple[str, int]]
    delivery: Delivery
    is_needed: bool

    def arguments(self, values: Values) -> list[Any]:
        """Fill the binds. Refuses: a GraphQLError for a bad page size or cursor."""
        for check in self.checks:
            check(values)
        return [source(values) for source in self.sources]


def printed(select: Any, grammar: Any, filled: dict[str, Source]) -> tuple[str, tuple[Source, ...]]:
    """Print a select in a database's grammar, with the source of each of its arguments.

    ``filled`` has the binds that differ from request to request; all others are constants.
    """
    compiled: Any = select.compile(dialect=grammar, compile_kwargs={"render_postcompile": True})
    constants: dict[str, Any] = compiled.params
    sources = tuple(
        _source(compiled, name, grammar, constants, filled) for name in compiled.positiontup or ()
    )
    return str(compiled), sources


def _source(
    compiled: Any, name: str, grammar: Any, constants: dict[str, Any], filled: dict[str, Source]
) -> Source:
    """Find where one argument comes from, and put it into the driver's own form."""
    # A list bind is expanded into name_1, name_2 ... which are no binds of their own.
    bind = compiled.binds[name if name in compiled.binds else name.rpartition("_")[0]]
    prepare = _prepared(bind, grammar)
    source = filled.get(name)
    if source is None:
        constant = prepare(constants[name])
        return lambda _values: constant
    return lambda values: prepare(source(values))


def _prepared(bind: Any, grammar: Any) -> Callable[[Any], Any]:
    """Tell how a Python value becomes what the driver takes."""
    process = bind.type.dialect_impl(grammar).bind_processor(grammar)

    def prepare(value: Any) -> Any:
        value = process(value) if process is not None else value
        return value.value if isinstance(value, Enum) else value

    return prepare
