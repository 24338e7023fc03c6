"""Reads of the reviews room."""

from typing import Any

from sqlmodel import Session, select

from api.kernel.actors import AccountKind
from api.kernel.viewers import Clause, Viewer
from api.reviews.models import ReviewTask


def visible_to(row: Any, viewer: Viewer) -> Clause:  # noqa: ARG001 - the shape of every rule
    """Who holds a review is the registry's business."""
    return viewer.is_(AccountKind.REGISTRY_OFFICER, AccountKind.AUDITOR)


def review_of(session: Session, filing_id: str) -> ReviewTask | None:
    """Find and lock the review of a filing."""
    return session.exec(
        select(ReviewTask).where(ReviewTask.filing_id == filing_id).with_for_update()
    ).first()
