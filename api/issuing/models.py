"""Tables of the issuing room."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.issuing.states import (
    CERTIFICATE_MOVES,
    ISSUED_MOVES,
    CertificateState,
    IssuedDocumentState,
)
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


class OutageCertificate(SQLModel, table=True):
    """A certificate of an outage: one for each record, kept for ever.

    What it states is in the record and never changes; ``rule_version`` names the receipt policy
    that was published for the day on which the outage began. ``superseded_by_id`` names the record
    that corrects the one it states. One superseded before its seal came has no bytes.
    """

    __tablename__: Any = "outage_certificate"
    __table_args__ = (
        sa.CheckConstraint("length(document_reference) = 12", name="document_reference_of_twelve"),
        sa.CheckConstraint(
            "(issued_at IS NOT NULL) = (sha256 IS NOT NULL AND bytes IS NOT NULL)",
            name="issued_with_bytes",
        ),
        sa.CheckConstraint("state <> 'ISSUED' OR issued_at IS NOT NULL", name="issued_with_time"),
        sa.CheckConstraint(
            "(state = 'SUPERSEDED') = (ended_at IS NOT NULL AND superseded_by_id IS NOT NULL)",
            name="superseded_by_a_record",
        ),
    )
    moves: ClassVar[Moves] = CERTIFICATE_MOVES
    id: str = Field(primary_key=True, max_length=40)
    outage_window_id: str = Field(foreign_key="outage_window.id", unique=True, max_length=40)
    state: CertificateState = Field(sa_type=one_of_enum(CertificateState))  # pyright: ignore[reportArgumentType]
    document_reference: str = Field(unique=True, max_length=12)
    rule_version: str | None = Field(default=None, max_length=60)
    drafted_by: str = Field(foreign_key="account.id", max_length=40)
    drafted_at: datetime
    issued_at: datetime | None = None
    ended_at: datetime | None = None
    sha256: str | None = Field(default=None, max_length=64)
    bytes: int | None = None
    superseded_by_id: str | None = Field(
        default=None, foreign_key="outage_window.id", index=True, max_length=40
    )
    version: int = 0
