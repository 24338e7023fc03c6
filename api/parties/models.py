"""Tables of the parties room."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.kernel.tables import one_of_enum
from api.parties.states import PartyKind, PartyRole

_LASTS = sa.text("until_at IS NULL")


class Party(SQLModel, table=True):
    """Somebody who sues or is sued. ``name`` is the present one; ``left_at`` when they left."""

    __table_args__ = (sa.UniqueConstraint("case_id", "ordinal"),)
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id")
    ordinal: int
    role: PartyRole = Field(sa_type=one_of_enum(PartyRole))  # pyright: ignore[reportArgumentType]
    kind: PartyKind = Field(sa_type=one_of_enum(PartyKind))  # pyright: ignore[reportArgumentType]
    name: str = Field(max_length=300)
    joined_at: datetime
    left_at: datetime | None = None


class PartyName(SQLModel, table=True):
    """A name of a party, and from when until when it was the name."""

    __tablename__: Any = "party_name"
    __table_args__ = (
        sa.Index(
            "uq_party_name_present",
            "party_id",
            unique=True,
            sqlite_where=_LASTS,
            postgresql_where=_LASTS,
        ),
        sa.Index("ix_party_name_party", "party_id", "from_at", "id"),
    )
    id: str = Field(primary_key=True, max_length=40)
    party_id: str = Field(foreign_key="party.id")
    name: str = Field(max_length=300)
    from_at: datetime
    until_at: datetime | None = None


class Representation(SQLModel, table=True):
    """An organisation acts for a party. ``until_at`` is the first instant it no longer does.

    ``firm_name`` is the organisation's name when it began: the record does not change with it.
    """

    id: str = Field(primary_key=True, max_length=40)
    party_id: str = Field(foreign_key="party.id", index=True)
    case_id: str = Field(foreign_key="court_case.id")
    organization_id: str = Field(foreign_key="organization.id")
    firm_name: str = Field(max_length=200)
    from_at: datetime
    until_at: datetime | None = None
    __table_args__ = (
        sa.Index(
            "ix_representation_live",
            "organization_id",
            "case_id",
            sqlite_where=_LASTS,
            postgresql_where=_LASTS,
        ),
        sa.Index(
            "uq_representation_present",
            "party_id",
            unique=True,
            sqlite_where=_LASTS,
            postgresql_where=_LASTS,
        ),
        sa.Index("ix_representation_case", "case_id", "from_at", "id"),
    )


class Linkage(SQLModel, table=True):
    """An account is linked to a case, as a party or for one."""

    __table_args__ = (
        sa.Index(
            "uq_linkage_live",
            "account_id",
            "case_id",
            unique=True,
            sqlite_where=_LASTS,
            postgresql_where=_LASTS,
        ),
    )
    id: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(foreign_key="court_case.id", index=True)
    account_id: str = Field(foreign_key="account.id")
    party_id: str | None = Field(default=None, foreign_key="party.id")
    from_at: datetime
    until_at: datetime | None = None
    ended_because: str | None = Field(default=None, max_length=1000)


class FilingAppearance(SQLModel, table=True):
    """For which party of the case a filing appears, and the caption its filer confirmed."""

    __tablename__: Any = "filing_appearance"
    id: str = Field(primary_key=True, max_length=40)
    filing_id: str = Field(foreign_key="filing.id", unique=True)
    party_id: str = Field(foreign_key="party.id")
    role: PartyRole = Field(sa_type=one_of_enum(PartyRole))  # pyright: ignore[reportArgumentType]
    party_name: str = Field(max_length=300)
    caption: str = Field(max_length=1000)
    confirmed_at: datetime
