"""Tables of the filings room."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.filings.states import (
    DISPOSITION_MOVES,
    FILING_MOVES,
    Disposition,
    FilingPurpose,
    FilingState,
)
from api.kernel.states import Moves
from api.kernel.tables import one_of_enum
from api.parties.states import PartyKind, PartyRole
from api.reference.papers import Severity

_IS_WAITING = sa.text("state IN ('RECEIVED', 'UNDER_REVIEW', 'REFERRED')")
"""What the review queue asks for, in its own words: SQLite takes a partial index only for those."""


class Filing(SQLModel, table=True):
    """A bundle of documents lodged in a case, or to begin one.

    ``ordered_at`` is what lists go by: the deemed time once it is known, else the time of receipt,
    else the start of the draft. ``deemed_judged_at`` says by which closures the deemed time was
    judged: those announced until then. Null before it was kept.
    """

    __table_args__ = (
        sa.CheckConstraint(
            "(transaction_number IS NULL) = (received_at IS NULL)", name="number_with_receipt"
        ),
        sa.CheckConstraint(
            "deemed_at IS NULL OR received_at <= deemed_at", name="deemed_after_received"
        ),
        sa.CheckConstraint(
            "purpose = 'COMMENCE_CASE' OR case_id IS NOT NULL", name="filed_in_some_case"
        ),
        sa.Index("ix_filing_ordered", "ordered_at", "id"),
        sa.Index(
            "ix_filing_waiting",
            "ordered_at",
            "id",
            sqlite_where=_IS_WAITING,
            postgresql_where=_IS_WAITING,
        ),
        sa.Index("ix_filing_queue", "state", "ordered_at", "id"),
        sa.Index("ix_filing_owner", "owner_id", "ordered_at", "id"),
        sa.Index("ix_filing_organization", "organization_id", "ordered_at", "id"),
        sa.Index("ix_filing_case", "case_id", "ordered_at", "id"),
        sa.Index("ix_filing_resubmission", "resubmission_of_id", "started_at", "id"),
    )
    moves: ClassVar[Moves] = FILING_MOVES
    id: str = Field(primary_key=True, max_length=40)
    purpose: FilingPurpose = Field(sa_type=one_of_enum(FilingPurpose))  # pyright: ignore[reportArgumentType]
    state: FilingState = Field(sa_type=one_of_enum(FilingState))  # pyright: ignore[reportArgumentType]
    proceeding_type_code: str = Field(foreign_key="proceeding_type.code", max_length=20)
    office_code: str = Field(foreign_key="court_office.code", max_length=40)
    case_id: str | None = Field(default=None, foreign_key="court_case.id")
    owner_id: str = Field(foreign_key="account.id")
    organization_id: str | None = Field(default=None, foreign_key="organization.id")
    relief: str | None = Field(default=None, max_length=60)
    nature_of_claim: str | None = Field(default=None, max_length=60)
    amount_claimed_cents: int | None = Field(default=None, sa_type=sa.BigInteger)
    resubmission_of_id: str | None = Field(default=None, foreign_key="filing.id")
    transaction_number: str | None = Field(default=None, unique=True, max_length=40)
    started_at: datetime
    upload_completed_at: datetime | None = None
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    deemed_rule: str | None = Field(default=None, max_length=40)
    deemed_rule_version: str | None = Field(default=None, max_length=40)
    deemed_at: datetime | None = None
    deemed_pending: bool = False
    deemed_judged_at: datetime | None = None
    deemed_court_day: date | None = None
    deemed_closure_id: str | None = Field(default=None, foreign_key="closure.id")
    deemed_explanation_en: str | None = Field(default=None, max_length=1000)
    deemed_explanation_tc: str | None = Field(default=None, max_length=1000)
    deemed_explanation_sc: str | None = Field(default=None, max_length=1000)
    effective_filed_at: datetime | None = None
    reviewed_at: datetime | None = None
    recorded_at: datetime | None = None
    sealed_at: datetime | None = None
    inspectable_at: datetime | None = None
    ordered_at: datetime
    fee_assessment_id: str | None = Field(default=None, foreign_key="fee_assessment.id")
    service_request_id: str | None = Field(default=None, foreign_key="service_request.id")
    version: int = 0


class FilingParty(SQLModel, table=True):
    """A party as the draft of a new case names one."""

    __tablename__: Any = "filing_party"
    __table_args__ = (sa.UniqueConstraint("filing_id", "ordinal"),)
    id: str = Field(primary_key=True, max_length=40)
    filing_id: str = Field(foreign_key="filing.id")
    ordinal: int
    role: PartyRole = Field(sa_type=one_of_enum(PartyRole))  # pyright: ignore[reportArgumentType]
    kind: PartyKind = Field(sa_type=one_of_enum(PartyKind))  # pyright: ignore[reportArgumentType]
    name: str = Field(max_length=300)


class FilingDocument(SQLModel, table=True):
    """A document in a filing, and what was decided of it.

    ``attached_to`` is the ordinal of the lead document of the same filing that this one belongs to:
    an exhibit, an annex. A lead document has none (I-12).
    """

    __tablename__: Any = "filing_document"
    __table_args__ = (
        sa.UniqueConstraint("filing_id", "ordinal"),
        sa.CheckConstraint(
            "attached_to IS NULL OR (attached_to >= 1 AND attached_to <> ordinal)",
            name="attached_to_another",
        ),
    )
    moves: ClassVar[Moves] = DISPOSITION_MOVES
    fleeting: ClassVar[tuple[Disposition, ...]] = (Disposition.LODGED,)
    """A document may be taken out of a draft again; from receipt on its place is kept."""
    id: str = Field(primary_key=True, max_length=40)
    filing_id: str = Field(foreign_key="filing.id")
    document_id: str = Field(foreign_key="document.id", unique=True)
    ordinal: int
    attached_to: int | None = None
    disposition: Disposition = Field(sa_type=one_of_enum(Disposition))  # pyright: ignore[reportArgumentType]
    version: int = 0


class FilingFinding(SQLModel, table=True):
    """What the checks say of a received filing, for the review: the submission's own findings.

    They are written anew when something that they rest on becomes known later: what a scan found.
    ``field`` is the path of the form's field, with dots.
    """

    __tablename__: Any = "filing_finding"
    __table_args__ = (sa.UniqueConstraint("filing_id", "ordinal"),)
    id: str = Field(primary_key=True, max_length=40)
    filing_id: str = Field(foreign_key="filing.id")
    ordinal: int
    rule: str = Field(max_length=60)
    policy_version: str = Field(max_length=60)
    severity: Severity = Field(sa_type=one_of_enum(Severity))  # pyright: ignore[reportArgumentType]
    field: str = Field(max_length=200)
    message_en: str = Field(max_length=2000)
    message_tc: str = Field(max_length=2000)
    message_sc: str = Field(max_length=2000)
    remedy_en: str = Field(max_length=2000)
    remedy_tc: str = Field(max_length=2000)
    remedy_sc: str = Field(max_length=2000)
    guide: str = Field(max_length=200)


class StepDue(SQLModel, table=True):
    """By when a party is to file a kind of document, as the deadlines room last said.

    ``due_at`` is null while a closure without an end stands in the way. A deadline that was met has
    no row.
    """

    __tablename__: Any = "step_due"
    deadline_id: str = Field(primary_key=True, max_length=40)
    party_id: str = Field(foreign_key="party.id", index=True, max_length=40)
    document_kind: str = Field(max_length=60)
    due_at: datetime | None = None


class Acknowledgement(SQLModel, table=True):
    """What the filer was told at once: that it arrived, when, and when it counts."""

    id: str = Field(primary_key=True, max_length=40)
    filing_id: str = Field(foreign_key="filing.id", unique=True)
    transaction_number: str = Field(unique=True, max_length=40)
    issued_at: datetime
    text_en: str = Field(max_length=1000)
    text_tc: str = Field(max_length=1000)
    text_sc: str = Field(max_length=1000)
