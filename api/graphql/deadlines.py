"""Deadlines in the contract: by when a step has to be taken in a case, and why then."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.deadlines.models import Deadline as DeadlineRow
from api.deadlines.queries import allowed, visible_to
from api.deadlines.states import DeadlineState
from api.graphql.context import Context
from api.graphql.describing import enumerated
from api.graphql.parties import Party
from api.graphql.words import Node, Permission, Text, permissions_of
from api.reading.declare import derived, edge, part, reads
from api.reference.papers import CodeKind

if TYPE_CHECKING:
    from api.graphql.filings import Filing

enumerated(DeadlineState, codes=CodeKind.DEADLINE_STATE)


@reads(DeadlineRow, visible=visible_to)
class Deadline(Node):
    """By when a party has to take a step. Seen by those who see the case.

    How days are counted is assumed where the explanation says so; the rules of court decide.
    """

    state: DeadlineState
    """Where it stands. Labels and next steps: `Query.codes(kind: DEADLINE_STATE)`."""
    rule: str
    """The published time limit it follows: DCTC_1_ACKNOWLEDGE."""
    rule_version: str
    """Version of the rule by which it was counted."""
    step: Text = part("step_")
    """What has to be done."""
    document_kind: str | None
    """The kind of document that meets it; null where the step is not a filing."""
    party: Party | None = edge(via="party_id")
    """Who has to take the step."""
    counted_from: date
    """The day of service, in Hong Kong."""
    extended_to: date | None
    """The last day as the court extended it, if it did."""
    reckoned_on: date
    """The last day as counted, before days on which the registry does not open."""
    due_day: date | None
    """The day it ends on; null while a closure without an end stands in the way."""
    due_at: datetime | None
    """Its last instant: the closing of the registry on that day."""
    met_by: Annotated["Filing", strawberry.lazy("api.graphql.filings")] | None = edge(
        via="filing_id"
    )
    """The filing that met it."""
    explanation: Text = part("explanation_")
    """How it was counted, in a few sentences."""
    version: int
    """Send it back as expectedVersion."""

    @derived
    def viewer_can(  # a function of the row's columns, not of a self
        state: DeadlineState,  # pyright: ignore[reportGeneralTypeIssues]
        *,
        asking: Context,
    ) -> list[Permission]:
        """What you can do with it now, and why not otherwise."""
        return permissions_of(allowed(state, asking.kind))
