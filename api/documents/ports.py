"""What the documents room needs from outside: a place for bytes, eyes, a seal, passing links."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from api.documents.states import ScanState

UPLOAD_LINK_LENGTH = timedelta(minutes=30)
"""How long bytes may be sent to a link: assumed policy, enough for 50 MB on a slow line."""

DOWNLOAD_LINK_LENGTH = timedelta(minutes=5)
"""How long a rendition may be fetched by a link: assumed policy."""


class TooManyBytes(Exception):
    """A sender goes on beyond the length that was declared; what came is thrown away."""


class BytesMissing(Exception):
    """Kept bytes are not where their digest says. A fault of ours, never an answer to a caller."""


class BytesDamaged(Exception):
    """Kept bytes no longer have the digest they are kept under. A fault of ours."""


class Incoming(Protocol):
    """A transfer on its way in."""

    def write(self, chunk: bytes) -> None:
        """Take the next chunk. Raises TooManyBytes beyond the limit."""
        ...

    def finish(self) -> int:
        """Make what came durable and put it in place; returns its length."""
        ...


class DocumentStore(Protocol):
    """Where bytes are: first staged under a document's id, then kept under their own digest.

    Kept bytes are never changed, and there is no way to delete them.
    """

    def stage(self, document_id: str, *, limit: int) -> AbstractContextManager[Incoming]:
        """Open a transfer of at most ``limit`` bytes; left unfinished, it leaves no trace."""
        ...

    def staged(self, document_id: str) -> BinaryIO | None:
        """Open what was staged last, or None. A later transfer does not disturb an open one."""
        ...

    def discard(self, document_id: str) -> None:
        """Forget what was staged, if anything."""
        ...

    def keep(self, source: BinaryIO) -> str:
        """Keep all of a stream durably and return its SHA-256; keeping it again changes nothing."""
        ...

    def open(self, sha256: str) -> Path:
        """Find kept bytes after checking them. Raises BytesMissing, BytesDamaged."""
        ...

    def read(self, sha256: str) -> bytes:
        """Read kept bytes and check them. Raises BytesMissing, BytesDamaged."""
        ...


@dataclass(frozen=True, slots=True)
class Inspection:
    """What looking into a PDF showed, once, when it came. Kept with the document.

    ``method`` is empty where nobody looked closer than at the number of pages; ``looked_at`` says
    how many pages were looked at one by one. Pages are numbered from 1. ``opening`` is the text of
    the first page; ``statement_of_truth`` is None where not all of the text could be read.
    """

    pages: int
    method: str = ""
    looked_at: int = 0
    not_a4: tuple[int, ...] = ()
    image_only: tuple[int, ...] = ()
    blank: tuple[int, ...] = ()
    fonts_not_embedded: tuple[str, ...] = ()
    layers: int = 0
    hidden_layers: int = 0
    attachments: int = 0
    scripts: int = 0
    opening: str = ""
    statement_of_truth: bool | None = None

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Inspection":
        """Read what was kept as JSON; fields that an older look did not know stay as they are."""
        fields: dict[str, Any] = dict(kept)
        for name in ("not_a4", "image_only", "blank", "fonts_not_embedded"):
            fields[name] = tuple(kept.get(name, ()))
        return cls(**fields)


class Why(StrEnum):
    """Why a PDF cannot be looked into."""

    ENCRYPTED = "ENCRYPTED"
    DAMAGED = "DAMAGED"
    TOO_HEAVY = "TOO_HEAVY"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that cannot be looked into."""

    why: Why


class Inspector(Protocol):
    """Looks into PDFs within bounds of time and memory, whatever is in them."""

    def inspect(self, source: BinaryIO, *, most_pages: int) -> Inspection | Unreadable:
        """Look into a PDF; one with more pages than allowed is only counted."""
        ...


class ScannerSilent(Exception):
    """No scanner answers, or it is at its wits' end; the same bytes are worth another try."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner says: CLEAN, INFECTED or UNSCANNABLE, and in its own words what it found."""

    state: ScanState
    found: str = ""


class Scanner(Protocol):
    """Looks for viruses."""

    def scan(self, source: BinaryIO) -> Verdict:
        """Look at all bytes of a stream. Raises ScannerSilent."""
        ...


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the label on page one says. ``document_reference`` is twelve digits.

    ``filed_at`` is from when a filed document has effect; None for what the court itself issues.
    """

    case_number: str
    court_name_en: str
    court_name_tc: str
    document_reference: str
    sealed_at: datetime
    filed_at: datetime | None = None


class Sealer(Protocol):
    """Puts the label on page one and signs the whole, with a time stamp on the signature.

    Where the key is (a file, a hardware module) and whose clock it is, is the sealer's own affair.
    """

    def seal(self, pdf: bytes, stamp: Stamp) -> bytes:
        """Return a stamped and signed copy; the original stays as it is.

        Whatever is silent raises, and the same bytes are worth another try.
        """
        ...


@dataclass(frozen=True, slots=True)
class DownloadClaim:
    """What a download link grants: one rendition, to the holder of one sign-in."""

    rendition_id: str
    session_sha256: str


class Links(Protocol):
    """Short-lived signed links. Their clock is the caller's."""

    def upload_url(self, document_id: str, expires_at: datetime) -> str:
        """Make the address to PUT a document's bytes to."""
        ...

    def download_url(self, rendition_id: str, session_sha256: str, expires_at: datetime) -> str:
        """Make the address of a rendition for one sign-in, by the hex digest of its token."""
        ...

    def read_upload(self, token: str, now: datetime) -> str:
        """Read the document id out of an upload link.

        Refuses: NotFound (not one of our links), UploadLinkExpired.
        """
        ...

    def read_download(self, token: str, now: datetime) -> DownloadClaim:
        """Read a download link. The caller still checks the sign-in and what it may see.

        Refuses: NotFound (not one of our links), DownloadLinkExpired.
        """
        ...
