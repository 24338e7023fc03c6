"""A small fictional court's till: a database, three payers, and the sandbox as a real process."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import Session

from api.accounts.models import Account
from api.accounts.states import AccountState
from api.kernel.actors import AccountKind, Actor
from api.kernel.events import Event
from api.kernel.work import Works
from api.payments import models
from api.payments.models import Payment, ServiceRequest

KEY = "sandbox-key"
SECRET = "sandbox-secret"
MONDAY = datetime(2022, 5, 9, 3, 0, tzinfo=UTC)
REPOSITORY = Path(__file__).parents[2]

FIRM = "org_harbour"
OTHER_FIRM = "org_other"
PAYER = Actor("acc_payer", AccountKind.OU, FIRM, "payer")
COLLEAGUE = Actor("acc_colleague", AccountKind.OU, FIRM, "colleague")
ADMINISTRATOR = Actor("acc_admin", AccountKind.PA, FIRM, "administrator")
STRANGER = Actor("acc_stranger", AccountKind.OU, OTHER_FIRM, "stranger")
LITIGANT = Actor("acc_litigant", AccountKind.IU, None, "litigant")
ACCOUNTS_OFFICER = Actor("acc_officer", AccountKind.ACCOUNTS_OFFICER, None, "officer")
EVERYBODY = (PAYER, COLLEAGUE, ADMINISTRATOR, STRANGER, LITIGANT, ACCOUNTS_OFFICER)


@dataclass
class Hands:
    """A clock that stands still until it is moved."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        """Read it."""
        return self.now

    def pass_(self, span: timedelta) -> None:
        """Let time pass."""
        self.now += span


def account_row(actor: Actor) -> Account:
    """The account of a fictional person."""
    return Account(
        id=actor.account_id,
        kind=actor.kind,
        state=AccountState.ACTIVE,
        sign_in_name=actor.name,
        password_hash="none",
        name=actor.name,
        email=f"{actor.name}@example.test",
        organization_id=actor.organization_id,
        created_at=MONDAY,
    )


def as_(actor: Actor) -> Callable[[Session, datetime], Actor]:
    """Let an actor act, in the form a procedure asks for."""
    return lambda _session, _at: actor


def names(heard: list[Event]) -> list[str]:
    """The names of what happened, in order."""
    return [event.name for event in heard]


def payment_of(works: Works, payment_id: str) -> Payment:
    """Read a payment afresh."""
    with Session(works.engine, expire_on_commit=False) as session:
        return session.get_one(Payment, payment_id)


def request_of(works: Works, service_request_id: str) -> ServiceRequest:
    """Read a service request afresh."""
    with Session(works.engine, expire_on_commit=False) as session:
        return session.get_one(ServiceRequest, service_request_id)


def rows(works: Works, table: type[Any]) -> list[Any]:
    """Read a whole table in the order of ids."""
    with Session(works.engine, expire_on_commit=False) as session:
        return list(session.scalars(sa.select(table).order_by(table.id)))


def everything(works: Works) -> list[dict[str, Any]]:
    """Every row of the room, to prove that nothing changed."""
    tables = (models.ServiceRequest, models.Payment, models.Receipt, models.ProviderMessage)
    return [row.model_dump() for table in tables for row in rows(works, table)]


# --- the other side of the wire ---------------------------------------------------------------


@dataclass
class Letter:
    """One webhook as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        """The body as read."""
        return orjson.loads(self.body)


@dataclass
class Letterbox:
    """Where the sandbox sends its webhooks; answers with a status that a test may change."""

    url: str = ""
    status: int = 200
    came: list[Letter] = field(default_factory=list)

    def for_payment(self, payment_id: str) -> list[Letter]:
        """The letters about one payment."""
        return [x for x in self.came if x.said["charge"]["payment_id"] == payment_id]

    def wait_for(self, payment_id: str, count: int, *, within: float = 8.0) -> list[Letter]:
        """Wait until so many letters about a payment have come."""
        end = time.monotonic() + within
        while len(self.for_payment(payment_id)) < count and time.monotonic() < end:
            time.sleep(0.02)
        letters = self.for_payment(payment_id)
        assert len(letters) >= count, f"{len(letters)} of {count} letters came"
        return letters


@dataclass
class SandboxProcess:
    """The sandbox as a process that can be killed and started again over the same file."""

    state: Path
    webhook_url: str
    lifetime: float = 3600
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.port = self.port or free_port()
        command = [sys.executable, "-m", "api.gateways.sandbox", "--port", str(self.port)]
        command += ["--webhook-url", self.webhook_url, "--key", KEY, "--secret", SECRET]
        command += ["--state", str(self.state), "--lifetime", str(self.lifetime)]
        self.process = subprocess.Popen(command, cwd=REPOSITORY, env=os.environ)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                if httpx2.get(f"{self.url}/health", trust_env=False).status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.05)
        pytest.fail("the sandbox did not start")

    def kill(self) -> None:
        """Kill it without warning."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def post(self, path: str, facts: object = None) -> httpx2.Response:
        """Ask for something with the key."""
        headers = {"Authorization": f"Bearer {KEY}"}
        return httpx2.post(f"{self.url}{path}", json=facts, headers=headers, trust_env=False)

    def decide(self, continue_url: str, outcome: str, telling: str = "AT_ONCE") -> httpx2.Response:
        """Press a button on the page, as a person would."""
        form = {"outcome": outcome, "telling": telling}
        return httpx2.post(continue_url, data=form, trust_env=False, follow_redirects=False)


def free_port() -> int:
    """Find a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
