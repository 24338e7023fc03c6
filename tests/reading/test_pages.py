"""Pages by key: every window equals what Python cuts out of the plainly sorted rows."""

import base64
from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from tests.reading.conftest import STAFF, Bench, rows
from tests.reading.court import FilingRow

FILINGS = [row for row in rows() if isinstance(row, FilingRow)]
BUSIEST = [case for case, _ in Counter(row.case_id for row in FILINGS).most_common(3)]
EMPTY = next(f"cas_{n:02}" for n in range(24) if f"cas_{n:02}" not in {r.case_id for r in FILINGS})
INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
ORDERS: dict[str, Callable[[FilingRow], Any]] = {
    "filingPage": lambda row: (-row.filed_at.timestamp(), -int(row.id[4:])),
    "byRank": lambda row: (row.rank, -row.filed_at.timestamp(), row.id),
}


def _page(bench: Bench, case: str, field: str, **given: Any) -> dict[str, Any]:
    query = f"""query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {{
        node(id: $id) {{ ... on Case {{
            page: {field}(first: $first, after: $after, last: $last, before: $before) {{
                edges {{ cursor node {{ id }} }} nodes {{ id }} totalCount {INFO}
            }}
        }} }} }}"""
    return bench.data(query, {"id": case, **given}, token=STAFF)["node"]["page"]


def _sorted(case: str, field: str) -> list[str]:
    mine = [row for row in FILINGS if row.case_id == case]
    return [row.id for row in sorted(mine, key=ORDERS[field])]


@pytest.mark.parametrize("field", ORDERS)
@pytest.mark.parametrize("step", [1, 2, 3])
def test_reading_on_and_reading_back_meets_every_row_once(
    bench: Bench, field: str, step: int
) -> None:
    for case in BUSIEST:
        whole = _sorted(case, field)
        forwards: list[str] = []
        after = None
        while True:
            page = _page(bench, case, field, first=step, after=after)
            forwards += [node["id"] for node in page["nodes"]]
            assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
            assert page["totalCount"] == len(whole)
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        backwards: list[str] = []
        before = None
        while True:
            page = _page(bench, case, field, last=step, before=before)
            backwards = [node["id"] for node in page["nodes"]] + backwards
            assert page["pageInfo"]["hasNextPage"] == (before is not None)
            before = page["pageInfo"]["startCursor"]
            if not page["pageInfo"]["hasPreviousPage"]:
                break
        assert (forwards, backwards) == (whole, whole)


@pytest.mark.parametrize("field", ORDERS)
def test_every_window_between_two_cursors_is_cut_as_python_cuts_it(
    bench: Bench, field: str
) -> None:
    case = BUSIEST[0]
    whole = _sorted(case, field)
    edges = _page(bench, case, field, first=10)["edges"]
    cursors = {edge["node"]["id"]: edge["cursor"] for edge in edges}
    assert list(cursors) == whole
    for start in range(len(whole)):
        for end in range(start, len(whole)):
            between = whole[start + 1 : end]
            bounds = {"after": cursors[whole[start]], "before": cursors[whole[end]]}
            for size in (0, 1, 3):
                page = _page(bench, case, field, first=size, **bounds)
                assert [n["id"] for n in page["nodes"]] == between[:size]
                assert page["pageInfo"]["hasNextPage"] == (len(between) > size)
                page = _page(bench, case, field, last=size, **bounds)
                assert [n["id"] for n in page["nodes"]] == (between[-size:] if size else [])
                assert page["pageInfo"]["hasPreviousPage"] == (len(between) > size)


def test_an_empty_list_has_no_cursors_and_nothing_beyond(bench: Bench) -> None:
    assert _page(bench, EMPTY, "filingPage", first=2) == {
        "edges": [],
        "nodes": [],
        "totalCount": 0,
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }


def test_the_first_and_last_cursor_are_those_of_the_page(bench: Bench) -> None:
    for given in ({"first": 2}, {"last": 2}, {"first": 10}):
        page = _page(bench, BUSIEST[0], "byRank", **given)
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]


def _cursor(*values: Any) -> str:
    return base64.b64encode(orjson.dumps(list(values))).decode()


def test_a_cursor_that_was_not_given_for_this_list_is_refused(bench: Bench) -> None:
    good = _page(bench, BUSIEST[0], "filingPage", first=1)["pageInfo"]["endCursor"]
    mark, at, key = orjson.loads(base64.b64decode(good))
    bad = [
        "",
        "!",
        "bm90IGpzb24=",
        _cursor(),
        _cursor(mark),
        _cursor("00000000", at, key),
        _cursor(mark, at),
        _cursor(mark, at, key, key),
        _cursor(mark, "yesterday", key),
        _cursor(mark, 7, key),
        _cursor(mark, at, 7),
        _cursor(mark, at, None),
        _cursor(mark, at, "a\0b"),
        base64.b64encode(b'{"a":1}').decode(),
        _page(bench, BUSIEST[0], "byRank", first=1)["pageInfo"]["endCursor"],
        "é",
    ]
    as_variable = """query ($id: ID!, $after: String) { node(id: $id) { ... on Case {
        filingPage(after: $after) { totalCount nodes { id } } } } }"""
    for cursor in bad:
        as_text = as_variable.replace(", $after: String", "")
        as_text = as_text.replace("$after", orjson.dumps(cursor).decode())
        for query in (as_variable, as_text):
            given = {"id": BUSIEST[0], "after": cursor}
            errors = bench.ask(query, given, token=STAFF)["errors"]
            assert [error["extensions"]["code"] for error in errors] == ["BAD_CURSOR"], cursor


@pytest.mark.parametrize(
    ("field", "argument", "most"),
    [("filings", "first", 10), ("filingPage", "first", 10), ("filingPage", "last", 10)],
)
def test_a_page_of_an_impossible_size_is_refused_by_name(
    bench: Bench, field: str, argument: str, most: int
) -> None:
    for size in (-1, most + 1):
        inner = "{ id }" if field == "filings" else "{ totalCount }"
        for call, given in (
            (f"{field}({argument}: {size})", {}),
            (f"{field}({argument}: $n)", {"n": size}),
        ):
            variable = "query ($n: Int!)" if given else ""
            query = f'{variable} {{ case(number: "DCPI 000/2022") {{ {call} {inner} }} }}'
            errors = bench.ask(query, given, token=STAFF)["errors"]
            assert errors[0]["message"] == f"'{argument}' is from 0 to {most}, not {size}."
            assert errors[0]["extensions"] == {
                "code": "BAD_PAGE",
                "argument": argument,
                "max": most,
            }


def test_first_and_last_together_are_refused(bench: Bench) -> None:
    errors = bench.ask("{ cases(first: 1, last: 1) { totalCount } }")["errors"]
    assert errors[0]["extensions"] == {"code": "BAD_PAGE"}


def test_a_connection_asked_only_for_its_count_is_one_row(bench: Bench) -> None:
    assert bench.data("{ cases { totalCount } }", token=STAFF) == {"cases": {"totalCount": 24}}
    assert bench.data("{ cases { __typename } }") == {"cases": {"__typename": "CaseConnection"}}


@pytest.mark.parametrize(
    "selection", ["__typename", "totalCount", "pageInfo { __typename }", "nodes { id }"]
)
@pytest.mark.parametrize("place", ["after", "before"])
def test_a_foreign_cursor_is_refused_whatever_is_asked(
    bench: Bench, selection: str, place: str
) -> None:
    query = f"query ($c: String) {{ cases({place}: $c) {{ {selection} }} }}"
    assert "errors" not in bench.ask(query, {"c": None}, token=STAFF)
    for given in (query, query.replace("$c)", '"nowhere")').replace("($c: String)", "")):
        answer = bench.ask(given, {"c": "nowhere"}, token=STAFF)
        assert answer["errors"][0]["extensions"]["code"] == "BAD_CURSOR"
