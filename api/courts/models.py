"""Tables of the courts room.

``Court``, ``CourtOffice`` and ``ProceedingType`` are a projection of the published facts, so that
SQL can join them; ``publish_reference`` keeps them equal to the files.
"""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.courts.states import CLOSURE_MOVES, ClosureKind, ClosureState
from api.kernel.states import Moves
from api.kernel.tables import one_of_enum


class Court(SQLModel, table=True):
    """A court or tribunal, as published."""

    code: str = Field(primary_key=True, max_length=20)
    ordinal: int
    name_en: str = Field(max_length=200)
    name_tc: str = Field(max_length=200)
    name_sc: str = Field(max_length=200)


class CourtOffice(SQLModel, table=True):
    """An office of a court, as published."""

    __tablename__: Any = "court_office"
    code: str = Field(primary_key=True, max_length=40)
    court_code: str = Field(foreign_key="court.code", max_length=20)
    ordinal: int
    name_en: str = Field(max_length=200)
    name_tc: str = Field(max_length=200)
    name_sc: str = Field(max_length=200)


class ProceedingType(SQLModel, table=True):
    """A type of proceeding, as published. ``prefix`` opens its case numbers."""

    __tablename__: Any = "proceeding_type"
    code: str = Field(primary_key=True, max_length=20)
    court_code: str = Field(foreign_key="court.code", max_length=20)
    registry_code: str | None = Field(default=None, foreign_key="court_office.code", max_length=40)
    ordinal: int
    prefix: str | None = Field(default=None, max_length=20)
    name_en: str = Field(max_length=200)
    name_tc: str = Field(max_length=200)
    name_sc: str = Field(max_length=200)


class Closure(SQLModel, table=True):
    """A stretch ``[starts_at, ends_at)`` in which an office is closed in ordinary hours.

    ``ends_at`` is null while the reopening is not known. One that ends where it starts never came
    about.
    """

    __table_args__ = (
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_after_start"),
        sa.CheckConstraint("state <> 'ENDED' OR ends_at IS NOT NULL", name="ended_has_end"),
    )
    moves: ClassVar[Moves] = CLOSURE_MOVES
    id: str = Field(primary_key=True, max_length=40)
    office_code: str = Field(foreign_key="court_office.code", index=True, max_length=40)
    kind: ClosureKind = Field(sa_type=one_of_enum(ClosureKind))  # pyright: ignore[reportArgumentType]
    state: ClosureState = Field(sa_type=one_of_enum(ClosureState))  # pyright: ignore[reportArgumentType]
    starts_at: datetime
    ends_at: datetime | None = None
    announced_at: datetime
    announced_by: str = Field(foreign_key="account.id", max_length=40)
    version: int = 0


class OutageWindow(SQLModel, table=True):
    """A stretch ``[began_at, ended_at)`` in which electronic filing was not available.

    A row is never removed and its times never change, but that an end is added where there was none
    (I-45). ``ended_at`` is null while it runs. What was wrong is said by another row, which names
    this one by ``corrects_id``; a row is corrected once, and the newer one in its turn.
    """

    __tablename__: Any = "outage_window"
    __table_args__ = (
        sa.CheckConstraint("ended_at IS NULL OR ended_at > began_at", name="ends_after_it_began"),
        sa.Index("ix_outage_window_began", "began_at", "id"),
    )
    id: str = Field(primary_key=True, max_length=40)
    began_at: datetime
    ended_at: datetime | None = None
    what_en: str = Field(max_length=500)
    what_tc: str = Field(max_length=500)
    what_sc: str = Field(max_length=500)
    source: str = Field(max_length=300)
    recorded_at: datetime
    recorded_by: str = Field(foreign_key="account.id", max_length=40)
    corrects_id: str | None = Field(
        default=None, foreign_key="outage_window.id", unique=True, max_length=40
    )
    version: int = 0
