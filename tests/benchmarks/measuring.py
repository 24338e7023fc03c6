"""Measure one cell: one server, one operation, so many connections, for some seconds."""

import math
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tests.benchmarks.serving import Running, cpu_by_thread, cpu_since

SCRIPT = Path(__file__).parent / "requests.lua"
SIZE_TOLERANCE = 0.005
WRK_MISSING = "wrk is not installed: `apt-get install wrk` (Debian, Ubuntu), `brew install wrk`"


class WrongAnswer(RuntimeError):
    """A server answered with errors, or not what it answered before."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent to one server for one operation, and what to expect of the answers.

    ``sizes`` are bytes on the wire, headers included; ``mean_answer`` is of the bodies alone.
    """

    bodies: list[bytes]
    token: str | None
    sizes: list[int]
    mean_answer: float
    file: Path

    def expected_bytes(self, first: int, requests: int) -> int:
        """The bytes of so many answers from the first on, headers included."""
        rounds, rest = divmod(requests, len(self.sizes))
        turn = self.sizes[first:] + self.sizes[:first]
        return rounds * sum(turn) + sum(turn[:rest])


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of one cell. CPU is in milliseconds a request, by server and by PostgreSQL.

    ``bytes_off`` is the part of the bytes that should not have come, or did not: an answer with
    errors has another size. What was under way when time was up is not held against anybody.
    """

    requests: int
    seconds: float
    errors: int
    bytes_off: float
    p50_ms: float
    p99_ms: float
    server_cpu_ms: float
    database_cpu_ms: float

    @property
    def is_sound(self) -> bool:
        """Whether every answer came, and had the size it should have."""
        return self.requests > 0 and self.errors == 0 and self.bytes_off < SIZE_TOLERANCE


def require_wrk() -> str:
    """The load generator's program. Refuses: with what to do, if it is not there."""
    found = shutil.which("wrk")
    if found is None:
        raise SystemExit(WRK_MISSING)
    return found


def loaded(
    running: Running, bodies: list[bytes], token: str | None, file: Path
) -> tuple[Load, list[Any]]:
    """Send every body once; take down the size of each answer, and the answers themselves."""
    file.write_bytes(b"\n".join(bodies) + b"\n")
    sizes: list[int] = []
    length = 0
    answers: list[Any] = []
    for size, body in exchanged(running, bodies, token):
        answer = orjson.loads(body)
        if "errors" in answer or answer.get("data") is None:
            raise WrongAnswer(f"{running.server.title}: {body[:300].decode()}")
        sizes.append(size)
        length += len(body)
        answers.append(answer["data"])
    return Load(bodies, token, sizes, length / len(bodies), file), answers


def exchanged(
    running: Running, bodies: list[bytes], token: str | None = None
) -> Iterator[tuple[int, bytes]]:
    """Send bodies over one connection, one after the other: bytes on the wire, and the body."""
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {running.server.path} HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n"
        f"Content-Type: application/json\r\n{authorization}Content-Length: "
    )
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
        stream = connection.makefile("rb")
        for body in bodies:
            connection.sendall(f"{head}{len(body)}\r\n\r\n".encode() + body)
            yield _answer(stream)


def _answer(stream: Any) -> tuple[int, bytes]:
    status = stream.readline()
    read, length = len(status), -1
    while (line := stream.readline()).strip():
        read += len(line)
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if length < 0:
        raise WrongAnswer(f"an answer without a length: {status.decode().strip()}")
    return read + len(line) + length, stream.read(length)


def off(load: Load, got: int, first: int, requests: int, *, connections: int) -> float:
    """The part of the bytes that should not have come or did not, but for what was under way."""
    expected = load.expected_bytes(first, requests)
    under_way = connections * max(load.sizes)
    return max(0, abs(got - expected) - under_way) / max(1, expected)


def measured(
    running: Running,
    load: Load,
    *,
    connections: int,
    seconds: float,
    first: int,
    postmaster: int | None,
) -> Cell:
    """Send for so long over so many connections, from the given body on."""
    first %= len(load.bodies)
    command = [
        *(require_wrk(), "-t1", f"-c{connections}", f"-d{math.ceil(seconds)}s", "--timeout", "30s"),
        *("-s", str(SCRIPT), running.address, "--", str(load.file), str(first)),
        *([load.token] if load.token else []),
    ]
    pids = (running.process.pid, postmaster)
    before = [cpu_by_thread(pid) if pid else {} for pid in pids]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if running.process.poll() is not None:
        raise WrongAnswer(f"{running.server.title} ended: {running.process.returncode}")
    after = [cpu_by_thread(pid) if pid else {} for pid in pids]
    server, database = (cpu_since(*pair) / 1e6 for pair in zip(before, after, strict=True))
    told = orjson.loads(done.stdout.strip().splitlines()[-1])
    count = max(1, told["requests"])
    return Cell(
        requests=told["requests"],
        seconds=told["microseconds"] / 1e6,
        errors=told["errors"],
        bytes_off=off(load, told["bytes"], first, told["requests"], connections=connections),
        p50_ms=told["p50_us"] / 1000,
        p99_ms=told["p99_us"] / 1000,
        server_cpu_ms=server / count,
        database_cpu_ms=database / count,
    )
