"""Firms come on the record and go, from one instant to the next; sight follows at once."""

import pytest

from api.kernel.refusals import ChangedMeanwhile, Malformed, NotAllowed, NotFound
from api.notifications.models import Message
from api.parties.models import Linkage, Representation
from api.parties.operations import link_party
from api.parties.rules import (
    AlreadyLinked,
    AnotherFirmActs,
    NobodyActs,
    NotALitigantsAccount,
    PartyHasLeft,
)
from api.proceedings import operations as proceedings
from api.register.models import EntryBasis, RegisterEntry
from tests.filings.steps import Rooms
from tests.proceedings.steps import done, entered, occasion, party, sees

REASON = "By order of today."


def acting(rooms: Rooms, party_id: str) -> list[tuple[str, bool]]:
    """Who acts or acted for a party, oldest first, and whether it still does."""
    rows = sorted(rooms.all(Representation, party_id=party_id), key=lambda row: row.from_at)
    return [(row.firm_name, row.until_at is None) for row in rows]


def test_a_firm_that_begins_to_act_sees_the_whole_case_and_the_register_says_so(rooms: Rooms):
    case = rooms.opened_case()
    defendant = party(rooms, case, 2)
    since = len(rooms.events())
    assert not sees(rooms, "rival", case)

    done(rooms, proceedings.begin_acting, case, defendant.id, "HARBOUR")

    assert sees(rooms, "rival", case)
    assert acting(rooms, defendant.id) == [("HARBOUR (fictional firm)", True)]
    said = "HARBOUR (fictional firm) acts for the defendant Sample Kites Limited"
    assert entered(rooms, case) == [(said, REASON)]
    assert rooms.events(since) == ["RepresentationBegan", "RegisterEntryRecorded"]


def test_a_change_of_solicitors_is_one_instant_without_gap_and_without_two(rooms: Rooms):
    """The old firm loses sight in the instant in which the new one gains it; both stay readable."""
    case = rooms.opened_case()
    plaintiff = party(rooms, case, 1)
    rooms.hands.move(days=1)
    since = len(rooms.events())

    done(rooms, proceedings.change_solicitors, case, plaintiff.id, "HARBOUR")

    old, new = sorted(rooms.all(Representation, case_id=case.id), key=lambda row: row.from_at)
    assert old.until_at == new.from_at == rooms.hands.now
    assert new.until_at is None
    seers = [name for name in ("lawyer", "colleague", "rival") if sees(rooms, name, case)]
    assert seers == ["rival"]
    assert [link.until_at for link in rooms.all(Linkage, case_id=case.id)] == [rooms.hands.now]
    assert rooms.events(since) == [
        "RepresentationEnded",
        "AccountUnlinked",
        "RepresentationBegan",
        "RegisterEntryRecorded",
    ]


def test_a_firm_that_ceases_to_act_is_out_at_once_and_the_party_acts_in_person(rooms: Rooms):
    case = rooms.opened_case()
    plaintiff = party(rooms, case, 1)
    draft = rooms.draft(case_number=case.number, documents=("REPLY",))

    done(rooms, proceedings.cease_acting, case, plaintiff.id)

    assert not sees(rooms, "lawyer", case)
    assert acting(rooms, plaintiff.id) == [("LANTERN (fictional firm)", False)]
    with pytest.raises(NotFound):
        rooms.draft(case_number=case.number, documents=())
    assert rooms.filing(draft).state == "DRAFT"
    with pytest.raises(NobodyActs):
        done(rooms, proceedings.cease_acting, case, plaintiff.id)


def test_a_firm_that_still_acts_for_another_party_keeps_its_sight(rooms: Rooms):
    case = rooms.opened_case()
    plaintiff, defendant = party(rooms, case, 1), party(rooms, case, 2)
    done(rooms, proceedings.begin_acting, case, defendant.id, "LANTERN")
    done(rooms, proceedings.cease_acting, case, plaintiff.id)
    assert sees(rooms, "lawyer", case)
    done(rooms, proceedings.cease_acting, case, defendant.id)
    assert not sees(rooms, "lawyer", case)
    assert not sees(rooms, "colleague", case)


def test_a_party_acts_in_person_with_an_account_of_their_own(rooms: Rooms):
    case = rooms.opened_case()
    plaintiff = party(rooms, case, 1)
    done(rooms, proceedings.act_in_person, case, plaintiff.id, "litigant")
    seers = [name for name in ("lawyer", "litigant", "stranger") if sees(rooms, name, case)]
    assert seers == ["litigant"]
    assert entered(rooms, case)[-1][0].endswith("acts in person")
    with pytest.raises(AlreadyLinked):
        done(rooms, proceedings.act_in_person, case, plaintiff.id, "litigant")
    with pytest.raises(NotALitigantsAccount):
        done(rooms, proceedings.act_in_person, case, plaintiff.id, "rival")


def test_a_party_linked_while_represented_goes_on_in_person_when_the_firm_goes(rooms: Rooms):
    case = rooms.opened_case()
    plaintiff = party(rooms, case, 1)
    with rooms.by("registry") as work:
        link_party(work, case.id, "litigant", plaintiff.id)
    done(rooms, proceedings.act_in_person, case, plaintiff.id, "litigant")
    assert sees(rooms, "litigant", case)
    assert not sees(rooms, "lawyer", case)


def test_those_in_the_case_are_told_and_nobody_else_is(rooms: Rooms):
    case = rooms.opened_case()
    defendant = party(rooms, case, 2)
    with rooms.by("registry") as work:
        link_party(work, case.id, "litigant", defendant.id)
    done(rooms, proceedings.change_solicitors, case, party(rooms, case, 1).id, "HARBOUR")
    told = {
        (m.account_id, m.about)
        for m in rooms.all(Message)
        if m.about in ("RepresentationBegan", "RepresentationEnded")
    }
    lawyer, litigant = (rooms.people[name].account_id for name in ("lawyer", "litigant"))
    assert told == {
        (lawyer, "RepresentationEnded"),
        (litigant, "RepresentationEnded"),
        (litigant, "RepresentationBegan"),
    }


def test_what_a_change_rests_on_is_an_entry_of_the_same_case(rooms: Rooms):
    case, other = rooms.opened_case(), rooms.opened_case()
    defendant = party(rooms, case, 2)
    done(rooms, proceedings.begin_acting, other, party(rooms, other, 2).id, "HARBOUR")
    [foreign] = rooms.all(RegisterEntry, case_id=other.id)
    before = rooms.everything()
    for rests_on in (foreign.id, "reg_00000000000000000000000000"):
        on = occasion(rooms, case, rests_on=rests_on)
        with pytest.raises(NotFound), rooms.by("registry") as work:
            proceedings.begin_acting(work, on, defendant.id, "HARBOUR")
    assert rooms.everything() == before
    done(rooms, proceedings.begin_acting, case, defendant.id, "HARBOUR")
    [first] = rooms.all(RegisterEntry, case_id=case.id)
    on = occasion(rooms, case, rests_on=first.id)
    with rooms.by("registry") as work:
        proceedings.cease_acting(work, on, defendant.id)
    assert [basis.rests_on_id for basis in rooms.all(EntryBasis) if basis.rests_on_id] == [first.id]


def test_what_is_not_in_order_is_refused_and_changes_nothing(rooms: Rooms):
    case = rooms.opened_case()
    plaintiff, defendant = party(rooms, case, 1), party(rooms, case, 2)
    foreign = party(rooms, rooms.opened_case(), 2)
    on, stale = occasion(rooms, case), occasion(rooms, case, late=1)
    empty = proceedings.Occasion(case.id, on.expected_version, proceedings.Basis(" "))
    before = rooms.everything()
    for refusal, verb, given in (
        (AnotherFirmActs, proceedings.begin_acting, (on, plaintiff.id, "HARBOUR")),
        (AnotherFirmActs, proceedings.change_solicitors, (on, plaintiff.id, "LANTERN")),
        (NobodyActs, proceedings.change_solicitors, (on, defendant.id, "HARBOUR")),
        (NobodyActs, proceedings.cease_acting, (on, defendant.id)),
        (NotFound, proceedings.begin_acting, (on, foreign.id, "HARBOUR")),
        (NotFound, proceedings.begin_acting, (on, defendant.id, "NOBODY")),
        (NotFound, proceedings.act_in_person, (on, defendant.id, "nobody")),
        (ChangedMeanwhile, proceedings.begin_acting, (stale, defendant.id, "HARBOUR")),
        (Malformed, proceedings.begin_acting, (empty, defendant.id, "HARBOUR")),
    ):
        with pytest.raises(refusal), rooms.by("registry") as work:
            verb(work, *given)
    assert rooms.everything() == before


@pytest.mark.parametrize(
    "by", ["lawyer", "rival", "litigant", "primary", "helpdesk", "auditor", "accounts"]
)
def test_only_registry_officers_record_who_acts(rooms: Rooms, by: str):
    case = rooms.opened_case()
    on, defendant = occasion(rooms, case), party(rooms, case, 2)
    nowhere = proceedings.Occasion("cas_00000000000000000000000000", 1, on.basis)
    before = rooms.everything()
    for place in (on, nowhere):
        for verb, given in (
            (proceedings.begin_acting, (place, defendant.id, "HARBOUR")),
            (proceedings.change_solicitors, (place, defendant.id, "HARBOUR")),
            (proceedings.cease_acting, (place, defendant.id)),
            (proceedings.act_in_person, (place, defendant.id, "litigant")),
        ):
            with pytest.raises(NotAllowed), rooms.by(by) as work:
                verb(work, *given)
    assert rooms.everything() == before


def test_nobody_begins_to_act_for_a_party_who_has_left(rooms: Rooms):
    case = rooms.opened_case()
    new = proceedings.NewParty(party(rooms, case, 2).role, party(rooms, case, 2).kind, "Another")
    done(rooms, proceedings.add_party, case, new)
    gone = party(rooms, case, 2)
    done(rooms, proceedings.remove_party, case, gone.id)
    with pytest.raises(PartyHasLeft):
        done(rooms, proceedings.begin_acting, case, gone.id, "HARBOUR")
    with pytest.raises(PartyHasLeft):
        done(rooms, proceedings.act_in_person, case, gone.id, "litigant")
