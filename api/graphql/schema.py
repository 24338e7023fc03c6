"""The whole contract, put together from the rooms' parts."""

import sys
from typing import Any

import strawberry
from graphql import build_schema as parsed
from graphql import find_breaking_changes, lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from api.graphql import (
    accounts,
    appearances,
    cases,
    codes,
    corrections,
    counter,
    courts,
    coverage,
    documents,
    fees,
    filings,
    guidance,
    history,
    issuing,
    lodging,
    notifications,
    outages,
    payments,
    picklist,
    reviews,
    serving,
    standing,
    status,
    words,
)
from api.graphql.describing import describe, require_descriptions
from api.reading.declare import any_node, any_nodes
from api.reading.scalars import SCALARS


@strawberry.type
class Nodes:
    """Things by their ids."""

    node: words.Node | None = any_node()
    """A thing by its id; null for unknown and forbidden alike."""
    nodes: list[words.Node | None] = any_nodes()
    """Up to 100 things by their ids, in the order asked; null for unknown and forbidden alike."""


QUERIES = (
    Nodes,
    accounts.Query,
    cases.Query,
    history.Query,
    filings.Query,
    courts.Query,
    coverage.Query,
    outages.Query,
    fees.Query,
    documents.Query,
    codes.Query,
    picklist.Query,
    guidance.Query,
    status.Query,
    counter.Query,
    issuing.Query,
)
MUTATIONS = (
    accounts.Mutation,
    documents.Mutation,
    lodging.Mutation,
    payments.Mutation,
    reviews.Mutation,
    corrections.Mutation,
    counter.Mutation,
    issuing.Mutation,
    cases.Mutation,
    appearances.Mutation,
    standing.Mutation,
    history.Mutation,
    serving.Mutation,
    courts.Mutation,
    coverage.Mutation,
    outages.Mutation,
    notifications.Mutation,
)


def build_schema() -> strawberry.Schema:
    """Build the schema. Raises: Undescribed, for whatever has no description."""
    describe(_published_types())
    query: Any = merge_types("Query", QUERIES)
    mutation: Any = merge_types("Mutation", MUTATIONS)
    query.__strawberry_definition__.description = "Everything that can be asked."
    mutation.__strawberry_definition__.description = "Everything that can be done."
    schema = strawberry.Schema(query, mutation, config=StrawberryConfig(scalar_map=SCALARS))
    core: Any = schema
    require_descriptions(core._schema)  # noqa: SLF001 - graphql-core's own schema
    return schema


def _published_types() -> list[type[Any]]:
    """Every class of this package that is part of the contract."""
    modules = [m for name, m in sys.modules.items() if name.startswith("api.graphql.")]
    found = {id(t): t for module in modules for t in vars(module).values() if _is_published(t)}
    return list(found.values())


def _is_published(thing: object) -> bool:
    definition = vars(thing).get("__strawberry_definition__") if isinstance(thing, type) else None
    return hasattr(definition, "fields")


def printed_schema() -> str:
    """Print the contract in one order, so that two builds of it are the same text."""
    schema: Any = build_schema()
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"  # noqa: SLF001


def breaks(released: str, current: str) -> list[str]:
    """List what in the current contract would break a client of the released one."""
    changes = find_breaking_changes(parsed(released), parsed(current))
    return [change.description for change in changes]
