"""Tables of the reviews room."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.filings.states import FilingState
from api.kernel.states import Moves
from api.kernel.tables import one_of_enum
from api.reviews.states import REVIEW_MOVES, ReferredTo, ReviewState


class ReviewTask(SQLModel, table=True):
    """The registry's work on a filing."""

    __tablename__: Any = "review_task"
    moves: ClassVar[Moves] = REVIEW_MOVES
    id: str = Field(primary_key=True, max_length=40)
    filing_id: str = Field(foreign_key="filing.id", unique=True)
    state: ReviewState = Field(sa_type=one_of_enum(ReviewState))  # pyright: ignore[reportArgumentType]
    reviewer_id: str | None = Field(default=None, foreign_key="account.id")
    queued_at: datetime
    assigned_at: datetime | None = None
    completed_at: datetime | None = None
    version: int = 0


class Referral(SQLModel, table=True):
    """A filing put before a master or the registrar, and what they said."""

    __table_args__ = (
        sa.CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answered_with_words"),
    )
    id: str = Field(primary_key=True, max_length=40)
    filing_id: str = Field(foreign_key="filing.id", index=True)
    referred_to: ReferredTo = Field(sa_type=one_of_enum(ReferredTo))  # pyright: ignore[reportArgumentType]
    reason: str = Field(max_length=1000)
    referred_by: str = Field(foreign_key="account.id")
    referred_at: datetime
    answer: str | None = Field(default=None, max_length=2000)
    answered_at: datetime | None = None


class ReviewDecision(SQLModel, table=True):
    """What a registry officer decided of a filing. One, and final."""

    __tablename__: Any = "review_decision"
    id: str = Field(primary_key=True, max_length=40)
    filing_id: str = Field(foreign_key="filing.id", unique=True)
    decided_by: str = Field(foreign_key="account.id")
    decided_at: datetime
    outcome: FilingState = Field(sa_type=one_of_enum(FilingState))  # pyright: ignore[reportArgumentType]


class DecisionReason(SQLModel, table=True):
    """A coded reason for rejecting a document, in the words shown on that day."""

    __tablename__: Any = "decision_reason"
    __table_args__ = (sa.UniqueConstraint("filing_document_id", "ordinal"),)
    id: str = Field(primary_key=True, max_length=40)
    filing_document_id: str = Field(foreign_key="filing_document.id")
    ordinal: int
    code: str = Field(max_length=60)
    message_en: str = Field(max_length=1000)
    message_tc: str = Field(max_length=1000)
    message_sc: str = Field(max_length=1000)
    remedy_en: str = Field(max_length=1000)
    remedy_tc: str = Field(max_length=1000)
    remedy_sc: str = Field(max_length=1000)
    guide: str = Field(max_length=200)
    note: str | None = Field(default=None, max_length=1000)
