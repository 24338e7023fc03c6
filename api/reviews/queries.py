"""Reads of the reviews room."""

from typing import Any

from sqlmodel import Session, col, select

from api.kernel.actors import AccountKind, Actor
from api.kernel.refusals import Refusal
from api.kernel.viewers import Clause, Viewer
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


def allowed(state: ReviewState, kind: AccountKind | None) -> list[tuple[str, Refusal | None]]:
    """What a kind of account could do with a review in a state, and the refusal it would meet.

    Judged by the same table as the moves themselves.
    """
    actor = Actor(account_id="", kind=kind)
    return [(action, REVIEW_MOVES.unmet(state, verb, actor)) for action, verb in ACTIONS.items()]
