"""Fees in the contract: what a step costs on a day, line by line, and why."""

from datetime import date
from typing import Any

import strawberry

from api.fees.models import FeeAssessment as FeeAssessmentRow
from api.fees.models import FeeLine as FeeLineRow
from api.fees.queries import quote
from api.graphql.context import question
from api.graphql.describing import enumerated
from api.graphql.words import Money, Text, money_of, text_of
from api.kernel.money import Rounding
from api.reading.declare import edge, embeds, money, part, reads, within_parent
from api.reference.marks import Confidence

enumerated(Rounding)


@embeds
class Concession:
    """The concessionary period that a charge falls into."""

    from_date: date
    """Its first day."""
    until_date: date
    """The first day after it."""
    rate: str
    """The part of the ordinary fee that is charged, as a decimal: "0.80"."""


@reads(FeeLineRow, visible=within_parent)
class FeeLine:
    """One line of an assessment."""

    item: str
    """The item of the schedule."""
    authority: str
    """The law it stands in."""
    version: str
    """The first day of the entry applied."""
    quantity: int
    """How many times the item is charged; the amounts are for all of them."""
    ordinary: Money = money("ordinary_cents")
    """The ordinary (paper) fee."""
    charged: Money = money("charged_cents")
    """What is charged."""
    concession: Concession | None = part(
        {
            "from_date": "concession_from",
            "until_date": "concession_until",
            "rate": "concession_rate",
        }
    )
    """The concession applied; null where the ordinary fee is due."""
    rounding: Rounding
    """The rounding rule in force."""
    explanation: Text = part("explanation_")
    """Why it is this amount."""
    confidence: Confidence
    """The weakest mark of what the charge rests on."""


@reads(FeeAssessmentRow, visible=within_parent)
class FeeAssessment:
    """What a step costs on a day. Once a filing is submitted it is frozen with it."""

    on_date: date
    """The court day it was assessed for."""
    lines: list[FeeLine] = edge(order=("ordinal", "id"))
    """The lines; they add up to the total."""
    total: Money = money("total_cents")
    """What is to be paid."""


def assessment_of(assessment: Any) -> FeeAssessment:
    """Show an assessment that was made just now."""
    return FeeAssessment(
        on_date=assessment.on,
        lines=[_line_of(line) for line in assessment.lines],
        total=money_of(assessment.total),
    )


def _line_of(line: Any) -> FeeLine:
    concession = line.concession
    return FeeLine(
        item=line.item,
        authority=line.authority,
        version=line.version,
        quantity=line.quantity,
        ordinary=money_of(line.ordinary),
        charged=money_of(line.charged),
        concession=concession
        and Concession(
            from_date=concession.effective_from,
            until_date=concession.until,
            rate=str(concession.rate),
        ),
        rounding=line.rounding,
        explanation=text_of(line.explanation),
        confidence=line.confidence,
    )


@strawberry.input
class FeeQuoteInput:
    """A step whose cost is asked: beginning a case, filing documents, or both."""

    on: date
    """The day it would count as received."""
    proceeding_type: str | None = None
    """The type of a case to be begun; nothing when no case is begun."""
    document_kinds: list[str] = strawberry.field(default_factory=list[str])
    """The kinds of documents to be filed."""
    electronic: bool = True
    """Whether it is filed electronically; false quotes the ordinary fees."""


@strawberry.type
class Query:
    """What things cost: open to everybody."""

    @question
    def fee_quote(self, input: FeeQuoteInput) -> FeeAssessment:
        """Public: what would this cost on that day? Nothing is filed and nothing is frozen."""
        return assessment_of(
            quote(
                proceeding_type=input.proceeding_type,
                document_kinds=input.document_kinds,
                on=input.on,
                electronic=input.electronic,
            )
        )
