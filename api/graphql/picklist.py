"""The picklist of documents in the contract: what may be filed in a type, by whom, when, how."""

from datetime import date
from typing import Annotated

import strawberry

from api.fees.queries import fee_if_known
from api.graphql.context import question
from api.graphql.describing import enumerated
from api.graphql.words import Money, Text, money_of, text_of
from api.kernel.refusals import UnknownCode
from api.kernel.text import shortened
from api.reference.loading import Published, published
from api.reference.marks import Confidence
from api.reference.papers import AppearanceKind, FiledBy, FiledWhen, Severity
from api.reference.papers import DocumentKind as KindFact

enumerated(AppearanceKind)
enumerated(FiledBy)
enumerated(FiledWhen)


@strawberry.type
class Stage:
    """One stage of the course of a type of proceeding."""

    key: str
    """What this system calls it; keys of one type are in its order."""
    proceeding_type: str
    """The type whose course it is part of."""
    name: Text
    """Its name."""


@strawberry.type
class DocumentKind:
    """A kind of document that may be filed."""

    code: str
    """Its code, as `createUpload` takes it."""
    name: Text
    """Its name."""
    proceeding_types: list[str]
    """The types of proceeding it is filed in."""
    originating: bool
    """Whether it begins a case."""
    sealed: bool
    """Whether the court issues it under its seal once it is accepted."""
    appearance: AppearanceKind | None
    """Whether one comes into a case by it (`StartFilingInput.appearance`); null if not."""
    filed_by: FiledBy
    """Which side files it."""
    filed_when: FiledWhen
    """At which step of a case it is filed."""
    stages: list[Stage]
    """The stages of a case at which it is met: of the type asked about, or of all."""
    goes_with: str | None
    """The kind it usually does not come without."""
    form: str | None
    """The form it is written on, in the type asked about, if there is one."""
    expected: Severity | None
    """What its absence does when a case of the type asked about is begun on the day asked about;
    null where it is not expected, or no type or day was given."""
    fee: Money | None
    """What filing it electronically costs on the day asked about, in the type asked about; null
    where that is not known, or no type or day was given."""
    fee_confidence: Confidence
    """How sure it is that nothing but a published fee is charged for it."""
    source: str
    """Where it was read."""
    confidence: Confidence
    """How sure this is."""


def _stages(facts: Published, kind: KindFact, proceeding_type: str | None) -> list[Stage]:
    return [
        Stage(key=stage.key, proceeding_type=stage.proceeding_type, name=text_of(stage.name))
        for stage in facts.stages
        if stage.key in kind.stages and proceeding_type in {None, stage.proceeding_type}
    ]


def _expected(
    facts: Published, kind: KindFact, proceeding_type: str | None, on: date | None
) -> Severity | None:
    if proceeding_type is None or on is None:
        return None
    rows = facts.documents_required(proceeding_type, on)
    return next((row.severity for row in rows if row.document_kind == kind.code), None)


def _fee(kind: KindFact, proceeding_type: str | None, on: date | None) -> Money | None:
    if proceeding_type is None or on is None:
        return None
    fee = fee_if_known(kind.code, proceeding_type if kind.originating else None, on)
    return None if fee is None else money_of(fee)


def _kind(facts: Published, kind: KindFact, type_: str | None, on: date | None) -> DocumentKind:
    return DocumentKind(
        code=kind.code,
        name=text_of(kind.name),
        proceeding_types=list(kind.proceeding_types),
        originating=kind.originating,
        sealed=kind.sealed,
        appearance=kind.appearance,
        filed_by=kind.filed_by,
        filed_when=kind.filed_when,
        stages=_stages(facts, kind, type_),
        goes_with=kind.goes_with,
        form=kind.form_in(type_) if type_ else kind.form,
        expected=_expected(facts, kind, type_, on),
        fee=_fee(kind, type_, on),
        fee_confidence=kind.fee_confidence,
        source=kind.source,
        confidence=kind.confidence,
    )


@strawberry.type
class Query:
    """The picklist: open to everybody."""

    @question
    def document_kinds(
        self,
        proceeding_type: Annotated[
            str | None, strawberry.argument(description="Only what is filed in this type: DCPI.")
        ] = None,
        on: Annotated[
            date | None, strawberry.argument(description="The day of filing, in Hong Kong.")
        ] = None,
    ) -> list[DocumentKind]:
        """Public: the kinds of documents that may be filed, in the order a case meets them."""
        facts = published()
        if proceeding_type is not None and proceeding_type not in facts.proceeding_types:
            value = shortened(proceeding_type)
            raise UnknownCode("proceedingType", value=value, what="type")
        return [
            _kind(facts, kind, proceeding_type, on)
            for kind in facts.document_kinds.values()
            if proceeding_type is None or proceeding_type in kind.proceeding_types
        ]
