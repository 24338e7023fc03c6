"""Tables of the payments room. Amounts are whole cents of HKD, in 64 bits."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.kernel.states import Moves
from api.kernel.tables import one_of_enum
from api.payments.ports import ChargeOutcome
from api.payments.states import (
    LIVE,
    PAYMENT_MOVES,
    SERVICE_REQUEST_MOVES,
    PaymentMeans,
    PaymentState,
    ServiceRequestState,
)

_IS_LIVE = sa.text(
    f"state IN ({', '.join(repr(state.value) for state in LIVE)}) AND duplicate_of_id IS NULL"
)


class ServiceRequest(SQLModel, table=True):
    """An amount asked of one payer for one purpose. The purpose is opaque to this room."""

    __tablename__: Any = "service_request"
    __table_args__ = (
        sa.CheckConstraint("amount_cents > 0", name="amount_is_positive"),
        sa.CheckConstraint("(state = 'PAID') = (paid_at IS NOT NULL)", name="paid_has_a_time"),
    )
    moves: ClassVar[Moves] = SERVICE_REQUEST_MOVES
    id: str = Field(primary_key=True, max_length=40)
    purpose: str = Field(index=True, max_length=200)
    amount_cents: int = Field(sa_type=sa.BigInteger)
    state: ServiceRequestState = Field(sa_type=one_of_enum(ServiceRequestState))  # pyright: ignore[reportArgumentType]
    payer_account_id: str = Field(foreign_key="account.id", index=True)
    payer_organization_id: str | None = Field(
        default=None, foreign_key="organization.id", index=True
    )
    created_at: datetime
    paid_at: datetime | None = None
    version: int = 0


class Payment(SQLModel, table=True):
    """One attempt to meet a service request by one means.

    At most one lives at a time. ``duplicate_of_id`` names the payment that had already met the
    request when this one's money arrived.
    """

    __table_args__ = (
        sa.Index(
            "uq_payment_live",
            "service_request_id",
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
        sa.Index("ix_payment_unresolved", "state", "started_at"),
        sa.CheckConstraint("amount_cents > 0", name="amount_is_positive"),
        sa.CheckConstraint(
            "(state = 'SUCCESS') = (received_at IS NOT NULL)", name="success_has_a_time"
        ),
        sa.CheckConstraint(
            "duplicate_of_id IS NULL OR state = 'SUCCESS'", name="duplicate_is_received"
        ),
    )
    moves: ClassVar[Moves] = PAYMENT_MOVES
    id: str = Field(primary_key=True, max_length=40)
    service_request_id: str = Field(foreign_key="service_request.id", index=True)
    means: PaymentMeans = Field(sa_type=one_of_enum(PaymentMeans))  # pyright: ignore[reportArgumentType]
    amount_cents: int = Field(sa_type=sa.BigInteger)
    state: PaymentState = Field(sa_type=one_of_enum(PaymentState))  # pyright: ignore[reportArgumentType]
    provider_reference: str | None = Field(default=None, unique=True, max_length=200)
    continue_url: str | None = Field(default=None, max_length=2000)
    duplicate_of_id: str | None = Field(default=None, foreign_key="payment.id")
    started_at: datetime
    received_at: datetime | None = None
    version: int = 0


class Receipt(SQLModel, table=True):
    """That a request was met by a payment: one a payment, numbered without gaps a year."""

    __table_args__ = (sa.CheckConstraint("amount_cents > 0", name="amount_is_positive"),)
    id: str = Field(primary_key=True, max_length=40)
    number: str = Field(unique=True, max_length=20)
    payment_id: str = Field(foreign_key="payment.id", unique=True)
    amount_cents: int = Field(sa_type=sa.BigInteger)
    issued_at: datetime


class ProviderMessage(SQLModel, table=True):
    """One message of the provider, kept whether or not it changed anything; counts once."""

    __tablename__: Any = "provider_message"
    id: str = Field(primary_key=True, max_length=40)
    provider_event_id: str = Field(unique=True, max_length=200)
    payment_id: str = Field(foreign_key="payment.id", index=True)
    kind: ChargeOutcome = Field(sa_type=one_of_enum(ChargeOutcome))  # pyright: ignore[reportArgumentType]
    amount_cents: int = Field(sa_type=sa.BigInteger)
    occurred_at: datetime
    received_at: datetime
    body_sha256: str = Field(max_length=64)
