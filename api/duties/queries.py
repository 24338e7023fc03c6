"""Reads of the duties room: who sees a leave, and what is on record of a firm."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.accounts.queries import organization_coded
from api.cases.queries import COURT_STAFF, visible_to_staff
from api.courts.queries import coverage_of
from api.duties.models import Leave
from api.duties.rules import Duty, Firm, LeaveSpan, NotYourFirm, duty
from api.duties.states import LeaveState
from api.filings.models import Filing
from api.filings.queries import IN_THE_CASE
from api.filings.states import FilingPurpose
from api.kernel.actors import AccountKind, Actor
from api.kernel.clock import day_of
from api.kernel.refusals import NotFound
from api.kernel.viewers import Clause, Viewer, one_of
from api.register.models import PaperFiling

finding_visible_to = visible_to_staff


def visible_to(row: Any, viewer: Viewer) -> Clause:
    """The firm's own accounts, and court staff."""
    return one_of(viewer.is_(*COURT_STAFF), row.organization_id == viewer.organization_id)


def leave_by_id(session: Session, leave_id: str) -> Leave:
    """Find and lock a leave. Refuses: NotFound."""
    leave = session.exec(select(Leave).where(Leave.id == leave_id).with_for_update()).first()
    if leave is None:
        raise NotFound("leaveId")
    return leave


def paper_filing_by_id(session: Session, paper_filing_id: str) -> PaperFiling:
    """Find a filing on paper. Refuses: NotFound."""
    paper = session.get(PaperFiling, paper_filing_id)
    if paper is None:
        raise NotFound("paperFilingId")
    return paper


def leaves_of(session: Session, organization_id: str) -> tuple[LeaveSpan, ...]:
    """The leaves of a firm that are in force, whatever their days, earliest first."""
    found = select(Leave).where(
        Leave.organization_id == organization_id, Leave.state == LeaveState.IN_FORCE
    )
    rows = session.exec(found.order_by(col(Leave.from_on), col(Leave.id)))
    return tuple(span_of(row) for row in rows)


def span_of(leave: Leave) -> LeaveSpan:
    """Take the days of a leave out of its row."""
    return LeaveSpan(leave.id, leave.proceeding_type_code, leave.from_on, leave.until_on)


def firm_of(session: Session, organization_id: str) -> Firm:
    """Say what is on record of a firm: the day its first electronic case began, and its leaves.

    A case begins when a filing that begins one is accepted, and on the day that filing has effect.
    """
    first = select(sa.func.min(col(Filing.effective_filed_at))).where(
        Filing.organization_id == organization_id,
        Filing.purpose == FilingPurpose.COMMENCE_CASE,
        col(Filing.state).in_(IN_THE_CASE),
    )
    began = session.exec(first).one()
    return Firm(day_of(began) if began else None, leaves_of(session, organization_id))


def duty_of(firm: Firm | None, proceeding_type: str, on: date, venue: str | None = None) -> Duty:
    """Judge the duty of a firm, or of somebody without one, for a type on a day.

    Refuses: UnknownCode, VenueOfAnotherCourt.
    """
    found = coverage_of(proceeding_type, on, venue=venue, represented=firm is not None)
    return duty(found, firm)


def firm_asked_about(session: Session, actor: Actor, code: str | None) -> Firm | None:
    """The firm that a question is about: one's own; the registry may name any.

    Refuses: NotYourFirm, NotFound.
    """
    if code is not None:
        if actor.kind is not AccountKind.REGISTRY_OFFICER:
            raise NotYourFirm("organization")
        return firm_of(session, organization_coded(session, code, "organization").id)
    return firm_of(session, actor.organization_id) if actor.organization_id else None
