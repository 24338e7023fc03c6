"""Reads of the deadlines room. A deadline is seen by those who see its case."""

from sqlmodel import Session, col, select

from api.deadlines.models import Deadline
from api.deadlines.states import DEADLINE_MOVES, RUNNING, UNMET, DeadlineState
from api.filings.models import Filing, FilingDocument
from api.filings.queries import IN_THE_CASE, lodged_in
from api.filings.states import Disposition
from api.kernel.actors import AccountKind, Actor
from api.kernel.refusals import NotFound, Refusal
from api.kernel.viewers import Rule
from api.parties.models import Linkage, Party, Representation
from api.parties.queries import visible_with_case

visible_to: Rule = visible_with_case


def deadline_by_id(session: Session, deadline_id: str, *, lock: bool = True) -> Deadline:
    """Find a deadline, locking it if it is to change. Refuses: NotFound."""
    found = select(Deadline).where(Deadline.id == deadline_id)
    found = found.with_for_update() if lock else found
    deadline = session.exec(found.execution_options(populate_existing=True)).first()
    if deadline is None:
        raise NotFound("deadlineId")
    return deadline


def running_at(session: Session, office_code: str) -> list[Deadline]:
    """Find and lock the deadlines that run by the calendar of an office."""
    found = select(Deadline).where(
        Deadline.office_code == office_code, col(Deadline.state).in_(RUNNING)
    )
    return list(session.exec(found.order_by(col(Deadline.id)).with_for_update()))


def deadlines_of(session: Session, party_id: str) -> list[Deadline]:
    """The deadlines of a party, in the order they were set."""
    found = select(Deadline).where(Deadline.party_id == party_id)
    return list(session.exec(found.order_by(col(Deadline.id))))


def unmet_in(session: Session, case_id: str) -> list[Deadline]:
    """Find and lock the deadlines of a case that nothing has met."""
    found = select(Deadline).where(Deadline.case_id == case_id, col(Deadline.state).in_(UNMET))
    return list(session.exec(found.order_by(col(Deadline.id)).with_for_update()))


def party_in(session: Session, party_id: str, case_id: str) -> Party:
    """Find a party of a case. Refuses: NotFound."""
    party = session.get(Party, party_id)
    if party is None or party.case_id != case_id:
        raise NotFound("partyId")
    return party


def parties_behind(session: Session, filing: Filing) -> set[str]:
    """The parties for whom a filing was brought: the firm's clients, or the account's own party."""
    acting = select(Representation.party_id).where(
        Representation.case_id == filing.case_id,
        Representation.organization_id == filing.organization_id,
    )
    linked = select(Linkage.party_id).where(
        Linkage.case_id == filing.case_id, Linkage.account_id == filing.owner_id
    )
    own = {party for party in session.exec(linked) if party is not None}
    return own | (set(session.exec(acting)) if filing.organization_id else set())


def kinds_accepted_in(session: Session, filing_id: str) -> set[str]:
    """The kinds of the documents of a filing that were accepted."""
    rows = lodged_in(session, filing_id)
    return {d.kind for lodged, d in rows if lodged.disposition is Disposition.ACCEPTED}


def filings_accepted_in(session: Session, case_id: str) -> list[Filing]:
    """The filings in a case of which something was accepted, oldest first."""
    lodged = select(FilingDocument.filing_id)
    found = select(Filing).where(
        Filing.case_id == case_id,
        col(Filing.state).in_(IN_THE_CASE),
        col(Filing.id).in_(lodged),
    )
    return list(session.exec(found.order_by(col(Filing.ordered_at), col(Filing.id))))


def allowed(state: DeadlineState, kind: AccountKind | None) -> list[tuple[str, Refusal | None]]:
    """What a kind of account could do with a deadline, judged by the table of its moves."""
    actor = Actor(account_id="", kind=kind)
    return [("extendDeadline", DEADLINE_MOVES.unmet(state, "extend", actor))]
