"""Tables of the audit room."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class AuditEntry(SQLModel, table=True):
    """One event as it happened, chained to the entry before it."""

    __tablename__: Any = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_entry_at", "at"),)
    number: int = Field(primary_key=True)
    at: datetime
    actor_id: str | None = Field(default=None, max_length=40)
    actor_kind: str = Field(max_length=40)
    event: str = Field(max_length=80)
    subject_id: str = Field(max_length=60, index=True)
    facts: str
    previous: str = Field(max_length=64)
    digest: str = Field(max_length=64, unique=True)


class AuditHead(SQLModel, table=True):
    """The end of the chain: one row, locked while the chain grows."""

    __tablename__: Any = "audit_head"
    id: int = Field(primary_key=True)
    number: int
    digest: str = Field(max_length=64)
