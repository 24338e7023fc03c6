"""How a time limit is counted: stated days, the first in or out, and never on a closed day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.courts.rules import ClosureSpan, calendar_for
from api.courts.states import ClosureKind
from api.deadlines.rules import due_of, ends_on, explain, reckon
from api.reference.loading import published
from api.reference.marks import Confidence
from api.reference.procedure import DaysCounted, TimeLimit

OFFICE = "DC_REGISTRY"
ORDINARY = calendar_for(published(), OFFICE)
HONG_KONG = ZoneInfo("Asia/Hong_Kong")
LIMITS = {limit.key: limit for limit in published().time_limits}
THEIRS = holidays.HK(years=range(2022, 2028), categories=("optional",))

days = st.dates(date(2022, 5, 6), date(2027, 8, 1))
limits = st.sampled_from(list(published().time_limits))


def closing(day: date) -> datetime:
    """The instant at which the registry closes on a day."""
    return datetime.combine(day, time(17, 30), HONG_KONG).astimezone(UTC)


def due(key: str, served: date, *closures: ClosureSpan) -> tuple[date, date | None]:
    """The reckoned day and the due day of a limit."""
    found = due_of(LIMITS[key], served, LIMITS, calendar_for(published(), OFFICE, closures))
    return found.reckoned_on, found.day


def closed(starts: datetime, ends: datetime | None) -> ClosureSpan:
    return ClosureSpan("cls_1", ClosureKind.GALE_WARNING, starts, ends)


def is_closed_by_the_library(day: date) -> bool:
    return day.isoweekday() > 5 or day in THEIRS


@pytest.mark.parametrize(
    ("key", "served", "reckoned", "ends"),
    [
        ("DCTC_1_ACKNOWLEDGE", "2022-05-13", "2022-05-27", "2022-05-27"),
        ("DCTC_1_ACKNOWLEDGE", "2022-05-20", "2022-06-03", "2022-06-06"),
        ("DCTC_1_ACKNOWLEDGE", "2023-01-08", "2023-01-22", "2023-01-26"),
        ("DCTC_2_DEFEND", "2022-05-13", "2022-06-24", "2022-06-24"),
        ("DCTC_2_DEFEND", "2022-05-20", "2022-07-04", "2022-07-04"),
        ("DCTC_3_ADMIT", "2022-05-13", "2022-06-24", "2022-06-24"),
        ("DCPI_1_ACKNOWLEDGE", "2022-09-17", "2022-10-01", "2022-10-03"),
    ],
    ids=[
        "two weeks",
        "onto the Tuen Ng Festival, then a weekend",
        "onto the Lunar New Year",
        "28 days after the 14",
        "28 days after the 14 moved forwards",
        "the admission like the defence",
        "onto National Day, a Saturday",
    ],
)
def test_i22_a_limit_ends_on_the_day_the_calendar_gives(key, served, reckoned, ends):
    found = due(key, date.fromisoformat(served))
    assert found == (date.fromisoformat(reckoned), date.fromisoformat(ends))


@given(served=days, limit=limits)
def test_i22_no_deadline_ends_on_a_day_the_registry_does_not_open(served: date, limit: TimeLimit):
    """Against the library of holidays, which is not what the calendar is made of."""
    found = due_of(limit, served, LIMITS, ORDINARY)

    assert found.day is not None
    assert not is_closed_by_the_library(found.day)
    between = [
        found.reckoned_on + timedelta(days=n) for n in range((found.day - found.reckoned_on).days)
    ]
    assert all(is_closed_by_the_library(day) for day in between)
    assert found.at == closing(found.day)


@given(served=days, limit=limits)
def test_i22_calendar_days_are_counted_without_the_first(served: date, limit: TimeLimit):
    reckoned = reckon(served, limit, ORDINARY)
    assert (reckoned - served).days == limit.days
    included = replace(limit, first_day_counts=True)
    assert reckoned - reckon(served, included, ORDINARY) == timedelta(days=1)


@given(served=days, number=st.integers(1, 40), first=st.booleans())
def test_i22_court_days_are_the_days_the_registry_opens(served: date, number: int, first: bool):
    limit = replace(
        LIMITS["DCTC_1_ACKNOWLEDGE"],
        days=number,
        counts=DaysCounted.COURT_DAYS,
        first_day_counts=first,
    )

    last = reckon(served, limit, ORDINARY)

    begin = served if first else served + timedelta(days=1)
    counted = [begin + timedelta(days=n) for n in range((last - begin).days + 1)]
    assert sum(not is_closed_by_the_library(day) for day in counted) == number
    assert not is_closed_by_the_library(last)


@given(
    served=days,
    limit=limits,
    start=st.integers(-72, 72),
    length=st.one_of(st.none(), st.integers(1, 240)),
)
def test_i23_a_closure_moves_a_deadline_forwards_or_not_at_all(
    served: date, limit: TimeLimit, start: int, length: int | None
):
    before = due_of(limit, served, LIMITS, ORDINARY)
    assert before.at is not None
    starts = before.at + timedelta(hours=start)
    closure = closed(starts, None if length is None else starts + timedelta(hours=length))

    after = due_of(limit, served, LIMITS, calendar_for(published(), OFFICE, [closure]))

    if closure.covers(before.at):
        assert (after.at is None) == (length is None)
    assert after.at is None or after.at >= before.at
    if after.at is not None:
        assert not closure.covers(after.at)


def test_a_day_on_which_the_registry_closes_early_is_not_the_last():
    day = date(2022, 5, 27)
    at_four = closing(day) - timedelta(minutes=90)
    assert due("DCTC_1_ACKNOWLEDGE", date(2022, 5, 13), closed(at_four, closing(day)))[1] == day
    over_closing = closed(at_four, closing(day) + timedelta(minutes=1))
    assert due("DCTC_1_ACKNOWLEDGE", date(2022, 5, 13), over_closing)[1] == date(2022, 5, 30)
    lifted = closed(closing(day) - timedelta(hours=8), closing(day) - timedelta(hours=1))
    assert due("DCTC_1_ACKNOWLEDGE", date(2022, 5, 13), lifted)[1] == day


def test_while_a_closure_has_no_end_neither_a_deadline_nor_what_follows_it_has_one():
    closure = closed(closing(date(2022, 5, 27)) - timedelta(hours=1), None)
    assert due("DCTC_1_ACKNOWLEDGE", date(2022, 5, 13), closure)[1] is None
    assert due("DCTC_2_DEFEND", date(2022, 5, 13), closure)[1] is None
    assert ends_on(date(2022, 5, 26), calendar_for(published(), OFFICE, [closure])) is not None


@pytest.mark.parametrize("limit", published().time_limits, ids=lambda one: one.key)
def test_i22_each_rule_states_how_it_counts_and_says_that_it_is_assumed(limit: TimeLimit):
    found = due_of(limit, date(2022, 5, 20), LIMITS, ORDINARY)
    said = explain(limit, found, is_extended=False)
    assert limit.counting_confidence is Confidence.ASSUMED
    assert f"{limit.days} days from" in said.en
    assert "which is not counted" in said.en
    assert "This way of counting is assumed" in said.en
    assert "此計算方法屬假設" in said.tc
