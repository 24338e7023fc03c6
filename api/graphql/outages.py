"""Outages in the contract: when electronic filing was not available, as published."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.courts import operations
from api.courts.models import OutageWindow as OutageWindowRow
from api.courts.queries import visible_to
from api.graphql.context import Context, Info, verb
from api.graphql.words import (
    ChangedMeanwhile,
    Node,
    Permission,
    Refused,
    Text,
    permissions_of,
)
from api.kernel import text as kernel_text
from api.reading.connections import Connection
from api.reading.declare import at, derived, edge, part, reads


@reads(OutageWindowRow, visible=visible_to)
class OutageWindow(Node):
    """A stretch in which electronic filing was not available. Never removed, never shortened."""

    began_at: datetime
    """The first instant of it."""
    ended_at: datetime | None
    """The first instant after it; null while it runs."""
    what: Text = part("what_")
    """What was not available."""
    source: str
    """Where it is known from."""
    recorded_at: datetime
    """When it was published."""
    version: int
    """Send it back as expectedVersion."""

    @derived
    def viewer_can(  # a function of the row's columns, not of a self
        ended_at: datetime | None,  # pyright: ignore[reportGeneralTypeIssues]
        *,
        asking: Context,
    ) -> list[Permission]:
        """What you can do with it now, and why not otherwise."""
        return permissions_of(operations.allowed_with_outage(ended_at, asking.kind))


@strawberry.input
class WordsInput:
    """A sentence in the two languages that are authored."""

    en: str
    """English."""
    tc: str
    """Traditional Chinese."""


@strawberry.input
class RecordOutageInput:
    """Electronic filing was or is not available."""

    idempotency_key: str
    """Yours; the same key and input give the same record."""
    began_at: datetime
    """The first instant of it."""
    ended_at: datetime | None = None
    """The first instant after it, if it is over."""
    what: WordsInput
    """What was not available."""
    source: str
    """Where it is known from: a monitor, a call, a report."""


@strawberry.input
class EndOutageInput:
    """Electronic filing is available again."""

    outage_window_id: strawberry.ID
    """The outage."""
    expected_version: int
    """The version you read."""
    ended_at: datetime | None = None
    """When it was available again; now, if nothing is said."""


@strawberry.type
class OutageRecorded:
    """The outage is published."""

    outage_window: OutageWindow
    """The outage as it stands."""


@strawberry.type
class OutageEnded:
    """The outage is over, and published so."""

    outage_window: OutageWindow
    """The outage as it stands."""


RecordOutageResult = Annotated[
    OutageRecorded | Refused,
    strawberry.union("RecordOutageResult", description="What came of recording an outage."),
]
EndOutageResult = Annotated[
    OutageEnded | ChangedMeanwhile | Refused,
    strawberry.union("EndOutageResult", description="What came of ending an outage."),
]


@strawberry.type
class Query:
    """Outages: open to everybody."""

    outage_windows: Connection[OutageWindow] = edge(order=("-began_at", "-id"), cursors=True)
    """Public: when electronic filing was not available, newest first."""


@strawberry.type
class Mutation:
    """The record of outages."""

    @verb
    def record_outage(self, info: Info, input: RecordOutageInput) -> RecordOutageResult:
        """Registry and Help Centre officers: record that electronic filing was not available."""
        with info.context.work() as work:
            window_id = operations.record_outage(
                work,
                began_at=input.began_at,
                ended_at=input.ended_at,
                what=kernel_text.Text(input.what.en, input.what.tc),
                source=input.source,
                key=input.idempotency_key,
            )
        return OutageRecorded(outage_window=at(OutageWindow, id=window_id))

    @verb
    def end_outage(self, info: Info, input: EndOutageInput) -> EndOutageResult:
        """Registry and Help Centre officers: electronic filing is available again."""
        with info.context.work() as work:
            window = operations.end_outage(
                work,
                input.outage_window_id,
                expected_version=input.expected_version,
                ended_at=input.ended_at,
            )
        return OutageEnded(outage_window=at(OutageWindow, id=window.id))
