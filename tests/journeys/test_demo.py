"""The demo, started as a person starts it: what it serves, what it keeps, what --fresh forgets."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from api.demo import PASSWORD

SIGN_IN = """mutation SignIn($input: SignInInput!) { signIn(input: $input) {
  ... on SignedIn { token } ... on Refusal { code } } }"""
START = """mutation Start($input: StartFilingInput!) { startFiling(input: $input) {
  ... on FilingStarted { filing { id } } ... on Refusal { code } } }"""


def two_free_ports() -> int:
    """A port that is free together with the next one."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@contextmanager
def demo(var: Path, *words: str) -> Iterator[httpx2.Client]:
    """The demo as a process of its own, stopped as Ctrl+C stops it."""
    port = two_free_ports()
    command = [sys.executable, "-m", "api", "demo", f"--port={port}", f"--var={var}", *words]
    environment = {**os.environ, "ICMS_HELP_SITE": str(var.parent / "site")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=30)
    try:
        wait_for(client)
        yield client
    finally:
        client.close()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def wait_for(client: httpx2.Client) -> None:
    for _ in range(600):
        try:
            if client.get("/health").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise TimeoutError


def asked(client: httpx2.Client, query: str, given: Any = None, token: str = "") -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    body = {"query": query, "variables": {"input": given}}
    return client.post("/graphql", json=body, headers=headers).json()["data"]


def signed_in(client: httpx2.Client) -> str:
    given = {"signInName": "lawyer", "password": PASSWORD}
    return asked(client, SIGN_IN, given)["signIn"]["token"]


def test_the_demo_serves_everything_keeps_its_data_and_forgets_it_when_told(tmp_path: Path):
    var = tmp_path / "var"
    draft = {"idempotencyKey": "one", "newCase": {"proceedingType": "DCPI"}}
    count = "{ filings { totalCount } }"

    with demo(var) as client:
        token = signed_in(client)
        assert "filing" in asked(client, START, draft, token)["startFiling"]
        assert "iCMS console" in client.get("/").text
        assert "File your first document" in client.get("/help/en/file/").text
        assert client.get("/help/no-such-page/").status_code == 404

    with demo(var) as client:
        assert asked(client, count, token=token) == {"filings": {"totalCount": 1}}

    with demo(var, "--fresh") as client:
        assert (
            client.post(
                "/graphql", json={"query": count}, headers={"authorization": f"Bearer {token}"}
            ).status_code
            == 401
        )
        assert asked(client, count, token=signed_in(client)) == {"filings": {"totalCount": 0}}
