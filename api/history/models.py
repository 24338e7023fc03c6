"""Tables of the history room."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.history.states import DefectKind
from api.kernel.tables import one_of_enum


class DefectNotice(SQLModel, table=True):
    """A defect in ``[from_at, until_at)`` of which everybody whom it touched was told, once."""

    __tablename__: Any = "defect_notice"
    __table_args__ = (
        sa.UniqueConstraint("kind", "from_at", "until_at"),
        sa.CheckConstraint("from_at < until_at", name="ends_after_it_began"),
    )
    id: str = Field(primary_key=True, max_length=40)
    kind: DefectKind = Field(sa_type=one_of_enum(DefectKind))  # pyright: ignore[reportArgumentType]
    from_at: datetime
    until_at: datetime
    told_by: str = Field(foreign_key="account.id", max_length=40)
    told_at: datetime
    cases: int
    filings: int
    notices: int
