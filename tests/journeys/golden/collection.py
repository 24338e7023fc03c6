"""The published collection: every operation we show to front ends, wherever it is kept.

They are the golden journeys, the console's, the README's and the benchmark's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    get_nullable_type,
    parse,
    type_from_ast,
)

REPOSITORY = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent
FOLDERS = (
    ("golden", GOLDEN),
    ("console", REPOSITORY / "api" / "graphql" / "console" / "journey"),
    ("benchmark", REPOSITORY / "tests" / "benchmarks" / "operations"),
)
README_STEP = re.compile(r"```graphql\n(.*?)```", re.DOTALL)
README_WORD = re.compile(r"\{([a-zA-Z0-9]+)\}")
SCALARS: dict[str, Any] = {
    "Int": 1,
    "Boolean": True,
    "Date": "2022-05-13",
    "DateTime": "2022-05-13T03:00:00Z",
}


@dataclass(frozen=True, slots=True)
class Published:
    """One operation of the collection. ``name`` says where it is kept."""

    name: str
    document: str
    node: OperationDefinitionNode

    @property
    def operation_name(self) -> str | None:
        """The operation's own name."""
        return self.node.name.value if self.node.name else None

    def variables(self, schema: GraphQLSchema) -> list[dict[str, Any]]:
        """Variables that fit, twice: only those that must be given, and all of them."""
        nodes = self.node.variable_definitions or ()
        types = {node.variable.name.value: type_from_ast(schema, node.type) for node in nodes}
        needed = {n: example(t) for n, t in types.items() if isinstance(t, GraphQLNonNull)}
        everything = {name: example(type_) for name, type_ in types.items()}
        return [needed] if needed == everything else [needed, everything]


def example(type_: Any) -> Any:
    """A value that fits an input type; of an object only the fields that must be given."""
    type_ = get_nullable_type(type_)
    if isinstance(type_, GraphQLList):
        return [example(type_.of_type)]
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        fields = {n: f.type for n, f in type_.fields.items() if isinstance(f.type, GraphQLNonNull)}
        return {name: example(inner) for name, inner in fields.items()}
    return SCALARS.get(type_.name, "a")


def collection() -> list[Published]:
    """Every operation of every document."""
    return [
        Published(f"{name} {node.name.value if node.name else number}", text, node)
        for name, text in _documents()
        for number, node in enumerate(parse(text).definitions)
        if isinstance(node, OperationDefinitionNode)
    ]


def _documents() -> Iterator[tuple[str, str]]:
    for where, folder in FOLDERS:
        for path in sorted(folder.rglob("*.graphql")):
            at = path.relative_to(folder).as_posix().removesuffix("/operation.graphql")
            yield f"{where} {at}", path.read_text(encoding="utf-8")
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for number, step in enumerate(README_STEP.finditer(readme), start=1):
        yield f"README {number}", README_WORD.sub("1", step[1])
