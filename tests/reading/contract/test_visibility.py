"""A viewer reaches what plain Python says of the rows, by whichever door, and nothing else."""

from collections import defaultdict
from typing import Any

import pytest
from graphql import get_named_type, is_abstract_type, is_leaf_type

from tests.reading.contract.benches import VIEWERS, Bench
from tests.reading.contract.sight import Seen, Sight

LINKED = (
    *("AccessOrder", "Case", "CauseBookEntry", "Filing", "Message", "Party", "Payment", "Receipt"),
    "RegisterEntry",
)
"""Types of which every row is linked to from another that its viewers see, or listed."""


MOST_ON_A_PAGE = 100
"""Only what happened to a case is more than a page; what happened has no id to be reached by."""


def _links(schema: Any, type_: Any) -> str:
    """Everything with an id that lies one step from a type, by every field that leads there."""
    return " ".join(_each_link(schema, type_))


def _each_link(schema: Any, type_: Any) -> list[str]:
    """The same, field by field."""
    parts: list[str] = []
    for name, said in type_.fields.items():
        inner: Any = get_named_type(said.type)
        if any(a.type.__class__.__name__ == "GraphQLNonNull" for a in said.args.values()):
            continue
        if is_abstract_type(inner):
            shown = " ".join(
                f"... on {m.name} {{ id }}"
                for m in schema.get_possible_types(inner)
                if "id" in m.fields
            )
            parts.append(f"{name} {{ __typename {shown} }}")
        elif is_leaf_type(inner):
            continue
        elif schema.get_type("Node") in inner.interfaces:
            parts.append(f"{name} {{ __typename id }}")
        elif "pageInfo" in inner.fields:
            row: Any = get_named_type(inner.fields["nodes"].type)
            node = "{ __typename id }" if "id" in row.fields else "{ __typename }"
            parts.append(
                f"{name}(first: 100) {{ totalCount nodes {node} edges {{ node {node} }} }}"
            )
        elif below := _links(schema, inner):
            parts.append(f"{name} {{ {below} }}")
    return parts


def _named(value: Any, seen: Seen) -> None:
    """Collect every row with an id in an answer; every list must hold what it counts."""
    if isinstance(value, list):
        for item in value:
            _named(item, seen)
    elif isinstance(value, dict):
        if "id" in value and "__typename" in value:
            seen[value["__typename"]].add(value["id"])
        if "totalCount" in value:
            edges = [edge["node"] for edge in value["edges"]]
            counted = min(value["totalCount"], MOST_ON_A_PAGE)
            assert (len(edges), edges) == (counted, value["nodes"])
        for inner in value.values():
            _named(inner, seen)


def _pairs(seen: Seen) -> set[tuple[str, str]]:
    return {(name, id_) for name, found in seen.items() for id_ in found}


def _crawled(bench: Bench, by: str | None, ids: list[str]) -> tuple[Seen, Seen]:
    """Everything a viewer reaches: by id, out of all the ids there are; and by following links."""
    schema = bench.reader.schema
    by_id: Seen = defaultdict(set)
    by_link: Seen = defaultdict(set)
    for start in range(0, len(ids), 100):
        query = "query ($i: [ID!]!) { nodes(ids: $i) { __typename id } }"
        _named(bench.data(query, {"i": ids[start : start + 100]}, by=by), by_id)
    book = "causeBook(first: 100, search: {}) { totalCount"
    book += " nodes { __typename id } edges { node { __typename id } } }"
    for root in (*_each_link(schema, schema.query_type), book):
        _named(bench.data(f"{{ {root} }}", by=by), by_link)
    asked: set[tuple[str, str]] = set()
    while open_ := (_pairs(by_id) | _pairs(by_link)) - asked:
        asked |= open_
        for name, id_ in sorted(open_):
            links = _links(schema, schema.get_type(name))
            query = f"query ($i: ID!) {{ node(id: $i) {{ ... on {name} {{ {links} }} }} }}"
            if links:
                _named(bench.data(query, {"i": id_}, by=by), by_link)
    return by_id, by_link


@pytest.mark.parametrize("by", VIEWERS)
def test_a_viewer_reaches_what_the_rows_say_and_nothing_else(
    benches: list[Bench], sight: Sight, by: str | None
) -> None:
    expected = sight.expected(by)
    ids = [id_ for rows in sight.by_id.values() for id_ in rows]
    for bench in benches:
        by_id, by_link = _crawled(bench, by, ids)
        for name, seen in expected.items():
            assert by_id[name] == seen, name
            assert by_link[name] <= seen, name
        for name in LINKED:
            assert by_link[name] == expected[name], name
        assert set(by_id) | set(by_link) <= {*expected, "PendingRecording"}


def test_the_court_holds_something_of_everything_to_be_hidden(sight: Sight) -> None:
    seen = {by: sight.expected(by) for by in VIEWERS}
    for name in seen["registry"]:
        assert any(seen[by][name] for by in VIEWERS), name
    for by in ("lawyer", "rival", "litigant"):
        for name in ("Case", "Filing", "Document", "Message", "Party", "RegisterEntry", "Payment"):
            assert 0 < len(seen[by][name]) < len(sight.all(name)), (by, name)
    levels = {case.access_level.value for case in sight.all("Case")}
    assert levels == {"PUBLIC_INSPECTION", "PARTIES", "COURT_ONLY"}
    states = {filing.state.value for filing in sight.all("Filing")}
    missing = {"SUBMITTING", "SUBMISSION_FAILED", "PARTIALLY_ACCEPTED", "ACCEPTED"}
    assert states | missing >= {state.value for state in type(sight.all("Filing")[0].state)}
