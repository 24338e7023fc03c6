"""Tables of the accounts room."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.accounts.states import ACCOUNT_MOVES, AccountState
from api.kernel.actors import AccountKind
from api.kernel.states import Moves
from api.kernel.tables import one_of_enum


class Organization(SQLModel, table=True):
    """A law firm, a department or another body with an Organization Account."""

    id: str = Field(primary_key=True, max_length=40)
    code: str = Field(unique=True, max_length=20)
    name: str = Field(max_length=200)


class Branch(SQLModel, table=True):
    """A branch of an organisation, by its branch code."""

    __table_args__ = (sa.UniqueConstraint("organization_id", "code"),)
    id: str = Field(primary_key=True, max_length=40)
    organization_id: str = Field(foreign_key="organization.id", index=True)
    code: str = Field(max_length=20)
    name: str = Field(max_length=200)


class Account(SQLModel, table=True):
    """One person's way in, of one kind for ever."""

    __table_args__ = (
        sa.CheckConstraint(
            "(kind IN ('PA', 'SA', 'OU')) = (organization_id IS NOT NULL)",
            name="organisation_by_kind",
        ),
    )
    moves: ClassVar[Moves] = ACCOUNT_MOVES
    id: str = Field(primary_key=True, max_length=40)
    kind: AccountKind = Field(sa_type=one_of_enum(AccountKind))  # pyright: ignore[reportArgumentType]
    state: AccountState = Field(sa_type=one_of_enum(AccountState))  # pyright: ignore[reportArgumentType]
    sign_in_name: str = Field(unique=True, max_length=80)
    password_hash: str = Field(max_length=200)
    name: str = Field(max_length=200)
    email: str = Field(max_length=200)
    organization_id: str | None = Field(default=None, foreign_key="organization.id", index=True)
    branch_id: str | None = Field(default=None, foreign_key="branch.id")
    refused_sign_ins: int = 0
    locked_until: datetime | None = None
    created_at: datetime
    version: int = 0


class Session(SQLModel, table=True):
    """A sign-in. The token itself is never kept: only its SHA-256."""

    id: str = Field(primary_key=True, max_length=40)
    account_id: str = Field(foreign_key="account.id", index=True)
    token_sha256: bytes = Field(unique=True, sa_type=sa.LargeBinary)
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
