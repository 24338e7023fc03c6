"""What happened, in the past tense.

An event is recorded in the same transaction as the change it tells of. It holds ids, codes, times
and amounts; never a party's name, a document's words or an e-mail address, for it is written into
the audit trail and may be read by people who may not see the case.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. The first field of a subclass is the id of its subject."""

    @property
    def name(self) -> str:
        """The event's name: ``FilingReceived``."""
        return type(self).__name__

    @property
    def subject_id(self) -> str:
        """The id of the thing this happened to."""
        return str(getattr(self, fields(self)[0].name))

    @property
    def facts(self) -> dict[str, Any]:
        """Every field as plain JSON values, for the audit trail."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


def _plain(value: object) -> object:
    """Print an instant or a day; leave JSON values alone."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in cast("list[object]", value)]
    return value
