"""What a document may cost is counted first, and quickly."""

import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import get_introspection_query

from api.graphql.schema import build_schema
from api.reading import cost
from api.reading.cost import Limits
from api.reading.documents import Documents
from api.reading.engine import Asked, Reader
from tests.reading import court
from tests.reading.conftest import NOW, STAFF, Bench


def _doubling(depth: int) -> str:
    fragments = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(depth)]
    return "{ ...F0 } " + " ".join(fragments) + f" fragment F{depth} on Query {{ a: motto }}"


def _nested(depth: int) -> str:
    inner = "id"
    for _ in range(depth):
        inner = f"case {{ filings(first: 1) {{ {inner} }} }}"
    return f'{{ filing(id: "x") {{ {inner} }} }}'


AT_ONCE = 1.5
"""Five times what an attack may take, for machines that do other things; see test_attacks."""
JOURNEY = Path(__file__).parents[2] / "api" / "graphql" / "console" / "journey"
ATTACKS = {
    "aliases": _doubling(19),
    "depth": _nested(9),
    "cost": "{ cases(first: 100) { nodes { filingPage(first: 100) { nodes { id state } } } } }",
    "directives": "{ motto " + "@include(if: true) " * 51 + "}",
    "operations": " ".join(f"query Q{n} {{ motto }}" for n in range(6)),
    "comparisons": "{ " + "motto " * 1_990 + "}",
    "length": " " * 50_001,
}
"""One document for each limit of a document; ``introspection`` and ``items`` are measured below."""


@pytest.mark.parametrize("limit", ATTACKS)
def test_a_document_above_a_limit_is_refused_by_name(bench: Bench, limit: str) -> None:
    asked = Asked(ATTACKS[limit], operation_name="Q0" if limit == "operations" else None)
    began = time.thread_time()
    answer = bench.ask(asked.query)
    took = time.thread_time() - began
    extensions = answer["errors"][0]["extensions"]
    assert "data" not in answer
    assert extensions == {
        "code": "QUERY_TOO_COMPLEX",
        "limit": limit,
        "max": getattr(Limits(), limit),
    }
    assert took < AT_ONCE


QUADRATIC = {
    "one field, again and again": ('{ case(number: "x") { ', "court { name { en } } ", 270, "} }"),
    "with arguments": ('{ case(number: "x") { ', "filings(first: 1) { id } ", 190, "} }"),
    "in inline fragments": ("{ ", "... on Query { motto } ", 320, "}"),
    "roots": ("{ ", 'node(id: "x") { id } ', 200, "}"),
}


@pytest.mark.parametrize("kind", QUADRATIC)
def test_a_field_repeated_without_end_stops_the_comparing_in_time(kind: str, bench: Bench) -> None:
    opening, repeated, times, closing = QUADRATIC[kind]
    began = time.thread_time()
    answer = bench.ask(opening + repeated * times + closing)
    assert time.thread_time() - began < AT_ONCE
    assert answer["errors"][0]["extensions"]["limit"] in {"comparisons", "cost"}


def test_introspection_may_cost_what_the_tools_ask_and_no_more(bench: Bench) -> None:
    usual = get_introspection_query()
    types = "types { fields { type { ofType { fields { args { type { name } } } } } } }"
    begun = time.thread_time()
    for flood in (
        usual.replace("{", "{ more: __schema { types { fields { name type { name } } } }", 1),
        f"{{ {' '.join(f'a{n}: __schema {{ {types} }}' for n in range(30))} }}",
        f"{{ __schema {{ {' '.join(f'a{n}: {types}' for n in range(30))} }} }}",
    ):
        extensions = bench.ask(flood)["errors"][0]["extensions"]
        assert (extensions["code"], extensions["limit"]) == ("QUERY_TOO_COMPLEX", "introspection")
    assert time.thread_time() - begun < AT_ONCE
    assert "errors" not in bench.ask(usual)


def _cost(query: str, **limits: int) -> int | dict[str, Any]:
    document = Documents(court.schema._schema, Limits(**limits)).of(query)
    if document.errors:
        return document.errors[0].extensions or {}
    return document.operation(None).cost


COSTS = {
    "{ motto }": 0,
    '{ case(number: "x") { id title } }': 1,
    '{ case(number: "x") { court { id } } }': 2,
    "{ cases(first: 10) { nodes { id } } }": 1 + 10 * 1,
    "{ cases(first: 10) { nodes { court { id } } edges { node { id } } } }": 1 + 10 * (2 + 2),
    "{ cases(first: 10) { nodes { id } pageInfo { endCursor } } }": 1 + 10 * (1 + 1),
    "{ cases { totalCount } }": 1 + 20 * 20,
    "{ cases { nodes { id } } }": 1 + 20 * 1,
    "{ cases(first: null, last: 5) { nodes { id } } }": 1 + 5 * 1,
    "{ cases(first: 2000000000) { nodes { id } } }": 1 + 100 * 1,
    "query ($n: Int) { cases(first: $n) { nodes { id } } }": 1 + 100 * 1,
    "query ($i: [ID!]!) { nodes(ids: $i) { ... on Case { court { id } } } }": 1 + 100 * 1,
    '{ nodes(ids: ["a", "b", "c"]) { ... on Case { court { id } } } }': 1 + 3 * 1,
    '{ case(number: "x") { parties { id } siblings { parties { id } } } }': 1 + 1 + (1 + 10 * 1),
    '{ filing(id: "x") { papers { ... on Paper { id } ... on Withheld { reason } } } }': 1 + 1,
    '{ node(id: "x") { ... on Case { court { id } } ... on Filing { case { id } } } }': 1 + 2,
    "{ __schema { types { name } } motto }": 1,
    "mutation { touch(id: 1) { case { id } } }": 2,
}


@pytest.mark.parametrize("query", COSTS)
def test_the_cost_of_an_operation_is_the_objects_it_may_bring(query: str) -> None:
    assert _cost(query) == COSTS[query]


def test_every_operation_of_a_document_has_its_own_cost() -> None:
    both = "query A { motto } query B { cases(first: 3) { nodes { id } } }"
    document = Documents(court.schema._schema, Limits()).of(both)
    assert {name: o.cost for name, o in document.operations.items()} == {"A": 0, "B": 4}


@pytest.mark.parametrize("most", [3, 1_000])
def test_the_members_of_all_lists_in_the_variables_are_counted_together(
    bench: Bench, most: int
) -> None:
    reader = Reader(
        court.schema, bench.database, court.VIEWERS, clock=lambda: NOW, limits=Limits(items=most)
    )
    query = """query ($f: CaseFilter, $g: CaseFilter) { a: cases(filter: $f) { nodes { id } }
        b: cases(filter: $g) { nodes { id } } }"""
    half = most // 2
    for items, refused in ((most, False), (most + 1, True), (100_000, True)):
        given = {"f": {"numbers": ["x"] * half}, "g": {"numbers": ["y"] * (items - half)}}
        began = time.thread_time()
        answer = reader.answer(Asked(query, given))
        assert answer.is_request_error is refused, answer.body
        if refused:
            extensions = orjson.loads(answer.body)["errors"][0]["extensions"]
            assert extensions == {"code": "QUERY_TOO_COMPLEX", "limit": "items", "max": most}
            assert time.thread_time() - began < AT_ONCE


def test_every_limit_says_what_it_limits() -> None:
    said = Path(cost.__file__).read_text().partition("class Limits:")[2].partition("\nclass ")[0]
    for field in fields(Limits):
        line = said.partition(f"    {field.name}: int = ")[2].partition("\n")[2]
        assert line.startswith('    """'), field.name


@pytest.mark.parametrize("file", sorted(JOURNEY.glob("*.graphql")), ids=lambda file: file.stem)
def test_every_published_operation_is_far_below_the_limits(file: Path) -> None:
    schema = build_schema()._schema  # type: ignore[attr-defined]
    half = Limits(cost=2_500, comparisons=5_000)
    assert Documents(schema, half).of(file.read_text()).errors == []


def test_other_floods_end_as_request_errors_in_little_time(bench: Bench) -> None:
    circle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
    floods = [
        "{" * 1_900,
        "{ motto " + "m { " * 600 + "id" + " }" * 600 + "}",
        "{ motto " * 30_000,
        " " * 60_000,
        "{ " + "motto " * 2_500 + "}",
        circle,
        "query (" + "".join(f"$v{n}: Int " for n in range(450)) + ") { motto }",
        "{ node(id: " + "[" * 900 + "]" * 900 + ") { id } }",
    ]
    for flood in floods:
        began = time.thread_time()
        answer = bench.reader.answer(Asked(flood))
        assert answer.is_request_error, flood[:40]
        assert time.thread_time() - began < AT_ONCE
        assert len(answer.body) < 20_000


def test_the_usual_introspection_query_passes(bench: Bench) -> None:
    for query in (
        get_introspection_query(),
        get_introspection_query(
            specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True
        ),
    ):
        data = bench.data(query)
        assert data["__schema"]["queryType"]["name"] == "Query"


def test_a_fragment_counts_each_time_it_is_used_and_rows_count_once(bench: Bench) -> None:
    fragment = " fragment F on Query { cases(first: 10) { nodes { court { id } } } }"
    reader = Reader(
        court.schema, bench.database, court.VIEWERS, clock=lambda: NOW, limits=Limits(cost=41)
    )
    once = reader.answer(Asked("{ ...F }" + fragment, token=STAFF))
    twice = reader.answer(Asked("{ ...F ... { ...F } }" + fragment, token=STAFF))
    assert not once.is_request_error
    assert b"exceeds the cost limit: 42 > 41." in twice.body


def test_a_document_has_at_most_twenty_errors_and_no_suggestions(bench: Bench) -> None:
    query = "{ " + " ".join(f"mott{n}" for n in range(60)) + " mott }"
    errors = bench.ask(query)["errors"]
    assert len(errors) <= 21
    assert "Did you mean" not in str(errors)


def test_plans_and_documents_are_forgotten_in_time(bench: Bench) -> None:
    reader = Reader(court.schema, bench.database, court.VIEWERS, clock=lambda: NOW)
    for number in range(520):
        reader.answer(Asked(f"{{ a{number}: __typename }}"))
    assert len(reader.documents) == 500
