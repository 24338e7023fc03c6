"""Measure everything, write ``build/benchmarks/result.json``, and make the report of it."""

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from tests.benchmarks import extras, page, report
from tests.benchmarks.asking import Operation, operation
from tests.benchmarks.comparing import as_ours, difference, normalised
from tests.benchmarks.data import Filled, fill
from tests.benchmarks.installing import install
from tests.benchmarks.measuring import Cell, Load, loaded, measured, require_wrk
from tests.benchmarks.serving import (
    ROOT,
    Postgres,
    Running,
    Server,
    machine,
    ours,
    peers,
    postgres,
    running,
    versions,
)
from tests.benchmarks.sql_alone import by_asyncpg, by_asyncpg_16, by_libpq, of_reads, written_down

OUT = ROOT / "build" / "benchmarks"
CONNECTIONS = (1, 16)
MAIN = ("case_with_filings", "fifty_cases", "one_status", "cause_book")
OF_OURS = ("own_cases",)
IN_PYTHON = ("fifty_derived", "fifty_introspected")
WARM_SECONDS = 1.0
LONGEST = 20.0


@dataclass(slots=True)
class Bench:
    """One run: what was asked for, what is up, what came of it."""

    postgres: Postgres
    filled: Filled
    folder: Path
    rounds: int
    seconds: float
    result: dict[str, Any] = field(default_factory=dict[str, Any])
    cells: dict[tuple[str, str, int], list[Cell]] = field(default_factory=dict)
    answers: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])

    def token(self, server: Server, asked: Operation) -> str | None:
        """Ours knows who asks; the peers let anybody in, which is their best case."""
        return self.filled.tokens[asked.asked_by] if server.is_ours else None

    def load(self, up: Running, asked: Operation) -> Load | None:
        """Send each request once, and compare the answers with ours."""
        server, spoken = up.server, asked.in_dialect(up.server.dialect)
        if spoken is None:
            return None
        file = self.folder / f"{server.key}-{asked.key}"
        load, answers = loaded(up, spoken.bodies(), self.token(server, asked), file)
        same = [normalised(as_ours(a) if server.dialect else a) for a in answers]
        for answer in same:
            answer.pop("__type", None)  # a peer's schema is its own, and smaller
        if server.is_ours:
            self.answers[asked.key] = same
            _check_sizes(asked, load)
            return load
        pairs = zip(self.answers[asked.key], same, strict=True)
        unlike = next((said for one, other in pairs if (said := difference(one, other))), None)
        if unlike:
            raise SystemExit(f"{server.title} answers {asked.key} otherwise: {unlike}")
        return load

    def cell(self, up: Running, load: Load, connections: int, seconds: float, turn: int) -> Cell:
        """Measure one cell."""
        return measured(
            up,
            load,
            connections=connections,
            seconds=seconds,
            first=turn * 37,
            postmaster=self.postgres.pid,
        )


def _check_sizes(asked: Operation, load: Load) -> None:
    """Insist that what is measured is of the size it is said to be."""
    least, most = asked.expected
    if not least <= load.mean_answer <= most:
        message = f"{asked.key}: answers of {load.mean_answer:.0f} bytes, not {least} to {most}"
        raise SystemExit(message)


def main() -> None:
    """Read the command and measure."""
    given = _given()
    if given.install:
        install()
    require_wrk()
    OUT.mkdir(parents=True, exist_ok=True)
    result: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": versions(),
        "cases": given.cases,
        "rounds": given.rounds,
        "seconds": given.seconds,
    }
    with (
        tempfile.TemporaryDirectory(prefix="icms-bench-") as folder,
        postgres(Path(folder) / "postgres") as database,
    ):
        _say(f"filling {given.cases:,} cases")
        filled = fill(database.url, cases=given.cases)
        database.settle()
        result["versions"]["postgresql"] = extras.postgresql_version(database)
        bench = Bench(database, filled, Path(folder), given.rounds, given.seconds, result)
        for name, measure in _PARTS.items():
            if name in given.only:
                _say(name)
                measure(bench, given)
                _keep(result)
    if given.publish:
        page.publish(result)
    sys.stdout.write(report.markdown(result, "en"))


def _keep(result: dict[str, Any]) -> None:
    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    (OUT / "result.json").write_bytes(orjson.dumps(result, option=options))


def _say(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


def servers(bench: Bench, given: argparse.Namespace) -> None:
    """Measure ours and the peers on PostgreSQL, round by round, each round the other way about."""
    wanted = [ours(bench.postgres.url, bench.folder / "var"), *peers(bench.postgres)]
    wanted = [s for s in wanted if s.is_ours or s.key in given.peers]
    with ExitStack() as up:
        all_up = [up.enter_context(running(server)) for server in wanted]
        loads = _loads(bench, all_up)
        for turn in range(bench.rounds):
            _say(f"round {turn + 1} of {bench.rounds}")
            for key, connections, each in _turn(loads, all_up, turn):
                load = loads[each.server.key, key]
                seconds = _long_enough(bench, load, connections)
                cell = bench.cell(each, load.load, connections, seconds, turn)
                bench.cells.setdefault((each.server.key, key, connections), []).append(cell)
        bench.result["peak_memory_mib"] = {
            each.server.key: round(each.peak_memory_mib(), 1) for each in all_up
        }
    bench.result["servers"] = {server.key: server.title for server in wanted}
    bench.result["cells"] = [_summed(*where, found) for where, found in bench.cells.items()]


@dataclass(frozen=True, slots=True)
class _Loaded:
    load: Load
    seconds_each: float


def _loads(bench: Bench, all_up: list[Running]) -> dict[tuple[str, str], _Loaded]:
    """Compare every answer, then warm every server for every operation; nothing is counted."""
    loads: dict[tuple[str, str], _Loaded] = {}
    for key in (*MAIN, *OF_OURS, *IN_PYTHON):
        asked = operation(key, bench.filled)
        for up in all_up:
            if not _answers(up.server, key):
                continue
            start = time.perf_counter()
            load = bench.load(up, asked)
            if load is None:
                continue
            each = (time.perf_counter() - start) / len(load.bodies)
            loads[up.server.key, key] = _Loaded(load, each)
            bench.cell(up, load, CONNECTIONS[-1], max(WARM_SECONDS, 20 * each), 0)
    return loads


def _answers(server: Server, key: str) -> bool:
    """Who is asked what: a firm's own cases only us, what needs Python only those who have it."""
    return server.is_ours or key in MAIN or (key in IN_PYTHON and server.key == "strawberry")


def _turn(loads: Any, all_up: list[Running], turn: int) -> Any:
    """The cells of one round, in an order that alternates."""
    ordered = all_up if turn % 2 == 0 else all_up[::-1]
    for key in (*MAIN, *OF_OURS, *IN_PYTHON):
        for connections in CONNECTIONS:
            for each in ordered:
                if (each.server.key, key) in loads:
                    yield key, connections, each


def _long_enough(bench: Bench, load: _Loaded, connections: int) -> float:
    """Slow servers get longer windows: some forty answers, or some rounds of all connections."""
    needed = load.seconds_each * (40 if connections == 1 else connections * 6)
    return min(LONGEST, max(bench.seconds, needed))


def _summed(server: str, key: str, connections: int, found: list[Cell]) -> dict[str, Any]:
    """The medians of one cell over all rounds; errors add up."""

    def median(of: Any) -> float:
        return round(statistics.median(of(cell) for cell in found), 4)

    return {
        "server": server,
        "operation": key,
        "connections": connections,
        "requests_per_second": median(lambda cell: cell.requests / cell.seconds),
        "p50_ms": median(lambda cell: cell.p50_ms),
        "p99_ms": median(lambda cell: cell.p99_ms),
        "server_cpu_ms": median(lambda cell: cell.server_cpu_ms),
        "database_cpu_ms": median(lambda cell: cell.database_cpu_ms),
        "requests": sum(cell.requests for cell in found),
        "errors": sum(cell.errors for cell in found),
        "sound": all(cell.is_sound for cell in found),
    }


def alone(bench: Bench, _given: argparse.Namespace) -> None:
    """Run the statements that our server sends, and nothing else."""
    found: dict[str, Any] = {}
    server = ours(bench.postgres.url, bench.folder / "var")
    for key in MAIN:
        asked = operation(key, bench.filled)
        with written_down(bench.postgres) as said, running(server) as up:
            load = bench.load(up, asked)
            assert load is not None
            reads = of_reads(said(), len(load.bodies))
        clients = {"asyncpg": by_asyncpg, "asyncpg, 16": by_asyncpg_16, "libpq": by_libpq}
        runs: dict[str, list[Any]] = {name: [] for name in clients}
        for _ in range(bench.rounds):
            for name, run in clients.items():
                runs[name].append(run(bench.postgres, reads, bench.seconds))
        found[key] = {name: _middle(several) for name, several in runs.items()}
    bench.result["alone"] = found


def _middle(several: list[Any]) -> dict[str, float]:
    """The run with the median CPU."""
    ordered = sorted(several, key=lambda one: one.cpu_ms)
    return {name: round(v, 4) for name, v in asdict(ordered[len(ordered) // 2]).items()}


_PARTS: dict[str, Any] = {
    "servers": servers,
    "alone": alone,
    "rules": extras.rules,
    "authentication": extras.authentication,
    "memory": extras.memory,
    "mutation": extras.mutation,
    "sqlite": extras.sqlite,
    "growth": extras.growth,
}


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python tests/benchmarks", description=__doc__)
    parser.add_argument("--install", action="store_true", help="install the peers first")
    parser.add_argument("--cases", type=int, default=100_000, help="how large the court is")
    parser.add_argument("--rounds", type=int, default=5, help="medians are over so many rounds")
    parser.add_argument("--seconds", type=float, default=3.0, help="least length of a cell")
    parser.add_argument("--documents", type=int, default=10_000, help="for what memory holds")
    parser.add_argument("--quick", action="store_true", help="a small court, one short round")
    parser.add_argument("--only", nargs="*", choices=_PARTS, help="parts; default all but growth")
    parser.add_argument(
        "--peers",
        nargs="*",
        default=["handwritten", "strawberry", "mercurius", "postgraphile"],
        help="which peers",
    )
    parser.add_argument(
        "--growth", nargs=2, type=int, metavar=("FROM", "TO"), help="compare two sizes of court"
    )
    parser.add_argument("--kept", type=Path, help="a folder that keeps the courts of --growth")
    parser.add_argument("--publish", action="store_true", help="write the site's page anew")
    given = parser.parse_args()
    if given.quick:
        given.cases, given.rounds, given.seconds = 2_000, 1, 1.0
        given.documents = 1_000
    if given.only is None:
        given.only = [name for name in _PARTS if name != "growth" or given.growth]
    return given
