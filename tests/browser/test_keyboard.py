"""The site by keyboard alone, and its search by Enter and by pasting."""

from typing import Any

import pytest

from tests.browser.pages import TAGS, TEMPLATES, window

STOP = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  e.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length);
  return { key: e.dataset.stop, tag: e.tagName,
    text: (e.innerText || e.value || e.ariaLabel || "").slice(0, 40),
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth
      && box.bottom > 0 && box.top < innerHeight && e.checkVisibility(),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
}"""
MOST_STOPS = 60


def tabbed(page: Any) -> dict[str, Any]:
    page.keyboard.press("Tab")
    return page.evaluate(STOP)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["home", "task", "search", "tool: when", "recording", "fees"])
def test_every_stop_of_the_tab_key_is_seen_and_ringed(
    browser: Any, base: str, width: int, name: str
):
    with window(browser, base, width) as seen:
        seen.goes(TEMPLATES[name].format("en"))
        seen.page.evaluate("document.activeElement.blur()")
        stops = []
        for _ in range(MOST_STOPS):
            stop = tabbed(seen.page)
            if stop["tag"] in {"BODY", "HTML"}:
                break
            stops.append(stop)

    ringed = {stop["key"] for stop in stops if stop["ring"]}  # a date field has stops inside it
    assert len(stops) > 5
    assert [stop for stop in stops if not stop["seen"]] == []
    assert [stop for stop in stops if stop["key"] not in ringed] == []


@pytest.mark.parametrize("code", list(TAGS))
def test_the_first_stop_skips_to_the_content(browser: Any, base: str, code: str):
    with window(browser, base) as seen:
        seen.goes(f"{code}/file/")
        skip = tabbed(seen.page)
        assert skip["seen"]
        seen.page.keyboard.press("Enter")
        after = tabbed(seen.page)

        inside = "() => Boolean(document.activeElement.closest('main, [role=main], .md-content'))"
        assert seen.page.evaluate(inside), after


def test_a_language_link_keeps_the_page(browser: Any, base: str):
    with window(browser, base) as seen:
        for path in ("file/", "developers/", "tools/what-cost/", "faq/"):
            seen.goes(f"en/{path}")
            for code, tag in (("tc", "zh-Hant-HK"), ("sc", "zh-Hans"), ("en", "en")):
                link = seen.page.locator(f".help-languages a[hreflang='{tag}']")
                link.focus()
                seen.page.keyboard.press("Enter")
                seen.page.wait_for_url(f"{base}{code}/{path}")
                assert seen.page.get_attribute("html", "lang") == tag


def test_single_letters_do_nothing(browser: Any, base: str):
    with window(browser, base) as seen:
        seen.goes("en/file/")
        for key in ("f", "s", "n", "p", "/", ".", ","):
            seen.page.keyboard.press(key)
            seen.page.wait_for_timeout(30)

        assert seen.page.url == f"{base}en/file/"
        assert seen.page.evaluate("document.activeElement.tagName") == "BODY"


@pytest.mark.parametrize(
    ("code", "words"), [("en", "writ fee"), ("tc", "令狀"), ("sc", "令状"), ("tc", "繳費")]
)
def test_words_in_the_header_and_enter_lead_to_results(
    browser: Any, base: str, code: str, words: str
):
    with window(browser, base, 360) as seen:
        seen.goes(f"{code}/")
        seen.page.locator(".help-search input").focus()
        seen.page.keyboard.insert_text(words)
        seen.page.keyboard.press("Enter")
        first = seen.page.locator("#help-hits li").first
        first.wait_for()

        assert f"/{code}/search/" in seen.page.url
        assert seen.page.locator("#help-found").get_attribute("role") == "status"
        assert seen.page.locator("#help-found").inner_text()
        assert seen.complaints == []


def test_pasted_words_are_searched_without_a_key(browser: Any, base: str):
    with window(browser, base) as seen:
        seen.goes("en/search/")
        seen.page.locator("#help-query").focus()
        seen.page.keyboard.insert_text("refund")  # as a paste, a dictation or an input method does

        seen.page.locator("#help-hits li").first.wait_for()


def test_a_menu_opens_and_closes_by_keyboard_on_a_telephone(browser: Any, base: str):
    with window(browser, base, 360) as seen:
        seen.goes("en/file/")
        menu = seen.page.locator(".help-menu")
        menu.locator("summary").first.focus()
        seen.page.keyboard.press("Enter")
        assert menu.locator("a").first.is_visible()
        seen.page.keyboard.press("Enter")
        assert not menu.locator("a").first.is_visible()
