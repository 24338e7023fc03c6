"""Reads of the corrections room. Who sees a relation back is the filing's rule."""

from sqlmodel import Session, col, select

from api.corrections.models import RelationBack
from api.corrections.states import RelationBackState
from api.documents.models import Document
from api.filings.queries import lodged_in
from api.filings.states import Disposition
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
