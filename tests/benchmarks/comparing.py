"""Whether two servers answered the same, however each writes an instant or orders its keys."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*")


def normalised(value: Any) -> Any:
    """The same answer with every instant in one form: UTC, whether or not a zone was written."""
    if isinstance(value, dict):
        return {name: normalised(member) for name, member in value.items()}
    if isinstance(value, list):
        return [normalised(member) for member in value]
    if isinstance(value, str) and INSTANT.fullmatch(value):
        instant = datetime.fromisoformat(value)
        return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC)
    return value


def difference(expected: Any, given: Any, path: str = "data") -> str | None:
    """Where two normalised answers first differ; None when they are equal."""
    if isinstance(expected, dict) and isinstance(given, dict):
        if expected.keys() != given.keys():
            return f"{path}: {sorted(expected)} against {sorted(given)}"
        pairs = [(f"{path}.{name}", expected[name], given[name]) for name in expected]
    elif isinstance(expected, list) and isinstance(given, list):
        if len(expected) != len(given):
            return f"{path}: {len(expected)} against {len(given)} of them"
        pairs = [
            (f"{path}[{n}]", *pair) for n, pair in enumerate(zip(expected, given, strict=True))
        ]
    else:
        return None if expected == given else f"{path}: {expected!r} against {given!r}"
    return next((said for where, a, b in pairs if (said := difference(a, b, where))), None)


TIMES = ("received", "reviewed", "recorded")


def as_ours(value: Any) -> Any:
    """An answer in PostGraphile's dialect as ours has it.

    What differs, and nothing else: a connection of ours is a plain list there, and its newest
    filings come newest first; `times` has no level of its own; money is whole cents in a text.
    """
    if isinstance(value, list):
        return [as_ours(member) for member in value]
    if not isinstance(value, dict):
        return value
    said = {name: as_ours(member) for name, member in value.items()}
    for name, turned in (("parties", 1), ("cases", 1), ("filings", -1)):
        if isinstance(said.get(name), list):
            said[name] = {"nodes": said[name][::turned]}
    if "amountCents" in said:
        amount = Decimal(said.pop("amountCents")).scaleb(-2)
        said["amount"] = {"amount": str(amount), "currency": "HKD"}
    if "received" in said:
        said["times"] = {name: said.pop(name) for name in TIMES if name in said}
    return said
