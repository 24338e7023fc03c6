"""Decisions in the contract: what the registry said of a filing, and why."""

from datetime import datetime

import strawberry

from api.accounts.models import Account as AccountRow
from api.corrections.models import RelationBack as RelationBackRow
from api.filings.states import FilingState
from api.graphql.context import Context
from api.graphql.describing import enumerated
from api.graphql.words import Permission, Text, permissions_of
from api.reading.declare import derived, edge, part, reads, within_parent
from api.reference.papers import CodeKind
from api.reviews.models import DecisionReason as DecisionReasonRow
from api.reviews.models import Referral as ReferralRow
from api.reviews.models import ReviewDecision as ReviewDecisionRow
from api.reviews.models import ReviewTask as ReviewTaskRow
from api.reviews.queries import allowed
from api.reviews.states import ReferredTo, ReviewState, TakeOverReason

enumerated(ReviewState, codes=CodeKind.REVIEW_STATE)
enumerated(ReferredTo, codes=CodeKind.REFERRED_TO)
enumerated(TakeOverReason, codes=CodeKind.TAKE_OVER_REASON)


@reads(DecisionReasonRow, visible=within_parent)
class DecisionReason:
    """A coded reason for rejecting a document, in the words shown on the day of the decision."""

    code: str
    """The reason's code in the catalogue: `Query.codes(kind: REJECTION_REASON)`."""
    message: Text = part("message_")
    """What is wrong."""
    remedy: Text = part("remedy_")
    """How to mend it."""
    guide: str
    """Path of the guide's page that explains it."""
    note: str | None
    """What the officer added."""


@reads(ReviewDecisionRow, visible=within_parent)
class ReviewDecision:
    """What the registry decided of a filing. One, and final."""

    outcome: FilingState
    """What the dispositions add up to."""
    decided_at: datetime
    """When it was decided."""


@reads(ReferralRow, visible=within_parent)
class Referral:
    """A filing put before a master or the registrar, and what they said."""

    referred_to: ReferredTo
    """Before whom it was put."""
    reason: str
    """Why, in the registry officer's words."""
    referred_at: datetime
    """When it was put before them."""
    answer: str | None
    """What they said; null until the decision."""
    answered_at: datetime | None
    """When that was written down: with the decision."""


@reads(AccountRow, visible=within_parent)
class Officer:
    """An officer of the court."""

    id: strawberry.ID
    """The officer's account: yours if it is your `Viewer.id`."""
    name: str
    """The officer's name."""


@reads(ReviewTaskRow, visible=within_parent)
class Review:
    """The registry's work on a filing. Seen by court staff."""

    state: ReviewState
    """Where it stands."""
    queued_at: datetime
    """Since when it waits for the registry."""
    assigned_at: datetime | None
    """When its holder took it; null while nobody has it."""
    completed_at: datetime | None
    """When it was decided; null before."""
    reviewer: Officer | None = edge(via="reviewer_id")
    """Who holds it; null while nobody does."""

    @derived
    def viewer_can(  # a function of the row's columns, not of a self
        state: ReviewState,  # pyright: ignore[reportGeneralTypeIssues]
        *,
        asking: Context,
    ) -> list[Permission]:
        """What you can do with it now, and why not otherwise."""
        return permissions_of(allowed(state, asking.kind))


@reads(RelationBackRow, visible=within_parent)
class RelationBack:
    """An order by which a correction has effect from before it was received."""

    effective_at: datetime
    """From when the filing has effect: never before the rejected filing's deemed time."""
    reason: str
    """Why it was granted, in the officer's words."""
    granted_at: datetime
    """When it was granted."""
    explanation: Text = part("explanation_")
    """What it means, in a sentence."""
