"""What the issue asks besides the table: rules, authentication, memory, SQLite, growth, mutation.

Each part adds its figures to the result under its own name.
"""

import argparse
import secrets
import time
from collections import defaultdict
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import psycopg

from api.kernel.storage import open_engine
from api.migrations.running import upgrade
from tests.benchmarks.asking import Operation, distinct_documents, document, operation, with_rules
from tests.benchmarks.comparing import normalised
from tests.benchmarks.data import Filled, fill
from tests.benchmarks.measuring import Cell, Load, exchanged, loaded, measured
from tests.benchmarks.serving import (
    DATABASE,
    Postgres,
    Running,
    family,
    kept_postgres,
    ours,
    running,
    strawberry,
)
from tests.benchmarks.sql_alone import written_down

FIRST_THREE = ("case_with_filings", "fifty_cases", "one_status")
SQLITE_CASES = 20_000
SLOWEST = 40  # requests that a window must hold at least


def postgresql_version(postgres: Postgres) -> str:
    """The version of the server that was measured."""
    with psycopg.connect(postgres.cluster.conninfo(DATABASE)) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row and row[0]).split()[0]


def _cpu_of(cell: Cell) -> float:
    return cell.server_cpu_ms + cell.database_cpu_ms


def _cells(
    bench: Any,
    asked: list[tuple[str, Running, Operation, str | None]],
    connections: int,
    *,
    is_alike: bool = True,
) -> dict[str, Cell]:
    """Measure several in alternating rounds: each one's middle by CPU.

    They must answer the same, unless they are not alike: fifty cases are not the same fifty.
    """
    loads: dict[str, tuple[Running, Load, float]] = {}
    answers: list[list[Any]] = []
    for name, up, one, token in asked:
        start = time.perf_counter()
        load, given = loaded(up, one.bodies(), token, bench.folder / f"extra-{name}")
        each = (time.perf_counter() - start) / len(load.bodies)
        loads[name] = (up, load, max(bench.seconds, SLOWEST * each))
        answers.append([normalised(answer) for answer in given])
    if is_alike and any(other != answers[0] for other in answers):
        raise SystemExit(f"{', '.join(loads)} do not answer the same")
    found: dict[str, list[Cell]] = defaultdict(list)
    for turn in range(bench.rounds + 1):
        for name in list(loads)[:: 1 if turn % 2 else -1]:
            up, load, seconds = loads[name]
            cell = measured(
                up,
                load,
                connections=connections,
                seconds=seconds,
                first=turn * 37,
                postmaster=bench.postgres.pid,
            )
            if not cell.is_sound:
                raise SystemExit(f"{name}: {cell}")
            found[name] += [cell] if turn else []
    return {name: sorted(cells, key=_cpu_of)[len(cells) // 2] for name, cells in found.items()}


def rules(bench: Any, _given: argparse.Namespace) -> None:
    """Ask for a firm's own matters as the firm, under its rules, and as staff, under none."""
    tokens, found = bench.filled.tokens, {}
    with running(ours(bench.postgres.url, bench.folder / "var")) as up:
        for one in with_rules(bench.filled):
            asked = [(who, up, one, tokens[who]) for who in ("registry", "firm")]
            cells = _cells(bench, asked, 16, is_alike=one.key != "own_cases")
            found[one.key] = {who: round(_cpu_of(cell), 4) for who, cell in cells.items()}
    bench.result["rules_cpu_ms"] = found


def authentication(bench: Any, _given: argparse.Namespace) -> None:
    """Ask for something public with a token and without one."""
    one = operation("one_line", bench.filled)
    with running(ours(bench.postgres.url, bench.folder / "var")) as up:
        asked = [("anybody", up, one, None), ("known", up, one, bench.filled.tokens["auditor"])]
        bench.result["authentication"] = {
            str(connections): {
                name: {"cpu_ms": round(_cpu_of(cell), 4), "p50_ms": cell.p50_ms}
                for name, cell in _cells(bench, asked, connections).items()
            }
            for connections in (1, 16)
        }


def memory(bench: Any, given: argparse.Namespace) -> None:
    """Send many documents, no two alike, and look at what stays in memory on the way."""
    token, found = bench.filled.tokens["registry"], {}
    looked_at = {given.documents // 4, given.documents // 2, given.documents}
    with running(ours(bench.postgres.url, bench.folder / "var")) as up:
        bodies = distinct_documents(bench.filled, given.documents)
        for count, (_, body) in enumerate(exchanged(up, bodies, token), start=1):
            if b'"errors"' in body:
                raise SystemExit(f"document {count}: {body.decode()}")
            if count in looked_at:
                found[str(count)] = {
                    "server_mib": _resident(family(up.process.pid)),
                    "database_mib": _resident(_backends(bench.postgres)),
                }
    bench.result["memory"] = found


def _backends(postgres: Postgres) -> list[int]:
    """PostgreSQL's processes that serve a connection of ours."""
    with psycopg.connect(postgres.cluster.conninfo(DATABASE)) as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        return [row[0] for row in connection.execute(asked, [DATABASE])]


def _resident(pids: list[int]) -> float:
    """Memory of their own (not shared) that processes hold, in MiB."""
    held = 0
    for pid in pids:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        held += sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
    return round(held / 1024, 1)


def mutation(bench: Any, _given: argparse.Namespace) -> None:
    """Count the statements that read a mutation's nested payload: those outside its transaction."""
    filled: Filled = bench.filled
    with (
        written_down(bench.postgres) as said,
        running(ours(bench.postgres.url, bench.folder / "var")) as up,
    ):
        for _ in range(3):
            before = len(said())
            ((_, answer),) = exchanged(up, [_start_filing(filled)], filled.tokens["firm"])
            begun = orjson.loads(answer)["data"]["startFiling"]
            if "filing" not in begun:
                raise SystemExit(f"the mutation was refused: {begun}")
            statements = said()[before:]
    by_process: dict[int, list[str]] = defaultdict(list)
    for one in statements:
        by_process[one.process].append(one.sql)
    writers = {p for p, sent in by_process.items() if any(sql.startswith("BEGIN") for sql in sent)}
    reads = [one.sql for one in statements if one.process not in writers]
    bench.result["mutation"] = {
        "reading_statements": len(reads),
        "writing_statements": len(statements) - len(reads),
    }


def _start_filing(filled: Filled) -> bytes:
    given = {"idempotencyKey": secrets.token_hex(8), "caseNumber": filled.firm_large_cases[0]}
    asked = {"query": document("start_filing"), "variables": {"input": given}}
    return orjson.dumps(asked)


def sqlite(bench: Any, given: argparse.Namespace) -> None:
    """Measure ours and Strawberry with aiosqlite on the same SQLite file."""
    path = bench.folder / "embedded.db"
    filled = fill(f"sqlite:///{path}", cases=min(SQLITE_CASES, given.cases))
    found: dict[str, Any] = {}
    peer = strawberry({"SQLITE": str(path)}, "strawberry-sqlite")
    with (
        running(ours(f"sqlite:///{path}", bench.folder / "var-sqlite")) as here,
        running(peer) as there,
    ):
        for key in FIRST_THREE:
            one = operation(key, filled)
            asked = [
                ("icms", here, one, filled.tokens["registry"]),
                ("strawberry", there, one, None),
            ]
            cells = _cells(bench, asked, 1)
            found[key] = {
                name: {
                    "requests_per_second": round(cell.requests / cell.seconds, 1),
                    "server_cpu_ms": round(cell.server_cpu_ms, 4),
                }
                for name, cell in cells.items()
            }
    bench.result["sqlite"] = {"cases": filled.cases, "operations": found}


def growth(bench: Any, given: argparse.Namespace) -> None:
    """Compare the CPU of the first three operations in a small court and in a large one."""
    found: dict[str, Any] = {}
    sizes = given.growth or (10_000, 100_000)
    kept = kept_postgres(given.kept.absolute()) if given.kept else nullcontext(bench.postgres)
    with kept as database:
        bench = replace(bench, postgres=database)
        for cases in sizes:
            url, filled = _court(database, cases)
            with running(ours(url, bench.folder / "var-growth")) as up:
                for key in FIRST_THREE:
                    one, token = operation(key, filled), filled.tokens["registry"]
                    cells = _cells(bench, [(key, up, one, token)], 16)
                    found.setdefault(key, {})[str(cases)] = round(_cpu_of(cells[key]), 4)
    bench.result["growth"] = {"cases": list(sizes), "cpu_ms": found}


def _court(postgres: Postgres, cases: int) -> tuple[str, Filled]:
    """Fill a court of so many cases, or take the one an earlier run filled here."""
    cluster, name = postgres.cluster, f"{DATABASE}_{cases}"
    url, told = cluster.url(name), cluster.data.parent / f"{name}.json"
    if told.exists():
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        return url, Filled(**orjson.loads(told.read_bytes()))
    cluster.create_database(name)
    filled = fill(url, cases=cases)
    postgres.settle()
    told.write_bytes(orjson.dumps(filled))
    return url, filled
