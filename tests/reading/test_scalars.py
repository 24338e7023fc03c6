"""Scalars accept only what they print."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from graphql import GraphQLError

from api.reading.scalars import (
    parsed_day,
    parsed_decimal,
    parsed_instant,
    parsed_url,
    printed_day,
    printed_decimal,
    printed_instant,
)


def test_an_instant_is_read_with_its_offset_and_printed_in_utc_with_six_digits() -> None:
    nine = datetime(2022, 5, 6, 1, 0, tzinfo=UTC)
    for text in ("2022-05-06T09:00:00+08:00", "2022-05-06T01:00:00Z", "2022-05-06t01:00:00.0z"):
        assert parsed_instant(text) == nine
    assert printed_instant(nine) == "2022-05-06T01:00:00.000000Z"
    local = datetime(2022, 5, 6, 9, 0, 0, 120, tzinfo=timezone(timedelta(hours=8)))
    assert printed_instant(local) == "2022-05-06T01:00:00.000120Z"
    assert printed_instant("as it came") == "as it came"
    with pytest.raises(ValueError, match="time zone"):
        printed_instant(datetime(2022, 5, 6))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("parse", "value"),
    [
        (parsed_instant, "2022-05-06T09:00:00"),
        (parsed_instant, "2022-05-06"),
        (parsed_instant, "2022-13-06T09:00:00Z"),
        (parsed_instant, "2022-05-06T09:00:00.1234567Z"),
        (parsed_instant, "0001-01-01T00:00:00+23:59"),
        (parsed_instant, "２０２２-05-06T09:00:00Z"),
        (parsed_instant, 1651770000),
        (parsed_day, "2022-5-6"),
        (parsed_day, "20220506"),
        (parsed_day, "2022-02-30"),
        (parsed_day, None),
        (parsed_decimal, "NaN"),
        (parsed_decimal, "Infinity"),
        (parsed_decimal, "1e9"),
        (parsed_decimal, "1" * 21),
        (parsed_decimal, 1.5),
        (parsed_decimal, True),
        (parsed_decimal, ""),
        (parsed_url, "javascript:alert(1)"),
        (parsed_url, "/relative"),
        (parsed_url, "https://"),
        (parsed_url, "http://["),
        (parsed_url, 7),
    ],
)
def test_anything_else_is_refused(parse: Callable[[object], object], value: object) -> None:
    with pytest.raises(GraphQLError):
        parse(value)


def test_days_numbers_and_addresses_are_read_and_printed() -> None:
    assert parsed_day("2022-02-28") == date(2022, 2, 28)
    assert printed_day(date(2022, 2, 28)) == "2022-02-28"
    assert parsed_decimal("1045.00") == Decimal("1045.00")
    assert parsed_decimal(-7) == Decimal(-7)
    assert printed_decimal(Decimal("1E+3")) == "1000"
    assert parsed_url("https://example.test/a?b") == "https://example.test/a?b"
