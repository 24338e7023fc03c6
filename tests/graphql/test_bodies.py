"""Odd bodies over a real line: a client's mistake is a 4xx with one sentence, never a fault."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from tests.graphql.served import Served, refused, send, serving_copy

QUERY = "{ __typename }"
ASKED = {"query": QUERY}
ANSWER = {"data": {"__typename": "Query"}}


@pytest.fixture(scope="module")
def served(migrated_sqlite: Any, tmp_path_factory: Any) -> Iterator[Served]:
    with serving_copy(migrated_sqlite, tmp_path_factory.mktemp("court")) as opened:
        opened.court.token("lawyer")
        yield opened


# --- bodies that are no request -------------------------------------------------------------------


def with_variables(value: bytes) -> bytes:
    return b'{"query": "{ __typename }", "variables": ' + value + b"}"


NOT_JSON = {
    "nothing": b"",
    "blanks": b"  \r\n ",
    "half of it": b'{"query": "{ __ty',
    "something behind it": b'{"query": "{ __typename }"} x',
    "two of them": b'{"query": "{ __typename }"}' * 2,
    "a comma too many": b'{"query": "{ __typename }",}',
    "single quotes": b"{'query': '{ __typename }'}",
    "a comment": b'/* query */ {"query": "{ __typename }"}',
    "no quotes": b"{query: {}}",
    "a form": b"query=%7B__typename%7D",
    "100,000 brackets": b"[" * 100_000,
    "100,000 brackets, closed": b"[" * 100_000 + b"]" * 100_000,
    "40,000 braces": b'{"a":' * 40_000,
    "100,000 brackets in variables": with_variables(
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    ),
    "UTF-16": '{"query": "{ __typename }"}'.encode("utf-16"),
    "UTF-16 without a mark": '{"query": "{ __typename }"}'.encode("utf-16-le"),
    "UTF-32": '{"query": "{ __typename }"}'.encode("utf-32"),
    "Latin-1": '{"query": "{ case(number: \\"café\\") { id } }"}'.encode("latin-1"),
    "Big5": '{"query": "{ case(number: \\"令狀\\") { id } }"}'.encode("big5"),
    "a byte order mark": b"\xef\xbb\xbf" + orjson.dumps(ASKED),
    "overlong UTF-8": b'{"query": "{ __typename \xc0\xa0 }"}',
    "half a character in bytes": with_variables(b'{"a": "\xed\xa0\x80"}'),
    "half a character": b'{"query": "{ case(number: \\"\\ud800\\") { id } }"}',
    "half a character in a variable": with_variables(b'{"a": "\\ud800"}'),
    "half a character as a name": with_variables(b'{"\\udfff": 1}'),
    "NUL": b"\0",
    "NUL in a text": b'{"query": "{ __typename }\0"}',
    "a new line in a text": b'{"query": "{\n__typename }"}',
    "NaN": with_variables(b'{"a": NaN}'),
    "Infinity": with_variables(b'{"a": Infinity}'),
    "-Infinity": with_variables(b'{"a": -Infinity}'),
    "1e999": with_variables(b'{"a": 1e999}'),
    "5,000 digits": with_variables(b'{"a": ' + b"9" * 5_000 + b"}"),
    "a leading zero": with_variables(b'{"a": 007}'),
}


@pytest.mark.parametrize("what", NOT_JSON)
def test_a_body_that_is_not_json_is_400(served: Served, what: str):
    assert refused(send(served, NOT_JSON[what]), 400, "BAD_REQUEST") == "The body is not JSON."


@pytest.mark.parametrize(
    "body", [b"null", b"123", b"-0.5", b'"x"', b"true", b"[]", b"[{}]", b'[{"query": "{ a }"}]']
)
def test_json_that_is_no_object_is_400(served: Served, body: bytes):
    message = refused(send(served, body), 400, "BAD_REQUEST")

    assert message == "A request is one JSON object, and no batch."


MEMBERS = {
    "query": ([None, 0, 1.5, True, [QUERY], {"a": QUERY}], "a string"),
    "variables": (["{}", "", 0, False, [], [{}]], "an object"),
    "operationName": ([0, False, [], ["a"], {}], "a string"),
    "extensions": (["{}", 0, False, [], [{}]], "an object"),
}


@pytest.mark.parametrize(
    ("member", "value"),
    [(member, value) for member, (values, _) in MEMBERS.items() for value in values],
    ids=str,
)
def test_a_member_of_a_wrong_type_is_400_and_named(served: Served, member: str, value: Any):
    said = send(served, orjson.dumps({**ASKED, member: value}))

    assert refused(said, 400, "BAD_REQUEST") == f"'{member}' must be {MEMBERS[member][1]}."


@pytest.mark.parametrize(
    "body",
    [{}, {"Query": QUERY}, {"documentId": "sha256:" + "0" * 64},
     {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}],
    ids=str,
)  # fmt: skip
def test_without_a_query_there_is_no_request(served: Served, body: Any):
    assert refused(send(served, orjson.dumps(body)), 400, "BAD_REQUEST") == (
        "'query' must be a string."
    )


def test_of_a_member_given_twice_the_last_one_counts(served: Served):
    body = b'{"query": "{ nothing }", "query": "{ __typename }", "query": "{ __typename }"}'

    assert send(served, body).result() == ANSWER


@pytest.mark.parametrize(
    "more",
    [
        {"operationName": ""},
        {"operationName": None, "variables": None, "extensions": None},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"variables": {"not": "asked for"}},
        {"variables": {"a": 2**63}},
        {"": 0, "id": [1], "令": {}},
    ],
    ids=str,
)
def test_what_does_no_harm_is_ignored(served: Served, more: Any):
    assert send(served, orjson.dumps({**ASKED, **more})).result() == ANSWER


# --- documents and variables that are not run -----------------------------------------------------

SEARCH = "query($s: CauseBookSearch!) { causeBook(search: $s) { totalCount } }"
LONG = "a" * 40_000
INVALID = {
    "no document": ({"query": ""}, "INVALID_REQUEST"),
    "blanks": ({"query": " \n "}, "INVALID_REQUEST"),
    "NUL behind it": ({"query": f"{QUERY}\0"}, "INVALID_REQUEST"),
    "a type": ({"query": "type A { b: Int }"}, "INVALID_REQUEST"),
    "a subscription": ({"query": "subscription { a }"}, "INVALID_REQUEST"),
    "an operation that is not there": ({**ASKED, "operationName": "B"}, "INVALID_REQUEST"),
    "a long name of an operation": ({**ASKED, "operationName": LONG * 5}, "INVALID_REQUEST"),
    "a long name of a field": ({"query": f"{{ {LONG} }}"}, "INVALID_REQUEST"),
    "a long name of an argument": (
        {"query": f"{{ courts({LONG}: 1) {{ code }} }}"},
        "INVALID_REQUEST",
    ),
    "a long name of a fragment": ({"query": f"{{ ...{LONG} }}"}, "INVALID_REQUEST"),
    "a long name of a variable": (
        {"query": f"{{ case(number: ${LONG}) {{ id }} }}"},
        "INVALID_REQUEST",
    ),
    "a long enum value": (
        {"query": f"{{ codes(kind: {LONG}) {{ value }} }}"},
        "INVALID_REQUEST",
    ),
    "a long number": ({"query": f"{{ filings(first: {'9' * 40_000}) {{ totalCount }} }}"}, None),
    "a long enum variable": (
        {
            "query": "query($k: CodeKind!) { codes(kind: $k) { value } }",
            "variables": {"k": LONG * 5},
        },
        "INVALID_REQUEST",
    ),
    "a long member of an input": (
        {"query": SEARCH, "variables": {"s": {LONG * 5: 1}}},
        "INVALID_REQUEST",
    ),
    "a long text for a number": (
        {
            "query": "query($n: Int) { filings(first: $n) { totalCount } }",
            "variables": {"n": LONG * 5},
        },
        "INVALID_REQUEST",
    ),
    "NUL in a variable": ({"query": SEARCH, "variables": {"s": {"caseNumber": "\0"}}}, "BAD_INPUT"),
}


@pytest.mark.parametrize("what", INVALID)
def test_a_document_that_is_not_run_is_400_and_little_of_it_is_repeated(served: Served, what: str):
    body, code = INVALID[what]
    said = send(served, orjson.dumps(body))

    code = code or orjson.loads(said.body)["errors"][0]["extensions"]["code"]
    assert refused(said, 400, code)


def test_many_bad_variables_are_answered_briefly(served: Served):
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    said = send(served, orjson.dumps({"query": query, "variables": {"ids": [[1]] * 20_000}}))

    assert said.status == 400
    assert len(said.body) < 10_000
    assert len(orjson.loads(said.body)["errors"]) <= 21


def test_what_is_wrong_with_a_document_is_said_in_full(served: Served):
    """Messages of validation are meant for the client; only suggestions are kept back."""
    body = orjson.loads(send(served, b'{"query": "{ court { code } courts { cod } }"}').body)

    assert [error["message"] for error in body["errors"]] == [
        "Cannot query field 'court' on type 'Query'.",
        "Cannot query field 'cod' on type 'Court'.",
    ]
    assert body["errors"][1]["locations"] == [{"line": 1, "column": 27}]


# --- strict scalars -------------------------------------------------------------------------------

SCALARS = {
    "DateTime": (
        'query($v: DateTime!) { deemedReceived(office: "DCR", at: $v) { at } }',
        ["2026", "2022-05-06", "2022-05-06T09:00:00", "2022-05-06 09:00:00+08:00", "now", "",
         "2022-13-06T09:00:00Z", "2022-05-06T25:00:00Z", "NaN", 1651827600, 1.5e9, True, [], {}],
        "A DateTime is written with its offset, as 2022-05-06T09:00:00+08:00.",
    ),
    "Date": (
        'query($v: Date!) { coverage(proceedingType: "DCPI", on: $v) { use } }',
        ["2026", "2022-5-6", "06/05/2022", "2022-02-30", "20220506", "2022-05-06T00:00:00Z", "",
         "２０２２-05-06", 20220506, False, [], {}],
        "A Date is written as 2022-05-06.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", ["variable", "document"])
@pytest.mark.parametrize(
    ("scalar", "value"),
    [(scalar, value) for scalar, (_, values, _) in SCALARS.items() for value in values],
    ids=str,
)
def test_a_value_of_another_form_is_refused_naming_the_form(
    served: Served, scalar: str, value: Any, place: str
):
    query, _, sentence = SCALARS[scalar]
    body: Any = {"query": query, "variables": {"v": value}}
    if place == "document":
        written = orjson.dumps(value).decode()
        inline = query.replace(f"query($v: {scalar}!) ", "").replace("$v", written)
        body = {"query": inline}

    said = send(served, orjson.dumps(body))

    assert sentence in refused(said, 400, "INVALID_REQUEST")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", 1.5, 2**31, -(2**31) - 1, True, []])
def test_what_is_no_int_is_refused(served: Served, value: Any):
    query = "query($v: Int) { filings(first: $v) { totalCount } }"
    body = {"query": query, "variables": {"v": value}}

    message = refused(send(served, orjson.dumps(body)), 400, "INVALID_REQUEST")

    assert "Int cannot represent" in message
