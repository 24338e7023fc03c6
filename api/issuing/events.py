"""What happens to the documents that the court issues. No title: it may name a party."""

from dataclasses import dataclass

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CourtDocumentDrafted(Event):
    """An officer gave a document out to be sealed and issued."""

    issued_document_id: str
    case_id: str
    document_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class CourtDocumentIssued(Event):
    """The court issued a sealed document. ``account_ids`` were in the case at that instant."""

    issued_document_id: str
    case_id: str
    case_number: str
    kind: str
    document_reference: str
    replaces_id: str | None
    account_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourtDocumentSuperseded(Event):
    """Another document issued later takes its place; it stays on record."""

    issued_document_id: str
    case_id: str
    superseded_by_id: str


@dataclass(frozen=True, slots=True)
class CourtDocumentDropped(Event):
    """A draft will not be issued; nobody but the court ever saw it."""

    issued_document_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class CourtDocumentWithdrawn(Event):
    """A document was issued in error; it stays on record and says so."""

    issued_document_id: str
    case_id: str
    case_number: str
    kind: str
    document_reference: str
    account_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutageCertificateDrafted(Event):
    """An officer asked for a certificate of an outage; it waits for its seal."""

    outage_certificate_id: str
    outage_window_id: str


@dataclass(frozen=True, slots=True)
class OutageCertificateIssued(Event):
    """A certificate of an outage is sealed and public."""

    outage_certificate_id: str
    outage_window_id: str
    document_reference: str
    sha256: str


@dataclass(frozen=True, slots=True)
class OutageCertificateSuperseded(Event):
    """The record that was certified was corrected by another; the certificate stays and says so."""

    outage_certificate_id: str
    outage_window_id: str
    superseded_by_id: str
