"""Reads of the cases room. Who is in a case is the parties room's to say."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.cases.models import AccessOrder, Case, RelatedCase, RestrictionOrder
from api.cases.rules import LEAD_CASE, Noted, unmet_for_change, unmet_for_filing
from api.cases.states import (
    CASE_MOVES,
    AccessLevel,
    AccessOrderState,
    CaseRelation,
    CaseStanding,
)
from api.kernel.actors import FILERS, AccountKind, Actor
from api.kernel.refusals import NotAllowed, NotFound, Refusal
from api.kernel.text import Text
from api.kernel.viewers import Clause, Viewer

COURT_STAFF = (AccountKind.REGISTRY_OFFICER, AccountKind.AUDITOR)


def visible_to_staff(row: Any, viewer: Viewer) -> Clause:  # noqa: ARG001 - the shape of every rule
    """Registry officers and auditors see every case, sealed ones too."""
    return viewer.is_(*COURT_STAFF)


def is_open_to_parties(row: Any) -> Clause:
    """A case whose level leaves it open to those who are in it."""
    return row.access_level.in_([AccessLevel.PUBLIC_INSPECTION, AccessLevel.PARTIES])


def case_by_id(session: Session, case_id: str, *, lock: bool = False) -> Case:
    """Find a case by its id, locking it if it is to change.

    Refuses: NotFound.
    """
    found = select(Case).where(Case.id == case_id)
    case = session.exec(found.with_for_update() if lock else found).first()
    if case is None:
        raise NotFound("caseNumber")
    return case


def orders_in_force(session: Session, case_id: str) -> list[AccessOrder]:
    """The access orders that bind a case now."""
    return list(
        session.exec(
            select(AccessOrder).where(
                AccessOrder.case_id == case_id, AccessOrder.state == AccessOrderState.IN_FORCE
            )
        )
    )


def is_restricted(session: Session, case_id: str, account_id: str | None, at: datetime) -> bool:
    """Tell whether an order keeps an account's electronic filings out of a case at an instant."""
    order = RestrictionOrder
    found = select(order.id).where(
        order.case_id == case_id,
        order.state == AccessOrderState.IN_FORCE,
        order.from_at <= at,
        sa.or_(col(order.until_at).is_(None), col(order.until_at) > at),
        sa.or_(col(order.account_id).is_(None), col(order.account_id) == account_id),
    )
    return session.exec(found).first() is not None


def relation_of(
    session: Session, case_id: str, related_case_id: str, kind: CaseRelation
) -> RelatedCase | None:
    """Find what one case is to another, if it is that."""
    row = RelatedCase
    found = select(row).where(
        row.case_id == case_id, row.related_case_id == related_case_id, row.kind == kind
    )
    return session.exec(found).first()


def lead_of(session: Session, case_id: str) -> Case | None:
    """Find the lead case into which a case was consolidated."""
    row = RelatedCase
    found = (
        select(Case)
        .join(row, col(row.related_case_id) == Case.id)
        .where(row.case_id == case_id, row.kind == CaseRelation.CONSOLIDATED_INTO)
    )
    return session.exec(found).first()


def noted_by_standing(session: Session, case: Case) -> list[Noted]:
    """What is to be said by where a case stands. A lead case is named if the public may see it."""
    path, lead = ("caseNumber",), lead_of(session, case.id)
    said: list[Noted] = []
    if case.standing in {CaseStanding.STAYED, CaseStanding.CONCLUDED}:
        said.append((f"CASE_IS_{case.standing}", path, {}))
    if lead is not None:
        is_public = lead.access_level is AccessLevel.PUBLIC_INSPECTION
        name = Text(lead.number, lead.number) if is_public else LEAD_CASE
        said.append(("CASE_IS_CONSOLIDATED", path, {"lead": name}))
    return said


def leads_any(session: Session, case_id: str) -> bool:
    """Whether any case was consolidated into this one."""
    row = RelatedCase
    found = select(row.id).where(row.case_id == case_id, row.kind == CaseRelation.LEADS)
    return session.exec(found).first() is not None


REGISTRY = (AccountKind.REGISTRY_OFFICER,)
DOERS: dict[str, tuple[AccountKind, ...]] = {
    "startFiling": FILERS,
    "makeAccessOrder": (AccountKind.REGISTRY_OFFICER,),
    "makeRestrictionOrder": (AccountKind.REGISTRY_OFFICER,),
    "recordPaperFiling": (AccountKind.REGISTRY_OFFICER,),
    "recordService": (AccountKind.REGISTRY_OFFICER,),
    "linkParty": (AccountKind.REGISTRY_OFFICER,),
    "issueDocument": REGISTRY,
    "unlinkParty": REGISTRY,
    "ceaseActing": REGISTRY,
    "beginActing": REGISTRY,
    "changeSolicitors": REGISTRY,
    "actInPerson": REGISTRY,
    "addParty": REGISTRY,
    "removeParty": REGISTRY,
    "amendPartyName": REGISTRY,
    "consolidateCases": REGISTRY,
    "relateCases": REGISTRY,
}
MOVES = {
    "stayCase": "stay",
    "liftStay": "lift_stay",
    "concludeCase": "conclude",
    "closeCase": "close",
    "reopenCase": "reopen",
    "transferCase": "transfer",
}
CHANGES = tuple(DOERS)[list(DOERS).index("beginActing") :]
"""What is recorded of a case only while it goes on."""


FILINGS = ("startFiling", "recordPaperFiling")


def allowed(standing: CaseStanding, kind: AccountKind | None) -> list[tuple[str, Refusal | None]]:
    """What a kind of account could do with a case it sees, and the refusal it would meet."""
    answers: list[tuple[str, Refusal | None]] = []
    for action, doers in DOERS.items():
        unmet = unmet_for_filing(standing) if action in FILINGS else None
        unmet = unmet_for_change(standing) if action in CHANGES else unmet
        answers.append((action, unmet if kind in doers else NotAllowed(kind=kind or "none")))
    actor = Actor(account_id="", kind=kind)
    return [*answers, *((a, CASE_MOVES.unmet(standing, verb, actor)) for a, verb in MOVES.items())]
