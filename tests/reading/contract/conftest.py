"""The furnished court on both databases, what may be asked about it, and who sees what in it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Cluster
from tests.reading.contract.benches import Bench, both
from tests.reading.contract.drawing import Material
from tests.reading.contract.material import material_of
from tests.reading.contract.sight import Sight, loaded


@pytest.fixture(scope="session")
def benches(cluster: Cluster) -> Iterator[list[Bench]]:
    """The furnished court on SQLite, and its copy on PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="contract-"))
    with both(cluster, folder) as opened:
        yield opened
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def material(benches: list[Bench]) -> Material:
    """What arguments are filled with."""
    return material_of(benches[0])


@pytest.fixture(scope="session")
def sight(benches: list[Bench]) -> Sight:
    """Who sees what, over the rows as SQLite holds them; PostgreSQL has the same."""
    with benches[0].court.works.look() as session:
        return Sight(loaded(session))
