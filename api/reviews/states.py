"""The registry's work on a filing, as a table."""

from enum import StrEnum

from api.kernel.actors import FILERS, AccountKind
from api.kernel.states import BUILDING, Move, Moves
from api.reviews import events as e

REGISTRY = (AccountKind.REGISTRY_OFFICER,)


class ReviewState(StrEnum):
    """Where the registry's work on a filing stands."""

    UNASSIGNED = "UNASSIGNED"
    ASSIGNED = "ASSIGNED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class TakeOverReason(StrEnum):
    """Why another officer takes a review from the one who holds it."""

    HOLDER_AWAY = "HOLDER_AWAY"
    REALLOCATED = "REALLOCATED"
    CONFLICT_OF_INTEREST = "CONFLICT_OF_INTEREST"


class ReferredTo(StrEnum):
    """Before whom a filing is put."""

    MASTER = "MASTER"
    REGISTRAR = "REGISTRAR"


REVIEW_MOVES = Moves(
    noun="review",
    states=ReviewState,
    table=(
        Move("queue", (None,), ReviewState.UNASSIGNED, (*FILERS, BUILDING), e.ReviewQueued),
        Move("assign", (ReviewState.UNASSIGNED,), ReviewState.ASSIGNED, REGISTRY, e.ReviewAssigned),
        Move(
            "take_over", (ReviewState.ASSIGNED,), ReviewState.ASSIGNED, REGISTRY, e.ReviewTakenOver
        ),
        Move(
            "give_back", (ReviewState.ASSIGNED,), ReviewState.UNASSIGNED, REGISTRY, e.ReviewReturned
        ),
        Move(
            "complete", (ReviewState.ASSIGNED,), ReviewState.COMPLETED, REGISTRY, e.ReviewCompleted
        ),
        Move("cancel", (ReviewState.UNASSIGNED,), ReviewState.CANCELLED, FILERS, e.ReviewCancelled),
    ),
)
