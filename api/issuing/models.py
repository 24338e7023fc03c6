"""Tables of the issuing room."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.issuing.states import ISSUED_MOVES, IssuedDocumentState
from api.kernel.states import Moves
from api.kernel.tables import one_of_enum

_STANDS = sa.text("state <> 'DROPPED'")


class IssuedDocument(SQLModel, table=True):
    """A document that the court issues in a case. Kept for ever, whatever becomes of it.

    ``title`` is what the officer called it, if anything. ``replaces_id`` names the document that
    this one takes the place of; a document is replaced once.
    """

    __tablename__: Any = "issued_document"
    __table_args__ = (
        sa.CheckConstraint(
            "(state IN ('ISSUED', 'SUPERSEDED', 'WITHDRAWN')) = (issued_at IS NOT NULL)",
            name="issued_with_time",
        ),
        sa.CheckConstraint(
            "(state IN ('SUPERSEDED', 'WITHDRAWN', 'DROPPED')) = (ended_at IS NOT NULL)",
            name="ended_with_time",
        ),
        sa.CheckConstraint(
            "(state IN ('WITHDRAWN', 'DROPPED')) = (reason IS NOT NULL)", name="ended_with_reason"
        ),
        sa.Index("ix_issued_document_case", "case_id", "drafted_at", "id"),
        sa.Index(
            "uq_issued_document_replaces",
            "replaces_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )
    moves: ClassVar[Moves] = ISSUED_MOVES
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id")
    document_id: str = Field(foreign_key="document.id", unique=True)
    replaces_id: str | None = Field(default=None, foreign_key="issued_document.id")
    kind: str = Field(max_length=60)
    title: str | None = Field(default=None, max_length=300)
    state: IssuedDocumentState = Field(sa_type=one_of_enum(IssuedDocumentState))  # pyright: ignore[reportArgumentType]
    drafted_by: str = Field(foreign_key="account.id")
    drafted_at: datetime
    issued_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = Field(default=None, max_length=500)
    version: int = 0


class IssuedTo(SQLModel, table=True):
    """A party to whom a court document is restricted; none at all means everybody in the case."""

    __tablename__: Any = "issued_to"
    __table_args__ = (
        sa.UniqueConstraint("document_id", "party_id"),
        sa.Index("ix_issued_to_issued_document", "issued_document_id", "id"),
    )
    id: str = Field(primary_key=True, max_length=40)
    issued_document_id: str = Field(foreign_key="issued_document.id")
    document_id: str = Field(foreign_key="document.id")
    party_id: str = Field(foreign_key="party.id")
