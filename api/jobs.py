"""What the building does by itself, each under the name it is asked for by: the outbox's jobs."""

from collections.abc import Mapping
from dataclasses import replace

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
from api.issuing.operations import CERTIFY_OUTAGE, ISSUE_DOCUMENT
from api.issuing.ports import Pen
from api.issuing.procedures import issue_certificate, issue_document
from api.kernel.outbox import Job, Outbox
from api.kernel.work import Works
from api.reviews.operations import RECORD_FILING

LANES: Mapping[str, tuple[str, ...]] = {
    "outbox": (),
    "scans": (SCAN_DOCUMENT,),
    "seals": (RECORD_FILING, ISSUE_DOCUMENT, CERTIFY_OUTAGE),
}
"""What leaves the building has a lane of its own; the first lane takes everything else."""


def lanes_of(outbox: Outbox) -> Mapping[str, Outbox]:
    """Part the jobs: a scanner or a time authority that is silent keeps nothing else waiting."""
    apart = tuple(job for jobs in LANES.values() for job in jobs)
    return {
        lane: replace(outbox, only=jobs) if jobs else replace(outbox, but=apart)
        for lane, jobs in LANES.items()
    }


def jobs_of(
    works: Works, store: DocumentStore, sealer: Sealer, scanner: Scanner, pen: Pen
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
        ISSUE_DOCUMENT: lambda issued_id: issue_document(works, store, sealer, issued_id),
        CERTIFY_OUTAGE: lambda made_id: issue_certificate(works, store, sealer, pen, made_id),
        BEGIN_CLOSURE: begin,
        RUN_OUT_CLOSURE: run_out,
        PASS_DEADLINE: pass_by,
        SCAN_DOCUMENT: lambda document_id: scan_document(works, store, scanner, document_id),
        CHECK_AGAIN: lambda document_id: check_again(works, document_id),
    }
