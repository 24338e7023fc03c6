"""Prepare what surrounds the text of a page: language, words, links to the other languages."""

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import Any, Final
from urllib.parse import urlsplit

from api.publish.front_matter import PageMeta
from api.publish.sources import PageProblem
from api.publish.words import (
    FRAME,
    LANGUAGES,
    OWNERS,
    SITE_NAME,
    Code,
    Language,
    said,
    written_date,
)
from api.reference.loading import Published

DEFAULT_PREFIX: Final = "/help/"
BARE_TABLE = re.compile(r"<table>\n<thead>.*?</table>", re.DOTALL)
BARE_HEADER = re.compile(r"<th(?= |>)")
ALIGNED = re.compile(r' style="text-align: (left|right|center);"')
TITLE = re.compile(r"<h[1-6][^>]*>(.*?)(?:<a class=\"headerlink\"|</h)", re.DOTALL)
CONTROLS: Final = (
    r'<input class="md-toggle" data-md-toggle="drawer"[^>]*>\s*',
    r'<input class="md-toggle" data-md-toggle="search"[^>]*>\s*',
    r'<label class="md-overlay" for="__drawer"></label>\s*',
    r'<div class="md-dialog" data-md-component="dialog">\s*<div[^>]*></div>\s*</div>\s*',
)
INLINE = re.compile(r"</?(?:a|abbr|b|code|em|i|kbd|strong|sub|sup|time|var)(?: [^>]*)?>")
"""Tags inside a word or before a full stop: taking them out leaves no gap."""
TAG = re.compile(r"<[^>]+>")


def language(code: Code) -> Language:
    """Find a language by its code."""
    return next(each for each in LANGUAGES if each.code == code)


def code_of(path: str) -> Code:
    """Tell the language of a page from its path. Refuses: ValueError outside the three folders."""
    folder = path.split("/", 1)[0]
    for each in LANGUAGES:
        if each.code == folder:
            return each.code
    message = f"{path}: not in a language's folder"
    raise ValueError(message)


def words_in(code: Code) -> dict[str, str]:
    """Say the frame's words in one language."""
    return {key: said(text, code) for key, text in FRAME.items()}


def words_of_page(
    code: Code, url: str, meta: PageMeta, facts: Published, site_url: str
) -> dict[str, Any]:
    """Collect what the templates show around a page; ``url`` is its address in its language."""
    rest = url.split("/", 1)[1]
    return {
        "site_name": said(SITE_NAME, code),
        "words": words_in(code),
        "converted": code == "sc",
        "home": f"{code}/",
        "scripts": meta.scripts,
        "site_url": site_url,
        "languages": [
            {
                "name": each.name,
                "tag": each.tag,
                "url": f"{each.code}/{rest}",
                "here": each.code == code,
            }
            for each in LANGUAGES
        ],
        "kept": kept_lines(meta, code),
        "law": [{"key": key, "title": _cited(facts, key, code)} for key in meta.law],
    }


def _cited(facts: Published, key: str, code: Code) -> str:
    return said(facts.law[key].title, code) if key in facts.law else key


def kept_lines(meta: PageMeta, code: Code) -> list[dict[str, str]]:
    """Say who keeps a page, for which cases it is, when it was reviewed and what changed."""
    lines = [
        ("reviewed", written_date(meta.reviewed, code), meta.reviewed.isoformat()),
        ("review_by", written_date(meta.review_by, code), meta.review_by.isoformat()),
        ("owner", said(OWNERS[meta.owner], code), ""),
        ("change", meta.change_note, ""),
        ("applies", ", ".join(meta.kinds_of_case) or said(FRAME["everything"], code), ""),
    ]
    return [{"word": said(FRAME[w], code), "said": text, "day": day} for w, text, day in lines]


def shown_in_english(markdown: str, code: Code) -> str:
    """Wrap an English page that stands in for a missing translation, and say so."""
    note = said(FRAME["untranslated"], code)
    return (
        f'<p class="help-fallback">{note}</p>\n\n<div lang="en" markdown="1">\n\n'
        f"{markdown}\n\n</div>\n"
    )


def words_of_lost(each: Language, site_url: str) -> dict[str, Any]:
    """Collect what the 404 page of one language shows."""
    return {
        "site_name": said(SITE_NAME, each.code),
        "prefix": prefix_of(site_url),
        "tag": each.tag,
        "code": each.code,
        "words": words_in(each.code),
    }


def prefix_of(site_url: str) -> str:
    """Say the path at which the site stands: that of its address, or where the API serves it."""
    return urlsplit(site_url).path if site_url else DEFAULT_PREFIX


def sitemap(urls: Sequence[str], site_url: str) -> str:
    """List every page with its other languages; ``urls`` are relative to the site."""
    known = set(urls)
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines.append(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    )
    for url in urls:
        rest = url.split("/", 1)[1]
        lines.append(f"<url>\n<loc>{site_url}{url}</loc>")
        lines += [
            f'<xhtml:link rel="alternate" hreflang="{each.tag}"'
            f' href="{site_url}{each.code}/{rest}"/>'
            for each in LANGUAGES
            if f"{each.code}/{rest}" in known
        ]
        lines.append("</url>")
    return "\n".join([*lines, "</urlset>", ""])


def words_of_site(site_url: str) -> dict[str, Any]:
    """Collect what the language chooser and the 404 page show.

    A 404 page is served at any depth, so it needs the path at which the site stands: that of
    ``site_url``, or where the API serves it.
    """
    return {
        "site_name": SITE_NAME.en,
        "prefix": prefix_of(site_url),
        "choices": [
            {
                "tag": each.tag,
                "name": each.name,
                "url": f"{each.code}/",
                "site_name": said(SITE_NAME, each.code),
                **words_in(each.code),
            }
            for each in LANGUAGES
        ],
    }


def without_controls(page: str) -> str:
    """Remove the theme's drawer, search and dialog, which only its scripts can work.

    Refuses: PageProblem when the theme has changed, so that nobody ships a dead control unseen.
    """
    for control in CONTROLS:
        page, times = re.subn(control, "", page)
        if times != 1:
            message = f"the theme has changed: {control} occurs {times} times"
            raise PageProblem(message)
    return page


def plain(html: str) -> str:
    """Cut the text out of HTML, without heading links, white space collapsed."""
    without = INLINE.sub("", re.sub(r'<a class="headerlink".*?</a>', "", html))
    return re.sub(r"\s+", " ", unescape(TAG.sub(" ", without))).strip()


def finished(html: str, code: Code) -> str:
    """Wrap Markdown tables in named regions that take focus, and name the heading links."""

    def wrapped(match: re.Match[str]) -> str:
        titles = TITLE.findall(html[: match.start()])
        name = escape(plain(titles[-1]) if titles else said(SITE_NAME, code), quote=True)
        body = BARE_HEADER.sub('<th scope="col"', match[0])
        body = body.replace("<table>", '<table class="facts">')
        body = ALIGNED.sub(r' class="\1"', body)
        return (
            f'<div class="help-table" role="region" tabindex="0" aria-label="{name}">{body}</div>'
        )

    link = escape(said(FRAME["permalink"], code), quote=True)
    named = f'title="{link}" aria-label="{link}"'
    return BARE_TABLE.sub(wrapped, html).replace('title="Permanent link"', named)
