"""Facts about the course of a case: stages, time limits and the limits of a court."""

from enum import StrEnum

from pydantic.dataclasses import dataclass

from api.reference.marks import STRICT, Confidence, Count, Dollars, Key, Words, Written


class Side(StrEnum):
    """Who has to take a step."""

    PLAINTIFF = "PLAINTIFF"
    DEFENDANT = "DEFENDANT"
    BOTH = "BOTH"


class DaysCounted(StrEnum):
    """Which days a time limit counts."""

    CALENDAR_DAYS = "CALENDAR_DAYS"
    COURT_DAYS = "COURT_DAYS"


class ClosedLastDay(StrEnum):
    """What becomes of a time limit whose last day is one on which the registry does not open."""

    NEXT_OPEN_DAY = "NEXT_OPEN_DAY"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TimeLimit:
    """Days within which a party takes a step, counted from an event named in words.

    ``document_kind`` is what is filed, None where the step is not a filing. ``after`` is the limit
    at whose end the count begins; without it the day of service does. How days are counted has a
    mark of its own (I-22).
    """

    key: Key
    proceeding_type: Key
    step: Words
    days: Count
    version: Key
    after: Key | None = None
    counts: DaysCounted
    first_day_counts: bool
    closed_last_day: ClosedLastDay
    counting_confidence: Confidence
    counted_from: Words
    document_kind: Key | None = None
    form: str | None = None
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Stage:
    """One stage of a type of case, in the order of the file: what happens and who acts."""

    key: Key
    proceeding_type: Key
    name: Words
    explanation: Words
    side: Side
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CourtLimit:
    """What a court may hear: claims of more than one amount and at most another, and in words.

    Only what applies now was found, not since when: a claim is held against it on any day.
    """

    court: Key
    more_than: Dollars
    at_most: Dollars
    words: Words
    source: Written
    confidence: Confidence
