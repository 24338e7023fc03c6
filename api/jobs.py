"""What the building does by itself, each under the name it is asked for by: the outbox's jobs."""

from collections.abc import Mapping

from api.courts.operations import (
    BEGIN_CLOSURE,
    RUN_OUT_CLOSURE,
    begin_closure,
    run_out_closure,
)
from api.deadlines.operations import PASS_DEADLINE, pass_deadline
from api.documents.operations import SCAN_DOCUMENT
from api.documents.ports import DocumentStore, Scanner, Sealer
from api.documents.procedures import scan_document
from api.filings.procedures import CHECK_AGAIN, check_again, record_filing
from api.kernel.outbox import Job
from api.kernel.work import Works
from api.reviews.operations import RECORD_FILING


def jobs_of(
    works: Works, store: DocumentStore, sealer: Sealer, scanner: Scanner
) -> Mapping[str, Job]:
    """Every job takes the id of what it is about, and may be repeated."""

    def begin(closure_id: str) -> None:
        with works.open() as work:
            begin_closure(work, closure_id)

    def run_out(closure_id: str) -> None:
        with works.open() as work:
            run_out_closure(work, closure_id)

    def pass_by(deadline_id: str) -> None:
        with works.open() as work:
            pass_deadline(work, deadline_id)

    return {
        RECORD_FILING: lambda filing_id: record_filing(works, store, sealer, filing_id),
        BEGIN_CLOSURE: begin,
        RUN_OUT_CLOSURE: run_out,
        PASS_DEADLINE: pass_by,
        SCAN_DOCUMENT: lambda document_id: scan_document(works, store, scanner, document_id),
        CHECK_AGAIN: lambda document_id: check_again(works, document_id),
    }
