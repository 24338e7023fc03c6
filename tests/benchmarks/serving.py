"""The servers that are measured: the database, ours, the peers; what they use of the machine."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import Cluster, start_postgres

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"
NODE_PEERS = ROOT / "build" / "benchmarks" / "peers"
DATABASE = "benchmark"
STARTS_WITHIN = 60.0
POOL = 16
POSTGRES_SETTINGS = """
max_connections = 400
shared_buffers = 4GB
effective_cache_size = 8GB
max_wal_size = 4GB
checkpoint_timeout = 1h
autovacuum = off
random_page_cost = 1.1
jit = off
logging_collector = on
log_destination = 'csvlog'
log_filename = 'statements.log'
"""


class CannotStart(RuntimeError):
    """A server did not start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """The benchmark's PostgreSQL."""

    cluster: Cluster

    @property
    def url(self) -> str:
        """How SQLAlchemy and our server reach the database."""
        return self.cluster.url(DATABASE)

    @property
    def pid(self) -> int:
        """The postmaster's process."""
        return int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])

    @property
    def statements(self) -> Path:
        """Where it writes down statements, when told to."""
        return self.cluster.data / "log" / "statements.csv"

    def settle(self) -> None:
        """Write down now what was filled in, so that nothing is left to do while we measure."""
        with psycopg.connect(self.cluster.conninfo("postgres"), autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def environment(self) -> dict[str, str]:
        """How every other client reaches it, in libpq's own words: through its socket."""
        cluster = self.cluster
        return {
            "PGHOST": cluster.host,
            "PGPORT": str(cluster.port),
            "PGUSER": cluster.user,
            "PGDATABASE": DATABASE,
        }


@contextmanager
def postgres(directory: Path) -> Iterator[Postgres]:
    """A PostgreSQL of our own with an empty database, gone afterwards."""
    with kept_postgres(directory) as database:
        database.cluster.create_database(DATABASE)
        yield database
    shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def kept_postgres(directory: Path) -> Iterator[Postgres]:
    """A PostgreSQL of our own in a folder, with what an earlier run left there."""
    cluster = start_postgres(directory)
    try:
        with (cluster.data / "postgresql.conf").open("a") as settings:
            settings.write(POSTGRES_SETTINGS)
        cluster.restart()
        yield Postgres(cluster)
    finally:
        cluster.stop()


@dataclass(frozen=True, slots=True)
class Server:
    """How one server is started. ``dialect`` names the folder of its own operations, if any."""

    key: str
    title: str
    command: tuple[str, ...]
    path: str = "/graphql"
    environment: dict[str, str] = field(default_factory=dict[str, str])
    dialect: Path | None = None
    is_ours: bool = False


def ours(url: str, var: Path) -> Server:
    """Our own server, as anybody would start it."""
    secrets = {"ICMS_LINKS_SECRET": "x" * 40, "ICMS_PROVIDER_KEY": "k", "ICMS_WEBHOOK_SECRET": "s"}
    there = {"ICMS_DATABASE_URL": url, "ICMS_VAR": str(var)}
    command = (sys.executable, "-m", "api", "serve")
    return Server("icms", "iCMS (this project)", command, environment=secrets | there, is_ours=True)


def _python(app: str) -> tuple[str, ...]:
    """One uvicorn process, as ours is."""
    return (
        *(sys.executable, "-m", "uvicorn", f"tests.benchmarks.peers.{app}", "--port", "{port}"),
        *("--no-access-log", "--log-level", "warning"),
    )


def placed(folder: str) -> Path:
    """Put what a node peer is made of where its packages are: outside the sources."""
    place = NODE_PEERS / folder
    place.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "server.mjs"):
        shutil.copy(PEERS / folder / name, place / name)
    return place


def _node(folder: str) -> tuple[str, ...]:
    """One node process; node 22 comes with the peer's own packages."""
    place = placed(folder)
    return (str(place / "node_modules" / "node" / "bin" / "node"), str(place / "server.mjs"))


def strawberry(environment: dict[str, str], key: str = "strawberry") -> Server:
    """Idiomatic Strawberry; ``SQLITE`` in the environment chooses aiosqlite."""
    command = _python("strawberry_dataloader:app")
    return Server(key, "Strawberry + DataLoader", command, environment=environment)


def peers(postgres: Postgres) -> list[Server]:
    """The peers on PostgreSQL, each with a pool of the same size."""
    there = {**postgres.environment(), "POOL": str(POOL)}
    by_hand = "Hand-written SQL, bare ASGI"
    return [
        Server("handwritten", by_hand, _python("handwritten:app"), environment=there),
        strawberry(there),
        Server("mercurius", "Mercurius + graphql-jit", _node("mercurius"), environment=there),
        Server(
            "postgraphile",
            "PostGraphile v5",
            _node("postgraphile"),
            environment={**there, "GRAPHILE_ENV": "production"},
            dialect=PEERS / "postgraphile" / "operations",
        ),
    ]


@dataclass(slots=True)
class Running:
    """A server that answers."""

    server: Server
    process: subprocess.Popen[bytes]
    port: int

    @property
    def address(self) -> str:
        """Where it takes GraphQL."""
        return f"http://127.0.0.1:{self.port}{self.server.path}"

    def peak_memory_mib(self) -> float:
        """The most memory it ever held, its children's included."""
        return sum(_peak_kib(pid) for pid in family(self.process.pid)) / 1024


@contextmanager
def running(server: Server) -> Iterator[Running]:
    """Start a server on a free port, wait until it listens, and stop it afterwards."""
    if not shutil.which(server.command[0]):
        message = f"{server.title} is not installed: add --install"
        raise CannotStart(message)
    port = _free_port()
    command = [word.format(port=port) for word in server.command]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **server.environment, "ICMS_PORT": str(port), "PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(server, process, port)
        yield Running(server, process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(server: Server, process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    message = f"{server.title} did not start; its own words are above"
    raise CannotStart(message)


def family(pid: int) -> list[int]:
    """A process and everything it started."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found = [pid]
    for member in found:
        found += children.get(member, [])
    return found


def cpu_by_thread(pid: int) -> dict[tuple[int, int], int]:
    """Nanoseconds on the processor of every thread of a process and all it started.

    From ``schedstat``, which counts in nanoseconds; ``stat`` would count in ticks of 10 ms.
    """
    used: dict[tuple[int, int], int] = {}
    for member in family(pid):
        for task in Path(f"/proc/{member}/task").glob("*/schedstat"):
            try:
                used[member, int(task.parent.name)] = int(task.read_text().split()[0])
            except OSError:
                continue
    return used


def cpu_since(before: dict[tuple[int, int], int], after: dict[tuple[int, int], int]) -> int:
    """Nanoseconds used between two readings; threads that ended in between are left out."""
    return sum(used - before.get(thread, 0) for thread, used in after.items())


def _peak_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def versions() -> dict[str, str]:
    """What the servers are made of, by the names of their packages."""
    found: dict[str, str] = {"python": sys.version.split()[0]}
    names = ("strawberry-graphql", "graphql-core", "sqlalchemy", "psycopg", "asyncpg", "uvicorn")
    for name in names:
        found[name] = metadata.version(name)
    for folder in ("postgraphile", "mercurius"):
        described = json.loads((PEERS / folder / "package.json").read_text())
        found |= described["dependencies"]
    return found


def machine() -> dict[str, Any]:
    """The machine that was measured on."""
    models = [
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": models[0] if models else "unknown",
        "cores": os.cpu_count(),
        "memory_gib": round(pages / 2**30),
    }
