"""One court for each module and database; what must change nothing may share it."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import BOTH
from tests.court import Hands, open_court, persona_names
from tests.garbage.door import Door


@pytest.fixture(params=BOTH, scope="module")
def door(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Door]:
    """A court behind HTTP with everybody signed in, on each database in turn."""
    folder = tmp_path_factory.mktemp("court")
    opened = open_court(_fresh_database(request, folder), Hands(), folder)
    for name in persona_names():
        opened.token(name)
    door = Door(opened)
    yield door
    door.watched.close()
    opened.close()


def _fresh_database(request: pytest.FixtureRequest, folder: Any) -> str:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "icms.db")
        return f"sqlite:///{folder / 'icms.db'}"
    cluster = request.getfixturevalue("cluster")
    name = folder.name.replace("-", "_") + "_garbage"
    cluster.create_database(name, template=request.getfixturevalue("migrated_postgresql"))
    return cluster.url(name)
