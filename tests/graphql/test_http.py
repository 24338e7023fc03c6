"""GraphQL over HTTP: the envelope, as the working draft's audits ask (graphql-http's numbering)."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from api.app import build
from tests.court import Court, Hands, open_court

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
TYPENAME = {"query": "{ __typename }"}
ANSWER = {"__typename": "Query"}


@pytest.fixture(scope="module")
def court(migrated_sqlite: Any, tmp_path_factory: Any) -> Iterator[Court]:
    folder = tmp_path_factory.mktemp("court")
    (folder / "icms.db").write_bytes(migrated_sqlite.read_bytes())
    opened = open_court(f"sqlite:///{folder / 'icms.db'}", Hands(), folder)
    opened.token("lawyer")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(court: Court) -> TestClient:
    return TestClient(build(court.parts), raise_server_exceptions=False)


def post(client: TestClient, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    sent = {"content-type": JSON} | {n.replace("_", "-"): v for n, v in headers.items()}
    return client.post("/graphql", content=content, headers=sent)


def get(client: TestClient, given: dict[str, str], **headers: str) -> Any:
    sent = {n.replace("_", "-"): v for n, v in headers.items()}
    return client.get("/graphql", params=given, headers=sent)


def code(response: Any) -> str:
    return response.json()["errors"][0]["extensions"]["code"]


# --- media types ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (GRAPHQL, GRAPHQL),  # 22EB
        (JSON, JSON),  # 4655
        ("*/*", JSON),  # 47DE
        ("application/*", JSON),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON};q=0.9", JSON),
        (f"text/html, {GRAPHQL};q=0.1", GRAPHQL),
        (f"{JSON}; charset=utf-8", JSON),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
        (f"{GRAPHQL.upper()}", GRAPHQL),
        (f"{GRAPHQL};q=0, {JSON}", JSON),
        ("text/html,application/xhtml+xml,*/*;q=0.8", JSON),
    ],
)
def test_the_accept_header_chooses_the_media_type_and_the_charset_is_said(
    client: TestClient, accept: str, answered: str
):
    response = post(client, TYPENAME, accept=accept)

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"
    assert response.json()["data"] == ANSWER


def test_without_an_accept_header_the_answer_is_json(client: TestClient):
    request = client.build_request(
        "POST", "/graphql", content=orjson.dumps(TYPENAME), headers={"content-type": JSON}
    )
    del request.headers["accept"]

    response = client.send(request)

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{JSON}; charset=utf-8"


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "image/*",
        "application/xml, text/plain",
        f"{JSON};q=0",
        f"{JSON};q=x",
        "nonsense",
    ],
)
def test_a_media_type_that_we_do_not_have_is_406(client: TestClient, accept: str):
    response = post(client, TYPENAME, accept=accept)

    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    "kind", [JSON, f"{JSON}; charset=utf-8", f"{JSON};charset=UTF-8", "Application/JSON"]
)
def test_json_is_taken_with_and_without_a_charset(client: TestClient, kind: str):  # 82A3, BF61
    assert post(client, TYPENAME, content_type=kind).json()["data"] == ANSWER


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/graphql", "application/x-www-form-urlencoded",
     "multipart/form-data; boundary=x", "application/jsonp", GRAPHQL],
)  # fmt: skip
def test_another_content_type_is_415(client: TestClient, kind: str):  # 7267
    response = post(client, TYPENAME, content_type=kind)

    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_post_without_a_content_type_is_415(client: TestClient):
    response = client.post("/graphql", content=orjson.dumps(TYPENAME))

    assert response.status_code == 415


# --- methods --------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_another_method_is_405_and_the_answer_says_which_are_allowed(
    client: TestClient, method: str
):
    response = client.request(method, "/graphql", content=orjson.dumps(TYPENAME))

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


def test_a_query_travels_by_get(client: TestClient):  # 5A70, 9C48
    assert get(client, TYPENAME).json()["data"] == ANSWER


def test_variables_and_the_operations_name_travel_by_get(client: TestClient):  # D6D5, 6A70
    query = (
        "query A($n: String!) { documentReference(number: $n) { number } } query B { __typename }"
    )
    given = {"query": query, "operationName": "A", "variables": '{"n": "123456789012"}'}

    said = get(client, given).json()

    assert said["data"] == {"documentReference": {"number": "123456789012"}}


def test_a_mutation_by_get_is_405_and_does_nothing(client: TestClient, court: Court):  # 9ABE
    query = "mutation { signOut { __typename } }"
    response = get(client, {"query": query}, authorization=f"Bearer {court.token('lawyer')}")

    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    assert court.ask("{ viewer { name } }", by="lawyer")["viewer"] is not None


def test_a_mutation_chosen_by_its_name_does_not_travel_by_get_either(client: TestClient):
    query = "query A { __typename } mutation B { signOut { __typename } }"

    assert get(client, {"query": query, "operationName": "B"}).status_code == 405
    assert get(client, {"query": query, "operationName": "A"}).json()["data"] == ANSWER


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"query": ""},
        {"query": "{ __typename }", "variables": "x"},
        {"query": "{ __typename }", "variables": "[]"},
        {"query": "{ __typename }", "extensions": "1"},
    ],
    ids=str,
)
def test_a_get_that_is_no_request_is_400(client: TestClient, given: dict[str, str]):  # 3715, 9EE5
    response = get(client, given)

    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


def test_a_get_from_a_foreign_page_needs_the_preflight_header(client: TestClient):
    foreign = get(client, TYPENAME, sec_fetch_site="cross-site")
    asked = get(client, TYPENAME, sec_fetch_site="cross-site", graphql_require_preflight="1")
    own = get(client, TYPENAME, sec_fetch_site="same-origin")

    assert (foreign.status_code, code(foreign)) == (403, "PREFLIGHT_NEEDED")
    assert (asked.status_code, own.status_code) == (200, 200)


# --- what is in the request -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [{}, {"query": None}, {"query": 0}, {"query": False}, {"query": ["a"]}, {"query": {"a": 1}},
     {**TYPENAME, "operationName": 1}, {**TYPENAME, "operationName": {}},
     {**TYPENAME, "variables": "x"}, {**TYPENAME, "variables": 0}, {**TYPENAME, "variables": ["a"]},
     {**TYPENAME, "extensions": "x"}, {**TYPENAME, "extensions": ["a"]},
     [TYPENAME], b"{", b"", b'{"query":"\xff"}'],
    ids=lambda body: str(body)[:50],
)  # fmt: skip
@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_a_body_of_another_shape_is_400(client: TestClient, body: Any, accept: str):
    response = post(client, body, accept=accept)

    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert "data" not in response.json()


@pytest.mark.parametrize(
    "more",
    [{"variables": None}, {"operationName": None}, {"extensions": None}, {"variables": {}},
     {"extensions": {"a": 1}}, {"operationName": ""}, {"id": 7, "something": ["else"]}],
    ids=str,
)  # fmt: skip
def test_null_members_and_unknown_ones_do_no_harm(client: TestClient, more: Any):  # 0220, 94B0
    assert post(client, {**TYPENAME, **more}).json()["data"] == ANSWER


def test_one_of_several_operations_is_chosen_by_name(client: TestClient):  # 8161
    query = "query A { a: __typename } query B { b: __typename }"

    assert post(client, {"query": query, "operationName": "B"}).json()["data"] == {"b": "Query"}
    assert "errors" in post(client, {"query": query}).json()
    assert "errors" in post(client, {"query": query, "operationName": "C"}).json()


def test_a_body_over_256_kilobytes_is_413(client: TestClient):
    response = post(client, {"query": "{ __typename } #" + "x" * 300_000})

    assert (response.status_code, code(response)) == (413, "TOO_LARGE")


# --- statuses -------------------------------------------------------------------------------------

REQUEST_ERRORS = {
    "does not parse": {"query": "{"},  # D586, 8764
    "is not valid": {"query": "{ nothing }"},  # 74FF, 5E5B
    "has no such operation": {**TYPENAME, "operationName": "A"},
    "lacks a variable": {"query": "query($n: String!) { case(number: $n) { id } }"},  # 86EE
    "has a variable of a wrong kind": {
        "query": "query($n: Int) { filings(first: $n) { totalCount } }",
        "variables": {"n": "x"},
    },
}


@pytest.mark.parametrize("what", REQUEST_ERRORS)
def test_a_document_that_is_not_run_is_400_for_new_clients_and_200_for_old_ones(
    client: TestClient, what: str
):
    new = post(client, REQUEST_ERRORS[what], accept=GRAPHQL)
    old = post(client, REQUEST_ERRORS[what], accept=JSON)

    assert (new.status_code, old.status_code) == (400, 200)
    assert new.json() == old.json()
    assert set(new.json()) == {"errors"}


def test_an_error_in_a_field_is_200_with_data_for_both(client: TestClient):
    query = '{ __typename deemedReceived(office: "NIL", at: "2022-05-06T00:00:00Z") { at } }'
    nullable = {"query": query}

    new, old = post(client, nullable, accept=GRAPHQL), post(client, nullable, accept=JSON)

    assert (new.status_code, old.status_code) == (200, 200)
    assert set(new.json()) == {"data", "errors", "extensions"}


@pytest.mark.parametrize(
    "authorization", ["Bearer nobody", "Bearer ou_x", "Bearer ", "Basic eDp5", "x"]
)
@pytest.mark.parametrize("by", ["GET", "POST"])
def test_a_token_that_means_nothing_is_401_with_the_scheme(
    client: TestClient, by: str, authorization: str
):
    body = {"query": "{ viewer { name } }"}
    send = get if by == "GET" else post

    response = send(client, body, authorization=authorization)

    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"] == "Bearer"
    assert "data" not in response.json()


def test_the_scheme_is_read_in_any_case(client: TestClient, court: Court):
    for scheme in ("Bearer", "bearer", "BEARER"):
        said = post(
            client,
            {"query": "{ viewer { kind } }"},
            authorization=f"{scheme} {court.token('lawyer')}",
        )
        assert said.json()["data"] == {"viewer": {"kind": "OU"}}


def test_no_answer_is_kept_by_a_cache_or_shown_inside_a_foreign_page(client: TestClient):
    for response in (post(client, TYPENAME), post(client, b"{"), get(client, TYPENAME)):
        assert response.headers["cache-control"] == "no-store"
        assert {v.strip() for v in response.headers["vary"].split(",")} == {
            "accept",
            "authorization",
        }
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert "access-control-allow-origin" not in response.headers


def test_a_fault_of_ours_says_nothing_of_the_inside(client: TestClient, court: Court):
    """The store's folder is taken away: what breaks is masked, and has a reference."""
    store = court.parts.settings.var / "documents"
    away = store.with_name("elsewhere")
    pdf = b"%PDF-1.4"
    made = court.do(
        "createUpload",
        {
            "idempotencyKey": "fault",
            "kind": "WRIT_OF_SUMMONS",
            "fileName": "writ.pdf",
            "bytes": len(pdf),
            "sha256": "a" * 64,
        },
        "... on UploadTicket { uploadUrl }",
        by="lawyer",
    )
    store.rename(away)
    try:
        response = client.put(made["uploadUrl"], content=pdf)
    finally:
        away.rename(store)

    assert response.status_code == 500
    assert "elsewhere" not in response.text
    assert "Traceback" not in response.text
