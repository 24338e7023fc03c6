"""Whatever is done to a filing, by whom and in whatever order: the tables said so beforehand.

I-2 and I-3: each step is compared with the table of moves, writes one event of the filing's, and
replaying the events gives the stored states.
"""

from collections.abc import Callable
from typing import Any

import orjson
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from api.audit.models import AuditEntry
from api.corrections.operations import grant_relation_back
from api.corrections.queries import allowed
from api.filings.events import EffectiveTimeChanged
from api.filings.models import FilingDocument
from api.filings.operations import submit, withdraw
from api.filings.states import (
    DISPOSITION_MOVES,
    FILING_MOVES,
    Disposition,
    FilingState,
)
from api.kernel.actors import FILERS, AccountKind
from api.kernel.refusals import MoveNotOpen, NotAllowed, NotFound, Refusal
from api.kernel.states import Moves
from api.reviews.models import ReviewDecision, ReviewTask
from api.reviews.operations import claim, decide, refer, release, take_over
from api.reviews.rules import AlreadyTheReviewer, NotTheReviewer
from api.reviews.states import REVIEW_MOVES, ReferredTo, ReviewState, TakeOverReason
from tests.filings.steps import Rooms

S = FilingState
HOLDER = "whoever holds it"
PEOPLE = st.sampled_from(["lawyer", "colleague", "rival", "registry", "registry2", "auditor"])
OFFICERS = st.sampled_from(["registry", "registry2"])
DOERS = st.just(HOLDER) | PEOPLE
TARGETS = {"claim": S.UNDER_REVIEW, "release": S.RECEIVED, "refer": S.REFERRED}


class Life(RuleBasedStateMachine):
    """One filing, and a model of it that knows nothing but the tables."""

    def __init__(self, rooms: Rooms, reached: set[tuple[FilingState, bool]]) -> None:
        super().__init__()
        self.rooms = rooms
        self.reached = reached

    @initialize(corrects=st.booleans(), ahead=st.integers(0, 4))
    def begins(self, corrects: bool, ahead: int) -> None:
        """A draft of the lawyer's, of a new case; sometimes the correction of a rejected one."""
        earlier = None
        if corrects:
            first = self.rooms.received()
            earlier = self.rooms.decided(self.rooms.claimed(first), False)
        self.id = self.rooms.draft(resubmission_of=earlier)
        self.corrects = earlier
        self.state = S.DRAFT
        self.review: ReviewState | None = None
        self.holder: str | None = None
        self.since: Any = None
        for _ in range(ahead):
            self.goes_on([True, False])

    def named(self, name: str) -> str:
        """Who is meant; while nobody holds it, the first officer."""
        return (self.holder or "registry") if name == HOLDER else name

    def events_of(self, subject_id: str) -> list[AuditEntry]:
        """What happened to something, in order."""
        found = self.rooms.all(AuditEntry, subject_id=subject_id)
        return sorted(found, key=lambda entry: entry.number)

    def does(self, name: str, deed: Callable[..., Any], expected: type[Refusal] | None) -> bool:
        """Do something as somebody; exactly what was expected comes of it."""
        before = self.rooms.filing(self.id)
        last = len(self.events_of(self.id))
        came: Refusal | None = None
        try:
            with self.rooms.by(name) as work:
                deed(work, before.version)
        except Refusal as no:
            came = no
        assert (came and type(came)) is expected, (came, expected, self.state, name)
        if came is not None:
            assert self.rooms.filing(self.id) == before
            assert len(self.events_of(self.id)) == last
        return came is None

    def filer_refused(self, name: str, verb: str) -> type[Refusal] | None:
        """What the tables say of a filer's verb."""
        kind = self.rooms.people[name].kind
        if verb == "submit" and kind not in FILERS:
            return NotAllowed
        if name not in {"lawyer", "colleague"}:
            return NotFound
        return None if FILING_MOVES.named(verb).is_open_from(self.state) else MoveNotOpen

    def officer_refused(self, name: str, verb: str) -> type[Refusal] | None:
        """What the tables say of an officer's verb."""
        if self.rooms.people[name].kind is not AccountKind.REGISTRY_OFFICER:
            return NotAllowed
        if self.review is None:
            return NotFound if self.state is S.DRAFT else MoveNotOpen
        if verb == "take_over":
            is_open = REVIEW_MOVES.named(verb).is_open_from(self.review)
            refused = AlreadyTheReviewer if name == self.holder else None
            return refused if is_open else MoveNotOpen
        if verb != "claim" and name != self.holder:
            return NotTheReviewer
        edge = FILING_MOVES.named("accept" if verb == "decide" else verb)
        return None if edge.is_open_from(self.state) else MoveNotOpen

    @rule(name=PEOPLE)
    def submits(self, name: str) -> None:
        key = self.rooms.key()
        expected = self.filer_refused(name, "submit")
        if self.does(name, lambda work, version: submit(work, self.id, version, key), expected):
            self.state = S.PAYMENT_PENDING

    @rule()
    def pays(self) -> None:
        self.rooms.paid(self.id)
        if self.state is S.PAYMENT_PENDING:
            self.state, self.review = S.RECEIVED, ReviewState.UNASSIGNED

    @rule(name=PEOPLE)
    def withdraws(self, name: str) -> None:
        expected = self.filer_refused(name, "withdraw")
        if self.does(name, lambda work, version: withdraw(work, self.id, version), expected):
            self.state = S.WITHDRAWN
            self.review = self.review and ReviewState.CANCELLED

    @rule(name=DOERS, verb=st.sampled_from(["claim", "release", "refer"]))
    def reviews(self, name: str, verb: str) -> None:
        name = self.named(name)
        deeds: dict[str, Callable[..., Any]] = {
            "claim": lambda work, version: claim(work, self.id, version),
            "release": lambda work, version: release(work, self.id, version),
            "refer": lambda work, v: refer(work, self.id, v, ReferredTo.MASTER, "A point."),
        }
        if self.does(name, deeds[verb], self.officer_refused(name, verb)):
            self.state = TARGETS[verb]
            self.holder = None if verb == "release" else name
            waits = verb == "release"
            self.review = ReviewState.UNASSIGNED if waits else ReviewState.ASSIGNED

    @rule(name=PEOPLE, reason=st.sampled_from(TakeOverReason))
    def takes_over(self, name: str, reason: TakeOverReason) -> None:
        expected = self.officer_refused(name, "take_over")
        if self.does(name, lambda w, v: take_over(w, self.id, v, reason), expected):
            self.holder = name

    @rule(name=DOERS, accept=st.lists(st.booleans(), min_size=2, max_size=2))
    def decides(self, name: str, accept: list[bool]) -> None:
        name = self.named(name)
        said = self.rooms.disposals(self.id, any(accept), *accept)
        answer = "So be it." if self.state is S.REFERRED else None
        expected = self.officer_refused(name, "decide")
        if self.does(name, lambda w, v: decide(w, self.id, v, said, answer), expected):
            in_part = S.ACCEPTED if all(accept) else S.PARTIALLY_ACCEPTED
            self.state = in_part if any(accept) else S.REJECTED
            self.review = ReviewState.COMPLETED

    @rule(accept=st.lists(st.booleans(), min_size=2, max_size=2))
    def goes_on(self, accept: list[bool]) -> None:
        """The next step of the usual way, so that the far end is reached often."""
        holder = self.holder or "registry"
        steps: dict[FilingState, Callable[[], None]] = {
            S.DRAFT: lambda: self.submits("lawyer"),
            S.PAYMENT_PENDING: self.pays,
            S.RECEIVED: lambda: self.reviews("registry", "claim"),
            S.UNDER_REVIEW: lambda: self.decides(holder, accept),
            S.REFERRED: lambda: self.decides(holder, accept),
            S.ACCEPTED: self.is_recorded,
            S.PARTIALLY_ACCEPTED: self.is_recorded,
        }
        steps.get(self.state, lambda: None)()

    @rule()
    def is_recorded(self) -> None:
        self.rooms.recorded(self.id)
        if self.state in {S.ACCEPTED, S.PARTIALLY_ACCEPTED}:
            self.state = S.RECORDED

    @rule(name=OFFICERS)
    def relates_back(self, name: str) -> None:
        filing = self.rooms.filing(self.id)
        refused = dict(allowed(filing.state, filing.resubmission_of_id, AccountKind("IU")))
        assert type(refused["grantRelationBack"]) is NotAllowed
        open_to = dict(allowed(filing.state, filing.resubmission_of_id, FOR_OFFICERS))
        if open_to["grantRelationBack"] is None and self.since is None:
            with self.rooms.by(name) as work:
                grant_relation_back(work, self.id, filing.version, None, "By order.")
            assert self.corrects is not None
            self.since = self.rooms.filing(self.corrects).deemed_at

    @invariant()
    def stands_where_the_tables_say(self) -> None:
        filing = self.rooms.filing(self.id)
        tasks = self.rooms.all(ReviewTask, filing_id=self.id)
        assert filing.state is self.state
        self.reached.add((filing.state, self.since is not None))
        assert [task.state for task in tasks] == ([self.review] if self.review else [])
        if self.review in {ReviewState.ASSIGNED, ReviewState.COMPLETED}:
            assert tasks[0].reviewer_id == self.rooms.people[self.holder or ""].account_id

    @invariant()
    def i19_has_effect_from_its_deemed_time_or_by_order(self) -> None:
        filing = self.rooms.filing(self.id)
        assert filing.effective_filed_at == (self.since or filing.deemed_at)

    @invariant()
    def i25_i26_is_decided_once_and_whole_by_its_holder(self) -> None:
        rows = self.rooms.all(FilingDocument, filing_id=self.id)
        shown = {row.disposition for row in rows}
        decisions = self.rooms.all(ReviewDecision, filing_id=self.id)
        if self.review is ReviewState.COMPLETED:
            assert shown <= {Disposition.ACCEPTED, Disposition.REJECTED}
            [decision] = decisions
            assert decision.decided_by == self.rooms.people[self.holder or ""].account_id
        else:
            assert decisions == []
            assert shown <= {Disposition.LODGED, Disposition.RECEIVED}

    @invariant()
    def i2_what_can_be_done_is_what_the_table_says(self) -> None:
        for kind in AccountKind:
            for action, unmet in allowed(self.state, self.corrects, kind):
                verb = {"decideFiling": "accept"}.get(action, _verb(action))
                if action != "grantRelationBack":
                    edge = FILING_MOVES.named(verb)
                    is_open = edge.is_open_from(self.state) and kind in edge.by
                    assert (unmet is None) == is_open

    @invariant()
    def i3_replaying_its_events_gives_the_stored_states(self) -> None:
        rows: list[tuple[Any, Moves]] = [(self.rooms.filing(self.id), FILING_MOVES)]
        tasks = self.rooms.all(ReviewTask, filing_id=self.id)
        rows += [(task, REVIEW_MOVES) for task in tasks]
        lodged = self.rooms.all(FilingDocument, filing_id=self.id)
        rows += [(row, DISPOSITION_MOVES) for row in lodged]
        for row, machine in rows:
            mine = [entry.event for entry in self.events_of(row.id)]
            assert replayed(machine, mine) is getattr(row, machine.column)

    @invariant()
    def i3_the_effective_time_is_that_of_the_last_event_that_tells_of_one(self) -> None:
        told = None
        for entry in self.events_of(self.id):
            facts = orjson.loads(entry.facts)
            if entry.event == "FilingReceived":
                told = facts.get("deemed_at", told)
            if entry.event == EffectiveTimeChanged.__name__:
                told = facts.get("effective_at", told)
        since = self.rooms.filing(self.id).effective_filed_at
        assert told == (since and since.isoformat())


FOR_OFFICERS = AccountKind.REGISTRY_OFFICER


def _verb(action: str) -> str:
    """The table's verb behind a mutation's name: ``claimReview`` is ``claim``."""
    return action.removesuffix("Filing").removesuffix("Review")


def replayed(machine: Moves, events: list[str]) -> Any:
    """Where a row stands after its events, by the table alone; others' events are passed by."""
    state: Any = None
    names = {edge.event.__name__ for edge in machine}
    for event in events:
        if event in names:
            [state] = {
                edge.target
                for edge in machine
                if edge.event.__name__ == event and edge.is_open_from(state)
            }
    return state


WAYS: dict[str, Callable[[Life], list[Callable[[], None]]]] = {
    "accepted whole": lambda life: [
        lambda: life.decides(HOLDER, [True, True]),
        lambda: life.relates_back("registry2"),
        life.is_recorded,
    ],
    "in part after a referral that changed hands": lambda life: [
        lambda: life.reviews(HOLDER, "refer"),
        lambda: life.takes_over("registry2", TakeOverReason.HOLDER_AWAY),
        lambda: life.decides("registry", [True, True]),
        lambda: life.decides(HOLDER, [True, False]),
        life.is_recorded,
    ],
    "rejected": lambda life: [lambda: life.decides(HOLDER, [False, False])],
    "withdrawn from the queue": lambda life: [
        lambda: life.reviews(HOLDER, "release"),
        lambda: life.withdraws("colleague"),
    ],
}


def invariants_hold(life: Life) -> None:
    """Everything that holds after any step holds now."""
    life.stands_where_the_tables_say()
    life.i19_has_effect_from_its_deemed_time_or_by_order()
    life.i25_i26_is_decided_once_and_whole_by_its_holder()
    life.i2_what_can_be_done_is_what_the_table_says()
    life.i3_replaying_its_events_gives_the_stored_states()
    life.i3_the_effective_time_is_that_of_the_last_event_that_tells_of_one()


def test_i2_i3_the_usual_ways_reach_every_state_and_the_tables_said_so(rooms: Rooms):
    reached: set[tuple[FilingState, bool]] = set()
    for ahead, way in ((0, lambda _: []), (1, lambda _: []), *((3, way) for way in WAYS.values())):
        life = Life(rooms, reached)
        life.begins(corrects=True, ahead=ahead)
        for step in (lambda: None, *way(life)):
            step()
            invariants_hold(life)
        life.goes_on([True, True])
        invariants_hold(life)
    assert {state for state, _ in reached} == set(S) - {S.SUBMITTING, S.SUBMISSION_FAILED}
    assert (S.RECORDED, True) in reached
    assert rooms.differences() == []


def test_i2_i3_whatever_happens_to_a_filing_the_tables_said_so(rooms: Rooms):
    reached: set[tuple[FilingState, bool]] = set()
    run_state_machine_as_test(
        lambda: Life(rooms, reached),
        settings=settings(
            max_examples=15,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert len(reached) > len(WAYS)
    assert rooms.differences() == []
