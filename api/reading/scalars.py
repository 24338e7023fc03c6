"""Scalars that accept only what they print. Strawberry's own are looser than a court can be."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType
from urllib.parse import urlsplit

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

URL = NewType("URL", str)
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)
_DIGITS = 20


def printed_instant(value: datetime | str) -> str:
    """Print an instant in its one form: UTC, six digits, ``Z``. Text from SQL already has it."""
    if isinstance(value, str):
        return value
    if value.tzinfo is None:
        message = "an instant needs a time zone"
        raise ValueError(message)
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def parsed_instant(value: object) -> datetime:
    """Read an RFC 3339 instant with its offset as aware UTC."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    message = "A DateTime is written with its offset, as 2022-05-06T09:00:00+08:00."
    raise GraphQLError(message)


def printed_day(value: date | str) -> str:
    """Print a court day as ``YYYY-MM-DD``."""
    return value if isinstance(value, str) else value.isoformat()


def parsed_day(value: object) -> date:
    """Read a ``YYYY-MM-DD`` day."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    message = "A Date is written as 2022-05-06."
    raise GraphQLError(message)


def printed_decimal(value: Decimal | str) -> str:
    """Print an exact number; never in exponent form."""
    return value if isinstance(value, str) else f"{value:f}"


def parsed_decimal(value: object) -> Decimal:
    """Read a finite number of at most 20 digits, given as text or as an Int."""
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(written, str) and _NUMBER.fullmatch(written):
        try:
            number = Decimal(written)
        except InvalidOperation:  # pragma: no cover - the pattern leaves nothing to refuse
            number = Decimal("NaN")
        if len(number.as_tuple().digits) <= _DIGITS:
            return number
    message = 'A Decimal is written as text of at most 20 digits, as "1045.00".'
    raise GraphQLError(message)


def parsed_url(value: object) -> str:
    """Read an absolute http or https address."""
    if isinstance(value, str):
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme in {"http", "https"} and parts.netloc:
            return value
    message = "A URL is absolute and begins with https:// or http://."
    raise GraphQLError(message)


def _scalar(name: str, description: str, serialize: Any, parse: Any) -> ScalarDefinition:
    return strawberry.scalar(
        name=name, description=description, serialize=serialize, parse_value=parse
    )


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: _scalar(
        "DateTime",
        "An instant: RFC 3339 with offset on input; UTC with six digits and Z on output.",
        printed_instant,
        parsed_instant,
    ),
    date: _scalar("Date", "A court day in Hong Kong, YYYY-MM-DD.", printed_day, parsed_day),
    Decimal: _scalar(
        "Decimal", "An exact number, as text of at most 20 digits.", printed_decimal, parsed_decimal
    ),
    URL: _scalar("URL", "An absolute http or https address.", str, parsed_url),
}
"""For ``StrawberryConfig(scalar_map=SCALARS)``."""
