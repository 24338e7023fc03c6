"""The real building behind a real socket: uvicorn in a thread, as `serve` runs it."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import orjson
import psycopg
import uvicorn

from api.app import build
from api.graphql.lane import lane
from tests.court import Court, Hands, open_court

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
NEW_CLIENT = f"accept: {GRAPHQL}"
PATIENCE_S = 30.0
LONGEST_ANSWER = 2_000
"""More than any sentence about a mistake needs, and far less than the mistake may be long."""


def patiently(look: Callable[[], bool]) -> None:
    """Wait for something to be true."""
    end = time.monotonic() + PATIENCE_S
    while not look():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


@dataclass(frozen=True)
class Served:
    """A court that listens on a port of this machine."""

    court: Court
    port: int
    client: httpx2.Client

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    def raw(self, sent: bytes, *, half_closed: bool = False) -> bytes:
        """Send bytes as they are; everything that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as line:
            line.sendall(sent)
            if half_closed:
                line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b""))

    def is_well(self) -> bool:
        """Whether the door still answers the simplest of questions."""
        said = self.client.post(self.url, json={"query": "{ __typename }"})
        return said.status_code == 200 and said.json()["data"] == {"__typename": "Query"}


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Served]:
    """Serve a court on a migrated database, until the block ends."""
    court = open_court(url, Hands(), folder)
    app = build(court.parts)
    config = uvicorn.Config(
        app,
        http=lane(app.graphql),
        port=0,
        log_level="error",
        timeout_keep_alive=60,
        access_log=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="served")
    thread.start()
    try:
        patiently(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx2.Client(timeout=PATIENCE_S, trust_env=False) as client:
            yield Served(court, port, client)
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)


@contextmanager
def serving_copy(template: Path, folder: Path) -> Iterator[Served]:
    """Serve a court on a copy of a migrated SQLite database."""
    shutil.copy(template, folder / "icms.db")
    with serving(f"sqlite:///{folder / 'icms.db'}", folder) as opened:
        yield opened


def request_of(
    body: bytes | None, *lines: str, method: str = "POST", path: str = "/graphql"
) -> bytes:
    """Write an HTTP/1.1 request by hand, so that nothing is added or corrected on the way."""
    head = [f"{method} {path} HTTP/1.1", "host: court.example", "connection: close", *lines]
    if body is not None and not any(line.startswith("content-length:") for line in lines):
        head.append(f"content-length: {len(body)}")
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + (body or b"")


def under_way(url: str, mark: str) -> int:
    """How many statements with this mark in them the database works on."""
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
            " AND query LIKE %s AND pid <> pg_backend_pid()",
            [f"%{mark}%"],
        ).fetchone()
    return int(row[0]) if row else 0


@dataclass(frozen=True)
class Said:
    """An answer that came back over a raw line."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)

    def result(self) -> Any:
        """The answer without what the server says of its cost."""
        body = self.json()
        assert set(body.pop("extensions", {})) <= {"cost"}
        return body


def said_of(text: bytes) -> Said:
    """Take an HTTP/1.1 answer apart."""
    head, _, body = text.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (s.partition(":") for s in lines)}
    return Said(int(first.split(" ")[1]), headers, body)


def send(served: Served, body: bytes, *lines: str, kind: str = JSON) -> Said:
    """Post bytes as they are, as a client that knows the newer media type."""
    return said_of(served.raw(request_of(body, f"content-type: {kind}", NEW_CLIENT, *lines)))


def get(served: Served, given: dict[str, str], *lines: str, method: str = "GET") -> Said:
    url = str(served.client.build_request("GET", served.url, params=given).url)
    path = url.partition(str(served.port))[2]
    return said_of(served.raw(request_of(None, *lines, method=method, path=path)))


def refused(said: Said, status: int, code: str) -> str:
    """The one sentence of a clear refusal."""
    assert said.status == status, (said.status, said.body[:300])
    assert said.headers["content-type"] in {f"{JSON}; charset=utf-8", f"{GRAPHQL}; charset=utf-8"}
    assert len(said.body) < LONGEST_ANSWER
    body = orjson.loads(said.body)
    assert set(body) == {"errors"}
    error = body["errors"][0]
    assert error["extensions"]["code"] == code
    message = error["message"]
    assert message
    assert code == "INVALID_REQUEST" or message.endswith(".")  # graphql-core's have no full stop
    return message
