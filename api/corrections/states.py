"""The life of a relation back."""

from enum import StrEnum

from api.corrections import events as e
from api.kernel.actors import AccountKind
from api.kernel.states import Move, Moves

REGISTRY = (AccountKind.REGISTRY_OFFICER,)


class RelationBackState(StrEnum):
    """Whether a relation back has effect."""

    IN_FORCE = "IN_FORCE"
    SET_ASIDE = "SET_ASIDE"


RELATION_BACK_MOVES = Moves(
    noun="relation back",
    states=RelationBackState,
    table=(
        Move("grant", (None,), RelationBackState.IN_FORCE, REGISTRY, e.RelationBackGranted),
        Move(
            "set_aside",
            (RelationBackState.IN_FORCE,),
            RelationBackState.SET_ASIDE,
            REGISTRY,
            e.RelationBackSetAside,
            "set_aside_at",
        ),
    ),
)
