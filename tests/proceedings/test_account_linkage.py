"""Administrators assign the cases of their firm to its users."""

import pytest

from api.cases.models import Case
from api.cases.operations import make_access_order
from api.cases.states import AccessOrderKind
from api.kernel.refusals import Malformed, NotAllowed, NotFound
from api.parties.models import Linkage
from api.parties.operations import assign, link_party, unassign, unlink_party
from api.parties.queries import linked_accounts
from api.parties.rules import AlreadyLinked, NotALitigantsAccount
from api.proceedings import operations as proceedings
from tests.court import Court
from tests.filings.steps import Rooms
from tests.proceedings.steps import done, party, sees


def told(rooms: Rooms, case: Case) -> set[str]:
    """Who is told of what happens in a case, by sign-in name."""
    with rooms.works.look() as session:
        accounts = linked_accounts(session, case.id)
    return {name for name, actor in rooms.people.items() if actor.account_id in accounts}


@pytest.mark.parametrize("by", ["primary", "secondary"])
def test_an_administrator_assigns_a_case_to_a_user_and_takes_it_back(rooms: Rooms, by: str):
    case = rooms.opened_case()
    assert told(rooms, case) == {"lawyer"}
    with rooms.by(by) as work:
        assign(work, case.number, "colleague")
    assert told(rooms, case) == {"lawyer", "colleague"}
    with pytest.raises(AlreadyLinked), rooms.by(by) as work:
        assign(work, case.number, "colleague")
    with rooms.by(by) as work:
        unassign(work, case.number, "lawyer")
    assert told(rooms, case) == {"colleague"}
    assert [sees(rooms, name, case) for name in ("lawyer", "colleague")] == [True, True]
    with pytest.raises(NotFound), rooms.by(by) as work:
        unassign(work, case.number, "lawyer")
    assert len(rooms.all(Linkage, case_id=case.id)) == 2


def test_an_administrator_reaches_neither_other_firms_cases_nor_other_firms_users(rooms: Rooms):
    mine, theirs = rooms.opened_case(), rooms.opened_case(by="rival")
    confined = rooms.opened_case()
    with rooms.by("registry") as work:
        version = work.session.get_one(Case, confined.id).version
        make_access_order(work, confined.id, AccessOrderKind.CONFINEMENT, "for the test", version)
    before = rooms.everything()
    for number, name in (
        (theirs.number, "colleague"),
        (confined.number, "colleague"),
        ("DCPI 99/2022", "colleague"),
        (mine.number, "rival"),
        (mine.number, "litigant"),
        (mine.number, "nobody"),
    ):
        for verb in (assign, unassign):
            with pytest.raises(NotFound), rooms.by("primary") as work:
                verb(work, number, name)
    with pytest.raises(NotALitigantsAccount), rooms.by("primary") as work:
        assign(work, mine.number, "secondary")
    assert rooms.everything() == before


def test_a_firm_that_ceased_to_act_assigns_no_more_and_nothing_assigned_lasts(rooms: Rooms):
    case = rooms.opened_case()
    with rooms.by("primary") as work:
        assign(work, case.number, "colleague")
    done(rooms, proceedings.cease_acting, case, party(rooms, case, 1).id)
    assert told(rooms, case) == set()
    assert not any(sees(rooms, name, case) for name in ("lawyer", "colleague"))
    with pytest.raises(NotFound), rooms.by("primary") as work:
        assign(work, case.number, "colleague")


@pytest.mark.parametrize("by", ["lawyer", "litigant", "registry", "helpdesk", "auditor"])
def test_only_administrators_assign(rooms: Rooms, by: str):
    case = rooms.opened_case()
    for verb in (assign, unassign):
        for number in (case.number, "DCPI 99/2022"):
            with pytest.raises(NotAllowed), rooms.by(by) as work:
                verb(work, number, "colleague")


def test_the_registry_unlinks_a_party_with_a_reason(rooms: Rooms):
    case = rooms.opened_case()
    with rooms.by("registry") as work:
        link_party(work, case.id, "litigant", party(rooms, case, 2).id)
    for refusal, by, name, reason in (
        (NotAllowed, "lawyer", "litigant", "x"),
        (Malformed, "registry", "litigant", " "),
        (NotFound, "registry", "stranger", "x"),
        (NotFound, "registry", "nobody", "x"),
    ):
        with pytest.raises(refusal), rooms.by(by) as work:
            unlink_party(work, case.id, name, reason)
    with rooms.by("registry") as work:
        link = unlink_party(work, case.id, "litigant", "Not the defendant after all.")
    assert rooms.one(Linkage, link.id).ended_because == "Not the defendant after all."
    assert not sees(rooms, "litigant", case)


def test_the_contract_answers_an_administrator_without_showing_a_case(court: Court):
    case = court.opened_case()["case"]
    given = {"caseNumber": case["number"], "signInName": "lawyer"}
    show = "... on AccountLinkageChanged { linkage { caseNumber signInName untilAt } }"
    gone = court.do("unlinkAccount", given, show, by="primary")["linkage"]
    assert gone["untilAt"] is not None
    again = court.do("linkAccount", given, show, by="primary")["linkage"]
    assert again == {**given, "untilAt": None}
    given = {"caseId": case["id"], "signInName": "lawyer", "reason": "By mistake."}
    assert "code" not in court.do("unlinkParty", given, "", by="registry")
