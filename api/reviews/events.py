"""What happens to the registry's work on filings."""

from dataclasses import dataclass

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ReviewQueued(Event):
    """A filing waits for a registry officer."""

    review_task_id: str
    filing_id: str


@dataclass(frozen=True, slots=True)
class ReviewAssigned(Event):
    """A registry officer holds the review."""

    review_task_id: str
    filing_id: str
    reviewer_id: str


@dataclass(frozen=True, slots=True)
class ReviewTakenOver(Event):
    """Another officer holds the review now, for a coded reason."""

    review_task_id: str
    filing_id: str
    former_reviewer_id: str
    reviewer_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewReturned(Event):
    """The review waits again."""

    review_task_id: str
    filing_id: str


@dataclass(frozen=True, slots=True)
class ReviewCompleted(Event):
    """The review ended with a decision."""

    review_task_id: str
    filing_id: str


@dataclass(frozen=True, slots=True)
class ReviewCancelled(Event):
    """There is nothing left to review."""

    review_task_id: str
    filing_id: str
