"""Somebody at a keyboard: asks in GraphQL over HTTP, sends and fetches bytes by their links."""

import hashlib
import socket
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson

from api.demo import PASSWORD
from tests.documents.pdfs import a_pdf
from tests.journeys.house import House, eventually

KINDS = ("WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM", "STATEMENT_OF_DAMAGES")


def mutation_of(name: str, show: str) -> str:
    """One mutation as a document; ``show`` selects on its success, refusals show themselves."""
    kind = name[0].upper() + name[1:] + "Input"
    return (
        f"mutation Do($input: {kind}!) {{ {name}(input: $input) {{ __typename "
        f"... on Refusal {{ code path guide message {{ en tc sc }} remedy {{ en tc sc }} }} "
        f"{show} }} }}"
    )


@dataclass
class Person:
    """A persona signed in, or the public when there is no name."""

    house: House
    name: str | None = None
    token: str | None = field(default=None, repr=False)

    def signed_in(self) -> "Person":
        """Sign in afresh."""
        given = {"signInName": self.name, "password": PASSWORD}
        self.token = None
        self.token = self.do("signIn", given, "... on SignedIn { token kind expiresAt }")["token"]
        return self

    def post(self, query: str, variables: dict[str, Any] | None = None) -> httpx2.Response:
        """Ask, and take the answer as it comes."""
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        body = {"query": query, "variables": variables or {}}
        return self.house.client.post("/graphql", json=body, headers=headers)

    def raw(self, query: str, variables: dict[str, Any] | None = None) -> bytes:
        """The answer to the byte."""
        answer = self.post(query, variables)
        assert answer.status_code == 200, answer.text
        return answer.content

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """The data of an answer that must come without errors."""
        body = orjson.loads(self.raw(query, variables))
        assert "errors" not in body, body["errors"]
        return body["data"]

    def do(self, mutation: str, given: dict[str, Any], show: str) -> Any:
        """What came of one mutation: its success or its refusal."""
        return self.ask(mutation_of(mutation, show), {"input": given})[mutation]

    def send(self, mutation: str, given: dict[str, Any], show: str) -> socket.socket:
        """Send a mutation and do not wait: the answer, if any, is on the socket."""
        body = orjson.dumps({"query": mutation_of(mutation, show), "variables": {"input": given}})
        head = (
            "POST /graphql HTTP/1.1\r\nhost: court\r\ncontent-type: application/json\r\n"
            f"authorization: Bearer {self.token}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        wire = socket.create_connection(("127.0.0.1", self.house.port))
        wire.sendall(head.encode() + body)
        return wire

    def upload(self, kind: str, key: str, *, pages: int = 2) -> str:
        """Put a real PDF in, the whole way; returns the document's id."""
        pdf = a_pdf(pages=pages, text=f"{kind} 令狀 {key}")
        ticket = self.announce(kind, key, pdf)
        self.put(ticket, pdf)
        return self.complete(ticket)["id"]

    def announce(self, kind: str, key: str, pdf: bytes) -> Any:
        """Say what is to come; returns the ticket."""
        given = {
            "idempotencyKey": f"upload {kind} {key}",
            "kind": kind,
            "fileName": f"{kind.lower()}.pdf",
            "bytes": len(pdf),
            "sha256": hashlib.sha256(pdf).hexdigest(),
        }
        show = "... on UploadTicket { uploadUrl contentType document { id state } }"
        return self.do("createUpload", given, show)

    def put(self, ticket: Any, pdf: bytes) -> None:
        """Send the bytes to where the ticket says."""
        headers = {"content-type": ticket["contentType"]}
        answer = self.house.client.put(ticket["uploadUrl"], content=pdf, headers=headers)
        assert answer.status_code == 200, answer.text

    def complete(self, ticket: Any) -> Any:
        """Have the bytes checked and kept; returns the document."""
        given = {"documentId": ticket["document"]["id"]}
        show = "... on UploadCompleted { document { id kind state pages bytes sha256 } }"
        document = self.do("completeUpload", given, show)["document"]
        eventually(lambda: self._scan(document["id"]) == "CLEAN", "the document is scanned")
        return document

    def _scan(self, document_id: str) -> str:
        query = "query ($id: ID!) { node(id: $id) { ... on Document { scan } } }"
        return self.ask(query, {"id": document_id})["node"]["scan"]

    def messages(self, subject_id: str) -> list[Any]:
        """The Message Box's letters about one thing, oldest first."""
        show = "id about subjectId sentAt subject { en tc } body { en tc sc }"
        box = self.ask(f"{{ viewer {{ messages(first: 100) {{ nodes {{ {show} }} }} }} }}")
        letters = box["viewer"]["messages"]["nodes"]
        return [letter for letter in reversed(letters) if letter["subjectId"] == subject_id]
