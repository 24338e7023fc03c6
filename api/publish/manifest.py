"""Write the manifest: what the site says, in a form from which the API can answer.

The addresses are relative to the site. It holds no time of building: the same sources give the same
bytes, and ``release`` is their digest.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from posixpath import normpath
from typing import Any, Final

from api.publish.faqs import Faq
from api.publish.frame import plain
from api.publish.front_matter import FaqMeta, PageMeta
from api.publish.glossary import Term
from api.publish.words import LANGUAGES, Code

NAME: Final = "help-manifest.json"
SYNONYMS: Final = "synonyms.toml"
SECTION: Final = re.compile(
    r'<(?P<tag>h[1-6]) id="(?P<id>[^"]+)">(?P<title>.*?)</(?P=tag)>', re.DOTALL
)
ADDRESS: Final = re.compile(r'(?P<name>\b(?:href|src)=")(?P<to>(?!https?:|tel:|mailto:|#|/)[^"]*)"')
HERE: Final = re.compile(r'(?P<name>\bhref=")#')


def digest(text: str) -> str:
    """Take the SHA-256 of a text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def rooted(html: str, url: str) -> str:
    """Make the addresses in a page's HTML start at the site's root; ``url`` is the page's."""

    def moved(match: re.Match[str]) -> str:
        to = match["to"]
        path, mark, anchor = to.partition("#")
        end = "/" if path.endswith(("/", "..")) else ""
        return f'{match["name"]}{normpath(f"{url}/{path}")}{end}{mark}{anchor}"'

    return HERE.sub(rf"\g<name>{url}#", ADDRESS.sub(moved, html))


def sections_of(html: str) -> list[dict[str, str]]:
    """Split a page at its headings; what stands before the first belongs to none."""
    found = list(SECTION.finditer(html))
    ends = [*(match.start() for match in found[1:]), len(html)]
    return [
        {
            "anchor": match["id"],
            "title": plain(match["title"]),
            "text": plain(html[match.end() : end]),
        }
        for match, end in zip(found, ends, strict=True)
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _kept(code: Code, meta: PageMeta | FaqMeta) -> dict[str, Any]:
    """Take what pages and questions share; the keys that few have begin as None."""
    return {
        "language": code,
        "derivedFrom": "tc" if code == "sc" else None,
        "topic": None,
        "audience": list(meta.audience),
        "appliesTo": list(meta.kinds_of_case),
        "law": list(meta.law),
        "owner": meta.owner,
        "reviewed": _day(meta.reviewed),
        "reviewBy": _day(meta.review_by),
        "effectiveFrom": _day(meta.effective_from),
        "effectiveTo": _day(meta.effective_to),
        "status": "withdrawn" if meta.withdrawn else "current",
        "withdrawn": _day(meta.withdrawn),
        "changeNote": None,
        "noticeKind": None,
        "published": None,
        "fallbackOf": None,
        "bodyHtml": None,
        "sections": [],
    }


def page_item(code: Code, path: str, url: str, meta: PageMeta, html: str) -> dict[str, Any]:
    """Describe one page in one language; ``answer`` is its short answer."""
    body = rooted(html, url)
    return {
        **_kept(code, meta),
        "id": meta.id,
        "kind": meta.kind,
        "title": meta.title,
        "answer": meta.description,
        "url": url,
        "shortUrl": url.split("/", 1)[1],
        "path": path,
        "changeNote": meta.change_note,
        "noticeKind": meta.notice_kind,
        "published": _day(meta.published),
        "fallbackOf": meta.fallback,
        "bodyHtml": body if meta.kind == "notice" else None,
        "text": plain(html),
        "sections": sections_of(html),
        "hash": digest(f"{meta.title}\n{meta.description}\n{body}"),
    }


@dataclass(frozen=True, slots=True)
class Answered:
    """A question as one language's page has it: its card, and its full answer as HTML."""

    question: str
    card: str
    html: str


def faq_item(code: Code, faq: Faq, said: Answered, url: str) -> dict[str, Any]:
    """Describe one question in one language; ``url`` is the page of all questions."""
    body = rooted(said.html, url)
    text = [said.card, plain(said.html), faq.meta.error_text or ""]
    return {
        **_kept(code, faq.meta),
        "id": faq.meta.id,
        "kind": "faq",
        "topic": faq.meta.topic,
        "title": said.question,
        "answer": said.card,
        "url": f"{url}#{faq.meta.id}",
        "shortUrl": f"q/{faq.meta.id}/",
        "path": faq.path,
        "bodyHtml": body,
        "text": " ".join(filter(None, text)),
        "hash": digest(f"{said.question}\n{said.card}\n{body}"),
    }


def term_item(code: Code, term: Term, meaning: str, page: PageMeta, url: str) -> dict[str, Any]:
    """Describe one term of the glossary, which stands on the page ``url``."""
    title = {"en": term.en, "tc": term.tc, "sc": term.simplified}[code]
    return {
        **_kept(code, page),
        "id": term.id,
        "kind": "term",
        "title": title,
        "answer": meaning,
        "url": f"{url}#{term.id}",
        "shortUrl": f"{url.split('/', 1)[1]}#{term.id}",
        "path": "glossary.toml",
        "text": f"{term.en} {term.tc} {term.simplified} {meaning}",
        "hash": digest(f"{title}\n{meaning}"),
    }


def synonyms_of(site: Path) -> dict[str, Any]:
    """Read the synonyms that both searches use; none where the file is missing."""
    path = site / SYNONYMS
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def ordered(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the items into the manifest's order."""
    return sorted(items, key=lambda each: (each["kind"], each["id"], each["language"]))


def written(items: list[dict[str, Any]], synonyms: Mapping[str, Any]) -> str:
    """Write the manifest of the given items, in a fixed order."""
    in_order = ordered(items)
    hashes = "".join(f"{each['id']}{each['language']}{each['hash']}" for each in in_order)
    content = {
        "schema": 2,
        "release": digest(hashes)[:16],
        "languages": {each.code: each.tag for each in LANGUAGES},
        "synonyms": synonyms,
        "items": in_order,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
