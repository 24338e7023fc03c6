"""Money is whole cents: it adds without loss, prints and reads back, and rounds by a named rule."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kernel.money import Money, Rounding, rated, total

cents = st.integers(min_value=-(10**15), max_value=10**15)
positive = st.integers(min_value=0, max_value=10**12)
rates = st.decimals(min_value=0, max_value=1, places=2)


@given(cents)
def test_an_amount_read_back_is_the_same(value: int):
    assert Money.of(Money(value).amount) == Money(value)


@given(cents)
def test_an_amount_has_exactly_two_decimals(value: int):
    assert Money(value).amount.as_tuple().exponent == -2


@given(st.lists(cents, max_size=50))
def test_a_total_is_the_sum_of_cents_in_any_order(values: list[int]):
    assert total([Money(v) for v in values]) == Money(sum(values))
    assert total([Money(v) for v in reversed(values)]) == Money(sum(values))


@given(cents, cents)
def test_amounts_order_as_their_cents_do(a: int, b: int):
    assert (Money(a) < Money(b)) == (a < b)
    assert Money(a) + Money(b) == Money(b) + Money(a)


@given(positive, rates)
def test_a_rated_amount_is_whole_dollars_within_one_dollar_of_the_exact(value: int, rate: Decimal):
    exact = Money(value).amount * rate
    down, near, up = (rated(Money(value), rate, r).amount for r in Rounding)

    assert {amount % 1 for amount in (down, near, up)} == {Decimal(0)}
    assert down <= exact <= up
    assert down <= near <= up
    assert up - down <= 1
    assert abs(near - exact) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("price", "rate", "rounding", "charged"),
    [
        (63000, "0.8", Rounding.NEAREST_DOLLAR, 50400),
        (104500, "0.8", Rounding.NEAREST_DOLLAR, 83600),
        (1800, "0.8", Rounding.DOWN_TO_DOLLAR, 1400),
        (1800, "0.8", Rounding.NEAREST_DOLLAR, 1400),
        (1800, "0.8", Rounding.UP_TO_DOLLAR, 1500),
        (250, "1", Rounding.NEAREST_DOLLAR, 300),
        (0, "0.8", Rounding.UP_TO_DOLLAR, 0),
    ],
)
def test_a_rate_rounds_by_the_rule(price: int, rate: str, rounding: Rounding, charged: int):
    assert rated(Money(price), Decimal(rate), rounding) == Money(charged)


@pytest.mark.parametrize("amount", ["0.001", "1.005", "-2.999"])
def test_a_fraction_of_a_cent_is_no_amount(amount: str):
    with pytest.raises(ValueError, match="whole number of cents"):
        Money.of(Decimal(amount))


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (104500, "HK$1,045"),
        (1440, "HK$14.40"),
        (0, "HK$0"),
        (5, "HK$0.05"),
        (10**11, "HK$1,000,000,000"),
    ],
)
def test_an_amount_is_printed_as_courts_do(value: int, printed: str):
    assert str(Money(value)) == printed
