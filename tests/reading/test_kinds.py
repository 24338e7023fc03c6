"""Unions and interfaces of one table: the stored kind chooses the type, its rule the rows."""

from typing import Any

import pytest

from api.reading.engine import Asked
from api.reading.plans import Delivery
from tests.reading.conftest import LITIGANTS, STAFF, Bench, rows
from tests.reading.court import FilingRow, PaperRow

FILINGS = [row for row in rows() if isinstance(row, FilingRow)]
PAPERS = [row for row in rows() if isinstance(row, PaperRow)]
TYPES = {"EXHIBIT": "Exhibit", "RULING": "Ruling", "ORDER": "Ruling"}
EVERYONE = [None, STAFF, LITIGANTS[0]]
MEMBERS = """__typename ... on Sheet { id } ... on Exhibit { pages } ... on Ruling { isSealed }
    ... on Letter { title }"""


def _type(paper: PaperRow) -> str:
    return TYPES.get(paper.kind, "Letter")


def _may_see(paper: PaperRow, token: str | None) -> bool:
    """The rules of the three types, told again."""
    match _type(paper):
        case "Exhibit":
            return token == STAFF or not paper.is_sealed
        case "Letter":
            return token is not None or paper.pages is None
        case _:
            return True


def _shown(paper: PaperRow) -> dict[str, Any]:
    own: dict[str, dict[str, Any]] = {
        "Exhibit": {"pages": paper.pages},
        "Ruling": {"isSealed": paper.is_sealed},
        "Letter": {"title": paper.title},
    }
    return {"__typename": _type(paper), "id": paper.id, **own[_type(paper)]}


def _filings(bench: Bench, field: str, token: str | None, **how: Any) -> dict[str, Any]:
    asked = "query ($id: ID!) { filing(id: $id) { " + field + " } }"
    found = {}
    for filing in FILINGS[:40]:
        row = bench.data(asked, {"id": filing.id}, token=token, **how)["filing"]
        if row is not None:
            found[filing.id] = row["it"]
    return found


def _expected(filing: str, token: str | None) -> list[PaperRow]:
    return [p for p in PAPERS if p.filing_id == filing and _may_see(p, token)]


@pytest.mark.parametrize("delivery", [None, Delivery.SPLICE, Delivery.PLAIN])
@pytest.mark.parametrize("token", EVERYONE)
def test_each_row_is_of_the_type_of_its_kind_and_hidden_by_its_types_rule(
    bench: Bench, token: str | None, delivery: Delivery | None
) -> None:
    met = set()
    lists = _filings(bench, f"it: sheets {{ {MEMBERS} }}", token, delivery=delivery)
    for filing, sheets in lists.items():
        expected = sorted(_expected(filing, token), key=lambda p: (p.uploaded_at, p.id))
        assert sheets == [_shown(paper) for paper in expected]
        met |= {sheet["__typename"] for sheet in sheets}
    assert met == {"Exhibit", "Ruling", "Letter"}


@pytest.mark.parametrize("token", EVERYONE)
def test_a_union_has_pages_and_a_count_of_what_may_be_seen(bench: Bench, token: str | None) -> None:
    field = f"""it: sheetPage(first: 2) {{ nodes {{ {MEMBERS} }} totalCount
        pageInfo {{ hasNextPage endCursor }} edges {{ cursor node {{ __typename }} }} }}"""
    for filing, page in _filings(bench, field, token).items():
        expected = sorted(_expected(filing, token), key=lambda p: (p.title, p.id))
        assert page["nodes"] == [_shown(paper) for paper in expected[:2]]
        assert page["totalCount"] == len(expected)
        assert page["pageInfo"]["hasNextPage"] == (len(expected) > 2)
        assert [edge["node"]["__typename"] for edge in page["edges"]] == [
            _type(paper) for paper in expected[:2]
        ]


@pytest.mark.parametrize("token", EVERYONE)
def test_a_type_that_is_one_of_several_kinds_never_shows_another_kind(
    bench: Bench, token: str | None
) -> None:
    for filing, rulings in _filings(bench, "it: rulings { id }", token).items():
        expected = [p.id for p in _expected(filing, token) if _type(p) == "Ruling"]
        assert [ruling["id"] for ruling in rulings] == sorted(expected)
    for filing, sheet in _filings(bench, f"it: firstSheet {{ {MEMBERS} }}", token).items():
        first = min(_expected(filing, token), key=lambda p: p.id, default=None)
        assert sheet == (None if first is None else _shown(first))


def test_the_walk_is_told_the_type_and_the_client_is_not(bench: Bench) -> None:
    field = "it: sheets { ... on Ruling { id shouted } ... on Letter { id } }"
    for filing, sheets in _filings(bench, field, STAFF).items():
        mine = sorted(_expected(filing, STAFF), key=lambda p: (p.uploaded_at, p.id))
        assert sheets == [
            {"Exhibit": {}, "Letter": {"id": p.id}}.get(
                _type(p), {"id": p.id, "shouted": p.title.upper()}
            )
            for p in mine
        ]
    answer = bench.reader.answer(Asked("{ ranked(rank: 1) { sheets { __typename } } }"))
    assert b":type" not in answer.body


@pytest.mark.parametrize("token", EVERYONE)
def test_a_page_of_either_shows_held_back_rows_as_withheld_and_counts_them(
    bench: Bench, token: str | None
) -> None:
    members = "__typename ... on Paper { id } ... on Withheld { reason }"
    info = "totalCount pageInfo { hasNextPage endCursor }"
    met = set()
    for filing in FILINGS[:40]:
        whole = [p for p in PAPERS if p.filing_id == filing.id]
        whole.sort(key=lambda p: (p.uploaded_at, p.id), reverse=True)
        seen: list[Any] = []
        after = None
        for _ in range(len(whole) + 1):
            query = f"""query ($id: ID!, $after: String) {{ filing(id: $id) {{
                paperPage(first: 1, after: $after) {{ nodes {{ {members} }} {info} }} }} }}"""
            found = bench.data(query, {"id": filing.id, "after": after}, token=token)["filing"]
            if found is None:
                break
            page = found["paperPage"]
            assert page["totalCount"] == len(whole)
            seen += [node.get("id", "held") for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        if found is not None:
            is_open = [token == STAFF or not p.is_sealed for p in whole]
            assert seen == [p.id if o else "held" for p, o in zip(whole, is_open, strict=True)]
            met |= set(is_open)
    assert met == ({True} if token == STAFF else {True, False})
