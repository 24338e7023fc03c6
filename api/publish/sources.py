"""Read the authored pages and say what is wrong with each.

English and Traditional Chinese are files; Simplified is converted from Traditional, so that it
can neither be missing nor drift. Every heading carries an explicit ASCII id, the same in all
languages: an address that was read out on the telephone must hold in each of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast

import yaml
from pydantic import ValidationError

from api.publish.front_matter import PageMeta, page_meta, problems_of
from api.publish.words import Code

AUTHORED: Final[tuple[Code, ...]] = ("en", "tc")
FRONT = re.compile(r"\A---\n(?P<meta>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
BROKEN_LINE = re.compile(r"(?<=[\u3001-\u9fff\uff01-\uff5e])\n(?=[\u3001-\u9fff\uff01-\uff5e])")
FENCED = re.compile(r"^(?P<fence>```+|~~~+).*?^(?P=fence)\s*$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
ANCHOR = re.compile(r"\{ #(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*) \}$")
ANCHOR_AT = re.compile(r"\{ #[a-z0-9-]+ \}")
MARKER = re.compile(r"\{\{ (?P<name>[a-z_]+\.[a-z_]+)(?: (?P<about>[A-Za-z0-9_-]+))? \}\}")
ANSWER: Final = "{ .answer }"
MOST_WORDS: Final = 45
MOST_CHARACTERS: Final = 90
SHARED: Final = (
    *("id", "kind", "notice_kind", "published", "scripts", "moved_from", "law", "applies_to"),
    *("audience", "owner", "effective_from", "effective_to", "withdrawn", "see"),
)
"""What both languages of a page must say alike in their front matter."""
DRAFT_DAY: Final = date(2026, 1, 1)
DRAFT: Final[Mapping[str, Any]] = {
    "audience": ["public"],
    "applies_to": ["all"],
    "owner": "Editors",
    "reviewed": DRAFT_DAY,
    "review_by": DRAFT_DAY + timedelta(days=1),
    "change_note": "Draft.",
    "title": "Draft",
    "description": "Draft.",
}
"""What a page with a broken front matter is shown as in a build that is not strict."""


class PageProblem(ValueError):
    """What is wrong with the pages' sources; it stops the build."""


def digest_of(text: str) -> str:
    """Take the first 16 hexadecimal digits of a text's SHA-256: what a translation names."""
    return sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Source:
    """One authored page: its path with its language, its front matter and its Markdown."""

    path: str
    given: Mapping[str, Any]
    body: str

    @cached_property
    def meta(self) -> PageMeta:
        """Its front matter, or a draft of one where it is broken (the problems say how)."""
        try:
            return page_meta(self.given)
        except ValidationError:
            name = re.sub(r"[^a-z0-9]+", "-", self.path.removesuffix(".md").lower()).strip("-")
            words = {k: self.given[k] for k in ("title", "description") if self.given.get(k)}
            return page_meta({**DRAFT, "id": name, **{k: str(v) for k, v in words.items()}})

    @property
    def headings(self) -> list[str]:
        """Its headings as written; a comment in a block of code is none."""
        return HEADING.findall(FENCED.sub("", self.body))

    @property
    def anchors(self) -> tuple[str, ...]:
        """The ids of its headings, in order."""
        found = (ANCHOR.search(line) for line in self.headings)
        return tuple(match["id"] for match in found if match)

    @property
    def nameless(self) -> tuple[str, ...]:
        """Its headings without an explicit ASCII id."""
        return tuple(line for line in self.headings if not ANCHOR.search(line))

    @property
    def english_hash(self) -> str:
        """The hash that a translation of this page must name."""
        return digest_of(self.body)

    @property
    def is_fallback(self) -> bool:
        """Whether it only announces that the English page is shown in its place."""
        return self.meta.fallback is not None


def parsed(path: str, text: str) -> Source:
    """Split a page into front matter and body. Refuses: PageProblem where either is missing."""
    match = FRONT.match(text)
    if not match:
        message = f"{path}: the page has no front matter"
        raise PageProblem(message)
    try:
        given = yaml.safe_load(match["meta"])
    except yaml.YAMLError as wrong:
        message = f"{path}: front matter cannot be read: {wrong}"
        raise PageProblem(message) from wrong
    if not isinstance(given, dict):
        message = f"{path}: front matter is not a list of keys and values"
        raise PageProblem(message)
    return Source(path, cast("Mapping[str, Any]", given), match["body"])


def read_sources(pages: Path, code: Code) -> dict[str, Source]:
    """Read the pages authored in one language, by path. Refuses: PageProblem."""
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


def problems_of_page(source: Source) -> list[str]:
    """List what is wrong with one page by itself."""
    found: list[str] = []
    try:
        page_meta(source.given)
    except ValidationError as wrong:
        found += [f"{source.path}: front matter: {one}" for one in problems_of(wrong)]
    if source.is_fallback:
        return found + _problems_of_stub(source)
    found += _too_long(source)
    found += [f"{source.path}: heading without an ASCII id: {line}" for line in source.nameless]
    twice = {anchor for anchor in source.anchors if source.anchors.count(anchor) > 1}
    found += [f"{source.path}: id {anchor} occurs twice" for anchor in sorted(twice)]
    if ANSWER not in source.body:
        found.append(f"{source.path}: no paragraph is marked {ANSWER}: the answer comes first")
    return found


def _problems_of_stub(source: Source) -> list[str]:
    if source.path.startswith("en/"):
        return [f"{source.path}: English cannot fall back on English"]
    return [f"{source.path}: a fallback page has no text of its own"] if source.body.strip() else []


def _too_long(source: Source) -> list[str]:
    said = source.meta.description
    if source.path.startswith("en/"):
        long = len(said.split()) > MOST_WORDS
    else:
        long = len("".join(said.split())) > MOST_CHARACTERS
    limit = f"{MOST_WORDS} words or {MOST_CHARACTERS} Chinese characters"
    return [f"{source.path}: the description is longer than {limit}"] if long else []


def differences(en: Source, tc: Source) -> list[str]:
    """List what two languages of a page do not have in common."""
    found = [
        f"{tc.path}: {name} differs from {en.path}"
        for name in SHARED
        if _unordered(getattr(en.meta, name)) != _unordered(getattr(tc.meta, name))
    ]
    if tc.is_fallback:
        return found
    if en.anchors != tc.anchors:
        found.append(f"{tc.path}: heading ids differ from {en.path}")
    if sorted(MARKER.findall(en.body)) != sorted(MARKER.findall(tc.body)):
        found.append(f"{tc.path}: fact markers differ from {en.path}")
    return found


def _unordered(value: object) -> object:
    return frozenset(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else value
