"""The verbs of the payments room. None of them speaks to a provider or commits."""

from datetime import datetime
from typing import Any

from api.kernel.actors import Actor
from api.kernel.clock import in_hong_kong
from api.kernel.money import Money
from api.kernel.refusals import NotFound
from api.kernel.states import move
from api.kernel.storage import insert_unless_there
from api.kernel.work import Work
from api.payments.events import PaymentMismatchFound, PaymentStatusCorrected
from api.payments.models import Payment, ProviderMessage, Receipt, ServiceRequest
from api.payments.ports import ChargeOutcome, OpenCharge, Outcome, ProviderSays
from api.payments.queries import (
    is_visible,
    payment_locked,
    receipt_of,
    received_for,
    request_locked,
    unresolved_of,
)
from api.payments.rules import (
    VERB_OF,
    AlreadyPaid,
    is_mismatch,
    receipt_number,
    received_at,
    require_amount,
    require_means,
    require_return_url,
    success_verb,
)
from api.payments.states import (
    PAYMENT_MOVES,
    UNRESOLVED,
    PaymentMeans,
    PaymentState,
    ServiceRequestState,
)
from api.reference.loading import published


def ask(work: Work, *, purpose: str, amount: Money, payer: Actor) -> ServiceRequest:
    """Ask a payer for an amount, for a purpose that only the asking room understands.

    Refuses: NothingToPay, NotAllowed.
    """
    require_amount(amount)
    request = ServiceRequest(
        id=work.new_id("srq"),
        purpose=purpose,
        amount_cents=amount.cents,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        payer_account_id=payer.account_id or "",
        payer_organization_id=payer.organization_id,
        created_at=work.at,
    )
    move(work, request, "ask", purpose=purpose, amount_cents=amount.cents)
    work.session.add(request)
    work.session.flush()
    return request


def cancel_request(work: Work, service_request_id: str) -> None:
    """Ask no more; open payments are cancelled with it. Money that comes all the same is kept.

    Refuses: NotFound, AlreadyPaid, MoveNotOpen, NotAllowed.
    """
    request = request_locked(work.session, service_request_id)
    if request is None:
        raise NotFound("serviceRequestId")
    _require_unpaid(work, request)
    move(work, request, "cancel", purpose=request.purpose)
    for payment in unresolved_of(work.session, request.id):
        move(work, payment, "cancel", service_request_id=request.id)


def open_payment(
    work: Work, *, service_request_id: str, means: PaymentMeans, key: str, return_url: str
) -> str:
    """Begin to pay a request; returns the payment's id, of the living one if there is one.

    Refuses: Malformed, IdempotencyKeyReused, NotFound, NotAllowed, AlreadyPaid, MoveNotOpen
    (cancelled), MeansNotAvailable, AboveCeiling.
    """
    require_return_url(return_url)
    body = {"request": service_request_id, "means": means, "return_url": return_url}
    return work.once("startPayment", key, body, lambda: _open(work, service_request_id, means))


def _open(work: Work, service_request_id: str, means: PaymentMeans) -> str:
    """Open a payment under the request's lock, or find the one that lives."""
    seen = is_visible(work.session, service_request_id, work.viewer)
    request = request_locked(work.session, service_request_id) if seen else None
    if request is None:
        raise NotFound("serviceRequestId")
    # Who may not open a payment may not take over a living one either.
    if (unmet := PAYMENT_MOVES.unmet(None, "open", work.actor)) is not None:
        raise unmet
    _require_unpaid(work, request)
    # A cancelled request cannot be settled, so it cannot be paid either.
    ServiceRequest.moves.edge(request.state, "settle")
    amount = Money(request.amount_cents)
    require_means(means, amount, published().payment_means)
    living = unresolved_of(work.session, request.id)
    return living[0].id if living else _new_payment(work, request, means).id


def _new_payment(work: Work, request: ServiceRequest, means: PaymentMeans) -> Payment:
    """Write down a new payment for the whole amount of a request."""
    payment = Payment(
        id=work.new_id("pay"),
        service_request_id=request.id,
        means=means,
        amount_cents=request.amount_cents,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        started_at=work.at,
    )
    move(
        work,
        payment,
        "open",
        service_request_id=request.id,
        means=means.value,
        amount_cents=payment.amount_cents,
    )
    work.session.add(payment)
    work.session.flush()
    return payment


def _require_unpaid(work: Work, request: ServiceRequest) -> None:
    """Insist that a request has not been met. Refuses: AlreadyPaid."""
    if request.state is ServiceRequestState.PAID:
        receipt = receipt_of(work.session, request.id)
        raise AlreadyPaid(receipt="" if receipt is None else receipt.number)


def charge_to_open(work: Work, payment_id: str, *, return_url: str) -> OpenCharge | None:
    """Say what the provider must make ready; None if it already did, or the payment is over."""
    payment = work.session.get_one(Payment, payment_id)
    if payment.state is not PaymentState.CREATED:
        return None
    return OpenCharge(
        payment_id=payment.id,
        amount=Money(payment.amount_cents),
        description=f"Court fee, request {payment.service_request_id}",
        return_url=return_url,
    )


def record_opened(work: Work, payment_id: str, *, reference: str, continue_url: str) -> None:
    """Take down that the provider holds the charge ready; an outcome may have come before.

    Refuses: NotFound.
    """
    _, payment = _held(work, payment_id)
    if payment.provider_reference is None:
        payment.provider_reference = reference
        payment.continue_url = continue_url
    if payment.state in {PaymentState.CREATED, PaymentState.UNKNOWN}:
        move(work, payment, "start", provider_reference=reference)


def record_not_opened(work: Work, payment_id: str) -> None:
    """Take down that the provider would not make the charge ready. Refuses: NotFound."""
    _, payment = _held(work, payment_id)
    _advance(work, payment, "fail")


def record_outcome(work: Work, outcome: Outcome) -> None:
    """Take down one message of the provider; the same message again changes nothing.

    Another amount or reference than ours is never a success. Messages that come too late to matter
    (a decline after a success) are kept and change nothing.
    Refuses: NotFound (no such payment).
    """
    request, payment = _held(work, outcome.payment_id)
    if not _keep_message(work, outcome):
        return
    if is_mismatch(
        outcome, amount_cents=payment.amount_cents, reference=payment.provider_reference
    ):
        _suspect(work, payment, outcome)
        return
    payment.provider_reference = outcome.reference
    if outcome.kind is ChargeOutcome.SUCCEEDED:
        _receive(work, request, payment, outcome.occurred_at)
    elif outcome.kind in VERB_OF:
        _advance(work, payment, VERB_OF[outcome.kind])


def record_look(
    work: Work, payment_id: str, says: ProviderSays, *, give_up_before: datetime
) -> bool:
    """Take down what the provider answered when asked; tells whether our state was behind.

    A payment the provider never had is expired once it was begun before ``give_up_before``.
    Refuses: NotFound.
    """
    _, payment = _held(work, payment_id)
    found = payment.state
    if says.charge is None or says.amount is None:
        _record_not_known(work, payment, give_up_before)
    elif says.outcome is ChargeOutcome.PENDING:
        record_opened(
            work,
            payment_id,
            reference=says.charge.reference,
            continue_url=says.charge.continue_url,
        )
    else:
        record_outcome(work, _outcome_of(work, payment, says, says.charge.reference, says.amount))
    if payment.state is found:
        return False
    work.record(PaymentStatusCorrected(payment_id, found.value, payment.state.value))
    return True


def _outcome_of(
    work: Work, payment: Payment, says: ProviderSays, reference: str, amount: Money
) -> Outcome:
    """Put an answer in the form of a message; its made-up id lets the same answer count once."""
    return Outcome(
        provider_event_id=f"look:{payment.id}:{says.outcome}:{reference}:{amount.cents}",
        payment_id=payment.id,
        reference=reference,
        kind=says.outcome,
        amount=amount,
        occurred_at=says.occurred_at or work.at,
        body_sha256="",
    )


def _record_not_known(work: Work, payment: Payment, give_up_before: datetime) -> None:
    """Take down that the provider has no such charge: it never came there, or was lost."""
    if payment.state is not PaymentState.CREATED:
        _advance(work, payment, "lose_sight")
    elif payment.started_at < give_up_before:
        _advance(work, payment, "expire")


def _held(work: Work, payment_id: str) -> tuple[ServiceRequest, Payment]:
    """Find a payment with its request and hold them. Refuses: NotFound."""
    held = payment_locked(work.session, payment_id)
    if held is None:
        raise NotFound("paymentId")
    return held


def _keep_message(work: Work, outcome: Outcome) -> bool:
    """Keep a message; tells whether it is the first of its id."""
    row = {
        "id": work.new_id("pmg"),
        "provider_event_id": outcome.provider_event_id,
        "payment_id": outcome.payment_id,
        "kind": outcome.kind,
        "amount_cents": outcome.amount.cents,
        "occurred_at": outcome.occurred_at,
        "received_at": work.at,
        "body_sha256": outcome.body_sha256,
    }
    return insert_unless_there(work.session, ProviderMessage, row)


def _advance(work: Work, payment: Payment, verb: str) -> None:
    """Make a move that means no money, if it is still open; a finished payment stays finished."""
    if PAYMENT_MOVES.named(verb).is_open_from(payment.state):
        move(work, payment, verb, service_request_id=payment.service_request_id)


def _suspect(work: Work, payment: Payment, outcome: Outcome) -> None:
    """Record a mismatch; a payment still unresolved is unknown until it is explained."""
    facts: dict[str, Any] = {
        "service_request_id": payment.service_request_id,
        "expected_cents": payment.amount_cents,
        "said_cents": outcome.amount.cents,
        "said_reference": outcome.reference,
    }
    if payment.state in UNRESOLVED:
        move(work, payment, "suspect", **facts)
    else:
        work.record(PaymentMismatchFound(payment.id, **facts))


def _receive(work: Work, request: ServiceRequest, payment: Payment, occurred_at: datetime) -> None:
    """Receive money by whichever of the three doors is right, and settle the request once."""
    if payment.state is PaymentState.SUCCESS:
        return
    at = received_at(occurred_at, started_at=payment.started_at, heard_at=work.at)
    first = received_for(work.session, request.id)
    facts = {
        "service_request_id": request.id,
        "amount_cents": payment.amount_cents,
        "received_at": at,
    }
    if first is not None:
        payment.received_at, payment.duplicate_of_id = at, first.id
        move(work, payment, "duplicate", met_by_payment_id=first.id, **facts)
        return
    _supersede_others(work, payment)
    payment.received_at = at
    move(work, payment, success_verb(payment.state), purpose=request.purpose, **facts)
    if request.state is ServiceRequestState.OPEN:
        _settle(work, request, payment)


def _supersede_others(work: Work, payment: Payment) -> None:
    """Close the other payments of a request at once: only one may live beside a success."""
    for other in unresolved_of(work.session, payment.service_request_id):
        if other.id != payment.id:
            move(work, other, "supersede", service_request_id=other.service_request_id)
    work.session.flush()


def _settle(work: Work, request: ServiceRequest, payment: Payment) -> None:
    """Issue the receipt and close the request."""
    year = in_hong_kong(work.at).year
    receipt = Receipt(
        id=work.new_id("rct"),
        number=receipt_number(year, work.next_number(f"receipt:{year}")),
        payment_id=payment.id,
        amount_cents=payment.amount_cents,
        issued_at=work.at,
    )
    work.session.add(receipt)
    move(
        work,
        request,
        "settle",
        purpose=request.purpose,
        payment_id=payment.id,
        receipt_id=receipt.id,
        amount_cents=payment.amount_cents,
        received_at=payment.received_at,
    )
