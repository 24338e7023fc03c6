"""Tables of the duties room."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.duties.states import LEAVE_MOVES, LeaveState
from api.kernel.states import Moves
from api.kernel.tables import one_of_enum
from api.reference.papers import Severity


class Leave(SQLModel, table=True):
    """Leave of the court for a firm not to begin cases electronically, on ``[from_on, until_on)``.

    No ``proceeding_type_code``: every type. No ``until_on``: until it is revoked.
    """

    __tablename__: Any = "duty_leave"
    __table_args__ = (
        sa.CheckConstraint("until_on IS NULL OR until_on > from_on", name="ends_after_it_begins"),
        sa.Index("ix_duty_leave_organization", "organization_id", "from_on", "id"),
    )
    moves: ClassVar[Moves] = LEAVE_MOVES
    id: str = Field(primary_key=True, max_length=40)
    organization_id: str = Field(foreign_key="organization.id", max_length=40)
    proceeding_type_code: str | None = Field(
        default=None, foreign_key="proceeding_type.code", max_length=20
    )
    state: LeaveState = Field(sa_type=one_of_enum(LeaveState))  # pyright: ignore[reportArgumentType]
    from_on: date
    until_on: date | None = None
    case_named: str | None = Field(default=None, max_length=200)
    reason: str = Field(max_length=500)
    recorded_by: str = Field(foreign_key="account.id", max_length=40)
    recorded_at: datetime
    revoked_at: datetime | None = None
    revoked_reason: str | None = Field(default=None, max_length=500)
    version: int = 0


class PaperFinding(SQLModel, table=True):
    """What the registry is told of a filing on paper that it recorded."""

    __tablename__: Any = "paper_finding"
    __table_args__ = (sa.UniqueConstraint("paper_filing_id", "rule"),)
    id: str = Field(primary_key=True, max_length=40)
    paper_filing_id: str = Field(foreign_key="paper_filing.id", max_length=40)
    rule: str = Field(max_length=60)
    policy_version: str = Field(max_length=60)
    severity: Severity = Field(sa_type=one_of_enum(Severity))  # pyright: ignore[reportArgumentType]
    message_en: str = Field(max_length=2000)
    message_tc: str = Field(max_length=2000)
    message_sc: str = Field(max_length=2000)
    remedy_en: str = Field(max_length=2000)
    remedy_tc: str = Field(max_length=2000)
    remedy_sc: str = Field(max_length=2000)
    guide: str = Field(max_length=200)
