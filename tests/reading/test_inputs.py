"""Variables: what is bound, what shapes the statement, and what no database could hold."""

import orjson
import pytest

from api.reading.engine import Asked, Reader
from tests.reading import court
from tests.reading.conftest import NOW, STAFF, Bench

CASE = "query ($number: String!) { case(number: $number) { id } }"


def test_values_are_bound_so_that_one_statement_serves_them_all(bench: Bench) -> None:
    reader = Reader(court.schema, bench.database, court.VIEWERS, clock=lambda: NOW)
    query = """query ($f: CaseFilter, $n: Int, $at: DateTime!, $yes: Boolean!) {
        cases(filter: $f, first: $n) { nodes { id @include(if: $yes) } }
        filedAt(filedAt: $at) { id } }"""
    for number in range(6):
        given = {
            "f": {"title": f"t{number}", "openedFrom": f"2022-01-0{number + 1}"},
            "n": number,
            "at": f"2022-05-06T00:00:0{number}Z",
            "yes": True,
        }
        assert not reader.answer(Asked(query, given)).has_errors
    assert reader.plan_count == 1
    reader.answer(Asked(query, {**given, "yes": False}))
    reader.answer(Asked(query, {**given, "f": {"division": "CIVIL"}}))
    reader.answer(Asked(query, {**given, "f": {"division": None}}))
    reader.answer(Asked(query, {**given, "f": None}))
    assert reader.plan_count == 5


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", '"', "\\", "%", "陳大文", "😀", "a\nb", "\x01", "$1", "?", ":p0", ""]
)
def test_text_is_only_ever_a_value(bench: Bench, text: str) -> None:
    assert bench.data(CASE, {"number": text}, token=STAFF) == {"case": None}
    literal = CASE.replace("($number: String!)", "").replace("$number", orjson.dumps(text).decode())
    assert bench.data(literal, token=STAFF) == {"case": None}


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "x\udfffy"])
def test_text_that_no_database_holds_is_a_request_error(bench: Bench, text: str) -> None:
    for query, given in (
        (CASE, {"number": text}),
        ("query ($f: CaseFilter) { cases(filter: $f) { totalCount } }", {"f": {"numbers": [text]}}),
    ):
        answer = bench.reader.answer(Asked(query, given, token=STAFF))
        assert answer.is_request_error
        assert orjson.loads(answer.body)["errors"][0]["extensions"] == {"code": "BAD_INPUT"}


def test_an_escaped_nul_in_the_document_is_a_request_error(bench: Bench) -> None:
    answer = bench.ask('{ case(number: "a\\u0000b") { id } }')
    assert answer["errors"][0]["extensions"] == {"code": "BAD_INPUT"}
    assert "data" not in answer


@pytest.mark.parametrize(
    "given",
    [{}, {"number": None}, {"number": 7}, {"number": ["x"]}, {"number": {"a": 1}}],
)
def test_variables_that_do_not_fit_are_a_request_error(
    bench: Bench, given: dict[str, object]
) -> None:
    answer = bench.reader.answer(Asked(CASE, given, token=STAFF))
    assert (answer.is_request_error, b'"data"' in answer.body) == (True, False)


def test_a_default_of_a_variable_is_used_when_it_is_left_out(bench: Bench) -> None:
    query = """query ($number: String! = "DCPI 003/2022", $n: Int = 1) {
        case(number: $number) { id filings(first: $n) { id } } }"""
    assert bench.data(query, token=STAFF)["case"]["id"] == "cas_03"
    assert bench.data(query, {"number": "DCPI 004/2022"}, token=STAFF)["case"]["id"] == "cas_04"
    errors = bench.ask(query, {"number": None}, token=STAFF)["errors"]
    assert "number" in errors[0]["message"]


def test_the_operation_to_run_is_chosen_by_name(bench: Bench) -> None:
    both = "query A { motto } query B { __typename }"
    assert bench.data(both, name="B") == {"__typename": "Query"}
    assert "operationName" in bench.ask(both)["errors"][0]["message"]
    assert (
        bench.ask(both, name="C")["errors"][0]["message"]
        == "The document has no operation named 'C'."
    )
    answer = bench.reader.answer(Asked("fragment F on Query { motto }"))
    assert answer.is_request_error


def test_a_number_too_large_for_int_is_a_request_error(bench: Bench) -> None:
    query = "query ($r: Int!) { ranked(rank: $r) { id } }"
    assert bench.reader.answer(Asked(query, {"r": 2**31})).is_request_error
    assert bench.data(query, {"r": 2**31 - 1}) == {"ranked": []}
