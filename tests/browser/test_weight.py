"""What a page weighs as a server would send it, compressed, pictures and scripts included."""

import gzip
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.pages import TEMPLATES, window

MOST_BYTES = 90_000
PACKED = {".webp", ".png"}
"""Kinds of files that are compressed already."""


def weight(site: Path, url: str) -> int:
    """The bytes that a server which compresses sends for an address."""
    path = site / urlsplit(url).path.removeprefix("/help/")
    path = path / "index.html" if path.is_dir() else path
    if not path.is_file():
        return 0
    body = path.read_bytes()
    return len(body) if path.suffix in PACKED else len(gzip.compress(body))


@pytest.mark.parametrize("code", ["en", "tc", "sc"])
def test_a_page_of_every_kind_is_light(browser: Any, base: str, site: Path, code: str):
    heavy = {}
    with window(browser, base, 390) as seen:
        for name, path in TEMPLATES.items():
            seen.goes(path.format(code))
            seen.page.wait_for_load_state("networkidle")
            parts = {url: weight(site, url) for url in set(seen.asked)}
            if sum(parts.values()) > MOST_BYTES:
                heavy[name] = (sum(parts.values()), sorted(parts.items(), key=lambda p: -p[1])[:4])

    assert heavy == {}
