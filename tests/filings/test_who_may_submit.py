"""I-10: who may submit what, exhaustively: kind of account, state of the account, case."""

from itertools import product

import pytest

from api.accounts.queries import account_named
from api.accounts.rules import OrganizationUserNeeded
from api.accounts.states import AccountState
from api.cases.models import Case
from api.filings.models import Filing
from api.filings.operations import start, submit
from api.filings.rules import Draft, NewCaseDraft, ProblemsFound
from api.kernel.actors import AccountKind
from api.kernel.refusals import NotAllowed, NotFound, Refusal
from api.kernel.states import move
from api.parties.models import Party
from api.parties.operations import link_party, unlink_account
from api.reading.viewers import Unauthenticated
from tests.court import NEW_CASE as ASKED
from tests.court import Court
from tests.filings.steps import DEFENDANT, NEW_CASE, PLAINTIFF, Rooms

UNCOVERED = NewCaseDraft("DCCJ", "MONETARY", "PERSONAL_INJURIES", (PLAINTIFF, DEFENDANT))
ANSWER = ("ACKNOWLEDGMENT_OF_SERVICE",)
KINDS = {
    "lawyer": AccountKind.OU,
    "litigant": AccountKind.IU,
    "primary": AccountKind.PA,
    "secondary": AccountKind.SA,
    "registry": AccountKind.REGISTRY_OFFICER,
    "accounts": AccountKind.ACCOUNTS_OFFICER,
    "helpdesk": AccountKind.HELP_CENTRE_OFFICER,
    "auditor": AccountKind.AUDITOR,
}
FILERS = {"lawyer", "litigant"}
PLACES = ("a covered new case", "a new case no notice covers", "a case one is in", "another case")


def test_every_kind_of_account_is_tried():
    assert set(KINDS.values()) == set(AccountKind)


@pytest.mark.parametrize("name", sorted(FILERS))
@pytest.mark.parametrize("place", PLACES)
def test_i10_a_filer_submits_into_a_covered_new_case_or_a_case_they_are_in(
    rooms: Rooms, name: str, place: str
):
    theirs, another = rooms.opened_case(by="rival"), rooms.opened_case(by="rival")
    linked(rooms, theirs, name)
    drafts = {
        "a covered new case": {"new_case": NEW_CASE},
        "a new case no notice covers": {"new_case": UNCOVERED},
        "a case one is in": {"case_number": theirs.number, "documents": ANSWER},
        "another case": {"case_number": another.number, "documents": ANSWER},
    }
    expected: dict[str, type[Refusal] | None] = {
        "a covered new case": None,
        "a new case no notice covers": ProblemsFound,
        "a case one is in": None,
        "another case": NotFound,
    }
    before = [f.id for f in rooms.all(Filing) if f.received_at]
    came: type[Refusal] | None = None
    try:
        rooms.submitted(by=name, **drafts[place])
    except Refusal as no:
        came = type(no)
    assert came is expected[place]
    received = [f for f in rooms.all(Filing) if f.received_at and f.id not in before]
    assert [f.owner_id for f in received] == ([] if came else [rooms.people[name].account_id])


def linked(rooms: Rooms, case: Case, name: str) -> None:
    with rooms.by("registry") as work:
        link_party(work, case.id, name, rooms.all(Party, case_id=case.id, ordinal=2)[0].id)


@pytest.mark.parametrize("name", sorted(set(KINDS) - FILERS))
def test_i10_nobody_else_submits_anything_not_even_a_colleagues_draft(rooms: Rooms, name: str):
    case, draft = rooms.opened_case(), rooms.draft()
    refused = OrganizationUserNeeded if KINDS[name] in ("PA", "SA") else NotAllowed
    before = rooms.everything()
    for number, new in ((None, NEW_CASE), (case.number, None)):
        with pytest.raises(refused), rooms.by(name) as work:
            start(work, Draft(new, number, ()), rooms.key())
    with pytest.raises(refused), rooms.by(name) as work:
        submit(work, draft, rooms.filing(draft).version, rooms.key())
    assert rooms.everything() == before


def test_i10_a_filer_taken_out_of_a_case_submits_nothing_into_it_any_more(rooms: Rooms):
    case = rooms.opened_case(by="rival")
    linked(rooms, case, "litigant")
    draft = rooms.draft(by="litigant", case_number=case.number, documents=ANSWER)
    with rooms.by("registry") as work:
        unlink_account(work, case.id, rooms.people["litigant"].account_id or "")

    with pytest.raises(Refusal), rooms.by("litigant") as work:
        submit(work, draft, rooms.filing(draft).version, rooms.key())

    assert rooms.filing(draft).received_at is None


@pytest.mark.parametrize(
    ("name", "verb"), list(product(("lawyer", "litigant"), ("suspend", "close")))
)
def test_i10_a_suspended_or_closed_account_does_nothing_with_a_token_it_still_has(
    court: Court, name: str, verb: str
):
    draft = court.draft(by=name)
    court.token(name)
    with court.works.open() as work:
        account = account_named(work.session, name)
        assert account is not None
        move(work, account, verb)

    given = {"idempotencyKey": "x", "filingId": draft["id"], "expectedVersion": draft["version"]}
    for mutation, body in (
        ("submitFiling", given),
        ("startFiling", {"idempotencyKey": "y", "newCase": ASKED}),
    ):
        with pytest.raises(Unauthenticated):
            court.do(mutation, body, "", by=name)

    with court.works.look() as session:
        account = account_named(session, name)
        assert account is not None
        assert account.state in {AccountState.SUSPENDED, AccountState.CLOSED}
        assert session.get_one(Filing, draft["id"]).received_at is None
    del court.tokens[name]
    with pytest.raises(Refusal):
        court.token(name)
