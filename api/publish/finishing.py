"""Gather what is known of all pages during a build, and write what can be written only at its end.

That is: the manifest, data for the scripts, feeds, the addresses without a language, one page a
question, redirects, a 404 page and the sitemap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from api.kernel.clock import day_of
from api.kernel.text import Text
from api.publish import faq_pages, frame, manifest, navigation, notices
from api.publish.data_files import data_files
from api.publish.faqs import spoken_text
from api.publish.front_matter import PageMeta
from api.publish.library import Library
from api.publish.markers import filled
from api.publish.signposts import Signposted, signposts
from api.publish.sources import joined
from api.publish.words import FRAME, LANGUAGES, Code, Language, said, written_date

Render = Callable[[str, dict[str, Any]], str]
"""Renders one of the theme's templates with words."""


@dataclass(slots=True)
class Build:
    """One build: what it is made from, and what was noted of the pages so far."""

    library: Library
    groups: Sequence[navigation.Group]
    site_url: str
    navs: dict[Code, Any] = field(default_factory=dict[Code, Any])
    items: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    signposted: list[Signposted] = field(default_factory=list[Signposted])
    moved: list[tuple[Code, str, str]] = field(default_factory=list[tuple[Code, str, str]])

    def made_pages(self, code: Code) -> dict[str, str]:
        """Write the pages that are made from data, in an authored language."""
        return {
            faq_pages.PATH: faq_pages.faq_page(self.library, code),
            navigation.PATH: navigation.all_pages(self.library, self.groups, code),
        }

    def simplified_page(self, traditional: str) -> str:
        """Make a Simplified page; its media are the Simplified ones, too."""
        return self.library.converted.markdown(traditional).replace(".tc.", ".sc.")

    def words_of(self, code: Code, url: str, meta: PageMeta) -> dict[str, Any]:
        """Collect what the templates show around a page."""
        paths = self.library.pages["en"]
        words = frame.words_of_page(code, url, meta, self.library.facts, self.site_url)
        words["words"] = self.frame_words(code)
        words["search"] = f"{code}/search/" if "search.md" in paths else ""
        words["law_url"] = f"{code}/law/" if faq_pages.LAW_PAGE in paths else ""
        words["status_url"] = f"{code}/status/" if "status.md" in paths else ""
        words["status_line"] = self._status_line(code)
        words["groups"] = [group.key for group in self.groups]
        words["all_pages_url"] = f"{code}/all-pages/"
        has_notices = bool(self.library.notices("en"))
        words["feeds"] = [f"{code}/{feed}" for feed in notices.FEEDS] if has_notices else []
        return words

    def _status_line(self, code: Code) -> str:
        """Say the newest interruption that is recorded, and the day of the record."""
        page, outages = self.library.pages["en"].get("status.md"), self.library.facts.outages
        if page is None:
            return ""
        if outages:
            newest = max(outages, key=lambda each: each.began)
            what, day = newest.what, day_of(newest.began)
        else:
            what, day = FRAME["no_outage"], page.meta.reviewed
        line = Text(": {} ({})", "：{}（{}）")
        return said(line, code).format(said(what, code), written_date(day, code))

    def frame_words(self, code: Code) -> dict[str, str]:
        """Say the frame's words in one language, as the glossary has them."""
        words = frame.words_in(code)
        return words if code != "sc" else {k: self.library.converted(w) for k, w in words.items()}

    def note_page(self, code: Code, path: str, url: str, meta: PageMeta, html: str) -> None:
        """Note a finished page, and the questions or terms that stand on it."""
        listed = faq_pages.without_entries(html)
        self.items.append(manifest.page_item(code, path, url, meta, listed))
        self.moved.extend((code, old, url) for old in meta.moved_from)
        if path == faq_pages.PATH:
            self._note_questions(code, url, html)
        if path == "glossary.md":
            for term in self.library.terms:
                meaning = self._said(Text(term.definition_en, term.definition_tc), code)
                self.items.append(manifest.term_item(code, term, meaning, meta, url))

    def _note_questions(self, code: Code, url: str, html: str) -> None:
        full = faq_pages.full_answers(html)
        for faq in self.library.faqs:
            question = self._said(Text(faq.meta.en.question, faq.meta.tc.question), code)
            card = self._said(Text(faq.meta.en.card, faq.meta.tc.card), code)
            answered = manifest.Answered(
                spoken_text(question), spoken_text(card), full.get(faq.meta.id, "")
            )
            self.items.append(manifest.faq_item(code, faq, answered, url))

    def _said(self, text: Text, code: Code) -> str:
        words = self.library.converted(text.tc) if code == "sc" else said(text, code)
        words = words if code == "en" else joined(words)
        return filled(words, self.library.facts, code, self.library)


def finish(site: Path, build: Build, render: Render) -> None:
    """Write everything that is made from all pages."""
    items = manifest.ordered(build.items)
    synonyms = manifest.synonyms_of(build.library.folder)
    _write(site / manifest.NAME, manifest.written(items, synonyms))
    for path, text in data_files(build.library.facts, items).items():
        _write(site / path, text)
    for path, words in signposts(build.signposted).items():
        _write(site / path / "index.html", render("signpost.html", words))
    for path, words in questions(items, build.frame_words).items():
        _write(site / path / "index.html", render("question.html", words))
    for path, words in redirects(build.moved).items():
        _write(site / path / "index.html", render("moved.html", words))
    for language in LANGUAGES:
        words = frame.words_of_lost(language, build.site_url)
        words["faq"] = said(faq_pages.TITLE, language.code)
        _write(site / language.code / "404.html", render("lost.html", words))
    _write_feeds(site, build, items)
    for theirs in ("sitemap.xml", "sitemap.xml.gz"):
        (site / theirs).unlink(missing_ok=True)
    if build.site_url:
        urls = sorted({each["url"].split("#")[0] for each in items})
        _write(site / "sitemap.xml", frame.sitemap(urls, build.site_url))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _write_feeds(site: Path, build: Build, items: Sequence[dict[str, Any]]) -> None:
    for language in LANGUAGES:
        told = [
            notices.told_of(each)
            for each in items
            if each["kind"] == "notice" and each["language"] == language.code
        ]
        told.sort(key=lambda one: (one.published, one.id), reverse=True)
        if told:
            rss, json_feed = (site / language.code / name for name in notices.FEEDS)
            _write(rss, notices.rss(told, language, build.site_url))
            _write(json_feed, notices.json_feed(told, language, build.site_url))


def questions(
    items: Sequence[dict[str, Any]], words: Callable[[Code], dict[str, str]] = frame.words_in
) -> dict[str, dict[str, Any]]:
    """Prepare one page a question, with its card in every language; ``words`` are the frame's."""
    pages: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        for item in items:
            if (item["kind"], item["language"]) == ("faq", language.code):
                page = pages.setdefault(item["shortUrl"], {"up": "../../", "id": item["id"]})
                card = _card(item, language) | {"words": words(language.code)}
                page.setdefault("said", []).append(card)
    return pages


def _card(item: dict[str, Any], language: Language) -> dict[str, Any]:
    return {
        "tag": language.tag,
        "question": item["title"],
        "card": item["answer"],
        "url": item["url"],
        "reviewed": _written(item["reviewed"], language.code),
        "withdrawn": _written(item["withdrawn"], language.code),
    }


def _written(day: str | None, code: Code) -> str:
    return written_date(date.fromisoformat(day), code) if day else ""


def redirects(moved: Sequence[tuple[Code, str, str]]) -> dict[str, dict[str, Any]]:
    """Prepare a page at each old address, in its language, that leads to the new one."""
    return {
        f"{code}/{old}": {
            "tag": frame.language(code).tag,
            "up": "../" * (old.count("/") + 1),
            "url": url,
            "title": said(FRAME["moved"], code),
        }
        for code, old, url in moved
    }
