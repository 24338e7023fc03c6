"""Facts about the law the pages cite, and about interruptions of the service."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, StringConstraints
from pydantic.dataclasses import dataclass

from api.reference.marks import STRICT, Confidence, Key, Words, Written

LawKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]


class InstrumentKind(StrEnum):
    """What an instrument is, the weightiest first."""

    ORDINANCE = "ORDINANCE"
    RULES = "RULES"
    FEES_RULES = "FEES_RULES"
    NOTICE = "NOTICE"
    PRACTICE_DIRECTION = "PRACTICE_DIRECTION"
    PRACTICE_NOTE = "PRACTICE_NOTE"
    E_PRACTICE_DIRECTION = "E_PRACTICE_DIRECTION"
    ADMINISTRATIVE_INSTRUCTION = "ADMINISTRATIVE_INSTRUCTION"
    TERMS = "TERMS"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Instrument:
    """One instrument that pages cite by ``key``: what it is, when it holds, where its text is.

    ``in_force_from`` is None where the first day was not found; ``dating`` says how sure that day
    is. ``in_force_to`` is its last day. ``checked`` is the day the entry was compared with its
    source. No ``courts`` and no ``proceeding_types``: not tied to a court.
    """

    key: LawKey
    kind: InstrumentKind
    title: Words
    citation: Words
    made_by: Words | None = None
    in_force_from: date | None = None
    dating: Confidence | None = None
    in_force_to: date | None = None
    courts: tuple[Key, ...] = ()
    proceeding_types: tuple[Key, ...] = ()
    note: Words | None = None
    pointer: Words
    checked: date
    source: Written
    confidence: Confidence

    def __post_init__(self) -> None:
        """Refuse a first day without its mark, a mark without a day, and an end before a start."""
        if (self.in_force_from is None) != (self.dating is None):
            message = "in_force_from and dating come together"
            raise ValueError(message)
        begins = self.in_force_from or date.min
        if self.in_force_to is not None and self.in_force_to < begins:
            message = "an instrument begins before it ends"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ServiceHours:
    """The hours announced for the Judiciary's own system, from a day until the next entry."""

    effective_from: date
    dating: Confidence
    hours: Words
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Outage:
    """An interruption of this system's service; ``ended`` is None until the end is recorded."""

    key: Key
    began: AwareDatetime
    ended: AwareDatetime | None = None
    what: Words
    what_to_do: Words
    source: Written
    confidence: Confidence

    def __post_init__(self) -> None:
        """Refuse an interruption that ends before it began."""
        ended: datetime | None = self.ended
        if ended is not None and ended <= self.began:
            message = "an interruption begins before it ends"
            raise ValueError(message)
