"""``python -m api``: serve|demo|migrate|schema|publish|deliver|verify|explain|check."""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
import uvicorn
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session as DbSession

from api.accounts.models import Session
from api.accounts.queries import account_named
from api.accounts.rules import SESSION_LENGTH, new_token, token_sha256
from api.app import assemble, build, reading_database, viewer_source
from api.audit.operations import first_break
from api.audit.queries import differences
from api.courts.operations import publish_reference
from api.demo import prepare, start_provider, welcome
from api.graphql.lane import lane
from api.graphql.schema import breaks, build_schema, printed_schema
from api.kernel.actors import SYSTEM
from api.kernel.clock import system_clock
from api.kernel.ids import new_id
from api.kernel.storage import open_engine, see_one_instant
from api.kernel.work import Work, Works
from api.migrations.running import upgrade
from api.migrations.tables import TABLES
from api.publish.building import SiteNotBuilt, build_offline, lock_new_ids, mark_compared
from api.publish.building import build as build_site
from api.reactions import finish, react
from api.reading.engine import Asked, Reader
from api.reading.explain import Inexplicable, explained
from api.settings import Settings

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "schema.graphql"
RELEASED = ROOT / "tests" / "structure" / "released.graphql"
DECLARED = ROOT / "tests" / "structure" / "breaking_changes.txt"
SWITCH_SECONDS = 0.0005
"""How long a thread that compiles may hold up the event loop; Python's own is ten times that."""
CHECKS = (
    ("format", ["ruff", "format", "--check", "api", "tests"]),
    ("lint", ["ruff", "check", "api", "tests"]),
    ("types", ["basedpyright"]),
    ("contracts", ["lint-imports"]),
    ("schema", [sys.executable, "-m", "api", "schema", "--check"]),
    ("publish", [sys.executable, "-m", "api", "publish"]),
    ("tests", [sys.executable, "-m", "pytest"]),
)


def serve(_given: argparse.Namespace) -> int:
    """Serve the API with the settings of the environment; `migrate` comes before the first time."""
    settings = Settings()
    missing = settings.missing()
    if missing:
        sys.stderr.write(f"Set these first: {', '.join(missing)}. See README, 'Settings'.\n")
        return 2
    _run(settings)
    return 0


def demo(given: argparse.Namespace) -> int:
    """Serve a small fictional court with personas and a sandbox provider; keep its data."""
    settings = prepare(given.var, port=given.port, fresh=given.fresh)
    build_site(settings.help_site)
    provider = start_provider(settings)
    sys.stdout.write(welcome(settings))
    sys.stdout.flush()
    try:
        _run(settings)
    finally:
        provider.terminate()
        provider.wait()
    return 0


def _run(settings: Settings) -> None:
    app = build(assemble(settings))
    sys.setswitchinterval(SWITCH_SECONDS)
    uvicorn.run(
        app,
        http=lane(app.graphql),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
    )


def migrate(_given: argparse.Namespace) -> int:
    """Bring the database up to this program, and the published facts into it."""
    engine = open_engine(Settings().database)
    upgrade(engine)
    with Works(engine, system_clock, react, finish).open() as work:
        publish_reference(work)
    return 0


def schema(given: argparse.Namespace) -> int:
    """Write schema.graphql; with --check only say whether it is up to date and breaks nobody."""
    text = printed_schema()
    if given.release:
        RELEASED.write_text(text, encoding="utf-8")
    if not given.check:
        SCHEMA.write_text(text, encoding="utf-8")
        return 0
    problems = (
        [] if SCHEMA.read_text(encoding="utf-8") == text else ["schema.graphql is out of date"]
    )
    declared = DECLARED.read_text(encoding="utf-8").splitlines()
    problems += [b for b in breaks(RELEASED.read_text(encoding="utf-8"), text) if b not in declared]
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


def publish(given: argparse.Namespace) -> int:
    """Build the help site strictly; or mark translations as compared, or lock new ids."""
    try:
        if given.translated is not None:
            _say(mark_compared(given.translated))
        if given.lock_ids:
            _say(lock_new_ids())
        if given.offline:
            build_offline(given.offline)
        elif given.translated is None and not given.lock_ids:
            build_site()
    except (SiteNotBuilt, ValueError, FileExistsError) as no:
        sys.stderr.write(f"{no}\n")
        return 1
    return 0


def _say(lines: list[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def deliver(_given: argparse.Namespace) -> int:
    """Do every job that waits in the outbox, once."""
    assemble(Settings()).outbox.do_due()
    return 0


def verify(_given: argparse.Namespace) -> int:
    """Walk the audit trail and replay it; name the entry or the rows that do not agree with it."""
    engine = open_engine(Settings().database)
    with Works(engine, system_clock, react, finish).look() as session:
        see_one_instant(session)
        broken = first_break(Work(session, SYSTEM, system_clock()))
        found = [str(one) for one in differences(session, TABLES)]
    engine.dispose()
    if broken is not None:
        found.insert(0, f"audit_entry {broken}: the chain of digests breaks here")
    _say(found or ["The trail is whole, and replaying it gives every state that is stored."])
    return 1 if found else 0


def explain(given: argparse.Namespace) -> int:
    """Print an operation's SQL, parameters, cost and plan, as a persona would have them."""
    try:
        sys.stdout.write(_explained(given))
    except (Inexplicable, OSError) as no:
        sys.stderr.write(f"{no}\n")
        return 2
    except DBAPIError as no:
        sys.stderr.write(f"The database cannot be used: {str(no.orig).strip()}\n")
        return 2
    return 0


def _explained(given: argparse.Namespace) -> str:
    """Explain in a transaction of which nothing is kept, not even the session made for it."""
    settings = Settings()
    query, variables = given.operation_file.read_text(encoding="utf-8"), _variables(given.variables)
    url = sa.make_url(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise Inexplicable(f"There is no database {url.database}: set ICMS_VAR, or migrate first.")
    database, limits = reading_database(settings), settings.limits
    reader = Reader(build_schema(), database, viewer_source(), clock=system_clock, limits=limits)
    engine = open_engine(settings.database)
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            asked = Asked(query, variables, given.operation, _seated(connection, given.persona))
            options = "ANALYZE, BUFFERS" if given.analyze else ""
            text = explained(reader, connection, asked, options=options)
            transaction.rollback()
    finally:
        engine.dispose()
    return text


def _variables(path: Path | None) -> dict[str, Any]:
    try:
        given: Any = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except ValueError as no:
        raise Inexplicable(f"The variables in {path} are not JSON: {no}.") from no
    if not isinstance(given, dict):
        raise Inexplicable(f"The variables in {path} are not one JSON object.")
    return cast("dict[str, Any]", given)


def _seated(connection: sa.Connection, persona: str) -> str | None:
    """Begin a session for a persona, whose password nobody needs: it is never kept."""
    if persona == "public":
        return None
    with DbSession(connection) as db:
        account = account_named(db, persona)
        if account is None:
            raise Inexplicable(f"Nobody signs in as {persona!r}. Say a sign-in name, or public.")
        token, now = new_token(account.kind), system_clock()
        seat = Session(
            id=new_id("ses", now),
            account_id=account.id,
            token_sha256=token_sha256(token),
            issued_at=now,
            expires_at=now + SESSION_LENGTH,
        )
        db.add(seat)
        db.flush()
    return token


def check(given: argparse.Namespace) -> int:
    """Run all that must hold: format, lint, types, contracts, schema, site, tests."""
    due = [(name, command) for name, command in CHECKS if name not in given.without]
    failed = [name for name, command in due if not _passes(name, command)]
    sys.stdout.write(f"\ncheck: {'failed: ' + ', '.join(failed) if failed else 'all passed'}\n")
    return 1 if failed else 0


def _passes(name: str, command: list[str]) -> bool:
    sys.stdout.write(f"\n== {name}\n")
    sys.stdout.flush()
    tools = Path(sys.executable).parent
    program = command[0] if command[0] == sys.executable else str(tools / command[0])
    return subprocess.run([program, *command[1:]], cwd=ROOT, check=False).returncode == 0


def main() -> int:
    """Read the command and do it."""
    parser = argparse.ArgumentParser(prog="python -m api", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    verbs: tuple[Callable[[argparse.Namespace], int], ...] = (
        serve, demo, migrate, schema, publish, deliver, verify, explain, check,
    )  # fmt: skip
    made = {verb.__name__: commands.add_parser(verb.__name__, help=verb.__doc__) for verb in verbs}
    made["demo"].add_argument("--fresh", action="store_true", help="begin anew")
    made["demo"].add_argument("--port", type=int, default=8000, help="8000; the provider: one more")
    made["demo"].add_argument("--var", type=Path, default=Path("var"), help="where its files are")
    made["schema"].add_argument("--check", action="store_true", help="write nothing, compare")
    made["schema"].add_argument(
        "--release", action="store_true", help="take it as the released one"
    )
    made["publish"].add_argument(
        "--translated", nargs="*", type=Path, metavar="FILE",
        help="say that these translations (all, if none is named) were compared with the English",
    )  # fmt: skip
    made["publish"].add_argument("--lock-ids", action="store_true", help="lock the new ids")
    made["publish"].add_argument("--offline", type=Path, metavar="DIR", help="for file:// alone")
    asked = made["explain"]
    asked.add_argument("operation_file", type=Path, metavar="operation.graphql", help="what to ask")
    asked.add_argument("--as", dest="persona", required=True, help="a sign-in name, or public")
    asked.add_argument("--variables", type=Path, help="a file with a JSON object")
    asked.add_argument("--operation", help="its name, where the document has several")
    asked.add_argument("--analyze", action="store_true", help="run it (PostgreSQL) and measure")
    made["check"].add_argument("--without", nargs="*", default=[], help="names of checks to leave")
    given = parser.parse_args()
    return {verb.__name__: verb for verb in verbs}[given.command](given)


if __name__ == "__main__":
    sys.exit(main())
