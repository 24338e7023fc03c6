"""The life of a service request and of a payment.

Source: the common model of card payments (GOV.UK Pay's public states) with ``UNKNOWN`` added.
"""

from enum import StrEnum

from api.kernel.actors import FILERS, AccountKind
from api.kernel.states import BUILDING, Move, Moves
from api.payments import events


class PaymentMeans(StrEnum):
    """Means of payment by their published codes. Source: Judiciary FAQ on e-payment."""

    CARD = "CARD"
    """Credit card, online."""
    PPS = "PPS"
    """PPS Shop&Buy on the web."""
    DEPOSIT_ACCOUNT = "DEPOSIT_ACCOUNT"
    """An organisation's deposit account with the Judiciary."""


class ServiceRequestState(StrEnum):
    """Where an amount asked for stands."""

    OPEN = "OPEN"
    PAID = "PAID"
    CANCELLED = "CANCELLED"


class PaymentState(StrEnum):
    """Where one attempt to pay stands. ``UNKNOWN`` is no answer yet, never shown as failed."""

    CREATED = "CREATED"
    STARTED = "STARTED"
    SUBMITTED = "SUBMITTED"
    CAPTURABLE = "CAPTURABLE"
    SUCCESS = "SUCCESS"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    ERROR = "ERROR"
    UNKNOWN = "UNKNOWN"


AWAITED = (
    PaymentState.CREATED,
    PaymentState.STARTED,
    PaymentState.SUBMITTED,
    PaymentState.CAPTURABLE,
)
UNRESOLVED = (*AWAITED, PaymentState.UNKNOWN)
LIVE = (*UNRESOLVED, PaymentState.SUCCESS)
ENDED = (
    PaymentState.DECLINED,
    PaymentState.EXPIRED,
    PaymentState.CANCELLED,
    PaymentState.ERROR,
)

CANCELLERS = (*FILERS, AccountKind.REGISTRY_OFFICER, AccountKind.ACCOUNTS_OFFICER, BUILDING)
PROVIDER = (BUILDING,)

SERVICE_REQUEST_MOVES = Moves(
    noun="service request",
    states=ServiceRequestState,
    table=(
        Move("ask", (None,), ServiceRequestState.OPEN, FILERS, events.PaymentAsked),
        Move(
            "settle",
            (ServiceRequestState.OPEN,),
            ServiceRequestState.PAID,
            PROVIDER,
            events.ServiceRequestPaid,
            stamps="paid_at",
        ),
        Move(
            "cancel",
            (ServiceRequestState.OPEN,),
            ServiceRequestState.CANCELLED,
            CANCELLERS,
            events.ServiceRequestCancelled,
        ),
    ),
)

# Success has three doors, so that history never lies about how money arrived: while it was
# awaited, after we had stopped awaiting it, and when the request had already been met.
PAYMENT_MOVES = Moves(
    noun="payment",
    states=PaymentState,
    table=(
        Move("open", (None,), PaymentState.CREATED, FILERS, events.PaymentOpened),
        Move(
            "start",
            (PaymentState.CREATED, PaymentState.UNKNOWN),
            PaymentState.STARTED,
            PROVIDER,
            events.PaymentStarted,
        ),
        Move(
            "submit",
            (PaymentState.CREATED, PaymentState.STARTED, PaymentState.UNKNOWN),
            PaymentState.SUBMITTED,
            PROVIDER,
            events.PaymentSubmitted,
        ),
        Move(
            "hold",
            (
                PaymentState.CREATED,
                PaymentState.STARTED,
                PaymentState.SUBMITTED,
                PaymentState.UNKNOWN,
            ),
            PaymentState.CAPTURABLE,
            PROVIDER,
            events.PaymentHeld,
        ),
        Move("succeed", AWAITED, PaymentState.SUCCESS, PROVIDER, events.PaymentSucceeded),
        Move(
            "succeed_late",
            (PaymentState.UNKNOWN, *ENDED),
            PaymentState.SUCCESS,
            PROVIDER,
            events.PaymentSucceededLate,
        ),
        Move(
            "duplicate",
            (*UNRESOLVED, *ENDED),
            PaymentState.SUCCESS,
            PROVIDER,
            events.PaymentDuplicated,
        ),
        Move("decline", UNRESOLVED, PaymentState.DECLINED, PROVIDER, events.PaymentDeclined),
        Move("expire", UNRESOLVED, PaymentState.EXPIRED, PROVIDER, events.PaymentExpired),
        Move("cancel", UNRESOLVED, PaymentState.CANCELLED, CANCELLERS, events.PaymentCancelled),
        Move("supersede", UNRESOLVED, PaymentState.CANCELLED, PROVIDER, events.PaymentSuperseded),
        Move("fail", UNRESOLVED, PaymentState.ERROR, PROVIDER, events.PaymentFailed),
        Move("lose_sight", AWAITED, PaymentState.UNKNOWN, PROVIDER, events.PaymentSightLost),
        Move("suspect", UNRESOLVED, PaymentState.UNKNOWN, PROVIDER, events.PaymentMismatchFound),
    ),
)
