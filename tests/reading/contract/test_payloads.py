"""What a mutation shows of a row is what a query shows of it: random selections of each.

A verb asked again under the same key changes nothing, so that its payload can be asked for often.
"""

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from api.reading.plans import Delivery
from tests.reading.contract.benches import Bench
from tests.reading.contract.drawing import Drawing, Material
from tests.reading.contract.sight import loaded

EACH = 8
VERBS: dict[str, tuple[str, str, str]] = {
    "createUpload": ("UploadTicket", "document", "Document"),
    "startFiling": ("FilingStarted", "filing", "Filing"),
    "markMessageRead": ("MessageMarkedRead", "message", "Message"),
    "submitFiling": ("FilingSubmitted", "filing", "Filing"),
}


@dataclass(frozen=True)
class Row:
    """A random selection of one type: a fragment R, and the variables it takes."""

    text: str
    variables: str
    values: dict[str, Any]


def _drawn(bench: Bench, material: Material, chance: random.Random, type_: str) -> Row:
    """Draw a selection of a row."""
    schema = bench.reader.schema
    drawing = Drawing(schema, chance, material, Counter(), ("node",))
    body = drawing.selection(schema.get_type(type_), 3, 800, {}).text
    whole, values = drawing.whole(body)
    head, _, rest = whole.partition(" {")
    variables = head.removeprefix("query Q").removeprefix("(").removesuffix(")")
    more = rest.partition(" } fragment")
    text = f" fragment R on {type_} {body}{' fragment' + more[2] if more[1] else ''}"
    return Row(text, f", {variables}" if variables else "", values)


def _done(bench: Bench, verb: str, row: Row) -> dict[str, Any]:
    """Do a verb and show its row, twice; empty if the selection asks too much."""
    payload, field, _ = VERBS[verb]
    kind = verb[0].upper() + verb[1:] + "Input"
    shown = f"{field} {{ ...R }} again: {field} {{ id ...R }}"
    doing = f"mutation M($input: {kind}!{row.variables}) {{ {verb}(input: $input) "
    doing += f"{{ __typename ... on {payload} {{ {shown} }} }} }}{row.text}"
    values = {**row.values, "input": bench.repeatable[verb]}
    answer = orjson.loads(bench.answer(doing, values, by="lawyer").body)
    if codes := {e["extensions"]["code"] for e in answer.get("errors", ())}:
        assert codes <= {"QUERY_TOO_COMPLEX", "BAD_PAGE", "BAD_CURSOR"}, (doing, values, answer)
        return {}
    assert answer["data"][verb]["__typename"] == payload, answer
    return answer["data"][verb]


def _everything(bench: Bench) -> dict[str, int]:
    """How many rows there are of everything."""
    with bench.court.works.look() as session:
        return {name: len(rows) for name, rows in loaded(session).items()}


@pytest.mark.parametrize("verb", VERBS)
def test_a_payload_is_the_row_as_a_query_would_show_it(
    benches: list[Bench], material: Material, verb: str
) -> None:
    chance = random.Random(verb)  # noqa: S311 - the same selections each time
    _, field, type_ = VERBS[verb]
    for bench in benches:
        compared, before = 0, _everything(bench)
        while compared < EACH:
            row = _drawn(bench, material, chance, type_)
            shown = _done(bench, verb, row)
            if not shown:
                continue
            asking = f"query Q($rowId: ID!{row.variables}) {{ row: node(id: $rowId) {{ ...R }} "
            asking += f"again: node(id: $rowId) {{ id ...R }} }}{row.text}"
            values = {**row.values, "rowId": shown["again"]["id"]}
            for way in (None, Delivery.PLAIN):
                answer = bench.answer(asking, values, by="lawyer", delivery=way)
                asked = orjson.loads(answer.body)["data"]
                expected = [orjson.dumps(asked["row"]), orjson.dumps(asked["again"])]
                found = [orjson.dumps(shown[field]), orjson.dumps(shown["again"])]
                assert found == expected, (asking, values)
            compared += 1
        assert _everything(bench) == before
