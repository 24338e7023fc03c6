"""Tables of the fees room: assessments, frozen as they were shown."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.kernel.money import Rounding
from api.kernel.tables import one_of_enum
from api.reference.marks import Confidence


class FeeAssessment(SQLModel, table=True):
    """What a step costs, as assessed for a day; never changed once made."""

    __tablename__: Any = "fee_assessment"
    __table_args__ = (sa.CheckConstraint("total_cents >= 0", name="total_not_negative"),)
    id: str = Field(primary_key=True, max_length=40)
    on_date: date
    total_cents: int
    created_at: datetime


class FeeLine(SQLModel, table=True):
    """One line of an assessment. Amounts are whole cents, of all its ``quantity`` together.

    ``version`` is the first day of the fee's entry; ``concession_until`` is the first day after the
    concessionary period; ``concession_rate`` is a decimal as text (``0.80``).
    """

    __tablename__: Any = "fee_line"
    __table_args__ = (
        sa.UniqueConstraint("assessment_id", "ordinal"),
        sa.CheckConstraint("quantity >= 1", name="quantity_from_one"),
        sa.CheckConstraint(
            "0 <= charged_cents AND charged_cents <= ordinary_cents", name="never_over_ordinary"
        ),
        sa.CheckConstraint(
            "(concession_from IS NULL) = (concession_until IS NULL)"
            " AND (concession_from IS NULL) = (concession_rate IS NULL)",
            name="concession_is_whole",
        ),
        sa.CheckConstraint(
            "concession_from IS NOT NULL OR charged_cents = ordinary_cents",
            name="no_concession_no_reduction",
        ),
    )
    id: str = Field(primary_key=True, max_length=40)
    assessment_id: str = Field(foreign_key="fee_assessment.id", max_length=40)
    ordinal: int
    item: str = Field(max_length=60)
    authority: str = Field(max_length=200)
    version: str = Field(max_length=40)
    quantity: int
    ordinary_cents: int
    charged_cents: int
    concession_from: date | None = None
    concession_until: date | None = None
    concession_rate: str | None = Field(default=None, max_length=10)
    rounding: Rounding = Field(sa_type=one_of_enum(Rounding))  # pyright: ignore[reportArgumentType]
    explanation_en: str = Field(max_length=1000)
    explanation_tc: str = Field(max_length=1000)
    explanation_sc: str = Field(max_length=1000)
    confidence: Confidence = Field(sa_type=one_of_enum(Confidence))  # pyright: ignore[reportArgumentType]
