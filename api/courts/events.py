"""What happened to the opening of the courts' offices, and to electronic filing itself."""

from dataclasses import dataclass
from datetime import datetime

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ClosureAnnounced(Event):
    """An office will close, or has closed; its reopening may be unknown."""

    closure_id: str
    office: str
    kind: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClosureBegan(Event):
    """An announced closure has come into force."""

    closure_id: str
    office: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class ClosureEnded(Event):
    """An office has reopened: times that waited for it can now be settled."""

    closure_id: str
    office: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OutageRecorded(Event):
    """A stretch in which electronic filing was not available was published."""

    outage_window_id: str
    began_at: datetime
    ended_at: datetime | None
    corrects_id: str | None = None


@dataclass(frozen=True, slots=True)
class OutageEnded(Event):
    """A published outage is over."""

    outage_window_id: str
    began_at: datetime
    ended_at: datetime
