"""Who is linked to a case, by whom, and until when; nothing is deleted."""

import pytest

from api.kernel.refusals import NotAllowed, NotFound
from api.parties.models import Linkage, Party
from api.parties.operations import link_account, link_party, unlink_account
from api.parties.queries import linked_accounts, visible_case
from api.parties.rules import AlreadyLinked, NotALitigantsAccount
from tests.filings.steps import Rooms


def linked(rooms: Rooms, case_id: str, name: str = "litigant", by: str = "registry") -> Linkage:
    """Link an account to the case as its defendant."""
    defendant = next(p for p in rooms.all(Party) if p.case_id == case_id and p.ordinal == 2)
    with rooms.by(by) as work:
        return link_party(work, case_id, name, defendant.id)


def sees(rooms: Rooms, name: str, number: str) -> bool:
    """Whether somebody finds a case."""
    try:
        with rooms.by(name) as work:
            return visible_case(work, number).number == number
    except NotFound:
        return False


def test_a_linked_party_sees_the_case_and_files_in_it_until_unlinked(rooms: Rooms):
    case = rooms.opened_case()
    assert not sees(rooms, "litigant", case.number)

    link = linked(rooms, case.id)
    filing_id = rooms.submitted(
        by="litigant", case_number=case.number, documents=("ACKNOWLEDGMENT_OF_SERVICE",)
    )
    assert rooms.filing(filing_id).case_id == case.id
    assert sees(rooms, "litigant", case.number)
    assert not sees(rooms, "stranger", case.number)

    rooms.hands.move(days=1)
    with rooms.by("registry") as work:
        unlink_account(work, case.id, rooms.people["litigant"].account_id)
    assert not sees(rooms, "litigant", case.number)
    assert rooms.one(Linkage, link.id).until_at == rooms.hands.now
    with pytest.raises(NotFound):
        rooms.draft(by="litigant", case_number=case.number, documents=())


def test_an_account_is_linked_once_at_a_time_and_again_after_an_end(rooms: Rooms):
    case = rooms.opened_case()
    linked(rooms, case.id)
    before = rooms.everything()
    with pytest.raises(AlreadyLinked):
        linked(rooms, case.id)
    assert rooms.everything() == before

    account_id = rooms.people["litigant"].account_id
    with rooms.by("registry") as work:
        unlink_account(work, case.id, account_id)
    linked(rooms, case.id)

    with rooms.works.look() as session:
        accounts = linked_accounts(session, case.id)
    assert sorted(accounts) == sorted([account_id, rooms.people["lawyer"].account_id])
    assert len(rooms.all(Linkage, account_id=account_id)) == 2


@pytest.mark.parametrize(
    "name", ["lawyer", "litigant", "primary", "helpdesk", "auditor", "accounts"]
)
def test_only_a_registry_officer_links_and_unlinks(rooms: Rooms, name: str):
    case = rooms.opened_case()
    before = rooms.everything()
    with pytest.raises(NotAllowed):
        linked(rooms, case.id, by=name)
    with pytest.raises(NotAllowed), rooms.by(name) as work:
        unlink_account(work, case.id, rooms.people["lawyer"].account_id)
    assert rooms.everything() == before


@pytest.mark.parametrize("name", ["primary", "registry", "helpdesk", "auditor", "accounts"])
def test_only_those_who_may_file_are_linked(rooms: Rooms, name: str):
    case = rooms.opened_case()
    before = rooms.everything()
    with pytest.raises(NotALitigantsAccount):
        linked(rooms, case.id, name)
    assert rooms.everything() == before


def test_an_unknown_account_an_unknown_party_and_another_cases_party_are_not_found(rooms: Rooms):
    first, second = rooms.opened_case(), rooms.opened_case()
    other = next(p for p in rooms.all(Party) if p.case_id == second.id)
    ours = next(p for p in rooms.all(Party) if p.case_id == first.id)
    before = rooms.everything()
    for name, party_id in (
        ("nobody", ours.id),
        ("litigant", other.id),
        ("litigant", "pty_00000000000000000000000000"),
    ):
        with pytest.raises(NotFound), rooms.by("registry") as work:
            link_party(work, first.id, name, party_id)
    with pytest.raises(NotFound), rooms.by("registry") as work:
        link_account(work, first.id, "acc_00000000000000000000000000", None)
    with pytest.raises(NotFound), rooms.by("registry") as work:
        unlink_account(work, first.id, rooms.people["litigant"].account_id)
    assert rooms.everything() == before


def test_a_firm_that_acts_for_a_party_is_in_the_case_and_its_administrators_are_not(rooms: Rooms):
    case = rooms.opened_case()
    names = ("lawyer", "colleague", "primary", "secondary", "rival", "litigant")
    assert [name for name in names if sees(rooms, name, case.number)] == ["lawyer", "colleague"]
