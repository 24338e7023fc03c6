"""What leaves the building: sealing what the court issues, before it is recorded."""

import io
from typing import Final

from sqlmodel import Session

from api.courts.models import OutageWindow
from api.documents.ports import DocumentStore, Sealer, Stamp
from api.documents.procedures import seal_document
from api.issuing.models import IssuedDocument, OutageCertificate
from api.issuing.operations import record_certified, record_issued
from api.issuing.ports import Pen, StatedOutage
from api.issuing.queries import certificate_by_id
from api.issuing.states import CertificateState, IssuedDocumentState
from api.kernel.text import Text
from api.kernel.work import Works
from api.reference.loading import published

ISSUED_BY: Final = Text("The Judiciary", "司法機構")
IN_NO_CASE: Final = "Certificate of an outage"
"""What the label says where the number of a case stands."""


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


def issue_certificate(
    works: Works, store: DocumentStore, sealer: Sealer, pen: Pen, certificate_id: str
) -> None:
    """Draw, seal and publish a certificate of an outage; done once however often it is called."""
    with works.look() as session:
        row = certificate_by_id(session, certificate_id)
        stated = _stated(session, row) if row.state is CertificateState.DRAFTED else None
    if stated is None:
        return
    stamp = Stamp(
        case_number=IN_NO_CASE,
        court_name_en=ISSUED_BY.en,
        court_name_tc=ISSUED_BY.tc,
        document_reference=row.document_reference,
        sealed_at=works.clock(),
    )
    pdf = sealer.seal(pen.certificate(stated), stamp)
    sha256 = store.keep(io.BytesIO(pdf))
    with works.open() as work:
        record_certified(work, certificate_id, sha256=sha256, length=len(pdf))


def _stated(session: Session, row: OutageCertificate) -> StatedOutage:
    """Read out of the record what a certificate states. Raises ValueError for one that runs."""
    window = session.get_one(OutageWindow, row.outage_window_id)
    if window.ended_at is None:
        message = f"{window.id} has no end, and is certified by {row.id}"
        raise ValueError(message)
    rules = {policy.version: policy for policy in published().receipt_policies}
    rule = rules.get(row.rule_version or "")
    return StatedOutage(
        outage_window_id=window.id,
        began_at=window.began_at,
        ended_at=window.ended_at,
        what=Text(window.what_en, window.what_tc),
        source=window.source,
        recorded_at=window.recorded_at,
        corrects_id=window.corrects_id,
        rule_version=row.rule_version,
        rule=Text(rule.explanation.en, rule.explanation.tc) if rule else None,
        drafted_at=row.drafted_at,
    )
