"""The affairs of this room that leave the building: no work is open while a provider is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from api.kernel.actors import Actor
from api.kernel.work import Works
from api.payments.operations import (
    charge_to_open,
    open_payment,
    record_look,
    record_not_opened,
    record_opened,
)
from api.payments.ports import CardProvider, OpenCharge, ProviderRefused, ProviderUnavailable
from api.payments.queries import pending
from api.payments.rules import ChargeNotOpened, ProviderNotAnswering
from api.payments.states import PaymentMeans

Who = Callable[[Session, datetime], Actor]
"""Finds the one who acts, inside the transaction."""

GIVE_UP_AFTER = timedelta(days=1)
"""How long a charge that never reached the provider is kept open (this project's policy)."""


def start_payment(  # noqa: PLR0913 - what the caller sends, and the three it is done with
    works: Works,
    who: Who,
    provider: CardProvider,
    *,
    service_request_id: str,
    means: PaymentMeans,
    key: str,
    return_url: str,
) -> str:
    """Begin to pay: open, commit, call the provider, record. Returns the payment's id.

    A crash or a silent provider between the two works leaves the payment CREATED; the same call
    again, or ``reconcile``, finishes it, and the provider knows it by its id.
    Refuses: what ``open_payment`` refuses, ProviderNotAnswering, ChargeNotOpened.
    """
    with works.open(who=who) as work:
        payment_id = open_payment(
            work,
            service_request_id=service_request_id,
            means=means,
            key=key,
            return_url=return_url,
        )
        charge = charge_to_open(work, payment_id, return_url=return_url)
    if charge is not None:
        _open_at_provider(works, provider, charge)
    return payment_id


def _open_at_provider(works: Works, provider: CardProvider, charge: OpenCharge) -> None:
    """Have a charge made ready and record it."""
    try:
        opened = provider.open(charge)
    except ProviderUnavailable as silence:
        raise ProviderNotAnswering from silence
    except ProviderRefused as no:
        with works.open() as work:
            record_not_opened(work, charge.payment_id)
        raise ChargeNotOpened from no
    with works.open() as work:
        record_opened(
            work,
            charge.payment_id,
            reference=opened.reference,
            continue_url=opened.continue_url,
        )


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came of asking: payments asked about, brought up to date, and left without an answer."""

    asked: int
    corrected: int
    unanswered: int


def reconcile(
    works: Works,
    provider: CardProvider,
    *,
    older_than: timedelta,
    give_up_after: timedelta = GIVE_UP_AFTER,
) -> Reconciled:
    """Ask the provider about every payment whose end we do not know, and record what it says.

    This is how a message lost to a crash is recovered. A provider that is silent once is not asked
    further in this round; one that refuses a single question is asked the next.
    """
    with works.open() as work:
        waiting = pending(work.session, work.at - older_than)
    corrected = unanswered = 0
    for place, payment_id in enumerate(waiting):
        try:
            corrected += _ask_about(works, provider, payment_id, give_up_after)
        except ProviderRefused:
            unanswered += 1
        except ProviderUnavailable:
            unanswered += len(waiting) - place
            break
    return Reconciled(len(waiting), corrected, unanswered)


def _ask_about(
    works: Works, provider: CardProvider, payment_id: str, give_up_after: timedelta
) -> bool:
    """Ask about one payment; tells whether our state was behind."""
    says = provider.look(payment_id)
    with works.open() as work:
        return record_look(work, payment_id, says, give_up_before=work.at - give_up_after)
