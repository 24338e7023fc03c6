"""Odd envelopes over a real line: kinds of content, lengths, methods, foreign pages, faults."""

import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from tests.graphql.served import (
    GRAPHQL,
    JSON,
    NEW_CLIENT,
    Said,
    Served,
    get,
    refused,
    request_of,
    said_of,
    send,
    serving_copy,
)

MOST_BYTES = 256 * 1024
QUERY = "{ __typename }"
ASKED = {"query": QUERY}
ANSWER = {"data": {"__typename": "Query"}}


@pytest.fixture(scope="module")
def served(migrated_sqlite: Any, tmp_path_factory: Any) -> Iterator[Served]:
    with serving_copy(migrated_sqlite, tmp_path_factory.mktemp("court")) as opened:
        opened.court.token("lawyer")
        yield opened


# --- kinds of content -----------------------------------------------------------------------------

BOUNDARY = "x-part-x"


def part(name: str, content: bytes, more: str = "") -> bytes:
    head = f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
OPERATIONS = part("operations", b'{"query": "{ __typename }", "variables": {"file": null}}')
MAP = part("map", b'{"0": ["variables.file"]}')
FILE = part("0", b"%PDF-1.4", '; filename="a.pdf"')
MULTIPART = {
    "as it should be": OPERATIONS + MAP + FILE + END,
    "nothing": b"",
    "no end": OPERATIONS + MAP + FILE,
    "no operations": MAP + FILE + END,
    "operations that are no JSON": part("operations", b"{") + MAP + FILE + END,
    "operations in a batch": part("operations", b"[1]") + MAP + FILE + END,
    "no map": OPERATIONS + FILE + END,
    "a map that is a list": OPERATIONS + part("map", b"[]") + FILE + END,
    "a map to nowhere": OPERATIONS + part("map", b'{"0": ["a.b.9"]}') + FILE + END,
    "a map of numbers": OPERATIONS + part("map", b'{"0": [1]}') + FILE + END,
    "no file": OPERATIONS + MAP + END,
    "no parts at all": b"--\r\n--",
}


@pytest.mark.parametrize("what", MULTIPART)
def test_multipart_is_415_however_it_is_made(served: Served, what: str):
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    for more in ((), ("graphql-require-preflight: 1",)):
        said = send(served, MULTIPART[what], *more, kind=kind)
        assert refused(said, 415, "UNSUPPORTED_MEDIA_TYPE")


SIMPLE = [
    ("application/x-www-form-urlencoded", b"query=mutation%7BsignOut%7B__typename%7D%7D"),
    ("text/plain", b'{"query": "mutation { signOut { __typename } }"}'),
    ("text/plain; application/json", b'{"query": "mutation { signOut { __typename } }"}'),
    ("multipart/form-data", b""),
]


@pytest.mark.parametrize(("kind", "body"), SIMPLE)
def test_what_a_foreign_page_may_send_unasked_is_415(served: Served, kind: str, body: bytes):
    token = served.court.token("lawyer")
    lines = (f"authorization: Bearer {token}", "origin: https://elsewhere.example")

    said = send(served, body, *lines, "sec-fetch-site: cross-site", kind=kind)

    assert refused(said, 415, "UNSUPPORTED_MEDIA_TYPE")
    assert served.court.ask("{ viewer { kind } }", by="lawyer") == {"viewer": {"kind": "OU"}}


@pytest.mark.parametrize(
    "kind",
    ["", ";", "json", "*/*", "application/*", "application/json, text/plain", "text/json",
     "xapplication/jsonx", "application/jsonlines", "application/graphql",
     "application/graphql+json", "application/octet-stream", GRAPHQL, "a" * 5_000],
)  # fmt: skip
def test_another_kind_of_content_is_415(served: Served, kind: str):
    assert refused(send(served, orjson.dumps(ASKED), kind=kind), 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "charset", ["iso-8859-1", "utf-16", "big5", "us-ascii-nonsense", '"latin-1"']
)
def test_another_charset_is_415(served: Served, charset: str):
    said = send(served, orjson.dumps(ASKED), kind=f"{JSON}; charset={charset}")

    assert "UTF-8" in refused(said, 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "kind",
    [f"{JSON}; charset=utf-8", f"{JSON};CHARSET=UTF-8", f'{JSON}; charset="utf-8"', f"{JSON}; a=b",
     f"{JSON}; boundary=x; charset=utf-8", f"{JSON};", f"{JSON}; ;;", " Application/Json "],
)  # fmt: skip
def test_odd_parameters_of_json_do_no_harm(served: Served, kind: str):
    assert send(served, orjson.dumps(ASKED), kind=kind).result() == ANSWER


def test_a_body_without_a_content_type_is_415(served: Served):
    said = said_of(served.raw(request_of(orjson.dumps(ASKED))))

    assert refused(said, 415, "UNSUPPORTED_MEDIA_TYPE")


# --- lengths and lines ----------------------------------------------------------------------------


def chunked(*chunks: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))


def test_a_body_may_come_in_chunks(served: Served):
    body = orjson.dumps(ASKED)
    request = request_of(None, f"content-type: {JSON}", "transfer-encoding: chunked") + chunked(
        body[:3], body[3:4], body[4:]
    )

    assert said_of(served.raw(request)).result() == ANSWER


def test_the_longest_body_is_taken_and_one_byte_more_is_not(served: Served):
    body = orjson.dumps(ASKED)

    assert send(served, body.ljust(MOST_BYTES)).result() == ANSWER
    refused(send(served, body.ljust(MOST_BYTES + 1)), 413, "TOO_LARGE")


FIVE_MEGABYTES = {
    "commas": b"," * 5_000_000,
    "brackets": b"[" * 5_000_000,
    "a text": b'{"query": "' + b"a" * 5_000_000 + b'"}',
    "a query of commas": b'{"query": "{ __typename ' + b"," * 5_000_000 + b'}"}',
    "blanks": b" " * 5_000_000,
}


@pytest.mark.parametrize("announced", [True, False], ids=["with a length", "in chunks"])
@pytest.mark.parametrize("what", FIVE_MEGABYTES)
def test_five_megabytes_are_413(served: Served, what: str, announced: bool):
    body = FIVE_MEGABYTES[what]
    sent = body if announced else (body[at : at + 65_536] for at in range(0, len(body), 65_536))

    response = served.client.post(served.url, content=sent, headers={"content-type": JSON})

    said = Said(response.status_code, dict(response.headers), response.content)
    assert refused(said, 413, "TOO_LARGE") == f"A request has at most {MOST_BYTES} bytes."
    assert ("content-length" in response.request.headers) is announced


@pytest.mark.parametrize(
    ("method", "kind", "status"),
    [("POST", JSON, 413), ("POST", "text/plain", 415), ("PUT", "", 405)],
)
def test_after_a_refusal_the_line_serves_the_next_request(
    served: Served, method: str, kind: str, status: int
):
    """What was not read of a refused body is not taken for the request behind it."""
    long = b"[" * (MOST_BYTES + 1)
    first = request_of(long, f"content-type: {kind}", method=method)
    second = request_of(orjson.dumps(ASKED), f"content-type: {JSON}")

    came = served.raw(first.replace(b"connection: close\r\n", b"") + second)

    said = said_of(came)
    length = int(said.headers["content-length"])
    assert said.status == status
    assert said_of(said.body[length:]).result() == ANSWER


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, identity"])
def test_a_compressed_body_is_415(served: Served, encoding: str):
    said = send(served, orjson.dumps(ASKED), f"content-encoding: {encoding}")

    assert refused(said, 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    ("sent", "lines"),
    [
        (b'{"query": "{ __ty', ("content-length: 200",)),
        (b"", ("content-length: 200",)),
        (b"[" * 300_000, ("content-length: 5000000",)),
        (b"40\r\n{", ("transfer-encoding: chunked",)),
        (b"zz\r\n{}\r\n0\r\n\r\n", ("transfer-encoding: chunked",)),
        (b"", ("content-length: -1",)),
        (b"", ("content-length: x",)),
    ],
    ids=[
        "in mid-body",
        "before the body",
        "in five megabytes",
        "in mid-chunk",
        "no chunk",
        "minus one",
        "no number",
    ],
)
def test_a_client_that_goes_away_or_counts_wrongly_is_no_fault_of_ours(
    served: Served, caplog: pytest.LogCaptureFixture, sent: bytes, lines: tuple[str, ...]
):
    request = request_of(None, f"content-type: {JSON}", *lines) + sent
    with caplog.at_level(logging.WARNING):
        came = served.raw(request, half_closed=True)
        assert served.is_well()

    assert not came or 400 <= said_of(came).status < 500
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


# --- methods --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY", "LINK"]
)
@pytest.mark.parametrize("body", [b"", orjson.dumps(ASKED)], ids=["empty", "with a body"])
def test_another_method_is_405_and_says_which_are_allowed(served: Served, method: str, body: bytes):
    said = said_of(served.raw(request_of(body, f"content-type: {JSON}", method=method)))

    assert refused(said, 405, "METHOD_NOT_ALLOWED") == "Use POST, or GET for a query."
    assert said.headers["allow"] == "GET, POST"


def test_head_is_405_without_a_body(served: Served):
    said = get(served, ASKED, method="HEAD")

    assert (said.status, said.headers["allow"], said.body) == (405, "GET, POST", b"")


def test_a_foreign_page_that_asks_first_gets_no_leave(served: Served):
    lines = (
        "origin: https://elsewhere.example",
        "access-control-request-method: POST",
        "access-control-request-headers: content-type",
    )
    said = said_of(served.raw(request_of(None, *lines, method="OPTIONS")))

    assert said.status == 405
    assert not [name for name in said.headers if name.startswith("access-control-")]


MUTATIONS = [
    {"query": "mutation { signOut { __typename } }"},
    {"query": f"query A {QUERY} mutation B {{ signOut {{ __typename }} }}", "operationName": "B"},
    {"query": "mutation A { ...a } fragment a on Mutation { signOut { __typename } }"},
    {"query": "mutation { __typename }"},
]


@pytest.mark.parametrize("given", MUTATIONS, ids=str)
@pytest.mark.parametrize("more", [(), ("graphql-require-preflight: 1",)], ids=["plain", "asked"])
def test_a_mutation_by_get_is_405_and_does_nothing(
    served: Served, given: dict[str, str], more: tuple[str, ...]
):
    bearer = f"authorization: Bearer {served.court.token('lawyer')}"

    said = get(served, given, bearer, NEW_CLIENT, *more)

    assert refused(said, 405, "METHOD_NOT_ALLOWED") == "A mutation travels by POST."
    assert said.headers["allow"] == "GET, POST"
    assert served.court.ask("{ viewer { kind } }", by="lawyer") == {"viewer": {"kind": "OU"}}


BAD_GETS = {
    "nothing": ({}, "'query' must be a string."),
    "an empty query": ({"query": ""}, "'query' must be a string."),
    "variables that are no JSON": ({**ASKED, "variables": "{a: 1}"}, "'variables' is not JSON."),
    "variables of NaN": ({**ASKED, "variables": '{"a": NaN}'}, "'variables' is not JSON."),
    "variables in a list": ({**ASKED, "variables": "[]"}, "'variables' must be an object."),
    "deep variables": ({**ASKED, "variables": "[" * 5_000}, "'variables' is not JSON."),
    "extensions of a number": ({**ASKED, "extensions": "1"}, "'extensions' must be an object."),
}


@pytest.mark.parametrize("what", BAD_GETS)
def test_a_get_that_is_no_request_is_400(served: Served, what: str):
    given, sentence = BAD_GETS[what]

    assert refused(get(served, given, NEW_CLIENT), 400, "BAD_REQUEST") == sentence


def test_a_query_string_that_is_not_utf_8_is_a_clear_error(served: Served):
    path = "/graphql?query=%7B%20case(number:%20%22%ff%fe%22)%20%7B%20id%20%7D%20%7D"
    said = said_of(served.raw(request_of(None, NEW_CLIENT, method="GET", path=path)))

    assert said.status in {200, 400}
    assert b"INTERNAL" not in said.body


# --- whose page, whose token ----------------------------------------------------------------------


def test_a_get_from_a_foreign_page_needs_a_header_that_makes_the_browser_ask(served: Served):
    foreign = get(served, ASKED, "sec-fetch-site: cross-site", NEW_CLIENT)
    message = refused(foreign, 403, "PREFLIGHT_NEEDED")
    assert message == "A cross-site GET needs the header GraphQL-Require-Preflight."

    for name in (
        "graphql-require-preflight",
        "apollo-require-preflight",
        "x-apollo-operation-name",
    ):
        assert get(served, ASKED, "sec-fetch-site: cross-site", f"{name}: 1").result() == ANSWER
    for site in ("same-origin", "none"):
        assert get(served, ASKED, f"sec-fetch-site: {site}").result() == ANSWER


@pytest.mark.parametrize(
    "line", ["cookie: token={}", "cookie: authorization=Bearer {}", "cookie: session={}; a=b",
             "x-authorization: Bearer {}", "proxy-authorization: Bearer {}"]
)  # fmt: skip
def test_a_token_outside_the_authorization_header_is_nobodys(served: Served, line: str):
    body = orjson.dumps({"query": "{ viewer { kind } }"})

    said = send(served, body, line.format(served.court.token("lawyer")))

    assert said.result() == {"data": {"viewer": None}}
    assert "set-cookie" not in said.headers


@pytest.mark.parametrize("name", ["token", "access_token", "authorization", "Authorization"])
def test_a_token_in_the_address_or_the_body_is_nobodys(served: Served, name: str):
    token = served.court.token("lawyer")
    query = {"query": "{ viewer { kind } }"}

    by_get = get(served, {**query, name: f"Bearer {token}"})
    by_post = send(served, orjson.dumps({**query, name: token, "extensions": {name: token}}))

    assert by_get.result() == by_post.result() == {"data": {"viewer": None}}


# --- faults of ours -------------------------------------------------------------------------------

FAULTY = {
    "express": "{ courts { code } }",
    "walk": "{ courts { code } __schema { queryType { name } } }",
    "mutation": 'mutation { signIn(input: {signInName: "lawyer", password: "x"}) { __typename } }',
}
TABLE_OF = {"express": "court", "walk": "court", "mutation": "account"}


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
@pytest.mark.parametrize("way", FAULTY)
def test_a_fault_is_masked_and_its_reference_leads_to_the_log(
    served: Served, caplog: pytest.LogCaptureFixture, way: str, accept: str
):
    """A table is taken away, so that the database refuses the statement."""
    table = TABLE_OF[way]
    engine = served.court.parts.engine
    with engine.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {table}_away"))
    try:
        with caplog.at_level(logging.ERROR):
            body = orjson.dumps({"query": FAULTY[way]})
            said = said_of(
                served.raw(request_of(body, f"content-type: {JSON}", f"accept: {accept}"))
            )
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text(f"ALTER TABLE {table}_away RENAME TO {table}"))

    answer: Any = said.json()
    (error,) = answer["errors"]
    reference = error["extensions"]["reference"]
    assert error["message"] == "Something went wrong on our side."
    assert error["extensions"] == {"code": "INTERNAL", "reference": reference}
    assert "no such table" not in said.body.decode()
    assert reference in caplog.text
    assert "no such table" in caplog.text
    assert served.is_well()
