"""What happens to corrections."""

from dataclasses import dataclass
from datetime import datetime

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class RelationBackGranted(Event):
    """A correction has effect from an earlier time than its own."""

    relation_back_id: str
    filing_id: str
    rejected_filing_id: str
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class RelationBackSetAside(Event):
    """A correction has effect from its own deemed time again."""

    relation_back_id: str
    filing_id: str
