"""Tables of the register room."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class RegisterEntry(SQLModel, table=True):
    """One entry in the register of a case, numbered in the order of entering."""

    __tablename__: Any = "register_entry"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.CheckConstraint("number >= 1", name="number_from_one"),
    )
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id")
    number: int
    entered_at: datetime
    description_en: str = Field(max_length=500)
    description_tc: str = Field(max_length=500)
    description_sc: str = Field(max_length=500)
    document_id: str | None = Field(default=None, foreign_key="document.id", unique=True)


class CauseBookEntry(SQLModel, table=True):
    """The public line of a case. ``withdrawn_at`` is set while the public may not see it."""

    __tablename__: Any = "cause_book_entry"
    __table_args__ = (sa.Index("ix_cause_book_entry_commenced", "commenced_on", "id"),)
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id", unique=True)
    case_number: str = Field(unique=True, max_length=40)
    proceeding_type_code: str = Field(foreign_key="proceeding_type.code", max_length=20)
    court_code: str = Field(foreign_key="court.code", max_length=20)
    title: str = Field(max_length=1000)
    nature_of_claim: str = Field(max_length=60)
    commenced_on: date
    searchable: str = Field(max_length=20000)
    withdrawn_at: datetime | None = None
