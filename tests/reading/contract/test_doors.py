"""List, item, node, nodes, count and search show a viewer the same rows: those Python says.

Everybody else's sealed and confined cases, drafts, payments and messages are in the tables as
noise; so is every id there is, of every table.
"""

from collections import defaultdict
from typing import Any

import pytest

from tests.reading.contract.benches import NODES, VIEWERS, Bench
from tests.reading.contract.sight import RECEIVED, Seen, Sight

PAGE = "totalCount pageInfo { hasNextPage endCursor } nodes { id } edges { node { id } }"
STEP = 9
OF_A_CASE = {"Party": "parties", "RegisterEntry": "register", "Filing": "filings"}


def _ids(sight: Sight) -> list[str]:
    """Every id there is, of whichever table, and some that there are not."""
    ids = [id_ for rows in sight.by_id.values() for id_ in rows]
    return [*ids, "cas_00000000000000000000000000", "", "' OR 1=1 --"]


def by_nodes(bench: Bench, by: str | None, sight: Sight) -> Seen:
    """What many ids asked at once show."""
    ids, seen = _ids(sight), defaultdict[str, set[str]](set)
    query = "query ($i: [ID!]!) { nodes(ids: $i) { __typename id } }"
    for start in range(0, len(ids), 100):
        some = ids[start : start + 100]
        found = bench.data(query, {"i": some}, by=by)["nodes"]
        assert [node["id"] if node else id_ for node, id_ in zip(found, some, strict=True)] == some
        for node in filter(None, found):
            seen[node["__typename"]].add(node["id"])
    return seen


def by_node(bench: Bench, by: str | None, sight: Sight) -> Seen:
    """What each id by itself shows."""
    seen = defaultdict[str, set[str]](set)
    for id_ in _ids(sight):
        found = bench.data("query ($i: ID!) { node(id: $i) { __typename id } }", {"i": id_}, by=by)
        if found["node"] is not None:
            assert found["node"]["id"] == id_
            seen[found["node"]["__typename"]].add(id_)
    return seen


def by_item(bench: Bench, by: str | None, sight: Sight) -> Seen:
    """What a number finds, and who asks."""
    seen = defaultdict[str, set[str]](set)
    me = bench.data("{ viewer { id } }", by=by)["viewer"]
    seen["Viewer"] |= {me["id"]} if me else set()
    for case in sight.all("Case"):
        found = bench.data(
            "query ($n: String!) { case(number: $n) { id } }", {"n": case.number}, by=by
        )["case"]
        assert found in (None, {"id": case.id})
        seen["Case"] |= {case.id} if found else set()
    for filing in sight.all("Filing"):
        query = "query ($n: String!) { filing(transactionNumber: $n) { id } }"
        found = bench.data(query, {"n": filing.transaction_number or "none"}, by=by)["filing"]
        assert found in (None, {"id": filing.id})
        seen["Filing"] |= {filing.id} if found else set()
    return seen


def _listed(bench: Bench, by: str | None, before: str, field: str, after: str) -> list[str]:
    """A whole list, page by page; its count, its nodes and its edges must say the same."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        said = f"first: {STEP}, after: $a{', search: {}' if field == 'causeBook' else ''}"
        query = f"query ($a: String) {{ {before} {field}({said}) {{ {PAGE} }} {after} }}"
        page = bench.data(query, {"a": cursor}, by=by)
        while field not in page:
            [page] = page.values()
        page = page[field]
        assert page["nodes"] == [edge["node"] for edge in page["edges"]]
        found += [node["id"] for node in page["nodes"]]
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found) == len(set(found))
            return found


def by_list(bench: Bench, by: str | None, sight: Sight) -> Seen:
    """What the lists at the root hold, and the Message Box; counts are checked on the way."""
    lists = {"Case": "cases", "Filing": "filings", "CauseBookEntry": "causeBook"}
    seen = {type_: set(_listed(bench, by, "", field, "")) for type_, field in lists.items()}
    seen["Message"] = set(_listed(bench, by, "viewer {", "messages", "}")) if by else set()
    return seen


def by_case(bench: Bench, by: str | None, sight: Sight) -> Seen:
    """What the lists of every case hold that there is, together."""
    seen = defaultdict[str, set[str]](set)
    for case in sight.all("Case"):
        if bench.data(f'{{ node(id: "{case.id}") {{ id }} }}', by=by)["node"] is None:
            continue
        before = f'node(id: "{case.id}") {{ ... on Case {{'
        for type_, field in OF_A_CASE.items():
            seen[type_] |= set(_listed(bench, by, before, field, "} }"))
    return seen


def by_search(bench: Bench, by: str | None, sight: Sight) -> Seen:
    """What searching the cause book for every case finds."""
    query = """query ($n: String!) { causeBook(search: {caseNumber: $n}) {
        totalCount nodes { id caseNumber } } }"""
    seen: set[str] = set()
    for case in sight.all("Case"):
        found = bench.data(query, {"n": case.number}, by=by)["causeBook"]
        assert found["totalCount"] == len(found["nodes"]) <= 1
        assert all(node["caseNumber"] == case.number for node in found["nodes"])
        seen |= {node["id"] for node in found["nodes"]}
    return {"CauseBookEntry": seen}


DOORS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "nodes": (by_nodes, tuple(NODES)),
    "node": (by_node, tuple(NODES)),
    "item": (by_item, ("Viewer", "Case", "Filing")),
    "list": (by_list, ("Case", "Filing", "CauseBookEntry", "Message")),
    "case": (by_case, ("Party", "RegisterEntry", "Filing")),
    "search": (by_search, ("CauseBookEntry",)),
}


def _behind(door: str, type_: str, expected: Seen, sight: Sight) -> set[str]:
    """What there is to be seen behind a door: not every filing has a number, or is in a case."""
    filings = sight.by_id["Filing"]
    if (door, type_) == ("item", "Filing"):
        return {id_ for id_ in expected[type_] if filings[id_].transaction_number}
    if (door, type_) == ("case", "Filing"):
        return {id_ for id_ in expected[type_] if filings[id_].case_id in expected["Case"]}
    return expected[type_]


@pytest.mark.parametrize("by", VIEWERS)
@pytest.mark.parametrize("door", DOORS)
def test_every_door_shows_a_viewer_the_rows_that_python_says(
    benches: list[Bench], sight: Sight, door: str, by: str | None
) -> None:
    expected = sight.expected(by)
    look, types = DOORS[door]
    for bench in benches:
        seen = look(bench, by, sight)
        assert set(seen) <= set(NODES)
        for type_ in types:
            behind = _behind(door, type_, expected, sight)
            assert seen.get(type_, set()) == behind, (door, type_)


@pytest.mark.parametrize("by", VIEWERS)
def test_the_review_queue_is_the_registrys_and_empty_for_everybody_else(
    benches: list[Bench], sight: Sight, by: str | None
) -> None:
    waiting = {f.id for f in sight.all("Filing") if f.state.value in RECEIVED}
    assert waiting
    for bench in benches:
        found = set(_listed(bench, by, "", "reviewQueue", ""))
        assert found == (waiting if by in ("registry", "registry2") else set())


def test_every_type_with_an_id_is_looked_for(benches: list[Bench]) -> None:
    schema = benches[0].reader.schema
    assert {t.name for t in schema.get_possible_types(schema.get_type("Node"))} == set(NODES)
