"""Tables of the register room."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.kernel.tables import one_of_enum
from api.register.states import Channel


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
    channel: Channel = Field(  # pyright: ignore[reportCallIssue, reportUnknownVariableType]
        default=Channel.ELECTRONIC,
        sa_type=one_of_enum(Channel),  # pyright: ignore[reportArgumentType]
        sa_column_kwargs={"server_default": Channel.ELECTRONIC},
    )


class EntryBasis(SQLModel, table=True):
    """Why something was entered by the court, and the earlier entry that it rests on, if any."""

    __tablename__: Any = "entry_basis"
    id: str = Field(primary_key=True, max_length=40)
    register_entry_id: str = Field(foreign_key="register_entry.id", unique=True)
    reason: str = Field(max_length=1000)
    rests_on_id: str | None = Field(default=None, foreign_key="register_entry.id")


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
    transferred_to_code: str | None = Field(default=None, foreign_key="court.code", max_length=20)


class PaperFiling(SQLModel, table=True):
    """A filing that came on paper over the counter, recorded by the registry.

    The paper itself is what was filed; the court holds no bytes of it here. What was taken at the
    counter was looked at there, so it is in the register as soon as it is recorded.
    """

    __tablename__: Any = "paper_filing"
    __table_args__ = (
        sa.CheckConstraint("received_at <= recorded_at", name="received_before_recorded"),
        sa.Index("ix_paper_filing_case", "case_id", "received_at", "id"),
        sa.Index("ix_paper_filing_day", "court_day"),
    )
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id")
    proceeding_type_code: str = Field(foreign_key="proceeding_type.code", max_length=20)
    begins_case: bool
    filed_by: str = Field(max_length=300)
    organization_id: str | None = Field(default=None, foreign_key="organization.id", max_length=40)
    is_represented: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    received_at: datetime
    court_day: date
    recorded_by: str = Field(foreign_key="account.id")
    recorded_at: datetime


class PaperDocument(SQLModel, table=True):
    """A document of a paper filing: what kind it is and how long."""

    __tablename__: Any = "paper_document"
    __table_args__ = (
        sa.UniqueConstraint("paper_filing_id", "ordinal"),
        sa.CheckConstraint("pages >= 1", name="pages_from_one"),
    )
    id: str = Field(primary_key=True, max_length=40)
    paper_filing_id: str = Field(foreign_key="paper_filing.id")
    ordinal: int
    kind: str = Field(max_length=60)
    pages: int
    register_entry_id: str = Field(foreign_key="register_entry.id", unique=True)
