"""Fixtures of the till: a database with payers in it, and the sandbox as a real process."""

import threading
from collections.abc import Generator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from api.accounts.models import Organization
from api.gateways.card_provider import HttpCardProvider
from api.kernel.events import Event
from api.kernel.work import Works
from tests.payments.till import (
    EVERYBODY,
    FIRM,
    KEY,
    OTHER_FIRM,
    Hands,
    Letter,
    Letterbox,
    SandboxProcess,
    account_row,
)


@pytest.fixture
def clock() -> Hands:
    """A clock at 11 in the morning of Monday 9 May 2022 in Hong Kong."""
    return Hands()


@pytest.fixture
def heard() -> list[Event]:
    """Every event that a committed or rolled-back work reacted to, in order."""
    return []


@pytest.fixture
def works(engine: sa.Engine, clock: Hands, heard: list[Event]) -> Works:
    """Works over a fresh database in which the fictional people have accounts."""
    with Session(engine) as session:
        session.add_all([Organization(id=f, code=f, name=f) for f in (FIRM, OTHER_FIRM)])
        session.flush()
        session.add_all([account_row(actor) for actor in EVERYBODY])
        session.commit()
    return Works(engine, clock, lambda _, event: heard.append(event), lambda *_: None)


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    """A real HTTP server that keeps what is sent to it."""
    box = Letterbox()

    class Slot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.came.append(Letter(dict(self.headers.items()), body))
            self.send_response(box.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slot)
    box.url = f"http://127.0.0.1:{server.server_port}/webhooks"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield box
    server.shutdown()
    server.server_close()


@pytest.fixture
def sandbox(tmp_path: Path, letterbox: Letterbox) -> Generator[SandboxProcess]:
    """The sandbox, started; its webhooks come to the letterbox."""
    process = SandboxProcess(tmp_path / "sandbox.sqlite", letterbox.url)
    process.start()
    yield process
    process.kill()


@pytest.fixture
def provider(sandbox: SandboxProcess) -> Iterator[HttpCardProvider]:
    """The gateway, pointed at the sandbox."""
    gateway = HttpCardProvider(sandbox.url, KEY)
    yield gateway
    gateway.close()
