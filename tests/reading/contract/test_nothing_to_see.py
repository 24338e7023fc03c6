"""Who may see none of a list's rows has an empty list, whatever is asked of them."""

from typing import Any

import orjson
import pytest

from tests.reading.contract.benches import VIEWERS, Bench

WITHIN = "filings(first: 2) { edges { cursor } }"
QUERIES = {
    "a list of lists": f"{{ cases {{ nodes {{ {WITHIN} }} totalCount }} }}",
    "edges of lists": f"{{ cases {{ edges {{ node {{ {WITHIN} }} }} }} }}",
    "only a type's name": "{ cases { nodes { __typename } } }",
    "an edge's name": "{ cases { edges { __typename } } }",
    "nodes by id": '{ nodes(ids: ["none", "nobody", "nothing"]) { id } }',
}


@pytest.mark.parametrize("by", VIEWERS)
@pytest.mark.parametrize("asked", QUERIES)
def test_a_list_has_as_many_members_as_the_viewer_may_see(
    benches: list[Bench], asked: str, by: str | None
) -> None:
    def answered(bench: Bench, query: str) -> Any:
        said = orjson.loads(bench.answer(query, {}, by=by).body)
        assert "errors" not in said, said
        return said["data"]

    for bench in benches:
        ids = answered(bench, "{ cases { nodes { id } } }")["cases"]["nodes"]
        data = answered(bench, QUERIES[asked])
        if asked == "nodes by id":
            assert data == {"nodes": [None, None, None]}
        else:
            members = data["cases"].get("nodes", data["cases"].get("edges"))
            assert len(members) == len(ids)


FOUND = """query ($yes: Boolean!, $no: Boolean!) { cases { nodes {
    filings(first: 2) @include(if: $yes) { title: edges { cursor
        a7: node {
            resubmissionOf { documents { reasons @skip(if: $no) { code note } } natureOfClaim }
            times { effectiveFiled @skip(if: $yes) uploadCompleted sealed } }
        node { __typename proceedingType { name { sc en } }
            resubmissionOf { a2: relief number: acknowledgement { issuedAt text { en tc } } }
            natureOfClaim } } } }
    totalCount @skip(if: $no) } }"""
"""Found by random operations: a list whose members speak only of what the viewer may not see."""


@pytest.mark.parametrize("by", VIEWERS)
def test_members_that_speak_only_of_what_is_hidden_are_still_members(
    benches: list[Bench], by: str | None
) -> None:
    given = {"yes": True, "no": False}
    answers = [orjson.loads(bench.answer(FOUND, given, by=by).body) for bench in benches]
    assert "errors" not in answers[0], answers[0]
    assert answers[0] == answers[1]
    cases = answers[0]["data"]["cases"]
    assert len(cases["nodes"]) == min(cases["totalCount"], 20)


@pytest.mark.parametrize("by", VIEWERS)
def test_a_foreign_cursor_is_refused_even_where_nothing_can_be_seen(
    benches: list[Bench], by: str | None
) -> None:
    query = "query ($after: String) { filings(after: $after) { nodes { id } } }"
    for bench in benches:
        said = orjson.loads(bench.answer(query, {"after": "nowhere"}, by=by).body)
        assert [error["extensions"]["code"] for error in said["errors"]] == ["BAD_CURSOR"]
