"""What happens to the register."""

from dataclasses import dataclass
from datetime import datetime

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class RegisterEntryRecorded(Event):
    """Something was entered in the register of a case."""

    register_entry_id: str
    case_id: str
    number: int
    document_id: str | None


@dataclass(frozen=True, slots=True)
class CauseBookEntered(Event):
    """A case has a line in the cause book."""

    cause_book_entry_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class MaterialWithdrawnFromIndex(Event):
    """A case's line left the cause book, because the public may no longer see it."""

    cause_book_entry_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class MaterialReturnedToIndex(Event):
    """A case's line is in the cause book again."""

    cause_book_entry_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class PaperFilingRecorded(Event):
    """The registry recorded a filing that came on paper."""

    paper_filing_id: str
    case_id: str
    received_at: datetime
    documents: int
