"""A small fictional court to try everything in: personas, a practice case, a sandbox provider.

Nobody here is real, and nothing here is the Judiciary's. The passwords are for practice only.
"""

import json
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import select

from api.accounts.models import Account
from api.accounts.operations import NewAccount, open_account, open_organization
from api.courts.operations import publish_reference
from api.kernel.actors import AccountKind
from api.kernel.clock import system_clock
from api.kernel.storage import open_engine
from api.kernel.work import Works
from api.migrations.running import upgrade
from api.reactions import finish, react
from api.settings import Settings

PASSWORD = "practice-only-2022"  # noqa: S105 - printed on purpose, for a court that is not real


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to be in the demo."""

    sign_in_name: str
    kind: AccountKind
    name: str
    firm: str | None = None


FIRMS = {"LANTERN": "Lantern & Quill (fictional firm)", "HARBOUR": "Harbour Kite (fictional firm)"}
PERSONAS = (
    Persona("lawyer", AccountKind.OU, "Sample Lawyer", "LANTERN"),
    Persona("rival", AccountKind.OU, "Sample Lawyer of another firm", "HARBOUR"),
    Persona("primary", AccountKind.PA, "Sample Primary Administrator", "LANTERN"),
    Persona("secondary", AccountKind.SA, "Sample Secondary Administrator", "LANTERN"),
    Persona("litigant", AccountKind.IU, "Sample Litigant"),
    Persona("registry", AccountKind.REGISTRY_OFFICER, "Sample Registry Officer"),
    Persona("registry2", AccountKind.REGISTRY_OFFICER, "Another Registry Officer"),
    Persona("accounts", AccountKind.ACCOUNTS_OFFICER, "Sample Accounts Officer"),
    Persona("helpdesk", AccountKind.HELP_CENTRE_OFFICER, "Sample Help Centre Officer"),
    Persona("auditor", AccountKind.AUDITOR, "Sample Auditor"),
)


def seed(works: Works) -> None:
    """Bring the published facts into the database, and open the personas' accounts once."""
    with works.open() as work:
        publish_reference(work)
    with works.open() as work:
        if work.session.exec(select(Account.id)).first() is not None:
            return
        firms = {
            code: open_organization(work, code, name, {"HQ": "Headquarters"}).id
            for code, name in FIRMS.items()
        }
        for persona in PERSONAS:
            open_account(
                work,
                NewAccount(
                    kind=persona.kind,
                    sign_in_name=persona.sign_in_name,
                    password=PASSWORD,
                    name=persona.name,
                    email=f"{persona.sign_in_name}@example.org",
                    organization_id=firms[persona.firm] if persona.firm else None,
                ),
            )


def prepare(var: Path, *, port: int, fresh: bool) -> Settings:
    """Make the demo's database, secrets and personas; keep what is there unless told otherwise."""
    if fresh and var.exists():
        shutil.rmtree(var)
    var.mkdir(parents=True, exist_ok=True)
    provider_url = f"http://127.0.0.1:{port + 1}"
    settings = Settings(var=var, port=port, provider_url=provider_url, **_secrets(var))
    engine = open_engine(settings.database)
    upgrade(engine)
    seed(Works(engine, system_clock, react, finish))
    engine.dispose()
    return settings


def _secrets(var: Path) -> dict[str, Any]:
    """Make the demo's secrets once; a second start must read the links of the first."""
    path = var / "secrets.json"
    if not path.exists():
        names = ("links_secret", "provider_key", "webhook_secret")
        path.write_text(json.dumps({name: secrets.token_urlsafe(36) for name in names}))
        path.chmod(0o600)
    return json.loads(path.read_text())


def start_provider(settings: Settings) -> subprocess.Popen[bytes]:
    """Start the sandbox payment provider as a process of its own, beside the API."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "api.gateways.sandbox",
            f"--port={settings.port + 1}",
            f"--webhook-url={settings.base_url}/webhooks/card",
            f"--key={settings.provider_key.get_secret_value()}",
            f"--secret={settings.webhook_secret.get_secret_value()}",
            f"--state={settings.var / 'sandbox.db'}",
        ]
    )


def welcome(settings: Settings) -> str:
    """Say what to open and whom to be."""
    width = max(len(p.sign_in_name) for p in PERSONAS)
    people = "\n".join(f"    {p.sign_in_name:<{width}}  {p.kind:<20} {p.name}" for p in PERSONAS)
    return f"""
  iCMS demo: a fictional court. Not the Judiciary's, and nobody in it is real.

  Console (the journey, ready to run)   {settings.base_url}/console/
  GraphQL                               {settings.base_url}/graphql
  Help site                             {settings.base_url}/help/
  Sandbox payment provider              {settings.provider_url}/health

  Everybody signs in with the password {PASSWORD}:
{people}

  Ctrl+C stops it; the next start goes on with the same data, --fresh begins anew.
"""
