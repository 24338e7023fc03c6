"""List, node, count, lookup, search, documents and downloads give one answer (I-36 to I-38)."""

from typing import Any

import orjson
import pytest
from sqlmodel import select

from api.cases.models import AccessOrder, Case
from api.cases.operations import lift_access_order
from api.cases.states import AccessLevel, AccessOrderState
from api.documents.models import Document, Rendition
from api.filings.models import Filing
from api.filings.queries import visible_rendition
from api.kernel.actors import PUBLIC
from api.kernel.refusals import NotFound
from api.kernel.work import viewer_of
from api.reading.viewers import Unauthenticated
from tests.visibility.world import CONFINEMENT, SEALING, TABLES, VIEWERS, World

viewers = pytest.mark.parametrize("name", VIEWERS, ids=lambda name: name or "public")
ABSENT = "00000000000000000000000000"
STAFF_WITHOUT_FILES = ("helpdesk", "accounts", "primary", "secondary")
FIELDS = {
    "Case": "number title standing accessLevel version "
    "parties(first: 4) { nodes { id } totalCount }",
    "Party": "name",
    "RegisterEntry": "entry: number",
    "CauseBookEntry": "caseNumber title",
    "Filing": "state transactionNumber documents { id }",
    "Document": "fileName sha256",
    "Message": "about",
    "AccessOrder": "grounds",
    "ServiceRequest": "purpose amount { amount }",
}


def everything_listed(world: World, name: str | None, field: str, given: str = "") -> list[Any]:
    """A whole list, page by page, whose count must be what it holds."""
    found: list[Any] = []
    after, count = None, None
    while True:
        query = (
            f"query L($after: String) {{ {field}(first: 7, after: $after{given}) "
            "{ nodes { id } totalCount pageInfo { hasNextPage endCursor } } }"
        )
        page = world.court.ask(query, {"after": after}, by=name)[field]
        found += page["nodes"]
        count = page["totalCount"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    ids = [node["id"] for node in found]
    assert len(set(ids)) == len(ids)
    assert count == len(ids)
    return ids


def seen_by_node(world: World, name: str | None, ids: list[str]) -> set[str]:
    """The ids that ``nodes`` shows, with the fields of each kind read too."""
    shown = "".join(f"... on {kind} {{ id {fields} }} " for kind, fields in FIELDS.items())
    query = f"query N($ids: [ID!]!) {{ nodes(ids: $ids) {{ {shown} }} }}"
    found: set[str] = set()
    for start in range(0, len(ids), 20):
        some = ids[start : start + 20]
        nodes = world.court.ask(query, {"ids": some}, by=name)["nodes"]
        assert len(nodes) == len(some)
        assert all(node is None or node["id"] == id_ for id_, node in zip(some, nodes, strict=True))
        found |= {node["id"] for node in nodes if node}
    return found


@viewers
@pytest.mark.parametrize("kind", TABLES)
def test_a_thing_is_shown_by_its_id_to_those_who_may_see_it_and_to_nobody_else(
    world: World, name: str | None, kind: str
):
    opinion = world.opinion()
    every = [row.id for row in opinion.rows[TABLES[kind]]]

    assert seen_by_node(world, name, every) == opinion.ids(kind, name)


@viewers
def test_the_list_of_cases_is_what_is_shown_and_found_one_by_one(world: World, name: str | None):
    opinion = world.opinion()
    expected = opinion.ids("Case", name)

    assert set(everything_listed(world, name, "cases")) == expected
    for case in opinion.rows[Case]:
        found = world.court.ask(
            "query C($n: String!) { case(number: $n) { id } }", {"n": case.number}, by=name
        )["case"]
        assert (found is not None) == (case.id in expected), case.number


@viewers
def test_the_list_of_filings_is_what_is_shown_and_found_one_by_one(world: World, name: str | None):
    opinion = world.opinion()
    expected = opinion.ids("Filing", name)

    assert set(everything_listed(world, name, "filings")) == expected
    for filing in opinion.rows[Filing]:
        if filing.transaction_number is None:
            continue
        found = world.court.ask(
            "query F($n: String!) { filing(transactionNumber: $n) { id } }",
            {"n": filing.transaction_number},
            by=name,
        )["filing"]
        assert (found is not None) == (filing.id in expected), filing.state


@viewers
def test_the_filings_of_each_case_are_those_of_the_list_in_it(world: World, name: str | None):
    opinion = world.opinion()
    expected = opinion.ids("Filing", name)
    query = """query C($id: ID!) { node(id: $id) { ... on Case {
        filings(first: 50) { nodes { id case { id } } totalCount }
        register(first: 50) { nodes { id } totalCount } } } }"""
    for case_id in opinion.ids("Case", name):
        case = world.court.ask(query, {"id": case_id}, by=name)["node"]
        of_case = {f.id for f in opinion.rows[Filing] if f.case_id == case_id}
        assert {n["id"] for n in case["filings"]["nodes"]} == expected & of_case
        assert case["filings"]["totalCount"] == len(expected & of_case)
        assert {n["case"]["id"] for n in case["filings"]["nodes"]} <= {case_id}


@viewers
def test_the_cause_book_holds_what_the_public_may_see_and_search_finds_the_same(
    world: World, name: str | None
):
    opinion = world.opinion()
    expected = opinion.ids("CauseBookEntry", name)

    assert set(everything_listed(world, name, "causeBook", ", search: {}")) == expected
    for asked in ('{ partyName: "樣本" }', '{ proceedingType: "DCPI" }'):
        found = everything_listed(world, name, "causeBook", f", search: {asked}")
        assert set(found) == expected
    for case in opinion.rows[Case]:
        found = everything_listed(
            world, name, "causeBook", f', search: {{ caseNumber: "{case.number}" }}'
        )
        lines = {e.id for e in opinion.rows[TABLES["CauseBookEntry"]] if e.case_id == case.id}
        assert set(found) == expected & lines


@viewers
def test_the_review_queue_is_the_registrys_and_empty_for_everybody_else(
    world: World, name: str | None
):
    opinion = world.opinion()
    waiting = {
        f.id for f in opinion.rows[Filing] if f.state in ("RECEIVED", "UNDER_REVIEW", "REFERRED")
    }
    found = set(everything_listed(world, name, "reviewQueue"))
    if name in ("registry", "registry2"):
        assert {f.id for f in opinion.rows[Filing] if f.state == "RECEIVED"} <= found <= waiting
    else:
        assert found == set()


@viewers
def test_the_documents_of_a_filing_are_shown_or_withheld_and_none_is_missing(
    world: World, name: str | None
):
    """I-7: shown and withheld together are what was recorded."""
    opinion = world.opinion()
    expected = opinion.ids("Document", name)
    query = """query F($id: ID!) { node(id: $id) { ... on Filing { documents { id document {
        __typename ... on Document { id renditions { sha256 downloadUrl } } } } } } }"""
    lodged = opinion.rows[next(t for t in opinion.rows if t.__name__ == "FilingDocument")]
    for filing_id in opinion.ids("Filing", name):
        documents = world.court.ask(query, {"id": filing_id}, by=name)["node"]["documents"]
        places = {row.id: row.document_id for row in lodged if row.filing_id == filing_id}
        assert {d["id"] for d in documents} == set(places)
        for place in documents:
            is_shown = places[place["id"]] in expected
            assert place["document"]["__typename"] == ("Document" if is_shown else "Withheld")


@viewers
def test_bytes_are_given_to_those_who_see_the_document_and_to_nobody_else(
    world: World, name: str | None
):
    opinion = world.opinion()
    expected = opinion.ids("Document", name)
    actor = world.people[name] or PUBLIC
    with world.court.works.look() as session:
        for rendition in session.exec(select(Rendition)).all():
            try:
                given = visible_rendition(session, viewer_of(actor), rendition.id).id
            except NotFound:
                given = None
            assert (given is not None) == (rendition.document_id in expected)


@viewers
def test_hidden_and_missing_are_the_same_answer_byte_for_byte(world: World, name: str | None):
    opinion = world.opinion()
    queries = [
        ("query Q($x: ID!) { node(id: $x) { __typename id } }", row.id, row.id[:4] + ABSENT)
        for kind, table in TABLES.items()
        for row in opinion.rows[table]
        if row.id not in opinion.ids(kind, name)
    ]
    queries += [
        ("query Q($x: String!) { case(number: $x) { id title } }", case.number, "DCPI 999999/2022")
        for case in opinion.rows[Case]
        if case.id not in opinion.ids("Case", name)
    ]
    queries += [
        (
            "query Q($x: String!) { filing(transactionNumber: $x) { id state } }",
            filing.transaction_number,
            "T2022-9999999",
        )
        for filing in opinion.rows[Filing]
        if filing.transaction_number and filing.id not in opinion.ids("Filing", name)
    ]
    if name not in ("registry", "registry2"):
        assert queries
    for query, hidden, missing in queries:
        answers = [world.court.answer(query, {"x": x}, by=name) for x in (hidden, missing)]
        assert answers[0].body == answers[1].body
        assert orjson.loads(answers[0].body)["data"] in (
            {"node": None},
            {"case": None},
            {"filing": None},
        )


@viewers
def test_a_reference_number_says_only_whether_it_was_issued(world: World, name: str | None):
    opinion = world.opinion()
    numbers = [d.document_reference for d in opinion.rows[Document] if d.sealed_at]
    assert numbers
    query = "query D($n: String!) { documentReference(number: $n) { number issued } }"
    for number in numbers:
        said = world.court.ask(query, {"n": number}, by=name)["documentReference"]
        assert said == {"number": number, "issued": True}
    for number in ("000000000000", str(int(numbers[0]) ^ 1).zfill(12)):
        said = world.court.ask(query, {"n": number}, by=name)["documentReference"]
        assert said == {"number": number, "issued": False}


@pytest.mark.parametrize("name", STAFF_WITHOUT_FILES)
def test_help_centre_accounts_and_administrators_see_no_documents_and_no_drafts(
    world: World, name: str
):
    opinion = world.opinion()
    for kind in ("Document", "Filing", "Case", "Party", "RegisterEntry", "AccessOrder"):
        every = [row.id for row in opinion.rows[TABLES[kind]]]
        assert seen_by_node(world, name, every) == set()


@pytest.mark.parametrize("name", ["registry", "registry2", "auditor"])
def test_court_staff_see_no_drafts_and_no_uploads_that_were_not_received(world: World, name: str):
    opinion = world.opinion()
    drafts = [f.id for f in opinion.rows[Filing] if f.transaction_number is None]
    assert len(drafts) >= 6
    assert seen_by_node(world, name, drafts) == set()


def test_a_sealed_case_is_nowhere_for_the_public(world: World):
    opinion = world.opinion()
    sealed = [c for c in opinion.rows[Case] if c.access_level is not AccessLevel.PUBLIC_INSPECTION]
    assert len(sealed) >= 6
    book = world.court.ask(
        '{ causeBook(search: {partyName: "樣本"}, first: 100) { nodes { caseNumber } totalCount } }'
    )["causeBook"]
    assert not {c.number for c in sealed} & {n["caseNumber"] for n in book["nodes"]}
    assert book["totalCount"] == len(opinion.rows[Case]) - len(sealed)


def test_a_viewer_with_an_altered_token_is_told_nothing(world: World):
    token = world.court.token("registry")
    altered = [token[:-1] + ("A" if token[-1] != "A" else "B"), token.replace("reg_", "aud_")]
    altered += ["nonsense", "reg_", token.swapcase()]
    for bad in altered:
        world.court.tokens["altered"] = bad
        with pytest.raises(Unauthenticated):
            world.court.answer("{ cases { totalCount nodes { id } } }", by="altered")
        with pytest.raises(Unauthenticated):
            world.court.answer("{ viewer { id } }", by="altered")


def test_sealing_and_lifting_are_seen_at_once_everywhere(world: World):
    """Every order and every end of one changes list, node, count, search and bytes together."""
    case = next(
        c
        for c in world.opinion().rows[Case]
        if c.access_level is AccessLevel.PUBLIC_INSPECTION
        and c.id in world.opinion().ids("Case", "litigant")
    )
    levels = []
    for kind in (SEALING, CONFINEMENT):
        world.order(case, kind)
        levels.append(all_agree(world, case.id))
    in_force = AccessOrderState.IN_FORCE
    for order in world.rooms.all(AccessOrder, case_id=case.id, state=in_force):
        with world.rooms.by("registry") as work:
            lift_access_order(work, order.id)
        levels.append(all_agree(world, case.id))
    assert levels[0] == ("PARTIES", False, True)
    assert levels[1] == ("COURT_ONLY", False, False)
    assert levels[-1] == ("PUBLIC_INSPECTION", True, True)


def all_agree(world: World, case_id: str) -> tuple[str, bool, bool]:
    """Insist that every door agrees; the level, and whether the public and the litigant see it."""
    opinion = world.opinion()
    for name in VIEWERS:
        assert set(everything_listed(world, name, "cases")) == opinion.ids("Case", name)
        assert set(everything_listed(world, name, "filings")) == opinion.ids("Filing", name)
        book = everything_listed(world, name, "causeBook", ", search: {}")
        assert set(book) == opinion.ids("CauseBookEntry", name)
        documents = [d.id for d in opinion.rows[Document] if d.case_id == case_id]
        assert seen_by_node(world, name, documents) == set(documents) & opinion.ids(
            "Document", name
        )
    line = next(e for e in opinion.rows[TABLES["CauseBookEntry"]] if e.case_id == case_id)
    level = next(c.access_level.value for c in opinion.rows[Case] if c.id == case_id)
    return (
        level,
        line.id in opinion.ids("CauseBookEntry", None),
        case_id in opinion.ids("Case", "litigant"),
    )
