"""Tables of the deadlines room."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.deadlines.states import DEADLINE_MOVES, DeadlineState
from api.kernel.states import Moves
from api.kernel.tables import one_of_enum


class Deadline(SQLModel, table=True):
    """By when a party has to take a step in a case.

    ``reckoned_on`` is the last day as counted; ``due_day`` the day it ends on, and ``due_at`` the
    closing of the registry on it. Both are null while a closure without an end stands in the way.
    """

    __table_args__ = (
        sa.UniqueConstraint("party_id", "rule"),
        sa.CheckConstraint("(due_day IS NULL) = (due_at IS NULL)", name="due_day_with_hour"),
        sa.CheckConstraint("due_day IS NULL OR due_day >= reckoned_on", name="moves_forwards"),
        sa.CheckConstraint("state <> 'MET' OR filing_id IS NOT NULL", name="met_by_a_filing"),
        sa.Index("ix_deadline_case", "case_id", "reckoned_on", "id"),
        sa.Index("ix_deadline_office", "office_code", "state"),
    )
    moves: ClassVar[Moves] = DEADLINE_MOVES
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id")
    party_id: str = Field(foreign_key="party.id")
    filing_id: str | None = Field(default=None, foreign_key="filing.id")
    office_code: str = Field(foreign_key="court_office.code", max_length=40)
    state: DeadlineState = Field(sa_type=one_of_enum(DeadlineState))  # pyright: ignore[reportArgumentType]
    rule: str = Field(max_length=60)
    rule_version: str = Field(max_length=40)
    document_kind: str | None = Field(default=None, max_length=60)
    counted_from: date
    extended_to: date | None = None
    reckoned_on: date
    due_day: date | None = None
    due_at: datetime | None = None
    step_en: str = Field(max_length=500)
    step_tc: str = Field(max_length=500)
    step_sc: str = Field(max_length=500)
    explanation_en: str = Field(max_length=1000)
    explanation_tc: str = Field(max_length=1000)
    explanation_sc: str = Field(max_length=1000)
    set_at: datetime
    version: int = 0
