"""Closures and filings in any order, by a machine of Hypothesis, against openness by hand."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, select

from api.audit.models import AuditEntry
from api.courts.models import Closure
from api.courts.operations import announce_closure, begin_closure, end_closure
from api.courts.queries import span_of
from api.courts.rules import calendar_for, deemed_received
from api.courts.states import ClosureKind, ClosureState
from api.filings.models import Filing
from api.filings.states import UNDECIDED
from api.notifications.models import Message
from api.reference.loading import published
from tests.filings.steps import Rooms

OFFICE = "DC_REGISTRY"
CLOCK = ZoneInfo("Asia/Hong_Kong")
EASTER = {date(2023, 4, d) for d in (5, 7, 10)}
HOLIDAYS = EASTER | {date(2023, 5, 1), date(2023, 5, 26), date(2023, 6, 22), date(2023, 7, 1)}
SESSIONS = ((time(8, 45), time(13)), (time(14), time(17, 30)))
MINUTE = timedelta(minutes=1)


def is_open_by_hand(instant: datetime, closures: list[Closure]) -> bool:
    """Whether the registry is open: weekday hours as printed on its door, and no closure."""
    local = instant.astimezone(CLOCK)
    if local.isoweekday() > 5 or local.date() in HOLIDAYS:
        return False
    in_hours = any(first <= local.time() <= last for first, last in SESSIONS)
    return in_hours and not any(
        c.starts_at <= instant and (c.ends_at is None or instant < c.ends_at) for c in closures
    )


class Closing(RuleBasedStateMachine):
    """A registry in the spring of 2023, its officers, its weather and its filers."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__()
        self.rooms = rooms
        self.filings: dict[str, Filing] = {}
        self.settled: Counter[str] = Counter()
        self.revised: Counter[str] = Counter()

    @initialize(hour=st.integers(8, 18), minute=st.integers(0, 59))
    def a_day_begins(self, hour: int, minute: int) -> None:
        day = (self.rooms.hands.now + timedelta(days=1)).astimezone(CLOCK).date()
        self.rooms.hands.now = datetime.combine(day, time(hour, minute), CLOCK).astimezone(UTC)

    @rule(minutes=st.sampled_from([1, 20, 90, 240, 700, 1500]))
    def time_passes(self, minutes: int) -> None:
        self.rooms.hands.move(minutes=minutes)

    @rule(
        start=st.integers(-8, 16),
        length=st.one_of(st.none(), st.integers(1, 24)),
        kind=st.sampled_from(ClosureKind),
    )
    def announce(self, start: int, length: int | None, kind: ClosureKind) -> None:
        """Times in half hours from now. No two instants of a real clock are the same."""
        self.rooms.hands.move(seconds=1)
        starts_at = self.rooms.hands.now + 30 * MINUTE * start
        with self.rooms.by("registry") as work:
            announce_closure(
                work,
                office_code=OFFICE,
                kind=kind,
                starts_at=starts_at,
                ends_at=None if length is None else starts_at + 30 * MINUTE * length,
            )
        self.look()

    @precondition(lambda self: self.open_ended())
    @rule(which=st.integers(0, 9), earlier=st.integers(0, 4))
    def end(self, which: int, earlier: int) -> None:
        unended = self.open_ended()
        closure = unended[which % len(unended)]
        ends_at = max(closure.starts_at, self.rooms.hands.now - 30 * MINUTE * earlier)
        with self.rooms.by("registry") as work:
            end_closure(work, closure.id, expected_version=closure.version, ends_at=ends_at)
        self.look()

    @rule()
    def what_has_come_begins(self) -> None:
        for closure in self.closures():
            with self.rooms.works.open() as work:
                begin_closure(work, closure.id)
        now = self.rooms.hands.now
        late = [c for c in self.closures() if c.state is ClosureState.ANNOUNCED]
        assert all(c.starts_at > now for c in late)

    @rule()
    def a_filing_arrives(self) -> None:
        filing_id = self.rooms.submitted(documents=("WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM"))
        self.filings[filing_id] = self.rooms.filing(filing_id)
        assert self.filings[filing_id].deemed_judged_at == self.rooms.hands.now

    @precondition(lambda self: self.undecided())
    @rule(which=st.integers(0, 9))
    def the_registry_decides(self, which: int) -> None:
        waiting = self.undecided()
        filing = waiting[which % len(waiting)]
        claimed = self.rooms.claimed(self.rooms.paid(filing.id))
        self.rooms.decided(claimed, filing.deemed_at is not None)
        self.look()

    @invariant()
    def i14_the_times_are_in_order(self) -> None:
        for f in self.filings.values():
            times = [f.started_at, f.upload_completed_at, f.submitted_at, f.received_at]
            times += [t for t in (f.reviewed_at,) if t is not None]
            assert all(a <= b for a, b in pairwise(times))

    @invariant()
    def i15_it_counts_at_the_first_open_instant(self) -> None:
        closures = self.closures()
        for f in self.filings.values():
            if f.state not in UNDECIDED or f.deemed_at is None:
                continue
            assert f.deemed_at >= f.received_at
            assert is_open_by_hand(f.deemed_at, closures)
            assert f.effective_filed_at == f.deemed_at
            minutes = int((f.deemed_at - f.received_at) / MINUTE)
            assert not any(
                is_open_by_hand(f.received_at + MINUTE * m, closures) for m in range(minutes)
            )

    @invariant()
    def i16_it_is_pending_while_a_closure_in_its_way_has_no_end(self) -> None:
        unended = {c.id for c in self.open_ended()}
        for f in self.filings.values():
            assert f.deemed_pending == (f.deemed_at is None)
            if f.deemed_pending:
                assert f.deemed_closure_id in unended

    @invariant()
    def i18_what_is_stored_gives_the_stored_time_again(self) -> None:
        closures = self.closures()
        for f in self.filings.values():
            known = [c for c in closures if c.announced_at <= f.deemed_judged_at]
            if f.state in UNDECIDED:
                known = closures
            calendar = calendar_for(published(), OFFICE, [span_of(c) for c in known])
            again = deemed_received(f.received_at, calendar)
            assert (again.at, again.rule, again.rule_version, again.closure_id) == (
                f.deemed_at,
                f.deemed_rule,
                f.deemed_rule_version,
                f.deemed_closure_id,
            )
            assert again.explanation.en == f.deemed_explanation_en

    @invariant()
    def i16_each_change_is_one_event_and_one_message(self) -> None:
        for event, expected in (
            ("DeemedTimeResolved", self.settled),
            ("DeemedTimeRevised", self.revised),
        ):
            assert self.told(AuditEntry, AuditEntry.event == event) == expected
            assert self.told(Message, Message.about == event) == expected

    def look(self) -> None:
        """See each filing again, and hold what changed against what may change."""
        for filing_id, before in self.filings.items():
            now = self.rooms.filing(filing_id)
            assert now.received_at == before.received_at, "I-17"
            if before.deemed_at is not None and now.deemed_at is not None:
                assert now.deemed_at >= before.deemed_at, "I-23"
            if (before.deemed_at, before.deemed_closure_id) != (
                now.deemed_at,
                now.deemed_closure_id,
            ):
                was_waiting = before.deemed_at is None
                is_settled = was_waiting and now.deemed_at is not None
                assert was_waiting or before.state in UNDECIDED, "I-23"
                (self.settled if is_settled else self.revised)[filing_id] += 1
            self.filings[filing_id] = now

    def told(self, table: Any, condition: Any) -> Counter[str]:
        """How often each of this machine's filings was told of."""
        with Session(self.rooms.engine) as session:
            subjects = session.exec(select(table.subject_id).where(condition))
            return Counter(s for s in subjects if s in self.filings)

    def closures(self) -> list[Closure]:
        return self.rooms.all(Closure, office_code=OFFICE)

    def open_ended(self) -> list[Closure]:
        return [c for c in self.closures() if c.ends_at is None]

    def undecided(self) -> list[Filing]:
        return [f for f in self.filings.values() if f.state in UNDECIDED]

    def teardown(self) -> None:
        """The weather clears before the next day."""
        for closure in self.open_ended():
            with self.rooms.by("registry") as work:
                end = max(closure.starts_at, self.rooms.hands.now)
                end_closure(work, closure.id, expected_version=closure.version, ends_at=end)
        assert self.rooms.differences() == []


def test_i14_to_i18_hold_for_closures_and_filings_in_any_order(rooms: Rooms):
    """I-14, I-15, I-16, I-17, I-18, I-23 on each database; and I-3 after each life."""
    rooms.hands.set("2023-03-20 09:00")
    run_state_machine_as_test(
        lambda: Closing(rooms),
        settings=settings(
            max_examples=10,
            stateful_step_count=14,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
