"""Tables of the notifications room."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Message(SQLModel, table=True):
    """A message in somebody's Message Box."""

    __tablename__: Any = "message"
    __table_args__ = (sa.Index("ix_message_box", "account_id", "sent_at", "id"),)
    id: str = Field(primary_key=True, max_length=40)
    account_id: str = Field(foreign_key="account.id")
    about: str = Field(max_length=60)
    subject_id: str = Field(max_length=40)
    sent_at: datetime
    read_at: datetime | None = None
    subject_en: str = Field(max_length=200)
    subject_tc: str = Field(max_length=200)
    subject_sc: str = Field(max_length=200)
    body_en: str = Field(max_length=2000)
    body_tc: str = Field(max_length=2000)
    body_sc: str = Field(max_length=2000)
