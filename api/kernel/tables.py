"""How rows are kept: naming of constraints, columns of enums, and the kernel's own tables.

Every enum column is text with a CHECK, so that both databases refuse what the code does not know.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _values(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


def one_of_enum(enum: type[StrEnum]) -> sa.Enum:
    """A column type holding an enum's values as text, with a CHECK named after the enum."""
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=enum.__name__.lower(),
        values_callable=_values,
    )


class Counter(SQLModel, table=True):
    """A gapless count, advanced in the transaction that uses the number."""

    name: str = Field(primary_key=True, max_length=80)
    last: int


class IdempotencyRecord(SQLModel, table=True):
    """What one account did under one key: the digest of the request, the id of the result."""

    __tablename__: Any = "idempotency_record"
    account_id: str = Field(primary_key=True, max_length=40)
    verb: str = Field(primary_key=True, max_length=60)
    key: str = Field(primary_key=True, max_length=200)
    body_sha256: str = Field(max_length=64)
    result_id: str | None = Field(default=None, max_length=40)
    at: datetime


class OutboxJob(SQLModel, table=True):
    """Something to be done soon after the commit that asked for it, and done at least once."""

    __tablename__: Any = "outbox_job"
    __table_args__ = (sa.Index("ix_outbox_job_waiting", "done_at", "not_before"),)
    id: str = Field(primary_key=True, max_length=40)
    job: str = Field(max_length=60)
    subject_id: str = Field(max_length=40)
    asked_at: datetime
    not_before: datetime
    attempts: int = 0
    done_at: datetime | None = None
    last_fault: str | None = Field(default=None, max_length=200)
