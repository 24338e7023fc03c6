"""Tables of the parties room."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.kernel.tables import one_of_enum
from api.parties.states import PartyKind, PartyRole


class Party(SQLModel, table=True):
    """Somebody who sues or is sued."""

    __table_args__ = (sa.UniqueConstraint("case_id", "ordinal"),)
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id")
    ordinal: int
    role: PartyRole = Field(sa_type=one_of_enum(PartyRole))  # pyright: ignore[reportArgumentType]
    kind: PartyKind = Field(sa_type=one_of_enum(PartyKind))  # pyright: ignore[reportArgumentType]
    name: str = Field(max_length=300)
    joined_at: datetime


class Representation(SQLModel, table=True):
    """An organisation acts for a party. ``until_at`` is the first instant it no longer does."""

    id: str = Field(primary_key=True, max_length=40)
    party_id: str = Field(foreign_key="party.id", index=True)
    case_id: str = Field(foreign_key="court_case.id")
    organization_id: str = Field(foreign_key="organization.id")
    from_at: datetime
    until_at: datetime | None = None
    __table_args__ = (
        sa.Index(
            "ix_representation_live",
            "organization_id",
            "case_id",
            sqlite_where=sa.text("until_at IS NULL"),
            postgresql_where=sa.text("until_at IS NULL"),
        ),
    )


class Linkage(SQLModel, table=True):
    """An account is linked to a case, as a party or for one."""

    __table_args__ = (
        sa.Index(
            "uq_linkage_live",
            "account_id",
            "case_id",
            unique=True,
            sqlite_where=sa.text("until_at IS NULL"),
            postgresql_where=sa.text("until_at IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id", index=True)
    account_id: str = Field(foreign_key="account.id")
    party_id: str | None = Field(default=None, foreign_key="party.id")
    from_at: datetime
    until_at: datetime | None = None
