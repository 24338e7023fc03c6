"""The life of a document, of its scan, and the forms its bytes take."""

from enum import StrEnum

from api.documents.events import (
    DocumentDeclared,
    DocumentFoundClean,
    DocumentFoundInfected,
    DocumentNotScanned,
    DocumentStored,
    ScanAskedAgain,
    ScanAwaited,
)
from api.kernel.actors import FILERS, AccountKind
from api.kernel.states import BUILDING, Move, Moves

UPLOADERS = (*FILERS, AccountKind.REGISTRY_OFFICER)
"""Those who file, and the registry, which uploads what the court issues."""


class DocumentState(StrEnum):
    """Whether the bytes that were declared are here."""

    AWAITING_BYTES = "AWAITING_BYTES"
    STORED = "STORED"


class ScanState(StrEnum):
    """What a scanner said about the bytes.

    PENDING: no scanner has looked yet; a filing may be submitted meanwhile, for its time must not
    hang on the court's scanner. Only what is CLEAN is ever handed out, or accepted into a case.
    """

    PENDING = "PENDING"
    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    UNSCANNABLE = "UNSCANNABLE"


class RenditionKind(StrEnum):
    """A form of a document's bytes."""

    AS_FILED = "AS_FILED"
    """The bytes as they came."""
    SEALED = "SEALED"
    """A copy with the court's label and signature."""


DOCUMENT_MOVES = Moves(
    noun="document",
    states=DocumentState,
    table=(
        Move("declare", (None,), DocumentState.AWAITING_BYTES, UPLOADERS, DocumentDeclared),
        Move(
            "store",
            (DocumentState.AWAITING_BYTES,),
            DocumentState.STORED,
            UPLOADERS,
            DocumentStored,
            stamps="stored_at",
        ),
    ),
)

SCAN_MOVES = Moves(
    noun="scan of a document",
    states=ScanState,
    column="scan",
    table=(
        Move("await_scan", (None,), ScanState.PENDING, UPLOADERS, ScanAwaited),
        Move(
            "find_clean",
            (ScanState.PENDING,),
            ScanState.CLEAN,
            (BUILDING,),
            DocumentFoundClean,
            stamps="scanned_at",
        ),
        Move(
            "find_infected",
            (ScanState.PENDING,),
            ScanState.INFECTED,
            (BUILDING,),
            DocumentFoundInfected,
            stamps="scanned_at",
        ),
        Move(
            "give_up",
            (ScanState.PENDING,),
            ScanState.UNSCANNABLE,
            (BUILDING,),
            DocumentNotScanned,
            stamps="scanned_at",
        ),
        Move(
            "scan_again",
            (ScanState.PENDING, ScanState.UNSCANNABLE),
            ScanState.PENDING,
            (AccountKind.REGISTRY_OFFICER,),
            ScanAskedAgain,
        ),
    ),
)
