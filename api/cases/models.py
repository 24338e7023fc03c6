"""Tables of the cases room."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.cases.states import (
    ACCESS_ORDER_MOVES,
    CASE_MOVES,
    RESTRICTION_ORDER_MOVES,
    AccessLevel,
    AccessOrderKind,
    AccessOrderState,
    CaseRelation,
    CaseStanding,
)
from api.kernel.states import Moves
from api.kernel.tables import one_of_enum


class Case(SQLModel, table=True):
    """A case before a court, under its number."""

    __tablename__: Any = "court_case"
    __table_args__ = (
        sa.UniqueConstraint("proceeding_type_code", "year", "running_number"),
        sa.CheckConstraint("running_number >= 1", name="running_number_from_one"),
        sa.Index("ix_court_case_commenced", "commenced_on", "id"),
        sa.Index("ix_court_case_number", "year", "running_number", "id"),
        sa.Index("ix_court_case_type", "proceeding_type_code", "commenced_on", "id"),
    )
    moves: ClassVar[Moves] = CASE_MOVES
    id: str = Field(primary_key=True, max_length=40)
    court_code: str = Field(foreign_key="court.code", max_length=20)
    proceeding_type_code: str = Field(foreign_key="proceeding_type.code", max_length=20)
    year: int
    running_number: int
    number: str = Field(unique=True, max_length=40)
    title: str = Field(max_length=1000)
    nature_of_claim: str = Field(max_length=60)
    relief: str = Field(max_length=60)
    standing: CaseStanding = Field(sa_type=one_of_enum(CaseStanding))  # pyright: ignore[reportArgumentType]
    access_level: AccessLevel = Field(sa_type=one_of_enum(AccessLevel))  # pyright: ignore[reportArgumentType]
    commenced_on: date
    opened_at: datetime
    version: int = 0


class CaseTransfer(SQLModel, table=True):
    """The court or tribunal to which a case went, once and for all."""

    __tablename__: Any = "case_transfer"
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id", unique=True)
    court_code: str = Field(foreign_key="court.code", max_length=20)
    transferred_on: date
    recorded_at: datetime


class RelatedCase(SQLModel, table=True):
    """What another case is to a case. Every tie is two rows: one for each of the two."""

    __tablename__: Any = "related_case"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "related_case_id", "kind"),
        sa.CheckConstraint("case_id <> related_case_id", name="two_cases"),
    )
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id")
    related_case_id: str = Field(foreign_key="court_case.id", index=True)
    kind: CaseRelation = Field(sa_type=one_of_enum(CaseRelation))  # pyright: ignore[reportArgumentType]
    since_at: datetime
    reason: str = Field(max_length=1000)


class AccessOrder(SQLModel, table=True):
    """An order of the court that limits who may see a case."""

    __tablename__: Any = "access_order"
    moves: ClassVar[Moves] = ACCESS_ORDER_MOVES
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id", index=True)
    kind: AccessOrderKind = Field(sa_type=one_of_enum(AccessOrderKind))  # pyright: ignore[reportArgumentType]
    state: AccessOrderState = Field(sa_type=one_of_enum(AccessOrderState))  # pyright: ignore[reportArgumentType]
    grounds: str = Field(max_length=500)
    made_at: datetime
    lifted_at: datetime | None = None
    version: int = 0


class RestrictionOrder(SQLModel, table=True):
    """An order that keeps electronic filings out of a case: of one account, or of everybody.

    ``until_at`` is the first instant at which it binds no more; none while it is without an end.
    """

    __tablename__: Any = "restriction_order"
    __table_args__ = (
        sa.CheckConstraint("until_at IS NULL OR from_at < until_at", name="ends_after_it_begins"),
    )
    moves: ClassVar[Moves] = RESTRICTION_ORDER_MOVES
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id", index=True)
    account_id: str | None = Field(default=None, foreign_key="account.id")
    state: AccessOrderState = Field(sa_type=one_of_enum(AccessOrderState))  # pyright: ignore[reportArgumentType]
    grounds: str = Field(max_length=500)
    from_at: datetime
    until_at: datetime | None = None
    lifted_at: datetime | None = None
    version: int = 0
