"""Reads of the corrections room. Who sees a relation back is the filing's rule."""

from sqlmodel import Session, col, select

from api.corrections.models import RelationBack
from api.corrections.rules import unmet_for_relation_back
from api.corrections.states import RELATION_BACK_MOVES, RelationBackState
from api.documents.models import Document
from api.filings.queries import allowed as allowed_with_filing
from api.filings.queries import lodged_in
from api.filings.states import Disposition, FilingState
from api.kernel.actors import AccountKind, Actor
from api.kernel.refusals import Refusal
from api.reference.loading import Published
from api.reviews.models import DecisionReason


def relation_back_of(session: Session, filing_id: str) -> RelationBack | None:
    """Find and lock the relation back that is in force for a filing."""
    return session.exec(
        select(RelationBack)
        .where(
            RelationBack.filing_id == filing_id, RelationBack.state == RelationBackState.IN_FORCE
        )
        .with_for_update()
    ).first()


def documents_that_stand(session: Session, filing_id: str, facts: Published) -> list[Document]:
    """The documents of a filing that were rejected for nothing that is wrong with themselves."""
    stands = {code for code, reason in facts.rejection_reasons.items() if reason.document_stands}
    rejected = [
        (row, document)
        for row, document in lodged_in(session, filing_id)
        if row.disposition is Disposition.REJECTED
    ]
    reasons = session.exec(
        select(DecisionReason.filing_document_id, DecisionReason.code).where(
            col(DecisionReason.filing_document_id).in_([row.id for row, _ in rejected])
        )
    ).all()
    wrong = {lodged for lodged, code in reasons if code not in stands}
    return [document for row, document in rejected if row.id not in wrong]


def allowed(
    state: FilingState, resubmission_of: str | None, kind: AccountKind | None
) -> list[tuple[str, Refusal | None]]:
    """What a kind of account could do with a filing, relating it back included.

    Judged by the same tables and rules as the verbs themselves.
    """
    unmet = RELATION_BACK_MOVES.unmet(None, "grant", Actor(account_id="", kind=kind))
    unmet = unmet or unmet_for_relation_back(state, resubmission_of)
    return [*allowed_with_filing(state, kind), ("grantRelationBack", unmet)]
