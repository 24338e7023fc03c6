"""The floor: the statement our server sends, alone in a tight loop on one connection.

The statements and their parameters are what PostgreSQL itself wrote down while our server
answered, so nothing of the engine is needed to take them, and nothing can be flattered.
Two clients: asyncpg, by which the targets were set, and libpq, which costs next to nothing.
"""

import asyncio
import contextlib
import csv
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import psycopg

from tests.benchmarks.serving import DATABASE, Postgres, cpu_by_thread, cpu_since

with contextlib.suppress(ModuleNotFoundError):  # of the extra `bench`; tests do without
    import asyncpg


SETTINGS = {"plan_cache_mode": "force_generic_plan", "jit": "off", "timezone": "UTC"}
PROCESS, MESSAGE, DETAIL = 3, 13, 14
EXECUTED = re.compile(r"(?:execute [^:]*|statement): (.*)", re.DOTALL)
PARAMETER = re.compile(r"\$\d+ = (NULL|'((?:[^']|'')*)')", re.DOTALL)
WARM_SECONDS = 0.5
Texts = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """What one statement costs without anybody around it, in milliseconds a run."""

    runs: int
    p50_ms: float
    client_cpu_ms: float
    database_cpu_ms: float

    @property
    def cpu_ms(self) -> float:
        """Both sides together."""
        return self.client_cpu_ms + self.database_cpu_ms


@dataclass(frozen=True, slots=True)
class Said:
    """One statement that was executed, by which backend, with which parameters."""

    process: int
    sql: str
    parameters: Texts


@contextmanager
def written_down(postgres: Postgres) -> Iterator[Callable[[], list[Said]]]:
    """Have PostgreSQL write down the statements of connections that begin from now on."""
    name = psycopg.sql.Identifier(DATABASE)
    told = psycopg.sql.SQL("ALTER DATABASE {} SET log_statement = 'all'").format(name)
    with psycopg.connect(postgres.cluster.conninfo(DATABASE), autocommit=True) as connection:
        connection.execute(told)
        start = postgres.statements.stat().st_size
        try:
            yield lambda: _read(postgres, start)
        finally:
            connection.execute(
                psycopg.sql.SQL("ALTER DATABASE {} RESET log_statement").format(name)
            )


def _read(postgres: Postgres, start: int) -> list[Said]:
    """Read what was written since, once the collector has it on disk."""
    time.sleep(0.5)
    with postgres.statements.open(encoding="utf-8", newline="") as lines:
        lines.seek(start)
        rows = list(csv.reader(lines))
    said: list[Said] = []
    for row in rows:
        found = EXECUTED.match(row[MESSAGE])
        if found:
            given = PARAMETER.findall(row[DETAIL])
            texts = tuple(None if v == "NULL" else t.replace("''", "'") for v, t in given)
            said.append(Said(int(row[PROCESS]), found[1], texts))
    return said


def of_reads(said: list[Said], requests: int) -> list[tuple[str, Texts]]:
    """The statement that was sent once for each request, with the parameters of each."""
    counts = Counter(one.sql for one in said)
    read = [sql for sql, count in counts.items() if count == requests and len(sql) > 20]
    if len(read) != 1:
        message = f"not one statement a request: {sorted(counts.values(), reverse=True)[:5]}"
        raise RuntimeError(message)
    return [(one.sql, one.parameters) for one in said if one.sql == read[0]]


def by_libpq(postgres: Postgres, reads: list[tuple[str, Texts]], seconds: float) -> Alone:
    """Run the statement over libpq itself."""
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    conninfo = postgres.cluster.conninfo(DATABASE)
    with psycopg.connect(conninfo, autocommit=True, options=options) as connection:
        raw = connection.pgconn
        raw.prepare(b"alone", reads[0][0].encode())
        given = [[t if t is None else t.encode() for t in texts] for _, texts in reads]

        def run(at: int) -> None:
            result = raw.exec_prepared(b"alone", given[at % len(given)], result_format=1)
            if result.ntuples != 1:
                raise RuntimeError(raw.error_message.decode())

        warm = time.perf_counter() + WARM_SECONDS
        while time.perf_counter() < warm:
            run(0)
        before = cpu_by_thread(postgres.pid), time.process_time_ns()
        deadline, times = time.perf_counter() + seconds, [time.perf_counter()]
        while times[-1] < deadline:
            run(len(times))
            times.append(time.perf_counter())
        after = cpu_by_thread(postgres.pid), time.process_time_ns()
    return _alone([times], before, after)


def by_asyncpg(
    postgres: Postgres, reads: list[tuple[str, Texts]], seconds: float, connections: int = 1
) -> Alone:
    """Run the statement over asyncpg, as the study did that set the targets."""
    return asyncio.run(_by_asyncpg(postgres, reads, seconds, connections))


def by_asyncpg_16(postgres: Postgres, reads: list[tuple[str, Texts]], seconds: float) -> Alone:
    """Run it over as many connections as a server has requests at a time."""
    return by_asyncpg(postgres, reads, seconds, 16)


async def _by_asyncpg(
    postgres: Postgres, reads: list[tuple[str, Texts]], seconds: float, connections: int
) -> Alone:
    opened = [await _opened(postgres) for _ in range(connections)]
    statements = [await connection.prepare(reads[0][0]) for connection in opened]
    types = [parameter.name for parameter in statements[0].get_parameters()]
    given = [
        [_value(text, kind) for text, kind in zip(texts, types, strict=True)] for _, texts in reads
    ]

    async def run(statement: Any, first: int, until: float) -> list[float]:
        times = [time.perf_counter()]
        while times[-1] < until:
            await statement.fetchval(*given[(first + len(times)) % len(given)])
            times.append(time.perf_counter())
        return times

    async def all_run(seconds: float) -> list[list[float]]:
        until = time.perf_counter() + seconds
        return await asyncio.gather(*(run(one, n * 7, until) for n, one in enumerate(statements)))

    await all_run(WARM_SECONDS)
    before = cpu_by_thread(postgres.pid), time.process_time_ns()
    times = await all_run(seconds)
    after = cpu_by_thread(postgres.pid), time.process_time_ns()
    for connection in opened:
        await connection.close()
    return _alone(times, before, after)


async def _opened(postgres: Postgres) -> Any:
    there = postgres.environment()
    return await asyncpg.connect(
        host=there["PGHOST"],
        port=int(there["PGPORT"]),
        user=there["PGUSER"],
        database=DATABASE,
        server_settings=SETTINGS,
    )


def _value(text: str | None, kind: str) -> Any:
    """A parameter as asyncpg wants it."""
    if text is None:
        return None
    made: dict[str, Callable[[str], Any]] = {
        "bytea": lambda said: bytes.fromhex(said.removeprefix("\\x")),
        "timestamptz": datetime.fromisoformat,
        "bool": lambda said: said == "t",
        "int4": int,
        "int8": int,
    }
    return made.get(kind, str)(text)


def _alone(times: list[list[float]], before: Any, after: Any) -> Alone:
    laps = [late - early for loop in times for early, late in pairwise(loop)]
    return Alone(
        runs=len(laps),
        p50_ms=statistics.median(laps) * 1000,
        client_cpu_ms=(after[1] - before[1]) / 1e6 / len(laps),
        database_cpu_ms=cpu_since(before[0], after[0]) / 1e6 / len(laps),
    )
