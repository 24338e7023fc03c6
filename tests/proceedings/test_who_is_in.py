"""Parties come and go and change their names; nothing that was is lost."""

from typing import Any

import pytest

from api.cases.models import Case
from api.kernel.refusals import Malformed, NotAllowed
from api.kernel.states import move
from api.parties.models import Party, PartyName, Representation
from api.parties.operations import link_party
from api.parties.rules import LastOnItsSide, NameIsTheSame, PartyHasLeft
from api.parties.states import PartyKind, PartyRole
from api.proceedings import operations as proceedings
from api.proceedings.operations import NewParty
from api.register.models import CauseBookEntry
from tests.court import Court
from tests.filings.steps import Rooms
from tests.proceedings.steps import done, entered, occasion, party, sees

SECOND = NewParty(PartyRole.DEFENDANT, PartyKind.INDIVIDUAL, "李樣本  Sample Second")


def line(rooms: Rooms, case: Case) -> CauseBookEntry:
    """The public line of a case."""
    [found] = rooms.all(CauseBookEntry, case_id=case.id)
    return found


def test_a_party_is_added_after_the_others_and_the_title_follows_at_once(rooms: Rooms):
    case = rooms.opened_case()
    since = len(rooms.events())
    case = done(rooms, proceedings.add_party, case, SECOND)
    added = party(rooms, case, 3)
    assert (added.name, added.joined_at) == ("李樣本 Sample Second", rooms.hands.now)
    assert case.title == "陳樣本 Sample Plaintiff v. Sample Kites Limited and another"
    assert line(rooms, case).title == case.title
    assert "sample second" in line(rooms, case).searchable
    assert entered(rooms, case)[-1][0] == "李樣本 Sample Second added as defendant"
    assert rooms.events(since) == ["PartyJoined", "RegisterEntryRecorded"]


def test_a_party_that_leaves_stays_on_record_with_its_place(rooms: Rooms):
    """What acted for it acts no longer, and its own account sees the case no longer."""
    case = done(rooms, proceedings.add_party, rooms.opened_case(), SECOND)
    first = party(rooms, case, 2)
    done(rooms, proceedings.begin_acting, case, first.id, "HARBOUR")
    with rooms.by("registry") as work:
        link_party(work, case.id, "litigant", first.id)
    rooms.hands.move(days=1)

    case = done(rooms, proceedings.remove_party, case, first.id)

    gone = party(rooms, case, 2)
    assert (gone.left_at, gone.name) == (rooms.hands.now, first.name)
    assert [sees(rooms, name, case) for name in ("rival", "litigant", "lawyer")] == [
        False,
        False,
        True,
    ]
    assert (
        case.title == line(rooms, case).title == "陳樣本 Sample Plaintiff v. 李樣本 Sample Second"
    )
    assert len(rooms.all(Party, case_id=case.id)) == 3
    done(rooms, proceedings.add_party, case, SECOND)
    assert sorted(p.ordinal for p in rooms.all(Party, case_id=case.id)) == [1, 2, 3, 4]
    with pytest.raises(PartyHasLeft):
        done(rooms, proceedings.remove_party, case, first.id)


def test_the_last_party_on_a_side_does_not_leave_a_case_that_goes_on(rooms: Rooms):
    case = rooms.opened_case()
    before = rooms.everything()
    for ordinal in (1, 2):
        with pytest.raises(LastOnItsSide):
            done(rooms, proceedings.remove_party, case, party(rooms, case, ordinal).id)
    assert rooms.everything() == before


def test_i8_an_amended_name_holds_from_now_on_and_the_former_stays_readable(rooms: Rooms):
    case = rooms.opened_case()
    defendant = party(rooms, case, 2)
    began = rooms.one(Party, defendant.id).joined_at
    rooms.hands.move(days=2)
    since = len(rooms.events())

    case = done(rooms, proceedings.amend_party_name, case, defendant.id, "Sample Gliders Limited")

    names = sorted(rooms.all(PartyName, party_id=defendant.id), key=lambda row: row.from_at)
    assert [(n.name, n.from_at, n.until_at) for n in names] == [
        ("Sample Kites Limited", began, rooms.hands.now),
        ("Sample Gliders Limited", rooms.hands.now, None),
    ]
    assert case.title == "陳樣本 Sample Plaintiff v. Sample Gliders Limited"
    assert line(rooms, case).title == case.title
    assert "kites" not in line(rooms, case).searchable
    assert "amended from Sample Kites Limited to" in entered(rooms, case)[-1][0]
    assert rooms.events(since) == ["PartyNameAmended", "RegisterEntryRecorded"]
    with pytest.raises(NameIsTheSame):
        done(rooms, proceedings.amend_party_name, case, defendant.id, " Sample  Gliders Limited ")


@pytest.mark.parametrize("name", ["", "   ", "x" * 301, "a\x01b"])
def test_a_name_that_is_none_is_refused(rooms: Rooms, name: str):
    case = rooms.opened_case()
    before = rooms.everything()
    with pytest.raises(Malformed):
        done(rooms, proceedings.amend_party_name, case, party(rooms, case, 1).id, name)
    new = NewParty(PartyRole.DEFENDANT, PartyKind.INDIVIDUAL, name)
    with pytest.raises(Malformed):
        done(rooms, proceedings.add_party, case, new)
    assert rooms.everything() == before


@pytest.mark.parametrize("by", ["lawyer", "litigant", "secondary", "auditor"])
def test_only_registry_officers_record_who_is_in_a_case(rooms: Rooms, by: str):
    case = rooms.opened_case()
    on, first = occasion(rooms, case), party(rooms, case, 1)
    before = rooms.everything()
    for verb, given in (
        (proceedings.add_party, (SECOND,)),
        (proceedings.remove_party, (first.id,)),
        (proceedings.amend_party_name, (first.id, "Another")),
    ):
        with pytest.raises(NotAllowed), rooms.by(by) as work:
            verb(work, on, *given)
    assert rooms.everything() == before


SHOWN = """{ title representations { firmName untilAt party { name } }
  parties { nodes { name leftAt names { name untilAt } representations { firmName } } }
  register { nodes { description { en } channel basis { reason restsOn { number } } } }
  viewerCan { action allowed unmet { code } } }"""


def as_seen(court: Court, number: str, by: str) -> Any:
    """A case as somebody is shown it."""
    query = f"query C($n: String!) {{ case(number: $n) {SHOWN} }}"
    return court.ask(query, {"n": number}, by=by)["case"]


def test_the_contract_shows_names_firms_and_reasons_to_those_in_the_case(court: Court):
    case = court.opened_case()["case"]
    court.hands.move(hours=1)
    defendant = case["parties"]["nodes"][1]["id"]
    on = {"caseId": case["id"], "reason": "A notice of today."}
    show = "... on RepresentationChanged { case { version } }"
    given = {"partyId": defendant, "organizationCode": "HARBOUR"}
    changed = court.do(
        "beginActing", {**on, **given, "expectedVersion": case["version"]}, show, by="registry"
    )
    version = changed["case"]["version"]
    court.hands.move(hours=1)
    given = {"partyId": defendant, "name": "Sample Gliders Limited"}
    show = "... on PartiesChanged { case { title version } }"
    changed = court.do(
        "amendPartyName", {**on, **given, "expectedVersion": version}, show, by="registry"
    )
    seen = as_seen(court, case["number"], "rival")
    assert seen == {**as_seen(court, case["number"], "lawyer"), "viewerCan": seen["viewerCan"]}
    assert seen["title"] == changed["case"]["title"]
    [_, named] = seen["parties"]["nodes"]
    assert [n["name"] for n in named["names"]] == ["Sample Kites Limited", "Sample Gliders Limited"]
    assert named["representations"] == [{"firmName": "Harbour Kite (fictional firm)"}]
    firms = [(r["firmName"], r["party"]["name"]) for r in seen["representations"]]
    assert firms[-1] == ("Harbour Kite (fictional firm)", "Sample Gliders Limited")
    assert {n["basis"]["reason"] for n in seen["register"]["nodes"] if n["basis"]} == {on["reason"]}
    can = {
        p["action"]: p["allowed"] for p in as_seen(court, case["number"], "registry")["viewerCan"]
    }
    assert can["beginActing"]
    assert can["stayCase"]
    assert not can["liftStay"]
    assert not any(p["allowed"] for p in seen["viewerCan"] if p["action"] != "startFiling")


def test_what_may_be_recorded_of_a_case_that_is_over_is_what_the_screen_says(rooms: Rooms):
    from api.cases.queries import allowed  # noqa: PLC0415

    case = rooms.opened_case()
    for verb in ("conclude", "close"):
        with rooms.by("registry") as work:
            move(work, work.session.get_one(Case, case.id), verb)
    case = rooms.one(Case, case.id)
    unmet = dict(allowed(case.standing, rooms.people["registry"].kind))
    refused = unmet["addParty"]
    assert refused is not None
    with pytest.raises(type(refused)):
        done(rooms, proceedings.add_party, case, SECOND)
    assert unmet["ceaseActing"] is None
    done(rooms, proceedings.cease_acting, case, party(rooms, case, 1).id)
    assert all(row.until_at for row in rooms.all(Representation, case_id=case.id))
