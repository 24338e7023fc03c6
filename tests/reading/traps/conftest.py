"""The shelves on both databases."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.reading.databases import Postgres, Sqlite
from tests.postgres import Cluster
from tests.reading.traps.shelves import fill
from tests.reading.traps.trap import Trap


@pytest.fixture(scope="session")
def both_traps(cluster: Cluster) -> Iterator[dict[str, Trap]]:
    """The shelves, filled once on each database."""
    folder = Path(tempfile.mkdtemp(prefix="shelves-"))
    cluster.create_database("traps")
    path = str(folder / "shelves.db")
    made = {
        "sqlite": Trap("sqlite", f"sqlite:///{path}", Sqlite(path)),
        "postgresql": Trap("postgresql", cluster.url("traps"), Postgres(cluster.conninfo("traps"))),
    }
    for trap in made.values():
        fill(trap.url)
    yield made
    for trap in made.values():
        trap.database.close()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def trap(request: pytest.FixtureRequest, both_traps: dict[str, Trap]) -> Trap:
    """Each database in turn."""
    return both_traps[request.param]
