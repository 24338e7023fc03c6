"""The real thing: the API and the sandbox provider as processes that can be killed and started."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from api.demo import seed
from api.kernel.clock import system_clock
from api.kernel.storage import open_engine
from api.kernel.work import Works
from api.reactions import finish, react
from tests.payments.till import KEY, REPOSITORY, SECRET, SandboxProcess, free_port

PATIENCE_S = 60.0
"""Generous on purpose: a test machine may be busy, and nothing here measures speed."""
POLL_S = 0.1

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], what: str, *, within: float = PATIENCE_S) -> Found:
    """Look again and again until something true is found; returns it."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(POLL_S)
    raise AssertionError(f"{within:.0f} seconds went by and still not: {what}")


@dataclass
class House:
    """One installation: a database, a folder, an API process and a provider's process."""

    database_url: str
    var: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    _client: httpx2.Client | None = None

    def __post_init__(self) -> None:
        self.sandbox = SandboxProcess(self.var / "sandbox.db", f"{self.url}/webhooks/card")
        self.sandbox.port = free_port()

    @property
    def url(self) -> str:
        """Where the API listens; it stays the same over a restart, as links name it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def client(self) -> httpx2.Client:
        """A client without connections of an earlier life of the process."""
        if self._client is None:
            self._client = httpx2.Client(base_url=self.url, timeout=PATIENCE_S, trust_env=False)
        return self._client

    @property
    def seal(self) -> Path:
        """The certificate that the installation seals with."""
        (found,) = (self.var / "seal").glob("*.p12")
        return found

    def migrate(self) -> None:
        """Bring an empty database up to the program, as an administrator would."""
        self.var.mkdir(parents=True, exist_ok=True)
        subprocess.run(self._command("migrate"), cwd=REPOSITORY, env=self._environment, check=True)

    def furnish(self) -> None:
        """Let the fictional people in."""
        self.var.mkdir(parents=True, exist_ok=True)
        engine = open_engine(self.database_url)
        seed(Works(engine, system_clock, react, finish))
        engine.dispose()

    def open(self) -> None:
        """Let the people in and start both processes, side by side where that saves time."""
        with ThreadPoolExecutor() as hands:
            provider = hands.submit(self.sandbox.start)
            self.furnish()
            self.start()
            provider.result()

    def start(self) -> None:
        """Start the API and wait until it answers."""
        with (self.var / "api.log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command("serve"),
                cwd=REPOSITORY,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        eventually(self._answers, "the API answers")

    def kill(self) -> None:
        """Kill the API with SIGKILL: it can finish nothing and say goodbye to nobody."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        if self._client is not None:
            self._client.close()
        self.process = self._client = None

    def restart(self) -> None:
        """Kill the API and start it again on the same data."""
        self.kill()
        self.start()

    def close(self) -> None:
        """End both processes."""
        self.kill()
        self.sandbox.kill()

    def said(self) -> str:
        """Everything the API wrote to its log."""
        return (self.var / "api.log").read_text(encoding="utf-8", errors="replace")

    @property
    def _environment(self) -> dict[str, str]:
        """The settings, and nothing that the tester's own environment says of them."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("ICMS_")}
        return inherited | {
            "ICMS_VAR": str(self.var),
            "ICMS_DATABASE_URL": self.database_url,
            "ICMS_PORT": str(self.port),
            "ICMS_LINKS_SECRET": "a-secret-of-the-tests-and-no-other",
            "ICMS_PROVIDER_URL": self.sandbox.url,
            "ICMS_PROVIDER_KEY": KEY,
            "ICMS_WEBHOOK_SECRET": SECRET,
        }

    def _command(self, verb: str) -> list[str]:
        return [sys.executable, "-m", "api", verb]

    def _answers(self) -> Any:
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        try:
            return self.client.get("/health").status_code == 200
        except httpx2.TransportError:
            return False
