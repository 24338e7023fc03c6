"""Group the pages: the list in ``mkdocs.yml`` names each page once, without a language.

A group is a key of ``words.GROUPS`` with its pages; a page outside any group stands by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import yaml

from api.kernel.text import Text
from api.publish.library import Library
from api.publish.sources import PageProblem
from api.publish.words import GROUPS, LANGUAGES, Code, said

PATH: Final = "all-pages.md"
TITLE: Final = Text("All pages", "所有網頁")
INTRODUCTION: Final = Text(
    "Every page of this site, by group. The notices are listed on their own page.",
    "本網站的所有網頁，按組別列出；公告另頁列出。",
)
CHANGE: Final = Text("Made from the list of pages.", "由網頁清單編成。")
WRITTEN: Final = date(2026, 11, 22)

Entry = str | Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Group:
    """Some pages under one title; ``key`` is None for pages that stand by themselves."""

    key: str | None
    paths: tuple[str, ...]


def groups_of(nav: Sequence[Entry]) -> list[Group]:
    """Read the list of pages. Refuses: PageProblem where a group is not known."""
    groups: list[Group] = []
    for entry in nav:
        if isinstance(entry, str):
            groups.append(Group(None, (entry,)))
            continue
        for key, paths in entry.items():
            if key not in GROUPS:
                message = f"mkdocs.yml: group {key} is none of {', '.join(GROUPS)}"
                raise PageProblem(message)
            if paths:
                groups.append(Group(key, tuple(paths)))
    return groups


def in_languages(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Repeat the list in each language's folder, as MkDocs wants it."""
    return [{each.code: [_listed(group, each.code) for group in groups]} for each in LANGUAGES]


def _listed(group: Group, code: Code) -> str | dict[str, list[str]]:
    paths = [f"{code}/{path}" for path in group.paths]
    return paths[0] if group.key is None else {said(GROUPS[group.key], code): paths}


def all_pages(library: Library, groups: Sequence[Group], code: Code) -> str:
    """Write the page that lists every page, in an authored language."""
    meta: dict[str, Any] = {
        "id": "all-pages",
        "title": said(TITLE, code),
        "description": said(INTRODUCTION, code),
        "audience": ["public"],
        "applies_to": ["all"],
        "owner": "Editors",
        "reviewed": WRITTEN,
        "review_by": WRITTEN.replace(year=WRITTEN.year + 1),
        "change_note": said(CHANGE, code),
    }
    front = yaml.safe_dump(meta, allow_unicode=True, sort_keys=False)
    parts = [f"---\n{front}---", f"# {said(TITLE, code)} {{ #all-pages }}"]
    parts.append(f"{said(INTRODUCTION, code)}\n{{ .answer }}")
    for group in groups:
        if group.key:
            parts.append(f"## {said(GROUPS[group.key], code)} {{ #group-{group.key} }}")
        parts.append("\n".join(_line(library, path, code) for path in group.paths))
    return "\n\n".join(parts) + "\n"


def _line(library: Library, path: str, code: Code) -> str:
    source = library.source(code, path)
    if source is None:
        return f"- [{path.removesuffix('.md')}]({path})"
    colon = ": " if code == "en" else "："
    return f"- [{source.meta.title}]({path}){colon}{source.meta.description}"
