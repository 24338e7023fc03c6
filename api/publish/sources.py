"""Read the authored pages and say what is wrong with them.

English and Traditional Chinese are files; Simplified is converted from Traditional, so that it
can neither be missing nor drift. Every heading carries an explicit ASCII id, the same in all
languages: an address that was read out on the telephone must hold in each of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

import yaml

from api.kernel.text import simplified
from api.publish.words import Code

AUTHORED: Final[tuple[Code, ...]] = ("en", "tc")
NEEDED: Final = ("id", "title", "description", "reviewed")
FRONT = re.compile(r"\A---\n(?P<meta>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
BROKEN_LINE = re.compile(r"(?<=[\u3001-\u9fff\uff01-\uff5e])\n(?=[\u3001-\u9fff\uff01-\uff5e])")
HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
ANCHOR = re.compile(r"\{ #(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*) \}$")
MARKER = re.compile(r"\{\{ (?P<name>[a-z_]+\.[a-z_]+)(?: (?P<about>[A-Za-z0-9_-]+))? \}\}")


class PageProblem(ValueError):
    """What is wrong with the pages' sources; it stops the build."""


@dataclass(frozen=True, slots=True)
class Source:
    """One authored page: its path without a language, its front matter and its Markdown."""

    path: str
    meta: Mapping[str, Any]
    body: str

    @property
    def anchors(self) -> tuple[str, ...]:
        """The ids of its headings, in order."""
        found = (ANCHOR.search(line) for line in HEADING.findall(self.body))
        return tuple(match["id"] for match in found if match)

    @property
    def nameless(self) -> tuple[str, ...]:
        """Its headings without an explicit ASCII id."""
        return tuple(line for line in HEADING.findall(self.body) if not ANCHOR.search(line))


def parsed(path: str, text: str) -> Source:
    """Split a page into front matter and body. Refuses: PageProblem where either is missing."""
    match = FRONT.match(text)
    if not match:
        message = f"{path}: the page has no front matter"
        raise PageProblem(message)
    return Source(path, cast("Mapping[str, Any]", yaml.safe_load(match["meta"])), match["body"])


def read_sources(pages: Path, code: Code) -> dict[str, Source]:
    """Read the pages authored in one language, by path."""
    folder = pages / code
    return {
        path.relative_to(folder).as_posix(): parsed(
            path.relative_to(pages).as_posix(), path.read_text("utf-8")
        )
        for path in sorted(folder.rglob("*.md"))
    }


def joined(markdown: str) -> str:
    """Join lines that a Chinese sentence runs across: a line break would show as a space."""
    return BROKEN_LINE.sub("", markdown)


def converted(markdown: str) -> str:
    """Make the Simplified page out of the Traditional one."""
    return simplified(markdown)


def problems_in(pages: Path) -> list[str]:
    """List everything that is wrong with the sources, not only the first."""
    en, tc = (read_sources(pages, code) for code in AUTHORED)
    found = [f"tc/{path}: missing; en has it" for path in sorted(en.keys() - tc.keys())]
    found += [f"en/{path}: missing; tc has it" for path in sorted(tc.keys() - en.keys())]
    for source in (*en.values(), *tc.values()):
        found += _problems_of(source)
    for path in sorted(en.keys() & tc.keys()):
        found += _differences(en[path], tc[path])
    return found


def _problems_of(source: Source) -> list[str]:
    missing = [key for key in NEEDED if not source.meta.get(key)]
    found = [f"{source.path}: front matter lacks {key}" for key in missing]
    if not isinstance(source.meta.get("reviewed"), date):
        found.append(f"{source.path}: reviewed is not a date")
    found += [f"{source.path}: heading without an ASCII id: {line}" for line in source.nameless]
    twice = {anchor for anchor in source.anchors if source.anchors.count(anchor) > 1}
    return found + [f"{source.path}: id {anchor} occurs twice" for anchor in sorted(twice)]


def _differences(en: Source, tc: Source) -> list[str]:
    found: list[str] = []
    if en.anchors != tc.anchors:
        found.append(f"{tc.path}: heading ids differ from {en.path}")
    if en.meta.get("id") != tc.meta.get("id"):
        found.append(f"{tc.path}: id differs from {en.path}")
    if sorted(MARKER.findall(en.body)) != sorted(MARKER.findall(tc.body)):
        found.append(f"{tc.path}: fact markers differ from {en.path}")
    return found
