"""However money is sent, told, told again or told late: one payment, one receipt.

The API and the provider are two processes; the test presses the provider's buttons.
"""

import hashlib
import hmac
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from secrets import token_hex
from typing import Any

import httpx2
import orjson
import pytest

from tests.journeys.books import Books, assert_nothing_is_there_twice, read_books
from tests.journeys.house import House, eventually
from tests.journeys.story import Story, instant
from tests.payments.till import SECRET


@pytest.fixture
def story(shared_house: House) -> Story:
    """A lawyer at the till."""
    return Story(shared_house, key=token_hex(4))


@pytest.fixture
def filing(story: Story) -> Any:
    """A filing that waits for its fee."""
    return story.submitted(story.key)


def reference_of(payment: Any) -> str:
    """The provider's name for a payment: the end of the page's address."""
    return payment["continueUrl"].rsplit("/", 1)[1]


def press(story: Story, payment: Any, outcome: str, telling: str = "AT_ONCE") -> None:
    """Press a button on the provider's page."""
    assert story.house.sandbox.decide(payment["continueUrl"], outcome, telling).status_code == 303


def replay(story: Story, payment: Any, messages: int) -> None:
    """Have the provider send every message about a payment again, until all are delivered."""

    def is_delivered() -> bool:
        answer = story.house.sandbox.post(f"/replay/{reference_of(payment)}").json()
        assert answer["messages"] == messages
        return answer["delivered"]

    eventually(is_delivered, "the messages are delivered again")


def force(story: Story, payment: Any, outcome: str, telling: str = "AT_ONCE") -> None:
    """Give a charge another outcome than it had, as only a test can."""
    said = {"outcome": outcome, "telling": telling}
    answer = story.house.sandbox.post(f"/charges/{reference_of(payment)}/outcome", said)
    assert answer.json()["outcome"] == outcome


def states(story: Story, filing: Any) -> list[str]:
    """How each attempt to pay a filing stands, oldest first."""
    return [p["state"] for p in story.follow(filing)["serviceRequest"]["payments"]]


def once_in(story: Story, filing: Any, wanted: list[str]) -> None:
    """Wait until the attempts stand so."""
    eventually(lambda: states(story, filing) == wanted, f"payments are {wanted}")


def assert_paid_once(story: Story, filing: Any, *attempts: str) -> Books:
    """One payment met the fee, one receipt says so, the filing moved once; the books."""
    now = story.in_state(filing, "RECEIVED")
    request = now["serviceRequest"]
    assert request["state"] == "PAID"
    assert [p["state"] for p in request["payments"]] == list(attempts)
    (receipt,) = (p["receipt"] for p in request["payments"] if p["receipt"])
    assert receipt["amount"] == now["fees"]["total"]
    assert now["times"] == filing["times"]
    books = assert_nothing_is_there_twice(story.house)
    assert [r.number for r in books.receipts_of(filing)] == [receipt["number"]]
    assert len([p for p in books.money if p.service_request_id == request["id"]]) == 1
    assert books.events[request["id"], "ServiceRequestPaid"] == 1
    assert books.messages[filing["id"], "FilingPaymentSettled"] == 1
    return books


def test_paying_twice_is_one_payment(story: Story, filing: Any):
    payment = story.start_payment(filing, f"{story.key} one")
    assert story.start_payment(filing, f"{story.key} two") == payment
    press(story, payment, "SUCCEEDED")
    press(story, payment, "SUCCEEDED")
    press(story, payment, "CANCELLED")
    assert_paid_once(story, filing, "SUCCESS")
    third = story.start_payment(filing, f"{story.key} three")
    assert third["code"] == "AlreadyPaid"


def test_two_tabs_that_begin_to_pay_at_once_share_one_payment(story: Story, filing: Any):
    keys = [f"{story.key} {tab}" for tab in range(6)]
    with ThreadPoolExecutor(len(keys)) as tabs:
        started = list(tabs.map(lambda key: story.start_payment(filing, key), keys))
    (payment_id,) = {payment["id"] for payment in started}
    assert {payment["state"] for payment in started} == {"STARTED"}
    with ThreadPoolExecutor(len(started)) as tabs:
        list(tabs.map(lambda payment: press(story, payment, "SUCCEEDED"), started))
    books = assert_paid_once(story, filing, "SUCCESS")
    assert [m.kind for m in books.messaged_of(payment_id)] == ["SUCCEEDED"]


def test_a_message_told_again_and_again_counts_once(story: Story, filing: Any):
    payment = story.start_payment(filing, story.key)
    press(story, payment, "SUCCEEDED")
    before = story.in_state(filing, "RECEIVED")
    audited = read_books(story.house).events
    for _ in range(3):
        replay(story, payment, messages=1)
    assert story.follow(filing) == before
    books = assert_paid_once(story, filing, "SUCCESS")
    assert len(books.messaged_of(payment["id"])) == 1
    assert books.events == audited


def test_money_whose_message_is_lost_is_found_by_asking(story: Story, filing: Any):
    payment = story.start_payment(filing, story.key)
    press(story, payment, "SUCCEEDED", "ONLY_WHEN_REPLAYED")
    books = assert_paid_once(story, filing, "SUCCESS")
    assert books.events[payment["id"], "PaymentStatusCorrected"] == 1
    replay(story, payment, messages=1)
    books = assert_paid_once(story, filing, "SUCCESS")
    by_asking, by_message = sorted(books.told_of(payment["id"]), key=lambda m: m.received_at)
    assert by_asking.provider_event_id.startswith("look:")
    assert by_message.kind == "SUCCEEDED"


def test_money_that_arrives_after_the_payment_expired_is_still_money(story: Story, filing: Any):
    payment = story.start_payment(filing, story.key)
    force(story, payment, "EXPIRED")
    once_in(story, filing, ["EXPIRED"])
    force(story, payment, "SUCCEEDED", "ONLY_WHEN_REPLAYED")
    assert states(story, filing) == ["EXPIRED"]
    replay(story, payment, messages=2)
    books = assert_paid_once(story, filing, "SUCCESS")
    assert books.events[payment["id"], "PaymentSucceededLate"] == 1


def test_late_money_closes_the_second_attempt_and_money_for_that_is_set_apart(
    story: Story, filing: Any
):
    first = story.start_payment(filing, f"{story.key} one")
    force(story, first, "EXPIRED")
    once_in(story, filing, ["EXPIRED"])
    second = story.start_payment(filing, f"{story.key} two")
    assert second["id"] != first["id"]
    force(story, first, "SUCCEEDED")
    assert_paid_once(story, filing, "SUCCESS", "CANCELLED")
    press(story, second, "SUCCEEDED")
    once_in(story, filing, ["SUCCESS", "SUCCESS"])
    books = assert_paid_once(story, filing, "SUCCESS", "SUCCESS")
    by_id = {p.id: p for p in books.payments_of(filing)}
    assert by_id[second["id"]].duplicate_of_id == first["id"]
    assert by_id[first["id"]].duplicate_of_id is None


def test_a_declined_card_leaves_the_way_open_for_another(story: Story, filing: Any):
    declined = story.start_payment(filing, f"{story.key} one")
    press(story, declined, "DECLINED")
    once_in(story, filing, ["DECLINED"])
    assert story.follow(filing)["serviceRequest"]["state"] == "OPEN"
    assert story.start_payment(filing, f"{story.key} one")["state"] == "DECLINED"
    paid = story.start_payment(filing, f"{story.key} two")
    assert paid["id"] != declined["id"]
    press(story, paid, "SUCCEEDED")
    replay(story, declined, messages=1)
    books = assert_paid_once(story, filing, "DECLINED", "SUCCESS")
    assert books.receipts_of(filing)[0].payment_id == paid["id"]


def test_a_wrong_amount_is_no_payment_until_the_provider_confirms_the_right_one(
    story: Story, filing: Any
):
    payment = story.start_payment(filing, story.key)
    press(story, payment, "SUCCEEDED", "WITH_A_WRONG_AMOUNT")
    books = assert_paid_once(story, filing, "SUCCESS")
    assert books.events[payment["id"], "PaymentMismatchFound"] == 1
    right, wrong = sorted(books.told_of(payment["id"]), key=lambda m: m.amount_cents)
    assert wrong.amount_cents == right.amount_cents + 100
    assert right.provider_event_id.startswith("look:")
    (receipt,) = books.receipts_of(filing)
    assert receipt.amount_cents == right.amount_cents
    assert receipt.issued_at == right.received_at


def a_message(payment: Any, **changes: Any) -> bytes:
    """A success as the provider would word it."""
    cents = int(payment["amount"]["amount"].replace(".", ""))
    charge = {"payment_id": payment["id"], "reference": reference_of(payment)}
    charge |= {"amount_cents": cents, "currency": "HKD"} | changes
    at = datetime.now().astimezone().isoformat()
    said = {"id": f"evt_of_{payment['id']}", "kind": "SUCCEEDED", "occurred_at": at}
    return orjson.dumps(said | {"charge": charge})


def deliver(story: Story, body: bytes, *, secret: str = SECRET, age: int = 0) -> httpx2.Response:
    """Send a message the way the provider does, with a secret and a time of our choosing."""
    sent = str(int(time.time()) - age)
    digest = hmac.new(secret.encode(), f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"webhook-signature": f"t={sent},v1={digest}", "content-type": "application/json"}
    return story.house.client.post("/webhooks/card", content=body, headers=headers)


def test_a_message_that_is_not_the_providers_changes_nothing(story: Story, filing: Any):
    payment = story.start_payment(filing, story.key)
    body = a_message(payment)
    unsigned = story.house.client.post("/webhooks/card", content=body)
    foreign = deliver(story, body, secret="somebody-elses-secret")
    recorded_long_ago = deliver(story, body, age=3600)
    not_json = deliver(story, b"\x00not json")
    nobodys = deliver(story, a_message(payment, payment_id="pay_nobody"))
    answers = (unsigned, foreign, recorded_long_ago, not_json, nobodys)
    assert [a.status_code for a in answers] == [401, 401, 401, 401, 404]
    assert read_books(story.house).told_of(payment["id"]) == []
    assert states(story, filing) == ["STARTED"]

    assert deliver(story, body).status_code == 204
    assert deliver(story, body).status_code == 204
    assert_paid_once(story, filing, "SUCCESS")


def test_a_filing_withdrawn_before_payment_asks_for_nothing_more(story: Story, filing: Any):
    payment = story.start_payment(filing, story.key)
    given = {"filingId": filing["id"], "expectedVersion": filing["version"]}
    show = "... on FilingWithdrawn { filing { id state serviceRequest { state } } }"
    withdrawn = story.lawyer.do("withdrawFiling", given, show)["filing"]
    assert (withdrawn["state"], withdrawn["serviceRequest"]["state"]) == ("WITHDRAWN", "CANCELLED")
    press(story, payment, "SUCCEEDED")
    once_in(story, filing, ["SUCCESS"])
    now = story.follow(filing)
    assert (now["state"], now["serviceRequest"]["state"]) == ("WITHDRAWN", "CANCELLED")
    books = read_books(story.house)
    assert books.receipts_of(filing) == []
    assert books.first_break is None
    (kept,) = books.payments_of(filing)
    assert instant(now["serviceRequest"]["payments"][0]["receivedAt"]) == kept.received_at


def test_no_receipt_number_is_skipped_or_given_twice(story: Story):
    books = read_books(story.house)
    numbers = sorted(receipt.number for receipt in books.receipts)
    by_year = Counter(number[:6] for number in numbers)
    expected = [f"{y}{n:07d}" for y in sorted(by_year) for n in range(1, by_year[y] + 1)]
    assert numbers == expected
