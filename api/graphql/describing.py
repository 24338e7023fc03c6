"""Descriptions for front-end developers, written as docstrings beside what they describe.

A class's docstring describes the type; a string after a field or an enum member describes that
field or member; a function's docstring describes its field. Enum values that ``codes`` publishes
take their explanation from there. Whatever is left without a description stops the start.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterable
from enum import Enum
from itertools import pairwise
from typing import Any

import strawberry
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLNamedType, GraphQLSchema

from api.reading.declare import METADATA, Derived
from api.reference.loading import published
from api.reference.papers import CodeKind

ARGUMENTS = {
    "first": "How many rows from the start; at most 100.",
    "after": "Only rows after this cursor.",
    "last": "How many rows from the end; at most 100.",
    "before": "Only rows before this cursor.",
    "id": "The opaque id.",
    "ids": "Up to 100 opaque ids.",
    "filter": "Narrows the list; every condition given must hold.",
    "order_by": "How the list is ordered.",
    "on": "A court day in Hong Kong.",
    "transaction_number": "A transaction number, as T2022-0000001.",
}


class Undescribed(Exception):
    """Parts of the contract have no description; all of them are named."""


def enumerated(enum: type[Enum], *, codes: CodeKind | None = None) -> None:
    """Publish an enum of a room, with a description for every value."""
    # An annotation resolved earlier may have published it already; a second time would be a twin.
    made: Any = enum if "__strawberry_definition__" in vars(enum) else strawberry.enum(enum)
    definition = made.__strawberry_definition__
    definition.description = _sentence(enum)
    said = _members(enum)
    facts = published().codes
    for value in definition.values:
        code = facts.get((codes, value.value)) if codes else None
        value.description = code.explanation.en if code else said.get(value.name)


def describe(types: Iterable[type[Any]]) -> None:
    """Give types, fields and arguments the descriptions written beside them."""
    for cls in sorted(types, key=_answers):
        definition: Any = cls.__strawberry_definition__  # pyright: ignore[reportAttributeAccessIssue]
        definition.description = definition.description or _sentence(cls)
        said = _members_of_all(cls)
        for field in definition.fields:
            field.description = field.description or said.get(field.python_name) or _of(field)
            for argument in field.arguments:
                said_of = ARGUMENTS.get(argument.python_name) or _of_input(argument.type)
                argument.description = argument.description or said_of


def _answers(cls: type[Any]) -> bool:
    """Inputs first, since arguments take their descriptions from them."""
    definition: Any = cls.__strawberry_definition__  # pyright: ignore[reportAttributeAccessIssue]
    return not definition.is_input


def _of_input(type_: Any) -> str | None:
    """What an input type says of itself."""
    definition = getattr(type_, "__strawberry_definition__", None)
    return getattr(definition, "description", None)


def require_descriptions(schema: GraphQLSchema) -> None:
    """Insist that every type, field, argument and enum value is described.

    Raises: Undescribed.
    """
    missing = [m for t in schema.type_map.values() for m in _missing(t)]
    if missing:
        raise Undescribed(", ".join(missing))


def _missing(type_: GraphQLNamedType) -> list[str]:
    if type_.name.startswith("__") or type_.name in {"String", "Int", "Boolean", "ID", "Float"}:
        return []
    parts: list[tuple[str, str | None]] = [(type_.name, type_.description)]
    if isinstance(type_, GraphQLEnumType):
        parts += [(f"{type_.name}.{n}", v.description) for n, v in type_.values.items()]
    for name, field in getattr(type_, "fields", {}).items():
        parts.append((f"{type_.name}.{name}", field.description))
        if not isinstance(type_, GraphQLInputObjectType):
            parts += [
                (f"{type_.name}.{name}({a})", given.description) for a, given in field.args.items()
            ]
    return [name for name, said in parts if not said]


def _of(field: Any) -> str | None:
    """The docstring of a field's function, if it has one."""
    if field.base_resolver is not None:
        return _sentence(field.base_resolver.wrapped_func)
    what = field.metadata.get(METADATA)
    return _sentence(what.function) if isinstance(what, Derived) else None


def _sentence(thing: Any) -> str | None:
    """A docstring as one paragraph a line; none if it was not written here."""
    said = thing.__dict__.get("__doc__") if isinstance(thing, type) else thing.__doc__
    if not said or said.startswith(f"{getattr(thing, '__name__', '')}("):
        return None
    paragraphs = inspect.cleandoc(said).split("\n\n")
    return "\n\n".join(" ".join(p.split()) for p in paragraphs if not p.startswith("Refuses:"))


def _members_of_all(cls: type[Any]) -> dict[str, str]:
    """Member docstrings of a class and of what it inherits from."""
    said: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if "__strawberry_definition__" in vars(base):
            said |= _members(base)
    return said


def _members(cls: type[Any]) -> dict[str, str]:
    """The string that follows each member of a class in its source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    said: dict[str, str] = {}
    for member, after in pairwise(body):
        if not isinstance(after, ast.Expr) or not isinstance(after.value, ast.Constant):
            continue
        targets = [member.target] if isinstance(member, ast.AnnAssign) else []
        targets += member.targets if isinstance(member, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(after.value.value, str):
                said[target.id] = " ".join(after.value.value.split())
    return said
