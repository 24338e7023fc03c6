"""When a firm must begin its next case electronically: the rule, by days and by properties."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.courts.rules import coverage
from api.duties.rules import Duty, Firm, LeaveSpan, duty
from api.duties.states import DutyGround
from api.kernel.clock import day_of
from api.reference.facts import Use
from api.reference.loading import published
from api.reference.marks import Confidence

FIRST_DAY = date(2026, 6, 1)
FACTS = published()
days = st.dates(date(2026, 5, 25), date(2026, 6, 10))
kinds = st.sampled_from(sorted(FACTS.proceeding_types))


@st.composite
def leaves(draw: st.DrawFn) -> LeaveSpan:
    """A leave for one type or for every one, with an end or without."""
    begins = draw(days)
    length = draw(st.none() | st.integers(1, 9))
    until = None if length is None else begins + timedelta(days=length)
    return LeaveSpan("lve_1", draw(st.none() | kinds), begins, until)


firms = st.builds(Firm, st.none() | days, st.lists(leaves(), max_size=3).map(tuple))


def asked(kind: str, on: date, firm: Firm | None) -> Duty:
    return duty(coverage(kind, on, represented=firm is not None), firm)


@given(kinds, days, st.none() | firms)
def test_the_duty_binds_exactly_when_policy_firm_first_use_and_leave_say_so(
    kind: str, on: date, firm: Firm | None
) -> None:
    """In force on the day, and represented, and never begun so before, and no leave in force."""
    court = FACTS.proceeding_types[kind].court
    in_force = on >= FIRST_DAY and court in {"CA", "CFI"} and coverage(kind, on).covered
    begun = firm is not None and firm.first_use_on is not None and firm.first_use_on <= on
    excused = firm is not None and any(
        leave.proceeding_type in (None, kind)
        and leave.from_on <= on
        and (leave.until_on is None or on < leave.until_on)
        for leave in firm.leaves
    )

    found = asked(kind, on, firm)

    expected = in_force and firm is not None and not begun and not excused
    assert found.binds == expected == (found.ground is DutyGround.BOUND)


@given(kinds, days, st.none() | firms)
def test_every_answer_has_its_reason_in_a_sentence_of_each_language(
    kind: str, on: date, firm: Firm | None
) -> None:
    found = asked(kind, on, firm)
    for language in ("en", "tc", "sc"):
        sentence = getattr(found.explanation, language)
        assert sentence
        assert "{" not in sentence
    assert (found.leave is not None) == (found.ground is DutyGround.LEAVE)


@pytest.mark.parametrize(
    ("instant", "binds"),
    [
        (datetime(2026, 5, 31, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 5, 31, 16, 0, 0, tzinfo=UTC), True),
    ],
)
def test_the_duty_begins_at_midnight_of_the_first_of_june_in_hong_kong(
    instant: datetime, binds: bool
) -> None:
    assert asked("HCA", day_of(instant), Firm()).binds == binds


@pytest.mark.parametrize(
    ("first", "ground"),
    [
        (None, DutyGround.BOUND),
        (FIRST_DAY + timedelta(days=1), DutyGround.BOUND),
        (FIRST_DAY, DutyGround.USED_BEFORE),
        (date(2022, 5, 13), DutyGround.USED_BEFORE),
    ],
)
def test_the_duty_ends_with_the_first_use_and_not_before(
    first: date | None, ground: DutyGround
) -> None:
    assert asked("HCA", FIRST_DAY, Firm(first)).ground is ground


@pytest.mark.parametrize(
    ("on", "ground"),
    [
        (date(2026, 6, 2), DutyGround.BOUND),
        (date(2026, 6, 3), DutyGround.LEAVE),
        (date(2026, 6, 4), DutyGround.LEAVE),
        (date(2026, 6, 5), DutyGround.BOUND),
    ],
)
def test_a_leave_excuses_on_its_days_and_not_on_the_day_it_ends(
    on: date, ground: DutyGround
) -> None:
    leave = LeaveSpan("lve_1", "HCA", date(2026, 6, 3), date(2026, 6, 5))
    assert asked("HCA", on, Firm(None, (leave,))).ground is ground
    assert asked("HCCL", on, Firm(None, (leave,))).ground is DutyGround.BOUND


def test_a_party_without_a_lawyer_is_not_bound() -> None:
    found = asked("HCA", FIRST_DAY, None)
    assert (found.binds, found.ground) == (False, DutyGround.NOT_REPRESENTED)
    assert found.coverage.use is Use.VOLUNTARY


def test_that_any_earlier_case_counts_is_said_to_be_inferred() -> None:
    assert asked("HCA", FIRST_DAY, Firm()).confidence is Confidence.CONFIRMED
    assert asked("HCA", FIRST_DAY, Firm(date(2023, 1, 3))).confidence is Confidence.INFERRED


@given(leaves(), leaves(), days)
def test_two_leaves_share_a_day_only_if_they_are_said_to_meet(
    one: LeaveSpan, other: LeaveSpan, on: date
) -> None:
    assert one.meets(other) == other.meets(one)
    kind = one.proceeding_type or "HCA"
    if one.proceeding_type == other.proceeding_type and not one.meets(other):
        assert not (one.covers(kind, on) and other.covers(kind, on))
