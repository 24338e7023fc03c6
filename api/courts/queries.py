"""Reads of the courts room. What courts, types and closures there are is public."""

from datetime import datetime

from sqlmodel import Session, select

from api.courts.models import Closure, CourtOffice, OutageWindow
from api.courts.rules import Calendar, ClosureSpan, Deemed, calendar_for, deemed_received
from api.courts.rules import coverage as coverage_of
from api.kernel.refusals import Malformed, NotFound, UnknownCode
from api.kernel.text import shortened
from api.kernel.viewers import public
from api.reference.loading import published

visible_to = public

__all__ = [
    "calendar_of",
    "closure_by_id",
    "coverage_of",
    "deemed_at",
    "is_corrected",
    "office_by_code",
    "outage_by_id",
    "registry_of",
    "span_of",
    "visible_to",
]


def office_by_code(session: Session, code: str, *, lock: bool = False) -> CourtOffice:
    """Find an office, locking it against everyone who judges by its calendar if asked.

    Refuses: NotFound.
    """
    found = select(CourtOffice).where(CourtOffice.code == code)
    office = session.exec(found.with_for_update() if lock else found).first()
    if office is None:
        raise UnknownCode("office", value=shortened(code), what="office")
    return office


def registry_of(proceeding_type: str) -> str:
    """Name the registry that takes a type of proceeding.

    Refuses: Malformed, for a type that is not published or whose registry is not known.
    """
    known = published().proceeding_types.get(proceeding_type)
    if known is None or known.registry is None:
        raise Malformed(
            "newCase",
            "proceedingType",
            field="proceedingType",
            rule="a type listed by Query.proceedingTypes whose registry is published",
        )
    return known.registry


def closure_by_id(session: Session, closure_id: str) -> Closure:
    """Find a closure. Refuses: NotFound."""
    closure = session.get(Closure, closure_id)
    if closure is None:
        raise NotFound("closure")
    return closure


def outage_by_id(
    session: Session, outage_window_id: str, *, field: str = "outageWindowId"
) -> OutageWindow:
    """Find and lock an outage window. Refuses: NotFound."""
    found = select(OutageWindow).where(OutageWindow.id == outage_window_id).with_for_update()
    window = session.exec(found).first()
    if window is None:
        raise NotFound(field)
    return window


def is_corrected(session: Session, outage_window_id: str) -> bool:
    """Tell whether a later record says what was wrong with an outage window."""
    found = select(OutageWindow.id).where(OutageWindow.corrects_id == outage_window_id)
    return session.exec(found).first() is not None


def calendar_of(session: Session, office_code: str, *, hold: bool = False) -> Calendar:
    """Put together an office's calendar with its closures.

    With ``hold`` no closure of the office can be announced or ended until this transaction ends:
    without it a filing could be left waiting for a closure that is just ending. Refuses: NotFound.
    """
    if hold:
        shared = select(CourtOffice.code).where(CourtOffice.code == office_code)
        session.exec(shared.with_for_update(read=True)).first()
    closures = session.exec(select(Closure).where(Closure.office_code == office_code))
    return calendar_for(published(), office_code, [span_of(closure) for closure in closures])


def span_of(closure: Closure) -> ClosureSpan:
    """Take the times of a closure out of its row."""
    known = (closure.starts_at, closure.ends_at, closure.announced_at)
    return ClosureSpan(closure.id, closure.kind, *known)


def deemed_at(session: Session, office_code: str, at: datetime) -> tuple[Deemed, Closure | None]:
    """Say when what reached an office at an instant would count, and what stood in the way.

    Refuses: NotFound, CalendarNotPublished.
    """
    deemed = deemed_received(at, calendar_of(session, office_code))
    return deemed, session.get(Closure, deemed.closure_id) if deemed.closure_id else None
