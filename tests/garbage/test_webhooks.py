"""Messages that claim to be the payment provider's: only a genuine one changes anything."""

import hashlib
import hmac
import json
from typing import Any

import orjson
import pytest

from api.gateways.card_provider import SIGNATURE_HEADER
from tests.garbage.door import Door

SECRET = "secret"


def signed(body: bytes, at: int, secret: str = SECRET) -> str:
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def message(**changes: Any) -> dict[str, Any]:
    charge = {
        "payment_id": "pay_00000000000000000000000000",
        "reference": "ch_1",
        "amount_cents": 100,
    }
    said = {
        "id": "evt_1",
        "kind": "SUCCEEDED",
        "occurred_at": "2022-05-13T03:00:00Z",
        "charge": charge,
    }
    return {**said, **changes}


def tell(door: Door, body: bytes, signature: str | bytes | None) -> int:
    headers: Any = {} if signature is None else {SIGNATURE_HEADER: signature}
    return door.client.post("/webhooks/card", content=body, headers=headers).status_code


BODY = orjson.dumps(message())


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "x",
        "t=1",
        "v1=" + "0" * 64,
        "t=,v1=",
        "t=-1,v1=" + "0" * 64,
        "t=1e3,v1=" + "0" * 64,
        "t=" + "9" * 5_000 + ",v1=" + "0" * 64,
        "t=99999999999999,v1=" + "0" * 64,
        "t=٣,v1=".encode() + b"0" * 64,
        b"t=1,v1=\xff\xfe",
        "t=1,v1=" + "é" * 64,
    ],
    ids=lambda s: repr(s)[:24],
)
def test_a_message_without_a_signature_in_form_is_401(door: Door, signature: Any):
    if isinstance(signature, str):
        signature = signature.encode("latin-1")
    with door.unchanged():
        assert tell(door, BODY, signature) == 401


@pytest.mark.parametrize("seconds", [-86_400, -3_600, 3_600, 10**9])
def test_a_message_signed_too_long_ago_or_ahead_is_401(door: Door, seconds: int):
    now = int(door.court.hands.now.timestamp())
    with door.unchanged():
        assert tell(door, BODY, signed(BODY, now + seconds)) == 401


def test_a_message_signed_with_another_secret_or_changed_afterwards_is_401(door: Door):
    now = int(door.court.hands.now.timestamp())
    with door.unchanged():
        assert tell(door, BODY, signed(BODY, now, "another")) == 401
        assert tell(door, BODY + b" ", signed(BODY, now)) == 401
        assert tell(door, BODY, signed(BODY, now).replace(str(now), str(now + 1))) == 401


GARBAGE: list[Any] = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"\xff",
    b"[" * 20_000,
    b'{"id": NaN}',
    message(kind="PAID_TWICE"),
    message(id=""),
    message(id="a\0b"),
    message(id="e" * 10_000),
    message(occurred_at="2022-05-13T03:00:00"),
    message(occurred_at="never"),
    message(charge=None),
    message(occurred_at="9999-12-31T23:59:59-23:59"),
    message(occurred_at="0001-01-01T00:00:00+23:59"),
    message(occurred_at=10**30),
    message(charge={"payment_id": "a\0b", "reference": "r", "amount_cents": 1}),
    message(charge={"payment_id": "p" * 10_000, "reference": "r" * 10_000, "amount_cents": 1}),
    message(charge={"payment_id": "pay_1", "reference": "r", "amount_cents": -1}),
    message(charge={"payment_id": "pay_1", "reference": "r", "amount_cents": 2**70}),
    message(charge={"payment_id": "pay_1", "reference": "r", "amount_cents": 1.5}),
    BODY.replace(b"ch_1", b"\\ud800"),
]


@pytest.mark.parametrize("which", range(len(GARBAGE)))
def test_a_genuine_signature_over_garbage_is_a_client_error(door: Door, which: int):
    said = GARBAGE[which]
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    now = int(door.court.hands.now.timestamp())
    with door.unchanged():
        assert 400 <= tell(door, body, signed(body, now)) < 500


def test_a_genuine_message_about_a_payment_nobody_knows_is_404(door: Door):
    now = int(door.court.hands.now.timestamp())
    with door.unchanged():
        assert tell(door, BODY, signed(BODY, now)) in {401, 404}


def test_a_message_too_long_to_be_one_is_413(door: Door):
    body = b"x" * 200_000
    with door.unchanged():
        assert tell(door, body, signed(body, 1)) == 413
