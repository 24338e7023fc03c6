"""The books of a house, read behind its back: what is there, and that it is there once."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from api.audit.models import AuditEntry
from api.audit.operations import first_break
from api.cases.models import Case
from api.documents.models import Document, Rendition
from api.fees.models import FeeAssessment
from api.filings.models import Acknowledgement, Filing
from api.gateways.store import LocalStore
from api.kernel.clock import system_clock
from api.kernel.storage import open_engine
from api.kernel.tables import OutboxJob
from api.kernel.work import Work, Works
from api.notifications.models import Message
from api.payments.models import Payment, ProviderMessage, Receipt, ServiceRequest
from api.payments.states import PaymentState, ServiceRequestState
from api.reactions import finish, react
from api.register.models import CauseBookEntry, RegisterEntry
from tests.journeys.house import House

ONCE = (
    "FilingReceived",
    "FilingAwaitsPayment",
    "FilingPaymentSettled",
    "FilingAccepted",
    "FilingRejected",
    "FilingRecorded",
    "ServiceRequestPaid",
    "DocumentSealed",
    "CourtDocumentIssued",
)
"""Events that a subject meets at most once, and most of which are told in the Message Box."""


@dataclass(frozen=True)
class Books:
    """Everything that was written down, as one reader found it."""

    filings: list[Filing]
    assessments: int
    acknowledgements: int
    requests: list[ServiceRequest]
    payments: list[Payment]
    receipts: list[Receipt]
    told: list[ProviderMessage]
    cases: list[Case]
    lines: int
    entries: list[RegisterEntry]
    messages: Counter[tuple[str, str]]
    events: Counter[tuple[str, str]]
    jobs_left: int
    first_break: int | None
    documents: list[Document]
    renditions: list[Rendition]

    @property
    def received(self) -> list[Filing]:
        """The filings that the court has received, in the order of their numbers."""
        numbered = [f for f in self.filings if f.transaction_number is not None]
        return sorted(numbered, key=lambda f: f.transaction_number or "")

    @property
    def money(self) -> list[Payment]:
        """The payments that brought money and met what was asked for."""
        met = {r.id for r in self.requests if r.state is ServiceRequestState.PAID}
        received = [p for p in self.payments if p.state is PaymentState.SUCCESS]
        return [p for p in received if p.service_request_id in met and not p.duplicate_of_id]

    def payments_of(self, filing: Any) -> list[Payment]:
        """The attempts to pay a filing's fee, oldest first."""
        asked = filing["serviceRequest"]["id"]
        return [p for p in self.payments if p.service_request_id == asked]

    def receipts_of(self, filing: Any) -> list[Receipt]:
        """The receipts for a filing's fee."""
        attempts = {p.id for p in self.payments_of(filing)}
        return [r for r in self.receipts if r.payment_id in attempts]

    def told_of(self, payment_id: str) -> list[ProviderMessage]:
        """What the provider said of a payment: by messages, and when asked (`look:`)."""
        return [m for m in self.told if m.payment_id == payment_id]

    def messaged_of(self, payment_id: str) -> list[ProviderMessage]:
        """What the provider said by itself; on a slow machine we may have asked besides."""
        told = self.told_of(payment_id)
        return [m for m in told if not m.provider_event_id.startswith("look:")]


@contextmanager
def opened(house: House) -> Iterator[Work]:
    """Open the database from outside the API's process."""
    engine = open_engine(house.database_url)
    with Works(engine, system_clock, react, finish).open() as work:
        yield work
    engine.dispose()


def read_books(house: House) -> Books:
    """Read everything at once."""
    with opened(house) as work:

        def rows(table: Any) -> list[Any]:
            return list(work.session.exec(select(table).order_by(table.id)))

        def count(table: Any) -> int:
            return work.session.exec(select(sa.func.count()).select_from(table)).one()

        left = select(sa.func.count()).where(col(OutboxJob.done_at).is_(None))
        entries = work.session.exec(select(AuditEntry)).all()
        return Books(
            filings=rows(Filing),
            assessments=count(FeeAssessment),
            acknowledgements=count(Acknowledgement),
            requests=rows(ServiceRequest),
            payments=rows(Payment),
            receipts=rows(Receipt),
            told=rows(ProviderMessage),
            cases=rows(Case),
            lines=count(CauseBookEntry),
            entries=rows(RegisterEntry),
            messages=Counter((m.subject_id, m.about) for m in rows(Message)),
            events=Counter((e.subject_id, e.event) for e in entries),
            jobs_left=work.session.exec(left).one(),
            first_break=first_break(work),
            documents=rows(Document),
            renditions=rows(Rendition),
        )


def assert_nothing_is_there_twice(house: House) -> Books:
    """What holds at every moment, however often the house burned down; the books."""
    books = read_books(house)
    assert books.first_break is None
    received = books.received
    running = [int((f.transaction_number or "")[-7:]) for f in received]
    assert running == list(range(1, len(received) + 1))
    assert books.acknowledgements == books.assessments == len(received)
    asked = [f for f in received if f.service_request_id]
    assert sorted(r.id for r in books.requests) == sorted(f.service_request_id for f in asked)
    paid = [p.service_request_id for p in books.money]
    assert len(paid) == len(set(paid))
    assert sorted(r.payment_id for r in books.receipts) == sorted(p.id for p in books.money)
    assert [n for n, times in books.messages.items() if times > 1] == []
    assert [n for n, times in books.events.items() if n[1] in ONCE and times > 1] == []
    for case in books.cases:
        numbers = sorted(e.number for e in books.entries if e.case_id == case.id)
        assert numbers == list(range(1, len(numbers) + 1))
    assert books.lines == len(books.cases)
    assert sorted(c.running_number for c in books.cases) == list(range(1, len(books.cases) + 1))
    assert_every_byte_is_there(house, books)
    return books


def assert_every_byte_is_there(house: House, books: Books) -> None:
    """Every rendition's bytes are on the disk under their digest."""
    store = LocalStore(house.var / "documents")
    for rendition in books.renditions:
        body = store.open(rendition.sha256).read_bytes()
        assert hashlib.sha256(body).hexdigest() == rendition.sha256
        assert len(body) == rendition.bytes
