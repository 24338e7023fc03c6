"""The standing of a case, the life of an access order, and the levels of access."""

from enum import StrEnum

from api.cases.events import (
    AccessOrderLifted,
    AccessOrderMade,
    CaseClosed,
    CaseConcluded,
    CaseNumberAllocated,
    CaseReopened,
    CaseStayed,
    CaseTransferred,
    RestrictionOrderLifted,
    RestrictionOrderMade,
    StayLifted,
)
from api.kernel.actors import AccountKind
from api.kernel.states import Move, Moves

REGISTRY = (AccountKind.REGISTRY_OFFICER,)


class CaseStanding(StrEnum):
    """Where a case stands."""

    OPEN = "OPEN"
    STAYED = "STAYED"
    CONCLUDED = "CONCLUDED"
    CLOSED = "CLOSED"
    TRANSFERRED = "TRANSFERRED"


class AccessLevel(StrEnum):
    """Who may see a case or what is in it, from the widest to the narrowest."""

    PUBLIC_INSPECTION = "PUBLIC_INSPECTION"
    """The public finds its extract in the cause book."""
    PARTIES = "PARTIES"
    """Only those in the case and court staff see it."""
    COURT_ONLY = "COURT_ONLY"
    """Only court staff see it."""


class CaseRelation(StrEnum):
    """What another case is to this one."""

    RELATED = "RELATED"
    CONSOLIDATED_INTO = "CONSOLIDATED_INTO"
    LEADS = "LEADS"


class AccessOrderKind(StrEnum):
    """What an access order does: seals a case from the public, or confines it to the court."""

    SEALING = "SEALING"
    """Seals the case from the public; those in it still see it."""
    CONFINEMENT = "CONFINEMENT"
    """Confines the case to the court."""


class AccessOrderState(StrEnum):
    """Whether an access order binds."""

    IN_FORCE = "IN_FORCE"
    """It binds."""
    LIFTED = "LIFTED"
    """It no longer binds."""


CASE_MOVES = Moves(
    noun="case",
    states=CaseStanding,
    column="standing",
    table=(
        Move("open", (None,), CaseStanding.OPEN, REGISTRY, CaseNumberAllocated),
        Move("stay", (CaseStanding.OPEN,), CaseStanding.STAYED, REGISTRY, CaseStayed),
        Move("lift_stay", (CaseStanding.STAYED,), CaseStanding.OPEN, REGISTRY, StayLifted),
        Move(
            "conclude",
            (CaseStanding.OPEN, CaseStanding.STAYED),
            CaseStanding.CONCLUDED,
            REGISTRY,
            CaseConcluded,
        ),
        Move("close", (CaseStanding.CONCLUDED,), CaseStanding.CLOSED, REGISTRY, CaseClosed),
        Move(
            "reopen",
            (CaseStanding.CONCLUDED, CaseStanding.CLOSED),
            CaseStanding.OPEN,
            REGISTRY,
            CaseReopened,
        ),
        Move(
            "transfer",
            (CaseStanding.OPEN, CaseStanding.STAYED),
            CaseStanding.TRANSFERRED,
            REGISTRY,
            CaseTransferred,
        ),
    ),
)

ACCESS_ORDER_MOVES = Moves(
    noun="access order",
    states=AccessOrderState,
    table=(
        Move("make", (None,), AccessOrderState.IN_FORCE, REGISTRY, AccessOrderMade),
        Move(
            "lift",
            (AccessOrderState.IN_FORCE,),
            AccessOrderState.LIFTED,
            REGISTRY,
            AccessOrderLifted,
            stamps="lifted_at",
        ),
    ),
)

RESTRICTION_ORDER_MOVES = Moves(
    noun="restriction order",
    states=AccessOrderState,
    table=(
        Move("make", (None,), AccessOrderState.IN_FORCE, REGISTRY, RestrictionOrderMade),
        Move(
            "lift",
            (AccessOrderState.IN_FORCE,),
            AccessOrderState.LIFTED,
            REGISTRY,
            RestrictionOrderLifted,
            stamps="lifted_at",
        ),
    ),
)
