"""What the tests in a browser need, and what happens where it is missing."""

import os
from importlib.util import find_spec

import pytest

from tests.demonstrations.browser import installed


def need(*packages: str) -> None:
    """Skip, aloud, where a package or Chromium is missing; fail, if ``BROWSER_REQUIRED`` is set."""
    missing = _missing(packages)
    if missing and os.environ.get("BROWSER_REQUIRED"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


def _missing(packages: tuple[str, ...]) -> str:
    for package in packages:
        if find_spec(package) is None:
            return f"{package} is missing: pip install -r tests/demonstrations/requirements.txt"
    return "" if installed() else "no Chromium on this machine: apt-get install chromium"
