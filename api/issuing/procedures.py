"""What leaves the building: sealing what the court issues, before it is recorded."""

from sqlmodel import Session

from api.documents.ports import DocumentStore, Sealer
from api.documents.procedures import seal_document
from api.issuing.models import IssuedDocument
from api.issuing.operations import record_issued
from api.issuing.states import IssuedDocumentState
from api.kernel.work import Works


def issue_document(works: Works, store: DocumentStore, sealer: Sealer, issued_id: str) -> None:
    """Seal a court document and issue it: entered, registered and told in one transaction.

    Done once however often it is called; what was dropped meanwhile is left alone.
    """
    with works.look() as session:
        row = _draft_of(session, issued_id)
    if row is None:
        return
    seal_document(works, store, sealer, row.document_id, case_id=row.case_id)
    with works.open() as work:
        record_issued(work, issued_id)


def _draft_of(session: Session, issued_id: str) -> IssuedDocument | None:
    """The court document, if it still waits for its seal."""
    row = session.get_one(IssuedDocument, issued_id)
    return row if row.state is IssuedDocumentState.DRAFTED else None
