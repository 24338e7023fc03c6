"""The building's front door, in process: HTTP in, and a judge of what comes out."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.testclient import TestClient

from api.app import build
from tests.court import Court
from tests.documents.pdfs import a_pdf
from tests.every_row import Watched

REFUSAL = "... on Refusal { code path message { en tc sc } remedy { en tc sc } guide }"
PDF = {"content-type": "application/pdf"}


@dataclass
class Door:
    """A court behind its HTTP door. A fault of the building comes out as the client sees it."""

    court: Court
    client: TestClient = field(init=False)
    watched: Watched = field(init=False)

    def __post_init__(self) -> None:
        app = build(self.court.parts)
        self.client = TestClient(app, raise_server_exceptions=False)
        self.watched = Watched(self.court.parts.engine)

    def headers(self, by: str | None) -> dict[str, str]:
        return {"authorization": f"Bearer {self.court.token(by)}"} if by else {}

    def post(self, body: Any, *, by: str | None = None, **headers: str) -> Any:
        """Send a body to the GraphQL address: bytes as they are, anything else as JSON."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        sent = {"content-type": "application/json", **self.headers(by), **headers}
        return self.client.post("/graphql", content=content, headers=sent)

    def ask(self, query: str, variables: Any = None, *, by: str | None = None) -> Any:
        return judged(self.post({"query": query, "variables": variables}, by=by))

    def do(self, mutation: str, given: Any, *, by: str | None = None, show: str = "") -> Any:
        """Call a mutation: its payload, or ``{"errors": ...}`` for what was not executed."""
        said = self.ask(mutating(mutation, show), {"input": given}, by=by)
        return said if "errors" in said else said["data"][mutation]

    def declare(self, pdf: bytes, *, by: str = "lawyer", **changes: Any) -> Any:
        """Announce a file: the ticket, or the refusal."""
        digest = hashlib.sha256(pdf).hexdigest()
        given = {
            "idempotencyKey": f"{digest} {self.court.hands.now} {changes}",
            "kind": "WRIT_OF_SUMMONS",
            "fileName": "writ.pdf",
            "bytes": len(pdf),
            "sha256": digest,
            **changes,
        }
        show = "... on UploadTicket { uploadUrl document { id } }"
        return self.do("createUpload", given, by=by, show=show)

    def put(self, url: str, content: bytes) -> Any:
        return self.client.put(url, content=content, headers=PDF)

    def complete(self, document_id: str, *, by: str = "lawyer") -> Any:
        show = "... on UploadCompleted { document { id pages state } }"
        return self.do("completeUpload", {"documentId": document_id}, by=by, show=show)

    def uploaded(self, pdf: bytes | None = None, *, by: str = "lawyer", **changes: Any) -> str:
        """Upload a file the whole way; the document's id."""
        pdf = a_pdf() if pdf is None else pdf
        ticket = self.declare(pdf, by=by, **changes)
        assert self.put(ticket["uploadUrl"], pdf).status_code == 200
        completed = self.complete(ticket["document"]["id"], by=by)
        self.court.let_scans_end()
        return completed["document"]["id"]

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Whatever is done inside leaves every row of every table as it was."""
        before = self.everything()
        yield
        after = self.everything()
        assert {t for t in after if after[t] != before[t]} == set()

    def everything(self) -> dict[str, list[str]]:
        """Every row of every table, as the driver has it."""
        return self.watched.everything()


def mutating(mutation: str, show: str = "") -> str:
    kind = mutation[0].upper() + mutation[1:] + "Input"
    return (
        f"mutation Do($input: {kind}!) {{ {mutation}(input: $input) "
        f"{{ __typename {REFUSAL} {show} }} }}"
    )


def judged(response: Any) -> Any:
    """The body of an answer that is no fault of the building's."""
    assert response.status_code < 500, (response.status_code, response.text[:500])
    body = response.json()
    for error in body.get("errors", ()):
        assert error["message"], body
        assert error.get("extensions", {}).get("code") != "INTERNAL", body
    return body


def code_of(answer: Any) -> str:
    """How a call ended: a refusal's code, the success type, or the code of a request error."""
    if "errors" in answer:
        return answer["errors"][0].get("extensions", {}).get("code") or "GRAPHQL"
    return answer.get("code") or answer["__typename"]


def is_no(answer: Any) -> bool:
    """Whether an answer is a typed refusal with its sentences, or a request error."""
    if "errors" in answer:
        return bool(answer["errors"][0]["message"])
    told = [
        answer.get(part, {}).get(tongue)
        for part in ("message", "remedy")
        for tongue in ("en", "tc")
    ]
    return bool(answer.get("code")) and all(told)
