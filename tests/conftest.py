"""What every test may ask for: a fresh database of either kind, a movable clock, a small court."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from api.accounts import rules as accounts
from api.kernel.storage import open_engine
from api.migrations.running import upgrade
from tests.court import Court, Hands, open_court
from tests.postgres import Cluster, start_postgres

BOTH = ("sqlite", "postgresql")

# Thousands of courts are opened here, each with a dozen passwords: Argon2id all the same, at the
# least cost it has. What the building itself asks for is in tests/accounts.
OWN_HASHER = accounts._HASHER  # pyright: ignore[reportPrivateUsage]
accounts._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL server of our own, outside pytest's closed folder."""
    folder = Path(tempfile.mkdtemp(prefix="icms-pg-"))
    running = start_postgres(folder / "server")
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate an empty SQLite file once; tests copy it."""
    path = tmp_path_factory.mktemp("template") / "icms.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(cluster: Cluster) -> str:
    """Migrate an empty PostgreSQL database once; tests are made from it as a template."""
    cluster.create_database("migrated")
    engine = open_engine(cluster.url("migrated"))
    upgrade(engine)
    engine.dispose()
    return "migrated"


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite database."""
    path = tmp_path / "icms.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(cluster: Cluster, migrated_postgresql: str) -> str:
    """The address of a fresh, migrated PostgreSQL database."""
    name = f"icms_{token_hex(6)}"
    cluster.create_database(name, template=migrated_postgresql)
    return cluster.url(name)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database, of each kind in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """An engine for writing works on a fresh, migrated database, of each kind in turn."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def hands() -> Hands:
    """The hands of the court's clock: Friday 13 May 2022, 11:00 in Hong Kong."""
    return Hands()


@pytest.fixture
def court(database_url: str, hands: Hands, tmp_path: Path) -> Iterator[Court]:
    """A small court with personas, on each database in turn."""
    opened = open_court(database_url, hands, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def postgresql_court(postgresql_url: str, hands: Hands, tmp_path: Path) -> Iterator[Court]:
    """A small court with personas, on PostgreSQL: for races between real sessions."""
    opened = open_court(postgresql_url, hands, tmp_path)
    yield opened
    opened.close()
