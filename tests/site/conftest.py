"""The help site, built once for all tests of a worker, as `python -m api publish` builds it."""

from pathlib import Path

import pytest

from api.publish.building import build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("help") / "site"
    build(target)
    return target
