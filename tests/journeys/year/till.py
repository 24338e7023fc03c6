"""The sandbox provider without its HTTP: its own charges and signed messages, and its bad days."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from api.gateways.card_provider import verify_webhook
from api.gateways.sandbox.charges import Charge, Charges, NewCharge, Outcome, Telling
from api.gateways.sandbox.delivery import signed
from api.kernel.money import Money
from api.kernel.work import Works
from api.payments.operations import record_outcome
from api.payments.ports import (
    ChargeOutcome,
    OpenCharge,
    OpenedCharge,
    ProviderSays,
    ProviderUnavailable,
)
from tests.court import Hands

SECRET = "sandbox-secret"
LIFETIME = timedelta(hours=1)


@dataclass
class Till:
    """A card provider in this process. Silent now and then: before it did something, or after."""

    hands: Hands
    chance: Random
    silence: float
    charges: Charges = field(
        default_factory=lambda: Charges(Path(":memory:"), lifetime=LIFETIME), init=False
    )
    opened: set[str] = field(default_factory=set[str])

    def open(self, charge: OpenCharge, /) -> OpenedCharge:
        """Make a charge ready, or find it."""
        self._falls_silent()
        asked = NewCharge(
            payment_id=charge.payment_id,
            idempotency_key=charge.payment_id,
            amount_cents=charge.amount.cents,
            currency="HKD",
            description=charge.description,
            return_url=charge.return_url,
        )
        made = self.charges.open(asked, self._now())
        self.opened.add(charge.payment_id)
        self._falls_silent()
        return _ready(made)

    def look(self, payment_id: str, /) -> ProviderSays:
        """Say how a charge stands."""
        self._falls_silent()
        charge = self.charges.of_payment(payment_id, self._now())
        if charge is None:
            return ProviderSays(outcome=ChargeOutcome.NOT_KNOWN)
        return ProviderSays(
            outcome=ChargeOutcome(charge.outcome),
            charge=_ready(charge),
            amount=Money(charge.amount_cents),
            occurred_at=datetime.fromtimestamp(charge.occurred_at, self.hands.now.tzinfo),
        )

    def press(self, payment_id: str, outcome: Outcome, telling: Telling) -> None:
        """Press a button on the provider's page."""
        charge = self.charges.of_payment(payment_id, self._now())
        if charge is not None:
            self.charges.decide(charge, outcome, self._now(), telling)

    def replay(self, payment_id: str) -> None:
        """Have every message about a charge sent again."""
        charge = self.charges.of_payment(payment_id, self._now())
        if charge is not None:
            self.charges.replay(charge, self._now())

    def deliver(self, works: Works) -> None:
        """Carry the messages that are owed to the court's door; one that is lost stays owed."""
        while owed := self.charges.owed(self._now()):
            for message in owed:
                headers = {"Webhook-Signature": signed(message.body, SECRET, self._now())}
                outcome = verify_webhook(headers, message.body, secret=SECRET, now=self.hands.now)
                with works.open() as work:
                    record_outcome(work, outcome)
                self.charges.delivered(message)

    def taken(self) -> dict[str, int]:
        """What was really charged to somebody's card: payment and cents."""
        found = (self.charges.of_payment(payment, self._now()) for payment in self.opened)
        return {
            charge.payment_id: charge.amount_cents
            for charge in found
            if charge is not None and charge.outcome is Outcome.SUCCEEDED
        }

    def _falls_silent(self) -> None:
        if self.chance.random() < self.silence:
            raise ProviderUnavailable

    def _now(self) -> float:
        return self.hands.now.timestamp()


_PAGES = itertools.count(1)


def _ready(charge: Charge) -> OpenedCharge:
    return OpenedCharge(reference=charge.reference, continue_url=f"https://pay.test/{next(_PAGES)}")
