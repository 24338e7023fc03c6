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


REVIEW_MOVES = Moves(
    noun="review",
    states=ReviewState,
    table=(
        Move("queue", (None,), ReviewState.UNASSIGNED, (*FILERS, BUILDING), e.ReviewQueued),
        Move("assign", (ReviewState.UNASSIGNED,), ReviewState.ASSIGNED, REGISTRY, e.ReviewAssigned),
        Move(
            "give_back", (ReviewState.ASSIGNED,), ReviewState.UNASSIGNED, REGISTRY, e.ReviewReturned
        ),
        Move(
            "complete", (ReviewState.ASSIGNED,), ReviewState.COMPLETED, REGISTRY, e.ReviewCompleted
        ),
        Move("cancel", (ReviewState.UNASSIGNED,), ReviewState.CANCELLED, FILERS, e.ReviewCancelled),
    ),
)
