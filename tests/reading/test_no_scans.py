"""No operation of the published collection reads a large table from end to end.

The databases say so themselves: each operation, as each kind of viewer has it, is explained in a
court of 5,000 cases; PostgreSQL with the generic plans of the service, and with the cost of random
reads that a solid-state disk has (with that of a turning one it prefers to read such small tables
whole). Reading an index from its end is no scan where a LIMIT stops it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.app import viewer_source
from api.graphql.schema import build_schema
from api.kernel.clock import system_clock
from api.kernel.storage import open_engine
from api.reading.databases import Postgres, Sqlite
from api.reading.engine import Asked, Reader
from api.reading.explain import Told, opened, planned, told
from tests.benchmarks.data import Filled, fill
from tests.journeys.golden.collection import Published, collection
from tests.postgres import Cluster

CASES = 5_000
LARGE = 1_000
PERSONAS = ("registry", "auditor", "firm", "litigant", "public")
STAFF = ("registry", "auditor")
BLOCKING = {"Sort", "Incremental Sort", "Aggregate", "Hash", "SetOp"}
NOTHING = re.compile(r" AS (\w+) WHERE (?:[^()]*? AND )?0 = 1")
SCAN = re.compile(r"SCAN (\w+)$")
COLLECTION = collection()


@dataclass(frozen=True, slots=True)
class Scan:
    """Somebody reads a table from end to end."""

    table: str
    persona: str
    operation: str = field(compare=False)
    said: str = field(compare=False)


COUNTED = "a total stops counting at 10,001 rows"
LETTERS = "a name is looked for letter by letter, for no index knows two Chinese characters; newest"
LETTERS += " first, until the page is full, but a total looks at every line"
EXCEPTIONS: dict[tuple[str, str], str] = {
    **{("court_case", who): COUNTED for who in STAFF},
    **{("cause_book_entry", who): LETTERS for who in PERSONAS},
}
"""(table, persona): why it may be. What is not needed any more must go."""


@dataclass
class Court:
    """5,000 cases, a reader over them, and the tables that are large."""

    engine: sa.Engine
    reader: Reader
    filled: Filled
    large: set[str]

    def statements(self, one: Published, persona: str) -> Iterator[Told]:
        """Every statement an operation becomes for somebody, whatever is left out of variables."""
        token = self.filled.tokens.get(persona)
        for variables in one.variables(self.reader.schema):
            asked = Asked(one.document, variables, one.operation_name, token)
            yield from told(opened(self.reader, asked))


def court_in(url: str, database: Any) -> Court:
    filled = fill(url, cases=CASES)
    engine = open_engine(url)
    reader = Reader(build_schema(), database, viewer_source(), clock=system_clock)
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        counts = {
            name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name)))
            for name in names
        }
    large = {name for name, count in counts.items() if (count or 0) >= LARGE}
    return Court(engine, reader, filled, large)


@pytest.fixture(scope="module")
def postgresql(cluster: Cluster) -> Iterator[Court]:
    """The large court on PostgreSQL."""
    cluster.create_database("no_scans")
    court = court_in(cluster.url("no_scans"), Postgres(cluster.conninfo("no_scans")))
    yield court
    court.engine.dispose()


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """The large court on SQLite."""
    path: Path = tmp_path_factory.mktemp("no_scans") / "icms.db"
    court = court_in(f"sqlite:///{path}", Sqlite(str(path)))
    yield court
    court.engine.dispose()


def nodes_that_scan(
    node: dict[str, Any], large: set[str], *, stops: bool = False
) -> Iterator[dict[str, Any]]:
    """The nodes of PostgreSQL's plan that read a large table, or an index of it, to its end."""
    kind = node["Node Type"]
    stops = kind == "Limit" or (stops and kind not in BLOCKING)
    if node.get("Relation Name") in large:
        is_whole_index = kind.startswith("Index") and "Index Cond" not in node
        if kind == "Seq Scan" or (is_whole_index and not stops):
            yield node
    for child in node.get("Plans", ()):
        yield from nodes_that_scan(child, large, stops=stops)


def scans_of_postgresql(court: Court) -> Iterator[Scan]:
    with court.engine.connect() as connection:
        connection.exec_driver_sql("SET random_page_cost = 1.1")
        for one in COLLECTION:
            for persona in PERSONAS:
                for statement in court.statements(one, persona):
                    plan = planned(connection, statement, options="FORMAT JSON")[0]["Plan"]
                    for node in nodes_that_scan(plan, court.large):
                        said = f"{node['Node Type']}, {node.get('Filter', 'no filter')}"
                        yield Scan(node["Relation Name"], persona, one.name, said)


def scans_of_sqlite(court: Court) -> Iterator[Scan]:
    """What begins with SCAN and names no index; a select that can find nothing is never begun."""
    with court.engine.connect() as connection:
        for one in COLLECTION:
            for persona in PERSONAS:
                for statement in court.statements(one, persona):
                    nothing = set(NOTHING.findall(" ".join(statement.plan.sql.split())))
                    for line in planned(connection, statement).splitlines():
                        found = SCAN.search(line)
                        table = found[1].rpartition("_")[0] if found else ""
                        if found and table in court.large and found[1] not in nothing:
                            yield Scan(table, persona, one.name, line.strip())


def unexcused(scans: list[Scan]) -> list[str]:
    return [
        f"{scan.persona} reads all of {scan.table} in {scan.operation}: {scan.said}"
        for scan in scans
        if (scan.table, scan.persona) not in EXCEPTIONS
    ]


@pytest.fixture(scope="module")
def found(postgresql: Court, sqlite: Court) -> dict[str, list[Scan]]:
    """Every scan, on each database."""
    return {
        "postgresql": list(scans_of_postgresql(postgresql)),
        "sqlite": list(scans_of_sqlite(sqlite)),
    }


@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_no_published_operation_reads_a_large_table_to_its_end(
    database: str, found: dict[str, list[Scan]]
):
    assert unexcused(found[database]) == []


def test_every_exception_is_still_needed(found: dict[str, list[Scan]]):
    met = {(scan.table, scan.persona) for scans in found.values() for scan in scans}
    assert set(EXCEPTIONS) - met == set()


def test_without_its_indices_the_same_court_is_read_to_its_end(postgresql: Court):
    """The look-out sees: with an index gone, somebody scans."""
    one = next(o for o in COLLECTION if o.operation_name == "FiftyCases")
    with postgresql.engine.connect() as connection:
        for name in ("ix_court_case_commenced", "ix_court_case_type"):
            connection.exec_driver_sql(f"DROP INDEX {name}")
        connection.exec_driver_sql(
            "ALTER TABLE court_case DROP CONSTRAINT"
            " uq_court_case_proceeding_type_code_year_running_number"
        )
        (statement,) = postgresql.statements(one, "registry")
        plan = planned(connection, statement, options="FORMAT JSON")[0]["Plan"]
        scanned = [n["Relation Name"] for n in nodes_that_scan(plan, postgresql.large)]
        connection.rollback()
    assert scanned == ["court_case"]


def test_the_collection_and_the_large_tables_are_what_they_should_be(postgresql: Court):
    assert {name.partition(" ")[0] for name in (o.name for o in COLLECTION)} == {
        *("golden", "console", "benchmark", "README"),
    }
    assert {"court_case", "filing", "document", "cause_book_entry", "party"} <= postgresql.large
    assert not {"court", "proceeding_type", "court_office"} & postgresql.large
