"""A browser of this machine, driven by Playwright; nothing is downloaded for it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")


def installed() -> str | None:
    """Where a Chromium stands on this machine, if there is one."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None)


@contextmanager
def opened() -> Iterator[Any]:
    """Open the browser, and close it afterwards."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an optional tool

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed())
        try:
            yield browser
        finally:
            browser.close()
