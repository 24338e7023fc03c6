"""Facts about what is filed and said: documents, claims, refusals, contacts and labels."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from pydantic.dataclasses import dataclass

from api.reference.marks import STRICT, Anchor, Coded, Confidence, Count, Key, Words, Written


class AppearanceKind(StrEnum):
    """What a kind of document does to who acts for a party, once it is recorded."""

    FIRST = "FIRST"
    """Whoever files it comes in for a party for whom nobody acts."""
    CHANGE = "CHANGE"
    """Whoever files it comes in for a party, in the place of a firm that acts for it."""


class FiledBy(StrEnum):
    """Which side files a kind of document."""

    PLAINTIFF = "PLAINTIFF"
    """The side that brings the claim."""
    DEFENDANT = "DEFENDANT"
    """The side that answers it."""
    EITHER = "EITHER"
    """Either side."""


class FiledWhen(StrEnum):
    """At which step of a case a kind of document is filed."""

    TO_BEGIN = "TO_BEGIN"
    """It begins the case."""
    WITH_OR_AFTER = "WITH_OR_AFTER"
    """With what begins the case, or later."""
    ONCE_BEGUN = "ONCE_BEGUN"
    """Only in a case that has begun."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DocumentKind:
    """A kind of document that may be filed.

    ``originating`` kinds begin a case. ``sealed`` kinds are issued by the court under its seal once
    accepted. ``fee_item`` is None where filing one costs nothing known; ``fee_confidence`` says how
    sure that is. ``register_description`` is the line the register shows. ``appearance`` marks the
    kinds by which one comes into a case; that they do so is assumed (check FIRST_APPEARANCE).
    ``form`` is the form it is written on, and ``forms`` says so for types in which it is another.
    ``stages`` are those of a type's course at which it is met; ``goes_with`` is the kind it does
    not come without. ``answers_in`` are the types in which it was read that a defendant who was
    served files it.
    """

    code: Key
    name: Words
    proceeding_types: tuple[Key, ...]
    originating: bool
    sealed: bool
    register_description: Words
    filed_by: FiledBy = FiledBy.EITHER
    once_begun: bool = False
    stages: tuple[Key, ...] = ()
    goes_with: Key | None = None
    answers_in: tuple[Key, ...] = ()
    form: str | None = None
    appearance: AppearanceKind | None = None
    forms: Mapping[Key, str] = field(default_factory=dict[Key, str])
    fee_item: Key | None = None
    fee_confidence: Confidence
    source: Written
    confidence: Confidence

    @property
    def filed_when(self) -> FiledWhen:
        """At which step it is filed."""
        if self.originating:
            return FiledWhen.TO_BEGIN
        return FiledWhen.ONCE_BEGUN if self.once_begun else FiledWhen.WITH_OR_AFTER

    def form_in(self, proceeding_type: str) -> str | None:
        """Name the form it is written on in a type of proceeding, if there is one."""
        return self.forms.get(proceeding_type, self.form)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CourtDocumentKind:
    """A kind of document that the court itself issues in a case, under its seal.

    ``register_description`` is the line the register shows.
    """

    code: Key
    name: Words
    explanation: Words
    register_description: Words
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
    CASE_RELATION = "CASE_RELATION"
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
    ISSUED_DOCUMENT_STATE = "ISSUED_DOCUMENT_STATE"
    CERTIFICATE_STATE = "CERTIFICATE_STATE"
    CASE_EVENT = "CASE_EVENT"
    DEFECT_KIND = "DEFECT_KIND"
    ACCOUNT_STATE = "ACCOUNT_STATE"
    ACCESS_ORDER_STATE = "ACCESS_ORDER_STATE"
    RELATION_BACK_STATE = "RELATION_BACK_STATE"
    USE = "USE"
    LEAVE_STATE = "LEAVE_STATE"
    DUTY_GROUND = "DUTY_GROUND"
    CONFIDENCE = "CONFIDENCE"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Code:
    """One enum value for a person: its label, what it means, and what to do next."""

    kind: CodeKind
    value: Coded
    label: Words
    explanation: Words
    next_step: Words
    source: Written
    confidence: Confidence
