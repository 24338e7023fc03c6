"""What happens to money asked for and received. Amounts are whole cents of HKD."""

from dataclasses import dataclass
from datetime import datetime

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PaymentAsked(Event):
    """A payer was asked for an amount."""

    service_request_id: str
    purpose: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class ServiceRequestPaid(Event):
    """A request was met, in time or late: what the room that asked should listen to."""

    service_request_id: str
    purpose: str
    payment_id: str
    receipt_id: str
    amount_cents: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ServiceRequestCancelled(Event):
    """A request need not be met any more."""

    service_request_id: str
    purpose: str


@dataclass(frozen=True, slots=True)
class PaymentOpened(Event):
    """An attempt to pay was begun; the provider has not heard of it yet."""

    payment_id: str
    service_request_id: str
    means: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class PaymentStarted(Event):
    """The provider holds the charge ready for the payer."""

    payment_id: str
    provider_reference: str


@dataclass(frozen=True, slots=True)
class PaymentSubmitted(Event):
    """The payer gave the provider what it needs; the answer is awaited."""

    payment_id: str
    service_request_id: str


@dataclass(frozen=True, slots=True)
class PaymentHeld(Event):
    """The amount is authorised and can be captured."""

    payment_id: str
    service_request_id: str


@dataclass(frozen=True, slots=True)
class PaymentSucceeded(Event):
    """Money was received while it was awaited."""

    payment_id: str
    service_request_id: str
    purpose: str
    amount_cents: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentSucceededLate(Event):
    """Money was received after the payment had ended or been lost from sight.

    If the request was cancelled meanwhile, no ``ServiceRequestPaid`` follows: the money stays
    unallocated until the Accounts Office decides.
    """

    payment_id: str
    service_request_id: str
    purpose: str
    amount_cents: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentDuplicated(Event):
    """Money was received for a request that another payment had already met; to be returned."""

    payment_id: str
    service_request_id: str
    met_by_payment_id: str
    amount_cents: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentDeclined(Event):
    """The payer's bank said no; nothing was taken."""

    payment_id: str
    service_request_id: str


@dataclass(frozen=True, slots=True)
class PaymentExpired(Event):
    """The payer did not finish in time; nothing was taken."""

    payment_id: str
    service_request_id: str


@dataclass(frozen=True, slots=True)
class PaymentCancelled(Event):
    """The payer gave up, or the request was cancelled; nothing was taken."""

    payment_id: str
    service_request_id: str


@dataclass(frozen=True, slots=True)
class PaymentSuperseded(Event):
    """Another payment met the request while this one was still open."""

    payment_id: str
    service_request_id: str


@dataclass(frozen=True, slots=True)
class PaymentFailed(Event):
    """The provider could not carry the charge out; nothing was taken."""

    payment_id: str
    service_request_id: str


@dataclass(frozen=True, slots=True)
class PaymentSightLost(Event):
    """The provider no longer says what became of the charge; it is unknown, not failed."""

    payment_id: str
    service_request_id: str


@dataclass(frozen=True, slots=True)
class PaymentMismatchFound(Event):
    """The provider reported another amount or another reference than ours; never a success."""

    payment_id: str
    service_request_id: str
    expected_cents: int
    said_cents: int
    said_reference: str


@dataclass(frozen=True, slots=True)
class PaymentStatusCorrected(Event):
    """Asking the provider showed that our state lagged behind; the move's own event stands too."""

    payment_id: str
    found_state: str
    corrected_state: str
