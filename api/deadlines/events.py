"""What happens to deadlines. ``account_ids`` are those in the case, who are told."""

from dataclasses import dataclass
from datetime import date, datetime

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class DeadlineSet(Event):
    """A deadline began to run."""

    deadline_id: str
    case_id: str
    case_number: str
    rule: str
    rule_version: str
    counted_from: date
    due_at: datetime | None
    account_ids: tuple[str, ...]
    party_id: str
    document_kind: str | None


@dataclass(frozen=True, slots=True)
class DeadlineMoved(Event):
    """The calendar changed, and with it the end of a running deadline: later, or not yet known."""

    deadline_id: str
    case_number: str
    rule: str
    was_at: datetime | None
    due_at: datetime | None
    account_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeadlineExtended(Event):
    """The court gave more time."""

    deadline_id: str
    case_number: str
    rule: str
    extended_to: date
    due_at: datetime | None
    grounds: str
    account_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeadlineMet(Event):
    """What was due counts as received in time."""

    deadline_id: str
    filing_id: str


@dataclass(frozen=True, slots=True)
class DeadlineMissed(Event):
    """The time passed, and nothing that was due is on record."""

    deadline_id: str
    due_at: datetime
