"""Hong Kong dollars as a whole number of cents. No floats anywhere.

``Decimal`` appears only for rates and at the edge, where an amount is printed or read.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum


class Rounding(StrEnum):
    """How a rate times an amount becomes a payable amount."""

    DOWN_TO_DOLLAR = "DOWN_TO_DOLLAR"
    """Cents are dropped."""
    NEAREST_DOLLAR = "NEAREST_DOLLAR"
    """To the nearest dollar, halves upwards."""
    UP_TO_DOLLAR = "UP_TO_DOLLAR"
    """Any cents make a whole dollar more."""


_MODES = {
    Rounding.DOWN_TO_DOLLAR: ROUND_DOWN,
    Rounding.NEAREST_DOLLAR: ROUND_HALF_UP,
    Rounding.UP_TO_DOLLAR: ROUND_CEILING,
}


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole cents of HKD."""

    cents: int

    def __add__(self, other: "Money") -> "Money":
        """Add two amounts."""
        return Money(self.cents + other.cents)

    @property
    def amount(self) -> Decimal:
        """Dollars with exactly two decimals."""
        return Decimal(self.cents).scaleb(-2)

    @classmethod
    def of(cls, amount: Decimal) -> "Money":
        """Read a dollar amount; refuses a fraction of a cent."""
        cents = amount.scaleb(2)
        if cents != cents.to_integral_value():
            message = f"{amount} is not a whole number of cents"
            raise ValueError(message)
        return cls(int(cents))

    def __str__(self) -> str:
        """Print as courts do: ``HK$1,045`` or ``HK$14.40``."""
        dollars = f"{self.amount:,.2f}"
        return f"HK${dollars.removesuffix('.00')}"


def rated(price: Money, rate: Decimal, rounding: Rounding) -> Money:
    """Take a rate of a price and round it by the rule given."""
    dollars = (price.amount * rate).quantize(Decimal(1), rounding=_MODES[rounding])
    return Money.of(dollars)


def total(amounts: list[Money]) -> Money:
    """Add up amounts; nothing is HK$0."""
    return Money(sum(m.cents for m in amounts))
