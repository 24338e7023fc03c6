"""The life of a leave of the court, and the grounds on which a duty is judged."""

from enum import StrEnum

from api.duties import events as e
from api.kernel.actors import AccountKind
from api.kernel.states import Move, Moves

REGISTRY = (AccountKind.REGISTRY_OFFICER,)


class LeaveState(StrEnum):
    """Whether a leave excuses, within its days."""

    IN_FORCE = "IN_FORCE"
    """It excuses its firm on its days."""
    REVOKED = "REVOKED"
    """It no longer excuses."""


LEAVE_MOVES = Moves(
    noun="leave",
    states=LeaveState,
    table=(
        Move("record", (None,), LeaveState.IN_FORCE, REGISTRY, e.LeaveRecorded),
        Move(
            "revoke",
            (LeaveState.IN_FORCE,),
            LeaveState.REVOKED,
            REGISTRY,
            e.LeaveRevoked,
            "revoked_at",
        ),
    ),
)


class DutyGround(StrEnum):
    """Why a duty to begin cases electronically binds a firm, or does not."""

    BOUND = "BOUND"
    """The duty binds: the next case of this type is to be begun electronically."""
    NOT_OPEN = "NOT_OPEN"
    """No implementation notice covers the type on that day."""
    NOT_REPRESENTED = "NOT_REPRESENTED"
    """No law firm acts; nobody else is bound."""
    VOLUNTARY = "VOLUNTARY"
    """No policy that binds is in force on that day."""
    USED_BEFORE = "USED_BEFORE"
    """The firm has begun a case electronically, which ended the duty."""
    LEAVE = "LEAVE"
    """The court gave leave for that day."""
