"""The catalogue in the contract: labels, explanations and next steps, and what may be chosen."""

from enum import Enum
from typing import Annotated

import strawberry

from api.graphql.describing import enumerated
from api.graphql.words import Text, text_of
from api.kernel import text as kernel_text
from api.kernel.refusals import Refusal
from api.reference.loading import published
from api.reference.marks import Confidence
from api.reference.papers import CodeKind as LabelledEnum


class CodeKind(Enum):
    """What a code belongs to."""

    FILING_STATE = "FILING_STATE"
    """States of a filing."""
    CASE_STANDING = "CASE_STANDING"
    """Standings of a case."""
    CASE_RELATION = "CASE_RELATION"
    """What another case is to a case."""
    PAYMENT_STATE = "PAYMENT_STATE"
    """States of a payment."""
    SERVICE_REQUEST_STATE = "SERVICE_REQUEST_STATE"
    """States of an amount asked for."""
    DOCUMENT_STATE = "DOCUMENT_STATE"
    """States of a document."""
    SCAN_STATE = "SCAN_STATE"
    """What a virus scanner said."""
    DISPOSITION = "DISPOSITION"
    """What was decided of a document."""
    REVIEW_STATE = "REVIEW_STATE"
    """States of the registry's work on a filing."""
    CHANNEL = "CHANNEL"
    """How what the register holds came to the court."""
    REFERRED_TO = "REFERRED_TO"
    """Before whom the registry puts a filing."""
    TAKE_OVER_REASON = "TAKE_OVER_REASON"
    """Why another officer takes over a review."""
    CLOSURE_KIND = "CLOSURE_KIND"
    """Why an office is closed."""
    CLOSURE_STATE = "CLOSURE_STATE"
    """States of a closure."""
    FILING_TIME = "FILING_TIME"
    """The times of a filing."""
    DEADLINE_STATE = "DEADLINE_STATE"
    """States of a deadline."""
    ISSUED_DOCUMENT_STATE = "ISSUED_DOCUMENT_STATE"
    """States of a document that the court issues."""
    CERTIFICATE_STATE = "CERTIFICATE_STATE"
    """States of a certificate of an outage."""
    CASE_EVENT = "CASE_EVENT"
    """What happens to cases."""
    DEFECT_KIND = "DEFECT_KIND"
    """What a defect of this system may have done."""
    ACCOUNT_STATE = "ACCOUNT_STATE"
    """States of an account."""
    ACCESS_ORDER_STATE = "ACCESS_ORDER_STATE"
    """Whether an order in a case binds."""
    RELATION_BACK_STATE = "RELATION_BACK_STATE"
    """Whether a relation back has effect."""
    USE = "USE"
    """How far electronic filing binds."""
    LEAVE_STATE = "LEAVE_STATE"
    """States of the court's leave not to begin electronically."""
    DUTY_GROUND = "DUTY_GROUND"
    """Why a duty to begin cases electronically binds, or does not."""
    CONFIDENCE = "CONFIDENCE"
    """How sure a published fact is."""
    REJECTION_REASON = "REJECTION_REASON"
    """Coded reasons for rejecting a document."""
    REFUSAL = "REFUSAL"
    """Codes of refusals."""


enumerated(CodeKind)


@strawberry.type
class Code:
    """One code for a person: what it is called, what it means, and what to do next."""

    kind: CodeKind
    """What it belongs to."""
    value: str
    """The code itself."""
    label: Text
    """What to call it."""
    explanation: Text
    """What it means."""
    next_step: Text
    """What to do next."""


@strawberry.type
class CourtDocumentKind:
    """A kind of document that the court itself issues in a case, under its seal."""

    code: str
    """Its code, as `createUpload` takes it from a registry officer."""
    name: Text
    """Its name."""
    explanation: Text
    """What such a document is."""
    confidence: Confidence
    """How sure this is."""


@strawberry.type
class NatureOfClaim:
    """A choice of Practice Direction 24.1, Annex A."""

    code: str
    """Its code, as `NewCaseInput` takes it."""
    section: str
    """A is what is claimed (`relief`); B is the nature of the claim (`natureOfClaim`)."""
    name: Text
    """Its name."""


def _labelled(kind: LabelledEnum) -> list[Code]:
    return [
        Code(
            kind=CodeKind(kind.value),
            value=code.value,
            label=text_of(code.label),
            explanation=text_of(code.explanation),
            next_step=text_of(code.next_step),
        )
        for code in published().codes_of(kind)
    ]


def _reasons() -> list[Code]:
    return [
        Code(
            kind=CodeKind.REJECTION_REASON,
            value=reason.code,
            label=text_of(reason.reason),
            explanation=text_of(reason.reason),
            next_step=text_of(reason.remedy),
        )
        for reason in published().rejection_reasons.values()
    ]


def every_refusal() -> list[type[Refusal]]:
    """Every kind of refusal there is, by its code."""
    found: dict[str, type[Refusal]] = {}
    waiting = [Refusal]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            found[kind.__name__] = kind
            waiting.append(kind)
    return [found[name] for name in sorted(found)]


def _refusals() -> list[Code]:
    return [
        Code(
            kind=CodeKind.REFUSAL,
            value=kind.__name__,
            label=text_of(kernel_text.Text(kind.__name__, kind.__name__)),
            explanation=text_of(kind.message),
            next_step=text_of(kind.remedy),
        )
        for kind in every_refusal()
    ]


def _of(kind: CodeKind) -> list[Code]:
    if kind is CodeKind.REFUSAL:
        return _refusals()
    if kind is CodeKind.REJECTION_REASON:
        return _reasons()
    return _labelled(LabelledEnum(kind.value))


@strawberry.type
class Query:
    """The catalogue: open to everybody."""

    @strawberry.field
    def codes(
        self,
        kind: Annotated[
            CodeKind | None, strawberry.argument(description="Only codes of this kind.")
        ] = None,
    ) -> list[Code]:
        """Public: labels, explanations and next steps. Refusals keep their {placeholders}."""
        kinds = list(CodeKind) if kind is None else [kind]
        return [code for one in kinds for code in _of(one)]

    @strawberry.field
    def court_document_kinds(self) -> list[CourtDocumentKind]:
        """Public: the kinds of documents that the court itself issues."""
        return [
            CourtDocumentKind(
                code=kind.code,
                name=text_of(kind.name),
                explanation=text_of(kind.explanation),
                confidence=kind.confidence,
            )
            for kind in published().court_documents.values()
        ]

    @strawberry.field
    def natures_of_claim(self) -> list[NatureOfClaim]:
        """Public: the choices of Practice Direction 24.1, Annex A."""
        return [
            NatureOfClaim(code=n.code, section=n.section.value, name=text_of(n.name))
            for n in published().natures_of_claim.values()
        ]
