"""The registry's work in the contract: claim, release, refer, decide."""

from typing import Annotated

import strawberry

from api.graphql.context import Info, verb
from api.graphql.filings import Filing
from api.graphql.words import ChangedMeanwhile, Refused
from api.reading.declare import at
from api.reviews import operations
from api.reviews.states import ReferredTo, TakeOverReason


@strawberry.input
class ClaimReviewInput:
    """A filing that an officer takes."""

    filing_id: strawberry.ID
    """The filing."""
    expected_version: int
    """The version you read."""


@strawberry.input
class ReleaseReviewInput:
    """A filing that an officer puts back."""

    filing_id: strawberry.ID
    """The filing."""
    expected_version: int
    """The version you read."""


@strawberry.input
class TakeOverReviewInput:
    """A review that another officer holds."""

    filing_id: strawberry.ID
    """The filing."""
    expected_version: int
    """The version you read."""
    reason: TakeOverReason
    """Why you take it over; kept with what happened."""


@strawberry.input
class ReferFilingInput:
    """A filing that goes to a master or the registrar."""

    filing_id: strawberry.ID
    """The filing."""
    expected_version: int
    """The version you read."""
    referred_to: ReferredTo = ReferredTo.REGISTRAR
    """Before whom it is put."""
    reason: str = ""
    """Why, in 1 to 1,000 characters; the filer reads it. Needed, though it has a default."""


@strawberry.input
class DispositionInput:
    """What is decided of one document."""

    filing_document_id: strawberry.ID
    """The document in the filing: `FilingDocument.id`."""
    accept: bool
    """True accepts it, false rejects it."""
    reasons: list[str] = strawberry.field(default_factory=list[str])
    """Codes of `Query.codes(kind: REJECTION_REASON)`; one or more to reject, none to accept."""
    note: str | None = None
    """What you add for the filer, up to 1,000 characters."""


@strawberry.input
class DecideFilingInput:
    """A disposition for every document of a filing."""

    filing_id: strawberry.ID
    """The filing."""
    expected_version: int
    """The version you read."""
    dispositions: list[DispositionInput]
    """One for each document."""
    referral_answer: str | None = None
    """What the master or the registrar said, up to 2,000 characters; needed if it was referred."""


@strawberry.type
class ReviewClaimed:
    """You hold the review."""

    filing: Filing
    """The filing."""


@strawberry.type
class ReviewReleased:
    """The filing waits for somebody again; its times stay as they are."""

    filing: Filing
    """The filing."""


@strawberry.type
class ReviewTakenOver:
    """You hold the review; its times and its referral stay as they are."""

    filing: Filing
    """The filing."""


@strawberry.type
class FilingReferred:
    """The filing is with a master or the registrar."""

    filing: Filing
    """The filing."""


@strawberry.type
class FilingDecided:
    """The decision is made. What was accepted is sealed and recorded within moments."""

    filing: Filing
    """The filing."""


ClaimReviewResult = Annotated[
    ReviewClaimed | ChangedMeanwhile | Refused,
    strawberry.union("ClaimReviewResult", description="What came of taking a review."),
]
ReleaseReviewResult = Annotated[
    ReviewReleased | ChangedMeanwhile | Refused,
    strawberry.union("ReleaseReviewResult", description="What came of putting a review back."),
]
TakeOverReviewResult = Annotated[
    ReviewTakenOver | ChangedMeanwhile | Refused,
    strawberry.union("TakeOverReviewResult", description="What came of taking a review over."),
]
ReferFilingResult = Annotated[
    FilingReferred | ChangedMeanwhile | Refused,
    strawberry.union("ReferFilingResult", description="What came of referring a filing."),
]
DecideFilingResult = Annotated[
    FilingDecided | ChangedMeanwhile | Refused,
    strawberry.union("DecideFilingResult", description="What came of deciding."),
]


@strawberry.type
class Mutation:
    """The registry's verbs."""

    @verb
    def claim_review(self, info: Info, input: ClaimReviewInput) -> ClaimReviewResult:
        """Registry officers: take the review of a filing."""
        with info.context.work() as work:
            filing_id = operations.claim(work, input.filing_id, input.expected_version)
        return ReviewClaimed(filing=at(Filing, id=filing_id))

    @verb
    def release_review(self, info: Info, input: ReleaseReviewInput) -> ReleaseReviewResult:
        """Registry officers: put a filing back into the queue."""
        with info.context.work() as work:
            filing_id = operations.release(work, input.filing_id, input.expected_version)
        return ReviewReleased(filing=at(Filing, id=filing_id))

    @verb
    def take_over_review(self, info: Info, input: TakeOverReviewInput) -> TakeOverReviewResult:
        """Registry officers: take over a review whose holder is away, or may not decide it."""
        with info.context.work() as work:
            filing_id = operations.take_over(
                work, input.filing_id, input.expected_version, input.reason
            )
        return ReviewTakenOver(filing=at(Filing, id=filing_id))

    @verb
    def refer_filing(self, info: Info, input: ReferFilingInput) -> ReferFilingResult:
        """Registry officers: refer a filing to a master or the registrar."""
        with info.context.work() as work:
            filing_id = operations.refer(
                work, input.filing_id, input.expected_version, input.referred_to, input.reason
            )
        return FilingReferred(filing=at(Filing, id=filing_id))

    @verb
    def decide_filing(self, info: Info, input: DecideFilingInput) -> DecideFilingResult:
        """Registry officers: decide a filing once and for all, a disposition for every document."""
        disposals = [
            operations.Disposal(d.filing_document_id, d.accept, tuple(d.reasons), d.note)
            for d in input.dispositions
        ]
        with info.context.work() as work:
            filing_id = operations.decide(
                work, input.filing_id, input.expected_version, disposals, input.referral_answer
            )
        return FilingDecided(filing=at(Filing, id=filing_id))
