"""A real browser at the real site. Without one these tests say so and are skipped.

With ``BROWSER_REQUIRED=1`` a missing browser is a failure: a build that must not skip sets it.
``BROWSER_SITE`` names a site that is built already; without it one is built, strictly.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.publish.building import build
from tests.browser.needed import need
from tests.browser.served import served
from tests.demonstrations.browser import opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium of this machine, driven by Playwright.

    One a file, and not one a run: while it is open Playwright keeps an event loop running in this
    thread, under which a later file could neither seal a document nor verify a seal.
    """
    need("playwright", "axe_playwright_python")
    with opened() as browser:
        yield browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is published."""
    need("playwright", "axe_playwright_python")
    if given := os.environ.get("BROWSER_SITE"):
        return Path(given)
    target = tmp_path_factory.mktemp("help") / "site"
    build(target)
    return target


@pytest.fixture(scope="session")
def base(site: Path) -> Iterator[str]:
    """Where the site is served with the headers of production."""
    with served(site) as address:
        yield address
