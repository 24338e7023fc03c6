"""A house on each database: migrated from a copy, or from nothing by the program itself."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from tests.conftest import BOTH
from tests.journeys.house import House
from tests.postgres import Cluster

for _steps in ("firm_steps", "court_steps", "public_steps", "whole", "books"):
    pytest.register_assert_rewrite(f"tests.journeys.{_steps}")  # so that a failure says why


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"empty_{token_hex(6)}"
    cluster.create_database(name)
    return cluster.url(name)


@pytest.fixture
def new_house(empty_database_url: str, tmp_path: Path) -> Iterator[House]:
    """A house begun from an empty database by `migrate`."""
    house = House(empty_database_url, tmp_path / "var")
    house.migrate()
    yield from _opened(house)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """A house on a migrated database."""
    yield from _opened(House(database_url, tmp_path / "var"))


@pytest.fixture(scope="module", params=BOTH)
def shared_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A house for many short stories that do not count each other's filings."""
    folder = tmp_path_factory.mktemp("house")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "icms.db")
        url = f"sqlite:///{folder / 'icms.db'}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        name = f"house_{token_hex(6)}"
        cluster.create_database(name, template=request.getfixturevalue("migrated_postgresql"))
        url = cluster.url(name)
    yield from _opened(House(url, folder / "var"))


def _opened(house: House) -> Iterator[House]:
    try:
        house.open()
        yield house
    finally:
        house.close()
