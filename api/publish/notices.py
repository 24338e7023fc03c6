"""List the notices, newest first, and write them as feeds (RSS 2.0, JSON Feed 1.1).

A feed states days, never the time of building: the same sources give the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from api.publish.library import Library
from api.publish.words import NOTICE_KINDS, SITE_NAME, Code, Language, said, written_date

NEWEST: Final = 3
INDEX: Final = "notices/index.md"
FEEDS: Final = ("notices/feed.xml", "notices/feed.json")
MIDNIGHT: Final = "00:00:00 +0800"


@dataclass(frozen=True, slots=True)
class Told:
    """One notice in one language, as a feed tells it; addresses start at the site's root."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    kind: str
    published: date


def told_of(item: Mapping[str, Any]) -> Told:
    """Take a notice from the manifest's item about it."""
    return Told(
        id=f"{item['id']}-{item['language']}",
        url=item["url"],
        title=item["title"],
        summary=item["answer"],
        html=item["bodyHtml"],
        kind=item["noticeKind"],
        published=date.fromisoformat(item["published"]),
    )


def _line(library: Library, code: Code, path: str, *, inside: bool) -> str:
    source = library.source(code, path)
    if source is None or source.meta.published is None:
        return ""
    meta = source.meta
    address = path.removeprefix("notices/") if inside else path
    kind = said(NOTICE_KINDS[meta.notice_kind or "release"], code)
    when = written_date(source.meta.published, code)
    mark = f'<span class="notice-kind notice-kind--{meta.notice_kind}">{kind}</span>'
    colon = ": " if code == "en" else "："
    return f"- {mark} {when}{colon}[{meta.title}]({address})  \n  {meta.description}"


def whole_list(library: Library, code: Code) -> str:
    """List every notice, for the page beside them."""
    lines = [_line(library, code, path, inside=True) for path, _ in library.notices(code)]
    return "\n".join(lines)


def newest_list(library: Library, code: Code) -> str:
    """List the newest notices, for a page in the language's root."""
    newest = library.notices(code)[:NEWEST]
    return "\n".join(_line(library, code, path, inside=False) for path, _ in newest)


def rss(notices: list[Told], language: Language, base: str) -> str:
    """Write the feed of one language; ``base`` is the site's address, or empty."""
    items = "\n".join(_rss_item(each, base) for each in notices)
    title = escape(said(SITE_NAME, language.code))
    own = quoteattr(f"{base}{language.code}/{FEEDS[0]}")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
        f"<title>{title}</title>\n<link>{base}{language.code}/</link>\n"
        f"<description>{title}</description>\n<language>{language.tag}</language>\n"
        f'<atom:link href={own} rel="self" type="application/rss+xml"/>\n{items}\n'
        "</channel>\n</rss>\n"
    )


def _rss_item(told: Told, base: str) -> str:
    return (
        f"<item>\n<title>{escape(told.title)}</title>\n<link>{base}{escape(told.url)}</link>\n"
        f'<guid isPermaLink="false">{escape(told.id)}</guid>\n'
        f"<pubDate>{told.published:%a, %d %b %Y} {MIDNIGHT}</pubDate>\n"
        f"<category>{escape(told.kind)}</category>\n"
        f"<description>{escape(told.summary)}</description>\n</item>"
    )


def json_feed(notices: list[Told], language: Language, base: str) -> str:
    """Write the JSON Feed of one language."""
    content: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": said(SITE_NAME, language.code),
        "language": language.tag,
        "home_page_url": f"{base}{language.code}/",
        "feed_url": f"{base}{language.code}/{FEEDS[1]}",
        "items": [
            {
                "id": told.id,
                "url": f"{base}{told.url}",
                "title": told.title,
                "summary": told.summary,
                "content_html": told.html,
                "date_published": f"{told.published.isoformat()}T00:00:00+08:00",
                "tags": [told.kind],
            }
            for told in notices
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
