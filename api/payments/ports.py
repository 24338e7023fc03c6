"""What the room needs from a card payment provider, and what a provider says.

Card details never come here: the payer gives them to the provider at ``continue_url``.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from api.kernel.money import Money


class ChargeOutcome(StrEnum):
    """What a provider says has become of a charge.

    ``PENDING``: ready, the payer has done nothing. ``NOT_KNOWN``: the provider never had it.
    """

    PENDING = "PENDING"
    SUBMITTED = "SUBMITTED"
    AUTHORISED = "AUTHORISED"
    SUCCEEDED = "SUCCEEDED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"
    NOT_KNOWN = "NOT_KNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCharge:
    """A charge to be made ready; ``return_url`` is where the payer comes back to."""

    payment_id: str
    amount: Money
    description: str
    return_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCharge:
    """A charge made ready: the provider's reference and the page where the payer pays."""

    reference: str
    continue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One message of the provider, proved genuine.

    ``occurred_at`` is when it happened at the provider; ``body_sha256`` is of the bytes received.
    """

    provider_event_id: str
    payment_id: str
    reference: str
    kind: ChargeOutcome
    amount: Money
    occurred_at: datetime
    body_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSays:
    """The answer to a look: how a charge stands; ``charge`` and the rest unless NOT_KNOWN."""

    outcome: ChargeOutcome
    charge: OpenedCharge | None = None
    amount: Money | None = None
    occurred_at: datetime | None = None


class ProviderUnavailable(Exception):
    """The provider gave no answer (time-out, connection, 5xx): what it did is not known."""


class ProviderRefused(Exception):
    """The provider answered that it will not do this: nothing was done."""


class CardProvider(Protocol):
    """A provider of card payments with its own page for the payer."""

    def open(self, charge: OpenCharge, /) -> OpenedCharge:
        """Make a charge ready; the same payment id again gives the same charge.

        Raises ProviderUnavailable, ProviderRefused.
        """
        ...

    def look(self, payment_id: str, /) -> ProviderSays:
        """Ask how the charge of a payment stands. Raises ProviderUnavailable, ProviderRefused."""
        ...
