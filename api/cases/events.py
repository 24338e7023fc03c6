"""What happens to cases."""

from dataclasses import dataclass
from datetime import date

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CaseNumberAllocated(Event):
    """A case was opened under a number."""

    case_id: str
    number: str


@dataclass(frozen=True, slots=True)
class CaseStayed(Event):
    """Proceedings were stayed."""

    case_id: str


@dataclass(frozen=True, slots=True)
class StayLifted(Event):
    """A stay ended."""

    case_id: str


@dataclass(frozen=True, slots=True)
class CaseConcluded(Event):
    """The court has decided the case."""

    case_id: str


@dataclass(frozen=True, slots=True)
class CaseClosed(Event):
    """Nothing more is to be done in the case."""

    case_id: str


@dataclass(frozen=True, slots=True)
class CaseReopened(Event):
    """A concluded or closed case goes on."""

    case_id: str


@dataclass(frozen=True, slots=True)
class CaseTransferred(Event):
    """The case went to another court."""

    case_id: str
    court_code: str


@dataclass(frozen=True, slots=True)
class CaseConsolidated(Event):
    """The case goes on together with a lead case."""

    case_id: str
    lead_case_id: str


@dataclass(frozen=True, slots=True)
class CasesRelated(Event):
    """Two cases have to do with each other."""

    case_id: str
    related_case_id: str


@dataclass(frozen=True, slots=True)
class AccessOrderMade(Event):
    """An order now limits who may see a case."""

    access_order_id: str
    case_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class AccessOrderLifted(Event):
    """An order no longer limits who may see a case."""

    access_order_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class RestrictionOrderMade(Event):
    """Electronic filing in a case is restricted."""

    restriction_order_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class RestrictionOrderLifted(Event):
    """Electronic filing in a case is no longer restricted by an order."""

    restriction_order_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class CaseAccessChanged(Event):
    """The level of access to a case changed; everything derived from it must follow."""

    case_id: str
    level: str


@dataclass(frozen=True, slots=True)
class CommencementMoved(Event):
    """A case counts as begun on another day, for what began it has effect from another time."""

    case_id: str
    was: date
    commenced_on: date
