"""The life of a filing and of each document in it, as tables.

Source of the names: OASIS ECF 5 for the exchange; the real system's own names are not published.
There is no 'returned' state on purpose: a correction is a new filing linked to the rejected one, so
that the time of receipt and what was confirmed are never blurred.
"""

from enum import StrEnum

from api.filings import events as e
from api.kernel.actors import FILERS, AccountKind
from api.kernel.states import BUILDING, Move, Moves

REGISTRY = (AccountKind.REGISTRY_OFFICER,)


class FilingState(StrEnum):
    """Where a filing stands."""

    DRAFT = "DRAFT"
    SUBMITTING = "SUBMITTING"
    SUBMISSION_FAILED = "SUBMISSION_FAILED"
    RECEIVED = "RECEIVED"
    PAYMENT_PENDING = "PAYMENT_PENDING"
    UNDER_REVIEW = "UNDER_REVIEW"
    REFERRED = "REFERRED"
    ACCEPTED = "ACCEPTED"
    PARTIALLY_ACCEPTED = "PARTIALLY_ACCEPTED"
    REJECTED = "REJECTED"
    RECORDED = "RECORDED"
    WITHDRAWN = "WITHDRAWN"


class FilingPurpose(StrEnum):
    """Whether a filing begins a case or goes into one."""

    COMMENCE_CASE = "COMMENCE_CASE"
    """It begins a case."""
    FILE_IN_CASE = "FILE_IN_CASE"
    """It goes into a case that exists."""


class Disposition(StrEnum):
    """What was decided of one document in a filing."""

    LODGED = "LODGED"
    RECEIVED = "RECEIVED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class FilingTime(StrEnum):
    """The times of a filing, each kept apart, in the order in which they come."""

    STARTED = "STARTED"
    UPLOAD_COMPLETED = "UPLOAD_COMPLETED"
    SUBMITTED = "SUBMITTED"
    RECEIVED = "RECEIVED"
    DEEMED_RECEIVED = "DEEMED_RECEIVED"
    EFFECTIVE_FILED = "EFFECTIVE_FILED"
    REVIEWED = "REVIEWED"
    RECORDED = "RECORDED"
    SEALED = "SEALED"
    INSPECTABLE = "INSPECTABLE"


S = FilingState
UNSENT = (S.DRAFT, S.SUBMISSION_FAILED)
"""The court has not received it: the filer may change it or submit it."""
DECIDABLE = (S.UNDER_REVIEW, S.REFERRED)
UNDECIDED = (S.RECEIVED, S.PAYMENT_PENDING, *DECIDABLE)
"""Received, and nothing has been decided on the strength of its times yet."""

FILING_MOVES = Moves(
    noun="filing",
    states=FilingState,
    table=(
        Move("start", (None,), S.DRAFT, FILERS, e.FilingStarted),
        Move("revise", UNSENT, S.DRAFT, FILERS, e.FilingRevised),
        Move("discard", (S.DRAFT,), S.WITHDRAWN, FILERS, e.FilingDiscarded),
        Move("submit", UNSENT, S.SUBMITTING, FILERS, e.FilingSubmitted, "submitted_at"),
        Move("receive", (S.SUBMITTING,), S.RECEIVED, FILERS, e.FilingReceived, "received_at"),
        Move("fail", (S.SUBMITTING,), S.SUBMISSION_FAILED, (BUILDING,), e.FilingFailed),
        Move("await_payment", (S.RECEIVED,), S.PAYMENT_PENDING, FILERS, e.FilingAwaitsPayment),
        Move("settle", (S.PAYMENT_PENDING,), S.RECEIVED, (BUILDING,), e.FilingPaymentSettled),
        Move("withdraw", (S.RECEIVED, S.PAYMENT_PENDING), S.WITHDRAWN, FILERS, e.FilingWithdrawn),
        Move("claim", (S.RECEIVED,), S.UNDER_REVIEW, REGISTRY, e.FilingClaimed),
        Move("release", (S.UNDER_REVIEW,), S.RECEIVED, REGISTRY, e.FilingReleased),
        Move("refer", (S.UNDER_REVIEW,), S.REFERRED, REGISTRY, e.FilingReferred),
        Move("accept", DECIDABLE, S.ACCEPTED, REGISTRY, e.FilingAccepted, "reviewed_at"),
        Move(
            "accept_in_part",
            DECIDABLE,
            S.PARTIALLY_ACCEPTED,
            REGISTRY,
            e.FilingPartiallyAccepted,
            "reviewed_at",
        ),
        Move("reject", DECIDABLE, S.REJECTED, REGISTRY, e.FilingRejected, "reviewed_at"),
        Move(
            "make_record",
            (S.ACCEPTED, S.PARTIALLY_ACCEPTED),
            S.RECORDED,
            (BUILDING,),
            e.FilingRecorded,
            "recorded_at",
        ),
    ),
)

DISPOSITION_MOVES = Moves(
    noun="document in a filing",
    states=Disposition,
    column="disposition",
    table=(
        Move("lodge", (None,), Disposition.LODGED, FILERS, e.DocumentLodged),
        Move("receive", (Disposition.LODGED,), Disposition.RECEIVED, FILERS, e.DocumentReceived),
        Move("accept", (Disposition.RECEIVED,), Disposition.ACCEPTED, REGISTRY, e.DocumentAccepted),
        Move("reject", (Disposition.RECEIVED,), Disposition.REJECTED, REGISTRY, e.DocumentRejected),
    ),
)
