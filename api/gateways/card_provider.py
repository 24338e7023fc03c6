"""The card payment provider over HTTP, and the proof that a message is from it.

The wire (JSON, whole cents, HKD):

* ``POST /charges`` with ``Idempotency-Key``: the payment's id -> ``reference``, ``continue_url``.
* ``GET /charges/{payment_id}`` -> the charge and its ``outcome``; 404 ``no_such_charge``.
* a webhook: ``{id, kind, occurred_at, charge: {payment_id, reference, amount_cents, currency}}``,
  signed ``Webhook-Signature: t=<seconds>,v1=<hex of HMAC-SHA256 over "t.body">``.

The time in the signature is that of sending, so a message replayed by the provider is signed anew
and accepted however old it is, while a recorded one cannot be played back by somebody else.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from api.kernel.money import Money
from api.payments.ports import (
    ChargeOutcome,
    OpenCharge,
    OpenedCharge,
    Outcome,
    ProviderRefused,
    ProviderSays,
    ProviderUnavailable,
)

SIGNATURE_HEADER = "webhook-signature"
TOLERANCE = timedelta(minutes=5)
"""How far the clocks of sender and receiver may lie apart, travel included."""

PATIENCE = httpx2.Timeout(10.0, connect=3.0)
"""Seconds a payer can be kept waiting before the provider counts as silent."""

LONGEST_BODY = 64 * 1024
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")
_STRICT = ConfigDict(strict=True, extra="ignore", frozen=True)

Name = Annotated[str, Field(min_length=1, max_length=100)]
Cents = Annotated[int, Field(ge=1, le=10**15)]
Wire = TypeVar("Wire", bound=BaseModel)


class WebhookNotGenuine(Exception):
    """A message was not signed by the provider just now, or is not in the agreed form."""


class _Opened(BaseModel):
    """The answer to opening a charge."""

    model_config = _STRICT
    reference: Name
    continue_url: Annotated[str, Field(min_length=1, max_length=2000)]


class _Charge(BaseModel):
    """The charge a webhook speaks of."""

    model_config = _STRICT
    payment_id: Name
    reference: Name
    amount_cents: Cents
    currency: Literal["HKD"]


class _Stands(_Charge):
    """How a charge stands, when asked."""

    continue_url: Annotated[str, Field(min_length=1, max_length=2000)]
    outcome: ChargeOutcome
    occurred_at: AwareDatetime


class _Message(BaseModel):
    """A webhook's body."""

    model_config = _STRICT
    id: Name
    kind: ChargeOutcome
    occurred_at: AwareDatetime
    charge: _Charge


class HttpCardProvider:
    """The port ``CardProvider`` over HTTP. One client, kept open; safe to use from many threads."""

    def __init__(self, base_url: str, key: str, *, patience: httpx2.Timeout = PATIENCE) -> None:
        """Point at a provider; ``key`` is the bearer key it knows us by."""
        # The address is a setting of ours; no proxy of the environment sees a payment.
        self._client = httpx2.Client(
            base_url=base_url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=patience,
            trust_env=False,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def open(self, charge: OpenCharge, /) -> OpenedCharge:
        """Make a charge ready; the same payment id again gives the same charge.

        Raises ProviderUnavailable, ProviderRefused.
        """
        answer = self._send(
            "POST",
            "/charges",
            headers={"Idempotency-Key": charge.payment_id},
            json={
                "payment_id": charge.payment_id,
                "amount_cents": charge.amount.cents,
                "currency": "HKD",
                "description": charge.description,
                "return_url": charge.return_url,
            },
        )
        opened = _understood(_Opened, _accepted(answer))
        return OpenedCharge(reference=opened.reference, continue_url=opened.continue_url)

    def look(self, payment_id: str, /) -> ProviderSays:
        """Ask how the charge of a payment stands. Raises ProviderUnavailable, ProviderRefused."""
        answer = self._send("GET", f"/charges/{quote(payment_id, safe='')}")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            # Only the provider's own words mean "never had it"; any other 404 is a wrong address.
            if b"no_such_charge" in answer.content:
                return ProviderSays(outcome=ChargeOutcome.NOT_KNOWN)
            raise ProviderUnavailable(answer.status_code)
        stands = _understood(_Stands, _accepted(answer))
        if stands.payment_id != payment_id:
            raise ProviderUnavailable(answer.status_code)
        return ProviderSays(
            outcome=stands.outcome,
            charge=OpenedCharge(reference=stands.reference, continue_url=stands.continue_url),
            amount=Money(stands.amount_cents),
            occurred_at=stands.occurred_at,
        )

    def _send(self, method: str, path: str, **parts: Any) -> httpx2.Response:
        """Send one request; silence and a broken connection are one thing."""
        try:
            return self._client.request(method, path, **parts)
        except httpx2.RequestError as silence:
            raise ProviderUnavailable(type(silence).__name__) from silence


def _accepted(answer: httpx2.Response) -> httpx2.Response:
    """Sort an answer: 5xx and 429 leave open what happened, any other failure is a no."""
    status = answer.status_code
    if answer.is_success:
        return answer
    if status == HTTPStatus.TOO_MANY_REQUESTS or not answer.is_client_error:
        raise ProviderUnavailable(status)
    raise ProviderRefused(status)


def _understood(form: type[Wire], answer: httpx2.Response) -> Wire:
    """Read an answer in the agreed form; anything else is not the provider speaking."""
    try:
        return form.model_validate_json(answer.content)
    except ValidationError as strange:
        raise ProviderUnavailable(answer.status_code) from strange


def verify_webhook(
    headers: Mapping[str, str],
    body: bytes,
    *,
    secret: str,
    now: datetime,
    tolerance: timedelta = TOLERANCE,
) -> Outcome:
    """Prove a message genuine and read it. Raises WebhookNotGenuine."""
    if len(body) > LONGEST_BODY:
        message = "the body is too long"
        raise WebhookNotGenuine(message)
    _require_signature(_signature_in(headers), body, secret=secret, now=now, tolerance=tolerance)
    try:
        said = _Message.model_validate_json(body)
    except ValidationError as strange:
        message = "the body is not in the agreed form"
        raise WebhookNotGenuine(message) from strange
    return Outcome(
        provider_event_id=said.id,
        payment_id=said.charge.payment_id,
        reference=said.charge.reference,
        kind=said.kind,
        amount=Money(said.charge.amount_cents),
        occurred_at=said.occurred_at.astimezone(UTC),
        body_sha256=hashlib.sha256(body).hexdigest(),
    )


def _signature_in(headers: Mapping[str, str]) -> str:
    """Find the signature whatever the case of the header's name."""
    return next((v for name, v in headers.items() if name.lower() == SIGNATURE_HEADER), "")


def _require_signature(
    signature: str, body: bytes, *, secret: str, now: datetime, tolerance: timedelta
) -> None:
    """Insist on a signature over these bytes, made within the tolerance of now."""
    parts = _SIGNATURE.fullmatch(signature)
    if parts is None:
        message = "there is no signature in the agreed form"
        raise WebhookNotGenuine(message)
    sent, given = parts.groups()
    if abs(now.timestamp() - int(sent)) > tolerance.total_seconds():
        message = "the signature is not of now"
        raise WebhookNotGenuine(message)
    expected = hmac.new(secret.encode(), f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, given):
        message = "the signature does not fit"
        raise WebhookNotGenuine(message)
