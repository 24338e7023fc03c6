"""Variables: what is bound, what shapes the statement, and what no database could hold."""

from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest

from api.reading.engine import Asked, Reader
from tests.reading import court
from tests.reading.conftest import NOW, STAFF, Bench, rows
from tests.reading.court import CaseRow

CASE = "query ($number: String!) { case(number: $number) { id } }"


def test_values_are_bound_so_that_one_statement_serves_them_all(bench: Bench) -> None:
    reader = Reader(court.schema, bench.database, court.VIEWERS, clock=lambda: NOW)
    query = """query ($f: CaseFilter, $n: Int, $at: DateTime!, $yes: Boolean!) {
        cases(filter: $f, first: $n) { nodes { id @include(if: $yes) } }
        filedAt(filedAt: $at) { id } }"""
    for number in range(6):
        given = {
            "f": {
                "title": f"t{number}",
                "openedFrom": f"2022-01-0{number + 1}",
                "damagesFrom": f"{number}.05",
            },
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


@pytest.mark.parametrize("least", ["0.30", "-0.9", "0.1", "-1.60", "0.300001", "99999999999.99", 0])
def test_a_decimal_is_compared_exactly_as_it_is_written(bench: Bench, least: object) -> None:
    query = """query ($f: CaseFilter) { cases(filter: $f, first: 10) { totalCount nodes { damages
        interestRate } } }"""
    cases = [row for row in rows() if isinstance(row, CaseRow)]
    wanted = sorted(
        (c for c in cases if c.damages >= Decimal(str(least))), key=lambda case: case.number
    )
    page = bench.data(query, {"f": {"damagesFrom": least}}, token=STAFF)["cases"]
    assert page["totalCount"] == len(wanted)
    assert page["nodes"] == [
        {
            "damages": f"{case.damages:.2f}",
            "interestRate": None if case.interest_rate is None else f"{case.interest_rate:.4f}",
        }
        for case in wanted[:10]
    ]
    literal = query.replace("query ($f: CaseFilter)", "").replace(
        "$f", f"{{damagesFrom: {orjson.dumps(least).decode()}}}"
    )
    assert bench.data(literal, token=STAFF)["cases"] == page


def test_a_list_in_the_order_of_a_decimal_is_read_page_by_page(bench: Bench) -> None:
    query = """query ($after: String) { node(id: "cas_03") { ... on Case {
        page: byDamages(first: 2, after: $after) { nodes { id damages }
        pageInfo { endCursor hasNextPage } } } } }"""
    court = next(row.court_id for row in rows() if getattr(row, "number", "") == "DCPI 003/2022")
    others = [r for r in rows() if isinstance(r, CaseRow) and r.court_id == court]
    whole = sorted(others, key=lambda case: (-case.damages, case.id))
    met: list[str] = []
    after = None
    for _ in range(len(whole)):
        page = bench.data(query, {"after": after}, token=STAFF)["node"]["page"]
        met += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert met == [case.id for case in whole if case.id != "cas_03"]


OPENED = [row for row in rows() if isinstance(row, CaseRow)]
LABOUR = {row.id for row in OPENED if row.division.name == "LABOUR"}
ALL = {row.id for row in OPENED}
EARLY = {row.id for row in OPENED if row.opened_on <= date(2022, 1, 2)}
FILTERS: dict[str, tuple[str, str, dict[str, Any], set[str]]] = {
    "no filter": ("", "", {}, ALL),
    "null": ("", "(filter: null)", {}, ALL),
    "empty": ("", "(filter: {})", {}, ALL),
    "an enum": ("", "(filter: {division: LABOUR})", {}, LABOUR),
    "an enum that is null": ("", "(filter: {division: null})", {}, ALL),
    "an enum in a variable": (
        "($d: Division)",
        "(filter: {division: $d})",
        {"d": "LABOUR"},
        LABOUR,
    ),
    "an enum in a variable that is null": (
        "($d: Division)",
        "(filter: {division: $d})",
        {"d": None},
        ALL,
    ),
    "an enum in a variable left out": ("($d: Division)", "(filter: {division: $d})", {}, ALL),
    "a default of an enum": (
        "($d: Division = LABOUR)",
        "(filter: {division: $d})",
        {},
        LABOUR,
    ),
    "a default of the whole": (
        "($f: CaseFilter = {division: LABOUR})",
        "(filter: $f)",
        {},
        LABOUR,
    ),
    "a default set aside by null": (
        "($f: CaseFilter = {division: LABOUR})",
        "(filter: $f)",
        {"f": None},
        ALL,
    ),
    "an input with an enum": (
        "($f: CaseFilter)",
        "(filter: $f)",
        {"f": {"division": "LABOUR", "title": None}},
        LABOUR,
    ),
    "a list with a variable in it": (
        "($n: String!)",
        '(filter: {numbers: ["DCPI 001/2022", $n]})',
        {"n": "DCPI 002/2022"},
        {"cas_01", "cas_02"},
    ),
    "a list as a variable": (
        "($n: [String!])",
        "(filter: {numbers: $n})",
        {"n": ["DCPI 001/2022"]},
        {"cas_01"},
    ),
    "a single value for a list": (
        "($n: [String!])",
        "(filter: {numbers: $n})",
        {"n": "DCPI 001/2022"},
        {"cas_01"},
    ),
    "an empty list": ("", "(filter: {numbers: []})", {}, set()),
    "a list of several and another field": (
        "($n: [String!], $d: Division)",
        "(filter: {numbers: $n, division: $d})",
        {"n": sorted(row.number for row in OPENED), "d": "LABOUR"},
        LABOUR,
    ),
}


@pytest.mark.parametrize("case", FILTERS)
def test_filters_with_enums_nulls_defaults_and_variables_are_read_as_said(
    bench: Bench, case: str
) -> None:
    declared, given, variables, expected = FILTERS[case]
    given = given.replace("(", "(first: 10, ") if given else "(first: 10)"
    query = f"query {declared} {{ cases{given} {{ totalCount nodes {{ id }} }} }}"
    page = bench.data(query, variables, token=STAFF)["cases"]
    assert page["totalCount"] == len(expected)
    assert {node["id"] for node in page["nodes"]} == set(sorted(expected)[:10])


ORDERS: dict[str, tuple[str, str, dict[str, Any], str, bool]] = {
    "none": ("", "", {}, "number", False),
    "null": ("", ", orderBy: null", {}, "number", False),
    "a default direction": ("", ", orderBy: {field: OPENED}", {}, "opened_on", False),
    "in words": ("", ", orderBy: {field: OPENED, direction: DESC}", {}, "opened_on", True),
    "a field in a variable": (
        "($f: CaseOrderField!)",
        ", orderBy: {field: $f}",
        {"f": "OPENED"},
        "opened_on",
        False,
    ),
    "a direction in a variable left out": (
        "($d: Direction! = DESC)",
        ", orderBy: {field: NUMBER, direction: $d}",
        {},
        "number",
        True,
    ),
    "the whole in a variable": (
        "($o: CaseOrder)",
        ", orderBy: $o",
        {"o": {"field": "OPENED", "direction": "DESC"}},
        "opened_on",
        True,
    ),
    "the whole left out": ("($o: CaseOrder)", ", orderBy: $o", {}, "number", False),
}


@pytest.mark.parametrize("case", ORDERS)
def test_orders_with_nulls_defaults_and_variables_are_read_as_said(bench: Bench, case: str) -> None:
    declared, given, variables, column, is_backwards = ORDERS[case]
    query = f"query {declared} {{ cases(first: 10{given}) {{ nodes {{ id }} }} }}"
    nodes = bench.data(query, variables, token=STAFF)["cases"]["nodes"]
    whole = sorted(OPENED, key=lambda c: (getattr(c, column), c.id), reverse=is_backwards)
    assert [node["id"] for node in nodes] == [row.id for row in whole[:10]]


def test_a_derived_field_receives_its_inputs_as_the_classes_they_are_declared_as(
    bench: Bench,
) -> None:
    query = """query ($s: Direction!, $more: Shelf!) { node(id: "ppr_000") { ... on Paper { title
        none: shelved one: shelved(on: {row: 3})
        two: shelved(on: [{row: 1, side: $s, after: "2022-05-06"}, $more]) } } }"""
    given = {"s": "ASC", "more": {"row": 9, "after": None}}
    paper = bench.data(query, given, token=STAFF)["node"]
    title = paper["title"]
    assert paper == {
        "title": title,
        "none": title,
        "one": f"{title} 3DESCNone",
        "two": f"{title} 1ASC2022-05-06 9DESCNone",
    }
