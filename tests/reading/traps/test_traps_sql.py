"""The traps of SQL that the studies met or provoked, each sprung once more: it must not snap.

The sentence above each test is the row of the table it comes from.
"""

import re
from collections.abc import Sequence
from typing import Any

import orjson
import psycopg
import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

from api.reading.cost import Limits
from api.reading.databases import Postgres, Sqlite
from api.reading.engine import Answer, Asked, Reader
from api.reading.lines import TooSlow
from api.reading.scalars import SCALARS
from api.reading.wiring import Unwireable, wired
from tests.postgres import Cluster
from tests.reading import court
from tests.reading.conftest import NOW, STAFF, Bench, rows
from tests.reading.test_deliveries import WIDE
from tests.reading.traps import floats, shelves
from tests.reading.traps.shelves import BOOKS, LONG
from tests.reading.traps.trap import GUEST, KEEPER, Recorded, Trap

FILINGS = [row for row in rows() if isinstance(row, court.FilingRow)]
PAPERS = [row for row in rows() if isinstance(row, court.PaperRow)]
CASES = [row for row in rows() if isinstance(row, court.CaseRow)]


# SQLAlchemy does not correlate a FROM-subquery: silently a cartesian join (23 MB instead of 13 kB).
def test_a_list_in_a_list_holds_its_parents_rows_and_no_others(bench: Bench) -> None:
    query = """{ cases(first: 10) { totalCount nodes { id filings(first: 10) { id
        visiblePapers { id } resubmissions { id } } filingPage(first: 10) { totalCount } } } }"""
    for case in bench.data(query, token=STAFF)["cases"]["nodes"]:
        mine = {f.id for f in FILINGS if f.case_id == case["id"]}
        assert case["filingPage"]["totalCount"] == len(mine)
        assert [f["id"] for f in case["filings"]] == list(
            dict.fromkeys(f["id"] for f in case["filings"])
        )
        assert {f["id"] for f in case["filings"]} == mine
        for filing in case["filings"]:
            papers = sorted(p.id for p in PAPERS if p.filing_id == filing["id"])
            assert sorted(p["id"] for p in filing["visiblePapers"]) == papers
            again = sorted(f.id for f in FILINGS if f.resubmission_of_id == filing["id"])
            assert sorted(f["id"] for f in filing["resubmissions"]) == again


# Aliases, merged fields, fragments, @skip/@include: the reference semantics.
def test_the_same_field_twice_is_one_and_under_two_aliases_is_two(bench: Bench) -> None:
    query = """query ($yes: Boolean!) {
        case(number: "DCPI 000/2022") { id ...F }
        case(number: "DCPI 000/2022") { number id @skip(if: $yes) ... on Node { isToo: id } }
        other: case(number: "DCPI 001/2022") { id @skip(if: $yes) number @include(if: $yes) } }
        fragment F on Case { title @include(if: $yes) court { id } court { name { en } } }"""
    found = bench.data(query, {"yes": True}, token=STAFF)
    first = CASES[0]
    assert found == {
        "case": {
            "id": first.id,
            "title": first.title,
            "court": {"id": "crt_0", "name": {"en": "Court 0"}},
            "number": first.number,
            "isToo": first.id,
        },
        "other": {"number": CASES[1].number},
    }
    assert list(found["case"]) == ["id", "title", "court", "number", "isToo"]


# Null, absent and default variables: structural part of the key.
def test_null_absent_and_default_are_three_things_to_a_variable(bench: Bench) -> None:
    query = """query ($f: CaseFilter = {division: CIVIL}) {
        cases(filter: $f, first: 10) { totalCount } }"""
    civil = sum(case.division.name == "CIVIL" for case in CASES)
    labour = len(CASES) - civil
    asked: list[tuple[dict[str, Any], int]] = [
        ({}, civil),
        ({"f": None}, len(CASES)),
        ({"f": {}}, len(CASES)),
        ({"f": {"division": "LABOUR"}}, labour),
        ({"f": {"division": None}}, len(CASES)),
        ({}, civil),
    ]
    for given, count in asked:
        assert bench.data(query, given, token=STAFF)["cases"]["totalCount"] == count, given


# BigInteger behind Int, Float NaN/Infinity: refuse to compile.
def test_a_column_of_floating_point_is_refused_when_the_schema_is_built() -> None:
    made = strawberry.Schema(floats.Query, config=StrawberryConfig(scalar_map=SCALARS))
    with pytest.raises(Unwireable) as refused:
        wired(made._schema)
    assert refused.value.problems == [
        "Scale.weight: Float cannot be read from a column of type Float()"
    ]


# DateTime: session TimeZone must be UTC and DateStyle ISO, pinned per connection.
def test_a_database_with_times_of_its_own_prints_as_any_other(cluster: Cluster, trap: Trap) -> None:
    query = "{ books(first: 50) { nodes { id boughtOn lentAt } } }"
    expected = trap.data(query, token=KEEPER)
    if trap.name != "postgresql":
        return
    with psycopg.connect(cluster.conninfo("traps"), autocommit=True) as connection:
        connection.execute("ALTER DATABASE traps SET timezone TO 'Asia/Hong_Kong'")
        connection.execute("ALTER DATABASE traps SET datestyle TO 'German'")
    database = Postgres(cluster.conninfo("traps"))
    asked = Asked(query, token=KEEPER)
    assert orjson.loads(trap.reader_on(database).answer(asked).body)["data"] == expected
    database.close()
    with psycopg.connect(cluster.conninfo("traps"), autocommit=True) as connection:
        connection.execute("ALTER DATABASE traps RESET ALL")


# PostgreSQL trims trailing zeros of microseconds, Python prints six digits.
# Boolean in concat prints t/f. NULL in concat prints nothing. Decimal: text of the same scale.
# Enum: only when stored names equal GraphQL names, otherwise CASE.
def test_every_kind_of_column_is_printed_with_and_without_a_value(trap: Trap) -> None:
    query = """{ books(first: 50) { nodes { id level note site pages isLent boughtOn lentAt
        price { amount currency } mood } } }"""
    found = {b["id"]: b for b in trap.data(query, token=KEEPER)["books"]["nodes"]}
    assert len(found) == len(BOOKS)
    for book in BOOKS:
        assert found[book.id] == {
            "id": book.id,
            "level": book.level,
            "note": book.note,
            "site": book.site,
            "pages": book.pages,
            "isLent": book.is_lent,
            "boughtOn": book.bought_on and book.bought_on.isoformat(),
            "lentAt": book.lent_at and f"{book.lent_at:%Y-%m-%dT%H:%M:%S.%fZ}",
            "price": book.price_cents and {"amount": "-0.05", "currency": "HKD"},
            "mood": {None: None, "MERRY": "GRIM", "GRIM": "MERRY"}[book.mood],
        }


# Ordering inside string_agg: ordered subselect as sole input; unique tie-break (id) required.
def test_rows_that_tie_come_in_the_order_of_their_keys(trap: Trap) -> None:
    query = """{ shelves { id books { id } firstBooks { id } }
        books(first: 50) { nodes { id } edges { node { id } } } }"""
    data = trap.data(query, token=KEEPER)
    for shelf in data["shelves"]:
        mine = [book for book in BOOKS if book.shelf_id == shelf["id"]]
        up = sorted(mine, key=lambda book: (book.title, book.id))
        assert [book["id"] for book in shelf["books"]] == [book.id for book in up]
        assert [book["id"] for book in shelf["firstBooks"]] == [b.id for b in reversed(up)][:2]
    every = [{"id": b.id} for b in sorted(BOOKS, key=lambda book: (book.title, book.id))]
    assert data["books"] == {"nodes": every, "edges": [{"node": node} for node in every]}


# LIMIT may not refer to outer columns; `$f` as variable limit.
def test_a_page_size_given_by_a_variable_bounds_each_parent_by_itself(trap: Trap) -> None:
    query = """query ($n: Int) { shelves { firstBooks(first: $n) { id }
        long(first: $n) { nodes { id } } } }"""
    for size in (0, 1, 3, 9):
        given = trap.data(query, {"n": size}, token=KEEPER)
        written = trap.data(query.replace("($n: Int)", "").replace("$n", str(size)), token=KEEPER)
        assert given == written
        counts = [sum(book.shelf_id == f"shf_{n}" for book in BOOKS) for n in range(4)]
        assert [len(s["firstBooks"]) for s in given["shelves"]] == [min(c, size) for c in counts]
        assert [len(s["long"]["nodes"]) for s in given["shelves"]] == [min(c, size) for c in counts]


# base64 cursors: PostgreSQL `encode` inserts newlines at 76 chars; SQLite has no base64.
def test_a_cursor_longer_than_a_line_of_base_64_reads_on(trap: Trap) -> None:
    query = """query ($id: ID!, $a: String) { shelf(id: $id) { long(first: 1, after: $a) {
        nodes { key } pageInfo { endCursor hasNextPage } } } }"""
    for shelf in ("shf_0", "shf_1"):
        cursor, keys = None, []
        while True:
            page = trap.data(query, {"id": shelf, "a": cursor}, token=KEEPER)["shelf"]["long"]
            keys += [node["key"] for node in page["nodes"]]
            cursor = page["pageInfo"]["endCursor"]
            assert len(cursor) > 2 * 76
            assert re.fullmatch(r"[A-Za-z0-9+/=]+", cursor)
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert keys == sorted(book.key for book in BOOKS if book.shelf_id == shelf)
        assert all(key.startswith(LONG) for key in keys)


# @defer/@stream, custom directives: refuse.
@pytest.mark.parametrize("directive", ["@defer", "@stream", "@live", '@defer(label: "a")'])
def test_directives_that_are_not_of_the_schema_are_refused(bench: Bench, directive: str) -> None:
    for query in (
        f"{{ cases {{ nodes {{ id }} ... {directive} {{ totalCount }} }} }}",
        f"{{ cases {{ nodes {directive} {{ id }} }} }}",
    ):
        answer: Answer = bench.reader.answer(Asked(query, token=STAFF))
        assert (answer.is_request_error, b"Unknown directive" in answer.body) == (True, True)


# totalCount: separate scalar subquery with the same WHERE, only when selected.
def test_a_count_is_made_only_where_it_is_asked_for(bench: Bench) -> None:
    recorded = Recorded(bench.database)
    reader = Reader(court.schema, recorded, court.VIEWERS, clock=lambda: NOW)
    counting = (
        "query ($yes: Boolean!) { cases(first: 2) { nodes { id } totalCount @include(if: $yes) } }"
    )
    for token in (STAFF, "lit_0"):
        for yes in (True, False):
            reader.answer(Asked(counting, {"yes": yes}, token=token))
            assert ("count(*) >" in recorded.sql[-1]) is yes


# row_to_json truncates aliases at 63 bytes; json_build_object stops at 50 keys.
def test_an_alias_longer_than_a_databases_own_names_is_kept_whole(bench: Bench) -> None:
    names = [f"{'very_long_' * 9}{number}" for number in range(25)]
    query = f'{{ case(number: "DCPI 000/2022") {{ {" ".join(f"{n}: title" for n in names)} }} }}'
    found = bench.data(query, token=STAFF)["case"]
    assert found == dict.fromkeys(names, CASES[0].title)


# Keys and aliases in SQL text: GraphQL names match [_A-Za-z0-9]+, nothing to escape.
def test_names_that_mean_something_to_a_database_are_only_names(bench: Bench) -> None:
    names = ["select", "null", "p0", "id", "__x", "_", "NULL", "rowid", "number_", "viewer_"]
    query = f'{{ case(number: "DCPI 001/2022") {{ {" ".join(f"{n}: number" for n in names)} }} }}'
    found = bench.data(query, token=STAFF)["case"]
    assert (list(found), set(found.values())) == (names, {"DCPI 001/2022"})


# Prepared-plan memory: an LRU with DEALLOCATE.
def test_prepared_statements_are_given_back(cluster: Cluster, benches: dict[str, Bench]) -> None:
    database = Postgres(cluster.conninfo("reading_court"), most=1)
    for number in range(200):
        database.one(f"SELECT convert_to('{number}', 'UTF8')", [])
    [held] = [database.one("SELECT count(*)::text FROM pg_prepared_statements", [])]
    assert 50 < int(held or 0) <= 130
    database.close()


# Generic plans; session settings; nothing is written.
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("plan_cache_mode", b"force_generic_plan"),
        ("TimeZone", b"UTC"),
        ("DateStyle", b"ISO, MDY"),
        ("default_transaction_read_only", b"on"),
        ("jit", b"off"),
        ("statement_timeout", b"10s"),
    ],
)
def test_a_reading_connection_is_set_up(
    benches: dict[str, Bench], setting: str, value: bytes
) -> None:
    assert benches["postgresql"].database.one("SELECT current_setting($1)", [setting]) == value


# DoS: statement_timeout on the read connections.
def test_a_statement_that_does_not_end_is_ended(
    cluster: Cluster, benches: dict[str, Bench]
) -> None:
    postgres = Postgres(cluster.conninfo("reading_court"), statement_ms=50)
    sqlite = Sqlite(benches["sqlite"].url.removeprefix("sqlite:///"), statement_ms=50)
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )
    for database, sql in ((postgres, "SELECT pg_sleep(60)::text"), (sqlite, endless)):
        with pytest.raises(TooSlow):
            database.one(sql, [])
        database.close()


# Scalar subquery NULL in `concat` is '' (met: empty document): coalesce at every to-one.
def test_a_row_that_is_not_there_is_null_at_the_top_and_below(bench: Bench) -> None:
    query = """{ case(number: "none") { id } filing(id: "none") { case { id } }
        node(id: "none") { id } nodes(ids: ["none"]) { id } ranked(rank: -1) { id } }"""
    assert bench.data(query, token=STAFF) == {
        "case": None,
        "filing": None,
        "node": None,
        "nodes": [None],
        "ranked": [],
    }
    query = "query ($i: ID!) { filing(id: $i) { newestPaper { __typename } decision { id } } }"
    bare = next(f.id for f in FILINGS if not any(p.filing_id == f.id for p in PAPERS))
    assert bench.data(query, {"i": bare}, token=STAFF)["filing"]["newestPaper"] is None


# IN with bound values compiles to __[POSTCOMPILE_...].
@pytest.mark.parametrize("count", [0, 1, 2, 24])
def test_a_list_of_any_length_finds_what_is_in_it(bench: Bench, count: int) -> None:
    query = "query ($f: CaseFilter) { cases(filter: $f, first: 10) { totalCount } }"
    numbers = [case.number for case in CASES][:count]
    for given in (numbers, [*numbers, "none", *numbers]):
        found = bench.data(query, {"f": {"numbers": given}}, token=STAFF)
        assert found["cases"]["totalCount"] == count


# SQLite "parser stack overflow" from nested ((a || b) || c).
def test_many_fields_many_levels_deep_are_one_statement(bench: Bench) -> None:
    reader = Reader(court.schema, bench.database, court.VIEWERS, clock=lambda: NOW, limits=WIDE)
    fields = " ".join(f"t{n}: title s{n}: isSealed" for n in range(60))
    inner = "id"
    for _ in range(7):
        inner = f"id case {{ {fields} filings(first: 1) {{ {inner} }} }}"
    filing = FILINGS[0]
    query = f'{{ filing(id: "{filing.id}") {{ {inner} }} }}'
    found = orjson.loads(reader.answer(Asked(query, token=STAFF)).body)["data"]["filing"]
    case = next(c for c in CASES if c.id == filing.case_id)
    for _ in range(7):
        shown = found["case"]
        assert [shown[f"t{n}"] for n in range(60)] == [case.title] * 60
        assert [shown[f"s{n}"] for n in range(60)] == [case.is_sealed] * 60
        [found] = shown["filings"]
    assert list(found) == ["id"]


# The same, within what one request may ask: the deep part first, so that all after it is above it.
def test_the_deepest_document_allowed_is_answered(bench: Bench) -> None:
    leaves = "id state rank stage isConfidential times { filedAt } acceptance { acceptedAt }"
    for template in ("{{ {inner} {leaves} }}", "{{ {leaves} {inner} }}"):
        body = "{ id }"
        for _ in range(Limits().depth - 2):
            body = template.format(inner=f"resubmissionOf {body}", leaves=leaves)
        for filing in FILINGS[-3:]:
            found = bench.data(f'{{ filing(id: "{filing.id}") {body} }}', token=STAFF)["filing"]
            chain: list[str] = []
            while found:
                chain.append(found["id"])
                found = found.get("resubmissionOf")
            older = {f.id: f.resubmission_of_id for f in FILINGS}
            expected, at = [], filing.id
            while at and len(expected) < Limits().depth:
                expected.append(at)
                at = older[at] or ""
            assert chain == expected


# Union: the row is folded by the same rule; NULL falls to ELSE = Withheld, the safe side.
def test_a_rule_that_knows_nothing_hides_the_row(trap: Trap) -> None:
    query = """{ shelves { id books { id } everything { __typename ... on Book { id } }
        anyBook { __typename ... on Book { id } } } books { totalCount } }"""
    data = trap.data(query, token=GUEST)
    seen = {book.id for book in BOOKS if book.level is not None and book.level < 3}
    assert any(book.level is None for book in BOOKS)
    assert data["books"]["totalCount"] == len(seen)
    for shelf in data["shelves"]:
        mine = sorted(book.id for book in BOOKS if book.shelf_id == shelf["id"])
        assert {book["id"] for book in shelf["books"]} == seen & set(mine)
        assert shelf["everything"] == [
            {"__typename": "Book", "id": id_} if id_ in seen else {"__typename": "Closed"}
            for id_ in mine
        ]
        assert shelf["anyBook"] == (shelf["everything"][-1:] or [None])[0]


# Page and `more` subqueries are repeated up to three times in the text: use one page subquery.
def test_a_page_is_read_once_whatever_is_asked_of_it(
    cluster: Cluster, benches: dict[str, Bench]
) -> None:
    recorded = Recorded(benches["postgresql"].database)
    reader = Reader(court.schema, recorded, court.VIEWERS, clock=lambda: NOW)
    reader.answer(
        Asked(
            """{ cases(first: 2) { nodes { id } edges { cursor node { number } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }""",
            token=STAFF,
        )
    )
    with psycopg.connect(cluster.conninfo("reading_court")) as connection:
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.execute(f"PREPARE page AS {recorded.sql[-1]}")
        nulls = ", ".join("NULL" for _ in recorded.arguments[-1])
        [[plan]] = connection.execute(
            f"EXPLAIN (FORMAT JSON) EXECUTE page{f'({nulls})' if nulls else ''}"
        ).fetchall()
    assert _scans(plan[0]["Plan"], "court_case") == 1


def _scans(node: Any, table: str) -> int:
    """How often a plan scans a table."""
    inner: Sequence[Any] = node.get("Plans", ())
    return (node.get("Relation Name") == table) + sum(_scans(below, table) for below in inner)


# Nullable order column: refused (elsewhere); mixed directions expand to OR.
def test_the_shelves_have_what_these_tests_need() -> None:
    assert len({book.title for book in BOOKS}) < len(BOOKS)
    assert {book.is_lent for book in BOOKS} == {None, True, False}
    assert {book.lent_at.microsecond for book in BOOKS if book.lent_at} >= {0, 800_000}
    assert not any(book.shelf_id == "shf_3" for book in BOOKS)
    assert shelves.NOW == NOW
