"""Payments in the contract: what is asked for, attempts to pay, receipts."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.graphql.context import Info, verb
from api.graphql.describing import enumerated
from api.graphql.words import Money, Node, Refused
from api.payments import procedures
from api.payments.models import Payment as PaymentRow
from api.payments.models import Receipt as ReceiptRow
from api.payments.models import ServiceRequest as ServiceRequestRow
from api.payments.queries import payment_visible_to, receipt_visible_to, visible_to
from api.payments.states import PaymentMeans, PaymentState, ServiceRequestState
from api.reading.declare import at, edge, money, reads
from api.reference.papers import CodeKind

enumerated(PaymentState, codes=CodeKind.PAYMENT_STATE)
enumerated(ServiceRequestState, codes=CodeKind.SERVICE_REQUEST_STATE)
enumerated(PaymentMeans)


@reads(ReceiptRow, visible=receipt_visible_to)
class Receipt(Node):
    """The court's word that it received an amount."""

    number: str
    """Receipt number."""
    amount: Money = money("amount_cents")
    """What was received."""
    issued_at: datetime
    """When it was issued."""


@reads(PaymentRow, visible=payment_visible_to)
class Payment(Node):
    """One attempt to pay. UNKNOWN means that no answer has come yet; it is never a failure."""

    state: PaymentState
    """Where it stands."""
    means: PaymentMeans
    """By what means."""
    amount: Money = money("amount_cents")
    """How much."""
    started_at: datetime
    """When it was begun."""
    received_at: datetime | None
    """When the money was received."""
    continue_url: str | None
    """Where the payer goes on, at the payment provider; null until the provider is ready."""
    receipt: Receipt | None = edge()
    """The receipt, once the money was received."""


@reads(ServiceRequestRow, visible=visible_to)
class ServiceRequest(Node):
    """An amount asked of a payer, and the attempts to pay it. It is met at most once."""

    state: ServiceRequestState
    """Whether it is still to be paid."""
    amount: Money = money("amount_cents")
    """How much is asked for."""
    purpose: str
    """What it is for: `filing:` and the filing's id."""
    created_at: datetime
    """When it was asked for."""
    paid_at: datetime | None
    """When it was met."""
    payments: list[Payment] = edge(order=("started_at", "id"))
    """The attempts to pay it, oldest first."""


@strawberry.input
class StartPaymentInput:
    """How an amount is to be paid."""

    idempotency_key: str
    """Your own key for this request: the same key and body again give the same answer."""
    service_request_id: strawberry.ID
    """What is to be paid: `Filing.serviceRequest.id`."""
    means: PaymentMeans
    """By what means."""
    return_url: str
    """Where the provider sends the payer afterwards: an absolute http or https address."""


@strawberry.type
class PaymentStarted:
    """The provider is ready: send the payer to `continueUrl`. Paying twice charges once."""

    payment: Payment
    """The payment; ask for it again, or for the filing, to see what became of it."""


StartPaymentResult = Annotated[
    PaymentStarted | Refused,
    strawberry.union("StartPaymentResult", description="What came of beginning to pay."),
]


@strawberry.type
class Mutation:
    """Paying."""

    @verb
    def start_payment(self, info: Info, input: StartPaymentInput) -> StartPaymentResult:
        """Begin to pay. While an attempt lives, the same one is given again."""
        building = info.context.building
        payment_id = procedures.start_payment(
            building.works,
            info.context.who,
            building.provider,
            service_request_id=input.service_request_id,
            means=input.means,
            key=input.idempotency_key,
            return_url=input.return_url,
        )
        return PaymentStarted(payment=at(Payment, id=payment_id))
