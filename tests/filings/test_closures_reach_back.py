"""Closures announced late, early or twice: each time moves forwards once, and is told."""

from datetime import UTC, datetime

import pytest

from api.audit.models import AuditEntry
from api.courts.models import Closure
from api.courts.operations import announce_closure, end_closure
from api.courts.queries import calendar_of
from api.courts.rules import deemed_received
from api.courts.states import ClosureKind
from api.filings.states import FilingState
from api.notifications.models import Message
from tests.filings.steps import Rooms

OFFICE = "DC_REGISTRY"


def hong_kong(text: str) -> datetime:
    """A Hong Kong wall-clock time as an instant."""
    return datetime.fromisoformat(text + "+08:00").astimezone(UTC)


def announced(rooms: Rooms, starts: str, ends: str | None = None) -> Closure:
    """A closure between two times on Hong Kong's clock, announced now."""
    with rooms.by("registry") as work:
        return announce_closure(
            work,
            office_code=OFFICE,
            kind=ClosureKind.GALE_WARNING,
            starts_at=hong_kong(starts),
            ends_at=hong_kong(ends) if ends else None,
        )


def ended(rooms: Rooms, closure: Closure, ends: str | None = None) -> None:
    """The registry has reopened, now or earlier."""
    with rooms.by("registry") as work:
        at = hong_kong(ends) if ends else None
        end_closure(work, closure.id, expected_version=closure.version, ends_at=at)


def told_of(rooms: Rooms, event: str) -> list[Message]:
    """The messages about an event, in the order they were sent."""
    return [m for m in rooms.all(Message) if m.about == event]


def test_i18_a_closure_announced_late_moves_what_it_covers_forwards_once(rooms: Rooms):
    before = rooms.submitted()
    rooms.hands.set("2022-05-13 11:30")
    inside = rooms.submitted()
    was = rooms.filing(inside)
    rooms.hands.set("2022-05-13 11:40")

    announced(rooms, "2022-05-13 11:10", "2022-05-13 12:15")

    now = rooms.filing(inside)
    assert was.deemed_at == hong_kong("2022-05-13 11:30")
    assert now.deemed_at == hong_kong("2022-05-13 12:15")
    assert (now.received_at, now.effective_filed_at) == (was.received_at, now.deemed_at)
    assert (now.deemed_rule, now.version) == ("AFTER_CLOSURE", was.version + 1)
    assert now.deemed_judged_at == rooms.hands.now
    assert now.ordered_at == now.deemed_at
    assert rooms.filing(before).deemed_at == hong_kong("2022-05-13 11:00")
    assert rooms.events().count("DeemedTimeRevised") == 1
    letters = told_of(rooms, "DeemedTimeRevised")
    assert [(m.account_id, m.subject_id) for m in letters] == [(was.owner_id, inside)]
    assert "It counts as received on Fri 13 May 2022, 12:15 pm." in letters[0].body_en
    assert "5月13日" in letters[0].body_tc


def test_i16_a_closure_without_an_end_announced_late_makes_the_time_pending_then_settles_it(
    rooms: Rooms,
):
    filing_id = rooms.submitted()
    rooms.hands.set("2022-05-13 12:00")

    closure = announced(rooms, "2022-05-13 10:30")

    waiting = rooms.filing(filing_id)
    assert (waiting.deemed_at, waiting.deemed_pending) == (None, True)
    assert (waiting.effective_filed_at, waiting.deemed_closure_id) == (None, closure.id)
    assert waiting.ordered_at == waiting.received_at
    rooms.hands.set("2022-05-13 15:00")
    ended(rooms, closure)
    settled = rooms.filing(filing_id)
    assert (settled.deemed_at, settled.deemed_pending) == (rooms.hands.now, False)
    assert settled.effective_filed_at == settled.deemed_at
    happened = rooms.events()
    assert happened.count("DeemedTimeRevised") == happened.count("DeemedTimeResolved") == 1
    assert len(told_of(rooms, "DeemedTimeResolved")) == 1


def test_i15_a_closure_to_come_moves_a_time_that_was_told_for_it(rooms: Rooms):
    rooms.hands.set("2022-05-13 18:05")
    filing_id = rooms.submitted()
    assert rooms.filing(filing_id).deemed_at == hong_kong("2022-05-16 08:45")
    rooms.hands.set("2022-05-15 20:00")

    announced(rooms, "2022-05-16 06:00", "2022-05-16 12:30")

    moved = rooms.filing(filing_id)
    assert moved.deemed_at == hong_kong("2022-05-16 12:30")
    assert moved.deemed_rule == "AFTER_CLOSURE"
    assert rooms.events().count("DeemedTimeRevised") == 1


def test_i23_what_was_decided_or_withdrawn_keeps_the_time_it_rests_on(rooms: Rooms):
    accepted = rooms.decided(rooms.claimed(rooms.received()))
    rejected = rooms.decided(rooms.claimed(rooms.received()), False)
    undecided = rooms.claimed(rooms.received())
    kept = [rooms.filing(f) for f in (accepted, rejected)]
    rooms.hands.set("2022-05-13 16:00")

    announced(rooms, "2022-05-13 10:00", "2022-05-13 15:00")

    assert [rooms.filing(f) for f in (accepted, rejected)] == kept
    moved = rooms.filing(undecided)
    assert moved.state is FilingState.UNDER_REVIEW
    assert moved.deemed_at == hong_kong("2022-05-13 15:00")


def test_i23_a_filing_related_back_keeps_its_effective_time(rooms: Rooms):
    """I-19: effective is the deemed time unless an order says otherwise."""
    filing_id = rooms.submitted()
    earlier = hong_kong("2022-05-12 16:00")
    with rooms.works.open() as work:
        row = work.session.get_one(type(rooms.filing(filing_id)), filing_id)
        row.effective_filed_at = earlier
    rooms.hands.set("2022-05-13 12:00")

    closure = announced(rooms, "2022-05-13 10:30")
    waiting = rooms.filing(filing_id)
    ended(rooms, closure)

    assert (waiting.deemed_at, waiting.effective_filed_at) == (None, earlier)
    assert rooms.filing(filing_id).effective_filed_at == earlier
    assert rooms.filing(filing_id).deemed_at == rooms.hands.now


@pytest.mark.parametrize("first_ends", ["2022-05-13 12:00", "2022-05-13 15:00"])
def test_i16_of_two_closures_the_last_to_end_settles_the_time_once(rooms: Rooms, first_ends: str):
    rooms.hands.set("2022-05-13 11:30")
    outer, inner = announced(rooms, "2022-05-13 11:00"), announced(rooms, "2022-05-13 11:15")
    filing_id = rooms.submitted()
    rooms.hands.set(first_ends)

    ended(rooms, outer)
    between = rooms.filing(filing_id)
    rooms.hands.set("2022-05-13 16:00")
    ended(rooms, inner)

    assert (between.deemed_at, between.deemed_closure_id) == (None, inner.id)
    assert rooms.filing(filing_id).deemed_at == hong_kong("2022-05-13 16:00")
    assert rooms.events().count("DeemedTimeResolved") == 1
    assert rooms.events().count("DeemedTimeRevised") == 1


def test_i16_ends_that_arrive_in_the_other_order_settle_the_time_once(rooms: Rooms):
    rooms.hands.set("2022-05-13 11:30")
    outer, inner = announced(rooms, "2022-05-13 11:00"), announced(rooms, "2022-05-13 11:15")
    filing_id = rooms.submitted()
    rooms.hands.set("2022-05-13 16:00")

    ended(rooms, inner, "2022-05-13 12:00")
    between = rooms.filing(filing_id)
    ended(rooms, outer, "2022-05-13 15:30")

    assert (between.deemed_at, between.deemed_closure_id) == (None, outer.id)
    assert rooms.filing(filing_id).deemed_at == hong_kong("2022-05-13 15:30")
    assert rooms.events().count("DeemedTimeResolved") == 1


def test_i17_a_closure_that_covers_no_ones_time_changes_nothing(rooms: Rooms):
    rooms.submitted()
    before = rooms.everything()
    rooms.hands.set("2022-05-13 12:00")

    announced(rooms, "2022-05-13 11:00:01", "2022-05-13 11:30")

    after = rooms.everything()
    assert after["filing"] == before["filing"]
    assert after["message"] == before["message"]


def test_i17_a_closure_of_another_office_changes_no_time(rooms: Rooms):
    filing_id = rooms.submitted()
    before = rooms.filing(filing_id)
    with rooms.by("registry") as work:
        announce_closure(
            work,
            office_code="DC_ACCOUNTS",
            kind=ClosureKind.DIRECTED,
            starts_at=hong_kong("2022-05-13 09:00"),
        )
    assert rooms.filing(filing_id) == before


def test_i18_a_wider_closure_with_the_same_reopening_changes_no_reason(rooms: Rooms):
    rooms.hands.set("2022-05-13 11:00")
    announced(rooms, "2022-05-13 10:00", "2022-05-13 18:00")
    filing_id = rooms.submitted()
    was = rooms.filing(filing_id)
    rooms.hands.set("2022-05-13 11:10")

    announced(rooms, "2022-05-13 09:00", "2022-05-13 20:00")

    with rooms.works.look() as session:
        again = deemed_received(was.received_at, calendar_of(session, OFFICE))
    assert rooms.filing(filing_id) == was
    assert (again.at, again.closure_id) == (was.deemed_at, was.deemed_closure_id)
    assert again.at == hong_kong("2022-05-16 08:45")


def test_i18_what_is_stored_gives_the_stored_time_again(rooms: Rooms):
    filing_id = rooms.submitted()
    rooms.hands.set("2022-05-13 12:00")
    announced(rooms, "2022-05-13 10:30", "2022-05-13 11:45")
    announced(rooms, "2022-05-13 11:40", "2022-05-13 14:20")

    stored = rooms.filing(filing_id)
    with rooms.works.look() as session:
        again = deemed_received(stored.received_at, calendar_of(session, OFFICE))

    assert stored.deemed_at == hong_kong("2022-05-13 14:20")
    assert (again.at, again.rule, again.rule_version, again.closure_id) == (
        stored.deemed_at,
        stored.deemed_rule,
        stored.deemed_rule_version,
        stored.deemed_closure_id,
    )
    assert again.explanation.tc == stored.deemed_explanation_tc
    assert rooms.events().count("DeemedTimeRevised") == 2
    assert len(rooms.all(AuditEntry, event="DeemedTimeRevised", subject_id=filing_id)) == 2
