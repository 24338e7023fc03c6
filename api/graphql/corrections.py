"""Corrections in the contract: from when a correction has effect."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.corrections import operations
from api.graphql.context import Info, verb
from api.graphql.filings import Filing
from api.graphql.words import ChangedMeanwhile, Refused
from api.reading.declare import at


@strawberry.input
class GrantRelationBackInput:
    """A correction that is to have effect from before it was received."""

    filing_id: strawberry.ID
    """The correction: a filing with `resubmissionOf`."""
    expected_version: int
    """The version you read."""
    effective_at: datetime | None = None
    """From when; the rejected filing's deemed time if left out, and never before it."""
    reason: str
    """Why, in 1 to 1,000 characters."""


@strawberry.input
class SetAsideRelationBackInput:
    """A relation back that is to have no effect any more."""

    filing_id: strawberry.ID
    """The correction."""
    expected_version: int
    """The version you read."""
    reason: str
    """Why, in 1 to 1,000 characters."""


@strawberry.type
class RelationBackGranted:
    """The filing has effect from the earlier time; when it counts as received stays."""

    filing: Filing
    """The filing."""


@strawberry.type
class RelationBackSetAside:
    """The filing has effect from its own deemed time again."""

    filing: Filing
    """The filing."""


GrantRelationBackResult = Annotated[
    RelationBackGranted | ChangedMeanwhile | Refused,
    strawberry.union("GrantRelationBackResult", description="What came of relating a filing back."),
]
SetAsideRelationBackResult = Annotated[
    RelationBackSetAside | ChangedMeanwhile | Refused,
    strawberry.union(
        "SetAsideRelationBackResult", description="What came of setting a relation back aside."
    ),
]


@strawberry.type
class Mutation:
    """The verbs of relating back."""

    @verb
    def grant_relation_back(
        self, info: Info, input: GrantRelationBackInput
    ) -> GrantRelationBackResult:
        """Registry officers: relate a correction back, to the rejected filing's time at most."""
        with info.context.work() as work:
            filing_id = operations.grant_relation_back(
                work, input.filing_id, input.expected_version, input.effective_at, input.reason
            )
        return RelationBackGranted(filing=at(Filing, id=filing_id))

    @verb
    def set_aside_relation_back(
        self, info: Info, input: SetAsideRelationBackInput
    ) -> SetAsideRelationBackResult:
        """Registry officers: set a relation back aside."""
        with info.context.work() as work:
            filing_id = operations.set_aside_relation_back(
                work, input.filing_id, input.expected_version, input.reason
            )
        return RelationBackSetAside(filing=at(Filing, id=filing_id))
