"""Filings in the contract: draft, check, submit, follow."""

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry

from api.cases.queries import visible_to_staff
from api.corrections.queries import allowed
from api.corrections.states import RelationBackState
from api.filings.models import Acknowledgement as AcknowledgementRow
from api.filings.models import Filing as FilingRow
from api.filings.models import FilingDocument as FilingDocumentRow
from api.filings.models import FilingFinding as FilingFindingRow
from api.filings.models import FilingParty as FilingPartyRow
from api.filings.procedures import recording_pending
from api.filings.queries import (
    found_by,
    is_of_the_filing_side,
    reasons_visible_to,
    times_of,
    visible_to,
)
from api.filings.states import Disposition, FilingPurpose, FilingState, FilingTime
from api.graphql.cases import Case, Direction
from api.graphql.context import Context
from api.graphql.courts import DeemedTime, ProceedingType
from api.graphql.decisions import DecisionReason, Referral, RelationBack, Review, ReviewDecision
from api.graphql.describing import enumerated
from api.graphql.documents import DocumentOrWithheld
from api.graphql.fees import FeeAssessment
from api.graphql.payments import ServiceRequest
from api.graphql.words import (
    Money,
    Node,
    Permission,
    Text,
    permissions_of,
    text_of,
)
from api.kernel.viewers import Viewer, all_of
from api.parties.models import FilingAppearance as FilingAppearanceRow
from api.parties.states import PartyKind, PartyRole
from api.reading.connections import Connection
from api.reading.declare import derived, edge, embeds, money, part, reads, within_parent
from api.reference.papers import CodeKind, Severity

enumerated(FilingState, codes=CodeKind.FILING_STATE)
enumerated(FilingPurpose)
enumerated(Disposition, codes=CodeKind.DISPOSITION)
enumerated(FilingTime, codes=CodeKind.FILING_TIME)


@strawberry.type
class ExplainedTime:
    """One time of a filing, and what it means."""

    name: FilingTime
    """Which time it is."""
    at: datetime | None
    """The instant; null while it has not come, or is not settled."""
    label: Text
    """What to call it."""
    explanation: Text
    """What it means; for the deemed time, why it counts then."""


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
    """From when it has effect: the deemed time, or earlier by order; see `Filing.relationBack`."""
    reviewed: datetime | None
    """When the registry decided."""
    recorded: datetime | None
    """When it was entered in the register."""
    sealed: datetime | None
    """When what the court issues of it was sealed."""
    inspectable: datetime | None
    """From when those who may inspect it find it."""

    @derived
    def explained(  # noqa: PLR0913, PLR0917 - each of a filing's times
        started: datetime | None,  # pyright: ignore[reportGeneralTypeIssues]
        upload_completed: datetime | None,
        submitted: datetime | None,
        received: datetime | None,
        deemed_at: datetime | None,
        effective_filed: datetime | None,
        reviewed: datetime | None,
        recorded: datetime | None,
        sealed: datetime | None,
        inspectable: datetime | None,
        deemed_explanation_en: str | None,
        deemed_explanation_tc: str | None,
    ) -> list[ExplainedTime]:
        """Each of them with what it means, in the order in which they come."""
        instants = (started, upload_completed, submitted, received, deemed_at)
        instants += (effective_filed, reviewed, recorded, sealed, inspectable)
        return [
            ExplainedTime(
                name=time.name,
                at=time.at,
                label=text_of(time.label),
                explanation=text_of(time.explanation),
            )
            for time in times_of(instants, deemed_explanation_en, deemed_explanation_tc)
        ]


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


def _reasons(_row: Any, _args: Any, viewer: Viewer, lodged: Any) -> Any:
    return reasons_visible_to(lodged, viewer)


@reads(FilingDocumentRow, visible=within_parent)
class FilingDocument:
    """A document in a filing, and what was decided of it."""

    id: strawberry.ID
    """Its id within the filing: what `decideFiling` takes."""
    ordinal: int
    """Its place in the filing, from 1."""
    attached_to: int | None
    """The place of the lead document that it belongs to; null for a lead document."""
    disposition: Disposition
    """What was decided of it."""
    document: DocumentOrWithheld | None = edge(via="document_id")
    """The document, or the word that there is one you may not see."""
    reasons: list[DecisionReason] = edge(order=("ordinal", "id"), where=_reasons)
    """Why it was rejected; empty unless it was, and for others in the case."""


@reads(FilingAppearanceRow, visible=within_parent)
class FilingAppearance:
    """For whom a filing comes into its case, and what its filer confirmed."""

    caption: str
    """The caption as it was confirmed."""
    role: PartyRole
    """The part the party plays."""
    party_name: str
    """The party for whom it appears."""
    confirmed_at: datetime
    """When the caption was confirmed."""


@reads(AcknowledgementRow, visible=within_parent)
class Acknowledgement:
    """What the filer was told at once. A copy is in the Message Box."""

    transaction_number: str
    """The number of the filing."""
    issued_at: datetime
    """When it was issued: the instant of receipt."""
    text: Text = part("text_")
    """What it says."""


@reads(FilingFindingRow, visible=within_parent)
class FilingFinding:
    """What the checks say of a received filing: to the filer and to the review, the same."""

    rule: str
    """Stable name of the rule."""
    policy_version: str
    """Version of the policy that was applied."""
    severity: Severity
    """Whether it would stop the submission now. What a scan found later can."""
    message: Text = part("message_")
    """What was found."""
    remedy: Text = part("remedy_")
    """What to do about it."""
    guide: str
    """Path of the guide's page that explains it."""

    @derived
    def path(  # a function of the row's columns, not of a self
        field: str,  # pyright: ignore[reportGeneralTypeIssues]
    ) -> list[str]:
        """The field of the form that it is about."""
        return field.split(".")


@strawberry.type
class RecordingPending:
    """What an accepted filing still waits for: its seal and its place in the register."""

    since: datetime
    """Since when: the decision."""
    age_seconds: int
    """For how many seconds."""
    explanation: Text
    """What it means and what to do, which is nothing."""


def _filers(_row: Any, _args: Any, viewer: Viewer, filing: Any) -> Any:
    return is_of_the_filing_side(filing, viewer)


def _court(_row: Any, _args: Any, viewer: Viewer, filing: Any) -> Any:
    return visible_to_staff(filing, viewer)


def _in_force(row: Any, _args: Any, _viewer: Viewer, _filing: Any) -> Any:
    return row.state == RelationBackState.IN_FORCE


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
    amount_claimed: Money | None = money("amount_claimed_cents")
    """How much is claimed, where the filer said an amount."""
    parties: list[FilingParty] = edge(order=("ordinal", "id"))
    """The parties that a new case would have."""
    case: Case | None = edge(via="case_id")
    """The case it was filed in or began; null before there is one, or if you may not see it."""
    appearance: FilingAppearance | None = edge()
    """How its filer comes into the case by it; null for a filing of somebody who is in it."""
    times: FilingTimes = part(TIMES)
    """Every time of it, kept apart."""
    documents: list[FilingDocument] = edge(order=("ordinal", "id"))
    """The documents in it, in order. To others in the case, one not accepted is Withheld."""
    acknowledgement: Acknowledgement | None = edge(where=_filers)
    """What the filer was told at once; null for a draft, and for others in the case."""
    fees: FeeAssessment | None = edge(via="fee_assessment_id", where=_filers)
    """What it costs, frozen at submission; null for a draft, and for others in the case."""
    findings: list[FilingFinding] = edge(order=("ordinal", "id"), where=_filers)
    """What the checks say of it since it was received; empty for a draft (`checkFiling` says it of
    one), and for others in the case."""
    service_request: ServiceRequest | None = edge(via="service_request_id")
    """What is asked for it; null when there is nothing to pay."""
    decision: ReviewDecision | None = edge()
    """What the registry decided; null before."""
    referrals: list[Referral] = edge(order=("referred_at", "id"), where=_filers)
    """Before whom the registry put it and what they said; empty for others in the case."""
    review: Review | None = edge(where=_court)
    """Court staff: the registry's work on it; null for everybody else, and before it is queued."""
    resubmission_of: "Filing | None" = edge(via="resubmission_of_id")
    """The filing, rejected in whole or in part, that this one corrects."""
    resubmissions: list["Filing"] = edge(order=("started_at", "id"), via="resubmission_of_id")
    """The filings that correct this one, of those you may see, oldest first."""
    relation_back: RelationBack | None = edge(where=_in_force, via="filing_id")
    """The order by which `times.effectiveFiled` is earlier than its deemed time; null for none."""
    version: int
    """Send it back as expectedVersion."""

    @derived
    def recording_pending(  # a function of the row's columns, not of a self
        state: FilingState,  # pyright: ignore[reportGeneralTypeIssues]
        reviewed_at: datetime | None,
        *,
        asking: Context,
    ) -> RecordingPending | None:
        """What an accepted filing waits for until it is recorded; null for every other."""
        waits = recording_pending(state, reviewed_at, asking.building.works.clock())
        return waits and RecordingPending(
            since=waits.since,
            age_seconds=int(waits.age.total_seconds()),
            explanation=text_of(waits.explanation),
        )

    @derived
    def viewer_can(  # a function of the row's columns, not of a self
        state: FilingState,  # pyright: ignore[reportGeneralTypeIssues]
        resubmission_of_id: str | None,
        *,
        asking: Context,
    ) -> list[Permission]:
        """What you can do with it now, and why not otherwise."""
        return permissions_of(allowed(state, resubmission_of_id, asking.kind))


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


@strawberry.type
class Query:
    """Filings."""

    filing: Filing | None = edge({"transaction_number": str})
    """A filing by its transaction number; null if there is none that you may see."""
    filings: Connection[Filing] = edge(
        args={"filter": FilingFilter | None, "order_by": FilingOrder | None},
        start=found_by,
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
