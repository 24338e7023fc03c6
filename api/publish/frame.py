"""Prepare what surrounds the text of a page: language, words, links to the other languages."""

import re
from collections.abc import Mapping
from datetime import date
from html import escape, unescape
from typing import Any, Final
from urllib.parse import urlsplit

from api.publish.sources import PageProblem
from api.publish.words import FRAME, LANGUAGES, SITE_NAME, Code, Language, said, written_date

DEFAULT_PREFIX: Final = "/help/"
BARE_TABLE = re.compile(r"<table>\n<thead>.*?</table>", re.DOTALL)
TITLE = re.compile(r"<h[1-6][^>]*>(.*?)(?:<a class=\"headerlink\"|</h)", re.DOTALL)
CONTROLS: Final = (
    r'<input class="md-toggle" data-md-toggle="drawer"[^>]*>\s*',
    r'<input class="md-toggle" data-md-toggle="search"[^>]*>\s*',
    r'<label class="md-overlay" for="__drawer"></label>\s*',
    r'<div class="md-dialog" data-md-component="dialog">\s*<div[^>]*></div>\s*</div>\s*',
)
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


def words_of_page(code: Code, reviewed: date | None, urls: Mapping[Code, str]) -> dict[str, Any]:
    """Collect what the templates show around a page; ``urls`` is its address in each language."""
    return {
        "site_name": said(SITE_NAME, code),
        "words": words_in(code),
        "reviewed": written_date(reviewed, code) if reviewed else "",
        "converted": code == "sc",
        "home": f"{code}/",
        "languages": [
            {"name": each.name, "tag": each.tag, "url": urls[each.code], "here": each.code == code}
            for each in LANGUAGES
        ],
    }


def words_of_site(site_url: str) -> dict[str, Any]:
    """Collect what the language chooser and the 404 page show.

    A 404 page is served at any depth, so it needs the path at which the site stands: that of
    ``site_url``, or where the API serves it.
    """
    return {
        "site_name": SITE_NAME.en,
        "prefix": urlsplit(site_url).path if site_url else DEFAULT_PREFIX,
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
    without = re.sub(r'<a class="headerlink".*?</a>', "", html)
    return re.sub(r"\s+", " ", unescape(TAG.sub(" ", without))).strip()


def finished(html: str, code: Code) -> str:
    """Wrap Markdown tables in named regions that take focus, and name the heading links."""

    def wrapped(match: re.Match[str]) -> str:
        titles = TITLE.findall(html[: match.start()])
        name = escape(plain(titles[-1]) if titles else said(SITE_NAME, code), quote=True)
        body = match[0].replace("<th>", '<th scope="col">')
        body = body.replace("<table>", '<table class="facts">')
        return (
            f'<div class="help-table" role="region" tabindex="0" aria-label="{name}">{body}</div>'
        )

    link = escape(said(FRAME["permalink"], code), quote=True)
    named = f'title="{link}" aria-label="{link}"'
    return BARE_TABLE.sub(wrapped, html).replace('title="Permanent link"', named)
