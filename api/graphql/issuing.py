"""What the registry issues and withdraws, and what waits for its seal."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from api.cases.queries import visible_to_staff
from api.graphql.context import Context, Info, verb
from api.graphql.issued import IssuedDocument
from api.graphql.words import ChangedMeanwhile, Refused
from api.issuing import operations
from api.kernel.tables import OutboxJob
from api.kernel.viewers import Viewer, all_of
from api.reading.connections import Connection
from api.reading.declare import at, derived, edge, reads
from api.reviews.operations import RECORD_FILING

SEALED_BY = (RECORD_FILING, operations.ISSUE_DOCUMENT, operations.CERTIFY_OUTAGE)


@reads(OutboxJob, visible=visible_to_staff)
class PendingRecording:
    """Something accepted or given out that is not sealed and recorded yet. Seen by court staff.

    It is tried again and again, with longer pauses, until it is done; nothing of it is half done.
    """

    id: strawberry.ID
    """Opaque and time-ordered."""
    subject_id: strawberry.ID
    """The filing, issued document or outage certificate that waits; ask `Query.node` for it."""
    asked_at: datetime
    """Since when it waits."""
    attempts: int
    """How often it was tried."""
    not_before: datetime
    """When it is tried next, or was due."""
    last_fault: str | None
    """What stood in the way when it was tried last; null before the first fault."""

    @derived
    def age_seconds(  # a function of the row's columns, not of a self
        asked_at: datetime,  # pyright: ignore[reportGeneralTypeIssues]
        *,
        asking: Context,
    ) -> int:
        """How many seconds it has waited."""
        return int((asking.building.works.clock() - asked_at).total_seconds())


@strawberry.input
class IssueDocumentInput:
    """A document that the court issues in a case."""

    idempotency_key: str
    """Your own key for this request: the same key and body again give the same answer."""
    case_id: strawberry.ID
    """The case."""
    document_id: strawberry.ID
    """Your upload, of a kind of `Query.courtDocumentKinds`; its scan says CLEAN."""
    title: str | None = None
    """What to call it, up to 300 characters; those in the case read it, no message tells it."""
    replaces_id: strawberry.ID | None = None
    """The issued document of this case whose place it takes, if any: `IssuedDocument.id`."""
    restricted_to: list[strawberry.ID] | None = None
    """Parties of the case, if it is for them alone; everybody in the case if left out."""
    expected_version: int
    """The version of the case that you read."""


@strawberry.input
class WithdrawIssuedDocumentInput:
    """A document that was issued in error, or a draft that is not to be issued."""

    issued_document_id: strawberry.ID
    """The issued document."""
    expected_version: int
    """The version you read."""
    reason: str
    """Why, in 1 to 500 characters; those in the case read it."""


@strawberry.type
class DocumentGivenOut:
    """It is sealed, registered and told to everybody in the case within moments."""

    issued_document: IssuedDocument
    """The document as it stands: DRAFTED until its seal is on it."""


@strawberry.type
class IssuedDocumentWithdrawn:
    """It stays on record and says that it was withdrawn, or dropped."""

    issued_document: IssuedDocument
    """The document as it stands."""


IssueDocumentResult = Annotated[
    DocumentGivenOut | ChangedMeanwhile | Refused,
    strawberry.union("IssueDocumentResult", description="What came of issuing a document."),
]
WithdrawIssuedDocumentResult = Annotated[
    IssuedDocumentWithdrawn | ChangedMeanwhile | Refused,
    strawberry.union(
        "WithdrawIssuedDocumentResult", description="What came of withdrawing what was issued."
    ),
]


def _waits_for_its_seal(row: Any, _args: Any, _viewer: Viewer) -> Any:
    return all_of(row.done_at.is_(None), row.job.in_(SEALED_BY))


@strawberry.type
class Query:
    """What waits for its seal."""

    pending_recordings: Connection[PendingRecording] = edge(
        where=_waits_for_its_seal, order=("asked_at", "id"), cursors=True
    )
    """Court staff: what was accepted or given out and is not sealed and recorded yet, oldest first;
    empty for others."""


@strawberry.type
class Mutation:
    """The verbs of issuing."""

    @verb
    def issue_document(self, info: Info, input: IssueDocumentInput) -> IssueDocumentResult:
        """Registry officers: issue an order, a judgment or a notice in a case, under seal."""
        only = None if input.restricted_to is None else tuple(input.restricted_to)
        issue = operations.Issue(
            input.case_id, input.document_id, input.title, input.replaces_id, only
        )
        with info.context.work() as work:
            issued_id = operations.give_out(
                work, issue, input.expected_version, input.idempotency_key
            )
        return DocumentGivenOut(issued_document=at(IssuedDocument, id=issued_id))

    @verb
    def withdraw_issued_document(
        self, info: Info, input: WithdrawIssuedDocumentInput
    ) -> WithdrawIssuedDocumentResult:
        """Registry officers: withdraw what was issued in error, or drop a draft."""
        with info.context.work() as work:
            issued_id = operations.withdraw(
                work, input.issued_document_id, input.expected_version, input.reason
            )
        return IssuedDocumentWithdrawn(issued_document=at(IssuedDocument, id=issued_id))
