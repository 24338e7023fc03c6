"""Filings in the contract: draft, check, submit, follow."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from api.filings import operations
from api.filings.models import Acknowledgement as AcknowledgementRow
from api.filings.models import Filing as FilingRow
from api.filings.models import FilingDocument as FilingDocumentRow
from api.filings.models import FilingParty as FilingPartyRow
from api.filings.queries import allowed, visible_to
from api.filings.states import Disposition, FilingPurpose, FilingState
from api.graphql.cases import Case, Direction
from api.graphql.context import Context, Info, verb
from api.graphql.courts import DeemedTime, ProceedingType, deemed_of
from api.graphql.decisions import DecisionReason, ReviewDecision
from api.graphql.describing import enumerated
from api.graphql.documents import DocumentOrWithheld
from api.graphql.fees import FeeAssessment, assessment_of
from api.graphql.payments import ServiceRequest
from api.graphql.words import (
    ChangedMeanwhile,
    Finding,
    Node,
    ProblemsFound,
    Refused,
    Text,
    finding_of,
    text_of,
)
from api.kernel.viewers import Viewer, all_of
from api.parties.states import PartyKind, PartyRole
from api.reading.connections import Connection
from api.reading.declare import at, derived, edge, embeds, part, reads, within_parent
from api.reference.papers import CodeKind

enumerated(FilingState, codes=CodeKind.FILING_STATE)
enumerated(FilingPurpose)
enumerated(Disposition, codes=CodeKind.DISPOSITION)


@embeds
class FilingTimes:
    """Every time of a filing, kept apart. The server's clock, but for the deemed one."""

    started: datetime
    """When the draft was begun."""
    upload_completed: datetime | None
    """When the last document of it had come, as it stood at submission."""
    submitted: datetime | None
    """When the filer submitted it."""
    received: datetime | None
    """When the court had it. Never changes, whatever becomes of the filing."""
    deemed_received: DeemedTime | None = part("deemed_")
    """When it counts as received, and why."""
    effective_filed: datetime | None
    """From when it has effect: the deemed time, unless an order relates it back."""
    reviewed: datetime | None
    """When the registry decided."""
    recorded: datetime | None
    """When it was entered in the register."""
    sealed: datetime | None
    """When what the court issues of it was sealed."""
    inspectable: datetime | None
    """From when those who may inspect it find it."""


TIMES = {
    name: f"{name}_at"
    for name in (
        "started",
        "upload_completed",
        "submitted",
        "received",
        "effective_filed",
        "reviewed",
        "recorded",
        "sealed",
        "inspectable",
    )
}


@reads(FilingPartyRow, visible=within_parent)
class FilingParty:
    """A party as the draft of a new case names one."""

    role: PartyRole
    """The part they would play."""
    kind: PartyKind
    """Whether they are a person or a body."""
    name: str
    """Their name, in any script."""


@reads(FilingDocumentRow, visible=within_parent)
class FilingDocument:
    """A document in a filing, and what was decided of it."""

    id: strawberry.ID
    """Its id within the filing: what `decideFiling` takes."""
    ordinal: int
    """Its place in the filing, from 1."""
    disposition: Disposition
    """What was decided of it."""
    document: DocumentOrWithheld | None = edge(via="document_id")
    """The document, or the word that there is one you may not see."""
    reasons: list[DecisionReason] = edge(order=("ordinal", "id"))
    """Why it was rejected; empty unless it was."""


@reads(AcknowledgementRow, visible=within_parent)
class Acknowledgement:
    """What the filer was told at once. A copy is in the Message Box."""

    transaction_number: str
    """The number of the filing."""
    issued_at: datetime
    """When it was issued: the instant of receipt."""
    text: Text = part("text_")
    """What it says."""


@strawberry.type
class UnmetCondition:
    """Why an action is not open."""

    code: str
    """The refusal that the action would meet now."""
    message: Text
    """The reason in a sentence."""


@strawberry.type
class Permission:
    """Whether you can do something now, judged by the table that the action itself uses."""

    action: str
    """The mutation's name."""
    allowed: bool
    """Whether it is open to you now."""
    unmet: UnmetCondition | None
    """What stands in the way; null when nothing does."""


@reads(FilingRow, visible=visible_to)
class Filing(Node):
    """A bundle of documents lodged in a case, or to begin one.

    Nothing is filed before it has a transaction number. A draft is seen by its filer only.
    """

    transaction_number: str | None
    """Exists if and only if `times.received` does: T2022-0000001."""
    state: FilingState
    """Where it stands. Labels and next steps: `Query.codes(kind: FILING_STATE)`."""
    purpose: FilingPurpose
    """Whether it begins a case or goes into one."""
    proceeding_type: ProceedingType = edge(order=("code",), via="proceeding_type_code")
    """The type of proceeding."""
    relief: str | None
    """What is claimed (PD 24.1, Annex A, Section A)."""
    nature_of_claim: str | None
    """Nature of claim (PD 24.1, Annex A, Section B)."""
    parties: list[FilingParty] = edge(order=("ordinal", "id"))
    """The parties that a new case would have."""
    case: Case | None = edge(via="case_id")
    """The case it was filed in or began; null before there is one, or if you may not see it."""
    times: FilingTimes = part(TIMES)
    """Every time of it, kept apart."""
    documents: list[FilingDocument] = edge(order=("ordinal", "id"))
    """The documents in it, in order."""
    acknowledgement: Acknowledgement | None = edge()
    """What the filer was told at once; null for a draft."""
    fees: FeeAssessment | None = edge(via="fee_assessment_id")
    """What it costs, frozen at submission; null for a draft."""
    service_request: ServiceRequest | None = edge(via="service_request_id")
    """What is asked for it; null when there is nothing to pay."""
    decision: ReviewDecision | None = edge()
    """What the registry decided; null before."""
    resubmission_of: "Filing | None" = edge(via="resubmission_of_id")
    """The rejected filing that this one corrects."""
    version: int
    """Send it back as expectedVersion."""

    @derived
    def viewer_can(  # a function of the row's columns, not of a self
        state: FilingState,  # pyright: ignore[reportGeneralTypeIssues]
        *,
        asking: Context,
    ) -> list[Permission]:
        """What you can do with it now, and why not otherwise."""
        return [
            Permission(
                action=action,
                allowed=unmet is None,
                unmet=unmet and UnmetCondition(code=unmet.code, message=text_of(unmet.sentence)),
            )
            for action, unmet in allowed(state, asking.kind)
        ]


class FilingOrderField(Enum):
    """What filings are ordered by."""

    TIME = "TIME"
    """The deemed time; before that the time of receipt, and for a draft its start."""
    STARTED = "STARTED"
    """When the draft was begun."""


enumerated(FilingOrderField)


@strawberry.input
class FilingFilter:
    """Narrows a list of filings."""

    state: FilingState | None = None
    """Only filings in this state."""
    purpose: FilingPurpose | None = None
    """Only filings with this purpose."""
    proceeding_type: str | None = None
    """Only filings of this type of proceeding."""


@strawberry.input
class FilingOrder:
    """How filings are ordered."""

    field: FilingOrderField
    """What by."""
    direction: Direction
    """Which way."""


def _narrow(row: Any, args: Any, _viewer: Viewer) -> Any:
    wanted: dict[str, Any] = args.get("filter") or {}
    columns = {
        "state": row.state,
        "purpose": row.purpose,
        "proceeding_type": row.proceeding_type_code,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    return all_of(*(columns[name] == value for name, value in given.items()))


def _waiting(row: Any, args: Any, viewer: Viewer) -> Any:
    state = row.state.in_([FilingState.RECEIVED, FilingState.UNDER_REVIEW, FilingState.REFERRED])
    return all_of(viewer.is_("REGISTRY_OFFICER"), state, _narrow(row, args, viewer))


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
    parties: list[PartyInput] = strawberry.field(default_factory=list[PartyInput])
    """At least one on each side by the time it is submitted; at most 50."""


@strawberry.input
class StartFilingInput:
    """A draft. It may be incomplete: `checkFiling` says what is missing."""

    idempotency_key: str
    """Your own key for this request: the same key and body again give the same answer."""
    new_case: NewCaseInput | None = None
    """Give this to begin a case."""
    case_number: str | None = None
    """Give this to file in a case that you are in."""
    document_ids: list[strawberry.ID] = strawberry.field(default_factory=list[strawberry.ID])
    """Your uploads, in the order of the filing."""
    resubmission_of: strawberry.ID | None = None
    """The rejected filing that this one corrects."""


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
        ),
        case_number=getattr(given, "case_number", None),
        document_ids=tuple(given.document_ids),
        resubmission_of=getattr(given, "resubmission_of", None),
    )


@strawberry.type
class Query:
    """Filings."""

    filing: Filing | None = edge({"transaction_number": str})
    """A filing by its transaction number; null if there is none that you may see."""
    filings: Connection[Filing] = edge(
        args={"filter": FilingFilter | None, "order_by": FilingOrder | None},
        where=_narrow,
        order=("-ordered_at", "-id"),
        orders={
            FilingOrderField.TIME: ("ordered_at", "id"),
            FilingOrderField.STARTED: ("started_at", "id"),
        },
        cursors=True,
    )
    """The filings you may see, newest first."""
    review_queue: Connection[Filing] = edge(
        args={"filter": FilingFilter | None},
        where=_waiting,
        order=("ordered_at", "id"),
        cursors=True,
    )
    """Registry officers: what waits for a decision, oldest deemed time first. Empty for others."""


@strawberry.type
class Mutation:
    """The filer's verbs."""

    @verb
    def start_filing(self, info: Info, input: StartFilingInput) -> StartFilingResult:
        """Begin a draft: for a new case, or into a case."""
        with info.context.work() as work:
            filing_id = operations.start(work, _draft(input), input.idempotency_key)
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
