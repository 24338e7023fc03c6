"""What the court issues, in the contract."""

from datetime import datetime
from typing import Any

from api.graphql.context import Context
from api.graphql.describing import enumerated
from api.graphql.documents import DocumentOrWithheld
from api.graphql.parties import Party
from api.graphql.words import Node, Permission, Text, permissions_of, text_of
from api.issuing.models import IssuedDocument as IssuedDocumentRow
from api.issuing.models import IssuedTo as IssuedToRow
from api.issuing.operations import MOST_PARTIES
from api.issuing.queries import allowed, name_of, visible_to
from api.issuing.states import IssuedDocumentState
from api.kernel.viewers import Viewer
from api.reading.declare import derived, edge, reads, within_parent
from api.reference.papers import CodeKind

enumerated(IssuedDocumentState, codes=CodeKind.ISSUED_DOCUMENT_STATE)


@reads(IssuedToRow, visible=within_parent)
class IssuedTo:
    """A party to whom a court document is restricted."""

    party: Party | None = edge(via="party_id")
    """The party."""


def _not_dropped(row: Any, _args: Any, _viewer: Viewer, _replaced: Any) -> Any:
    return row.state != IssuedDocumentState.DROPPED


@reads(IssuedDocumentRow, visible=visible_to)
class IssuedDocument(Node):
    """A document that the court issued in a case: an order, a judgment, a notice.

    Seen by those who see the case, once it is issued; court staff see what still waits for its
    seal. It is never taken away: one that was replaced or withdrawn says so.
    """

    kind: str
    """What kind of document it is; see `Query.courtDocumentKinds`."""
    title: str | None
    """What the registry called it, if it said more than its kind."""
    state: IssuedDocumentState
    """Where it stands. Labels and next steps: `Query.codes(kind: ISSUED_DOCUMENT_STATE)`."""
    document: DocumentOrWithheld | None = edge(via="document_id")
    """The document with its sealed copy; before it is issued, its uploader's alone."""
    restricted_to: list[IssuedTo] = edge(order=("id",), via="issued_document_id", most=MOST_PARTIES)
    """The parties whom alone it is for; empty if it is for everybody in the case."""
    drafted_at: datetime
    """When the registry gave it out to be sealed."""
    issued_at: datetime | None
    """When it was issued: in the register, and told to everybody in the case."""
    ended_at: datetime | None
    """When it was superseded, withdrawn or dropped; null while it stands."""
    reason: str | None
    """Why it was withdrawn or dropped."""
    replaces: "IssuedDocument | None" = edge(via="replaces_id")
    """The document that it took the place of."""
    replaced_by: list["IssuedDocument"] = edge(
        order=("drafted_at", "id"), via="replaces_id", where=_not_dropped, most=1
    )
    """The document that took its place, or is about to; one at most, if you may see it."""
    version: int
    """Send it back as expectedVersion."""

    @derived
    def kind_name(  # a function of the row's columns, not of a self
        kind: str,  # pyright: ignore[reportGeneralTypeIssues]
    ) -> Text:
        """The name of its kind."""
        return text_of(name_of(kind))

    @derived
    def viewer_can(  # a function of the row's columns, not of a self
        state: IssuedDocumentState,  # pyright: ignore[reportGeneralTypeIssues]
        *,
        asking: Context,
    ) -> list[Permission]:
        """What you can do with it now, and why not otherwise."""
        return permissions_of(allowed(state, asking.kind))
