"""Run the clients that front-end teams use against a real server: ``python tests/clients``.

Optional, and apart from pytest: it needs Node.js 20 or later, npm, and a package index for both
languages. It copies this folder to ``build/clients``, which git ignores, and installs there what
``package-lock.json`` and ``requirements.txt`` name; starts a fictional court on a free port of this
machine; runs urql, Apollo Client, Relay and the Python client gql against it; then the 61 audits of
the package graphql-http, as they are, and with a query for each way of being answered. Prints a
table; exits 1 if anything failed.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from api.demo import PASSWORD  # noqa: E402 - the repository's root must be on the path first
from api.kernel.storage import open_engine  # noqa: E402
from api.migrations.running import upgrade  # noqa: E402
from tests.graphql.served import serving  # noqa: E402
from tests.graphql.test_audits import AUDITS, EXPRESS, WALK  # noqa: E402

WORKSHOP = ROOT / "build" / "clients"
PYTHON = WORKSHOP / ".venv" / "bin" / "python"
MOST_SECONDS = 300


@dataclass(frozen=True)
class Check:
    """One check of one client."""

    client: str
    name: str
    passed: bool
    detail: str = ""


def install() -> None:
    """Install what is locked, and let Relay compile its documents."""
    if shutil.which("npm") is None:
        raise SystemExit("npm is needed: install Node.js 20 or later.")
    made = shutil.ignore_patterns("node_modules", ".venv", "__pycache__")
    shutil.copytree(HERE, WORKSHOP, ignore=made, dirs_exist_ok=True)
    run(["npm", "ci", "--no-fund", "--no-audit", "--silent"])
    # Relay's modules name each other without an ending, as only CommonJS may.
    compiled = WORKSHOP / "__generated__"
    compiled.mkdir(exist_ok=True)
    (compiled / "package.json").write_text('{ "type": "commonjs" }\n', encoding="utf-8")
    run(["npm", "run", "--silent", "compile"])
    if not PYTHON.exists():
        venv.create(WORKSHOP / ".venv", with_pip=True)
    run([str(PYTHON), "-m", "pip", "install", "--quiet", "-r", "requirements.txt"])


def run(command: list[str]) -> str:
    """Run a command in the workshop; what it printed. Ends the program if it fails."""
    done = subprocess.run(
        command, cwd=WORKSHOP, capture_output=True, text=True, timeout=MOST_SECONDS, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[:3])} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def checked(client: str, command: list[str], given: dict[str, Any]) -> list[Check]:
    """Run a client's script; each line that it printed is one check."""
    lines = run([*command, json.dumps(given)]).splitlines()
    checks = [Check(client, **json.loads(line)) for line in lines if line.startswith("{")]
    return checks or [Check(client, "it ran", passed=False, detail="no check was reported")]


def same_audits() -> Check:
    """Compare the audits of pytest with the package's own, by id and name."""
    given = {"url": "http://court.example", "list": True}
    theirs = {check.name for check in checked("", ["node", "audits.mjs"], given)}
    ours = {f"{audit.id} {audit.name}" for audit in AUDITS}
    odd = sorted(theirs ^ ours)
    return Check("audits in pytest", "are the package's", not odd, "; ".join(odd))


def all_checks(url: str) -> list[Check]:
    """Run every client, and the audits on both ways."""
    given = {"url": url, "password": PASSWORD}
    checks = [
        *checked("urql", ["node", "urql.mjs"], given),
        *checked("Apollo Client", ["node", "apollo.mjs"], given),
        *checked("Relay", ["node", "relay.mjs"], given),
        *checked("gql (Python)", [str(PYTHON), "gql_client.py"], given),
        *checked("audits as they are", ["node", "audits.mjs"], {"url": url}),
        same_audits(),
    ]
    for way in (EXPRESS, WALK):
        asked = {"url": url, "query": way.query}
        checks += checked(f"audits, {way.name}", ["node", "audits.mjs"], asked)
    return checks


def table(checks: list[Check]) -> str:
    """Write how each client fared, and what failed."""
    clients = list(dict.fromkeys(check.client for check in checks))
    rows = [f"{'client':<20} {'passed':>7} {'of':>4}"]
    for client in clients:
        own = [check for check in checks if check.client == client]
        rows.append(f"{client:<20} {sum(c.passed for c in own):>7} {len(own):>4}")
    failed = [check for check in checks if not check.passed]
    rows += [f"\nFAILED {check.client}: {check.name}\n{check.detail}" for check in failed]
    return "\n".join(rows) + "\n"


def migrated(path: Path) -> str:
    """Make an empty database of this program; its address."""
    url = f"sqlite:///{path}"
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    return url


def main() -> int:
    """Install, serve, run, and tell."""
    install()
    with tempfile.TemporaryDirectory(prefix="icms-clients-") as name:
        folder = Path(name)
        with serving(migrated(folder / "icms.db"), folder) as served:
            checks = all_checks(served.url)
    sys.stdout.write(table(checks))
    return 0 if all(check.passed for check in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
