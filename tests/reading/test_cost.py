"""What a document may cost is counted first, and quickly."""

import time

import pytest
from graphql import get_introspection_query

from api.reading.cost import Limits
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


ATTACKS = {
    "aliases": _doubling(19),
    "depth": _nested(9),
    "cost": "{ cases(first: 100) { nodes { filingPage(first: 100) { nodes { id state } } } } }",
    "directives": "{ motto " + "@include(if: true) " * 51 + "}",
    "operations": " ".join(f"query Q{n} {{ motto }}" for n in range(6)),
}


@pytest.mark.parametrize("limit", ATTACKS)
def test_a_document_above_a_limit_is_refused_by_name(bench: Bench, limit: str) -> None:
    asked = Asked(ATTACKS[limit], operation_name="Q0" if limit == "operations" else None)
    began = time.perf_counter()
    answer = bench.ask(asked.query)
    took = time.perf_counter() - began
    extensions = answer["errors"][0]["extensions"]
    assert "data" not in answer
    assert extensions == {
        "code": "QUERY_TOO_COMPLEX",
        "limit": limit,
        "max": getattr(Limits(), limit),
    }
    assert took < 1


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
        began = time.perf_counter()
        answer = bench.reader.answer(Asked(flood))
        assert answer.is_request_error, flood[:40]
        assert time.perf_counter() - began < 2
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
