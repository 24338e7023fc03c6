"""axe-core on one page of every kind, light and dark, on a desktop and on a telephone."""

from importlib import resources
from typing import Any

import pytest

from tests.browser.pages import TEMPLATES, window

RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags },
    resultTypes: ["violations"] });
  return found.violations.map((v) =>
    `${v.id} (${v.impact}) x${v.nodes.length}: ${v.nodes[0].target.join(" ")}`);
}"""
GROUND = "() => getComputedStyle(document.body).backgroundColor"
SAYS_DARK = "() => matchMedia('(prefers-color-scheme: dark)').matches"


def violations(page: Any) -> list[str]:
    """What axe finds wrong; the page's own policy does not bind the browser's tools."""
    page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text())
    return page.evaluate(RUN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_kind_of_page_has_a_violation(browser: Any, base: str, scheme: str, width: int):
    found = {}
    with window(browser, base, width, color_scheme=scheme) as seen:
        for name, path in TEMPLATES.items():
            seen.goes(path.format("en"))
            assert seen.page.evaluate(SAYS_DARK) == (scheme == "dark")
            if wrong := violations(seen.page):
                found[name] = wrong

    assert found == {}


def test_the_two_schemes_have_different_grounds(browser: Any, base: str):
    grounds = []
    for scheme in ("light", "dark"):
        with window(browser, base, color_scheme=scheme) as seen:
            seen.goes("en/")
            grounds.append(seen.page.evaluate(GROUND))

    assert grounds == ["rgb(255, 255, 255)", "rgb(20, 27, 27)"]


@pytest.mark.parametrize("code", ["tc", "sc"])
def test_no_chinese_page_has_a_violation(browser: Any, base: str, code: str):
    found = {}
    with window(browser, base, 360) as seen:
        for name in ("home", "task", "fees", "search", "guide", "not found"):
            seen.goes(TEMPLATES[name].format(code))
            if wrong := violations(seen.page):
                found[name] = wrong

    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_found_results_and_open_menus_have_no_violation(
    browser: Any, base: str, scheme: str, width: int
):
    with window(browser, base, width, color_scheme=scheme) as seen:
        seen.goes("en/search/?q=writ")
        seen.page.wait_for_selector("#help-hits li")
        assert violations(seen.page) == []

        seen.goes("en/file/")
        seen.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert violations(seen.page) == []

        seen.goes("en/guides/terminal/")
        seen.page.locator("details.help-recording > summary").first.click()
        assert violations(seen.page) == []


@pytest.mark.parametrize("tool", ["can-i-file", "when-received", "what-cost"])
def test_a_tool_that_has_answered_has_no_violation(browser: Any, base: str, tool: str):
    with window(browser, base, 360) as seen:
        seen.goes(f"en/tools/{tool}/")
        buttons = seen.page.locator("main form button[type=submit], main form button:not([type])")
        if buttons.count():
            buttons.first.click()

        assert violations(seen.page) == []
