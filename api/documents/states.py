"""The life of a document, of its scan, and the forms its bytes take."""

from enum import StrEnum

from api.documents.events import DocumentDeclared, DocumentStored
from api.kernel.actors import FILERS
from api.kernel.states import Move, Moves


class DocumentState(StrEnum):
    """Whether the bytes that were declared are here."""

    AWAITING_BYTES = "AWAITING_BYTES"
    STORED = "STORED"


class ScanState(StrEnum):
    """What a scanner said about the bytes.

    PENDING: no scanner has looked yet. This release ships none, so every document stays there until
    one is fitted; PENDING therefore never stops a filing.
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
        Move("declare", (None,), DocumentState.AWAITING_BYTES, FILERS, DocumentDeclared),
        Move(
            "store",
            (DocumentState.AWAITING_BYTES,),
            DocumentState.STORED,
            FILERS,
            DocumentStored,
            stamps="stored_at",
        ),
    ),
)
