"""A court with much in it: two firms, two litigants, open, sealed and confined cases, drafts."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.court import Hands
from tests.postgres import Cluster
from tests.visibility.world import World, built


@pytest.fixture(scope="session")
def sqlite_world(migrated_sqlite: Path) -> Iterator[World]:
    """The world on SQLite, built once."""
    folder = Path(tempfile.mkdtemp(prefix="icms-world-"))
    shutil.copy(migrated_sqlite, folder / "icms.db")
    world = built(f"sqlite:///{folder / 'icms.db'}", Hands(), folder)
    yield world
    world.court.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_world(cluster: Cluster, migrated_postgresql: str) -> Iterator[World]:
    """The world on PostgreSQL, built once."""
    folder = Path(tempfile.mkdtemp(prefix="icms-world-"))
    cluster.create_database("visible_world", template=migrated_postgresql)
    world = built(cluster.url("visible_world"), Hands(), folder)
    yield world
    world.court.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest) -> World:
    """The world, on each of the two databases."""
    return request.getfixturevalue(f"{request.param}_world")
