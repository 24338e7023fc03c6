"""The gateway: what it believes, and what it makes of a provider that misbehaves."""

import hashlib
import hmac
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.gateways.card_provider import (
    HttpCardProvider,
    WebhookNotGenuine,
    verify_webhook,
)
from api.gateways.sandbox.delivery import signed
from api.kernel.money import Money
from api.payments.ports import (
    ChargeOutcome,
    OpenCharge,
    ProviderRefused,
    ProviderSays,
    ProviderUnavailable,
)
from tests.payments.till import SandboxProcess, free_port

SECRET = "a secret of both sides"
NOW = datetime(2022, 5, 9, 3, 0, tzinfo=UTC)
CHARGE = {"payment_id": "pay_1", "reference": "ref_1", "amount_cents": 50400, "currency": "HKD"}
MESSAGE: dict[str, Any] = {
    "id": "evt_1",
    "kind": "SUCCEEDED",
    "occurred_at": "2022-05-09T10:59:00+08:00",
    "charge": CHARGE,
}
BODY = orjson.dumps(MESSAGE)
OPEN = OpenCharge(
    payment_id="pay_1",
    amount=Money(504_00),
    description="Court fee",
    return_url="https://court.example.test/back",
)


def header(body: bytes = BODY, secret: str = SECRET, at: datetime = NOW) -> dict[str, str]:
    """Sign as the agreement says, written down a second time."""
    sent = int(at.timestamp())
    digest = hmac.new(secret.encode(), b"%d." % sent + body, hashlib.sha256).hexdigest()
    return {"Webhook-Signature": f"t={sent},v1={digest}"}


def test_a_genuine_message_is_read() -> None:
    outcome = verify_webhook(header(), BODY, secret=SECRET, now=NOW)
    assert (outcome.provider_event_id, outcome.payment_id) == ("evt_1", "pay_1")
    assert (outcome.reference, outcome.kind) == ("ref_1", ChargeOutcome.SUCCEEDED)
    assert outcome.amount == Money(504_00)
    assert outcome.occurred_at == NOW - timedelta(minutes=1)
    assert outcome.body_sha256 == hashlib.sha256(BODY).hexdigest()


def test_the_sandbox_signs_as_agreed() -> None:
    assert signed(BODY, SECRET, NOW.timestamp()) == header()["Webhook-Signature"]


@pytest.mark.parametrize("name", ["webhook-signature", "Webhook-Signature", "WEBHOOK-SIGNATURE"])
def test_the_case_of_a_headers_name_does_not_matter(name: str) -> None:
    headers = {name: header()["Webhook-Signature"]}
    assert verify_webhook(headers, BODY, secret=SECRET, now=NOW).payment_id == "pay_1"


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_signature_within_five_minutes_is_of_now(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)
    assert verify_webhook(header(at=at), BODY, secret=SECRET, now=NOW).payment_id == "pay_1"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_recorded_message_cannot_be_played_back(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)
    with pytest.raises(WebhookNotGenuine):
        verify_webhook(header(at=at), BODY, secret=SECRET, now=NOW)


def test_an_old_message_signed_anew_is_accepted() -> None:
    later = NOW + timedelta(days=400)
    outcome = verify_webhook(header(at=later), BODY, secret=SECRET, now=later)
    assert outcome.occurred_at == NOW - timedelta(minutes=1)


def test_the_tolerance_can_be_set() -> None:
    at = NOW - timedelta(minutes=9)
    tolerance = timedelta(minutes=10)
    assert verify_webhook(header(at=at), BODY, secret=SECRET, now=NOW, tolerance=tolerance)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Webhook-Signature": ""},
        {"Webhook-Signature": "t=,v1="},
        {"Webhook-Signature": header()["Webhook-Signature"].upper()},
        {"Webhook-Signature": header()["Webhook-Signature"] + ",v1=00"},
        {"Webhook-Signature": "t=" + "9" * 40 + ",v1=" + "0" * 64},
        {"Webhook-Signature": "t=１６５２０６５２００,v1=" + "0" * 64},
        header(secret="another secret"),
        header(body=BODY + b" "),
    ],
)
def test_a_message_without_a_fitting_signature_is_not_genuine(headers: dict[str, str]) -> None:
    with pytest.raises(WebhookNotGenuine):
        verify_webhook(headers, BODY, secret=SECRET, now=NOW)


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_one_changed_byte_is_enough(place: int, change: int) -> None:
    forged = bytearray(BODY)
    forged[place] ^= change
    with pytest.raises(WebhookNotGenuine):
        verify_webhook(header(), bytes(forged), secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"{}",
        orjson.dumps({**MESSAGE, "kind": "WON"}),
        orjson.dumps({**MESSAGE, "occurred_at": "2022-05-09T10:59:00"}),
        orjson.dumps({**MESSAGE, "charge": {**CHARGE, "currency": "USD"}}),
        orjson.dumps({**MESSAGE, "charge": {**CHARGE, "amount_cents": 0}}),
        orjson.dumps({**MESSAGE, "charge": {**CHARGE, "amount_cents": 504.0}}),
        orjson.dumps({**MESSAGE, "charge": {**CHARGE, "amount_cents": "50400"}}),
        orjson.dumps({**MESSAGE, "charge": {**CHARGE, "payment_id": "x" * 101}}),
        b" " * 70_000 + BODY,
    ],
)
def test_a_signed_message_in_another_form_is_not_genuine(body: bytes) -> None:
    with pytest.raises(WebhookNotGenuine):
        verify_webhook(header(body), body, secret=SECRET, now=NOW)


# --- over HTTP ------------------------------------------------------------------------------------


@pytest.fixture
def odd_provider(request: pytest.FixtureRequest) -> Iterator[str]:
    """A real HTTP server that always gives one odd answer: status and body."""
    status, body = request.param

    class Odd(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815 - the names the server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


SILENT = [
    (500, b""),
    (502, b"<html>"),
    (503, b"{}"),
    (429, b"{}"),
    (302, b""),
    (200, b"<html>hello</html>"),
    (200, b"{}"),
    (200, b"\xff"),
    (200, orjson.dumps({**CHARGE, "payment_id": "pay_2"})),
]


@pytest.mark.parametrize("odd_provider", SILENT, indirect=True)
def test_an_answer_that_leaves_open_what_happened_is_no_answer(odd_provider: str) -> None:
    provider = HttpCardProvider(odd_provider, "key")
    with pytest.raises(ProviderUnavailable):
        provider.open(OPEN)
    with pytest.raises(ProviderUnavailable):
        provider.look("pay_1")


@pytest.mark.parametrize("odd_provider", [(400, b"{}"), (401, b""), (409, b"{}")], indirect=True)
def test_a_no_is_a_no(odd_provider: str) -> None:
    provider = HttpCardProvider(odd_provider, "key")
    with pytest.raises(ProviderRefused):
        provider.open(OPEN)
    with pytest.raises(ProviderRefused):
        provider.look("pay_1")


@pytest.mark.parametrize("odd_provider", [(404, b"<html>no such page</html>")], indirect=True)
def test_a_wrong_address_is_not_taken_for_a_charge_that_never_was(odd_provider: str) -> None:
    with pytest.raises(ProviderUnavailable):
        HttpCardProvider(odd_provider, "key").look("pay_1")


def test_nobody_listening_is_no_answer() -> None:
    provider = HttpCardProvider(f"http://127.0.0.1:{free_port()}", "key")
    with pytest.raises(ProviderUnavailable):
        provider.open(OPEN)


def test_a_provider_that_takes_too_long_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        provider = HttpCardProvider(url, "key", patience=httpx2.Timeout(0.2))
        with pytest.raises(ProviderUnavailable):
            provider.open(OPEN)


def test_opening_and_looking_through_the_real_sandbox(
    sandbox: SandboxProcess, provider: HttpCardProvider
) -> None:
    assert provider.look("pay_1") == ProviderSays(outcome=ChargeOutcome.NOT_KNOWN)

    first, again = provider.open(OPEN), provider.open(OPEN)

    says = provider.look("pay_1")
    assert first == again
    assert first.continue_url == f"{sandbox.url}/pay/{first.reference}"
    assert (says.outcome, says.charge) == (ChargeOutcome.PENDING, first)
    assert says.amount == Money(504_00)
    assert says.occurred_at is not None
    assert says.occurred_at.tzinfo is not None


def test_a_strange_payment_id_stays_one_step_of_the_path(provider: HttpCardProvider) -> None:
    assert provider.look("a b?c#d").outcome is ChargeOutcome.NOT_KNOWN
