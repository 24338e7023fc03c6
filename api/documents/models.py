"""Tables of the documents room."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.documents.states import (
    DOCUMENT_MOVES,
    SCAN_MOVES,
    DocumentState,
    RenditionKind,
    ScanState,
)
from api.kernel.states import Moves
from api.kernel.tables import one_of_enum


class Document(SQLModel, table=True):
    """One file, as its owner declared it and as it came.

    ``bytes`` and ``sha256`` are what was declared; a document is STORED only when what came is
    equal. ``case_id`` is set when the court accepts it; ``document_reference`` when it is to be
    sealed. ``inspection`` is what looking into the bytes showed when they came
    (``api.documents.ports.Inspection``); None for what came before anybody looked.
    """

    __table_args__ = (
        sa.CheckConstraint("bytes >= 1", name="bytes_from_one"),
        sa.CheckConstraint("pages IS NULL OR pages >= 1", name="pages_from_one"),
        sa.CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
        sa.CheckConstraint(
            "(state = 'STORED') = (stored_at IS NOT NULL AND pages IS NOT NULL)",
            name="stored_with_pages",
        ),
        sa.CheckConstraint(
            "document_reference IS NULL OR length(document_reference) = 12",
            name="document_reference_of_twelve",
        ),
        sa.CheckConstraint(
            "sealed_at IS NULL OR (document_reference IS NOT NULL AND stored_at IS NOT NULL)",
            name="sealed_under_a_reference",
        ),
    )
    moves: ClassVar[Moves] = DOCUMENT_MOVES
    scan_moves: ClassVar[Moves] = SCAN_MOVES
    id: str = Field(primary_key=True, max_length=40)
    owner_id: str = Field(foreign_key="account.id", index=True, max_length=40)
    organization_id: str | None = Field(
        default=None, foreign_key="organization.id", index=True, max_length=40
    )
    case_id: str | None = Field(
        default=None, foreign_key="court_case.id", index=True, max_length=40
    )
    kind: str = Field(max_length=60)
    file_name: str = Field(max_length=200)
    bytes: int
    sha256: str = Field(max_length=64)
    pages: int | None = None
    state: DocumentState = Field(sa_type=one_of_enum(DocumentState))  # pyright: ignore[reportArgumentType]
    scan: ScanState = Field(sa_type=one_of_enum(ScanState))  # pyright: ignore[reportArgumentType]
    inspection: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    created_at: datetime
    stored_at: datetime | None = None
    scanned_at: datetime | None = None
    document_reference: str | None = Field(default=None, unique=True, max_length=12)
    sealed_at: datetime | None = None
    version: int = 0


class Rendition(SQLModel, table=True):
    """One form of a document's bytes, by their digest. Written once."""

    __table_args__ = (
        sa.UniqueConstraint("document_id", "kind"),
        sa.CheckConstraint("bytes >= 1", name="bytes_from_one"),
        sa.CheckConstraint("pages >= 1", name="pages_from_one"),
        sa.CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
    )
    id: str = Field(primary_key=True, max_length=40)
    document_id: str = Field(foreign_key="document.id", max_length=40)
    kind: RenditionKind = Field(sa_type=one_of_enum(RenditionKind))  # pyright: ignore[reportArgumentType]
    sha256: str = Field(max_length=64, index=True)
    bytes: int
    pages: int
    created_at: datetime
