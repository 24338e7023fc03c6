"""The life of a document that the court issues."""

from enum import StrEnum

from api.issuing import events as e
from api.kernel.actors import AccountKind
from api.kernel.states import BUILDING, Move, Moves

REGISTRY = (AccountKind.REGISTRY_OFFICER,)


class IssuedDocumentState(StrEnum):
    """Where a court document stands.

    DRAFTED: given out by an officer and waiting for its seal; only court staff see it. There is no
    way back to it, and none out of the register.
    """

    DRAFTED = "DRAFTED"
    ISSUED = "ISSUED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"
    DROPPED = "DROPPED"


class CertificateState(StrEnum):
    """Where a certificate of an outage stands.

    DRAFTED: asked for by an officer and waiting for its seal. There is no way back to it.
    """

    DRAFTED = "DRAFTED"
    ISSUED = "ISSUED"
    SUPERSEDED = "SUPERSEDED"


S = IssuedDocumentState
ISSUED_MOVES = Moves(
    noun="court document",
    states=IssuedDocumentState,
    table=(
        Move("draft", (None,), S.DRAFTED, REGISTRY, e.CourtDocumentDrafted),
        Move("issue", (S.DRAFTED,), S.ISSUED, (BUILDING,), e.CourtDocumentIssued, "issued_at"),
        Move(
            "supersede",
            (S.ISSUED,),
            S.SUPERSEDED,
            (BUILDING,),
            e.CourtDocumentSuperseded,
            "ended_at",
        ),
        Move("drop", (S.DRAFTED,), S.DROPPED, REGISTRY, e.CourtDocumentDropped, "ended_at"),
        Move("withdraw", (S.ISSUED,), S.WITHDRAWN, REGISTRY, e.CourtDocumentWithdrawn, "ended_at"),
    ),
)

C = CertificateState
CERTIFICATE_MOVES = Moves(
    noun="certificate of an outage",
    states=CertificateState,
    table=(
        Move("draft", (None,), C.DRAFTED, REGISTRY, e.OutageCertificateDrafted),
        Move("issue", (C.DRAFTED,), C.ISSUED, (BUILDING,), e.OutageCertificateIssued, "issued_at"),
        Move(
            "supersede",
            (C.DRAFTED, C.ISSUED),
            C.SUPERSEDED,
            (*REGISTRY, AccountKind.HELP_CENTRE_OFFICER),
            e.OutageCertificateSuperseded,
            "ended_at",
        ),
    ),
)
