"""Steps that tests of issuing share: an officer uploads, gives out and withdraws."""

from dataclasses import dataclass, replace
from typing import Any

from api.gateways.certificate import CourtPen
from api.gateways.scanning import PracticeScanner
from api.gateways.sealing import CertificateSealer
from api.gateways.signing import development_credentials, signer_of_file
from api.gateways.time_stamping import authority_at
from api.jobs import LANES, jobs_of
from api.kernel.outbox import Outbox
from tests.court import Court

ISSUED = """{ id kind title state version issuedAt endedAt reason kindName { en tc }
  document { __typename ... on Document { id documentReference sealedAt renditions { kind } } }
  replaces { id } replacedBy { id state } viewerCan { action allowed } }"""
IN_CASE = f"""query Issued($number: String!) {{ case(number: $number) {{ id version
  issuedDocuments {{ totalCount nodes {ISSUED} }}
  register {{ nodes {{ number channel description {{ en tc }} document {{ __typename
    ... on Document {{ id }} }} }} }} }} }}"""
ONE = f"query One($id: ID!) {{ node(id: $id) {{ ... on IssuedDocument {ISSUED} }} }}"
BOX = """{ viewer { messages(first: 50) { nodes { about subjectId subject { en tc }
  body { en tc } } } } }"""
PENDING = """{ pendingRecordings { totalCount nodes { subjectId askedAt ageSeconds attempts
  notBefore lastFault } } }"""


@dataclass
class Registry:
    """The registry of a small court, issuing documents in one case."""

    court: Court
    case: Any

    def uploaded(self, kind: str = "ORDER", *, key: str = "", by: str = "registry") -> str:
        return self.court.upload(kind, by=by, key=key)

    def issue(self, document_id: str, *, by: str = "registry", **changes: Any) -> Any:
        """Issue an upload; the document as it stands, or the refusal."""
        given = {
            "idempotencyKey": f"issue {document_id}",
            "caseId": self.case["id"],
            "documentId": document_id,
            "expectedVersion": self.case["version"],
            **changes,
        }
        show = f"... on DocumentGivenOut {{ issuedDocument {ISSUED} }}"
        answer = self.court.do("issueDocument", given, show, by=by)
        return answer.get("issuedDocument", answer)

    def issued(self, kind: str = "ORDER", *, key: str = "", **changes: Any) -> Any:
        """A document that is issued, sealed and registered."""
        made = self.issue(self.uploaded(kind, key=key), **changes)
        self.court.parts.outbox.do_due()
        return self.one(made["id"])

    def withdraw(self, issued: Any, *, by: str = "registry", reason: str = "In error.") -> Any:
        """Withdraw a document; as it stands, or the refusal."""
        given = {
            "issuedDocumentId": issued["id"],
            "expectedVersion": issued["version"],
            "reason": reason,
        }
        show = f"... on IssuedDocumentWithdrawn {{ issuedDocument {ISSUED} }}"
        answer = self.court.do("withdrawIssuedDocument", given, show, by=by)
        return answer.get("issuedDocument", answer)

    def one(self, issued_id: str, *, by: str = "registry") -> Any:
        """A court document as somebody sees it; None if they do not."""
        return self.court.ask(ONE, {"id": issued_id}, by=by)["node"]

    def seen(self, *, by: str) -> Any:
        """The case with what was issued in it, as somebody sees it."""
        return self.court.ask(IN_CASE, {"number": self.case["number"]}, by=by)["case"]

    def told(self, by: str, about: str) -> list[Any]:
        """What somebody's Message Box says about a kind of event."""
        found = self.court.ask(BOX, by=by)["viewer"]["messages"]["nodes"]
        return [message for message in found if message["about"] == about]

    def is_known(self, number: str) -> bool:
        """Whether the public is told that a document with a number was issued."""
        query = "query N($n: String!) { documentReference(number: $n) { issued } }"
        return self.court.ask(query, {"n": number})["documentReference"]["issued"]

    def pending(self, by: str) -> list[Any]:
        """What waits for its seal, as somebody sees it."""
        return self.court.ask(PENDING, by=by)["pendingRecordings"]["nodes"]

    def outbox_without_time(self) -> Outbox:
        """The building's jobs while nothing answers where the time authority is."""
        parts = self.court.parts
        signer = signer_of_file(development_credentials(parts.settings.var / "seal"))
        sealer = CertificateSealer(signer, authority_at("http://127.0.0.1:9/time"))
        jobs = jobs_of(parts.works, parts.store, sealer, PracticeScanner(), CourtPen())
        return replace(parts.outbox, jobs=jobs, only=LANES["seals"])


def link(court: Court, case: Any, name: str) -> None:
    """Link an account to a case for its defendant."""
    given = {
        "caseId": case["id"],
        "partyId": case["parties"]["nodes"][1]["id"],
        "signInName": name,
    }
    done = court.do("linkParty", given, "... on PartyLinked { case { id } }", by="registry")
    assert done["__typename"] == "PartyLinked"


def confine(court: Court, case: Any) -> None:
    """Have the court keep a case to itself."""
    given = {
        "caseId": case["id"],
        "kind": "CONFINEMENT",
        "grounds": "for the test",
        "expectedVersion": case["version"],
    }
    show = "... on CaseAccessChanged { case { version } }"
    case["version"] = court.do("makeAccessOrder", given, show, by="registry")["case"]["version"]
