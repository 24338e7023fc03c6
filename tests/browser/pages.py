"""Which pages are looked at, and what a reader's window at one of them is like."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TEMPLATES = {
    "chooser": "",
    "home": "{}/",
    "task": "{}/file/",
    "questions": "{}/faq/",
    "question": "q/pay-01/",
    "fees": "{}/fees/",
    "law": "{}/law/",
    "coverage": "{}/coverage/",
    "errors": "{}/errors/",
    "codes": "{}/codes/",
    "glossary": "{}/glossary/",
    "notices": "{}/notices/",
    "status": "{}/status/",
    "contact": "{}/contact/",
    "search": "{}/search/",
    "tool: may I": "{}/tools/can-i-file/",
    "tool: when": "{}/tools/when-received/",
    "tool: cost": "{}/tools/what-cost/",
    "guide": "{}/guides/lawyer/",
    "recording": "{}/guides/terminal/",
    "developers": "{}/developers/",
    "example": "{}/developers/journey/",
    "reference": "{}/developers/reference/mutations/",
    "all pages": "{}/all-pages/",
    "not found": "{}/nothing-here/",
}
"""One page of every kind; ``{}`` is the language."""
TAGS = {"en": "en", "tc": "zh-Hant-HK", "sc": "zh-Hans"}


@dataclass
class Window:
    """A page, what it complained of, and what it asked for."""

    page: Any
    base: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def goes(self, path: str) -> int:
        """Open a page of the site; the status of the answer.

        It is opened from an empty one: a page that is left still asks for its lazy images.
        """
        self.page.goto("about:blank")
        self.complaints.clear()
        self.asked.clear()
        return self.page.goto(self.base + path).status

    @property
    def strangers(self) -> list[str]:
        """Requests to anybody but the site's own host."""
        own = urlsplit(self.base).netloc
        return [url for url in self.asked if urlsplit(url).netloc not in {own, ""}]


@contextmanager
def window(browser: Any, base: str, width: int = 1280, **how: Any) -> Iterator[Window]:
    """Open a fresh profile, so that nothing of one test is left for another."""
    context = browser.new_context(viewport={"width": width, "height": 800}, **how)
    page = context.new_page()
    seen = Window(page, base)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("console", lambda said: _complain(seen, said))
    page.on("pageerror", lambda fault: seen.complaints.append(f"{page.url}: {fault}"))
    try:
        yield seen
    finally:
        context.close()


def _complain(seen: Window, said: Any) -> None:
    is_the_missing_page = "nothing-here" in seen.page.url and "404" in said.text
    if said.type in {"error", "warning"} and not is_the_missing_page:
        seen.complaints.append(f"{seen.page.url}: {said.text}")


def all_paths(site: Path, code: str) -> list[str]:
    """Every page of a language, as its address."""
    pages = (site / code).rglob("index.html")
    return sorted(path.parent.relative_to(site).as_posix() + "/" for path in pages)
