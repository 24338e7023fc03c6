"""Reads of the reviews room."""

from typing import Any

from sqlmodel import Session, col, select

from api.documents.models import Document
from api.documents.states import SCAN_MOVES, ScanState
from api.filings.queries import document_visible_to
from api.kernel.actors import AccountKind, Actor
from api.kernel.refusals import NotFound, Refusal
from api.kernel.viewers import Clause, Viewer
from api.kernel.work import Work
from api.reviews.models import Referral, ReviewTask
from api.reviews.states import REVIEW_MOVES, ReviewState

ACTIONS = {"claimReview": "assign", "takeOverReview": "take_over", "decideFiling": "complete"}


def visible_to(row: Any, viewer: Viewer) -> Clause:  # noqa: ARG001 - the shape of every rule
    """Who holds a review is the registry's business."""
    return viewer.is_(AccountKind.REGISTRY_OFFICER, AccountKind.AUDITOR)


def review_of(session: Session, filing_id: str) -> ReviewTask | None:
    """Find and lock the review of a filing."""
    return session.exec(
        select(ReviewTask).where(ReviewTask.filing_id == filing_id).with_for_update()
    ).first()


def open_referral_of(session: Session, filing_id: str) -> Referral | None:
    """Find and lock the referral of a filing that nobody has answered yet."""
    return session.exec(
        select(Referral)
        .where(Referral.filing_id == filing_id, col(Referral.answered_at).is_(None))
        .with_for_update()
    ).first()


def visible_document(work: Work, document_id: str) -> Document:
    """Find and lock a document that the actor may see. Refuses: NotFound."""
    rows: Any = Document
    seen = select(Document).where(Document.id == document_id)
    seen = seen.where(document_visible_to(rows, work.viewer)).with_for_update(of=rows)
    document = work.session.exec(seen).first()
    if document is None:
        raise NotFound("documentId")
    return document


def allowed_with_document(
    scan: ScanState, kind: AccountKind | None
) -> list[tuple[str, Refusal | None]]:
    """What a kind of account could do with a document it sees, judged by the table of its scan."""
    actor = Actor(account_id="", kind=kind)
    return [("rescanDocument", SCAN_MOVES.unmet(scan, "scan_again", actor))]


def allowed(state: ReviewState, kind: AccountKind | None) -> list[tuple[str, Refusal | None]]:
    """What a kind of account could do with a review in a state, and the refusal it would meet.

    Judged by the same table as the moves themselves.
    """
    actor = Actor(account_id="", kind=kind)
    return [(action, REVIEW_MOVES.unmet(state, verb, actor)) for action, verb in ACTIONS.items()]
