"""Courts in the contract: their offices and types of proceeding, and when something counts."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from api.courts import operations
from api.courts.models import Closure as ClosureRow
from api.courts.models import Court as CourtRow
from api.courts.models import CourtOffice as OfficeRow
from api.courts.models import ProceedingType as ProceedingTypeRow
from api.courts.queries import deemed_at, visible_to
from api.courts.states import ClosureKind, ClosureState
from api.graphql.context import Info, question, verb
from api.graphql.describing import enumerated
from api.graphql.words import ChangedMeanwhile, Node, Refused, Text, text_of
from api.reading.declare import at, edge, embeds, part, reads
from api.reference.papers import CodeKind

enumerated(ClosureKind, codes=CodeKind.CLOSURE_KIND)
enumerated(ClosureState, codes=CodeKind.CLOSURE_STATE)


@reads(OfficeRow, visible=visible_to)
class CourtOffice:
    """An office of a court: its registry, its accounts office. Hours and closures hang on it."""

    code: str
    """Its code, as used in inputs."""
    name: Text = part("name_")
    """Its name."""


@reads(ProceedingTypeRow, visible=visible_to)
class ProceedingType:
    """A type of proceeding, as DCPI for personal injuries actions in the District Court."""

    code: str
    """Its code, as used in inputs."""
    prefix: str | None
    """What opens its case numbers; null where that is not known."""
    name: Text = part("name_")
    """Its name."""


@reads(CourtRow, visible=visible_to)
class Court:
    """A court or tribunal."""

    code: str
    """Its code."""
    name: Text = part("name_")
    """Its name."""
    offices: list[CourtOffice] = edge(order=("ordinal", "code"), via="court_code")
    """Its offices."""
    proceeding_types: list[ProceedingType] = edge(order=("ordinal", "code"), via="court_code")
    """The types of proceeding it takes."""


@reads(ClosureRow, visible=visible_to)
class Closure(Node):
    """A stretch in which an office is closed although its ordinary hours say otherwise."""

    office_code: str
    """The office that is closed."""
    kind: ClosureKind
    """Why it is closed."""
    state: ClosureState
    """Where the closure stands."""
    starts_at: datetime
    """The first instant of it."""
    ends_at: datetime | None
    """The first instant after it; null while the reopening is not known."""
    version: int
    """Send it back as expectedVersion."""


@embeds
class DeemedTime:
    """When something counts as received, by which rule, and why."""

    rule: str
    """Which limb decided: RECEIVED_IN_HOURS, NEXT_OPENING, AFTER_CLOSURE or PENDING_CLOSURE."""
    at: datetime | None
    """The legal time of receipt; null while a closure without an end stands in the way."""
    pending: bool
    """Whether the time is still to be settled. It is settled once, when the closure ends."""
    court_day: date | None
    """The court day it falls on, in Hong Kong."""
    rule_version: str
    """Version of the policy that judged the edges."""
    closure: Closure | None = edge(via="deemed_closure_id")
    """The closure that stood in the way, if any."""
    explanation: Text = part("explanation_")
    """The reason in a sentence."""


def closure_of(closure: Any) -> Closure:
    """Show a closure that was looked up just now."""
    return Closure(
        id=strawberry.ID(closure.id),
        office_code=closure.office_code,
        kind=closure.kind,
        state=closure.state,
        starts_at=closure.starts_at,
        ends_at=closure.ends_at,
        version=closure.version,
    )


def deemed_of(deemed: Any, closure: Any) -> DeemedTime:
    """Show a deemed time judged just now."""
    return DeemedTime(
        at=deemed.at,
        pending=deemed.pending,
        court_day=deemed.court_day,
        rule=deemed.rule,
        rule_version=deemed.rule_version,
        closure=closure_of(closure) if closure else None,
        explanation=text_of(deemed.explanation),
    )


@strawberry.input
class AnnounceClosureInput:
    """An office is or will be closed."""

    office: str
    """The office's code."""
    kind: ClosureKind
    """Why it is closed."""
    starts_at: datetime
    """The first instant of the closure."""
    ends_at: datetime | None = None
    """The first instant after it, if it is known already."""


@strawberry.input
class EndClosureInput:
    """An office has reopened."""

    closure_id: strawberry.ID
    """The closure."""
    expected_version: int
    """The version you read."""
    ends_at: datetime | None = None
    """When it reopened; now, if nothing is said."""


@strawberry.type
class ClosureAnnounced:
    """The closure was announced."""

    closure: Closure
    """The closure as it stands."""


@strawberry.type
class ClosureEnded:
    """The closure is over; filings that waited for its end now have their legal time."""

    closure: Closure
    """The closure as it stands."""


AnnounceClosureResult = Annotated[
    ClosureAnnounced | Refused,
    strawberry.union("AnnounceClosureResult", description="What came of announcing a closure."),
]
EndClosureResult = Annotated[
    ClosureEnded | ChangedMeanwhile | Refused,
    strawberry.union("EndClosureResult", description="What came of ending a closure."),
]


@strawberry.type
class Query:
    """Courts and time of receipt: open to everybody."""

    courts: list[Court] = edge(order=("ordinal", "code"))
    """Public: the courts and tribunals."""
    proceeding_types: list[ProceedingType] = edge(order=("ordinal", "code"))
    """Public: the types of proceeding."""

    @question
    def deemed_received(
        self,
        info: Info,
        office: Annotated[str, strawberry.argument(description="An office's code.")],
        at: Annotated[datetime, strawberry.argument(description="The instant of arrival.")],
    ) -> DeemedTime:
        """Public: when something would count that reached this office at that instant."""
        with info.context.building.works.look() as session:
            return deemed_of(*deemed_at(session, office, at))


@strawberry.type
class Mutation:
    """Closures of offices."""

    @verb
    def announce_closure(self, info: Info, input: AnnounceClosureInput) -> AnnounceClosureResult:
        """Registry officers: announce that an office is or will be closed."""
        with info.context.work() as work:
            closure = operations.announce_closure(
                work,
                office_code=input.office,
                kind=input.kind,
                starts_at=input.starts_at,
                ends_at=input.ends_at,
            )
        return ClosureAnnounced(closure=at(Closure, id=closure.id))

    @verb
    def end_closure(self, info: Info, input: EndClosureInput) -> EndClosureResult:
        """Registry officers: the office has reopened."""
        with info.context.work() as work:
            closure = operations.end_closure(
                work,
                input.closure_id,
                expected_version=input.expected_version,
                ends_at=input.ends_at,
            )
        return ClosureEnded(closure=at(Closure, id=closure.id))
