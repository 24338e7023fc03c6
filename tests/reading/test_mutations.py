"""Mutations: the payload is read after the resolver, as the viewer sees it."""

import logging

import pytest

from api.reading.engine import Answer, Asked, OnlyReads
from api.reading.plans import Delivery
from tests.reading.conftest import LITIGANTS, STAFF, Bench

SUBMIT = """mutation ($input: SubmitInput!) { submit(input: $input) {
    ... on Submitted { note filing { id rank } }
    ... on Refusal { code } ... on Refused { field } } }"""


def test_a_payload_shows_the_row_with_aliases_lists_and_what_needs_python(bench: Bench) -> None:
    query = """mutation { submit(input: {id: "flg_001", on: "2022-05-06"}) { __typename
        ... on Submitted { note filing { ...F risky } again: filing { stage times { daysWaited } }
        maybe { id } several { id } } } }
        fragment F on Filing { id papers { __typename ... on Withheld { reason } } }"""
    direct = bench.data(
        '{ filing(id: "flg_001") { id papers { __typename ... on Withheld { reason } } risky } '
        'again: filing(id: "flg_001") { stage times { daysWaited } } }',
        token=STAFF,
    )
    calls: list[str] = []
    got = bench.data(query, token=STAFF, context=calls)["submit"]
    assert got == {
        "__typename": "Submitted",
        "note": "plain 2022-05-06",
        "filing": direct["filing"],
        "again": direct["again"],
        "maybe": None,
        "several": [{"id": "flg_001"}, {"id": "flg_001"}],
    }
    assert calls == ["flg_001"]


def test_a_union_payload_may_be_a_refusal(bench: Bench) -> None:
    given = {"input": {"id": "flg_001", "mood": "refuse"}}
    got = bench.data(SUBMIT, given, token=STAFF, context=[])
    assert got == {"submit": {"code": "Refused", "field": "id"}}


def test_a_row_may_be_given_directly_and_behind_an_interface(bench: Bench) -> None:
    query = """mutation { touch(id: "flg_002") { id }
        touchNode(id: "flg_002") { __typename id ... on Filing { rank } } }"""
    got = bench.data(query, token=STAFF)
    assert got["touch"] == {"id": "flg_002"}
    assert got["touchNode"]["__typename"] == "Filing"
    assert sorted(got["touchNode"]) == ["__typename", "id", "rank"]


def _hidden(bench: Bench) -> str:
    """A filing that the first litigant may not see."""
    for number in range(40):
        found = bench.data(f'{{ node(id: "flg_{number:03}") {{ id }} }}', token=LITIGANTS[0])
        if found["node"] is None:
            return f"flg_{number:03}"
    raise AssertionError


def test_a_hidden_row_is_null_where_that_may_be_and_a_fault_where_not(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    hidden = _hidden(bench)
    query = f'mutation {{ touch(id: "{hidden}") {{ id }} }}'
    assert bench.data(query, token=LITIGANTS[0]) == {"touch": None}
    with caplog.at_level(logging.ERROR, "api.reading"):
        answer = bench.ask(SUBMIT, {"input": {"id": hidden}}, token=LITIGANTS[0], context=[])
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert answer["errors"][0]["path"] == ["submit", "filing"]
    assert "Submitted.filing names a Filing hidden or missing" in caplog.text


def test_a_fault_is_masked_and_logged_under_its_reference(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    given = {"input": {"id": "flg_001", "mood": "boom"}}
    with caplog.at_level(logging.ERROR, "api.reading"):
        answer = bench.ask(SUBMIT, given, token=STAFF, context=[])
    error = answer["errors"][0]
    assert error["message"] == "Something went wrong on our side."
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["reference"] in caplog.text
    assert "secret words" in caplog.text
    assert "secret" not in str(answer)
    assert "flg_001" not in caplog.text


def test_a_graphql_error_is_meant_to_be_read(bench: Bench) -> None:
    given = {"input": {"id": "flg_001", "mood": "say"}}
    answer = bench.ask(SUBMIT, given, token=STAFF, context=[])
    assert answer["errors"][0]["message"] == "said aloud"
    assert answer["errors"][0]["extensions"] == {"code": "SAID"}


def test_a_malformed_input_runs_nothing(bench: Bench) -> None:
    for given in ({}, {"id": "a", "on": "6 May"}, {"id": "a", "stray": 1}, {"id": "a\0b"}):
        calls: list[str] = []
        asked = Asked(SUBMIT, {"input": given}, None, STAFF, calls)
        answer: Answer = bench.reader.answer(asked)
        assert (answer.is_request_error, answer.has_errors, calls) == (True, True, [])


def test_who_may_only_ask_cannot_run_a_mutation(bench: Bench) -> None:
    both = 'query A { motto } mutation B { touch(id: "x") { id } }'
    with pytest.raises(OnlyReads):
        bench.reader.answer(Asked(both, operation_name="B", only_reads=True))
    for query, name in ((both, "A"), (both, None), ("{ nonsense", None)):
        assert bench.reader.answer(Asked(query, operation_name=name, only_reads=True)).body


def test_the_plain_walk_of_a_payload_is_the_same(bench: Bench) -> None:
    selection = "{ id risky papers { __typename ... on Paper { thickness } } }"
    query = f'{{ touch: filing(id: "flg_003") {selection} }}'
    plain = bench.ask(query, token=STAFF, delivery=Delivery.PLAIN)["data"]
    assert bench.data(f'mutation {{ touch(id: "flg_003") {selection} }}', token=STAFF) == plain
