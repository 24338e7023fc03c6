"""Stays, conclusions, transfers, and cases that have to do with each other."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import SQLModel

from api.cases.models import Case, CaseTransfer, RelatedCase
from api.cases.operations import make_access_order
from api.cases.rules import AlreadyRelated, CaseIsOver, LeadIsConsolidated, SameCourt
from api.cases.states import AccessOrderKind, CaseRelation, CaseStanding
from api.kernel.refusals import ChangedMeanwhile, Malformed, MoveNotOpen, NotAllowed, UnknownCode
from api.proceedings import operations as proceedings
from api.proceedings.operations import Occasion
from api.register.models import CauseBookEntry
from api.register.rules import Basis
from tests.court import Court
from tests.filings.steps import Rooms
from tests.proceedings.steps import done, entered, occasion

TODAY = date(2022, 5, 13)


def test_each_move_is_one_event_and_one_entry_with_its_reason(rooms: Rooms):
    """I-2: a case moves by its table only."""
    case = rooms.opened_case()
    for verb, standing, event in (
        ("stay", CaseStanding.STAYED, "CaseStayed"),
        ("lift_stay", CaseStanding.OPEN, "StayLifted"),
        ("conclude", CaseStanding.CONCLUDED, "CaseConcluded"),
        ("close", CaseStanding.CLOSED, "CaseClosed"),
        ("reopen", CaseStanding.OPEN, "CaseReopened"),
    ):
        since, entries = len(rooms.events()), len(entered(rooms, case))
        case = done(rooms, proceedings.stand, case, verb)
        assert case.standing is standing
        assert rooms.events(since) == [event, "RegisterEntryRecorded"]
        assert len(entered(rooms, case)) == entries + 1
        assert entered(rooms, case)[-1][1] == "By order of today."


def test_a_move_that_is_not_open_changes_nothing(rooms: Rooms):
    case = rooms.opened_case()
    before = rooms.everything()
    for verb in ("lift_stay", "close", "reopen"):
        with pytest.raises(MoveNotOpen):
            done(rooms, proceedings.stand, case, verb)
    with pytest.raises(ChangedMeanwhile), rooms.by("registry") as work:
        proceedings.stand(work, occasion(rooms, case, late=1), "stay")
    assert rooms.everything() == before


def test_a_transfer_says_where_to_and_when_also_in_the_cause_book(rooms: Rooms):
    case = done(rooms, proceedings.transfer, rooms.opened_case(), "CFI", TODAY)
    assert case.standing is CaseStanding.TRANSFERRED
    [gone] = rooms.all(CaseTransfer)
    assert (gone.case_id, gone.court_code, gone.transferred_on) == (case.id, "CFI", TODAY)
    assert rooms.all(CauseBookEntry)[0].transferred_to_code == "CFI"
    said = "Transferred to the Court of First Instance of the High Court"
    assert entered(rooms, case) == [(said, "By order of today.")]
    with pytest.raises(MoveNotOpen):
        done(rooms, proceedings.transfer, case, "CA", TODAY)


def test_a_transfer_that_is_not_in_order_is_refused(rooms: Rooms):
    case = rooms.opened_case()
    before = rooms.everything()
    for refusal, given in (
        (UnknownCode, ("NOWHERE", TODAY)),
        (SameCourt, ("DC", TODAY)),
        (Malformed, ("CFI", date(2022, 5, 12))),
        (Malformed, ("CFI", date(2022, 5, 14))),
    ):
        with pytest.raises(refusal):
            done(rooms, proceedings.transfer, case, *given)
    assert rooms.everything() == before


def both(rooms: Rooms, lead: Case, *others: Case) -> list[tuple[str, int]]:
    """Cases with the versions they are at."""
    return [(case.id, rooms.one(Case, case.id).version) for case in others]


def ties(rooms: Rooms) -> set[tuple[str, str, str]]:
    """Every tie between two cases, from either side."""
    return {(r.case_id, r.kind.value, r.related_case_id) for r in rooms.all(RelatedCase)}


def test_consolidated_cases_keep_their_registers_and_know_their_lead(rooms: Rooms):
    lead, one, two = (rooms.opened_case() for _ in range(3))
    since = len(rooms.events())
    done(rooms, proceedings.consolidate, lead, both(rooms, lead, one, two))
    assert ties(rooms) == {
        (one.id, "CONSOLIDATED_INTO", lead.id),
        (lead.id, "LEADS", one.id),
        (two.id, "CONSOLIDATED_INTO", lead.id),
        (lead.id, "LEADS", two.id),
    }
    assert [text for text, _ in entered(rooms, lead)] == [
        "Another case consolidated into this one"
    ] * 2
    for member in (one, two):
        assert [text for text, _ in entered(rooms, member)] == ["Consolidated into a lead case"]
    assert rooms.events(since).count("CaseConsolidated") == 2


def test_a_case_is_consolidated_once_and_into_one_that_leads(rooms: Rooms):
    lead, member, other = (rooms.opened_case() for _ in range(3))
    done(rooms, proceedings.consolidate, lead, both(rooms, lead, member))
    before = rooms.everything()
    for into, others in ((other, [member]), (member, [other]), (other, [lead]), (lead, [member])):
        with pytest.raises(LeadIsConsolidated):
            done(rooms, proceedings.consolidate, into, both(rooms, into, *others))
    for others in ([], [other, other], [lead]):
        with pytest.raises(Malformed):
            done(rooms, proceedings.consolidate, lead, both(rooms, lead, *others))
    stale = [(other.id, rooms.one(Case, other.id).version - 1)]
    with pytest.raises(ChangedMeanwhile):
        done(rooms, proceedings.consolidate, lead, stale)
    assert rooms.everything() == before


def test_related_cases_know_each_other_and_each_goes_on(rooms: Rooms):
    one, other = rooms.opened_case(), rooms.opened_case()
    done(rooms, proceedings.relate, one, other.id)
    related = CaseRelation.RELATED.value
    assert ties(rooms) == {(one.id, related, other.id), (other.id, related, one.id)}
    assert entered(rooms, one) == entered(rooms, other)
    for first, second in ((one, other), (other, one)):
        with pytest.raises(AlreadyRelated):
            done(rooms, proceedings.relate, first, second.id)
    with pytest.raises(Malformed):
        done(rooms, proceedings.relate, one, one.id)


def test_i38_a_tie_to_a_case_that_one_may_not_see_is_not_there(court: Court):
    """I-38: neither the tie nor the registers name a case that is hidden."""
    mine, theirs = court.opened_case()["case"], court.opened_case(by="rival", key="r")["case"]
    given = {"caseId": mine["id"], "relatedCaseId": theirs["id"], "reason": "One accident."}
    given["expectedVersion"] = mine["version"]
    show = "... on CaseRelationsChanged { case { relatedCases { kind case { number } } } }"
    done_ = court.do("relateCases", given, show, by="registry")
    related = [{"kind": "RELATED", "case": {"number": theirs["number"]}}]
    assert done_["case"]["relatedCases"] == related
    query = """query C($n: String!) { case(number: $n) { relatedCases { case { number } }
      register { nodes { description { en } basis { reason } } } } }"""
    seen = court.ask(query, {"n": mine["number"]}, by="lawyer")["case"]
    assert seen["relatedCases"] == []
    assert theirs["number"] not in str(seen)
    given = {"caseId": theirs["id"], "partyId": theirs["parties"]["nodes"][1]["id"]}
    given |= {"organizationCode": "LANTERN", "reason": "A notice."}
    given["expectedVersion"] = theirs["version"] + 1
    assert "code" not in court.do("beginActing", given, "", by="registry")
    seen = court.ask(query, {"n": mine["number"]}, by="lawyer")["case"]
    assert seen["relatedCases"] == [{"case": {"number": theirs["number"]}}]


@pytest.mark.parametrize("by", ["lawyer", "litigant", "primary", "auditor", "helpdesk"])
def test_only_registry_officers_move_cases(rooms: Rooms, by: str):
    case, other = rooms.opened_case(), rooms.opened_case()
    on = occasion(rooms, case)
    before = rooms.everything()
    calls: list[tuple[Any, tuple[Any, ...]]] = [
        (proceedings.stand, ("stay",)),
        (proceedings.transfer, ("CFI", TODAY)),
        (proceedings.consolidate, (both(rooms, case, other),)),
        (proceedings.relate, (other.id,)),
    ]
    for verb, given in calls:
        for place in (on, Occasion("cas_00000000000000000000000000", 1, Basis("x"))):
            with pytest.raises(NotAllowed), rooms.by(by) as work:
                verb(work, place, *given)
    assert rooms.everything() == before


def test_what_went_elsewhere_is_changed_no_more(rooms: Rooms):
    case, other = rooms.opened_case(), rooms.opened_case()
    case = done(rooms, proceedings.transfer, case, "CFI", TODAY)
    for verb, given in ((proceedings.relate, (other.id,)),):
        with pytest.raises(CaseIsOver):
            done(rooms, verb, case, *given)
    with pytest.raises(CaseIsOver):
        done(rooms, proceedings.consolidate, other, both(rooms, other, case))


def test_no_row_of_a_case_is_ever_deleted_by_a_move(rooms: Rooms):
    case = rooms.opened_case()
    with rooms.by("registry") as work:
        version = work.session.get_one(Case, case.id).version
        make_access_order(work, case.id, AccessOrderKind.SEALING, "for the test", version)
    before = {name: len(rows) for name, rows in rooms.everything().items()}
    done(rooms, proceedings.stand, case, "conclude")
    after = {name: len(rows) for name, rows in rooms.everything().items()}
    assert set(before) == set(SQLModel.metadata.tables)
    assert all(after[name] >= before[name] for name in before)
