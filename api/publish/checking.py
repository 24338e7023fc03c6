"""Check the built site as a reader's browser would meet it: raw HTML, not the sources.

A strict MkDocs build does not look at addresses written as HTML, nor at what a page loads.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

LOADED: Final = {"src", "srcset", "poster", "data", "action", "formaction"}
LOADING_LINKS: Final = {"stylesheet", "icon", "preload", "preconnect", "dns-prefetch", "manifest"}
CSS_ADDRESS = re.compile(r"(?:url\(\s*|@import\s+)['\"]?([^'\")\s;]+)")
ROOT: Final = "http://site.invalid"


@dataclass
class Page:
    """What one HTML file offers and asks for."""

    anchors: set[str] = field(default_factory=set[str])
    links: list[str] = field(default_factory=list[str])
    loads: list[str] = field(default_factory=list[str])
    doubles: set[str] = field(default_factory=set[str])
    scripts: int = 0


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._note_anchor(given)
        self.page.scripts += tag == "script"
        self.page.loads += [given[name] for name in sorted(LOADED & given.keys())]
        self.page.loads += CSS_ADDRESS.findall(given.get("style", ""))
        if "href" not in given:
            return
        rels = set(given.get("rel", "").split())
        if tag == "link" and rels & LOADING_LINKS:
            self.page.loads.append(given["href"])
        else:
            self.page.links.append(given["href"])

    def _note_anchor(self, given: dict[str, str]) -> None:
        if "id" not in given:
            return
        if given["id"] in self.page.anchors:
            self.page.doubles.add(given["id"])
        self.page.anchors.add(given["id"])


def read_page(html: str) -> Page:
    """Read the anchors, links and loaded addresses of one page."""
    reader = _Reader()
    reader.feed(html)
    return reader.page


def problems_of_site(site_dir: Path, *, prefix: str = "/help/") -> list[str]:
    """List what is wrong in a built site: other hosts, scripts, dead links, doubled ids.

    ``prefix`` is where the site stands; only the 404 page names it.
    """
    pages = {
        path.relative_to(site_dir).as_posix(): read_page(path.read_text("utf-8"))
        for path in sorted(site_dir.rglob("*.html"))
    }
    found = [f"{name}: id {one} occurs twice" for name, p in pages.items() for one in p.doubles]
    found += [f"{name}: has a script" for name, page in pages.items() if page.scripts]
    for name, page in pages.items():
        for address in (*page.loads, *page.links):
            found += _problem_of(address, name, pages, site_dir, prefix)
        found += [f"{name}: loads {a}" for a in page.loads if _leaves(a)]
    return found + _style_problems(site_dir)


def _leaves(address: str) -> bool:
    """Whether loading an address would ask another host, or run something."""
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in {"", "data"}


def _problem_of(
    address: str, name: str, pages: dict[str, Page], site_dir: Path, prefix: str
) -> list[str]:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return []
    if address.startswith("/"):
        if name != "404.html" or not address.startswith(prefix):
            return [f"{name}: {address} is not relative"]
        address = address.removeprefix(prefix)
    target = urlsplit(urljoin(f"{ROOT}/{name}", address))
    path = unquote(target.path).removeprefix("/")
    if not path or path.endswith("/"):
        path += "index.html"
    if not (site_dir / path).is_file():
        return [f"{name}: {address} leads nowhere"]
    if target.fragment and path in pages and target.fragment not in pages[path].anchors:
        return [f"{name}: {address} names no anchor"]
    return []


def _style_problems(site_dir: Path) -> list[str]:
    found: list[str] = []
    for path in sorted(site_dir.rglob("*.css")):
        name = path.relative_to(site_dir).as_posix()
        addresses = CSS_ADDRESS.findall(path.read_text("utf-8"))
        found += [f"{name}: loads {address}" for address in addresses if _leaves(address)]
    return found
