"""Paying through the real sandbox over HTTP, with crashes where they hurt most."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from api.gateways.card_provider import HttpCardProvider, verify_webhook
from api.kernel.actors import Actor
from api.kernel.events import Event
from api.kernel.money import Money
from api.kernel.refusals import NotFound
from api.kernel.work import Works
from api.payments.models import Payment, ProviderMessage, Receipt
from api.payments.operations import ask, record_outcome
from api.payments.ports import OpenCharge, OpenedCharge, ProviderSays
from api.payments.procedures import Reconciled, reconcile, start_payment
from api.payments.rules import AlreadyPaid, ChargeNotOpened, ProviderNotAnswering
from api.payments.states import PaymentMeans, PaymentState, ServiceRequestState
from tests.payments.till import (
    PAYER,
    SECRET,
    STRANGER,
    Hands,
    Letter,
    Letterbox,
    SandboxProcess,
    as_,
    everything,
    free_port,
    names,
    payment_of,
    request_of,
    rows,
)

BACK = "https://court.example.test/back"
MINUTE = timedelta(minutes=1)
Provider = HttpCardProvider


class Killed(BaseException):
    """The process ended here."""


@dataclass
class KilledAfterOpening:
    """The real provider, behind a process that dies before it can record the answer."""

    provider: Provider

    def open(self, charge: OpenCharge, /) -> OpenedCharge:
        """Open, and die."""
        self.provider.open(charge)
        raise Killed

    def look(self, payment_id: str, /) -> ProviderSays:
        """Look."""
        return self.provider.look(payment_id)


def asked(works: Works) -> str:
    """Ask the payer for HK$504."""
    with works.open(PAYER) as work:
        return ask(work, purpose="filing:flg_1", amount=Money(504_00), payer=PAYER).id


def paying(
    works: Works,
    provider: Provider | KilledAfterOpening,
    request_id: str,
    key: str = "k1",
    who: Actor = PAYER,
) -> str:
    """Start to pay by card."""
    return start_payment(
        works,
        as_(who),
        provider,
        service_request_id=request_id,
        means=PaymentMeans.CARD,
        key=key,
        return_url=BACK,
    )


def page_of(works: Works, payment_id: str) -> str:
    """Where the payer pays."""
    url = payment_of(works, payment_id).continue_url
    assert url is not None
    return url


def delivered(works: Works, letter: Letter) -> None:
    """Take a webhook in, as the court's door does."""
    outcome = verify_webhook(letter.headers, letter.body, secret=SECRET, now=datetime.now(UTC))
    with works.open() as work:
        record_outcome(work, outcome)


def test_a_person_pays_and_the_request_is_met(
    works: Works, provider: Provider, sandbox: SandboxProcess, letterbox: Letterbox
) -> None:
    request_id = asked(works)
    payment_id = paying(works, provider, request_id)

    back = sandbox.decide(page_of(works, payment_id), "SUCCEEDED")
    (letter,) = letterbox.wait_for(payment_id, 1)
    delivered(works, letter)

    assert (back.status_code, back.headers["location"]) == (303, BACK)
    assert payment_of(works, payment_id).state is PaymentState.SUCCESS
    assert request_of(works, request_id).state is ServiceRequestState.PAID
    assert len(rows(works, Receipt)) == 1
    with pytest.raises(AlreadyPaid):
        paying(works, provider, request_id, key="k2")


def test_paying_twice_on_the_page_and_replaying_the_webhook_is_one_payment(
    works: Works, provider: Provider, sandbox: SandboxProcess, letterbox: Letterbox
) -> None:
    payment_id = paying(works, provider, asked(works))
    page = page_of(works, payment_id)
    sandbox.decide(page, "SUCCEEDED")
    sandbox.decide(page, "SUCCEEDED")
    sandbox.decide(page, "DECLINED")
    reference = payment_of(works, payment_id).provider_reference
    sandbox.post(f"/replay/{reference}")

    for letter in letterbox.wait_for(payment_id, 2):
        delivered(works, letter)

    assert len(letterbox.for_payment(payment_id)) == 2
    assert payment_of(works, payment_id).state is PaymentState.SUCCESS
    assert len(rows(works, Receipt)) == 1
    assert len(rows(works, ProviderMessage)) == 1


def test_a_webhook_that_comes_a_day_late_pays_from_when_the_money_was_taken(
    works: Works,
    provider: Provider,
    sandbox: SandboxProcess,
    letterbox: Letterbox,
    clock: Hands,
) -> None:
    clock.now = datetime.now(UTC) - timedelta(seconds=30)
    started = clock.now
    payment_id = paying(works, provider, asked(works))
    sandbox.decide(page_of(works, payment_id), "SUCCEEDED", "ONLY_WHEN_REPLAYED")
    assert letterbox.for_payment(payment_id) == []

    clock.pass_(timedelta(days=1))
    sandbox.post(f"/replay/{payment_of(works, payment_id).provider_reference}")
    delivered(works, letterbox.wait_for(payment_id, 1)[0])

    received = payment_of(works, payment_id).received_at
    assert received is not None
    assert started < received < started + timedelta(minutes=2)


def test_declined_then_paid(
    works: Works, provider: Provider, sandbox: SandboxProcess, letterbox: Letterbox
) -> None:
    request_id = asked(works)
    first = paying(works, provider, request_id)
    sandbox.decide(page_of(works, first), "DECLINED")
    delivered(works, letterbox.wait_for(first, 1)[0])

    second = paying(works, provider, request_id, key="k2")
    sandbox.decide(page_of(works, second), "SUCCEEDED")
    delivered(works, letterbox.wait_for(second, 1)[0])

    assert payment_of(works, first).state is PaymentState.DECLINED
    assert payment_of(works, second).state is PaymentState.SUCCESS
    assert request_of(works, request_id).state is ServiceRequestState.PAID


def test_a_webhook_with_a_wrong_amount_is_never_a_success_until_the_provider_is_asked(
    works: Works,
    provider: Provider,
    sandbox: SandboxProcess,
    letterbox: Letterbox,
    heard: list[Event],
    clock: Hands,
) -> None:
    payment_id = paying(works, provider, asked(works))
    sandbox.decide(page_of(works, payment_id), "SUCCEEDED", "WITH_A_WRONG_AMOUNT")
    delivered(works, letterbox.wait_for(payment_id, 1)[0])
    assert payment_of(works, payment_id).state is PaymentState.UNKNOWN
    assert names(heard)[-1] == "PaymentMismatchFound"

    clock.pass_(MINUTE)
    assert reconcile(works, provider, older_than=MINUTE / 2) == Reconciled(1, 1, 0)

    assert payment_of(works, payment_id).state is PaymentState.SUCCESS
    assert names(heard)[-3:] == [
        "PaymentSucceededLate",
        "ServiceRequestPaid",
        "PaymentStatusCorrected",
    ]


def test_after_a_crash_before_recording_the_same_call_finishes_the_payment(
    works: Works, provider: Provider
) -> None:
    request_id = asked(works)
    with pytest.raises(Killed):
        paying(works, KilledAfterOpening(provider), request_id)
    (stranded,) = rows(works, Payment)
    assert stranded.state is PaymentState.CREATED

    assert paying(works, provider, request_id) == stranded.id

    assert payment_of(works, stranded.id).state is PaymentState.STARTED
    assert payment_of(works, stranded.id).provider_reference is not None
    assert len(rows(works, Payment)) == 1


def test_after_a_crash_before_recording_asking_the_provider_finishes_the_payment(
    works: Works, provider: Provider, clock: Hands, heard: list[Event]
) -> None:
    with pytest.raises(Killed):
        paying(works, KilledAfterOpening(provider), asked(works))
    (stranded,) = rows(works, Payment)
    clock.pass_(MINUTE)

    assert reconcile(works, provider, older_than=MINUTE / 2) == Reconciled(1, 1, 0)

    assert payment_of(works, stranded.id).state is PaymentState.STARTED
    assert heard[-1].facts == {
        "payment_id": stranded.id,
        "found_state": "CREATED",
        "corrected_state": "STARTED",
    }
    assert reconcile(works, provider, older_than=MINUTE / 2) == Reconciled(1, 0, 0)


@pytest.mark.parametrize(
    ("pressed", "state"),
    [
        ("SUCCEEDED", PaymentState.SUCCESS),
        ("DECLINED", PaymentState.DECLINED),
        ("CANCELLED", PaymentState.CANCELLED),
    ],
)
def test_a_webhook_lost_for_ever_is_recovered_by_asking(
    works: Works,
    provider: Provider,
    sandbox: SandboxProcess,
    clock: Hands,
    pressed: str,
    state: PaymentState,
) -> None:
    payment_id = paying(works, provider, asked(works))
    sandbox.decide(page_of(works, payment_id), pressed, "ONLY_WHEN_REPLAYED")
    clock.pass_(MINUTE)

    assert reconcile(works, provider, older_than=MINUTE / 2) == Reconciled(1, 1, 0)

    assert payment_of(works, payment_id).state is state
    assert reconcile(works, provider, older_than=MINUTE / 2) == Reconciled(0, 0, 0)


def test_the_webhook_after_the_answer_to_a_look_changes_nothing(
    works: Works,
    provider: Provider,
    sandbox: SandboxProcess,
    letterbox: Letterbox,
    clock: Hands,
    heard: list[Event],
) -> None:
    payment_id = paying(works, provider, asked(works))
    sandbox.decide(page_of(works, payment_id), "SUCCEEDED", "ONLY_WHEN_REPLAYED")
    clock.pass_(MINUTE)
    reconcile(works, provider, older_than=MINUTE / 2)
    events = len(heard)

    sandbox.post(f"/replay/{payment_of(works, payment_id).provider_reference}")
    delivered(works, letterbox.wait_for(payment_id, 1)[0])

    assert len(heard) == events
    assert len(rows(works, Receipt)) == 1


def test_a_young_payment_is_left_alone(works: Works, provider: Provider) -> None:
    paying(works, provider, asked(works))
    assert reconcile(works, provider, older_than=MINUTE) == Reconciled(0, 0, 0)


def test_a_silent_provider_is_a_refusal_and_the_same_call_later_pays(
    works: Works, provider: Provider, sandbox: SandboxProcess, clock: Hands
) -> None:
    request_id = asked(works)
    sandbox.kill()
    with pytest.raises(ProviderNotAnswering):
        paying(works, provider, request_id)
    (waiting,) = rows(works, Payment)
    assert waiting.state is PaymentState.CREATED
    clock.pass_(MINUTE)
    assert reconcile(works, provider, older_than=MINUTE / 2) == Reconciled(1, 0, 1)

    sandbox.start()
    assert paying(works, provider, request_id) == waiting.id
    assert payment_of(works, waiting.id).state is PaymentState.STARTED


def test_a_payment_the_provider_never_had_waits_a_day_and_expires(
    works: Works, provider: Provider, clock: Hands
) -> None:
    nobody = HttpCardProvider(f"http://127.0.0.1:{free_port()}", "key")
    with pytest.raises(ProviderNotAnswering):
        paying(works, nobody, asked(works))
    (waiting,) = rows(works, Payment)
    clock.pass_(timedelta(hours=23))
    assert reconcile(works, provider, older_than=MINUTE) == Reconciled(1, 0, 0)
    assert payment_of(works, waiting.id).state is PaymentState.CREATED

    clock.pass_(timedelta(hours=2))
    assert reconcile(works, provider, older_than=MINUTE) == Reconciled(1, 1, 0)
    assert payment_of(works, waiting.id).state is PaymentState.EXPIRED


def test_a_provider_that_lost_a_charge_makes_it_unknown_never_failed(
    works: Works, provider: Provider, sandbox: SandboxProcess, clock: Hands
) -> None:
    payment_id = paying(works, provider, asked(works))
    sandbox.kill()
    for file in sandbox.state.parent.glob("sandbox.sqlite*"):
        file.unlink()
    sandbox.start()
    clock.pass_(MINUTE)

    assert reconcile(works, provider, older_than=MINUTE / 2) == Reconciled(1, 1, 0)

    assert payment_of(works, payment_id).state is PaymentState.UNKNOWN


def test_a_provider_that_says_no_leaves_an_error_and_room_to_try_again(
    works: Works, provider: Provider, sandbox: SandboxProcess
) -> None:
    request_id = asked(works)
    unknown = HttpCardProvider(sandbox.url, "not the key")
    with pytest.raises(ChargeNotOpened):
        paying(works, unknown, request_id)
    (failed,) = rows(works, Payment)
    assert failed.state is PaymentState.ERROR

    again = paying(works, provider, request_id, key="k2")
    assert payment_of(works, again).state is PaymentState.STARTED


def test_a_stranger_causes_nothing_here_or_at_the_provider(
    works: Works, provider: Provider
) -> None:
    request_id = asked(works)
    before = everything(works)
    with pytest.raises(NotFound):
        paying(works, provider, request_id, who=STRANGER)
    assert everything(works) == before


def test_two_who_start_at_once_get_one_living_payment_and_one_charge(
    works: Works, provider: Provider
) -> None:
    request_id = asked(works)
    with ThreadPoolExecutor(4) as crowd:
        ids = list(crowd.map(lambda n: paying(works, provider, request_id, f"k{n}"), range(8)))
    assert len(set(ids)) == 1
    (payment,) = rows(works, Payment)
    says = provider.look(payment.id)
    assert says.charge is not None
    assert says.charge.reference == payment.provider_reference
