"""What may be paid, how, and what a provider's word is worth. Pure."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from api.kernel.money import Money
from api.kernel.refusals import Malformed, Refusal
from api.kernel.text import Text
from api.payments.ports import ChargeOutcome, Outcome
from api.payments.states import AWAITED, PaymentMeans, PaymentState
from api.reference.facts import PaymentMeans as PublishedMeans

LONGEST_URL = 2000
FIRST_PRINTABLE = 0x21
"""A URL holds no space and no control character; a browser would drop them silently."""

# Only the card provider stands behind a port so far.
CONNECTED = frozenset({PaymentMeans.CARD})

VERB_OF = {
    ChargeOutcome.SUBMITTED: "submit",
    ChargeOutcome.AUTHORISED: "hold",
    ChargeOutcome.DECLINED: "decline",
    ChargeOutcome.EXPIRED: "expire",
    ChargeOutcome.CANCELLED: "cancel",
    ChargeOutcome.FAILED: "fail",
}
"""The move each outcome makes; success chooses among three doors, PENDING makes none."""


class AlreadyPaid(Refusal):
    """The request has been met; names the receipt."""

    message = Text(
        "This has already been paid. Receipt {receipt}.", "此項已付款，收據編號 {receipt}。"
    )
    remedy = Text(
        "There is nothing more to pay. Keep the receipt number.", "無須再付款，請保留收據編號。"
    )


class NothingToPay(Refusal):
    """No amount is due, so no payment can be asked for or made."""

    message = Text("There is nothing to pay.", "無須付款。")
    remedy = Text("Go on without paying.", "請直接進行下一步，無須付款。")


class MeansNotAvailable(Refusal):
    """The means of payment cannot be used here."""

    message = Text("{means} cannot be used here yet.", "此處暫時不能使用 {means} 付款。")
    remedy = Text("Choose another means of payment.", "請選擇其他付款方式。")


class AboveCeiling(Refusal):
    """The amount is above what the means of payment may carry at once."""

    message = Text(
        "{means} may be used for at most {ceiling} at once.",
        "使用 {means} 每次最多可付 {ceiling}。",
    )
    remedy = Text("Choose another means of payment.", "請選擇其他付款方式。")


class ProviderNotAnswering(Refusal):
    """The payment provider gave no answer; the payment waits and can be taken up again."""

    message = Text(
        "The payment provider is not answering at the moment.", "付款服務供應商暫時沒有回應。"
    )
    remedy = Text(
        "Try again in a minute; you will not be charged twice.",
        "請於一分鐘後再試；你不會被重複收費。",
    )


class ChargeNotOpened(Refusal):
    """The payment provider would not prepare this payment; nothing was taken."""

    message = Text(
        "The payment provider would not prepare this payment. Nothing was charged.",
        "付款服務供應商未能準備此付款，並無收取任何款項。",
    )
    remedy = Text(
        "Try again, or ask the Help Centre if it happens twice.",
        "請再試一次；如再次發生，請向支援中心查詢。",
    )


def require_amount(amount: Money) -> None:
    """Insist that something is due.

    Refuses: NothingToPay.
    """
    if amount.cents <= 0:
        raise NothingToPay


def require_means(
    means: PaymentMeans, amount: Money, published: Mapping[str, PublishedMeans]
) -> None:
    """Insist on a means that is published, connected and allowed for the amount.

    An unknown ceiling is none: only its existence is confirmed, not its amount.
    Refuses: MeansNotAvailable, AboveCeiling.
    """
    fact = published.get(means)
    if fact is None or means not in CONNECTED:
        raise MeansNotAvailable("means", means=means.value)
    if fact.ceiling is not None and amount > fact.ceiling:
        raise AboveCeiling("means", means=means.value, ceiling=fact.ceiling)


def require_return_url(url: str) -> None:
    """Insist on an absolute web address to come back to.

    Refuses: Malformed.
    """
    is_plain = len(url) <= LONGEST_URL and all(ord(mark) >= FIRST_PRINTABLE for mark in url)
    if not (is_plain and _is_web_address(url)):
        rule = f"an http or https address of at most {LONGEST_URL} characters"
        raise Malformed("returnUrl", field="returnUrl", rule=rule)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def success_verb(state: PaymentState) -> str:
    """Choose the door of a success that meets its request: awaited, or late."""
    return "succeed" if state in AWAITED else "succeed_late"


def is_mismatch(outcome: Outcome, *, amount_cents: int, reference: str | None) -> bool:
    """Tell whether an outcome speaks of another amount or charge than the payment's own."""
    return outcome.amount.cents != amount_cents or reference not in {None, outcome.reference}


def received_at(occurred_at: datetime, *, started_at: datetime, heard_at: datetime) -> datetime:
    """The instant money counts as received: when the provider took it, not when we heard.

    A provider's clock is believed only between the start of the payment and now.
    Source: this project's policy (assumed), so that a lost message does not cost a payer a day.
    """
    return max(started_at, min(occurred_at, heard_at))


def receipt_number(year: int, count: int) -> str:
    """Print a receipt number: ``R2022-0000001``."""
    return f"R{year}-{count:07d}"
