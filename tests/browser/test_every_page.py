"""Every page of the site, once in each language, as browsers of all sorts meet it."""

from pathlib import Path
from typing import Any

import pytest

from api.publish.offline import copy_offline
from tests.browser.pages import TAGS, TEMPLATES, all_paths, window

TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > width + 1 && e.checkVisibility())
    .slice(0, 3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
}"""
EAGERLY = """async () => {
  const images = [...document.querySelectorAll("figure img")];
  for (const image of images) image.loading = "eager";
  await Promise.all(images.map((image) => image.decode()));
}"""
SOURCES = """() => [...document.querySelectorAll("figure img")].map((image) => image.currentSrc)"""
ROOM = """() => [...document.querySelectorAll("figure img")].map((image) => {
  const box = image.getBoundingClientRect();
  return [Math.round(box.height), Math.round(box.right)];
})"""
MOST_REQUESTS = 10


@pytest.mark.parametrize("code", list(TAGS))
def test_no_page_scrolls_sideways_at_320_pixels_complains_or_asks_a_stranger(
    browser: Any, base: str, site: Path, code: str
):
    wide, complaints, strangers, heavy = {}, [], [], {}
    with window(browser, base, 320) as seen:
        for path in all_paths(site, code):
            assert seen.goes(path) == 200
            if found := seen.page.evaluate(TOO_WIDE):
                wide[path] = found
            if len(seen.asked) > MOST_REQUESTS:
                heavy[path] = len(seen.asked)
            complaints += seen.complaints
            strangers += seen.strangers

    assert wide == {}
    assert complaints == []
    assert strangers == []
    assert heavy == {}


def test_a_broken_policy_would_be_heard_of(browser: Any, base: str):
    with window(browser, base) as seen:
        seen.goes("en/")
        seen.page.evaluate(
            "document.body.append(Object.assign(document.createElement('img'),"
            " { src: 'http://stranger.invalid/x.png' }))"
        )
        seen.page.wait_for_timeout(200)

        assert any("Content Security Policy" in said for said in seen.complaints)


@pytest.mark.parametrize("code", list(TAGS))
def test_without_javascript_every_page_has_its_content_and_a_way_to_all_others(
    browser: Any, base: str, site: Path, code: str
):
    with window(browser, base, 360, java_script_enabled=False) as seen:
        for path in ("", "file/", "search/", "tools/when-received/", "guides/terminal/", "faq/"):
            seen.goes(f"{code}/{path}")
            assert seen.page.locator("h1").is_visible(), path
            assert len(seen.page.locator("main, [role=main]").inner_text()) > 100, path
            assert seen.page.locator("a[href$='all-pages/'] >> visible=true").count(), path
        seen.goes(f"{code}/all-pages/")
        links = seen.page.locator("main a, [role=main] a").all()
        there = {link.evaluate("a => a.href.split('#')[0]") for link in links}

    pages = {base + path for path in all_paths(site, code)}
    notices = {page for page in pages if "/notices/" in page}
    assert pages - notices - there - {f"{base}{code}/all-pages/", f"{base}{code}/"} == set()


@pytest.mark.parametrize("code", list(TAGS))
def test_an_unknown_address_is_answered_in_the_language_of_its_folder(
    browser: Any, base: str, code: str
):
    with window(browser, base) as seen:
        assert seen.goes(f"{code}/no/such/page/") == 404

        assert seen.page.get_attribute("html", "lang") == TAGS[code]
        home = seen.page.locator(f"a[href='/help/{code}/']").first
        home.click()
        assert seen.page.url == f"{base}{code}/"


def test_an_unknown_address_outside_the_languages_is_answered_in_all_three(browser: Any, base: str):
    with window(browser, base) as seen:
        assert seen.goes("nowhere/") == 404

        assert [
            each.get_attribute("lang") for each in seen.page.locator("main section").all()
        ] == list(TAGS.values())


@pytest.mark.parametrize("name", ["home", "task", "fees", "questions", "guide"])
def test_a_printed_page_shows_its_text_and_no_menu(browser: Any, base: str, name: str):
    with window(browser, base) as seen:
        seen.goes(TEMPLATES[name].format("en"))
        seen.page.emulate_media(media="print")

        assert seen.page.locator("h1").is_visible()
        for menu in (".help-header", ".help-pages", ".help-footer nav"):
            assert not seen.page.locator(menu).first.is_visible(), menu


def test_a_page_opened_from_a_folder_has_its_style_and_no_complaint(browser: Any, site: Path):
    with window(browser, site.as_uri() + "/") as seen:
        seen.page.goto(f"{site.as_uri()}/en/file/index.html")

        ground = "() => getComputedStyle(document.querySelector('.help-header')).backgroundColor"
        assert seen.page.evaluate(ground) == "rgb(23, 63, 64)"
        assert seen.page.locator("h1").is_visible()
        assert seen.complaints == []
        assert [url for url in seen.asked if not url.startswith("file:")] == []


def test_i47_a_copy_on_a_stick_can_be_walked_through_and_searched_without_a_server(
    browser: Any, site: Path, tmp_path: Path
):
    copy_offline(site, tmp_path / "copy")
    with window(browser, (tmp_path / "copy").as_uri() + "/") as seen:
        seen.page.goto(f"{seen.base}index.html")
        seen.page.click("a[hreflang=zh-Hant-HK]")
        seen.page.fill(".help-search input", "令狀")
        seen.page.keyboard.press("Enter")
        seen.page.locator("#help-hits li a").first.click()

        assert seen.page.locator("h1").is_visible()
        assert "/tc/" in seen.page.url
        assert seen.complaints == []
        assert [url for url in seen.asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize(("width", "kind"), [(1280, "wide"), (360, "narrow")])
def test_pictures_take_their_room_before_they_are_loaded_and_fit_the_window(
    browser: Any, base: str, width: int, kind: str
):
    with window(browser, base, width) as seen:
        seen.goes("en/guides/lawyer/")
        room = seen.page.evaluate(ROOM)
        seen.page.evaluate(EAGERLY)
        seen.page.wait_for_load_state("networkidle")
        sources = seen.page.evaluate(SOURCES)

        assert len(sources) > 10
        assert [url for url in sources if f"-{kind}.webp" not in url] == []
        assert seen.page.evaluate(ROOM) == room
        assert [right for _, right in room if right > width] == []


def test_a_recording_stands_still_for_whoever_asked_for_less_motion(browser: Any, base: str):
    for motion, file in (("no-preference", "first-query.en.svg"), ("reduce", "first-query-still")):
        with window(browser, base, reduced_motion=motion) as seen:
            seen.goes("en/guides/terminal/")
            assert [url for url in seen.asked if url.endswith(".svg") and "media" in url] == []
            seen.page.locator("details.help-recording > summary").first.click()
            seen.page.wait_for_function("() => document.querySelector('details img').complete")

            assert file in seen.page.evaluate("document.querySelector('details img').currentSrc")
