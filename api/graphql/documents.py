"""Documents in the contract: uploads, renditions, and the check of a reference number."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.accounts.queries import session_digest
from api.documents import operations, procedures
from api.documents.models import Document as DocumentRow
from api.documents.models import Rendition as RenditionRow
from api.documents.operations import NewUpload
from api.documents.ports import DOWNLOAD_LINK_LENGTH, UPLOAD_LINK_LENGTH
from api.documents.queries import require_reference
from api.documents.states import DocumentState, RenditionKind, ScanState
from api.filings.queries import document_visible_to
from api.graphql.context import Context, Info, question, verb
from api.graphql.describing import enumerated
from api.graphql.words import (
    ChangedMeanwhile,
    Node,
    Permission,
    Refused,
    Text,
    WithheldReason,
    permissions_of,
    text_of,
)
from api.issuing.queries import is_issued
from api.kernel import text as kernel_text
from api.reading.declare import at, constant, derived, edge, either, embeds, reads, within_parent
from api.reference.papers import CodeKind
from api.reviews.operations import rescan
from api.reviews.queries import allowed_with_document

enumerated(DocumentState, codes=CodeKind.DOCUMENT_STATE)
enumerated(ScanState, codes=CodeKind.SCAN_STATE)
enumerated(RenditionKind)

WITHHELD = kernel_text.Text(
    "This document exists, but it is not open to you at its present level of access.",
    "此文件存在，但以其現時的查閱級別，不向你開放。",
)


@reads(RenditionRow, visible=within_parent)
class Rendition:
    """One form of a document's bytes."""

    kind: RenditionKind
    """Which form it is."""
    sha256: str
    """SHA-256 of the bytes, in hex."""
    bytes: int
    """Length in bytes."""
    pages: int
    """Number of pages."""

    @derived
    def download_url(  # a function of the row's columns, not of a self
        id: str,  # pyright: ignore[reportGeneralTypeIssues]
        *,
        asking: Context,
    ) -> str:
        """Where to fetch it: short-lived, bound to your session, and checked again when used."""
        building = asking.building
        expires_at = building.works.clock() + DOWNLOAD_LINK_LENGTH
        return building.links.download_url(id, session_digest(asking.token or ""), expires_at)


@reads(DocumentRow, visible=document_visible_to)
class Document(Node):
    """A file that was put in."""

    kind: str
    """What kind of document it is; see `Query.documentKinds`."""
    file_name: str
    """The name its owner gave it."""
    state: DocumentState
    """Whether its bytes are here."""
    bytes: int
    """Length in bytes."""
    pages: int | None
    """Number of pages; null until the bytes were checked."""
    sha256: str
    """SHA-256 of the bytes as filed, in hex."""
    scan: ScanState
    """What a virus scanner said."""
    stored_at: datetime | None
    """When its bytes were checked and kept."""
    scanned_at: datetime | None
    """When a virus scanner looked at them; only what it found CLEAN is handed out."""
    document_reference: str | None
    """Document Reference Number: twelve digits, printed on the sealed copy."""
    sealed_at: datetime | None
    """When the court sealed it; null for what the court does not issue."""
    renditions: list[Rendition] = edge(order=("created_at", "id"))
    """The forms its bytes take: as filed, and sealed."""
    version: int
    """Send it back as expectedVersion."""

    @derived
    def viewer_can(  # a function of the row's columns, not of a self
        scan: ScanState,  # pyright: ignore[reportGeneralTypeIssues]
        *,
        asking: Context,
    ) -> list[Permission]:
        """What you can do with it now, and why not otherwise."""
        return permissions_of(allowed_with_document(scan, asking.kind))


@embeds
class Withheld:
    """Something exists here that you may not see."""

    reason: WithheldReason = constant(WithheldReason.NOT_OPEN_TO_YOU)
    """Why."""
    explanation: Text = constant(text_of(WITHHELD))
    """The reason in a sentence."""
    guide: str | None = constant("/help/file/#who-may-see")
    """Path of the guide's page that explains it."""


DocumentOrWithheld = Annotated[
    Document | Withheld,
    either(
        "DocumentOrWithheld",
        when=document_visible_to,
        description="A document, or the word that one exists which you may not see.",
    ),
]


@strawberry.type
class DocumentReferenceCheck:
    """Whether a sealed document was issued under a number. Nothing more is said, on purpose.

    A match proves that the court issued a sealed document with this number through the system. It
    does not prove that a printout is unaltered, that the document is still in force, or who the
    parties are.
    """

    number: str
    """The number asked about, as digits."""
    issued: bool
    """Whether a sealed document with this number was issued."""


@strawberry.input
class CreateUploadInput:
    """A file that is to come."""

    idempotency_key: str
    """Your own key for this request: the same key and body again give the same answer."""
    kind: str
    """The kind of document; see `Query.documentKinds`."""
    file_name: str
    """Its name; only PDF is taken."""
    bytes: int
    """Its length in bytes."""
    sha256: str
    """SHA-256 of its bytes, in 64 lower-case hex digits."""


@strawberry.input
class CompleteUploadInput:
    """A file whose bytes were sent."""

    document_id: strawberry.ID
    """The document's id from `createUpload`."""


@strawberry.input
class RescanDocumentInput:
    """A document that no scanner could look at, or has looked at yet."""

    document_id: strawberry.ID
    """The document."""
    expected_version: int
    """The version you read."""


@strawberry.type
class UploadTicket:
    """Where to send the bytes: PUT them to `uploadUrl` as they are, then call `completeUpload`."""

    document: Document
    """The document the bytes are for."""
    upload_url: str
    """Where to PUT the bytes. The link is the permission: keep it to yourself."""
    content_type: str
    """The Content-Type to send."""
    expires_at: datetime
    """When the link stops working; call `createUpload` again with the same key for a new one."""


@strawberry.type
class UploadCompleted:
    """The bytes were checked and kept."""

    document: Document
    """The document, ready to be filed."""


@strawberry.type
class RescanAsked:
    """The document waits for a scanner again."""

    document: Document
    """The document as it stands."""


CreateUploadResult = Annotated[
    UploadTicket | Refused,
    strawberry.union("CreateUploadResult", description="What came of announcing a file."),
]
CompleteUploadResult = Annotated[
    UploadCompleted | Refused,
    strawberry.union("CompleteUploadResult", description="What came of checking a file."),
]
RescanDocumentResult = Annotated[
    RescanAsked | ChangedMeanwhile | Refused,
    strawberry.union("RescanDocumentResult", description="What came of asking for a scan."),
]


@strawberry.type
class Query:
    """Documents."""

    @question
    def document_reference(
        self,
        info: Info,
        number: Annotated[
            str,
            strawberry.argument(description="Twelve digits; spaces and hyphens do not matter."),
        ],
    ) -> DocumentReferenceCheck:
        """Public: was a sealed document with this number issued? Nothing more is said."""
        digits = number.replace(" ", "").replace("-", "")
        require_reference(digits)
        with info.context.building.works.look() as session:
            return DocumentReferenceCheck(number=digits, issued=is_issued(session, digits))


@strawberry.type
class Mutation:
    """Uploads."""

    @verb
    def create_upload(self, info: Info, input: CreateUploadInput) -> CreateUploadResult:
        """Announce a file; the answer says where to send its bytes."""
        upload = NewUpload(input.kind, input.file_name, input.bytes, input.sha256)
        building = info.context.building
        with info.context.work() as work:
            document_id = operations.create_upload(work, upload, input.idempotency_key)
        expires_at = work.at + UPLOAD_LINK_LENGTH
        return UploadTicket(
            document=at(Document, id=document_id),
            upload_url=building.links.upload_url(document_id, expires_at),
            content_type="application/pdf",
            expires_at=expires_at,
        )

    @verb
    def complete_upload(self, info: Info, input: CompleteUploadInput) -> CompleteUploadResult:
        """Have the bytes checked (length, hash, an open PDF with pages, no password) and kept."""
        building = info.context.building
        document_id = procedures.complete_upload(
            building.works,
            info.context.who,
            building.store,
            building.inspector,
            input.document_id,
        )
        return UploadCompleted(document=at(Document, id=document_id))

    @verb
    def rescan_document(self, info: Info, input: RescanDocumentInput) -> RescanDocumentResult:
        """Registry officers: have a document scanned anew that could not be scanned."""
        with info.context.work() as work:
            document_id = rescan(work, input.document_id, input.expected_version)
        return RescanAsked(document=at(Document, id=document_id))
