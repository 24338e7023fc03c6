"""Resolvers written by hand agree with the SQL: random operations, both databases, every viewer.

As many operations as in :mod:`.test_deliveries`: 300, or ``ICMS_RANDOM_OPERATIONS``.
"""

import random
from collections import Counter
from itertools import product
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLSchema,
    execute_sync,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    parse,
)

from tests.reading.contract.benches import GROUPS, NODES, VIEWERS, Bench
from tests.reading.contract.coverage import halves, meet, reachable
from tests.reading.contract.drawing import Drawing, Material
from tests.reading.contract.resolvers import ROOTS, oracle_of
from tests.reading.contract.sight import Sight
from tests.reading.contract.test_deliveries import PER_SEED, REFUSED, SEEDS
from tests.reading.contract.viewing import Viewing


@pytest.fixture(scope="module")
def oracle(benches: list[Bench]) -> GraphQLSchema:
    """The contract with resolvers of the tests' own."""
    return oracle_of(benches[0].reader.schema)


@pytest.fixture(scope="module")
def viewings(benches: list[Bench], sight: Sight) -> dict[str | None, Viewing]:
    """Every viewer before all the rows."""
    return {by: Viewing(benches[0], sight, by) for by in VIEWERS}


@pytest.fixture(scope="module")
def met() -> Counter[str]:
    """What was asked so far."""
    return Counter()


def _said(oracle: GraphQLSchema, viewing: Viewing, query: str, variables: dict[str, Any]) -> bytes:
    """What the handwritten resolvers answer, to the byte."""
    result = execute_sync(oracle, parse(query), context_value=viewing, variable_values=variables)
    assert not result.errors, (query, variables, result.errors)
    return orjson.dumps(result.data)


def _codes(answer: dict[str, Any]) -> set[str]:
    return {error.get("extensions", {}).get("code") for error in answer.get("errors", ())}


@pytest.mark.parametrize("seed", range(1_000, 1_000 + SEEDS))
def test_random_operations_are_answered_as_by_hand(
    benches: list[Bench],
    oracle: GraphQLSchema,
    viewings: dict[str | None, Viewing],
    material: Material,
    met: Counter[str],
    seed: int,
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same operations each time
    schema = benches[0].reader.schema
    compared = 0
    while compared < PER_SEED:
        query, variables = Drawing(schema, chance, material, met, ROOTS).query()
        others = chance.choice(["public", "administrators", "other staff"])
        for group in ("filers", "registry", others):
            by = chance.choice(GROUPS[group])
            for bench in benches:
                answer = orjson.loads(bench.answer(query, variables, by=by).body)
                if codes := _codes(answer):
                    assert codes <= {*REFUSED, "QUERY_TOO_COMPLEX"}, (query, variables, answer)
                    break
                expected = _said(oracle, viewings[by], query, variables)
                assert orjson.dumps(answer["data"]) == expected, (query, variables, by)
                compared += 1
                met["compared"] += 1
        meet(schema, query, variables, met)


@pytest.mark.parametrize("type_", NODES)
def test_every_row_is_whole_as_by_hand(
    benches: list[Bench],
    oracle: GraphQLSchema,
    viewings: dict[str | None, Viewing],
    sight: Sight,
    met: Counter[str],
    type_: str,
) -> None:
    schema = benches[0].reader.schema
    queries = [
        f"query Q($i: ID!) {{ node(id: $i) {{ __typename ... on {type_} {body} }} }}"
        for body in halves(schema, schema.get_type(type_), 3)
    ]
    for query in queries:
        meet(schema, query, {"i": ""}, met)
    for row, query in product(sight.all(NODES[type_].__name__), queries):
        seers = [by for by in VIEWERS if row.id in sight.expected(by)[type_]]
        blind = [by for by in VIEWERS if by not in seers]
        for by in (*seers, *blind[:1]):
            variables = {"i": row.id}
            expected = _said(oracle, viewings[by], query, variables)
            for bench in benches:
                answer = orjson.loads(bench.answer(query, variables, by=by).body)
                assert orjson.dumps(answer["data"]) == expected, (query, variables, by)


def test_every_field_that_is_read_was_compared(benches: list[Bench], met: Counter[str]) -> None:
    schema = benches[0].reader.schema
    computed = {
        get_named_type(field.type).name
        for name, field in schema.query_type.fields.items()
        if name not in ROOTS
    }
    read = {"Query", *_below(schema, ROOTS)}
    assert computed - read == {
        *("Code", "Coverage", "DocumentKind", "DocumentReferenceCheck", "NatureOfClaim"),
        *("CaseThen", "CourtDocumentKind"),
        *(
            "Faq",
            "FaqConnection",
            "FilingDuty",
            "FilingFigure",
            "HelpRelease",
            "HelpSearch",
            "NoticeConnection",
            "ServiceStatus",
            "Venue",
        ),
    }
    fields = [
        f"{type_.name}.{name}"
        for type_ in reachable(schema)
        if type_.name in read
        for name in getattr(type_, "fields", {})
        if type_.name != "Query" or name in ROOTS
    ]
    assert [name for name in fields if not met[name]] == []


def _below(schema: Any, roots: tuple[str, ...]) -> set[str]:
    """Every type that lies below some root fields."""
    found: set[str] = set()
    open_ = [get_named_type(schema.query_type.fields[name].type) for name in roots]
    while open_:
        type_ = open_.pop()
        if type_.name in found or is_leaf_type(type_):
            continue
        found.add(type_.name)
        open_ += schema.get_possible_types(type_) if is_abstract_type(type_) else ()
        open_ += [get_named_type(f.type) for f in getattr(type_, "fields", {}).values()]
    return found
