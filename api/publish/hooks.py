"""Glue between MkDocs and the generator-neutral modules beside this file; nothing else is here.

One build, three languages: the page list of ``mkdocs.yml`` is repeated in each language's folder,
Simplified pages are generated from the Traditional ones, and each page gets its own language's
navigation and words. MkDocs passes its arguments by name; those not used here end in ``**_``.
"""

import re
import sys
from pathlib import Path
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from api.publish import frame, manifest, sources
from api.publish.markers import filled
from api.publish.signposts import Signposted, signposts, titles_in
from api.publish.sources import PageProblem
from api.publish.words import LANGUAGES, Code
from api.reference.loading import published

UNUSED = re.compile(r"^assets/(javascripts/|images/|stylesheets/palette)|\.map$")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Stop on any problem of the sources; repeat the page list in each language."""
    problems = sources.problems_in(Path(config.docs_dir))
    if problems:
        raise PluginError("\n".join(problems))
    pages = cast("list[str]", config["nav"])
    config.nav = [{each.code: [f"{each.code}/{p}" for p in pages]} for each in LANGUAGES]
    config.extra["items"], config.extra["signposted"] = [], []
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Generate the Simplified pages; leave out the theme's scripts and other files no page uses."""
    for file in list(files.documentation_pages()):
        language, path = file.src_uri.split("/", 1)
        if language == "tc":
            text = sources.converted(file.content_string)
            files.append(File.generated(config, f"sc/{path}", content=text))
    for file in list(files):
        if UNUSED.search(file.src_uri):
            files.remove(file)
    return files


def on_nav(nav: Navigation, *, config: MkDocsConfig, **_: object) -> Navigation:
    """Split the navigation by language and cut previous/next at its borders."""
    by_language: dict[str, Navigation] = {}
    for language in LANGUAGES:
        pages = [p for p in nav.pages if p.file.src_uri.startswith(f"{language.code}/")]
        for page in pages:
            page.parent = None
        for before, after in zip([None, *pages], [*pages, None], strict=True):
            if before:
                before.next_page = after
            if after:
                after.previous_page = before
        by_language[language.code] = Navigation(list(pages), pages)
    config.extra["navigation"] = by_language
    return nav


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """Put the facts into a page."""
    code = frame.code_of(page.file.src_uri)
    text = markdown if code == "en" else sources.joined(markdown)
    try:
        return filled(text, published(), code)
    except PageProblem as problem:
        message = f"{page.file.src_uri}: {problem}"
        raise PluginError(message) from problem


def on_page_content(html: str, *, page: Page, **_: object) -> str:
    """Make tables and heading links usable by keyboard and screen reader."""
    return frame.finished(html, frame.code_of(page.file.src_uri))


def on_page_context(
    context: dict[str, Any], *, page: Page, config: MkDocsConfig, **_: object
) -> dict[str, Any]:
    """Give the template the language, words and navigation of the page."""
    code = frame.code_of(page.file.src_uri)
    path = page.file.src_uri.split("/", 1)[1]
    urls: dict[Code, str] = {
        each.code: page.url.replace(f"{code}/", f"{each.code}/", 1) for each in LANGUAGES
    }
    config.theme["language"] = frame.language(code).theme
    context["nav"] = config.extra["navigation"][code]
    context["help"] = frame.words_of_page(code, page.meta.get("reviewed"), urls)
    _signposted(config).append(Signposted(code, page.url, titles_in(page.content or "")))
    _items(config).append(manifest.item(code, path, page.url, page.meta, page.content or ""))
    return context


def on_post_page(output: str, **_: object) -> str:
    """Take out the theme's controls that need its scripts."""
    try:
        return frame.without_controls(output)
    except PageProblem as problem:
        raise PluginError(str(problem)) from problem


def on_template_context(
    context: dict[str, Any], *, config: MkDocsConfig, **_: object
) -> dict[str, Any]:
    """Give the language chooser and the 404 page their words."""
    context["help"] = frame.words_of_site(config.site_url or "")
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Write the manifest from which the API answers, and the addresses without a language."""
    site = Path(config.site_dir)
    manifest.write(site, _items(config))
    template = config.theme.get_env().get_template("signpost.html")
    for path, words in signposts(_signposted(config)).items():
        (site / path).mkdir(parents=True)
        (site / path / "index.html").write_text(template.render(words) + "\n", "utf-8")


def _signposted(config: MkDocsConfig) -> list[Signposted]:
    return cast("list[Signposted]", config.extra["signposted"])


def _items(config: MkDocsConfig) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", config.extra["items"])
