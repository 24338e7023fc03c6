"""The verbs of the documents room."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from api.accounts.rules import require_uploader
from api.documents.events import DocumentEnteredIntoCase, DocumentSealed
from api.documents.models import Document, Rendition
from api.documents.ports import Inspection, Verdict
from api.documents.queries import document_by_id, own, rendition
from api.documents.rules import Declared, check_declared
from api.documents.states import DocumentState, RenditionKind, ScanState
from api.kernel.actors import AccountKind, Actor
from api.kernel.clock import day_of
from api.kernel.states import move, move_in
from api.kernel.work import Work
from api.reference.loading import published

REFERENCE_DIGITS = 12
SCAN_DOCUMENT = "scan_document"
LONGEST_FINDING = 200

NewUpload = Declared
"""What ``create_upload`` is given: kind, file name, length in bytes, SHA-256 in hex."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are in the store for good."""

    sha256: str
    bytes: int
    pages: int


@dataclass(frozen=True, slots=True)
class SealedCopy(Kept):
    """A stamped and signed copy that is already kept. ``sealed_at`` is the time on its label."""

    sealed_at: datetime


def create_upload(work: Work, upload: NewUpload, key: str) -> str:
    """Declare a file that is to come; returns the document's id.

    Refuses: OrganizationUserNeeded, NotAllowed, IdempotencyKeyReused, and what ``check_declared``
    refuses.
    """
    require_uploader(work.actor)
    policy = published().file_policy(day_of(work.at))
    check_declared(upload, kinds=_kinds_of(work.actor), policy=policy)
    return work.once("create_upload", key, asdict(upload), lambda: _declare(work, upload))


def _kinds_of(actor: Actor) -> Collection[str]:
    """The kinds that one may upload: an officer what the court issues, all others what is filed."""
    facts = published()
    issues = actor.kind is AccountKind.REGISTRY_OFFICER
    return facts.court_documents.keys() if issues else facts.document_kinds.keys()


def _declare(work: Work, upload: NewUpload) -> str:
    """Take down a declaration that was found in order; returns the document's id."""
    return _declared(work, upload).id


def _declared(work: Work, upload: NewUpload) -> Document:
    """Take down a declaration."""
    document = Document(
        id=work.new_id("doc"),
        owner_id=work.actor.account_id or "",
        organization_id=work.actor.organization_id,
        created_at=work.at,
        **asdict(upload),
    )
    move(work, document, "declare", kind=upload.kind, sha256=upload.sha256, bytes=upload.bytes)
    move_in(work, Document.scan_moves, document, "await_scan")
    work.session.add(document)
    return document


def record_stored(work: Work, document_id: str, inspection: Inspection) -> None:
    """Record that the declared bytes are kept and what is in them, and ask for their scan.

    A second time changes nothing.
    Refuses: NotFound, OrganizationUserNeeded, NotAllowed.
    """
    require_uploader(work.actor)
    document = own(work.session, work.viewer, document_id, lock=True)
    if document.state is DocumentState.STORED:
        return
    _keep(work, document, inspection.pages, asdict(inspection))


def _keep(work: Work, document: Document, pages: int, inspection: dict[str, Any] | None) -> None:
    """Take down that the bytes are here and what is in them, and ask for their scan."""
    document.pages, document.inspection = pages, inspection
    kept = Kept(document.sha256, document.bytes, pages)
    move(work, document, "store", **asdict(kept))
    work.session.flush()
    _add_rendition(work, document.id, RenditionKind.AS_FILED, kept)
    work.later(SCAN_DOCUMENT, document.id)


def record_scan(work: Work, document_id: str, verdict: Verdict) -> None:
    """Record what a scanner said; the first word counts, a second time changes nothing."""
    document = document_by_id(work.session, document_id, lock=True)
    if document.scan is not ScanState.PENDING:
        return
    verb, told = _SCANNED[verdict.state]
    facts = {"owner_id": document.owner_id, "kind": document.kind} if told else {}
    facts |= {"found": verdict.found[:LONGEST_FINDING]} if told else {}
    move_in(work, Document.scan_moves, document, verb, **facts)


def scan_again(work: Work, document: Document) -> None:
    """Ask for another scan of what could not be scanned, or of what no scanner has looked at yet.

    What was found infected stays locked away. Refuses: MoveNotOpen, NotAllowed.
    """
    move_in(work, Document.scan_moves, document, "scan_again")
    document.scanned_at = None
    work.later(SCAN_DOCUMENT, document.id)


_SCANNED = {
    ScanState.CLEAN: ("find_clean", False),
    ScanState.INFECTED: ("find_infected", True),
    ScanState.UNSCANNABLE: ("give_up", True),
}


def take_over_again(work: Work, document: Document) -> str:
    """Declare and keep a document of one's own once more, by reference to the same bytes.

    A document lies in one filing only, so a correction has a row of its own; nothing is uploaded,
    but it is scanned anew: by now more viruses are known.
    Refuses: OrganizationUserNeeded, NotAllowed. Raises ValueError for one without bytes.
    """
    if document.pages is None:
        message = f"the bytes of {document.id} are not here"
        raise ValueError(message)
    upload = NewUpload(document.kind, document.file_name, document.bytes, document.sha256)
    again = _declared(work, upload)
    _keep(work, again, document.pages, document.inspection)
    return again.id


def enter_into_case(work: Work, document_ids: Sequence[str], case_id: str) -> None:
    """Enter documents into the case that the court accepted them in.

    A second time changes nothing. Raises ValueError for a document of another case or without
    bytes: a fault of ours, for nobody can ask for that.
    """
    for document_id in document_ids:
        document = document_by_id(work.session, document_id, lock=True)
        if document.case_id == case_id:
            continue
        if document.case_id is not None or document.state is not DocumentState.STORED:
            message = f"{document_id} is in another case, or its bytes are not here"
            raise ValueError(message)
        document.case_id = case_id
        document.version += 1
        work.record(DocumentEnteredIntoCase(document_id, case_id))
    work.session.flush()


def reserve_reference(work: Work, document: Document) -> str:
    """Give a document its reference number: twelve random digits that no other document has.

    The number is unguessable, so it comes from the system's randomness and not from a counter. It
    says nothing until the document is sealed. A second time gives the same number.
    """
    work.session.flush()
    while document.document_reference is None:
        number = _drawn()
        try:
            with work.session.begin_nested():
                document.document_reference = number
                document.version += 1
        except IntegrityError:
            work.session.refresh(document)
    return document.document_reference


def fresh_reference(work: Work) -> str:
    """Draw a reference number that no document has, for what is sealed and is no document."""
    while True:
        number = _drawn()
        taken = select(Document.id).where(Document.document_reference == number)
        if work.session.exec(taken).first() is None:
            return number


def _drawn() -> str:
    return f"{secrets.randbelow(10**REFERENCE_DIGITS):0{REFERENCE_DIGITS}d}"


def record_sealed(work: Work, document_id: str, copy: SealedCopy) -> None:
    """Record the sealed copy that counts; the first one wins, a second time changes nothing."""
    document = document_by_id(work.session, document_id, lock=True)
    if document.sealed_at is not None:
        return
    reference = reserve_reference(work, document)
    document.sealed_at = copy.sealed_at
    document.version += 1
    work.session.flush()
    _add_rendition(work, document.id, RenditionKind.SEALED, copy)
    work.record(DocumentSealed(document.id, reference, copy.sha256))


def _add_rendition(work: Work, document_id: str, kind: RenditionKind, kept: Kept) -> None:
    """Add a form of a document's bytes, once."""
    if rendition(work.session, document_id, kind) is None:
        row = Rendition(
            id=work.new_id("rnd"),
            document_id=document_id,
            kind=kind,
            created_at=work.at,
            sha256=kept.sha256,
            bytes=kept.bytes,
            pages=kept.pages,
        )
        work.session.add(row)
