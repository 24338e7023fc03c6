"""Check the built site as a reader's browser would meet it: raw HTML, not the sources.

A strict MkDocs build does not look at addresses written as HTML, nor at what a page loads.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from api.publish.leftovers import leftovers

LOADED: Final = {"src", "srcset", "poster", "data", "action", "formaction"}
LOADING_LINKS: Final = {"stylesheet", "icon", "preload", "preconnect", "dns-prefetch", "manifest"}
OURS: Final = re.compile(r"^(?:\.\./|\./)*assets/[a-z0-9_/-]+\.js$")
CSS_ADDRESS = re.compile(r"(?:url\(\s*|@import\s+)['\"]?([^'\")\s;]+)")
ROOT: Final = "http://site.invalid"


@dataclass
class Page:
    """What one HTML file offers and asks for."""

    anchors: set[str] = field(default_factory=set[str])
    links: list[str] = field(default_factory=list[str])
    loads: list[str] = field(default_factory=list[str])
    doubles: set[str] = field(default_factory=set[str])
    faults: list[str] = field(default_factory=list[str])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._note_anchor(given)
        self._note_faults(tag, given)
        self.page.loads += [given[name] for name in sorted(LOADED & given.keys())]
        self.page.loads += CSS_ADDRESS.findall(given.get("style", ""))
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.page.links.append(given.get("content", "").partition("url=")[2])
        if "href" not in given:
            return
        rels = set(given.get("rel", "").split())
        if tag == "link" and rels & LOADING_LINKS:
            self.page.loads.append(given["href"])
        else:
            self.page.links.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.page.faults.append("has a script written into the page")

    def _note_faults(self, tag: str, given: dict[str, str]) -> None:
        self._script = self._script or tag == "script"
        if tag == "script" and not (OURS.search(given.get("src", "")) and "defer" in given):
            self.page.faults.append("has a script that is not a deferred file of ours")
        self.page.faults += [f"runs a script at {name}" for name in given if name[:2] == "on"]
        if tag == "style" or "style" in given:
            self.page.faults.append(f"has a style written into <{tag}>")

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
    """List what is wrong in a built site: other hosts, inline scripts, dead links, doubled ids.

    ``prefix`` is where the site stands; only the 404 page names it.
    """
    html = {
        path.relative_to(site_dir).as_posix(): path.read_text("utf-8")
        for path in sorted(site_dir.rglob("*.html"))
    }
    pages = {name: read_page(text) for name, text in html.items()}
    found = [f"{name}: id {one} occurs twice" for name, p in pages.items() for one in p.doubles]
    found += [f"{name}: {one}" for name, p in pages.items() for one in dict.fromkeys(p.faults)]
    for name, page in pages.items():
        for address in (*page.loads, *page.links):
            found += _problem_of(address, name, pages, site_dir, prefix)
        found += [f"{name}: loads {a}" for a in page.loads if _leaves(a)]
    found += [
        f"{name}: {one}" for name in pages if name[:3] == "sc/" for one in leftovers(html[name])
    ]
    return found + _style_problems(site_dir)


def _leaves(address: str) -> bool:
    """Whether loading an address would ask another host, or run something."""
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in {"", "data"}


def _problem_of(
    address: str, name: str, pages: dict[str, Page], site_dir: Path, prefix: str
) -> list[str]:
    start, there = name, address
    parts = urlsplit(address)
    if parts.scheme == "javascript":
        return [f"{name}: {address} is a script"]
    if parts.scheme or parts.netloc:
        return []
    if address.startswith("/"):
        if not name.endswith("404.html") or not address.startswith(prefix):
            return [f"{name}: {address} is not relative"]
        start, there = "404.html", address.removeprefix(prefix)
    target = urlsplit(urljoin(f"{ROOT}/{start}", there))
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
