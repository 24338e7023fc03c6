"""What happens to filings. Ids, codes and times only.

``owner_id`` is the account of the filer, so that whoever hears an event knows whom to tell.
"""

from dataclasses import dataclass
from datetime import datetime

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class FilingStarted(Event):
    """A draft was begun."""

    filing_id: str
    owner_id: str


@dataclass(frozen=True, slots=True)
class FilingRevised(Event):
    """A draft was changed."""

    filing_id: str
    owner_id: str


@dataclass(frozen=True, slots=True)
class FilingDiscarded(Event):
    """A draft was thrown away; it was never filed."""

    filing_id: str
    owner_id: str


@dataclass(frozen=True, slots=True)
class FilingSubmitted(Event):
    """The filer pressed the last button; documents and fees are frozen."""

    filing_id: str
    owner_id: str
    documents: int
    total_cents: int


@dataclass(frozen=True, slots=True)
class FilingReceived(Event):
    """The court has the filing: it has a transaction number and a time."""

    filing_id: str
    owner_id: str
    transaction_number: str
    received_at: datetime
    deemed_at: datetime | None
    deemed_rule: str


@dataclass(frozen=True, slots=True)
class FilingFailed(Event):
    """A submission did not arrive; the filer was told and the draft kept."""

    filing_id: str
    owner_id: str


@dataclass(frozen=True, slots=True)
class FilingAwaitsPayment(Event):
    """The fee is to be paid before the registry looks at the filing."""

    filing_id: str
    owner_id: str
    transaction_number: str
    service_request_id: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class FilingPaymentSettled(Event):
    """The fee was paid; the time of receipt does not change."""

    filing_id: str
    owner_id: str
    transaction_number: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class FilingWithdrawn(Event):
    """The filer took the filing back before anybody looked at it."""

    filing_id: str
    owner_id: str
    transaction_number: str


@dataclass(frozen=True, slots=True)
class FilingClaimed(Event):
    """A registry officer took the review."""

    filing_id: str
    reviewer_id: str


@dataclass(frozen=True, slots=True)
class FilingReleased(Event):
    """The review went back into the queue."""

    filing_id: str
    reviewer_id: str


@dataclass(frozen=True, slots=True)
class FilingReferred(Event):
    """The filing went to a master or the registrar."""

    filing_id: str
    owner_id: str
    transaction_number: str
    reviewer_id: str
    referred_to: str


@dataclass(frozen=True, slots=True)
class FilingAccepted(Event):
    """Every document was accepted."""

    filing_id: str
    owner_id: str
    transaction_number: str
    case_id: str


@dataclass(frozen=True, slots=True)
class FilingPartiallyAccepted(Event):
    """Some documents were accepted and some rejected."""

    filing_id: str
    owner_id: str
    transaction_number: str
    case_id: str


@dataclass(frozen=True, slots=True)
class FilingRejected(Event):
    """Every document was rejected, with coded reasons."""

    filing_id: str
    owner_id: str
    transaction_number: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilingRecorded(Event):
    """The register shows the filing; what the court issues is sealed."""

    filing_id: str
    owner_id: str
    transaction_number: str
    case_id: str


@dataclass(frozen=True, slots=True)
class DeemedTimeResolved(Event):
    """A closure ended, and with it the doubt about when the filing counts."""

    filing_id: str
    owner_id: str
    transaction_number: str
    deemed_at: datetime
    deemed_rule: str


@dataclass(frozen=True, slots=True)
class EffectiveTimeChanged(Event):
    """An order changed from when the filing has effect; when it counts as received stays."""

    filing_id: str
    owner_id: str
    transaction_number: str
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class DeemedTimeRevised(Event):
    """A closure became known that covers the time at which the filing was to count.

    ``deemed_at`` is later than ``was_at``, or None while the reopening is not known.
    """

    filing_id: str
    owner_id: str
    transaction_number: str
    was_at: datetime | None
    deemed_at: datetime | None
    deemed_rule: str
    closure_id: str | None


@dataclass(frozen=True, slots=True)
class DocumentLodged(Event):
    """A document was put into a draft."""

    filing_document_id: str
    filing_id: str
    document_id: str


@dataclass(frozen=True, slots=True)
class DocumentReceived(Event):
    """A document was received with its filing."""

    filing_document_id: str
    filing_id: str


@dataclass(frozen=True, slots=True)
class DocumentAccepted(Event):
    """A document was accepted."""

    filing_document_id: str
    filing_id: str


@dataclass(frozen=True, slots=True)
class DocumentRejected(Event):
    """A document was rejected for coded reasons."""

    filing_document_id: str
    filing_id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilingCheckedAgain(Event):
    """What a check rests on became known after the submission; these are the findings now."""

    filing_id: str
    owner_id: str
    transaction_number: str
    rules: tuple[str, ...]
