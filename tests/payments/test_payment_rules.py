"""What may be paid, how, and what a provider's word is worth."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kernel.money import Money
from api.kernel.refusals import Malformed
from api.kernel.text import Text
from api.payments.ports import ChargeOutcome, Outcome
from api.payments.rules import (
    AboveCeiling,
    AlreadyPaid,
    MeansNotAvailable,
    NothingToPay,
    is_mismatch,
    receipt_number,
    received_at,
    require_amount,
    require_means,
    require_return_url,
    success_verb,
)
from api.payments.states import PAYMENT_MOVES, PaymentMeans, PaymentState
from api.reference.facts import PaymentMeans as PublishedMeans
from api.reference.loading import published
from api.reference.marks import Confidence
from tests.payments.till import MONDAY

HOUR = timedelta(hours=1)


def card(ceiling: Money | None) -> dict[str, PublishedMeans]:
    """A published card with a ceiling."""
    words = Text("Card", "信用卡")
    fact = PublishedMeans(
        code="CARD",
        name=words,
        explanation=words,
        ceiling=ceiling,
        source="a test",
        confidence=Confidence.ASSUMED,
    )
    return {"CARD": fact}


@pytest.mark.parametrize("cents", [0, -1])
def test_nothing_is_asked_for_nothing(cents: int) -> None:
    with pytest.raises(NothingToPay):
        require_amount(Money(cents))


def test_one_cent_is_something() -> None:
    require_amount(Money(1))


def test_an_unknown_ceiling_is_no_ceiling() -> None:
    require_means(PaymentMeans.CARD, Money(10**12), card(None))


def test_a_ceiling_holds_to_the_cent() -> None:
    require_means(PaymentMeans.CARD, Money(500_00), card(Money(500_00)))
    with pytest.raises(AboveCeiling) as refused:
        require_means(PaymentMeans.CARD, Money(500_01), card(Money(500_00)))
    assert refused.value.sentence.en == "CARD may be used for at most HK$500 at once."


@pytest.mark.parametrize("means", [PaymentMeans.PPS, PaymentMeans.DEPOSIT_ACCOUNT])
def test_a_published_means_without_a_provider_is_not_available(means: PaymentMeans) -> None:
    with pytest.raises(MeansNotAvailable):
        require_means(means, Money(1), published().payment_means)


def test_a_means_that_is_not_published_is_not_available() -> None:
    with pytest.raises(MeansNotAvailable):
        require_means(PaymentMeans.CARD, Money(1), {})


def test_every_means_of_the_code_is_published() -> None:
    assert set(PaymentMeans) == set(published().payment_means)


@pytest.mark.parametrize("url", ["http://localhost/paid", "https://court.example.test/f/1?a=b#c"])
def test_a_payer_comes_back_to_a_web_address(url: str) -> None:
    require_return_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/paid",
        "//court.example.test",
        "javascript:alert(1)",
        "ftp://court.example.test/",
        "https://",
        "https://court.example.test/\x00",
        "https://court.example.test/\n",
        " https://court.example.test/",
        "http://[::1",
        "https://court.example.test/" + "a" * 2000,
    ],
)
def test_a_payer_comes_back_to_nothing_else(url: str) -> None:
    with pytest.raises(Malformed) as refused:
        require_return_url(url)
    assert refused.value.path == ("returnUrl",)


def said(cents: int, reference: str = "ref_1") -> Outcome:
    """A success of an amount."""
    return Outcome(
        provider_event_id="evt_1",
        payment_id="pay_1",
        reference=reference,
        kind=ChargeOutcome.SUCCEEDED,
        amount=Money(cents),
        occurred_at=MONDAY,
        body_sha256="",
    )


@pytest.mark.parametrize(
    ("outcome", "reference", "expected"),
    [
        (said(504_00), "ref_1", False),
        (said(504_00), None, False),
        (said(504_01), "ref_1", True),
        (said(503_99), None, True),
        (said(504_00, "ref_2"), "ref_1", True),
    ],
)
def test_another_amount_or_reference_is_a_mismatch(
    outcome: Outcome, reference: str | None, expected: bool
) -> None:
    assert is_mismatch(outcome, amount_cents=504_00, reference=reference) is expected


def test_money_counts_from_when_the_provider_took_it() -> None:
    taken = MONDAY + HOUR
    assert received_at(taken, started_at=MONDAY, heard_at=MONDAY + 20 * HOUR) == taken


@given(st.integers(-100, 100), st.integers(0, 50))
def test_a_providers_clock_is_believed_only_between_start_and_now(taken: int, heard: int) -> None:
    now = MONDAY + heard * HOUR
    counted = received_at(MONDAY + taken * HOUR, started_at=MONDAY, heard_at=now)
    assert MONDAY <= counted <= now
    assert counted == MONDAY + min(max(taken, 0), heard) * HOUR


@pytest.mark.parametrize("state", [s for s in PaymentState if s is not PaymentState.SUCCESS])
def test_a_success_always_finds_an_open_door(state: PaymentState) -> None:
    assert PAYMENT_MOVES.named(success_verb(state)).is_open_from(state)


def test_a_receipt_number_has_its_year_and_seven_digits() -> None:
    assert receipt_number(2022, 1) == "R2022-0000001"


def test_already_paid_names_the_receipt_in_both_languages() -> None:
    sentence = AlreadyPaid(receipt="R2022-0000001").sentence
    assert "R2022-0000001" in sentence.en
    assert "R2022-0000001" in sentence.tc
