"""Express, splice and plain walk give one answer, on both databases, for every kind of viewer."""

import random
from typing import Any

import orjson
import pytest

from api.reading.cost import Limits
from api.reading.engine import Asked, Reader
from api.reading.plans import Delivery, NotExpress
from tests.reading import court
from tests.reading.conftest import LITIGANTS, NOW, STAFF, Bench, rows
from tests.reading.operations import Drawing, variables

WIDE = Limits(depth=50, aliases=10**6, cost=10**9, directives=10**6, tokens=10**6, length=10**7)
SEEDS = 6
PER_SEED = 50


@pytest.fixture(scope="module")
def readers(benches: dict[str, Bench]) -> list[Reader]:
    """Readers without limits on both databases."""
    return [
        Reader(court.schema, bench.database, court.VIEWERS, clock=lambda: NOW, limits=WIDE)
        for bench in benches.values()
    ]


def _normal(body: bytes) -> tuple[bytes, list[Any]]:
    """The data in its order, and the errors in theirs."""
    answer = orjson.loads(body)
    errors = [(e["message"], e.get("path"), e.get("extensions")) for e in answer.get("errors", ())]
    return orjson.dumps(answer.get("data")), errors


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_delivery_and_database_gives_the_same_answer(
    readers: list[Reader], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same rows each time
    met = dict.fromkeys(("express", "walked", "with errors", "withheld"), 0)
    for _ in range(PER_SEED):
        query = Drawing(readers[0].schema, chance).query()
        token = chance.choice([None, STAFF, *LITIGANTS])
        asked = Asked(query, variables(chance), None, token, "clerk")

        answers = [
            reader.answer(asked, delivery=delivery)
            for reader in readers
            for delivery in (None, Delivery.SPLICE, Delivery.PLAIN)
        ]

        assert not answers[0].is_request_error, (query, answers[0].body)
        expected = _normal(answers[0].body)
        for answer in answers[1:]:
            assert _normal(answer.body) == expected, (query, asked.variables, token)
        met["express" if _is_express(readers[0], asked) else "walked"] += 1
        met["with errors"] += answers[0].has_errors
        met["withheld"] += b'"Withheld"' in answers[0].body
    # The comparison is worth nothing if the operations drawn are all alike.
    assert min(met.values()) > 0, met


def _is_express(reader: Reader, asked: Asked) -> bool:
    try:
        reader.answer(asked, delivery=Delivery.EXPRESS)
    except NotExpress:
        return False
    return True


def test_an_alias_may_take_the_name_of_another_field(bench: Bench) -> None:
    query = '{ case(number: "DCPI 000/2022") { title: number number: title __x: id } }'
    case = bench.data(query, token=STAFF)["case"]
    assert case == {
        "title": "DCPI 000/2022",
        "number": bench.data('{ case(number: "DCPI 000/2022") { title } }', token=STAFF)["case"][
            "title"
        ],
        "__x": "cas_00",
    }


def test_introspection_and_data_live_side_by_side(bench: Bench) -> None:
    data = bench.data('{ __schema { queryType { name } } node(id: "frm_1") { id } motto }')
    assert data == {
        "__schema": {"queryType": {"name": "Query"}},
        "node": {"id": "frm_1"},
        "motto": "fiat iustitia",
    }


def test_an_enum_whose_names_and_values_cross_is_not_swapped(bench: Bench) -> None:
    query = "{ cases(first: 10) { nodes { id weight } } }"
    for delivery in (None, Delivery.SPLICE, Delivery.PLAIN):
        nodes = bench.data(query, token=STAFF, delivery=delivery)["cases"]["nodes"]
        stored = {row.id: row.weight.name for row in _cases()}
        assert {n["id"]: n["weight"] for n in nodes} == {n["id"]: stored[n["id"]] for n in nodes}


def _cases() -> list[court.CaseRow]:
    return [row for row in rows() if isinstance(row, court.CaseRow)]


def test_a_selection_that_skips_everything_is_an_empty_object(bench: Bench) -> None:
    query = "query ($no: Boolean!) { cases(first: 1) { nodes { id @include(if: $no) } } }"
    assert bench.data(query, {"no": False}, token=STAFF) == {"cases": {"nodes": [{}]}}
    query = "query ($no: Boolean!) { cases(first: 1) @include(if: $no) { nodes { id } } }"
    assert bench.data(query, {"no": False}, token=STAFF) == {}


def test_an_object_of_more_than_a_hundred_fields_is_printed_whole(
    benches: dict[str, Bench],
) -> None:
    fields = " ".join(f"n{n}: number t{n}: title s{n}: isSealed" for n in range(120))
    query = f'{{ case(number: "DCPI 000/2022") {{ {fields} }} }}'
    answers = []
    for bench in benches.values():
        reader = Reader(court.schema, bench.database, court.VIEWERS, clock=lambda: NOW, limits=WIDE)
        answers.append(reader.answer(Asked(query, token=STAFF)).body)
    assert answers[0] == answers[1]
    assert len(orjson.loads(answers[0])["data"]["case"]) == 360


def test_an_instance_made_by_a_resolver_is_walked_with_its_derived_fields(bench: Bench) -> None:
    query = "{ unsaved { id stage risky times { filedAt daysWaited } papers { __typename } } }"
    assert bench.data(query) == {
        "unsaved": {
            "id": "new",
            "stage": "WAITING",
            "risky": 6,
            "times": {"filedAt": "2022-05-06T01:00:00.000000Z", "daysWaited": None},
            "papers": [],
        }
    }


def test_fifteen_levels_of_wide_objects_are_no_trouble_to_a_parser(
    benches: dict[str, Bench],
) -> None:
    fields = " ".join(f"n{n}: state t{n}: rank" for n in range(150))
    inner = f"id {fields}"
    for level in range(13):
        wide = " ".join(f"v{level}_{n}: state" for n in range(20))
        inner = f"{wide} resubmissionOf {{ {inner} }} times {{ filedAt }}"
    query = f'{{ filing(id: "flg_030") {{ {inner} }} case(number: "x") {{ claim {{ amount }} }} }}'
    answers = []
    for bench in benches.values():
        reader = Reader(court.schema, bench.database, court.VIEWERS, clock=lambda: NOW, limits=WIDE)
        answers.append(reader.answer(Asked(query, token=STAFF)))
    assert answers[0].body == answers[1].body
    assert not answers[0].has_errors
    assert orjson.loads(answers[0].body)["data"]["filing"]["times"]["filedAt"].endswith("Z")
