"""Tables of the corrections room."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.corrections.states import RELATION_BACK_MOVES, RelationBackState
from api.kernel.states import Moves
from api.kernel.tables import one_of_enum

_BINDS = sa.text("state = 'IN_FORCE'")


class RelationBack(SQLModel, table=True):
    """A correction that has effect from an earlier time than its own; at most one in force."""

    __tablename__: Any = "relation_back"
    __table_args__ = (
        sa.Index(
            "uq_relation_back_in_force",
            "filing_id",
            unique=True,
            sqlite_where=_BINDS,
            postgresql_where=_BINDS,
        ),
    )
    moves: ClassVar[Moves] = RELATION_BACK_MOVES
    id: str = Field(primary_key=True, max_length=40)
    filing_id: str = Field(foreign_key="filing.id", index=True)
    rejected_filing_id: str = Field(foreign_key="filing.id")
    state: RelationBackState = Field(sa_type=one_of_enum(RelationBackState))  # pyright: ignore[reportArgumentType]
    effective_at: datetime
    reason: str = Field(max_length=1000)
    granted_by: str = Field(foreign_key="account.id")
    granted_at: datetime
    set_aside_at: datetime | None = None
    set_aside_reason: str | None = Field(default=None, max_length=1000)
    explanation_en: str = Field(max_length=1000)
    explanation_tc: str = Field(max_length=1000)
    explanation_sc: str = Field(max_length=1000)
    version: int = 0
