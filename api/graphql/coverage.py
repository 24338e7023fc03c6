"""Coverage in the contract: what may be begun electronically, what must be, and under what."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.courts.queries import coverage_of
from api.duties import operations
from api.duties.models import Leave as LeaveRow
from api.duties.queries import duty_of, firm_asked_about, visible_to
from api.duties.states import DutyGround, LeaveState
from api.graphql.context import Info, question, verb
from api.graphql.describing import enumerated
from api.graphql.words import ChangedMeanwhile, Node, Refused, Text, text_of
from api.reading.declare import at, edge, reads
from api.reference.facts import Bound, Scope, Use
from api.reference.loading import published
from api.reference.marks import Confidence
from api.reference.papers import CodeKind

if TYPE_CHECKING:
    from api.graphql.accounts import Organization

enumerated(Use, codes=CodeKind.USE)
enumerated(LeaveState, codes=CodeKind.LEAVE_STATE)
enumerated(DutyGround, codes=CodeKind.DUTY_GROUND)
enumerated(Scope)
enumerated(Bound)

On = Annotated[date, strawberry.argument(description="A day in Hong Kong.")]
Kind = Annotated[str, strawberry.argument(description="A type's code: DCPI.")]
At = Annotated[str | None, strawberry.argument(description="A code of `Query.venues`.")]


@strawberry.type
class Venue:
    """A place at which courts sit; a notice may open a type of proceeding at one place only."""

    code: str
    """Its code, as `coverage` takes it."""
    name: Text
    """Its name."""
    courts: list[str]
    """The codes of the courts that sit there."""
    letters: str | None
    """The letters that open its case numbers, where they were read."""
    source: str
    """Where it was read."""
    confidence: Confidence
    """How sure it is."""


@strawberry.type
class ImplementationNotice:
    """The notice under section 32 of Cap. 638 from which electronic filing begins."""

    key: str
    """What this system calls it; its Gazette number is not known."""
    scope: Scope
    """What it covers: a court, types of proceeding, or types at a venue (section 11)."""
    proceeding_types: list[str]
    """The types it names; none where it covers the whole court."""
    venue: str | None
    """The venue it names, if it does."""
    citation: Text
    """How it is cited."""
    effective_from: date
    """The first day counted as covered."""
    is_exact: bool
    """Whether that day is known exactly, or only as a day on which use had already begun."""
    source: str
    """Where it was read."""
    confidence: Confidence
    """How sure it is."""


@strawberry.type
class UsePolicy:
    """How far electronic filing binds, from a day."""

    use: Use
    """Whether it is voluntary or a duty."""
    binds: Bound
    """Whom it binds."""
    effective_from: date
    """Its first day."""
    leave_of_court_excuses: bool
    """Whether the court may excuse from it."""
    explanation: Text
    """What it says, in a sentence."""
    source: str
    """Where it was read."""
    confidence: Confidence
    """How sure it is."""


@strawberry.type
class RolloutPlan:
    """What has been announced as a plan. It covers nothing and binds nobody."""

    key: str
    """What this system calls it."""
    use: Use | None
    """How far it is planned to bind; null where only opening is planned."""
    announcement: Text
    """What was announced."""
    source: str
    """Where it was read."""
    confidence: Confidence
    """How sure it is."""


@strawberry.type
class FilingDuty:
    """Whether a law firm must begin its next case of a type electronically, on a day, and why."""

    proceeding_type: str
    """The type asked about."""
    on: date
    """The day asked about."""
    binds: bool
    """Whether the duty binds on that day."""
    ground: DutyGround
    """Why it does or does not."""
    use: Use | None
    """The policy of that day; null where electronic filing is not open."""
    first_use_on: date | None
    """The day on which the firm's first electronic case began; null while there is none."""
    leave_until: date | None
    """The first day no longer covered by the leave that excuses, if there is one with an end."""
    explanation: Text
    """The answer in a sentence."""
    confidence: Confidence
    """How sure the answer is."""


@strawberry.type
class Coverage:
    """Whether a type of proceeding may be filed electronically on a day, and whether it must."""

    proceeding_type: str
    """The type asked about."""
    on: date
    """The day asked about."""
    covered: bool
    """Whether electronic filing is open to it."""
    use: Use | None
    """How far electronic filing binds; null where it is not open."""
    leave_of_court_excuses: bool
    """Whether the court may excuse from a duty to file electronically."""
    notice: ImplementationNotice | None
    """The notice that covers the day; else the one that will, or that covers another venue."""
    policy: UsePolicy | None
    """The policy by which it is voluntary or a duty."""
    plans: list[RolloutPlan]
    """What has been announced for it and is not in force."""
    duty: FilingDuty | None
    """For those of an organisation who are signed in: the answer for their firm; else null."""
    explanation: Text
    """The answer in a sentence."""
    confidence: Confidence
    """How sure the answer is."""


@reads(LeaveRow, visible=visible_to)
class Leave(Node):
    """Leave of the court not to begin electronically. Seen by the firm and by court staff."""

    state: LeaveState
    """Whether it excuses, on its days."""
    organization: Annotated["Organization", strawberry.lazy("api.graphql.accounts")] | None = edge(
        via="organization_id"
    )
    """The firm it was given to."""
    proceeding_type_code: str | None
    """The type it is for; null for every type."""
    from_on: date
    """Its first day."""
    until_on: date | None
    """The first day it no longer covers; null while it has no end."""
    case_named: str | None
    """The case it was given for, as the order names it."""
    reason: str
    """The order it carries out, in a few words."""
    recorded_at: datetime
    """When the registry recorded it."""
    revoked_at: datetime | None
    """When it was revoked."""
    revoked_reason: str | None
    """Why it was revoked."""
    version: int
    """Send it back as expectedVersion."""


def _duty(found: Any) -> FilingDuty:
    return FilingDuty(
        proceeding_type=found.coverage.proceeding_type,
        on=found.coverage.on,
        binds=found.binds,
        ground=found.ground,
        use=found.coverage.use,
        first_use_on=found.first_use_on,
        leave_until=found.leave and found.leave.until_on,
        explanation=text_of(found.explanation),
        confidence=found.confidence,
    )


def _notice(notice: Any) -> ImplementationNotice:
    return ImplementationNotice(
        key=notice.key,
        scope=notice.scope,
        proceeding_types=list(notice.proceeding_types),
        venue=notice.venue,
        citation=text_of(notice.citation),
        effective_from=notice.begins,
        is_exact=notice.is_exact,
        source=notice.source,
        confidence=notice.confidence,
    )


def _policy(policy: Any) -> UsePolicy:
    return UsePolicy(
        use=policy.use,
        binds=policy.binds,
        effective_from=policy.effective_from,
        leave_of_court_excuses=policy.leave_of_court_excuses,
        explanation=text_of(policy.explanation),
        source=policy.source,
        confidence=policy.confidence,
    )


def _plan(plan: Any) -> RolloutPlan:
    return RolloutPlan(
        key=plan.key,
        use=plan.use,
        announcement=text_of(plan.announcement),
        source=plan.source,
        confidence=plan.confidence,
    )


def _coverage(found: Any, duty: Any) -> Coverage:
    return Coverage(
        proceeding_type=found.proceeding_type,
        on=found.on,
        covered=found.covered,
        use=found.use,
        leave_of_court_excuses=found.leave_of_court_excuses,
        notice=found.notice and _notice(found.notice),
        policy=found.policy and _policy(found.policy),
        plans=[_plan(plan) for plan in found.plans],
        duty=duty and _duty(duty),
        explanation=text_of(found.explanation),
        confidence=found.confidence,
    )


@strawberry.input
class RecordLeaveInput:
    """The court gave a firm leave not to begin electronically."""

    idempotency_key: str
    """Your own key for this request: the same key and body again give the same answer."""
    organization: str
    """The firm's code."""
    proceeding_type: str | None = None
    """The type it is for; every type if left out."""
    from_on: date
    """Its first day."""
    until_on: date | None = None
    """The first day it no longer covers; left out while it has no end."""
    case_named: str | None = None
    """The case it was given for, as the order names it, in 1 to 200 characters."""
    reason: str
    """The order it carries out, in 1 to 500 characters."""


@strawberry.input
class RevokeLeaveInput:
    """A leave that no longer excuses."""

    leave_id: strawberry.ID
    """The leave."""
    expected_version: int
    """The version you read."""
    reason: str
    """Why, in 1 to 500 characters."""


@strawberry.type
class LeaveChanged:
    """The record of the court's leave has changed."""

    leave: Leave
    """The leave as it stands."""


RecordLeaveResult = Annotated[
    LeaveChanged | Refused,
    strawberry.union("RecordLeaveResult", description="What came of recording a leave."),
]
RevokeLeaveResult = Annotated[
    LeaveChanged | ChangedMeanwhile | Refused,
    strawberry.union("RevokeLeaveResult", description="What came of revoking a leave."),
]


@strawberry.type
class Query:
    """Coverage and duty."""

    @strawberry.field
    def venues(
        self,
        court: Annotated[
            str | None, strawberry.argument(description="Only venues of this court.")
        ] = None,
    ) -> list[Venue]:
        """Public: the places that a notice could name."""
        return [
            Venue(
                code=venue.code,
                name=text_of(venue.name),
                courts=list(venue.courts),
                letters=venue.letters,
                source=venue.source,
                confidence=venue.confidence,
            )
            for venue in published().venues.values()
            if court is None or court in venue.courts
        ]

    @question
    def coverage(
        self,
        info: Info,
        proceeding_type: Kind,
        on: On,
        venue: At = None,
        represented: Annotated[  # noqa: FBT002 - a GraphQL argument has a name
            bool, strawberry.argument(description="Whether a lawyer files for the party.")
        ] = True,
    ) -> Coverage:
        """Public: whether this may be filed electronically on that day, or must, and why."""
        works = info.context.building.works
        duty = None
        with works.look() as session:
            firm = firm_asked_about(session, info.context.whoever(session, works.clock()), None)
            duty = firm and duty_of(firm, proceeding_type, on, venue)
        found = coverage_of(proceeding_type, on, venue=venue, represented=represented)
        return _coverage(found, duty)

    @question
    def filing_duty(
        self,
        info: Info,
        proceeding_type: Kind,
        on: On,
        venue: At = None,
        organization: Annotated[
            str | None,
            strawberry.argument(description="Registry officers: the code of the firm asked about."),
        ] = None,
    ) -> FilingDuty:
        """Whether your firm must begin a case of this type electronically on that day, and why."""
        works = info.context.building.works
        with works.look() as session:
            actor = info.context.whoever(session, works.clock())
            firm = firm_asked_about(session, actor, organization)
            return _duty(duty_of(firm, proceeding_type, on, venue))


@strawberry.type
class Mutation:
    """The court's leave not to begin electronically."""

    @verb
    def record_leave(self, info: Info, input: RecordLeaveInput) -> RecordLeaveResult:
        """Registry officers: record the court's leave for a firm to begin cases on paper."""
        given = operations.LeaveGiven(
            input.organization,
            input.proceeding_type,
            input.from_on,
            input.until_on,
            input.reason,
            input.case_named,
        )
        with info.context.work() as work:
            leave_id = operations.record_leave(work, given, input.idempotency_key)
        return LeaveChanged(leave=at(Leave, id=leave_id))

    @verb
    def revoke_leave(self, info: Info, input: RevokeLeaveInput) -> RevokeLeaveResult:
        """Registry officers: a leave no longer excuses; what was begun under it stays."""
        with info.context.work() as work:
            leave = operations.revoke_leave(
                work,
                input.leave_id,
                expected_version=input.expected_version,
                reason=input.reason,
            )
        return LeaveChanged(leave=at(Leave, id=leave.id))
