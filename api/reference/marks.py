"""What every published fact has: a source, a mark of confidence, and a place in time.

Every fact says where it was read (``source``) and how sure that is (``confidence``). A dated fact
holds from ``effective_from`` until the next entry of the same subject begins; ``dating`` says how
sure the date is, apart from the content.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Protocol, TypeVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints

from api.kernel.money import Money
from api.kernel.text import Text


class Confidence(StrEnum):
    """How sure a fact is, best first.

    CONFIRMED: read in an official publication. INFERRED: deduced from confirmed facts, or read only
    in a secondary source. ASSUMED: not found; this project's policy, to be replaced by the fact.
    """

    CONFIRMED = "CONFIRMED"
    INFERRED = "INFERRED"
    ASSUMED = "ASSUMED"


def weakest(marks: Iterable[Confidence]) -> Confidence:
    """Take the mark of something that rests on several facts: the least sure of theirs."""
    order = list(Confidence)
    return max(marks, key=order.index, default=Confidence.CONFIRMED)


def _in_both_languages(text: Text) -> Text:
    if not text.en.strip() or not text.tc.strip():
        message = "a text needs both en and tc"
        raise ValueError(message)
    return text


def _dollars(amount: str | Money) -> Money:
    return amount if isinstance(amount, Money) else Money.of(Decimal(amount))


def _rate(rate: Decimal) -> Decimal:
    if not Decimal(0) < rate <= Decimal(1):
        message = "a rate is more than 0 and at most 1"
        raise ValueError(message)
    return rate


Words = Annotated[Text, AfterValidator(_in_both_languages)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
Coded = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9_]*$")]
"""A value as the contract spells it: a member of an enum, or the name of an event."""
Anchor = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9/#-]*$")]
Written = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Dollars = Annotated[Money, BeforeValidator(_dollars)]
Rate = Annotated[Decimal, AfterValidator(_rate)]
Count = Annotated[int, Field(gt=0)]
STRICT = ConfigDict(extra="forbid")


class Dated(Protocol):
    """Anything that begins on a day and ends when its successor begins."""

    @property
    def effective_from(self) -> date:
        """First day in force."""
        ...


D = TypeVar("D", bound=Dated)


def in_force(entries: Iterable[D], on: date) -> D | None:
    """Find the entry of one subject that holds on a day: the latest that has begun."""
    begun = [entry for entry in entries if entry.effective_from <= on]
    return max(begun, key=lambda entry: entry.effective_from, default=None)


def end_of(entry: D, entries: Iterable[D]) -> date | None:
    """Derive the first day on which an entry no longer holds; None while nothing succeeds it."""
    later = [e.effective_from for e in entries if e.effective_from > entry.effective_from]
    return min(later, default=None)


def written(day: date) -> Text:
    """Write a day as a person reads it: ``6 May 2022``, ``2022年5月6日``."""
    return Text(f"{day.day} {day:%B %Y}", f"{day.year}年{day.month}月{day.day}日")
