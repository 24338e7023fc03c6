"""A small invented help site: its manifest, and a folder to put it into."""

import json
from pathlib import Path
from typing import Any

from api.gateways.help_library import NAME, HelpLibrary, holdings_of
from api.guidance.ports import Holdings

TITLES = {
    "en": "How do I pay for a kite?",
    "tc": "如何為紙鳶繳費？",
    "sc": "如何为纸鸢缴费？",
}
CARDS = {
    "en": "Pay by card at the counter.",
    "tc": "請於櫃位以信用卡繳付。",
    "sc": "请于柜位以信用卡缴付。",
}


def item(language: str = "en", **changes: Any) -> dict[str, Any]:
    """One question as the help site writes it into its manifest."""
    return {
        "id": "kite-01",
        "kind": "faq",
        "topic": "kite",
        "language": language,
        "title": TITLES[language],
        "answer": CARDS[language],
        "url": f"{language}/faq/#kite-01",
        "shortUrl": "q/kite-01/",
        "path": "faq/kite-01.md",
        "audience": ["public", "litigant"],
        "appliesTo": ["DCPI"],
        "law": ["cap-638"],
        "owner": "Help Centre",
        "reviewed": "2022-05-01",
        "reviewBy": "2022-11-01",
        "effectiveFrom": None,
        "effectiveTo": None,
        "changeNote": None,
        "status": "current",
        "withdrawn": None,
        "noticeKind": None,
        "published": None,
        "fallbackOf": None,
        "derivedFrom": "tc" if language == "sc" else None,
        "bodyHtml": "<p>The counter is invented.</p>",
        "text": f"{CARDS[language]} The counter is invented.",
        "sections": [],
        "hash": "0" * 64,
        **changes,
    }


def notice(language: str = "en", **changes: Any) -> dict[str, Any]:
    """One notice of an outage."""
    given = {
        "id": "notice-outage",
        "kind": "notice",
        "topic": None,
        "title": "The wind machine stops",
        "answer": "No kite can be flown on Saturday.",
        "url": f"{language}/notices/outage/",
        "shortUrl": "notices/outage/",
        "noticeKind": "outage",
        "published": "2022-05-10",
        "bodyHtml": "<p>The machine is invented.</p>",
    }
    return item(language, **{**given, **changes})


def in_all(**changes: Any) -> list[dict[str, Any]]:
    """One question in all three languages."""
    return [item(language, **changes) for language in TITLES]


def manifest(items: list[dict[str, Any]], *, release: str = "first", **changes: Any) -> bytes:
    """Write a manifest."""
    content = {
        "schema": 2,
        "release": release,
        "languages": {"en": "en", "tc": "zh-Hant-HK", "sc": "zh-Hans"},
        "synonyms": {"風箏": ["紙鳶"], "glider": ["kite"]},
        "items": items,
        **changes,
    }
    return json.dumps(content, ensure_ascii=False).encode()


def held(*items: dict[str, Any]) -> Holdings:
    """What a library holds after reading a manifest of these items."""
    return holdings_of(manifest(list(items)))


def put(folder: Path, content: bytes) -> Path:
    """Lay a manifest down as a build does: under its name at once."""
    path = folder / NAME
    path.write_bytes(content)
    return path


def library_with(folder: Path, *items: dict[str, Any]) -> HelpLibrary:
    """A library over a folder with a manifest of these items."""
    put(folder, manifest(list(items)))
    return HelpLibrary(folder)
