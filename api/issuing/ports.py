"""What the issuing room needs from outside: a pen for the certificates that the court makes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from api.kernel.text import Text


@dataclass(frozen=True, slots=True)
class StatedOutage:
    """What a certificate of an outage states: the record as it stands, and nothing besides.

    ``rule`` is the receipt policy that was published for its first day, by its version and in its
    own words; None where none was published.
    """

    outage_window_id: str
    began_at: datetime
    ended_at: datetime
    what: Text
    source: str
    recorded_at: datetime
    corrects_id: str | None
    rule_version: str | None
    rule: Text | None
    drafted_at: datetime


class Pen(Protocol):
    """Draws what the court makes itself."""

    def certificate(self, stated: StatedOutage) -> bytes:
        """Draw a certificate of an outage as a PDF, the same bytes for the same facts."""
        ...
