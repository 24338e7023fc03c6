"""Requests that are no GraphQL requests, and documents made to exhaust."""

from typing import Any

import pytest

from tests.garbage.door import Door, judged

NOT_REQUESTS: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "not JSON": (b"{query: {}}", 400),
    "half of it": (b'{"query": "{ courts', 400),
    "a NUL": (b"\0", 400),
    "broken UTF-8": (b'{"query": "\xff\xfe"}', 400),
    "another encoding": ('{"query": "{ courts { code } }"}'.encode("utf-16"), 400),
    "a lone surrogate": (b'{"query": "{ a(b: \\"\\ud800\\") }"}', 400),
    "a text": (b'"{ courts { code } }"', 400),
    "null": (b"null", 400),
    "a batch": (b'[{"query": "{ courts { code } }"}]', 400),
    "an empty batch": (b"[]", 400),
    "no query": (b"{}", 400),
    "a query of null": (b'{"query": null}', 400),
    "a query of a number": (b'{"query": 1}', 400),
    "variables in a list": (b'{"query": "{ courts { code } }", "variables": []}', 400),
    "variables in a text": (b'{"query": "{ courts { code } }", "variables": "{}"}', 400),
    "an operation name of 1": (b'{"query": "{ courts { code } }", "operationName": 1}', 400),
    "extensions in a list": (b'{"query": "{ courts { code } }", "extensions": []}', 400),
    "half a megabyte": (b'{"query": "' + b"x" * 2**19 + b'"}', 413),
    "brackets without end": (b"[" * 200_000, 400),
    "deep variables": (
        b'{"query": "{ courts { code } }", "variables": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}",
        200,
    ),
    "very deep variables": (
        b'{"query": "{ courts { code } }", "variables": {"a": ' + b"[" * 1020 + b"]" * 1020 + b"}}",
        200,
    ),
    "deep objects in variables": (
        b'{"query": "{ courts { code } }", "variables": '
        + b'{"a":' * 900
        + b"1"
        + b"}" * 900
        + b"}",
        200,
    ),
    "endless digits": (
        b'{"query": "query($a: Int) { courts { code } }", "variables": {"a": '
        + b"9" * 5000
        + b"}}",
        200,
    ),
    "NaN": (b'{"query": "{ courts { code } }", "variables": {"a": NaN}}', 400),
}


@pytest.mark.parametrize("what", NOT_REQUESTS)
def test_what_is_no_request_is_a_clear_client_error(door: Door, what: str):
    body, expected = NOT_REQUESTS[what]
    with door.unchanged():
        response = door.post(body, by="lawyer")
    judged(response)
    if expected == 200:  # a strange request, but one: an answer, or words about what is wrong
        assert response.status_code in {200, 400}
        return
    assert response.status_code == expected
    assert response.json()["errors"][0]["extensions"]["code"] in {"BAD_REQUEST", "TOO_LARGE"}


def deep(depth: int) -> str:
    """A query of cases in filings in cases."""
    return (
        "{ filings { nodes { "
        + "case { filings { nodes { " * depth
        + "id"
        + " } } }" * depth
        + " } } }"
    )


def bomb(levels: int) -> str:
    """Fragments that double each other."""
    parts = [f"fragment f{n} on Filing {{ ...f{n + 1} ...f{n + 1} }}" for n in range(levels)]
    last = f"fragment f{levels} on Filing {{ id }}"
    return f"{{ filings {{ nodes {{ ...f0 }} }} }} {' '.join(parts)} {last}"


DOCUMENTS = {
    "a depth of 40": deep(12),
    "a depth of 3,000": deep(900),
    "brackets to the bottom": "{ a" * 20_000,
    "parentheses": "{ a(b: " + "[" * 900 + "]" * 900 + ") }",
    "lists of types": "query($a: " + "[" * 900 + "Int" + "]" * 900 + ") { courts { code } }",
    "a fragment bomb": bomb(60),
    "a fragment that holds itself": "{ ...a } fragment a on Query { ...a }",
    "a thousand aliases": "{ " + " ".join(f"a{n}: viewer {{ id }}" for n in range(1_000)) + " }",
    "a hundred pages of a hundred": "{ filings(first: 100) { nodes { case { filings(first: 100) "
    "{ nodes { case { filings(first: 100) { nodes { id } } } } } } } }",
    "a thousand directives": "{ viewer " + "@include(if: true) " * 1_000 + "{ id } }",
    "deep introspection": "{ __schema { types { fields { type "
    + "{ ofType " * 300
    + "{ name } "
    + "} " * 300
    + "} } } }",
    "introspection in circles": "{ __schema { types { fields { type { fields "
    "{ type { fields { type { fields { type { fields { name } } } } } } } } } } } }",
    "an endless document": "{ courts { code } } #" + "x" * 60_000,
    "nothing": "",
    "blanks": "   \n ",
    "a byte order mark": "\ufeff{ courts { code } }",
    "NUL": "{ courts { code } }\0",
    "an unknown field": "{ nothing }",
    "an unknown directive": "{ courts @nothing { code } }",
    "a subscription": "subscription { courts { code } }",
    "a subscription hidden behind a query": "query A { courts { code } } subscription B { x }",
    "types": "type A { b: Int }",
    "a query and types": "{ courts { code } } type A { b: Int }",
    "two operations without a name": "{ courts { code } } { viewer { id } }",
    "an unterminated text": '{ case(number: "abc) { id } }',
    "a text with half a character": '{ case(number: "\\ud800") { id } }',
    "a text with NUL": '{ case(number: "\\u0000") { id } }',
    "a missing argument": "{ case { id } }",
    "a number for a text": "{ case(number: 1) { id } }",
    "a selection on a scalar": "{ courts { code { x } } }",
    "no selection on an object": "{ courts }",
    "a huge Int": "{ filings(first: 99999999999999999999) { totalCount } }",
    "a variable that is not defined": "{ case(number: $n) { id } }",
    "a variable of an unknown type": "query($n: Nothing) { case(number: $n) { id } }",
    "a variable that is required": "query($n: String!) { case(number: $n) { id } }",
    "@defer": "{ courts { code ... @defer { name { en } } } }",
    "fifty operations": " ".join(f"query q{n} {{ courts {{ code }} }}" for n in range(50)),
}
HARMLESS = {
    "a fragment bomb",
    "a byte order mark",
    "deep introspection",
    "introspection in circles",
}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_a_document_that_cannot_be_run_is_a_clear_error(door: Door, what: str):
    with door.unchanged():
        said = judged(door.post({"query": DOCUMENTS[what]}, by="registry"))
    assert what in HARMLESS or said["errors"][0]["message"], said


@pytest.mark.parametrize("name", ["B", "", "\x00", "a b", "é" * 10_000])
def test_an_operation_that_is_not_there_is_a_clear_error(door: Door, name: str):
    body = {"query": "query A { viewer { id } } query C { viewer { id } }", "operationName": name}
    assert "errors" in judged(door.post(body))


@pytest.mark.parametrize(
    "variables",
    [{"i": None}, {"i": []}, {"i": "x"}, {"i": {"a": {"b": [1, {"c": None}]}}}, {"x": 1}, {}],
    ids=str,
)
def test_variables_of_a_wrong_shape_are_a_clear_error(door: Door, variables: Any):
    query = "mutation($i: StartFilingInput!) { startFiling(input: $i) { __typename } }"
    with door.unchanged():
        assert "errors" in judged(door.post({"query": query, "variables": variables}, by="lawyer"))


def test_a_mutation_does_not_travel_by_get(door: Door):
    with door.unchanged():
        query = {"query": "mutation { signOut { __typename } }"}
        response = door.client.get("/graphql", params=query, headers=door.headers("lawyer"))
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


def test_a_refusal_in_the_second_of_two_mutations_leaves_the_first_done(door: Door):
    """Each field is a work of its own: the first is kept, the second changes nothing."""
    draft = door.court.draft(key="two at once")
    query = """mutation($a: DiscardFilingInput!) {
      first: discardFiling(input: $a) { __typename }
      second: discardFiling(input: $a) { __typename ... on Refusal { code } } }"""
    given = {"a": {"filingId": draft["id"], "expectedVersion": draft["version"]}}
    said = door.ask(query, given, by="lawyer")["data"]
    assert said["first"] == {"__typename": "FilingDiscarded"}
    assert said["second"]["code"] == "ChangedMeanwhile"


PATHS = [
    "/nothing", "/uploads/", "/downloads/", "/webhooks/", "/help/%00", "/help/../../etc/passwd",
    "/help/%2e%2e/%2e%2e/etc/passwd", "/console/%ff", "/console/" + "a" * 5_000, "/%F0%9F%92%A9",
    "/console/%2e%2e%2f%2e%2e%2fapp.py", "/graphql/", "/help/" + "a/" * 2_000,
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "TRACE"])
def test_an_address_of_nothing_is_a_client_error(door: Door, path: str, method: str):
    response = door.client.request(method, path)
    assert 300 <= response.status_code < 500
