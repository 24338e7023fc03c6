"""The rooms without their doors: real works and reactions, and people who need no password."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from api.accounts.models import Account
from api.accounts.operations import open_organization
from api.accounts.queries import actor_of
from api.audit.models import AuditEntry
from api.audit.operations import first_break
from api.audit.queries import differences
from api.cases.models import Case
from api.courts.operations import publish_reference
from api.documents.operations import NewUpload, create_upload, record_scan, record_stored
from api.documents.ports import Inspection, Verdict
from api.documents.states import ScanState
from api.filings.models import Filing
from api.filings.operations import settle, start, submit
from api.filings.procedures import _record
from api.filings.queries import lodged_in
from api.filings.rules import Draft, DraftParty, NewCaseDraft
from api.kernel.actors import SYSTEM, AccountKind, Actor
from api.kernel.states import move
from api.kernel.work import Work, Works
from api.migrations.tables import TABLES
from api.parties.states import PartyKind, PartyRole
from api.reactions import finish, react
from api.reviews.operations import Disposal, claim, decide
from tests.court import Hands
from tests.every_row import every_row

PLAINTIFF = DraftParty(PartyRole.PLAINTIFF, PartyKind.INDIVIDUAL, "陳樣本 Sample Plaintiff")
DEFENDANT = DraftParty(PartyRole.DEFENDANT, PartyKind.ORGANIZATION, "Sample Kites Limited")
NEW_CASE = NewCaseDraft("DCPI", "MONETARY", "PERSONAL_INJURIES", (PLAINTIFF, DEFENDANT))
BUNDLE = ("WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM", "STATEMENT_OF_DAMAGES")
FEE_CENTS = 50400
WHO = {
    "lawyer": (AccountKind.OU, "LANTERN"),
    "colleague": (AccountKind.OU, "LANTERN"),
    "rival": (AccountKind.OU, "HARBOUR"),
    "primary": (AccountKind.PA, "LANTERN"),
    "secondary": (AccountKind.SA, "LANTERN"),
    "litigant": (AccountKind.IU, None),
    "stranger": (AccountKind.IU, None),
    "registry": (AccountKind.REGISTRY_OFFICER, None),
    "registry2": (AccountKind.REGISTRY_OFFICER, None),
    "accounts": (AccountKind.ACCOUNTS_OFFICER, None),
    "helpdesk": (AccountKind.HELP_CENTRE_OFFICER, None),
    "auditor": (AccountKind.AUDITOR, None),
}


@dataclass
class Rooms:
    """Works with the real reactions on one database, and steps in the court's words."""

    engine: sa.Engine
    hands: Hands
    people: dict[str, Actor] = field(default_factory=dict[str, Actor])
    made: int = 0

    @property
    def works(self) -> Works:
        return Works(self.engine, self.hands, react, finish)

    @contextmanager
    def by(self, name: str) -> Iterator[Work]:
        """Open a work as one of the people."""
        with self.works.open(self.people[name]) as work:
            yield work

    def key(self) -> str:
        """A fresh idempotency key."""
        self.made += 1
        return f"key {self.made}"

    def settle_in(self) -> "Rooms":
        """Publish the courts and open everybody's account."""
        with self.works.open(SYSTEM) as work:
            publish_reference(work)
            firms = {
                code: open_organization(work, code, f"{code} (fictional firm)", {}).id
                for code in ("LANTERN", "HARBOUR")
            }
            for name, (kind, firm) in WHO.items():
                account = Account(
                    id=work.new_id("acc"),
                    kind=kind,
                    state=None,
                    sign_in_name=name,
                    password_hash="nobody signs in here",
                    name=f"Sample {name}",
                    email=f"{name}@example.test",
                    organization_id=firms[firm] if firm else None,
                    created_at=work.at,
                )
                move(work, account, "open")
                work.session.add(account)
                work.session.flush()
                self.people[name] = actor_of(account)
        return self

    def document(
        self,
        kind: str,
        *,
        by: str = "lawyer",
        stored: bool = True,
        text: str | None = None,
        inspection: Inspection | None = None,
        scan: ScanState = ScanState.CLEAN,
    ) -> str:
        """A document declared, its bytes kept and scanned, as somebody's."""
        content = (text or f"{kind} {self.key()}").encode()
        upload = NewUpload(
            kind, f"{kind.lower()}.pdf", len(content), hashlib.sha256(content).hexdigest()
        )
        with self.by(by) as work:
            document_id = create_upload(work, upload, self.key())
            work.session.flush()
            if stored:
                record_stored(work, document_id, inspection or Inspection(pages=2))
        if stored and scan is not ScanState.PENDING:
            self.scanned(document_id, scan)
        return document_id

    def scanned(self, document_id: str, scan: ScanState) -> None:
        """Record what a scanner said of a document."""
        with self.works.open() as work:
            record_scan(work, document_id, Verdict(scan, "Sample-Virus"))

    def draft(
        self,
        *,
        by: str = "lawyer",
        new_case: NewCaseDraft | None = NEW_CASE,
        case_number: str | None = None,
        documents: Sequence[str] = BUNDLE,
        resubmission_of: str | None = None,
    ) -> str:
        """A draft with documents of these kinds."""
        ids = tuple(self.document(kind, by=by) for kind in documents)
        draft = Draft(None if case_number else new_case, case_number, ids, resubmission_of)
        with self.by(by) as work:
            return start(work, draft, self.key())

    def submitted(self, *, by: str = "lawyer", **draft: Any) -> str:
        """A filing just submitted; its fee is not paid."""
        filing_id = self.draft(by=by, **draft)
        with self.by(by) as work:
            return submit(work, filing_id, self.filing(filing_id).version, self.key())

    def paid(self, filing_id: str) -> str:
        """Settle the fee of a filing as the provider's message would."""
        with self.works.open() as work:
            settle(work, f"filing:{filing_id}", FEE_CENTS)
        return filing_id

    def received(self, *, by: str = "lawyer", **draft: Any) -> str:
        """A filing before the registry, paid for."""
        return self.paid(self.submitted(by=by, **draft))

    def claimed(self, filing_id: str, *, by: str = "registry") -> str:
        """A filing whose review an officer holds."""
        with self.by(by) as work:
            return claim(work, filing_id, self.filing(filing_id).version)

    def disposals(self, filing_id: str, *accept: bool) -> list[Disposal]:
        """Accept or reject each document in order; one answer for all if one is given."""
        rows = self.lodged(filing_id)
        said = accept * len(rows) if len(accept) == 1 else accept
        return [
            Disposal(row, yes, () if yes else ("ILLEGIBLE",))
            for row, yes in zip(rows, said, strict=True)
        ]

    def decided(
        self, filing_id: str, *accept: bool, by: str = "registry", answer: str | None = None
    ) -> str:
        """Decide a claimed filing; a referred one with the answer."""
        with self.by(by) as work:
            return decide(
                work,
                filing_id,
                self.filing(filing_id).version,
                self.disposals(filing_id, *(accept or (True,))),
                answer,
            )

    def recorded(self, filing_id: str) -> str:
        """Make the record of a decided filing that has nothing to be sealed."""
        with self.works.open() as work:
            _record(work, filing_id)
        return filing_id

    def opened_case(self, *, by: str = "lawyer", **draft: Any) -> Case:
        """A case begun by an accepted filing."""
        filing = self.filing(self.decided(self.claimed(self.received(by=by, **draft))))
        return self.one(Case, filing.case_id)

    def filing(self, filing_id: str) -> Filing:
        """A filing as it is stored."""
        return self.one(Filing, filing_id)

    def one(self, table: type[Any], key: Any) -> Any:
        """A row as it is stored."""
        with Session(self.engine, expire_on_commit=False) as session:
            return session.get_one(table, key)

    def all(self, table: type[Any], **where: object) -> list[Any]:
        """Rows as they are stored, in the order of their keys."""
        key = sa.inspect(table).primary_key[0]
        with Session(self.engine, expire_on_commit=False) as session:
            return list(session.exec(select(table).filter_by(**where).order_by(key)))

    def lodged(self, filing_id: str) -> list[str]:
        """The ids of the places of a filing's documents, in order."""
        with Session(self.engine) as session:
            return [row.id for row, _ in lodged_in(session, filing_id)]

    def events(self, since: int = 0) -> list[str]:
        """The names of what happened after an entry of the audit trail, in order."""
        return [e.event for e in self.all(AuditEntry) if e.number > since]

    def differences(self) -> list[str]:
        """Every row that is not where the log leads (I-3); the trail itself must be whole."""
        with Session(self.engine) as session:
            assert first_break(Work(session, SYSTEM, self.hands.now)) is None
            return [str(one) for one in differences(session, TABLES)]

    def everything(self) -> dict[str, list[str]]:
        """Every row of every table, to prove that nothing changed."""
        with self.engine.connect() as connection:
            return every_row(connection)
