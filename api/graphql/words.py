"""Words the whole contract shares: texts, money, nodes, what is withheld, and refusals."""

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry

from api.graphql.describing import enumerated
from api.kernel import money as kernel_money
from api.kernel import refusals as kernel_refusals
from api.kernel import text as kernel_text
from api.reading.declare import embeds
from api.reference.marks import Confidence
from api.reference.papers import CodeKind, Severity

enumerated(Confidence, codes=CodeKind.CONFIDENCE)
enumerated(Severity)


class Currency(Enum):
    """A currency by its ISO 4217 code."""

    HKD = "HKD"
    """Hong Kong dollar."""


enumerated(Currency)


@strawberry.interface
class Node:
    """A thing with an id, found again by `Query.node`."""

    id: strawberry.ID
    """Opaque, typed and time-ordered. It is no credential: what you may not see stays hidden."""


@embeds
class Text:
    """A sentence that a person may read in three languages."""

    en: str
    """English."""
    tc: str
    """Traditional Chinese, as authored."""
    sc: str
    """Simplified Chinese, derived from the Traditional character by character."""


@embeds
class Money:
    """An amount of money. Exact: compare and add it as a decimal, never as a float."""

    amount: Decimal
    """Dollars with exactly two decimals, as text: "504.00"."""
    currency: Currency
    """Always HKD."""


def text_of(text: kernel_text.Text) -> Text:
    """Show a text."""
    return Text(en=text.en, tc=text.tc, sc=text.sc)


def money_of(amount: kernel_money.Money) -> Money:
    """Show an amount."""
    return Money(amount=amount.amount, currency=Currency.HKD)


class WithheldReason(Enum):
    """Why something that exists is not shown."""

    NOT_OPEN_TO_YOU = "NOT_OPEN_TO_YOU"
    """Your account may not see it at its present level of access."""


enumerated(WithheldReason)


@strawberry.interface
class Refusal:
    """An expected no. Match on `code`; show `message` and `remedy`.

    Write `... on Refusal { code message { en } }` and your client survives refusals to come.
    """

    code: str
    """Stable code: a sentence in one word, listed by `Query.codes(kind: REFUSAL)`."""
    message: Text
    """What was refused and why."""
    path: list[str]
    """The input field it is about; empty when it is about the whole."""
    remedy: Text
    """What to do about it."""
    guide: str | None
    """Path of the guide's page that explains it, if there is one."""


@strawberry.type
class Refused(Refusal):
    """A plain no. Nothing was changed."""


@strawberry.type
class Finding:
    """One thing a check has to say about a filing."""

    rule: str
    """Stable name of the rule."""
    policy_version: str
    """Version of the policy that was applied."""
    severity: Severity
    """Whether it stops the submission."""
    path: list[str]
    """The field it is about."""
    message: Text
    """What was found."""
    remedy: Text
    """What to do about it."""
    guide: str | None
    """Path of the guide's page that explains it."""


@strawberry.type
class ProblemsFound(Refusal):
    """A filing was not received, and here is everything that stands in its way."""

    findings: list[Finding]
    """Every finding at once, advice included."""


@strawberry.type
class ChangedMeanwhile(Refusal):
    """Somebody changed the thing after you read it. Nothing was changed."""

    current_version: int
    """The version it is at now; read it again before you repeat."""


@strawberry.type
class UnmetCondition:
    """Why an action is not open."""

    code: str
    """The refusal that the action would meet now."""
    message: Text
    """The reason in a sentence."""


@strawberry.type
class Permission:
    """Whether you can do something now, judged by the table that the action itself uses."""

    action: str
    """The mutation's name."""
    allowed: bool
    """Whether it is open to you now."""
    unmet: UnmetCondition | None
    """What stands in the way; null when nothing does."""


def finding_of(finding: Any) -> Finding:
    """Show a finding of the filings room."""
    return Finding(
        rule=finding.rule,
        policy_version=finding.policy_version,
        severity=finding.severity,
        path=list(finding.path),
        message=text_of(finding.message),
        remedy=text_of(finding.remedy),
        guide=finding.guide,
    )


def refusal_of(no: kernel_refusals.Refusal) -> Refused | ProblemsFound | ChangedMeanwhile:
    """Show a refusal as the member of the union that says most about it."""
    said: dict[str, Any] = {
        "code": no.code,
        "message": text_of(no.sentence),
        "path": list(no.path),
        "remedy": text_of(no.advice),
        "guide": no.guide,
    }
    if isinstance(no, kernel_refusals.ChangedMeanwhile):
        return ChangedMeanwhile(**said, current_version=no.current_version)
    findings = getattr(no, "findings", None)
    if findings is not None:
        return ProblemsFound(**said, findings=[finding_of(f) for f in findings])
    return Refused(**said)


def permissions_of(
    allowed: Iterable[tuple[str, kernel_refusals.Refusal | None]],
) -> list[Permission]:
    """Show what can be done, and the refusal that whatever cannot would meet."""
    return [
        Permission(
            action=action,
            allowed=unmet is None,
            unmet=unmet and UnmetCondition(code=unmet.code, message=text_of(unmet.sentence)),
        )
        for action, unmet in allowed
    ]
