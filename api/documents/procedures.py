"""What leaves the building: checking and keeping bytes, scanning and sealing them.

None of it happens inside a transaction: first a work that reads, then the bytes, then one that
records. A crash in between is mended by doing the whole thing again.
"""

import io
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from api.accounts.rules import require_uploader
from api.cases.queries import case_by_id
from api.documents.models import Document
from api.documents.operations import (
    SealedCopy,
    record_scan,
    record_sealed,
    record_stored,
    reserve_reference,
)
from api.documents.ports import DocumentStore, Inspection, Inspector, Scanner, Sealer, Stamp
from api.documents.queries import document_by_id, own, rendition
from api.documents.rules import Declared, NoBytesYet, check_received
from api.documents.states import DocumentState, RenditionKind, ScanState
from api.kernel.actors import Actor
from api.kernel.clock import day_of
from api.kernel.text import shortened
from api.kernel.work import Work, Works
from api.reference.loading import published
from api.reference.papers import FilePolicy

Who = Callable[[Session, datetime], Actor]


def complete_upload(
    works: Works, who: Who, store: DocumentStore, inspector: Inspector, document_id: str
) -> str:
    """Check what was sent, keep it, and record it; a second time gives the same document.

    Refuses: NotFound, OrganizationUserNeeded, NotAllowed, NoBytesYet, and what ``check_received``
    refuses. After a refusal other bytes may be sent while the link lives.
    """
    with works.open(who=who) as work:
        require_uploader(work.actor)
        document = own(work.session, work.viewer, document_id)
        policy = published().file_policy(day_of(document.created_at))
    if document.state is not DocumentState.STORED:
        inspection = _check_and_keep(store, inspector, document, policy)
        with works.open(who=who) as work:
            record_stored(work, document.id, inspection)
    store.discard(document.id)
    return document.id


def _check_and_keep(
    store: DocumentStore, inspector: Inspector, document: Document, policy: FilePolicy
) -> Inspection:
    """Check the staged bytes and keep those very bytes: one open file, so none can slip between."""
    source = store.staged(document.id)
    if source is None:
        raise NoBytesYet("documentId", file_name=shortened(document.file_name))
    declared = Declared(
        kind=document.kind,
        file_name=document.file_name,
        bytes=document.bytes,
        sha256=document.sha256,
    )
    with source:
        inspection = check_received(declared, source, inspector, policy=policy)
        source.seek(0)
        store.keep(source)
    return inspection


def scan_document(works: Works, store: DocumentStore, scanner: Scanner, document_id: str) -> None:
    """Have kept bytes looked at by a scanner, and record what it says; safe to repeat.

    Raises ScannerSilent; the document then waits, and is handed out to nobody.
    """
    with works.look() as session:
        document = document_by_id(session, document_id)
        is_due = document.scan is ScanState.PENDING and document.state is DocumentState.STORED
        sha256 = document.sha256
    if is_due:
        with store.open(sha256).open("rb") as source:
            verdict = scanner.scan(source)
        with works.open() as work:
            record_scan(work, document_id, verdict)


def seal_document(  # noqa: PLR0913 - what a seal says
    works: Works,
    store: DocumentStore,
    sealer: Sealer,
    document_id: str,
    *,
    case_id: str | None = None,
    filed_at: datetime | None = None,
) -> str:
    """Seal a document in its case, or in ``case_id``; returns the SHA-256 of the copy that counts.

    Safe to repeat: a crash before the record leaves the number reserved and the document unsealed.
    """
    with works.open() as work:
        document = document_by_id(work.session, document_id, lock=True)
        done = rendition(work.session, document_id, RenditionKind.SEALED)
        stamp = None if done else _stamp_for(work, document, case_id or document.case_id, filed_at)
    if stamp is not None:
        pdf = sealer.seal(store.read(document.sha256), stamp)
        copy = SealedCopy(
            sha256=store.keep(io.BytesIO(pdf)),
            bytes=len(pdf),
            pages=document.pages or 0,
            sealed_at=stamp.sealed_at,
        )
        with works.open() as work:
            record_sealed(work, document_id, copy)
            done = rendition(work.session, document_id, RenditionKind.SEALED)
    if done is None:
        message = f"{document_id} was sealed and has no sealed rendition"
        raise LookupError(message)
    return done.sha256


def _stamp_for(
    work: Work, document: Document, case_id: str | None, filed_at: datetime | None
) -> Stamp:
    """Say what the label says; reserves the reference number if there is none yet."""
    if case_id is None:
        message = f"{document.id} is in no case, so there is nothing to seal it in"
        raise ValueError(message)
    case = case_by_id(work.session, case_id)
    court = published().courts[case.court_code]
    return Stamp(
        case_number=case.number,
        court_name_en=court.name.en,
        court_name_tc=court.name.tc,
        document_reference=reserve_reference(work, document),
        sealed_at=work.at,
        filed_at=filed_at,
    )
