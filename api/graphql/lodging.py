"""The filer's verbs in the contract: draft, revise, check, submit, withdraw."""

from decimal import Decimal
from typing import Annotated, Any

import strawberry

from api.corrections.operations import start_filing
from api.filings import operations
from api.graphql.context import Info, verb
from api.graphql.courts import DeemedTime, deemed_of
from api.graphql.fees import FeeAssessment, assessment_of
from api.graphql.filings import Filing
from api.graphql.words import ChangedMeanwhile, Finding, ProblemsFound, Refused, finding_of
from api.parties.states import PartyKind, PartyRole
from api.reading.declare import at


@strawberry.input
class PartyInput:
    """A party as the filer names one."""

    role: PartyRole
    """The part they play."""
    kind: PartyKind = PartyKind.INDIVIDUAL
    """Whether they are a person or a body."""
    name: str
    """Their name in any script, 1 to 300 characters."""


@strawberry.input
class NewCaseInput:
    """What a filing that begins a case says of it."""

    proceeding_type: str
    """The type of proceeding: DCPI."""
    relief: str | None = None
    """PD 24.1, Annex A, Section A; see `Query.naturesOfClaim`."""
    nature_of_claim: str | None = None
    """PD 24.1, Annex A, Section B; see `Query.naturesOfClaim`."""
    amount_claimed: Decimal | None = None
    """How much is claimed in Hong Kong dollars and whole cents, where it is an amount."""
    parties: list[PartyInput] = strawberry.field(default_factory=list[PartyInput])
    """At least one on each side by the time it is submitted; at most 50."""


@strawberry.input
class AppearanceInput:
    """How somebody who is not in a case comes into it: by its caption, and for a party."""

    caption: str
    """The title of the case as the cause book shows it: you confirm that you mean this case."""
    role: PartyRole
    """The part the party plays."""
    party_name: str
    """The name of the party for whom you appear, as the originating document has it."""


@strawberry.input
class AttachmentInput:
    """A document that belongs to another one of the filing: an exhibit, an annex."""

    document_id: strawberry.ID
    """The attachment: one of `documentIds`."""
    attached_to: strawberry.ID
    """The lead document that it belongs to: another one of `documentIds`."""


@strawberry.input
class StartFilingInput:
    """A draft. It may be incomplete: `checkFiling` says what is missing."""

    idempotency_key: str
    """Your own key for this request: the same key and body again give the same answer."""
    new_case: NewCaseInput | None = None
    """Give this to begin a case."""
    case_number: str | None = None
    """Give this to file in a case that you are in, or come into by `appearance`."""
    appearance: AppearanceInput | None = None
    """Give this beside `caseNumber` to come into a case in the cause book that you are not in. Only
    the kinds of documents that `Query.documentKinds` marks are taken; you see the case once the
    filing is recorded."""
    document_ids: list[strawberry.ID] = strawberry.field(default_factory=list[strawberry.ID])
    """Your uploads, in the order of the filing."""
    attachments: list[AttachmentInput] = strawberry.field(default_factory=list[AttachmentInput])
    """Which of them are attachments, and to what; all others are lead documents."""
    resubmission_of: strawberry.ID | None = None
    """Your filing, rejected or accepted in part, that this one corrects. With neither `newCase` nor
    `caseNumber` the draft is filled from it, with the documents that stand as they are."""


@strawberry.input
class ReviseFilingInput:
    """A draft written anew: what is left out is gone."""

    filing_id: strawberry.ID
    """The draft."""
    expected_version: int
    """The version you read."""
    new_case: NewCaseInput | None = None
    """What it says of the new case, if it begins one."""
    document_ids: list[strawberry.ID] = strawberry.field(default_factory=list[strawberry.ID])
    """Your uploads, in the order of the filing."""
    attachments: list[AttachmentInput] = strawberry.field(default_factory=list[AttachmentInput])
    """Which of them are attachments, and to what; all others are lead documents."""


@strawberry.input
class DiscardFilingInput:
    """A draft that is not wanted any more."""

    filing_id: strawberry.ID
    """The draft."""
    expected_version: int
    """The version you read."""


@strawberry.input
class CheckFilingInput:
    """A draft to be checked."""

    filing_id: strawberry.ID
    """The draft."""


@strawberry.input
class SubmitFilingInput:
    """A draft to be filed."""

    idempotency_key: str
    """Your own key for this request: the same key and body again give the same answer."""
    filing_id: strawberry.ID
    """The draft."""
    expected_version: int
    """The version you read."""


@strawberry.input
class WithdrawFilingInput:
    """A filing to be taken back before anybody looks at it."""

    filing_id: strawberry.ID
    """The filing."""
    expected_version: int
    """The version you read."""


@strawberry.type
class FilingStarted:
    """The draft is kept."""

    filing: Filing
    """The draft."""


@strawberry.type
class FilingRevised:
    """The draft was written anew."""

    filing: Filing
    """The draft as it stands."""


@strawberry.type
class FilingDiscarded:
    """The draft is discarded; its uploads can be used again."""

    filing: Filing
    """What is left of it."""


@strawberry.type
class FilingChecked:
    """What submitting now would say. Nothing was changed."""

    ready: bool
    """Whether nothing blocks the submission."""
    findings: list[Finding]
    """Every problem and all advice at once."""
    fees: FeeAssessment
    """What it would cost."""
    deemed_received: DeemedTime
    """When it would count as received if it were sent now."""


@strawberry.type
class FilingSubmitted:
    """The court has it. The acknowledgement is in the filing and in the Message Box."""

    filing: Filing
    """The filing, with its transaction number and times."""


@strawberry.type
class FilingWithdrawn:
    """The filing was taken back. Its number and times stay on record."""

    filing: Filing
    """The filing as it stands."""


StartFilingResult = Annotated[
    FilingStarted | Refused,
    strawberry.union("StartFilingResult", description="What came of beginning a draft."),
]
ReviseFilingResult = Annotated[
    FilingRevised | ChangedMeanwhile | Refused,
    strawberry.union("ReviseFilingResult", description="What came of writing a draft anew."),
]
DiscardFilingResult = Annotated[
    FilingDiscarded | ChangedMeanwhile | Refused,
    strawberry.union("DiscardFilingResult", description="What came of discarding a draft."),
]
CheckFilingResult = Annotated[
    FilingChecked | Refused,
    strawberry.union("CheckFilingResult", description="What came of the dry run."),
]
SubmitFilingResult = Annotated[
    FilingSubmitted | ProblemsFound | ChangedMeanwhile | Refused,
    strawberry.union("SubmitFilingResult", description="What came of submitting."),
]
WithdrawFilingResult = Annotated[
    FilingWithdrawn | ChangedMeanwhile | Refused,
    strawberry.union("WithdrawFilingResult", description="What came of withdrawing."),
]


def _appearing(given: AppearanceInput | None) -> operations.Appearing | None:
    """Take out of an input how somebody comes into a case."""
    return given and operations.Appearing(given.caption, given.role, given.party_name)


def _draft(given: Any) -> operations.Draft:
    """Take a draft out of an input."""
    new = given.new_case
    return operations.Draft(
        new_case=new
        and operations.NewCaseDraft(
            proceeding_type=new.proceeding_type,
            relief=new.relief,
            nature_of_claim=new.nature_of_claim,
            parties=tuple(operations.DraftParty(p.role, p.kind, p.name) for p in new.parties),
            claimed_cents=operations.cents_claimed(new.amount_claimed),
        ),
        case_number=getattr(given, "case_number", None),
        document_ids=tuple(given.document_ids),
        resubmission_of=getattr(given, "resubmission_of", None),
        appearance=_appearing(getattr(given, "appearance", None)),
        attachments=tuple(
            operations.Attached(each.document_id, each.attached_to) for each in given.attachments
        ),
    )


@strawberry.type
class Mutation:
    """The filer's verbs."""

    @verb
    def start_filing(self, info: Info, input: StartFilingInput) -> StartFilingResult:
        """Begin a draft: for a new case, into a case, or as a correction filled from another."""
        with info.context.work() as work:
            filing_id = start_filing(work, _draft(input), input.idempotency_key)
        return FilingStarted(filing=at(Filing, id=filing_id))

    @verb
    def revise_filing(self, info: Info, input: ReviseFilingInput) -> ReviseFilingResult:
        """Write a draft anew."""
        with info.context.work() as work:
            filing_id = operations.revise(
                work, input.filing_id, _draft(input), input.expected_version
            )
        return FilingRevised(filing=at(Filing, id=filing_id))

    @verb
    def discard_filing(self, info: Info, input: DiscardFilingInput) -> DiscardFilingResult:
        """Throw a draft away. It was never filed."""
        with info.context.work() as work:
            filing_id = operations.discard(work, input.filing_id, input.expected_version)
        return FilingDiscarded(filing=at(Filing, id=filing_id))

    @verb
    def check_filing(self, info: Info, input: CheckFilingInput) -> CheckFilingResult:
        """Findings, fees and times if it were submitted now. Changes nothing."""
        with info.context.work() as work:
            checked = operations.check_filing(work, input.filing_id)
        return FilingChecked(
            ready=checked.is_ready,
            findings=[finding_of(finding) for finding in checked.findings],
            fees=assessment_of(checked.fees),
            deemed_received=deemed_of(checked.deemed, checked.closure),
        )

    @verb
    def submit_filing(self, info: Info, input: SubmitFilingInput) -> SubmitFilingResult:
        """File it: frozen, received and acknowledged in one. The same key: the same answer."""
        with info.context.work() as work:
            filing_id = operations.submit(
                work, input.filing_id, input.expected_version, input.idempotency_key
            )
        return FilingSubmitted(filing=at(Filing, id=filing_id))

    @verb
    def withdraw_filing(self, info: Info, input: WithdrawFilingInput) -> WithdrawFilingResult:
        """Take a filing back before anybody looks at it."""
        with info.context.work() as work:
            filing_id = operations.withdraw(work, input.filing_id, input.expected_version)
        return FilingWithdrawn(filing=at(Filing, id=filing_id))
