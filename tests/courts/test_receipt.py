"""When something received counts: the table the issue asks for, and what always holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.courts.rules import (
    Calendar,
    CalendarNotPublished,
    ClosureSpan,
    Deemed,
    ReceiptRule,
    calendar_for,
    deemed_received,
)
from api.courts.states import ClosureKind
from api.kernel.clock import HONG_KONG, day_of
from api.kernel.refusals import UnknownCode
from api.reference.loading import published

OFFICE = "DC_REGISTRY"
ORDINARY = calendar_for(published(), OFFICE)


def hk(text: str) -> datetime:
    """Read a Hong Kong wall-clock time into an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=HONG_KONG).astimezone(UTC)


def closed(start: str, end: str | None, closure_id: str = "cls_1") -> ClosureSpan:
    return ClosureSpan(
        closure_id, ClosureKind.GALE_WARNING, hk(start), None if end is None else hk(end)
    )


def with_closures(*closures: ClosureSpan) -> Calendar:
    return calendar_for(published(), OFFICE, closures)


@pytest.mark.parametrize(
    ("received", "counts", "why"),
    [
        ("2022-05-11 10:00", "2022-05-11 10:00", "while the office was open"),
        ("2022-05-11 17:29:59", "2022-05-11 17:29:59", "while the office was open"),
        ("2022-05-11 17:30:00", "2022-05-11 17:30:00", "while the office was open"),
        ("2022-05-11 17:30:00.000001", "2022-05-12 08:45", "after closing time"),
        ("2022-05-11 17:30:01", "2022-05-12 08:45", "after closing time"),
        ("2022-05-11 08:44:59", "2022-05-11 08:45", "before opening time"),
        ("2022-05-11 08:45", "2022-05-11 08:45", "while the office was open"),
        ("2022-05-11 00:00", "2022-05-11 08:45", "before opening time"),
        ("2022-05-11 13:00:00", "2022-05-11 13:00:00", "while the office was open"),
        ("2022-05-11 13:00:01", "2022-05-11 14:00", "lunch time"),
        ("2022-05-11 13:30", "2022-05-11 14:00", "lunch time"),
        ("2022-05-11 14:00", "2022-05-11 14:00", "while the office was open"),
        ("2022-05-13 18:05", "2022-05-16 08:45", "after closing time"),
        ("2022-05-14 11:00", "2022-05-16 08:45", "a Saturday"),
        ("2022-05-15 11:00", "2022-05-16 08:45", "a Sunday"),
        ("2022-06-02 17:31", "2022-06-06 08:45", "after closing time"),
        ("2022-06-03 10:00", "2022-06-06 08:45", "general holiday: Tuen Ng Festival"),
        ("2022-05-06 18:05", "2022-05-10 08:45", "9 May 2022 (The day following the Birthday"),
        ("2022-01-31 18:00", "2022-02-04 08:45", "1 February 2022 (Lunar New Year's Day)"),
        ("2022-02-02 10:00", "2022-02-04 08:45", "general holiday: The second day of Lunar New"),
        ("2023-01-20 17:31", "2023-01-26 08:45", "25 January 2023 (The fourth day of Lunar New"),
        ("2022-12-31 23:59:59", "2023-01-03 08:45", "a Saturday"),
    ],
)
def test_i18_what_arrives_counts_at_the_first_open_instant(
    received: str, counts: str, why: str
) -> None:
    deemed = deemed_received(hk(received), ORDINARY)
    assert deemed.at == hk(counts)
    assert deemed.court_day == day_of(hk(counts))
    assert why in deemed.explanation.en
    in_time = received == counts or hk(received) == hk(counts)
    assert deemed.rule is (ReceiptRule.RECEIVED_IN_HOURS if in_time else ReceiptRule.NEXT_OPENING)
    assert (deemed.pending, deemed.closure_id) == (False, None)


def test_a_typhoon_lifted_mid_afternoon_reopens_the_same_day() -> None:
    calendar = with_closures(closed("2022-08-25 09:20", "2022-08-25 15:10"))
    deemed = deemed_received(hk("2022-08-25 11:00"), calendar)
    assert deemed.at == hk("2022-08-25 15:10")
    assert (deemed.rule, deemed.closure_id) == (ReceiptRule.AFTER_CLOSURE, "cls_1")
    assert "(Gale warning)" in deemed.explanation.en
    assert "烈風警告" in deemed.explanation.tc


@pytest.mark.parametrize(
    ("lifted", "counts"),
    [
        ("2022-08-25 13:20", "2022-08-25 14:00"),
        ("2022-08-25 17:30", "2022-08-25 17:30"),
        ("2022-08-25 17:31", "2022-08-26 08:45"),
        ("2022-08-26 19:00", "2022-08-29 08:45"),
    ],
)
def test_a_closure_lifted_outside_hours_leads_to_the_next_opening(lifted: str, counts: str) -> None:
    calendar = with_closures(closed("2022-08-25 09:20", lifted))
    assert deemed_received(hk("2022-08-25 11:00"), calendar).at == hk(counts)


def test_i16_while_a_closure_is_open_the_time_is_pending() -> None:
    deemed = deemed_received(
        hk("2022-08-25 11:00"), with_closures(closed("2022-08-25 09:20", None))
    )
    assert deemed == Deemed(
        at=None,
        pending=True,
        court_day=None,
        rule=ReceiptRule.PENDING_CLOSURE,
        rule_version="RECEIPT_2022_01",
        closure_id="cls_1",
        explanation=deemed.explanation,
    )
    assert "its reopening is not known yet" in deemed.explanation.en


def test_a_filing_at_night_waits_for_the_closure_that_covers_the_morning() -> None:
    calendar = with_closures(closed("2022-08-25 06:00", None))
    deemed = deemed_received(hk("2022-08-24 22:00"), calendar)
    assert deemed.pending
    assert "(after closing time; then Gale warning)" in deemed.explanation.en


def test_a_closure_that_begins_later_changes_nothing() -> None:
    calendar = with_closures(closed("2022-08-25 12:00", None))
    assert deemed_received(hk("2022-08-25 11:59:59"), calendar).at == hk("2022-08-25 11:59:59")


def test_a_closure_over_a_night_changes_nothing() -> None:
    calendar = with_closures(closed("2022-08-24 20:00", "2022-08-25 05:00"))
    deemed = deemed_received(hk("2022-08-24 21:00"), calendar)
    assert (deemed.at, deemed.rule) == (hk("2022-08-25 08:45"), ReceiptRule.NEXT_OPENING)


def test_a_closure_that_ends_where_it_starts_covers_nothing() -> None:
    calendar = with_closures(closed("2022-08-25 11:00", "2022-08-25 11:00"))
    assert deemed_received(hk("2022-08-25 11:00"), calendar).at == hk("2022-08-25 11:00")


def test_closures_that_follow_each_other_are_passed_one_after_the_other() -> None:
    calendar = with_closures(
        closed("2022-08-25 09:20", "2022-08-25 15:10", "cls_1"),
        closed("2022-08-25 15:00", "2022-08-25 16:00", "cls_2"),
    )
    deemed = deemed_received(hk("2022-08-25 11:00"), calendar)
    assert (deemed.at, deemed.closure_id) == (hk("2022-08-25 16:00"), "cls_2")


@pytest.mark.parametrize("received", ["2021-12-31 10:00", "2028-01-03 10:00", "2027-12-31 18:00"])
def test_outside_the_published_years_nothing_is_said(received: str) -> None:
    with pytest.raises(CalendarNotPublished):
        deemed_received(hk(received), ORDINARY)


@pytest.mark.parametrize("received", ["0001-01-01", "9999-12-31T23:59"])
def test_the_ends_of_time_are_refused_like_any_unknown_day(received: str) -> None:
    with pytest.raises(CalendarNotPublished):
        deemed_received(datetime.fromisoformat(received).replace(tzinfo=UTC), ORDINARY)


def test_a_closure_covers_its_first_instant() -> None:
    calendar = with_closures(closed("2022-08-25 11:00", None))
    assert deemed_received(hk("2022-08-25 11:00"), calendar).pending


def test_the_holiday_of_receipt_is_named_once() -> None:
    deemed = deemed_received(hk("2022-06-03 10:00"), ORDINARY)
    assert deemed.explanation.en == (
        "Received on Fri 3 Jun 2022, 10:00 am, when the office was closed (general holiday: Tuen "
        "Ng Festival). It counts as received when the office next opens: Mon 6 Jun 2022, 8:45 am."
    )


def test_an_office_without_hours_is_not_found() -> None:
    with pytest.raises(UnknownCode):
        calendar_for(published(), "NO_SUCH_OFFICE")


def test_a_naive_time_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deemed_received(datetime(2022, 5, 11, 10), ORDINARY)  # noqa: DTZ001


FIRST, LAST = datetime(2022, 1, 1), datetime(2027, 11, 30)  # noqa: DTZ001
instants = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@st.composite
def calendars(draw: st.DrawFn, *, around: datetime) -> Calendar:
    """Draw an office with up to four closures near an instant, the last perhaps without an end."""
    spans: list[ClosureSpan] = []
    for number in range(draw(st.integers(0, 4))):
        start = around + timedelta(minutes=draw(st.integers(-5000, 5000)))
        length = draw(st.one_of(st.none(), st.integers(0, 4000)))
        end = None if length is None else start + timedelta(minutes=length)
        spans.append(ClosureSpan(f"cls_{number}", ClosureKind.DIRECTED, start, end))
    return with_closures(*spans)


@settings(max_examples=150, deadline=None)
@given(st.data(), instants)
def test_i15_it_never_counts_earlier_and_always_at_an_open_instant(
    data: st.DataObject, received: datetime
) -> None:
    calendar = data.draw(calendars(around=received))
    deemed = deemed_received(received, calendar)
    assert deemed == deemed_received(received, calendar)
    assert deemed.pending == (deemed.at is None)
    if deemed.at is None:
        assert any(c.ends_at is None for c in calendar.closures)
        return
    assert deemed.at >= received
    assert calendar.is_open(deemed.at)
    assert (deemed.at == received) == calendar.is_open(received)
    assert deemed.closure_id is None or deemed.rule is ReceiptRule.AFTER_CLOSURE


@settings(max_examples=150, deadline=None)
@given(st.data(), instants, st.integers(0, 10**10))
def test_i15_what_arrives_later_never_counts_earlier(
    data: st.DataObject, received: datetime, microseconds: int
) -> None:
    calendar = data.draw(calendars(around=received))
    earlier = deemed_received(received, calendar)
    later = deemed_received(received + timedelta(microseconds=microseconds), calendar)
    if earlier.at is None:
        assert later.at is None
    elif later.at is not None:
        assert earlier.at <= later.at


@settings(max_examples=100, deadline=None)
@given(st.data(), instants)
def test_i15_nothing_open_lies_between_receipt_and_the_time_it_counts(
    data: st.DataObject, received: datetime
) -> None:
    calendar = data.draw(calendars(around=received))
    deemed = deemed_received(received, calendar)
    if deemed.at is None or deemed.at == received:
        return
    share = data.draw(st.floats(0, 1, exclude_max=True))
    between = received + (deemed.at - received) * share
    assert between == deemed.at or not calendar.is_open(between)


HOUR = timedelta(hours=1)
hours = st.integers(-12, 12).map(lambda number: number * HOUR)


@settings(max_examples=200, deadline=None)
@given(instants, hours, hours, hours, hours)
@example(hk("2022-05-13 11:00"), -HOUR, 7 * HOUR, -2 * HOUR, 9 * HOUR)
def test_i18_a_closure_announced_later_changes_only_what_counted_inside_it(
    received: datetime, first: timedelta, reopens: timedelta, begins: timedelta, ends: timedelta
) -> None:
    known = ClosureSpan(
        "cls_2", ClosureKind.DIRECTED, received + first, received + reopens, received
    )
    later = ClosureSpan(
        "cls_1", ClosureKind.GALE_WARNING, received + begins, received + ends, received + HOUR
    )
    before = deemed_received(received, with_closures(known))
    after = deemed_received(received, with_closures(later, known))
    assert before.at is not None
    if not later.covers(before.at):
        assert after == before
