"""Cases, parties and firms in any order, by a machine of Hypothesis, against a model in Python.

Who sees a case is kept here as plain sets and compared after every step, at every door of the room.
"""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, select

from api.audit.models import AuditEntry
from api.cases.models import Case
from api.cases.queries import allowed
from api.kernel.actors import AccountKind
from api.kernel.refusals import Refusal
from api.kernel.work import viewer_of
from api.parties.models import Linkage, Party, PartyName, Representation
from api.parties.operations import link_party
from api.parties.queries import case_visible_to, cases_of
from api.parties.rules import title_of
from api.parties.states import PartyKind, PartyRole
from api.proceedings import operations as proceedings
from api.proceedings.operations import NewParty
from api.register.models import CauseBookEntry, EntryBasis, RegisterEntry
from tests.filings.steps import Rooms
from tests.proceedings.steps import occasion

FIRMS = {"LANTERN": ("lawyer", "colleague"), "HARBOUR": ("rival",)}
FILERS = ("lawyer", "colleague", "rival", "litigant", "stranger")
KEPT = (Case, Party, PartyName, Representation, Linkage, RegisterEntry, EntryBasis, CauseBookEntry)
OVER = {"CLOSED", "TRANSFERRED"}
STANDS = {
    "stay": ({"OPEN"}, "STAYED"),
    "lift_stay": ({"STAYED"}, "OPEN"),
    "conclude": ({"OPEN", "STAYED"}, "CONCLUDED"),
    "close": ({"CONCLUDED"}, "CLOSED"),
    "reopen": ({"CONCLUDED", "CLOSED"}, "OPEN"),
}
EVENTS = {
    "stay": "CaseStayed",
    "lift_stay": "StayLifted",
    "conclude": "CaseConcluded",
    "close": "CaseClosed",
    "reopen": "CaseReopened",
}
places = st.integers(0, 3)


@dataclass
class Modelled:
    """A case as the model has it: standing, who is in it, who acts, whose accounts are linked."""

    standing: str = "OPEN"
    parties: list[str] = field(default_factory=list[str])
    sides: dict[str, str] = field(default_factory=dict[str, str])
    acts: dict[str, str] = field(default_factory=dict[str, str])
    links: dict[str, str | None] = field(default_factory=dict[str, "str | None"])

    def seers(self) -> set[str]:
        """Who sees the case."""
        acting = {name for firm in self.acts.values() for name in FIRMS[firm]}
        return acting | set(self.links)

    def ceases(self, party: str) -> None:
        """The firm of a party goes, and with it its links unless it acts for another."""
        firm = self.acts.pop(party)
        if firm not in self.acts.values():
            for name in FIRMS[firm]:
                self.links.pop(name, None)


class GoingOn(RuleBasedStateMachine):
    """Two cases, an officer, two firms and two litigants."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__()
        self.rooms = rooms
        self.cases: list[Case] = []
        self.models: dict[str, Modelled] = {}
        self.counts: dict[Any, int] = {}
        self.named = 0

    @initialize()
    def two_cases_begin(self) -> None:
        self.cases = [self.rooms.opened_case(), self.rooms.opened_case(by="rival")]
        for case, by, firm in zip(self.cases, ("lawyer", "rival"), FIRMS, strict=True):
            parties = sorted(self.rooms.all(Party, case_id=case.id), key=lambda p: p.ordinal)
            ids = [p.id for p in parties]
            sides = {p.id: p.role.value for p in parties}
            self.models[case.id] = Modelled("OPEN", ids, sides, {ids[0]: firm}, {by: None})

    def attempt(self, place: int, verb: Any, *given: Any) -> list[str] | None:
        """Try a verb on a case; the events that it left, or None if it was refused."""
        self.rooms.hands.move(seconds=1)
        case = self.cases[place % 2]
        since, before = len(self.rooms.events()), self.rows(case)
        on = occasion(self.rooms, case)
        try:
            with self.rooms.by("registry") as work:
                verb(work, on, *given)
        except Refusal:
            assert self.rows(case) == before
            assert len(self.rooms.events()) == since
            return None
        assert self.rooms.one(Case, case.id).version > on.expected_version
        return self.rooms.events(since)

    def rows(self, case: Case) -> list[Any]:
        """What a refusal must leave as it was."""
        return [repr(self.rooms.all(table)) for table in (Party, Representation, Linkage)]

    def model(self, place: int) -> Modelled:
        return self.models[self.cases[place % 2].id]

    def done(self, events: list[str] | None, *, expected: bool, event: str = "") -> bool:
        """Insist that it was done exactly when the model says so, with one event and one entry."""
        assert (events is not None) == expected
        if events is not None and event:
            assert events.count(event) == 1
            assert events.count("RegisterEntryRecorded") == 1
        return expected

    @rule(place=places, which=places, firm=st.sampled_from(list(FIRMS)))
    def a_firm_begins_to_act(self, place: int, which: int, firm: str) -> None:
        model = self.model(place)
        party = model.parties[which % len(model.parties)]
        can = model.standing not in OVER and party in model.sides and party not in model.acts
        events = self.attempt(place, proceedings.begin_acting, party, firm)
        if self.done(events, expected=can, event="RepresentationBegan"):
            model.acts[party] = firm

    @rule(place=places, which=places, firm=st.sampled_from(list(FIRMS)))
    def solicitors_change(self, place: int, which: int, firm: str) -> None:
        model = self.model(place)
        party = model.parties[which % len(model.parties)]
        can = model.standing not in OVER and model.acts.get(party, firm) != firm
        events = self.attempt(place, proceedings.change_solicitors, party, firm)
        if self.done(events, expected=can, event="RepresentationBegan"):
            assert events is not None
            assert events.count("RepresentationEnded") == 1
            model.ceases(party)
            model.acts[party] = firm

    @rule(place=places, which=places)
    def a_firm_ceases_to_act(self, place: int, which: int) -> None:
        model = self.model(place)
        party = model.parties[which % len(model.parties)]
        events = self.attempt(place, proceedings.cease_acting, party)
        if self.done(events, expected=party in model.acts, event="RepresentationEnded"):
            model.ceases(party)

    @rule(place=places, which=places, name=st.sampled_from(["litigant", "stranger"]))
    def a_party_acts_in_person(self, place: int, which: int, name: str) -> None:
        model = self.model(place)
        party = model.parties[which % len(model.parties)]
        is_own = party in model.acts and model.links.get(name) == party
        can = model.standing not in OVER and party in model.sides
        can = can and (name not in model.links or is_own)
        events = self.attempt(place, proceedings.act_in_person, party, name)
        if self.done(events, expected=can):
            if party in model.acts:
                model.ceases(party)
            model.links[name] = party

    @rule(place=places, which=places, name=st.sampled_from(["litigant", "stranger"]))
    def an_account_is_linked(self, place: int, which: int, name: str) -> None:
        model = self.model(place)
        party = model.parties[which % len(model.parties)]
        if name in model.links or party not in model.sides:
            return
        self.rooms.hands.move(seconds=1)
        with self.rooms.by("registry") as work:
            link_party(work, self.cases[place % 2].id, name, party)
        model.links[name] = party

    @rule(place=places, role=st.sampled_from(PartyRole))
    def a_party_joins(self, place: int, role: PartyRole) -> None:
        model, case = self.model(place), self.cases[place % 2]
        self.named += 1
        new = NewParty(role, PartyKind.INDIVIDUAL, f"Sample {self.named}")
        events = self.attempt(place, proceedings.add_party, new)
        if self.done(events, expected=model.standing not in OVER, event="PartyJoined"):
            [joined] = [p for p in self.rooms.all(Party, case_id=case.id) if p.name == new.name]
            assert joined.ordinal == len(model.parties) + 1
            model.parties.append(joined.id)
            model.sides[joined.id] = role.value

    @rule(place=places, which=places)
    def a_party_leaves(self, place: int, which: int) -> None:
        model = self.model(place)
        party = model.parties[which % len(model.parties)]
        side = model.sides.get(party)
        is_last = list(model.sides.values()).count(side or "") == 1
        can = model.standing not in OVER and side is not None and not is_last
        events = self.attempt(place, proceedings.remove_party, party)
        if self.done(events, expected=can, event="PartyLeft"):
            if party in model.acts:
                model.ceases(party)
            del model.sides[party]
            model.links = {name: of for name, of in model.links.items() if of != party}

    @rule(place=places, which=places)
    def a_name_is_amended(self, place: int, which: int) -> None:
        model = self.model(place)
        party = model.parties[which % len(model.parties)]
        can = model.standing not in OVER and party in model.sides
        self.named += 1
        events = self.attempt(place, proceedings.amend_party_name, party, f"Named {self.named}")
        self.done(events, expected=can, event="PartyNameAmended")

    @rule(place=places, verb=st.sampled_from(list(STANDS)))
    def the_case_moves(self, place: int, verb: str) -> None:
        model = self.model(place)
        sources, target = STANDS[verb]
        can = model.standing in sources
        unmet = dict(allowed(self.as_stored(place).standing, AccountKind.REGISTRY_OFFICER))
        action = {"lift_stay": "liftStay"}.get(verb, f"{verb}Case")
        assert (unmet[action] is None) == can
        events = self.attempt(place, proceedings.stand, verb)
        if self.done(events, expected=can, event=EVENTS[verb]):
            model.standing = target

    def as_stored(self, place: int) -> Case:
        return self.rooms.one(Case, self.cases[place % 2].id)

    @invariant()
    def i37_list_item_and_search_show_each_exactly_the_cases_of_the_model(self) -> None:
        for name in FILERS:
            expected = {case.id for case in self.cases if name in self.models[case.id].seers()}
            viewer = viewer_of(self.rooms.people[name])
            with Session(self.rooms.engine) as session:
                rows: Any = Case
                listed = set(session.exec(select(Case.id).where(case_visible_to(rows, viewer))))
                found = set(session.exec(select(Case.id).where(rows.id.in_(cases_of(viewer)))))
            here = {case.id for case in self.cases}  # other runs have left cases of their own
            assert listed & here == found & here == expected, name

    @invariant()
    def i8_nothing_is_ever_deleted_and_every_name_and_firm_stays_readable(self) -> None:
        now = {table: len(self.rooms.all(table)) for table in KEPT}
        assert all(now[table] >= count for table, count in self.counts.items())
        self.counts = now
        for case in self.cases:
            model = self.models[case.id]
            parties = {p.id: p for p in self.rooms.all(Party, case_id=case.id)}
            assert set(parties) == set(model.parties)
            assert {p.id for p in parties.values() if p.left_at is None} == set(model.sides)
            live = [r for r in self.rooms.all(Representation, case_id=case.id) if not r.until_at]
            firms = {r.party_id: r.firm_name.partition(" ")[0] for r in live}
            assert firms == model.acts
            for party in parties.values():
                names = self.rooms.all(PartyName, party_id=party.id)
                assert [n.name for n in names if n.until_at is None] == [party.name]

    @invariant()
    def the_title_and_the_cause_book_follow_and_i9_entries_are_numbered_without_gap(self) -> None:
        for case in self.cases:
            stored = self.rooms.one(Case, case.id)
            assert stored.standing == self.models[case.id].standing
            parties = sorted(self.rooms.all(Party, case_id=case.id), key=lambda p: p.ordinal)
            [line] = self.rooms.all(CauseBookEntry, case_id=case.id)
            title = title_of([p for p in parties if p.left_at is None])
            assert stored.title == line.title == title
            numbers = sorted(e.number for e in self.rooms.all(RegisterEntry, case_id=case.id))
            assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def i2_each_move_left_one_event(self) -> None:
        moved = [e for e in self.rooms.all(AuditEntry) if e.event in EVENTS.values()]
        said = [e.description_en for e in self.rooms.all(RegisterEntry)]
        texts = [text.en for text in proceedings.STANDS.values()]
        assert len(moved) == sum(text in texts for text in said)


def test_i2_i8_i9_i37_whatever_happens_to_cases_the_model_says_who_sees_them(rooms: Rooms):
    """I-2, I-8, I-9, I-37: on each database, any order of the verbs after commencement."""
    run_state_machine_as_test(
        lambda: GoingOn(rooms),
        settings=settings(
            max_examples=5,
            stateful_step_count=18,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
