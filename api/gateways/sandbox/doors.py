"""The sandbox's doors: what a court's backend, a person and a test may ask of it."""

import asyncio
import hmac
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qs

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from api.gateways.sandbox import pages
from api.gateways.sandbox.charges import (
    Charge,
    Charges,
    KeyReused,
    NewCharge,
    Outcome,
    Telling,
    printed,
)
from api.gateways.sandbox.delivery import Delivery

TELL_WITHIN_S = 2.0
"""How long a payer waits for the court to hear, so that the page they return to is up to date."""

_DECISIONS = frozenset({Outcome.SUCCEEDED, Outcome.DECLINED, Outcome.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Everything the sandbox is started with."""

    public_url: str
    webhook_url: str
    key: str
    secret: str
    state: Path
    lifetime: timedelta = timedelta(hours=1)


class _Asked(BaseModel):
    """A charge as asked for on the wire."""

    model_config = ConfigDict(strict=True, extra="forbid")
    payment_id: Annotated[str, Field(min_length=1, max_length=100)]
    amount_cents: Annotated[int, Field(ge=1, le=10**15)]
    currency: Literal["HKD"]
    description: Annotated[str, Field(min_length=1, max_length=200)]
    return_url: Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s]+$")]


class _Forced(BaseModel):
    """An outcome as a test demands it."""

    model_config = ConfigDict(extra="forbid")
    outcome: Outcome
    telling: Telling = Telling.AT_ONCE


class Doors:
    """The handlers, over one file of charges and one carrier of messages."""

    def __init__(self, sandbox: Sandbox, charges: Charges, delivery: Delivery) -> None:
        """Stand before a file of charges."""
        self._sandbox = sandbox
        self._charges = charges
        self._delivery = delivery

    async def open_charge(self, request: Request) -> Response:
        """Make a charge ready; the same key and terms again give the same charge."""
        if not self._is_known(request):
            return _no(401, "unknown_key")
        idempotency_key = request.headers.get("idempotency-key", "")
        try:
            asked = _Asked.model_validate_json(await request.body())
        except ValidationError as wrong:
            return _no(400, "malformed", [e["loc"] for e in wrong.errors()])
        if not 1 <= len(idempotency_key) <= 200:  # noqa: PLR2004 - the longest key accepted
            return _no(400, "idempotency_key_needed")
        new = NewCharge(idempotency_key=idempotency_key, **asked.model_dump())
        try:
            charge = self._charges.open(new, time.time())
        except KeyReused:
            return _no(409, "key_reused")
        return _json(201, self._facts(charge))

    async def charge_of_payment(self, request: Request) -> Response:
        """Say how the charge of a payment stands."""
        if not self._is_known(request):
            return _no(401, "unknown_key")
        charge = self._charges.of_payment(request.path_params["payment_id"], time.time())
        return _no(404, "no_such_charge") if charge is None else _json(200, self._facts(charge))

    async def force_outcome(self, request: Request) -> Response:
        """Give a charge an outcome, even a second one: for tests."""
        charge = self._named(request)
        if isinstance(charge, Response):
            return charge
        try:
            forced = _Forced.model_validate_json(await request.body())
        except ValidationError as wrong:
            return _no(400, "malformed", [e["loc"] for e in wrong.errors()])
        charge = self._charges.force(charge, forced.outcome, time.time(), forced.telling)
        await self._delivery.told(charge.reference, within=TELL_WITHIN_S)
        return _json(200, self._facts(charge))

    async def replay(self, request: Request) -> Response:
        """Send every message of a charge again: the same ids and bytes, a new signature."""
        charge = self._named(request)
        if isinstance(charge, Response):
            return charge
        count = self._charges.replay(charge, time.time())
        told = await self._delivery.told(charge.reference, within=TELL_WITHIN_S)
        return _json(200, {"messages": count, "delivered": told})

    async def page(self, request: Request) -> Response:
        """Show a person what is to be paid."""
        charge = self._charges.named(request.path_params["reference"], time.time())
        if charge is None:
            return HTMLResponse(pages.missing(), 404, pages.HEADERS)
        is_waiting = charge.outcome is Outcome.PENDING
        return HTMLResponse(
            pages.paying(charge) if is_waiting else pages.over(charge), headers=pages.HEADERS
        )

    async def decide(self, request: Request) -> Response:
        """Take a person's decision once, tell the court, and send the person back."""
        charge = self._charges.named(request.path_params["reference"], time.time())
        if charge is None:
            return HTMLResponse(pages.missing(), 404, pages.HEADERS)
        form = parse_qs((await request.body()).decode(errors="replace"))
        outcome, telling = form.get("outcome", [""])[0], form.get("telling", ["AT_ONCE"])[0]
        if outcome not in _DECISIONS or telling not in set(Telling):
            return _no(400, "malformed")
        charge = self._charges.decide(charge, Outcome(outcome), time.time(), Telling(telling))
        await self._delivery.told(charge.reference, within=TELL_WITHIN_S)
        return RedirectResponse(charge.return_url, 303, {"Cache-Control": "no-store"})

    async def health(self, _request: Request) -> Response:
        """Say that the sandbox answers."""
        return _json(200, {"status": "ok"})

    def _is_known(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self._sandbox.key}".encode())

    def _named(self, request: Request) -> Charge | Response:
        """Find the charge a test speaks of, or the answer that says no."""
        if not self._is_known(request):
            return _no(401, "unknown_key")
        charge = self._charges.named(request.path_params["reference"], time.time())
        return _no(404, "no_such_charge") if charge is None else charge

    def _facts(self, charge: Charge) -> dict[str, object]:
        return {
            **charge.facts,
            "continue_url": f"{self._sandbox.public_url}/pay/{charge.reference}",
            "outcome": charge.outcome.value,
            "occurred_at": printed(charge.occurred_at),
        }


def _json(status: int, facts: object) -> Response:
    return Response(orjson.dumps(facts), status, media_type="application/json")


def _no(status: int, code: str, where: object = None) -> Response:
    return _json(status, {"error": code} if where is None else {"error": code, "where": where})


def sandbox_app(sandbox: Sandbox) -> Starlette:
    """Build the sandbox over its file; messages owed from an earlier run go out at the start."""
    charges = Charges(sandbox.state, lifetime=sandbox.lifetime)
    delivery = Delivery(charges, sandbox.webhook_url, sandbox.secret)
    doors = Doors(sandbox, charges, delivery)

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncGenerator[None]:
        carrying = asyncio.create_task(delivery.run())
        try:
            yield
        finally:
            carrying.cancel()
            with suppress(asyncio.CancelledError):
                await carrying
            charges.close()

    return Starlette(
        lifespan=life,
        routes=[
            Route("/charges", doors.open_charge, methods=["POST"]),
            Route("/charges/{payment_id}", doors.charge_of_payment, methods=["GET"]),
            Route("/charges/{reference}/outcome", doors.force_outcome, methods=["POST"]),
            Route("/replay/{reference}", doors.replay, methods=["POST"]),
            Route("/pay/{reference}", doors.page, methods=["GET"]),
            Route("/pay/{reference}", doors.decide, methods=["POST"]),
            Route("/health", doors.health, methods=["GET"]),
        ],
    )
