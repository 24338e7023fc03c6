"""Decisions in the contract: what the registry said of a filing, and why."""

from datetime import datetime

from api.filings.states import FilingState
from api.graphql.words import Text
from api.reading.declare import part, reads, within_parent
from api.reviews.models import DecisionReason as DecisionReasonRow
from api.reviews.models import ReviewDecision as ReviewDecisionRow


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
