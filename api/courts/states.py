"""The kinds of closure and the life of one."""

from enum import StrEnum

from api.courts.events import ClosureAnnounced, ClosureBegan, ClosureEnded
from api.kernel.actors import AccountKind
from api.kernel.states import BUILDING, Move, Moves

REGISTRY = (AccountKind.REGISTRY_OFFICER,)


class ClosureKind(StrEnum):
    """Why an office is closed in ordinary hours.

    Source: "closure time" in the High Court e-rules, Cap. 638J (gale warning, black rainstorm
    warning, directed to close); extreme conditions from the Judiciary's announcements.
    """

    GALE_WARNING = "GALE_WARNING"
    BLACK_RAINSTORM_WARNING = "BLACK_RAINSTORM_WARNING"
    EXTREME_CONDITIONS = "EXTREME_CONDITIONS"
    DIRECTED = "DIRECTED"


class ClosureState(StrEnum):
    """Where a closure stands. What it covers is told by its times, not by its state."""

    ANNOUNCED = "ANNOUNCED"
    IN_FORCE = "IN_FORCE"
    ENDED = "ENDED"


CLOSURE_MOVES = Moves(
    noun="closure",
    states=ClosureState,
    table=(
        Move("announce", (None,), ClosureState.ANNOUNCED, REGISTRY, ClosureAnnounced),
        Move(
            "begin",
            (ClosureState.ANNOUNCED,),
            ClosureState.IN_FORCE,
            (*REGISTRY, BUILDING),
            ClosureBegan,
        ),
        Move(
            "end",
            (ClosureState.ANNOUNCED, ClosureState.IN_FORCE),
            ClosureState.ENDED,
            REGISTRY,
            ClosureEnded,
        ),
        Move(
            "run_out",
            (ClosureState.ANNOUNCED, ClosureState.IN_FORCE),
            ClosureState.ENDED,
            (BUILDING,),
            ClosureEnded,
        ),
    ),
)
