"""Facts about what is filed and said: documents, claims, refusals, contacts and labels."""

from datetime import date
from enum import StrEnum

from pydantic.dataclasses import dataclass

from api.reference.marks import STRICT, Anchor, Confidence, Count, Key, Words, Written


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DocumentKind:
    """A kind of document that may be filed.

    ``originating`` kinds begin a case. ``sealed`` kinds are issued by the court under its seal once
    accepted. ``fee_item`` is None where filing one costs nothing known; ``fee_confidence`` says how
    sure that is. ``register_description`` is the line the register shows.
    """

    code: Key
    name: Words
    proceeding_types: tuple[Key, ...]
    originating: bool
    sealed: bool
    register_description: Words
    form: str | None = None
    fee_item: Key | None = None
    fee_confidence: Confidence
    source: Written
    confidence: Confidence


class Severity(StrEnum):
    """Whether a finding stops a submission or only advises."""

    BLOCK = "BLOCK"
    """It stops the submission until it is put right."""
    ADVICE = "ADVICE"
    """It is worth a look; the submission goes on."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RequiredDocument:
    """A document expected when a case of a type is begun, and what its absence does."""

    proceeding_type: Key
    document_kind: Key
    severity: Severity
    effective_from: date
    dating: Confidence
    explanation: Words
    source: Written
    confidence: Confidence


class ClaimSection(StrEnum):
    """The two choices of Practice Direction 24.1, Annex A."""

    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class NatureOfClaim:
    """One choice of Practice Direction 24.1, Annex A; the filer picks one of A and one of B."""

    code: Key
    section: ClaimSection
    name: Words
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RejectionReason:
    """A coded reason for refusing a document, how to mend it, and where the guide explains it.

    ``document_stands`` says that nothing is wrong with the document itself, so that a correction
    may take it over as it is.
    """

    code: Key
    reason: Words
    remedy: Words
    guide: Anchor
    document_stands: bool = False
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class FilePolicy:
    """What a file must be to be taken in, from a day. ``formats`` are media types."""

    version: Key
    effective_from: date
    dating: Confidence
    formats: tuple[Written, ...]
    max_bytes_per_document: Count
    max_documents_per_filing: Count
    max_bytes_per_filing: Count
    max_pages_per_document: Count
    max_file_name_length: Count
    forbidden_in_file_name: Written
    explanation: Words
    source: Written
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Check:
    """What one finding does, from a day, and its words; ``{gaps}`` are filled with what was found.

    ``document_kinds`` are the kinds it is about; none named means every kind.
    """

    rule: Key
    version: Key
    effective_from: date
    dating: Confidence
    severity: Severity
    document_kinds: tuple[Key, ...] = ()
    message: Words
    remedy: Words
    guide: Anchor
    source: Written
    confidence: Confidence


class ContactKind(StrEnum):
    """How a contact is reached."""

    TELEPHONE = "TELEPHONE"
    PLACE = "PLACE"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Contact:
    """A published way to reach help: a telephone number or a place, and when."""

    code: Key
    kind: ContactKind
    name: Words
    value: Words
    hours: Words | None = None
    purpose: Words
    source: Written
    confidence: Confidence


class CodeKind(StrEnum):
    """The enums whose values are labelled in ``codes.toml``."""

    FILING_STATE = "FILING_STATE"
    CASE_STANDING = "CASE_STANDING"
    PAYMENT_STATE = "PAYMENT_STATE"
    SERVICE_REQUEST_STATE = "SERVICE_REQUEST_STATE"
    DOCUMENT_STATE = "DOCUMENT_STATE"
    SCAN_STATE = "SCAN_STATE"
    DISPOSITION = "DISPOSITION"
    REVIEW_STATE = "REVIEW_STATE"
    REFERRED_TO = "REFERRED_TO"
    CHANNEL = "CHANNEL"
    TAKE_OVER_REASON = "TAKE_OVER_REASON"
    CLOSURE_KIND = "CLOSURE_KIND"
    CLOSURE_STATE = "CLOSURE_STATE"
    FILING_TIME = "FILING_TIME"
    DEADLINE_STATE = "DEADLINE_STATE"
    ACCOUNT_STATE = "ACCOUNT_STATE"
    ACCESS_ORDER_STATE = "ACCESS_ORDER_STATE"
    RELATION_BACK_STATE = "RELATION_BACK_STATE"
    USE = "USE"
    CONFIDENCE = "CONFIDENCE"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Code:
    """One enum value for a person: its label, what it means, and what to do next."""

    kind: CodeKind
    value: Key
    label: Words
    explanation: Words
    next_step: Words
    source: Written
    confidence: Confidence
