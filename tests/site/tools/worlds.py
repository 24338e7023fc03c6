"""Two worlds to ask about: the facts as published, and the facts otherwise.

In the other world the facts use everything that their types allow: venues, duties for one kind of
case, odd hours, rounding up, fees with cents. A port that suits only what is published fails there.
"""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from api.kernel.money import Money, Rounding
from api.kernel.text import Text
from api.reference.facts import (
    Bound,
    FeeItem,
    ImplementationNotice,
    OfficeHours,
    ReceiptPolicy,
    RoundingRule,
    Session,
    Use,
    UsePolicy,
    Venue,
)
from api.reference.loading import Published, published
from api.reference.marks import Confidence

SURE = {"source": "invented for the tests", "confidence": Confidence.CONFIRMED}
SINCE = {"dating": Confidence.CONFIRMED, **SURE}
A_TEXT = Text("An invented sentence.", "虛構的句子。")


def worlds() -> dict[str, Published]:
    """The facts as published, and the facts otherwise."""
    return {"published": published(), "otherwise": otherwise()}


def otherwise() -> Published:
    """Change the facts so that every limb of the rules has something to decide."""
    facts = published()
    dcpi = next(n for n in facts.notices if "DCPI" in n.proceeding_types)
    notices = [n for n in facts.notices if n is not dcpi]
    notices += [
        replace(dcpi, key="X_EAST", venue="EAST", effective_from=date(2022, 5, 20)),
        replace(dcpi, key="X_REST", effective_from=date(2022, 6, 1)),
        ImplementationNotice(
            key="X_MC", court="MC", citation=A_TEXT, effective_by=date(2023, 1, 31), **SURE
        ),
    ]
    policies = [
        *facts.use_policies,
        _policy(date(2024, 1, 1), Use.MANDATORY, Bound.LEGAL_REPRESENTATIVES, ("DCPI",)),
        _policy(date(2025, 1, 1), Use.MANDATORY, Bound.EVERYONE, ()),
    ]
    return replace(
        facts,
        venues={**facts.venues, "EAST": Venue(code="EAST", courts=("DC",), name=A_TEXT, **SURE)},
        notices=tuple(notices),
        use_policies=tuple(policies),
        hours=(
            replace(facts.hours[-1], effective_from=date(2019, 1, 1)),
            *facts.hours,
            _long_hours(),
        ),
        receipt_policies=(
            replace(facts.receipt_policies[0], effective_from=date(2019, 1, 1), version="EARLY"),
            *facts.receipt_policies,
            _strict_receipt(),
        ),
        fees=(*facts.fees, *_odd_fees(facts)),
        roundings=(*facts.roundings, *_roundings()),
        concessions=tuple(replace(c, rate=Decimal("0.75")) for c in facts.concessions),
    )


def _policy(on: date, use: Use, binds: Bound, types: tuple[str, ...]) -> UsePolicy:
    return UsePolicy(
        court="DC",
        proceeding_types=types,
        effective_from=on,
        use=use,
        binds=binds,
        leave_of_court_excuses=True,
        explanation=A_TEXT,
        **SINCE,
    )


def _long_hours() -> OfficeHours:
    return OfficeHours(
        office="DC_ACCOUNTS",
        effective_from=date(2023, 7, 1),
        weekdays=(1, 3, 6, 7),
        sessions=(
            Session(opens=time(0, 0), closes=time(9, 30, 15)),
            Session(opens=time(10, 0), closes=time(23, 59, 59)),
        ),
        **SINCE,
    )


def _strict_receipt() -> ReceiptPolicy:
    return ReceiptPolicy(
        version="RECEIPT_OTHERWISE",
        effective_from=date(2024, 3, 1),
        closing_instant_in_time=False,
        explanation=A_TEXT,
        **SINCE,
    )


def _odd_fees(facts: Published) -> list[FeeItem]:
    search = next(f for f in facts.fees if f.item == "DC_SEARCH")
    return [
        replace(search, amount=Money(1_234_567_850), effective_from=date(2024, 2, 29)),
        replace(search, amount=Money(1905), effective_from=date(2025, 3, 1)),
        replace(search, amount=Money(66), effective_from=date(2026, 1, 1)),
        replace(search, item="ALWAYS_FULL", concession_applies=False),
    ]


def _roundings() -> list[RoundingRule]:
    return [
        RoundingRule(effective_from=day, rounding=rule, explanation=A_TEXT, **SINCE)
        for day, rule in (
            (date(2023, 1, 1), Rounding.NEAREST_DOLLAR),
            (date(2024, 6, 1), Rounding.UP_TO_DOLLAR),
        )
    ]
