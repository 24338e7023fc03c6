"""The traps of the walk: what graphql-core and Strawberry expect of values that are only JSON.

The sentence above each test is the row of the table it comes from.
"""

import gc
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import strawberry
from strawberry.extensions import FieldExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.kernel.viewers import public
from api.reading.declare import edge, reads
from api.reading.engine import Asked, Reader
from api.reading.plans import Delivery
from api.reading.scalars import SCALARS
from api.reading.walk import Splice
from api.reading.wiring import Unwireable, wired
from tests.reading import court
from tests.reading.conftest import NOW, STAFF, Bench
from tests.reading.test_deliveries import WIDE
from tests.reading.traps.shelves import BOOKS, BookRow, Mood
from tests.reading.traps.trap import GUEST, KEEPER, Trap

WAYS = (None, Delivery.SPLICE, Delivery.PLAIN)


# Strawberry union with a dict: `WrongReturnTypeForUnion`; the mark of the type.
@pytest.mark.parametrize("token", [STAFF, "lit_0", None])
def test_a_member_of_a_union_is_walked_as_itself(bench: Bench, token: str | None) -> None:
    shown = "{ __typename ... on Paper { id title thickness } ... on Withheld { reason } }"
    express = shown.replace("thickness", "")
    query = "{ filing(id: $i) { papers %s newestPaper %s } }"
    members = set()
    for number in range(20):
        asked = {"i": f"flg_{number:03}"}
        plain = bench.data("query ($i: ID!) " + query % (express, express), asked, token=token)
        for way in WAYS:
            found = bench.data(
                "query ($i: ID!) " + query % (shown, shown), asked, token=token, delivery=way
            )
            if found["filing"] is None:
                assert plain["filing"] is None
                continue
            for paper in (*found["filing"]["papers"], found["filing"]["newestPaper"]):
                if paper is not None:
                    members.add(paper["__typename"])
                    is_paper = paper["__typename"] == "Paper"
                    assert ("thickness" in paper) is is_paper
                    paper.pop("thickness", None)
            assert found == plain
    assert members == ({"Paper"} if token == STAFF else {"Paper", "Withheld"})


# Type implementing an interface: "Expected value of type 'A' but got {...}" (`is_type_of`).
def test_a_member_of_an_interface_is_walked_as_itself(bench: Bench) -> None:
    query = """{ nodes(ids: ["cas_00", "flg_001", "ppr_001", "frm_0", "none"]) { id __typename
        ... on Case { viewerCan { action } } ... on Filing { times { daysWaited } }
        ... on Paper { thickness(sheetSize: 1) } ... on Firm { name { en } } } }"""
    first, *others = [bench.data(query, token=STAFF, delivery=way)["nodes"] for way in WAYS]
    assert all(other == first for other in others)
    named = [node and node["__typename"] for node in first]
    assert named == ["Case", "Filing", "Paper", "Firm", None]
    assert [list(node)[2:] for node in first[:4]] == [
        ["viewerCan"],
        ["times"],
        ["thickness"],
        ["name"],
    ]


# `":type"` must not leak when a sub-tree is copied; columns ride along under `":name"`.
@pytest.mark.parametrize("way", WAYS)
def test_no_mark_of_ours_is_ever_sent(bench: Bench, way: Delivery | None) -> None:
    query = """{ node(id: "flg_001") { ... on Filing { risky papers { ... on Paper { title } } } }
        pure: nodes(ids: ["flg_001", "cas_00"]) { ... on Case { title } }
        filing(id: "flg_002") { shy times { daysWaited } newestPaper { __typename } }
        cases(first: 5) { nodes { viewerCan { allowed } } } __schema { queryType { name } } }"""
    body = bench.reader.answer(Asked(query, None, None, STAFF, "clerk"), delivery=way).body
    assert b'":' in body
    assert b'":type"' not in body
    assert not [key for key in _keys(bench.ask(query, token=STAFF, delivery=way)) if ":" in key]


def _keys(value: Any) -> list[str]:
    if isinstance(value, list):
        return [key for item in value for key in _keys(item)]
    if not isinstance(value, dict):
        return []
    return [*value, *(key for inner in value.values() for key in _keys(inner))]


# Enum: SQL yields the *name*, graphql-core wants the *value*. (List-of-enum not built.)
def test_a_list_of_members_is_walked_by_name(trap: Trap) -> None:
    stored = {book.id: book.mood for book in BOOKS}
    names = {None: None, "MERRY": "GRIM", "GRIM": "MERRY"}
    query = "{ moods books(first: 50) { nodes { id mood moods } } }"
    for way in WAYS:
        data = trap.data(query, token=KEEPER, delivery=way)
        assert data["moods"] == ["MERRY", "GRIM"]
        for book in data["books"]["nodes"]:
            name = names[stored[book["id"]]]
            assert (book["mood"], book["moods"]) == (name, [name, "GRIM"] if name else [])


def test_a_list_of_members_over_a_column_is_refused() -> None:
    @reads(BookRow, visible=public)
    class Listed:
        mood: list[Mood]

    assert _problems(Listed) == [
        "Listed.mood: [Mood!] cannot be read from a column of type AutoString()"
    ]


# Date/DateTime: serialiser calls `.isoformat()` on a str; re-parsing would *change* text.
# Derived inputs arrive as JSON text: parsed by SQL column type, not by GraphQL type.
def test_a_derived_field_receives_what_its_columns_hold(trap: Trap) -> None:
    query = "{ books(first: 50) { nodes { id lentAt boughtOn kinds } } }"
    express = trap.data(query.replace("kinds", ""), token=KEEPER)["books"]["nodes"]
    for way in WAYS:
        found = trap.data(query, token=KEEPER, delivery=way)["books"]["nodes"]
        kinds = {book["id"]: book.pop("kinds") for book in found}
        assert found == express
        for book in BOOKS:
            columns = (book.pages, book.is_lent, book.bought_on, book.lent_at)
            told = [type(value).__name__ for value in columns]
            mood = "NoneType" if book.mood is None else "Mood"
            assert kinds[book.id] == ["str", *told, mood]


# Executor base class: Strawberry's own, which is not public API: pin it and test.
def test_the_executor_is_strawberrys_own_and_pinned() -> None:
    assert issubclass(Splice, StrawberryGraphQLCoreExecutionContext)
    text = (Path(__file__).parents[3] / "pyproject.toml").read_text()
    for package in ("strawberry-graphql", "graphql-core"):
        assert f'"{package}=={version(package)}"' in text


# The spine is keyed by AST node identity: keep documents alive as long as their plans.
def test_a_forgotten_document_is_parsed_and_spliced_anew(bench: Bench) -> None:
    reader = Reader(court.schema, bench.database, court.VIEWERS, clock=lambda: NOW, limits=WIDE)
    query = '{ filing(id: "flg_003") { shy papers { __typename ... on Paper { thickness } } } }'
    asked = Asked(query, token=STAFF)
    expected = reader.answer(asked).body
    for number in range(600):
        other = f'{{ a{number}: filing(id: "flg_00{number % 9}") {{ shy }} }}'
        reader.answer(Asked(other, token=STAFF))
        if number % 100 == 0:
            gc.collect()
            assert reader.answer(asked).body == expected
    assert reader.answer(asked).body == expected


# async: aliases of a lazy payload are read concurrently ("another operation is in progress").
def test_the_aliases_of_a_payload_are_each_their_own_row(bench: Bench) -> None:
    aliases = " ".join(f'f{n}: touch(id: "flg_{n:03}") {{ id shy }}' for n in range(20))
    found = bench.ask(f"mutation {{ {aliases} }}", token=STAFF)
    assert {key: row["id"] for key, row in found["data"].items()} == {
        f"f{n}": f"flg_{n:03}" for n in range(20)
    }
    for number in range(20):
        query = f'{{ filing(id: "flg_{number:03}") {{ id shy }} }}'
        assert found["data"][f"f{number}"] == bench.ask(query, token=STAFF)["data"]["filing"]


# `StrawberryArgument(default=None)` prints `= null`.
def test_an_argument_that_may_be_left_out_has_no_default() -> None:
    text = court.schema.as_str()
    assert "filter: CaseFilter, orderBy: CaseOrder" in text
    assert "= null" not in text.partition("type Query")[2].partition("}")[0]


# Per-field extensions (`resolve`) and permissions do not run for copied fields.
class Loud(FieldExtension):
    """Would run for every row, if rows were resolved."""

    def resolve(self, next_: Any, source: Any, info: Any, **kwargs: Any) -> Any:
        return str(next_(source, info, **kwargs)).upper()


class Never(strawberry.BasePermission):
    """Would let nobody pass, if fields were resolved."""

    message = "never"

    def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
        return False


@pytest.mark.parametrize(
    "field",
    [
        lambda: strawberry.field(extensions=[Loud()]),
        lambda: strawberry.field(permission_classes=[Never]),
    ],
    ids=["extension", "permission"],
)
def test_what_would_run_for_each_field_is_refused_when_the_schema_is_built(field: Any) -> None:
    @reads(BookRow, visible=public)
    class Guarded:
        id: strawberry.ID
        title: str = field()

    [problem] = _problems(Guarded)
    assert problem.startswith("Guarded.title: ")


def _problems(type_: type[Any]) -> list[str]:
    @strawberry.type
    class Query:
        one: type_ | None = edge({"id": str})  # type: ignore[valid-type]

    made = strawberry.Schema(Query, config=StrawberryConfig(scalar_map=SCALARS))
    with pytest.raises(Unwireable) as refused:
        wired(made._schema)
    return refused.value.problems


def test_the_guest_sees_less_than_the_keeper(trap: Trap) -> None:
    counts = [trap.data("{ books { totalCount } }", token=t)["books"] for t in (GUEST, KEEPER)]
    assert counts == [{"totalCount": 12}, {"totalCount": 20}]
