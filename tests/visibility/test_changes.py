"""Whatever orders are made and lifted, and whoever is linked or not, every door agrees."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.accounts.models import Organization
from api.cases.models import AccessOrder, Case
from api.cases.operations import lift_access_order
from api.cases.states import AccessOrderKind, AccessOrderState
from api.documents.models import Document
from api.filings.models import Filing
from api.parties.models import Linkage, Party, Representation
from api.parties.operations import link_account, link_party, unlink_account
from api.proceedings import operations as proceedings
from tests.proceedings.steps import occasion
from tests.visibility.test_one_answer import everything_listed, seen_by_node
from tests.visibility.world import TABLES, VIEWERS, World

changes = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.integers(0, 8), st.sampled_from(AccessOrderKind)),
        st.tuples(st.just("link"), st.integers(0, 8), st.sampled_from(["litigant", "rival"])),
        st.tuples(st.just("unlink"), st.integers(0, 8), st.sampled_from(["litigant", "lawyer"])),
        st.tuples(st.just("firm"), st.integers(0, 8), st.sampled_from(["HARBOUR", "LANTERN"])),
        st.tuples(st.just("cease"), st.integers(0, 8), st.just("")),
    ),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=changes, name=st.sampled_from(VIEWERS))
def test_after_any_change_list_node_count_lookup_and_search_agree(
    world: World, steps: list[tuple[str, int, str]], name: str | None
):
    """I-37: orders, linkages, and firms that come and go."""
    cases = sorted(world.rooms.all(Case), key=lambda case: case.running_number)
    with ExitStack() as undoing:
        for verb, place, what in steps:
            DOERS[verb](world, cases[place % len(cases)], what, undoing)
        _every_door_agrees(world, name)
    _every_door_agrees(world, name)


def _every_door_agrees(world: World, name: str | None) -> None:
    opinion = world.opinion()
    lists = {"Case": "cases", "Filing": "filings"}
    for kind, field in lists.items():
        assert set(everything_listed(world, name, field)) == opinion.ids(kind, name)
    book = everything_listed(world, name, "causeBook", ", search: {}")
    assert set(book) == opinion.ids("CauseBookEntry", name)
    for kind in ("Case", "Filing", "Document", "Party", "RegisterEntry"):
        every = [row.id for row in opinion.rows[TABLES[kind]]]
        assert seen_by_node(world, name, every) == opinion.ids(kind, name)
    for case in opinion.rows[Case]:
        found = world.court.ask(
            "query C($n: String!) { case(number: $n) { id } }", {"n": case.number}, by=name
        )["case"]
        assert (found is not None) == (case.id in opinion.ids("Case", name))


def _order(world: World, case: Case, kind: str, undoing: ExitStack) -> None:
    """Make an order unless one of the kind binds already."""
    in_force = {"case_id": case.id, "kind": kind, "state": AccessOrderState.IN_FORCE}
    if world.rooms.all(AccessOrder, **in_force):
        return
    world.order(case, AccessOrderKind(kind))
    [made] = world.rooms.all(AccessOrder, **in_force)

    def lift() -> None:
        with world.rooms.by("registry") as work:
            lift_access_order(work, made.id)

    undoing.callback(lift)


def _link(world: World, case: Case, name: str, undoing: ExitStack) -> None:
    """Link an account unless it is linked."""
    if _is_linked(world, case, name):
        return
    party = world.rooms.all(Party, case_id=case.id, ordinal=2)[0]
    with world.rooms.by("registry") as work:
        link_party(work, case.id, name, party.id)
    undoing.callback(_unlink, world, case, name, ExitStack())


def _unlink(world: World, case: Case, name: str, undoing: ExitStack) -> None:
    """End an account's linkage, if there is one."""
    if not _is_linked(world, case, name):
        return
    account_id = world.rooms.people[name].account_id
    with world.rooms.by("registry") as work:
        unlink_account(work, case.id, account_id or "")
    undoing.callback(_link, world, case, name, ExitStack())


def _is_linked(world: World, case: Case, name: str) -> bool:
    account_id = world.rooms.people[name].account_id
    links = world.rooms.all(Linkage, case_id=case.id, account_id=account_id)
    return any(link.until_at is None for link in links)


def _officer(world: World, case: Case, verb: Callable[..., Case], *given: str) -> None:
    """An officer records who acts for the plaintiff of a case."""
    [plaintiff] = world.rooms.all(Party, case_id=case.id, ordinal=1)
    on = occasion(world.rooms, case)
    with world.rooms.by("registry") as work:
        verb(work, on, plaintiff.id, *given)


def _acting(world: World, case: Case) -> str | None:
    """The code of the firm that acts for the plaintiff of a case."""
    acts = world.rooms.all(Representation, case_id=case.id, until_at=None)
    firms = {firm.id: firm.code for firm in world.rooms.all(Organization)}
    return next((firms[row.organization_id] for row in acts), None)


def _firm(world: World, case: Case, firm: str, undoing: ExitStack) -> None:
    """Let a firm act for the plaintiff, in another's place or as the first, unless it does."""
    acting = _acting(world, case)
    if acting == firm:
        return
    before = _links(world, case)
    verb = proceedings.change_solicitors if acting else proceedings.begin_acting
    _officer(world, case, verb, firm)
    undoing.callback(_as_before, world, case, acting, before)


def _cease(world: World, case: Case, _what: str, undoing: ExitStack) -> None:
    """Let the plaintiff's firm cease to act, if one acts."""
    acting, before = _acting(world, case), _links(world, case)
    if acting is not None:
        _officer(world, case, proceedings.cease_acting)
        undoing.callback(_as_before, world, case, acting, before)


def _links(world: World, case: Case) -> set[tuple[str, str | None]]:
    """The accounts linked to a case, and for which party."""
    links = world.rooms.all(Linkage, case_id=case.id, until_at=None)
    return {(link.account_id, link.party_id) for link in links}


def _as_before(
    world: World, case: Case, firm: str | None, links: set[tuple[str, str | None]]
) -> None:
    """Bring back who acted, and the accounts that lost sight with the firm."""
    if firm is None:
        _officer(world, case, proceedings.cease_acting)
    else:
        _firm(world, case, firm, ExitStack())
    for account_id, party_id in links - _links(world, case):
        with world.rooms.by("registry") as work:
            link_account(work, case.id, account_id, party_id)


DOERS: dict[str, Callable[[World, Case, str, ExitStack], None]] = {
    "order": _order,
    "link": _link,
    "unlink": _unlink,
    "firm": _firm,
    "cease": _cease,
}


@pytest.mark.parametrize("order", [None, *AccessOrderKind])
def test_i37_a_firm_that_ceases_to_act_is_out_at_every_door_and_the_next_is_in(
    world: World, order: AccessOrderKind | None
):
    """I-37, I-38: of an open, a sealed and a confined case."""
    case = next(c for c in world.rooms.all(Case) if _acting(world, c) == "LANTERN")
    with ExitStack() as undoing:
        if order is not None:
            _order(world, case, order, undoing)
        open_ = world.rooms.one(Case, case.id).access_level.value != "COURT_ONLY"
        for firm, seers in (("HARBOUR", {"rival"}), ("LANTERN", {"lawyer"}), ("", set[str]())):
            if firm:
                _firm(world, case, firm, undoing)
            else:
                _cease(world, case, "", undoing)
            opinion = world.opinion()
            found = {n for n in ("lawyer", "rival") if case.id in opinion.ids("Case", n)}
            assert found == (seers if open_ else set())
            for name in ("lawyer", "rival", "primary", None):
                _every_door_agrees(world, name)


def test_the_world_holds_what_makes_these_tests_mean_something(world: World):
    opinion = world.opinion()
    states = {filing.state.value for filing in opinion.rows[Filing]}
    assert states >= {
        *("DRAFT", "PAYMENT_PENDING", "RECEIVED", "UNDER_REVIEW", "REJECTED", "RECORDED"),
        "WITHDRAWN",
    }
    assert {case.access_level.value for case in opinion.rows[Case]} == {
        "PUBLIC_INSPECTION",
        "PARTIES",
        "COURT_ONLY",
    }
    seen = {name: len(opinion.ids("Case", name)) for name in VIEWERS}
    assert seen[None] == 0
    assert 0 < seen["litigant"] < seen["lawyer"] < seen["registry"] == seen["auditor"]
    assert 0 < seen["rival"] < seen["registry"]
    documents = opinion.ids("Document", "litigant")
    assert 0 < len(documents) < len(opinion.rows[Document])
