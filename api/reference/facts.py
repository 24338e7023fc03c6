"""Facts about courts, time and money: frozen, typed, checked when they are read."""

from datetime import date, time, timedelta
from enum import StrEnum
from operator import ge
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from api.kernel.money import Rounding
from api.reference.marks import STRICT, Confidence, Count, Dollars, Key, Rate, Words, Written

# --- the courts and what may be filed in them ---------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Court:
    """A court or tribunal, by the code used throughout."""

    code: Key
    name: Words
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Office:
    """An office of a court: its registry, its accounts office. Hours hang on it."""

    code: Key
    court: Key
    name: Words
    address: Words | None = None
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Venue:
    """A place at which courts sit, by its code. ``letters`` open its case numbers, where known."""

    code: Key
    courts: tuple[Key, ...]
    name: Words
    letters: Key | None = None
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ProceedingType:
    """A type of proceeding. ``prefix`` opens its case numbers; None where it is not known.

    ``commencing_fee`` is the fee item for beginning one; None where the amount is not known.
    ``nature_of_claim`` is the Section B nature of PD 24.1 that this type always has.
    """

    code: Key
    court: Key
    name: Words
    prefix: Key | None = None
    registry: Key | None = None
    commencing_fee: Key | None = None
    nature_of_claim: Key | None = None
    source: Written
    confidence: Confidence


class Scope(StrEnum):
    """What an implementation notice covers. Source: Cap. 638 s. 11(a), (b) and (c)."""

    COURT = "COURT"
    """All proceedings of a court."""
    TYPE = "TYPE"
    """Types of proceeding, wherever they are."""
    TYPE_AT_VENUE = "TYPE_AT_VENUE"
    """Types of proceeding at a named venue."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ImplementationNotice:
    """From when electronic technology may be used: in a court, for types, or for types at a venue.

    No ``proceeding_types`` means every type of the court; no ``venue`` every venue. Exactly one
    date is given: ``effective_from`` where it is known, ``effective_by`` where only a day is known
    on which use had already begun. Source: Cap. 638 ss. 11 and 32.
    """

    key: Key
    court: Key
    citation: Words
    proceeding_types: tuple[Key, ...] = ()
    venue: Key | None = None
    announced_on: date | None = None
    effective_from: date | None = None
    effective_by: date | None = None
    source: Written
    confidence: Confidence

    def __post_init__(self) -> None:
        """Refuse a notice with no date, with two, or with a venue but no type (s. 11(c))."""
        if (self.effective_from is None) == (self.effective_by is None):
            message = "a notice has either effective_from or effective_by"
            raise ValueError(message)
        if self.venue is not None and not self.proceeding_types:
            message = "a notice names a venue for types of proceeding"
            raise ValueError(message)

    @property
    def scope(self) -> Scope:
        """Which of the three scopes of s. 11 it has."""
        if self.venue is not None:
            return Scope.TYPE_AT_VENUE
        return Scope.TYPE if self.proceeding_types else Scope.COURT

    def names(self, court: str, proceeding_type: str) -> bool:
        """Whether it is about a type of a court, at some venue or everywhere."""
        types = self.proceeding_types
        return self.court == court and (not types or proceeding_type in types)

    @property
    def begins(self) -> date:
        """The day this project counts as covered from: never earlier than what is known."""
        return self.effective_from or self.effective_by or date.max

    @property
    def is_exact(self) -> bool:
        """Whether the first day itself is known."""
        return self.effective_from is not None


class Use(StrEnum):
    """How far electronic filing binds."""

    VOLUNTARY = "VOLUNTARY"
    FIRST_USE_DUTY = "FIRST_USE_DUTY"
    MANDATORY = "MANDATORY"


class Bound(StrEnum):
    """Whom a use policy binds; the others may use the system voluntarily."""

    EVERYONE = "EVERYONE"
    """Everybody who files."""
    LEGAL_REPRESENTATIVES = "LEGAL_REPRESENTATIVES"
    """Those who file for somebody else as lawyers."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RolloutPlan:
    """What has been announced as a plan, without a notice. It covers nothing and binds nobody.

    ``use`` is what is planned to bind; None where it is only to be opened.
    """

    key: Key
    court: Key
    proceeding_types: tuple[Key, ...] = ()
    use: Use | None = None
    announcement: Words
    source: Written
    confidence: Confidence

    def names(self, court: str, proceeding_type: str) -> bool:
        """Whether it is about a type of a court."""
        types = self.proceeding_types
        return self.court == court and (not types or proceeding_type in types)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class UsePolicy:
    """How far electronic filing binds, per court (or listed types of it), from a day."""

    court: Key
    proceeding_types: tuple[Key, ...] = ()
    effective_from: date
    dating: Confidence
    use: Use
    binds: Bound
    leave_of_court_excuses: bool
    explanation: Words
    source: Written
    confidence: Confidence


# --- when something counts as received ------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Session:
    """A stretch of one day, in Hong Kong, during which an office is open."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Refuse a session that closes before it opens."""
        if self.opens >= self.closes:
            message = "a session opens before it closes"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class OfficeHours:
    """Ordinary hours of an office: weekdays by ISO number (Monday is 1) and sessions in order."""

    office: Key
    effective_from: date
    dating: Confidence
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...]
    sessions: tuple[Session, ...]
    source: Written
    confidence: Confidence

    def __post_init__(self) -> None:
        """Refuse sessions that touch or overlap, or an office that never opens."""
        ends = [s.closes for s in self.sessions[:-1]]
        starts = [s.opens for s in self.sessions[1:]]
        if not self.sessions or not self.weekdays or any(map(ge, ends, starts)):
            message = "an office opens on some day, and its sessions follow each other"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ReceiptPolicy:
    """How an instant on the edge is judged: whether the exact closing instant is still in time."""

    version: Key
    effective_from: date
    dating: Confidence
    closing_instant_in_time: bool
    explanation: Words
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class GeneralHoliday:
    """A general holiday other than a Sunday."""

    on: date
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class HolidayYear:
    """The whole list of general holidays of one year, Sundays apart."""

    year: int
    holidays: tuple[GeneralHoliday, ...]
    source: Written
    confidence: Confidence


# --- what a step costs ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class FeeItem:
    """The ordinary (paper) fee of an item from a day on, and whether the e-fee rate applies."""

    item: Key
    authority: Written
    court: Key
    name: Words
    amount: Dollars
    effective_from: date
    dating: Confidence
    concession_applies: bool
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Concession:
    """The concessionary period of courts: a rate of the ordinary fee, for whole years from a day.

    Inside ``[effective_from, until)`` the electronic fee is ``rate`` times the ordinary fee.
    """

    courts: tuple[Key, ...]
    authority: Written
    effective_from: date
    years: Count
    rate: Rate
    source: Written
    confidence: Confidence

    @property
    def until(self) -> date:
        """The first day on which the ordinary fee is due again."""
        return self.effective_from.replace(year=self.effective_from.year + self.years)

    @property
    def last_day(self) -> date:
        """The last day of the concessionary period, as a person would say it."""
        return self.until - timedelta(days=1)

    def covers(self, court: str, on: date) -> bool:
        """Whether a court charges the concessionary fee on a day."""
        return court in self.courts and self.effective_from <= on < self.until


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RoundingRule:
    """How a rate times a fee becomes a payable amount, from a day."""

    effective_from: date
    dating: Confidence
    rounding: Rounding
    explanation: Words
    source: Written
    confidence: Confidence


class FeeDue(StrEnum):
    """When the fee of a filing must be paid."""

    BEFORE_REVIEW = "BEFORE_REVIEW"
    AFTER_ACCEPTANCE = "AFTER_ACCEPTANCE"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class FeeTiming:
    """When fees fall due, from a day."""

    effective_from: date
    dating: Confidence
    due: FeeDue
    explanation: Words
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PaymentMeans:
    """A means of payment. ``ceiling`` is None where the amount is not known."""

    code: Key
    name: Words
    explanation: Words
    ceiling: Dollars | None = None
    source: Written
    confidence: Confidence
