"""What a step costs on a day, line by line.

Inside a court's concessionary period the electronic fee is a rate of the ordinary fee, rounded by
the published rule; outside it, and for what is done on paper, the ordinary fee is due. Source: Cap.
638E and 638K; ordinary fees of the District Court, Cap. 336C. An amount that is not published is
never guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.kernel.money import Money, Rounding, rated, total
from api.kernel.refusals import Refusal, UnknownCode
from api.kernel.text import Text, shortened
from api.reference.facts import Concession, FeeItem, RoundingRule
from api.reference.loading import NotPublished, Published, published
from api.reference.marks import Confidence, weakest, written


class FeeNotPublished(Refusal):
    """The amount of a fee is not known for a day, so nothing can be charged."""

    message = Text(
        "The fee for {item} on {day.en} is not known to this system.",
        "本系統未有 {item} 於{day.tc}的費用資料。",
    )
    remedy = Text(
        "File on paper at the registry, or ask the registry for the fee.",
        "請以紙本到登記處存檔，或向登記處查詢費用。",
    )
    guide = "/help/fees/"


@dataclass(frozen=True, slots=True)
class FeeRequest:
    """An item of a schedule, so many times."""

    item: str
    quantity: int = 1

    def __post_init__(self) -> None:
        """Refuse a quantity under one: a mistake of ours, not of the user's."""
        if self.quantity < 1:
            message = "a fee is asked for at least once"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an assessment: what the schedule says, what is charged, and why."""

    item: str
    authority: str
    version: str
    quantity: int
    ordinary: Money
    charged: Money
    concession: Concession | None
    rounding: Rounding
    explanation: Text
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a step costs on a day: its lines, which add up to the total."""

    on: date
    lines: tuple[Line, ...]

    @property
    def total(self) -> Money:
        """Add up the lines; nothing to pay is HK$0."""
        return total([line.charged for line in self.lines])


def assess(
    items: Sequence[FeeRequest],
    on: date,
    *,
    electronic: bool = True,
    facts: Published | None = None,
) -> Assessment:
    """Assess what items cost on a day in Hong Kong. Refuses: FeeNotPublished."""
    facts = facts or published()
    lines = tuple(_line(request, on, facts, electronic=electronic) for request in items)
    return Assessment(on, lines)


def fee_for_commencing(
    proceeding_type: str, on: date, *, facts: Published | None = None
) -> list[FeeRequest]:
    """List what beginning a case of a type costs. Refuses: UnknownCode, FeeNotPublished."""
    facts = facts or published()
    kind = facts.proceeding_types.get(proceeding_type)
    if kind is None:
        raise UnknownCode("proceedingType", value=shortened(proceeding_type), what="type")
    if kind.commencing_fee is None:
        raise FeeNotPublished("proceedingType", item=kind.code, day=written(on))
    return [FeeRequest(kind.commencing_fee)]


def fees_for_documents(kinds: Sequence[str], *, facts: Published | None = None) -> list[FeeRequest]:
    """List what filing documents of these kinds costs; most cost nothing. Refuses: UnknownCode."""
    facts = facts or published()
    requests: list[FeeRequest] = []
    for code in kinds:
        kind = facts.document_kinds.get(code)
        if kind is None:
            raise UnknownCode("documentKinds", value=shortened(code), what="kind")
        if kind.fee_item is not None:
            requests.append(FeeRequest(kind.fee_item))
    return requests


def _line(request: FeeRequest, on: date, facts: Published, *, electronic: bool) -> Line:
    try:
        fee = facts.fee(request.item, on)
        rule = facts.rounding(on)
    except NotPublished as unknown:
        raise FeeNotPublished(item=request.item, day=written(on)) from unknown
    reduced = electronic and fee.concession_applies
    concession = facts.concession(fee.court, on) if reduced else None
    each = fee.amount if concession is None else rated(fee.amount, concession.rate, rule.rounding)
    return Line(
        item=fee.item,
        authority=fee.authority,
        version=fee.effective_from.isoformat(),
        quantity=request.quantity,
        ordinary=Money(fee.amount.cents * request.quantity),
        charged=Money(each.cents * request.quantity),
        concession=concession,
        rounding=rule.rounding,
        explanation=_explained(fee, each, concession, rule, on),
        confidence=_confidence(fee, concession, rule),
    )


def _confidence(fee: FeeItem, concession: Concession | None, rule: RoundingRule) -> Confidence:
    """Take the weakest mark of what the charge rests on; rounding matters only where it cuts."""
    marks = [fee.confidence]
    if concession is not None:
        marks.append(concession.confidence)
        if (fee.amount.amount * concession.rate) % 1:
            marks.append(rule.confidence)
    return weakest(marks)


ORDINARY = Text("{name.en}: the ordinary fee, {ordinary}.", "{name.tc}：一般費用{ordinary}。")
REDUCED = Text(
    "{name.en}: the ordinary fee is {ordinary}. {day.en} lies in the concessionary period from "
    "{start.en} to {last.en}, so {percent} % of it is charged: {charged}.{rounding.en}",
    "{name.tc}：一般費用為{ordinary}。{day.tc}屬{start.tc}至{last.tc}的優惠期，收取其{percent}%，"
    "即{charged}。{rounding.tc}",
)


def _explained(
    fee: FeeItem, each: Money, concession: Concession | None, rule: RoundingRule, on: date
) -> Text:
    if concession is None:
        return ORDINARY.filled(name=fee.name, ordinary=fee.amount)
    exact = fee.amount.amount * concession.rate == each.amount
    more = rule.explanation
    return REDUCED.filled(
        name=fee.name,
        ordinary=fee.amount,
        charged=each,
        day=written(on),
        start=written(concession.effective_from),
        last=written(concession.last_day),
        percent=f"{concession.rate * 100:f}".rstrip("0").rstrip("."),
        rounding=Text("", "") if exact else Text(f" {more.en}", more.tc),
    )
