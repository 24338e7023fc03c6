"""A small court for tests: the real building in process, with personas and a movable clock."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import select

from api.accounts.models import Account
from api.accounts.procedures import sign_in_or_refuse
from api.accounts.queries import actor_of
from api.app import Parts, assemble
from api.demo import PASSWORD, PERSONAS, seed
from api.documents.models import Document
from api.documents.procedures import scan_document
from api.documents.states import DocumentState, ScanState
from api.filings.operations import settle
from api.gateways.scanning import PracticeScanner
from api.graphql.context import Context
from api.kernel.actors import Actor
from api.kernel.work import Works
from api.reading.engine import Answer, Asked
from api.settings import Settings
from tests.documents.pdfs import COURT_WORDS, a_pdf
from tests.documents.steps import INSPECTOR


@dataclass
class Hands:
    """The hands of a clock that stands still until it is moved."""

    now: datetime = datetime(2022, 5, 13, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)

    def set(self, text: str) -> None:
        """Set the clock to a Hong Kong time, as ``2022-05-13 18:05``."""
        self.now = datetime.fromisoformat(text + "+08:00").astimezone(UTC)


@dataclass
class Court:
    """The building with people in it. ``ask`` speaks GraphQL to it without HTTP."""

    parts: Parts
    hands: Hands
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def works(self) -> Works:
        return self.parts.works

    def actor(self, name: str) -> Actor:
        """A persona as one who acts."""
        with self.works.look() as session:
            found = session.exec(select(Account).where(Account.sign_in_name == name)).one()
            return actor_of(found)

    def token(self, name: str) -> str:
        """A persona's token, signed in afresh when the old one ran out."""
        if name not in self.tokens:
            self.tokens[name] = sign_in_or_refuse(self.works, name, PASSWORD).token
        return self.tokens[name]

    def answer(
        self, query: str, variables: dict[str, Any] | None = None, *, by: str | None = None
    ) -> Answer:
        """Ask as a persona, or as the public; the raw answer."""
        token = self.token(by) if by else None
        context = Context(self.parts.building, token)
        return self.parts.reader.answer(Asked(query, variables, None, token, context))

    def ask(
        self, query: str, variables: dict[str, Any] | None = None, *, by: str | None = None
    ) -> Any:
        """Ask as a persona, or as the public; the data, which must come without errors."""
        body = orjson.loads(self.answer(query, variables, by=by).body)
        assert "errors" not in body, body["errors"]
        return body["data"]

    def do(self, mutation: str, given: dict[str, Any], show: str, *, by: str | None = None) -> Any:
        """Call one mutation by its name: ``show`` selects on its success type and on refusals."""
        kind = mutation[0].upper() + mutation[1:] + "Input"
        query = (
            f"mutation Do($input: {kind}!) {{ {mutation}(input: $input) {{ __typename "
            f"... on Refusal {{ code path message {{ en tc }} remedy {{ en }} }} {show} }} }}"
        )
        return self.ask(query, {"input": given}, by=by)[mutation]

    def upload(
        self, kind: str, *, by: str = "lawyer", pdf: bytes | None = None, key: str = ""
    ) -> str:
        """Upload a real PDF the whole way, past the HTTP route; returns the document's id."""
        body = a_pdf(pages=2, text=f"{kind} {key}{COURT_WORDS}") if pdf is None else pdf
        given = {
            "idempotencyKey": f"upload {kind} {key} {hashlib.sha256(body).hexdigest()[:8]}",
            "kind": kind,
            "fileName": f"{kind.lower()}.pdf",
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        made = self.do("createUpload", given, "... on UploadTicket { document { id } }", by=by)
        document_id: str = made["document"]["id"]
        with self.parts.store.stage(document_id, limit=len(body)) as incoming:
            incoming.write(body)
            incoming.finish()
        done = self.do(
            "completeUpload",
            {"documentId": document_id},
            "... on UploadCompleted { document { id } }",
            by=by,
        )
        self.let_scans_end()
        return done["document"]["id"]

    def let_scans_end(self) -> None:
        """Wait until everything that came is scanned, by a server's jobs or by ours."""
        waiting = select(Document.id).where(
            Document.state == DocumentState.STORED, Document.scan == ScanState.PENDING
        )
        while True:
            with self.works.look() as session:
                found = list(session.exec(waiting))
            for document_id in found:
                scan_document(self.works, self.parts.store, PracticeScanner(), document_id)
            if not found:
                return

    def draft(self, *, by: str = "lawyer", key: str = "draft", **changes: Any) -> Any:
        """Draft a filing that begins a DCPI action, complete unless changed."""
        kinds = ("WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM", "STATEMENT_OF_DAMAGES")
        given: dict[str, Any] = {"idempotencyKey": key, "newCase": NEW_CASE, **changes}
        if "documentIds" not in given:
            given["documentIds"] = [self.upload(kind, by=by, key=key) for kind in kinds]
        show = "... on FilingStarted { filing { id version state } }"
        return self.do("startFiling", given, show, by=by)["filing"]

    def submit(self, filing: Any, *, by: str = "lawyer", key: str = "submit") -> Any:
        """Submit a draft; the filing as it stands, or the refusal."""
        given = {
            "idempotencyKey": key + filing["id"],
            "filingId": filing["id"],
            "expectedVersion": filing["version"],
        }
        answer = self.do("submitFiling", given, SUBMITTED, by=by)
        return answer.get("filing", answer)

    def pay(self, filing: Any) -> None:
        """Settle a filing's fee as the provider's message would, without a provider."""
        with self.works.open() as work:
            settle(work, f"filing:{filing['id']}", 50400)

    def filing(self, filing_id: str, *, by: str) -> Any:
        """A filing as a persona sees it; None if they do not."""
        return self.ask(FILING, {"id": filing_id}, by=by)["node"]

    def received(self, *, by: str = "lawyer", key: str = "received", **changes: Any) -> Any:
        """A filing that begins a DCPI action, submitted and paid for, before the registry."""
        filing = self.submit(self.draft(by=by, key=key, **changes), by=by, key=key)
        if filing["state"] == "PAYMENT_PENDING":
            self.pay(filing)
        return self.filing(filing["id"], by="registry")

    def claimed(self, filing: Any, *, by: str = "registry") -> Any:
        """A filing whose review an officer holds."""
        given = {"filingId": filing["id"], "expectedVersion": filing["version"]}
        show = f"... on ReviewClaimed {{ filing {SHOWN} }}"
        return self.do("claimReview", given, show, by=by)["filing"]

    def decide(self, filing: Any, *, accept: bool = True, by: str = "registry") -> Any:
        """Accept or reject every document of a claimed filing; the filing, or the refusal."""
        reasons = [] if accept else [next(iter(self.reasons()))]
        given = {
            "filingId": filing["id"],
            "expectedVersion": filing["version"],
            "dispositions": [
                {"filingDocumentId": d["id"], "accept": accept, "reasons": reasons}
                for d in filing["documents"]
            ],
        }
        show = f"... on FilingDecided {{ filing {SHOWN} }}"
        answer = self.do("decideFiling", given, show, by=by)
        return answer.get("filing", answer)

    def reasons(self) -> list[str]:
        """The codes of the reasons for rejecting."""
        codes = self.ask("{ codes(kind: REJECTION_REASON) { value } }")["codes"]
        return [code["value"] for code in codes]

    def opened_case(self, *, key: str = "case", by: str = "lawyer") -> Any:
        """A case, opened by accepting a filing and recorded; the filing that began it."""
        filing = self.decide(self.claimed(self.received(by=by, key=key)))
        self.parts.outbox.do_due()
        return self.filing(filing["id"], by="registry")

    def close(self) -> None:
        self.parts.reader.database.close()
        self.parts.provider.close()
        self.parts.engine.dispose()


NEW_CASE = {
    "proceedingType": "DCPI",
    "relief": "MONETARY",
    "natureOfClaim": "PERSONAL_INJURIES",
    "parties": [
        {"role": "PLAINTIFF", "name": "陳樣本 Sample Plaintiff"},
        {"role": "DEFENDANT", "kind": "ORGANIZATION", "name": "Sample Kites Limited"},
    ],
}
SHOWN = """{ id version state transactionNumber case { id number title version accessLevel
  parties { nodes { id role name } } } documents { id ordinal disposition } }"""
SUBMITTED = """... on FilingSubmitted { filing { id version state transactionNumber
  times { started submitted received deemedReceived { at pending rule explanation { en } } }
  serviceRequest { id state amount { amount } } fees { total { amount } } } }
  ... on ProblemsFound { findings { rule severity path message { en } } }
  ... on ChangedMeanwhile { currentVersion }"""
FILING = f"query Filing($id: ID!) {{ node(id: $id) {{ ... on Filing {SHOWN} }} }}"


def open_court(database_url: str, hands: Hands, folder: Path) -> Court:
    """Open a building on a migrated database and let the personas in."""
    settings = Settings(
        var=folder,
        database_url=database_url,
        links_secret="x" * 40,
        provider_key="key",
        webhook_secret="secret",
        provider_url="http://127.0.0.1:9",
    )
    parts = assemble(settings, hands)
    parts = replace(parts, building=replace(parts.building, inspector=INSPECTOR))
    seed(parts.works)
    return Court(parts, hands)


def persona_names() -> list[str]:
    """The names of everybody there is."""
    return [persona.sign_in_name for persona in PERSONAS]
