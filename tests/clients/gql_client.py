"""The Python client ``gql``, with a schema that it fetches by introspection. Run by the command."""

import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport
from graphql import DocumentNode, GraphQLError, parse, separate_operations

GIVEN = json.loads(sys.argv[1])
DOCUMENTS = Path(__file__).with_name("documents.graphql")
NEW_CASE = {
    "proceedingType": "DCPI",
    "relief": "MONETARY",
    "natureOfClaim": "PERSONAL_INJURIES",
    "parties": [
        {"role": "PLAINTIFF", "name": "陳樣本 Sample Plaintiff"},
        {"role": "DEFENDANT", "kind": "ORGANIZATION", "name": "Sample Kites Limited"},
    ],
}


def operation(name: str) -> DocumentNode:
    """One operation of the documents, with the fragments it needs."""
    return separate_operations(parse(DOCUMENTS.read_text(encoding="utf-8")))[name]


def client(token: str | None = None, *, fetch: bool = True) -> Client:
    """A client, signed in or not."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    transport = RequestsHTTPTransport(GIVEN["url"], headers=headers)
    return Client(transport=transport, fetch_schema_from_transport=fetch)


def check(name: str, run: Callable[[], None]) -> None:
    """Run one check and print a line that the command reads."""
    detail = ""
    try:
        run()
    except Exception:  # noqa: BLE001 - whatever it is, the check has failed
        detail = traceback.format_exc()[-1000:]
    sys.stdout.write(json.dumps({"name": name, "passed": not detail, "detail": detail}) + "\n")


def ask(by: Client, name: str, variables: dict[str, Any] | None = None) -> Any:
    """Run one operation of the documents; its data."""
    return by.execute(GraphQLRequest(operation(name), variable_values=variables))


def refused(kind: type[Exception], run: Callable[[], Any]) -> Any:
    """The error that something ends in."""
    try:
        run()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


PUBLIC = client()


def a_query() -> None:
    assert {"DC", "CFI"} <= {court["code"] for court in ask(PUBLIC, "Courts")["courts"]}


def a_query_with_variables() -> None:
    labels = ask(PUBLIC, "Labels", {"kind": "FILING_STATE"})["codes"]
    assert all(label["label"]["sc"] for label in labels)


def a_query_that_is_not_valid() -> None:
    request = gql("{ nothing }")
    here = refused(GraphQLError, lambda: PUBLIC.execute(request))
    there = refused(TransportQueryError, lambda: client(fetch=False).execute(request))
    assert there.errors[0]["message"] == "Cannot query field 'nothing' on type 'Query'."
    assert there.errors[0]["extensions"]["code"] == "INVALID_REQUEST"
    assert "nothing" in here.message


def a_variable_that_is_not_valid() -> None:
    error = refused(TransportQueryError, lambda: ask(PUBLIC, "Labels", {"kind": "NOTHING"}))
    assert "'NOTHING'" in error.errors[0]["message"]


def a_refusal_as_data() -> None:
    given = {"input": {"signInName": "lawyer", "password": "wrong"}}
    assert ask(PUBLIC, "SignIn", given)["signIn"]["__typename"] == "Refused"


def signing_in_drafting_and_paging() -> None:
    given = {"input": {"signInName": "lawyer", "password": GIVEN["password"]}}
    signed = client(ask(PUBLIC, "SignIn", given)["signIn"]["token"])
    assert ask(signed, "Viewer")["viewer"]["kind"] == "OU"
    for key in ("gql 1", "gql 2"):
        given = {"input": {"idempotencyKey": key, "newCase": NEW_CASE}}
        assert ask(signed, "StartFiling", given)["startFiling"]["filing"]["state"] == "DRAFT"
    first = ask(signed, "Filings", {"first": 1})["filings"]
    more = {"first": 1, "after": first["pageInfo"]["endCursor"]}
    second = ask(signed, "Filings", more)["filings"]
    assert first["edges"][0]["node"]["id"] != second["edges"][0]["node"]["id"]


def a_token_that_means_nothing() -> None:
    stranger = client("ou_nothing", fetch=False)
    error = refused(TransportQueryError, lambda: ask(stranger, "Viewer"))
    assert error.errors[0]["extensions"]["code"] == "UNAUTHENTICATED"


CHECKS = (
    a_query,
    a_query_with_variables,
    a_query_that_is_not_valid,
    a_variable_that_is_not_valid,
    a_refusal_as_data,
    signing_in_drafting_and_paging,
    a_token_that_means_nothing,
)

if __name__ == "__main__":
    for one in CHECKS:
        check(one.__name__.replace("_", " "), one)
