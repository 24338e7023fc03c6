"""The life of a deadline."""

from enum import StrEnum

from api.deadlines import events as e
from api.kernel.actors import AccountKind
from api.kernel.states import BUILDING, Move, Moves

REGISTRY = (AccountKind.REGISTRY_OFFICER,)


class DeadlineState(StrEnum):
    """Where a deadline stands."""

    OPEN = "OPEN"
    EXTENDED = "EXTENDED"
    MET = "MET"
    MISSED = "MISSED"


S = DeadlineState
RUNNING = (S.OPEN, S.EXTENDED)
UNMET = (*RUNNING, S.MISSED)
"""A filing that arrived in time may be recorded after the deadline passed, and still meets it."""

DEADLINE_MOVES = Moves(
    noun="deadline",
    states=DeadlineState,
    table=(
        Move("set", (None,), S.OPEN, REGISTRY, e.DeadlineSet),
        Move("extend", UNMET, S.EXTENDED, REGISTRY, e.DeadlineExtended),
        Move("meet", UNMET, S.MET, (*REGISTRY, BUILDING), e.DeadlineMet),
        Move("miss", RUNNING, S.MISSED, (BUILDING,), e.DeadlineMissed),
    ),
)
