"""Reads of the payments room, and who may see them."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from api.kernel.actors import AccountKind
from api.kernel.viewers import Clause, Viewer, all_of, any_row, is_false, is_true, one_of
from api.payments.models import Payment, Receipt, ServiceRequest
from api.payments.states import UNRESOLVED, PaymentState

SEE_ALL = (
    AccountKind.ACCOUNTS_OFFICER,
    AccountKind.REGISTRY_OFFICER,
    AccountKind.AUDITOR,
)
IN_ORGANIZATIONS = (AccountKind.PA, AccountKind.SA, AccountKind.OU)


def visible_to(row: Any, viewer: Viewer) -> Clause:
    """The payer, the payer's organisation, and the officers who account for it."""
    return one_of(
        viewer.is_(*SEE_ALL),
        all_of(viewer.is_known, row.payer_account_id == viewer.id),
        all_of(
            viewer.is_(*IN_ORGANIZATIONS),
            row.payer_organization_id.is_not(None),
            row.payer_organization_id == viewer.organization_id,
        ),
    )


def payment_visible_to(row: Any, viewer: Viewer) -> Clause:
    """Whoever may see the request it meets."""
    request: Any = aliased(ServiceRequest)
    rule = visible_to(request, viewer)
    if is_true(rule) or is_false(rule):
        return rule
    return any_row(request, request.id == row.service_request_id, rule)


def receipt_visible_to(row: Any, viewer: Viewer) -> Clause:
    """Whoever may see the payment it was issued for."""
    payment: Any = aliased(Payment)
    rule = payment_visible_to(payment, viewer)
    if is_true(rule) or is_false(rule):
        return rule
    return any_row(payment, payment.id == row.payment_id, rule)


def request_locked(session: Session, service_request_id: str) -> ServiceRequest | None:
    """Find a request and hold it until the work ends: it is the one lock of this room."""
    held = select(ServiceRequest).where(ServiceRequest.id == service_request_id).with_for_update()
    return session.exec(held.execution_options(populate_existing=True)).first()


def is_visible(session: Session, service_request_id: str, viewer: Viewer) -> bool:
    """Tell whether there is such a request that the viewer may see."""
    seen = select(ServiceRequest.id).where(
        ServiceRequest.id == service_request_id, visible_to(ServiceRequest, viewer)
    )
    return session.exec(seen).first() is not None


def payment_locked(session: Session, payment_id: str) -> tuple[ServiceRequest, Payment] | None:
    """Find a payment and its request, holding the request first and reading both afresh."""
    named = select(Payment.service_request_id).where(Payment.id == payment_id)
    request_id = session.exec(named).first()
    request = None if request_id is None else request_locked(session, request_id)
    if request is None:
        return None
    afresh = select(Payment).where(Payment.id == payment_id)
    return request, session.exec(afresh.execution_options(populate_existing=True)).one()


def unresolved_of(session: Session, service_request_id: str) -> list[Payment]:
    """The payments of a request that may still bring money."""
    return list(
        session.exec(
            select(Payment).where(
                Payment.service_request_id == service_request_id,
                col(Payment.state).in_(UNRESOLVED),
            )
        )
    )


def received_for(session: Session, service_request_id: str) -> Payment | None:
    """The payment whose money first arrived for a request."""
    return session.exec(
        select(Payment).where(
            Payment.service_request_id == service_request_id,
            Payment.state == PaymentState.SUCCESS,
            col(Payment.duplicate_of_id).is_(None),
        )
    ).first()


def receipt_of(session: Session, service_request_id: str) -> Receipt | None:
    """The receipt of a request that was met."""
    return session.exec(
        select(Receipt)
        .join(Payment, col(Payment.id) == Receipt.payment_id)
        .where(Payment.service_request_id == service_request_id)
    ).first()


def pending(session: Session, before: datetime) -> list[str]:
    """Ids of the payments begun before an instant whose end we do not know, oldest first."""
    return list(
        session.exec(
            select(Payment.id)
            .where(col(Payment.state).in_(UNRESOLVED), Payment.started_at < before)
            .order_by(col(Payment.started_at), col(Payment.id))
        )
    )


def unallocated(session: Session) -> list[Payment]:
    """Money received that met no request: duplicates, and successes after a cancellation."""
    return list(
        session.exec(
            select(Payment)
            .where(
                Payment.state == PaymentState.SUCCESS,
                ~any_row(Receipt, col(Receipt.payment_id) == Payment.id),
            )
            .order_by(col(Payment.received_at), col(Payment.id))
        )
    )
