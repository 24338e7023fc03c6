"""What happens to documents. No file name stands here: it may name a party."""

from dataclasses import dataclass

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class DocumentDeclared(Event):
    """Somebody said which file is to come."""

    document_id: str
    kind: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class DocumentStored(Event):
    """The bytes came, were what was declared, and are kept."""

    document_id: str
    sha256: str
    bytes: int
    pages: int


@dataclass(frozen=True, slots=True)
class ScanAwaited(Event):
    """A document is not to be handed out before a scanner has looked at it."""

    document_id: str


@dataclass(frozen=True, slots=True)
class DocumentFoundClean(Event):
    """A scanner looked at the bytes and found no virus."""

    document_id: str


@dataclass(frozen=True, slots=True)
class ScanAskedAgain(Event):
    """The registry asked for another scan of what could not be scanned."""

    document_id: str


@dataclass(frozen=True, slots=True)
class DocumentFoundInfected(Event):
    """A scanner found a virus. ``found`` is the scanner's name for it."""

    document_id: str
    owner_id: str
    kind: str
    found: str


@dataclass(frozen=True, slots=True)
class DocumentNotScanned(Event):
    """A scanner cannot look at these bytes, now or ever. ``found`` is what it said."""

    document_id: str
    owner_id: str
    kind: str
    found: str


@dataclass(frozen=True, slots=True)
class DocumentEnteredIntoCase(Event):
    """The court accepted a document into a case."""

    document_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class DocumentSealed(Event):
    """The court's seal stands on a copy of the document, under its reference number."""

    document_id: str
    document_reference: str
    sha256: str
