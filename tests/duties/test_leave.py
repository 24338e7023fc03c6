"""Leave of the court on record, and what the registry is told of a case begun on paper."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api.duties.models import Leave, PaperFinding
from api.duties.operations import LeaveGiven, record_leave, revoke_leave
from api.duties.queries import duty_of, firm_of
from api.duties.rules import LeaveAlreadyRecorded, LeaveEndsBeforeItBegins
from api.duties.states import DutyGround, LeaveState
from api.kernel.refusals import (
    ChangedMeanwhile,
    IdempotencyKeyReused,
    Malformed,
    MoveNotOpen,
    NotAllowed,
    NotFound,
    Refusal,
    UnknownCode,
)
from api.register.operations import record_paper_filing
from api.register.rules import OnPaper, PaperCase, PaperSheet
from tests.court import NEW_CASE, Court
from tests.filings.steps import Rooms
from tests.register.test_paper import DEFENDANT, PLAINTIFF

MONDAY = date(2026, 6, 1)
GIVEN = LeaveGiven("LANTERN", "HCA", MONDAY, date(2026, 6, 15), "By order of today", "A v. B")
TEN = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
HCA = PaperCase("HCA", "MONETARY", "PERSONAL_INJURIES", (PLAINTIFF, DEFENDANT))
WRIT = PaperSheet("WRIT_OF_SUMMONS", 12)
BEGINS = OnPaper("A clerk", TEN, (WRIT,), HCA, organization_code="LANTERN")


@pytest.fixture
def later(rooms: Rooms) -> Rooms:
    """The rooms on Monday 1 June 2026 at 11:00, when the duty begins."""
    rooms.hands.set("2026-06-01 11:00")
    return rooms


def given(rooms: Rooms, leave: LeaveGiven = GIVEN, *, by: str = "registry", key: str = "") -> str:
    with rooms.by(by) as work:
        return record_leave(work, leave, key or rooms.key())


def ground(rooms: Rooms, on: date = MONDAY, kind: str = "HCA", firm: str = "lawyer") -> DutyGround:
    organization = rooms.people[firm].organization_id or ""
    with rooms.works.look() as session:
        return duty_of(firm_of(session, organization), kind, on).ground


def told(rooms: Rooms, paper: OnPaper) -> list[PaperFinding]:
    """Record a filing on paper, and see what the registry is told of it."""
    with rooms.by("registry") as work:
        row = record_paper_filing(work, paper, rooms.key())
    return rooms.all(PaperFinding, paper_filing_id=row.id)


# --- leave ----------------------------------------------------------------------------------------


def test_leave_excuses_the_firm_it_was_given_to_until_it_is_revoked(later: Rooms) -> None:
    leave_id = given(later)
    assert ground(later) is DutyGround.LEAVE
    assert ground(later, firm="rival") is DutyGround.BOUND
    assert ground(later, kind="HCCL") is DutyGround.BOUND
    assert ground(later, on=date(2026, 6, 15)) is DutyGround.BOUND

    with later.by("registry") as work:
        revoke_leave(work, leave_id, expected_version=1, reason="By order")

    assert ground(later) is DutyGround.BOUND
    row = later.one(Leave, leave_id)
    assert (row.state, row.revoked_at, row.revoked_reason) == (
        LeaveState.REVOKED,
        later.hands.now,
        "By order",
    )
    assert later.events()[-2:] == ["LeaveRecorded", "LeaveRevoked"]


def test_leave_for_every_type_excuses_from_each(later: Rooms) -> None:
    given(later, replace(GIVEN, proceeding_type=None, until_on=None))
    assert {ground(later, kind=kind) for kind in ("HCA", "HCIP", "CACV")} == {DutyGround.LEAVE}


@pytest.mark.parametrize(
    ("change", "refusal", "path"),
    [
        ({"until_on": MONDAY}, LeaveEndsBeforeItBegins, ("untilOn",)),
        ({"organization_code": "NOBODY"}, NotFound, ("organization",)),
        ({"proceeding_type": "HCXX"}, UnknownCode, ("proceedingType",)),
        ({"reason": " "}, Malformed, ("reason",)),
        ({"reason": "x" * 501}, Malformed, ("reason",)),
        ({"case_named": ""}, Malformed, ("caseNamed",)),
        ({"case_named": "x" * 201}, Malformed, ("caseNamed",)),
    ],
)
def test_leave_that_cannot_be_is_refused_and_nothing_is_kept(
    later: Rooms, change: dict[str, Any], refusal: type[Refusal], path: tuple[str, ...]
) -> None:
    before = later.everything()
    with pytest.raises(refusal) as refused:
        given(later, replace(GIVEN, **change))
    assert refused.value.path == path
    assert later.everything() == before


def test_two_leaves_for_the_same_cases_never_share_a_day(later: Rooms) -> None:
    given(later)
    before = later.everything()
    for start in (MONDAY, date(2026, 6, 14)):
        with pytest.raises(LeaveAlreadyRecorded):
            given(later, replace(GIVEN, from_on=start))
    assert later.everything() == before
    given(later, replace(GIVEN, from_on=date(2026, 6, 15), until_on=None))
    given(later, replace(GIVEN, organization_code="HARBOUR"))
    given(later, replace(GIVEN, proceeding_type="HCCL"))
    assert len(later.all(Leave)) == 4


@pytest.mark.parametrize("by", ["lawyer", "litigant", "accounts", "helpdesk", "auditor", "primary"])
def test_only_registry_officers_keep_the_record_of_leave(later: Rooms, by: str) -> None:
    leave_id = given(later)
    before = later.everything()
    with pytest.raises(NotAllowed):
        given(later, replace(GIVEN, proceeding_type="HCIP"), by=by)
    with pytest.raises(NotAllowed), later.by(by) as work:
        revoke_leave(work, leave_id, expected_version=1, reason="By order")
    assert later.everything() == before


def test_one_key_is_one_leave_and_a_leave_is_revoked_once(later: Rooms) -> None:
    first = given(later, key="once")
    assert given(later, key="once") == first
    with pytest.raises(IdempotencyKeyReused):
        given(later, replace(GIVEN, reason="Another"), key="once")
    with pytest.raises(ChangedMeanwhile), later.by("registry") as work:
        revoke_leave(work, first, expected_version=0, reason="By order")
    with later.by("registry") as work:
        revoke_leave(work, first, expected_version=1, reason="By order")
    before = later.everything()
    with pytest.raises(MoveNotOpen), later.by("registry") as work:
        revoke_leave(work, first, expected_version=2, reason="By order")
    with pytest.raises(NotFound), later.by("registry") as work:
        revoke_leave(work, "lve_none", expected_version=1, reason="By order")
    assert later.everything() == before


# --- first use ------------------------------------------------------------------------------------


def test_a_case_begun_electronically_ends_the_duty_of_the_whole_firm(rooms: Rooms) -> None:
    assert ground(rooms) is DutyGround.BOUND
    rooms.submitted()
    rooms.decided(rooms.claimed(rooms.received()), False)
    assert ground(rooms) is DutyGround.BOUND
    rooms.opened_case(by="colleague")
    assert ground(rooms, firm="lawyer") is DutyGround.USED_BEFORE
    assert ground(rooms, firm="rival") is DutyGround.BOUND


def test_a_case_that_one_defends_in_is_no_first_use(rooms: Rooms) -> None:
    case = rooms.opened_case(by="litigant")
    assert case.number == "DCPI 1/2022"
    assert ground(rooms) is DutyGround.BOUND


# --- begun on paper -------------------------------------------------------------------------------


def test_a_case_begun_on_paper_under_the_duty_is_recorded_and_the_registry_is_told(
    later: Rooms,
) -> None:
    [found] = told(later, BEGINS)
    assert (found.rule, found.severity.value) == ("DUTY_TO_BEGIN_ELECTRONICALLY", "ADVICE")
    assert found.message_en.startswith(
        "This case was begun on paper. On 1 June 2026 this case must be begun electronically."
    )
    assert "not published" in found.remedy_en
    assert later.events()[-1] == "DutyFoundUnmet"


def test_a_firm_without_an_account_is_bound_too(later: Rooms) -> None:
    assert len(told(later, replace(BEGINS, organization_code=None, is_represented=True))) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"organization_code": None},
        {"received_at": TEN - timedelta(days=3)},
        {"new_case": replace(HCA, proceeding_type="DCPI")},
    ],
)
def test_nothing_is_said_of_paper_that_no_duty_is_about(
    later: Rooms, change: dict[str, Any]
) -> None:
    assert told(later, replace(BEGINS, **change)) == []


def test_nothing_is_said_of_paper_under_leave_or_after_the_first_use(rooms: Rooms) -> None:
    rooms.opened_case()
    rooms.hands.set("2026-06-01 11:00")
    given(rooms, replace(GIVEN, organization_code="HARBOUR"))
    assert told(rooms, BEGINS) == []
    assert told(rooms, replace(BEGINS, organization_code="HARBOUR")) == []


def test_paper_of_a_firm_nobody_knows_is_refused_and_nothing_is_kept(later: Rooms) -> None:
    before = later.everything()
    with pytest.raises(NotFound) as refused:
        told(later, replace(BEGINS, organization_code="NOBODY"))
    assert refused.value.path == ("organization",)
    assert later.everything() == before


# --- in the contract ------------------------------------------------------------------------------

ASK = """query ($t: String!, $on: Date!, $of: String) { filingDuty(proceedingType: $t, on: $on,
    organization: $of) { binds ground firstUseOn leaveUntil use explanation { en tc sc } } }"""
COVERED = """{ coverage(proceedingType: "HCA", on: "2026-06-01") { use
    notice { key scope } policy { use binds effectiveFrom } plans { use }
    duty { binds ground } } }"""
LEAVES = "{ viewer { organization { leaves { id state fromOn } } } }"
SHOW = "... on LeaveChanged { leave { id version state organization { code } } }"


def test_a_firm_is_answered_for_itself_and_the_public_for_nobody(court: Court) -> None:
    asked = {"t": "HCA", "on": "2026-06-01"}
    assert court.ask(ASK, asked, by="lawyer")["filingDuty"]["ground"] == "BOUND"
    court.opened_case(by="lawyer")
    grounds = {
        by: court.ask(ASK, asked, by=by)["filingDuty"]["ground"]
        for by in ("lawyer", "primary", "rival", "litigant", "registry", None)
    }
    assert grounds == {
        "lawyer": "USED_BEFORE",
        "primary": "USED_BEFORE",
        "rival": "BOUND",
        "litigant": "NOT_REPRESENTED",
        "registry": "NOT_REPRESENTED",
        None: "NOT_REPRESENTED",
    }
    of = {"of": "LANTERN", **asked}
    assert court.ask(ASK, of, by="registry")["filingDuty"]["firstUseOn"] == "2022-05-13"
    for other in ("rival", "lawyer", "helpdesk", None):
        assert b"NotYourFirm" in court.answer(ASK, of, by=other).body
    assert court.ask(COVERED, by="rival")["coverage"]["duty"] == {"binds": True, "ground": "BOUND"}
    assert court.ask(COVERED)["coverage"] == {
        "use": "FIRST_USE_DUTY",
        "notice": {"key": "CFI_2025_12_19", "scope": "TYPE"},
        "policy": {
            "use": "FIRST_USE_DUTY",
            "binds": "LEGAL_REPRESENTATIVES",
            "effectiveFrom": "2026-06-01",
        },
        "plans": [{"use": "MANDATORY"}],
        "duty": None,
    }


def test_leave_is_recorded_by_the_registry_and_seen_by_its_firm_alone(court: Court) -> None:
    said = {"organization": "LANTERN", "proceedingType": "HCA", "reason": "By order"}
    days = {"fromOn": "2026-06-01", "idempotencyKey": "leave"}
    made = court.do("recordLeave", {**said, **days}, SHOW, by="registry")["leave"]
    assert (made["state"], made["organization"]) == ("IN_FORCE", {"code": "LANTERN"})
    seen = {
        by: court.ask(LEAVES, by=by)["viewer"]["organization"]["leaves"]
        for by in ("lawyer", "primary", "rival")
    }
    one = [{"id": made["id"], "state": "IN_FORCE", "fromOn": "2026-06-01"}]
    assert seen == {"lawyer": one, "primary": one, "rival": []}
    query = "query ($i: ID!) { node(id: $i) { ... on Leave { reason } } }"
    for by in ("registry", "auditor", "lawyer"):
        assert court.ask(query, {"i": made["id"]}, by=by)["node"] == {"reason": "By order"}
    for by in ("rival", "litigant", "helpdesk", None):
        assert court.ask(query, {"i": made["id"]}, by=by)["node"] is None

    ends = {"leaveId": made["id"], "expectedVersion": made["version"], "reason": "Set aside"}
    ended = court.do("revokeLeave", ends, SHOW, by="registry")["leave"]
    assert ended["state"] == "REVOKED"
    refused = court.do("revokeLeave", ends, SHOW, by="registry")
    assert refused["code"] == "ChangedMeanwhile"


def test_the_counter_is_told_of_a_duty_and_the_parties_are_not(court: Court) -> None:
    court.hands.set("2026-06-01 11:00")
    paper = {
        "idempotencyKey": "paper",
        "filedBy": "A clerk",
        "receivedAt": court.hands.now.isoformat(),
        "documents": [{"kind": "WRIT_OF_SUMMONS", "pages": 12}],
        "newCase": {**NEW_CASE, "proceedingType": "HCA"},
        "organization": "HARBOUR",
    }
    show = """... on PaperFilingRecorded { case { number paperFilings { isRepresented
        findings { rule severity message { en } guide } } } }"""
    case = court.do("recordPaperFiling", paper, show, by="registry")["case"]
    assert case["number"] == "HCA 1/2026"
    [row] = case["paperFilings"]
    assert row["isRepresented"]
    assert [f["rule"] for f in row["findings"]] == ["DUTY_TO_BEGIN_ELECTRONICALLY"]
