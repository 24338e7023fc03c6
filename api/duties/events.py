"""What happens to leaves and duties."""

from dataclasses import dataclass
from datetime import date

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class LeaveRecorded(Event):
    """The court's leave for a firm to begin cases on paper is on record."""

    leave_id: str
    organization_id: str
    proceeding_type: str | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class LeaveRevoked(Event):
    """A leave no longer excuses its firm."""

    leave_id: str
    organization_id: str


@dataclass(frozen=True, slots=True)
class DutyFoundUnmet(Event):
    """A case was begun on paper that, as far as is on record, had to be begun electronically."""

    paper_filing_id: str
    case_id: str
    organization_id: str | None
