"""I-21: when money counts as received is the rule for filings, with the Accounts Office's days."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from api.courts.operations import announce_closure
from api.courts.queries import calendar_of, deemed_at
from api.courts.rules import deemed_received
from api.courts.states import ClosureKind
from tests.filings.conftest import rooms
from tests.filings.steps import Rooms

__all__ = ["rooms"]

ACCOUNTS, REGISTRY = "DC_ACCOUNTS", "DC_REGISTRY"
FIRST = datetime(2022, 5, 9, tzinfo=UTC)
moments = st.integers(0, 220 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(paid=moments, later=st.timedeltas(timedelta(0), timedelta(days=4)))
def test_i21_money_counts_at_the_first_open_instant_of_the_accounts_office(
    rooms: Rooms, paid: datetime, later: timedelta
):
    with Session(rooms.engine) as session:
        counted, _ = deemed_at(session, ACCOUNTS, paid)
        calendar = calendar_of(session, ACCOUNTS)
        following, _ = deemed_at(session, ACCOUNTS, paid + later)
    assert counted == deemed_received(paid, calendar)
    assert counted.at is not None
    assert counted.at >= paid
    assert following.at is not None
    assert following.at >= counted.at
    assert deemed_received(counted.at, calendar).at == counted.at


def test_i21_a_closure_of_the_accounts_office_moves_money_and_no_filing(rooms: Rooms):
    now = rooms.hands.now
    with rooms.by("registry") as work:
        announce_closure(
            work,
            office_code=ACCOUNTS,
            kind=ClosureKind.DIRECTED,
            starts_at=now,
            ends_at=now + timedelta(minutes=30),
        )
    with Session(rooms.engine) as session:
        money, closure = deemed_at(session, ACCOUNTS, now)
        filing, none = deemed_at(session, REGISTRY, now)
    assert (money.at, closure is None) == (now + timedelta(minutes=30), False)
    assert (filing.at, none) == (now, None)
