"""An order keeps electronic filings out of a case; paper still comes to the counter."""

from datetime import timedelta
from typing import Any

import pytest

from api.cases.models import Case, RestrictionOrder
from api.cases.operations import (
    Restriction,
    lift_restriction_order,
    make_access_order,
    make_restriction_order,
)
from api.cases.rules import CaseTakesNoFilings, EndsBeforeItBegins, RestrictionOrderInForce
from api.cases.states import AccessOrderKind
from api.filings.operations import check_filing, start, submit
from api.filings.rules import Draft
from api.filings.states import FilingState
from api.kernel.refusals import ChangedMeanwhile, Malformed, MoveNotOpen, NotAllowed, NotFound
from api.kernel.states import move
from api.parties.models import Party
from api.parties.operations import link_party, unlink_account
from api.register.operations import record_paper_filing
from api.register.rules import OnPaper, PaperSheet
from tests.court import Court
from tests.filings.steps import Rooms

HOUR = timedelta(hours=1)


def case_with_both(rooms: Rooms) -> Case:
    """A case of the lawyer's in which the litigant is the defendant."""
    case = rooms.opened_case()
    defendant = next(p for p in rooms.all(Party, case_id=case.id) if p.ordinal == 2)
    with rooms.by("registry") as work:
        link_party(work, case.id, "litigant", defendant.id)
    return case


def restricted(rooms: Rooms, case: Case, *, by: str = "registry", **said: Any) -> str:
    """Have a restriction order made."""
    with rooms.by(by) as work:
        version = work.session.get_one(Case, case.id).version
        make_restriction_order(work, case.id, Restriction("s. 27, Cap. 4", **said), version)
    return max(rooms.all(RestrictionOrder), key=lambda order: order.id).id


def drafted(rooms: Rooms, case: Case, by: str = "litigant") -> str:
    """A draft into a case."""
    kinds = ("STATEMENT_OF_CLAIM",) if by != "litigant" else ("ACKNOWLEDGMENT_OF_SERVICE",)
    return rooms.draft(by=by, case_number=case.number, documents=kinds)


def sent(rooms: Rooms, filing_id: str, by: str = "litigant") -> FilingState:
    """Submit a draft."""
    with rooms.by(by) as work:
        submit(work, filing_id, rooms.filing(filing_id).version, rooms.key())
    return rooms.filing(filing_id).state


def test_a_restricted_case_takes_no_electronic_filing_and_points_to_the_counter(rooms: Rooms):
    case = case_with_both(rooms)
    draft = drafted(rooms, case)
    restricted(rooms, case)
    before = rooms.everything()

    with pytest.raises(RestrictionOrderInForce) as refused:
        sent(rooms, draft)

    assert "counter" in refused.value.advice.en
    assert "櫃檯" in refused.value.advice.tc
    assert refused.value.guide == "/help/file/#problems"
    assert rooms.everything() == before


def test_i27_the_dry_run_says_of_a_restriction_what_the_submission_says(rooms: Rooms):
    case = case_with_both(rooms)
    draft = drafted(rooms, case)
    restricted(rooms, case)
    with rooms.by("litigant") as work:
        checked = check_filing(work, draft)
    found = {finding.rule: finding for finding in checked.findings}["RestrictionOrderInForce"]
    assert not checked.is_ready
    assert found.message == RestrictionOrderInForce.message


def test_an_order_that_names_an_account_binds_nobody_else(rooms: Rooms):
    case = case_with_both(rooms)
    theirs, firms = drafted(rooms, case), drafted(rooms, case, "lawyer")
    restricted(rooms, case, sign_in_name="litigant")
    with pytest.raises(RestrictionOrderInForce):
        sent(rooms, theirs)
    assert sent(rooms, firms, "lawyer") is FilingState.RECEIVED


def test_an_order_binds_from_its_beginning_until_its_end(rooms: Rooms):
    case = case_with_both(rooms)
    now = rooms.hands.now
    early, late, after = (drafted(rooms, case) for _ in range(3))
    restricted(rooms, case, from_at=now + HOUR, until_at=now + 3 * HOUR)
    rooms.hands.now = now + HOUR - timedelta(microseconds=1)
    assert sent(rooms, early) is FilingState.RECEIVED
    for instant in (now + HOUR, now + 3 * HOUR - timedelta(microseconds=1)):
        rooms.hands.now = instant
        with pytest.raises(RestrictionOrderInForce):
            sent(rooms, late)
    rooms.hands.now = now + 3 * HOUR
    assert sent(rooms, after) is FilingState.RECEIVED


def test_a_lifted_order_binds_no_more_and_is_lifted_once(rooms: Rooms):
    case = case_with_both(rooms)
    draft = drafted(rooms, case)
    order_id = restricted(rooms, case)
    with rooms.by("registry2") as work:
        lift_restriction_order(work, order_id)
    assert rooms.one(RestrictionOrder, order_id).lifted_at == rooms.hands.now
    assert sent(rooms, draft) is FilingState.RECEIVED
    with pytest.raises(MoveNotOpen), rooms.by("registry") as work:
        lift_restriction_order(work, order_id)


def test_paper_still_comes_to_the_counter_of_a_restricted_case(rooms: Rooms):
    case = case_with_both(rooms)
    restricted(rooms, case)
    paper = OnPaper("A litigant", rooms.hands.now, (PaperSheet("DEFENCE", 3),), None, case.number)
    with rooms.by("registry") as work:
        assert record_paper_filing(work, paper, rooms.key()).case_id == case.id


def test_what_is_before_the_registry_already_is_decided_as_before(rooms: Rooms):
    case = case_with_both(rooms)
    waiting = rooms.claimed(
        rooms.submitted(
            by="litigant", case_number=case.number, documents=("ACKNOWLEDGMENT_OF_SERVICE",)
        )
    )
    restricted(rooms, case)
    rooms.decided(waiting)
    assert rooms.filing(waiting).state is FilingState.ACCEPTED


def test_i38_who_lost_sight_of_a_case_learns_nothing_of_an_order_in_it(rooms: Rooms):
    """Also I-11: nothing is received into a case that the filer is no longer linked to."""
    said = []
    for kind in (None, AccessOrderKind.SEALING, AccessOrderKind.CONFINEMENT):
        case = case_with_both(rooms)
        draft = drafted(rooms, case)
        with rooms.by("registry") as work:
            unlink_account(work, case.id, rooms.people["litigant"].account_id or "")
        if kind is not None:
            restricted(rooms, case)
            with rooms.by("registry") as work:
                version = work.session.get_one(Case, case.id).version
                make_access_order(work, case.id, kind, "for the test", version)
        with pytest.raises(NotFound) as refused:
            sent(rooms, draft)
        said.append((refused.value.path, refused.value.sentence, refused.value.guide))
        with pytest.raises(NotFound) as refused, rooms.by("litigant") as work:
            _start(work, case.number, rooms.key())
        said.append((("filingId",), refused.value.sentence, refused.value.guide))
    assert len(set(said)) == 1


def test_i38_a_stranger_gets_one_answer_for_a_restricted_case_and_for_none(rooms: Rooms):
    case = rooms.opened_case()
    restricted(rooms, case)
    said = []
    for number in (case.number, "DCPI 99/2022"):
        with pytest.raises(NotFound) as refused, rooms.by("rival") as work:
            _start(work, number, rooms.key())
        said.append((refused.value.path, refused.value.sentence))
    assert said[0] == said[1]


def test_a_case_that_closed_meanwhile_takes_no_draft_begun_before(rooms: Rooms):
    case = case_with_both(rooms)
    draft = drafted(rooms, case)
    for verb in ("conclude", "close"):
        with rooms.by("registry") as work:
            move(work, work.session.get_one(Case, case.id), verb)
    with pytest.raises(CaseTakesNoFilings):
        sent(rooms, draft)


@pytest.mark.parametrize("by", ["lawyer", "litigant", "accounts", "helpdesk", "auditor"])
def test_only_registry_officers_restrict_and_lift(rooms: Rooms, by: str):
    case = case_with_both(rooms)
    order_id = restricted(rooms, case)
    before = rooms.everything()
    for case_id in (case.id, "cas_00000000000000000000000000"):
        with pytest.raises(NotAllowed), rooms.by(by) as work:
            make_restriction_order(work, case_id, Restriction("x"), 1)
    with pytest.raises(NotAllowed), rooms.by(by) as work:
        lift_restriction_order(work, order_id)
    assert rooms.everything() == before


def test_an_order_that_is_not_in_order_is_refused(rooms: Rooms):
    case, now = case_with_both(rooms), rooms.hands.now
    version = rooms.one(Case, case.id).version
    before = rooms.everything()
    for said, number, refusal in (
        (Restriction(""), version, Malformed),
        (Restriction("x" * 501), version, Malformed),
        (Restriction("x", until_at=now), version, EndsBeforeItBegins),
        (Restriction("x", from_at=now, until_at=now - HOUR), version, EndsBeforeItBegins),
        (Restriction("x", sign_in_name="nobody"), version, NotFound),
        (Restriction("x"), version + 1, ChangedMeanwhile),
    ):
        with pytest.raises(refusal), rooms.by("registry") as work:
            make_restriction_order(work, case.id, said, number)
    assert rooms.everything() == before


def _start(work: Any, number: str, key: str) -> str:
    return start(work, Draft(None, number, ()), key)


def test_court_staff_read_the_orders_and_nobody_else_does(court: Court):
    case = court.opened_case()["case"]
    given = {"caseId": case["id"], "expectedVersion": case["version"], "grounds": "s. 27"}
    show = "... on RestrictionChanged { case { restrictionOrders { id state grounds untilAt } } }"
    done = court.do("makeRestrictionOrder", given, show, by="registry")["case"]
    [order] = done["restrictionOrders"]
    assert (order["state"], order["grounds"], order["untilAt"]) == ("IN_FORCE", "s. 27", None)
    query = "query ($n: String!) { case(number: $n) { restrictionOrders { grounds } } }"
    seen = court.ask(query, {"n": case["number"]}, by="lawyer")["case"]
    assert seen["restrictionOrders"] == []
    lifted = court.do(
        "liftRestrictionOrder", {"restrictionOrderId": order["id"]}, show, by="registry"
    )
    assert lifted["case"]["restrictionOrders"][0]["state"] == "LIFTED"
