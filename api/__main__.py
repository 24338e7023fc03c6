"""``python -m api``: serve | demo | migrate | schema | publish | deliver | check."""

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn

from api.app import assemble, build
from api.courts.operations import publish_reference
from api.demo import prepare, start_provider, welcome
from api.graphql.schema import breaks, printed_schema
from api.kernel.clock import system_clock
from api.kernel.storage import open_engine
from api.kernel.work import Works
from api.migrations.running import upgrade
from api.publish.building import build as build_site
from api.reactions import finish, react
from api.settings import Settings

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "schema.graphql"
RELEASED = ROOT / "tests" / "structure" / "released.graphql"
DECLARED = ROOT / "tests" / "structure" / "breaking_changes.txt"
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
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning")


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


def publish(_given: argparse.Namespace) -> int:
    """Build the help site strictly."""
    build_site()
    return 0


def deliver(_given: argparse.Namespace) -> int:
    """Do every job that waits in the outbox, once."""
    assemble(Settings()).outbox.do_due()
    return 0


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
        serve, demo, migrate, schema, publish, deliver, check,
    )  # fmt: skip
    made = {verb.__name__: commands.add_parser(verb.__name__, help=verb.__doc__) for verb in verbs}
    made["demo"].add_argument("--fresh", action="store_true", help="begin anew")
    made["demo"].add_argument("--port", type=int, default=8000, help="8000; the provider: one more")
    made["demo"].add_argument("--var", type=Path, default=Path("var"), help="where its files are")
    made["schema"].add_argument("--check", action="store_true", help="write nothing, compare")
    made["schema"].add_argument(
        "--release", action="store_true", help="take it as the released one"
    )
    made["check"].add_argument("--without", nargs="*", default=[], help="names of checks to leave")
    given = parser.parse_args()
    return {verb.__name__: verb for verb in verbs}[given.command](given)


if __name__ == "__main__":
    sys.exit(main())
