"""The tables as the Strawberry peer maps them: plain SQLAlchemy, the driver's own types.

Enums are text and instants the driver's own, so that no type of ours costs the peer anything.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, relationship

from api.migrations.tables import METADATA

PLAIN = sa.MetaData()


def _plain(name: str) -> sa.Table:
    """The same table with plain types."""
    columns = [_column(column) for column in METADATA.tables[name].columns]
    return sa.Table(name, PLAIN, *columns)


def _column(column: sa.Column[Any]) -> sa.Column[Any]:
    kept: Any = column.type
    if isinstance(kept, sa.Enum):
        kept = sa.String()
    elif isinstance(kept, sa.types.TypeDecorator):
        kept = sa.DateTime(timezone=True) if isinstance(kept.impl, sa.DateTime) else sa.String()
    keys = [sa.ForeignKey(key.target_fullname) for key in column.foreign_keys]
    return sa.Column(column.name, kept, *keys, primary_key=column.primary_key)


for _referred in ("court", "organization", "account", "court_office", "proceeding_type", "closure"):
    _plain(_referred)
_plain("fee_assessment")


class Base(DeclarativeBase):
    """The peer's own models."""

    metadata = PLAIN


class Case(Base):
    """A case."""

    __table__ = _plain("court_case")


class Party(Base):
    """A party."""

    __table__ = _plain("party")


class ServiceRequest(Base):
    """A request for money."""

    __table__ = _plain("service_request")


class Payment(Base):
    """An attempt to pay."""

    __table__ = _plain("payment")


class Receipt(Base):
    """A receipt."""

    __table__ = _plain("receipt")


class Document(Base):
    """A document."""

    __table__ = _plain("document")


class Filing(Base):
    """A filing."""

    __table__ = _plain("filing")


class FilingDocument(Base):
    """A document in a filing."""

    __table__ = _plain("filing_document")
    document: Mapped[Document] = relationship(lazy="joined", innerjoin=True)


class CauseBookEntry(Base):
    """A line of the cause book."""

    __table__ = _plain("cause_book_entry")
