"""How a case is numbered and titled, and what an order of access does to it and its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cases.models import AccessOrder, Case
from api.cases.operations import lift_access_order, make_access_order
from api.cases.rules import AccessOrderAlreadyInForce, case_number, level_under, read_case_number
from api.cases.states import AccessLevel, AccessOrderKind, AccessOrderState
from api.kernel.refusals import ChangedMeanwhile, MoveNotOpen, NotAllowed, NotFound
from api.parties.rules import title_of
from api.parties.states import PartyRole
from api.register.models import CauseBookEntry
from tests.filings.steps import DraftParty, PartyKind, Rooms

SEALING, CONFINEMENT = AccessOrderKind.SEALING, AccessOrderKind.CONFINEMENT


@given(
    st.sampled_from(["DCPI", "DCCJ", "HCA", "CACV"]),
    st.integers(1, 10**6),
    st.integers(1997, 2100),
    st.sampled_from(["{0} {1}/{2}", "{0}{1}/{2}", " {0}  000{1} / {2} ", "{0} {1} /{2}"]),
    st.booleans(),
)
def test_a_number_is_read_however_it_was_typed(
    kind: str, running: int, year: int, form: str, small: bool
):
    typed = form.format(kind.lower() if small else kind, running, year)
    assert read_case_number(typed) == case_number(kind, running, year)
    assert case_number(kind, running, year) == f"{kind} {running}/{year}"


@pytest.mark.parametrize(
    "typed",
    ["", "DCPI", "DCPI 0/2022", "DCPI 1", "1/2022", "DCPI 1/22", "DCPI -1/2022", "x" * 9999],
)
def test_what_is_no_number_is_read_as_none(typed: str):
    assert read_case_number(typed) is None


def party(role: PartyRole, name: str) -> DraftParty:
    return DraftParty(role, PartyKind.INDIVIDUAL, name)


@pytest.mark.parametrize(
    ("plaintiffs", "defendants", "title"),
    [
        (["A"], ["B"], "A v. B"),
        (["A", "C"], ["B"], "A and another v. B"),
        (["A"], ["B", "C", "D"], "A v. B and others"),
        (["陳大文"], ["某某有限公司"], "陳大文 v. 某某有限公司"),
    ],
)
def test_a_title_names_the_first_of_each_side(plaintiffs, defendants, title):
    sides = [party(PartyRole.DEFENDANT, name) for name in defendants]
    sides += [party(PartyRole.PLAINTIFF, name) for name in plaintiffs]
    assert title_of(sides) == title


@given(st.sets(st.sampled_from(AccessOrderKind)))
def test_the_strictest_order_decides_the_level(orders: set[AccessOrderKind]):
    strictest = (
        AccessLevel.COURT_ONLY
        if CONFINEMENT in orders
        else AccessLevel.PARTIES
        if SEALING in orders
        else AccessLevel.PUBLIC_INSPECTION
    )
    assert level_under(orders) is strictest


def ordered(rooms: Rooms, case_id: str, kind: AccessOrderKind, by: str = "registry") -> AccessOrder:
    """Make an order, as somebody who has just read the case."""
    known = {order.id for order in rooms.all(AccessOrder)}
    with rooms.by(by) as work:
        make_access_order(work, case_id, kind, "for the test", rooms.one(Case, case_id).version)
    return next(order for order in rooms.all(AccessOrder) if order.id not in known)


def stands(rooms: Rooms) -> tuple[AccessLevel, bool]:
    """The level of the only case, and whether its line is in the cause book."""
    [case], [line] = rooms.all(Case), rooms.all(CauseBookEntry)
    return case.access_level, line.withdrawn_at is None


def test_each_order_narrows_the_level_and_lifting_gives_back_what_the_others_leave(rooms: Rooms):
    case = rooms.opened_case()
    since = len(rooms.events())
    seen = [stands(rooms)]

    sealing = ordered(rooms, case.id, SEALING)
    seen.append(stands(rooms))
    confinement = ordered(rooms, case.id, CONFINEMENT)
    seen.append(stands(rooms))
    for order in (confinement, sealing):
        rooms.hands.move(hours=1)
        with rooms.by("registry") as work:
            lift_access_order(work, order.id)
        seen.append(stands(rooms))

    assert seen == [
        (AccessLevel.PUBLIC_INSPECTION, True),
        (AccessLevel.PARTIES, False),
        (AccessLevel.COURT_ONLY, False),
        (AccessLevel.PARTIES, False),
        (AccessLevel.PUBLIC_INSPECTION, True),
    ]
    lifted = rooms.one(AccessOrder, sealing.id)
    assert (lifted.state, lifted.lifted_at) == (AccessOrderState.LIFTED, rooms.hands.now)
    assert rooms.events(since) == [
        "AccessOrderMade",
        "CaseAccessChanged",
        "MaterialWithdrawnFromIndex",
        "AccessOrderMade",
        "CaseAccessChanged",
        "AccessOrderLifted",
        "CaseAccessChanged",
        "AccessOrderLifted",
        "CaseAccessChanged",
        "MaterialReturnedToIndex",
    ]


def test_an_order_of_a_kind_binds_once_and_is_lifted_once(rooms: Rooms):
    case = rooms.opened_case()
    order = ordered(rooms, case.id, SEALING)
    before = rooms.everything()
    with pytest.raises(AccessOrderAlreadyInForce):
        ordered(rooms, case.id, SEALING)
    assert rooms.everything() == before

    with rooms.by("registry") as work:
        lift_access_order(work, order.id)
    before = rooms.everything()
    with pytest.raises(MoveNotOpen), rooms.by("registry") as work:
        lift_access_order(work, order.id)
    assert rooms.everything() == before

    ordered(rooms, case.id, SEALING)
    assert stands(rooms) == (AccessLevel.PARTIES, False)


@pytest.mark.parametrize(
    "name", ["lawyer", "litigant", "primary", "helpdesk", "auditor", "accounts"]
)
def test_only_a_registry_officer_enters_or_lifts_an_order(rooms: Rooms, name: str):
    case = rooms.opened_case()
    order = ordered(rooms, case.id, SEALING)
    before = rooms.everything()
    with pytest.raises(NotAllowed):
        ordered(rooms, case.id, CONFINEMENT, by=name)
    with pytest.raises(NotAllowed), rooms.by(name) as work:
        lift_access_order(work, order.id)
    assert rooms.everything() == before


def test_a_stale_reading_of_the_case_makes_no_order(rooms: Rooms):
    case = rooms.opened_case()
    with pytest.raises(ChangedMeanwhile), rooms.by("registry") as work:
        make_access_order(work, case.id, SEALING, "for the test", case.version - 1)
    assert rooms.all(AccessOrder) == []


@pytest.mark.parametrize("name", ["lawyer", "litigant", "helpdesk"])
def test_those_who_may_not_learn_the_same_of_a_case_and_of_none(rooms: Rooms, name: str):
    """Neither a sealed case's existence nor its version may be read off a refusal."""
    case = rooms.opened_case(by="rival")
    said = []
    for case_id in (case.id, "cas_00000000000000000000000000"):
        with pytest.raises((NotFound, NotAllowed, ChangedMeanwhile)) as no, rooms.by(name) as work:
            make_access_order(work, case_id, SEALING, "for the test", 99)
        said.append((no.value.code, no.value.sentence))
    order = ordered(rooms, case.id, SEALING)
    for order_id in (order.id, "aor_00000000000000000000000000"):
        with pytest.raises((NotFound, NotAllowed)) as no, rooms.by(name) as work:
            lift_access_order(work, order_id)
        said.append((no.value.code, no.value.sentence))
    assert said[0] == said[1]
    assert said[2] == said[3]
