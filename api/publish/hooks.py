"""Glue between MkDocs and the generator-neutral modules beside this file; nothing else is here.

One build, three languages: the page list of ``mkdocs.yml`` is repeated in each language's folder,
Simplified pages are generated from the Traditional ones, and each page gets its own language's
navigation and words. MkDocs passes its arguments by name; those not used here end in ``**_``.
"""

import logging
import re
import sys
from pathlib import Path
from typing import Any, Final, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from api.publish import faq_pages, frame, media_facts, navigation, sources
from api.publish.finishing import Build, finish
from api.publish.library import read_library
from api.publish.markers import filled
from api.publish.problems import problems_in
from api.publish.signposts import Signposted, titles_in
from api.publish.sources import PageProblem, Source
from api.publish.words import LANGUAGES, Code
from api.reference.loading import published

UNUSED = re.compile(r"^assets/(javascripts/|images/|stylesheets/palette)|\.map$")
DERIVED: Final = (".vtt", ".svg")
LENIENT: Final = "To look at the pages all the same: mkdocs build --no-strict"
_log = logging.getLogger("mkdocs.hooks.help")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Stop on any problem of the sources (warn, if not strict); repeat the page list."""
    library = read_library(Path(config.docs_dir).parent, published())
    problems = problems_in(library)
    if problems and config.strict:
        raise PluginError("\n".join([*problems, LENIENT]))
    for problem in problems:
        _log.warning(problem)
    try:
        groups = navigation.groups_of(cast("list[navigation.Entry]", config["nav"]))
    except PageProblem as problem:
        raise PluginError(str(problem)) from problem
    config.nav = navigation.in_languages(groups)
    config.extra["build"] = Build(library, groups, config.site_url or "")
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Generate the pages made from data, then the Simplified ones; leave out what no page uses."""
    build = _build(config)
    for code in sources.AUTHORED:
        for path, text in build.made_pages(code).items():
            files.append(File.generated(config, f"{code}/{path}", content=text))
    for file in list(files.documentation_pages()):
        language, path = file.src_uri.split("/", 1)
        if language == "tc":
            text = build.simplified_page(file.content_string)
            files.append(File.generated(config, f"sc/{path}", content=text))
    for file in list(files):
        if UNUSED.search(file.src_uri):
            files.remove(file)
    for path in sorted((build.library.folder / "media").rglob("*.*")):
        _add_media(files, config, path)
    return files


def _add_media(files: Files, config: MkDocsConfig, path: Path) -> None:
    folder = _build(config).library.folder
    name = path.relative_to(folder).as_posix()
    if path.suffix in {".toml", ".py"}:
        return
    files.append(File.generated(config, name, abs_src_path=str(path)))
    if ".tc." in path.name and path.suffix in DERIVED:
        text = _build(config).library.converted(path.read_text("utf-8"))
        files.append(File.generated(config, name.replace(".tc.", ".sc."), content=text))


def on_nav(nav: Navigation, *, config: MkDocsConfig, **_: object) -> Navigation:
    """Split the navigation by language and cut previous/next at its borders."""
    sections = cast("list[Any]", nav.items)
    for section, language in zip(sections, LANGUAGES, strict=True):
        pages = [p for p in nav.pages if p.file.src_uri.startswith(f"{language.code}/")]
        children = cast("list[Any]", section.children)
        for child in children:
            child.parent = None
        for before, after in zip([None, *pages], [*pages, None], strict=True):
            if before:
                before.next_page = after
            if after:
                after.previous_page = before
        _build(config).navs[language.code] = Navigation(children, pages)
    return nav


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Put the facts into a page; a page without a translation is the English one."""
    library, source, code = _build(config).library, _source(page, markdown), _code(page)
    text = markdown if code == "en" else sources.joined(markdown)
    try:
        if source.is_fallback:
            english = library.pages["en"][_path(page)].body
            return frame.shown_in_english(filled(english, library.facts, "en", library), code)
        return filled(text, library.facts, code, library)
    except PageProblem as problem:
        message = f"{page.file.src_uri}: {problem}"
        if config.strict:
            raise PluginError(message) from problem
        _log.warning(message)
        return text


def on_page_content(html: str, *, page: Page, **_: object) -> str:
    """Make tables and heading links usable by keyboard and screen reader."""
    return media_facts.pictured(frame.finished(html, _code(page)))


def on_page_context(
    context: dict[str, Any], *, page: Page, config: MkDocsConfig, **_: object
) -> dict[str, Any]:
    """Give the template the page's language, words and navigation; note it for the manifest."""
    build, code, html = _build(config), _code(page), page.content or ""
    source = _source(page, "")
    build.note_page(code, _path(page), page.url, source.meta, html)
    build.signposted.append(Signposted(code, page.url, titles_in(html)))
    page.content = faq_pages.without_comments(html)
    config.theme["language"] = frame.language(code).theme
    context["nav"] = build.navs[code]
    context["help"] = build.words_of(code, page.url, source.meta)
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
    """Write what is made from all pages: manifest, data, feeds, short addresses."""
    templates = config.theme.get_env()

    def render(template: str, words: dict[str, Any]) -> str:
        return templates.get_template(template).render(words) + "\n"

    finish(Path(config.site_dir), _build(config), render)


def _build(config: MkDocsConfig) -> Build:
    return cast("Build", config.extra["build"])


def _code(page: Page) -> Code:
    return frame.code_of(page.file.src_uri)


def _path(page: Page) -> str:
    return page.file.src_uri.split("/", 1)[1]


def _source(page: Page, body: str) -> Source:
    return Source(page.file.src_uri, page.meta, body)
