"""The forms of the tools, in a real browser: filled in, answered, without a mouse, without script.

The pages stand alone on the disk, as a reader may open them: a form, its scripts and the data.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import material
import pytest

from api.publish.building import ROOT
from api.publish.tool_data import files
from api.publish.tool_forms import cost_form, coverage_form, receipt_form
from api.publish.words import LANGUAGES
from api.reference.loading import published
from tests.browser.needed import need
from tests.demonstrations.browser import opened as chromium

FORMS = {"coverage": coverage_form, "receipt": receipt_form, "cost": cost_form}
SCRIPTS = ("data/tools.js", "tools/rules.js", "tools/forms.js")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a page a tool and language, with the scripts beside them."""
    folder = tmp_path_factory.mktemp("forms")
    shutil.copytree(ROOT / "site" / "theme" / "assets", folder / "assets")
    (theme,) = (Path(material.__file__).parent / "templates").rglob("main.*.min.css")
    shutil.copy(theme, folder / "assets" / "theme.css")
    for path, text in files(published()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    loaded = "".join(
        f'<link rel="stylesheet" href="assets/{name}.css">' for name in ("theme", "help", "tools")
    )
    loaded += "".join(f'<script src="assets/{name}" defer></script>' for name in SCRIPTS)
    for tool, form in FORMS.items():
        for each in LANGUAGES:
            page = (
                f'<!doctype html><html lang="{each.tag}"><head><meta charset="utf-8">'
                '<meta name="viewport" content="width=device-width, initial-scale=1">'
                f"<title>{tool}</title>{loaded}</head>"
                f'<body><article class="md-typeset">{form(published(), each.code)}</article>'
                "</body></html>"
            )
            (folder / f"{tool}-{each.code}.html").write_text(page, "utf-8")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium once; ``BROWSER_REQUIRED=1`` makes a missing one a failure, not a skip."""
    need("playwright")
    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser: Any, pages: Path) -> Iterator[Any]:
    """Open a page by its name; any error of a script fails the test."""
    errors: list[str] = []
    page = browser.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))

    def go(name: str) -> Any:
        page.goto((pages / name.partition("?")[0]).as_uri() + "".join(name.partition("?")[1:]))
        return page

    yield go
    page.close()
    assert errors == []


def answer(page: Any) -> str:
    """Read the answer as a screen reader would hear it."""
    return str(page.get_by_role("status").inner_text())


def test_a_tool_is_worked_with_the_keyboard_alone(opened: Any) -> None:
    page = opened("coverage-en.html")
    page.get_by_label("Kind of case").focus()
    page.keyboard.type("Civil Act")
    page.get_by_label("Date").fill("2022-07-28")
    page.get_by_role("button", name="Show the answer").focus()
    page.keyboard.press("Enter")

    assert answer(page).startswith("No: file it on paper")
    assert "Civil Action may not be filed electronically on 28 July 2022." in answer(page)

    page.get_by_label("Date").fill("2022-07-29")
    page.keyboard.press("Enter")
    assert answer(page).startswith("Yes: it may be filed electronically")


def test_a_party_without_a_lawyer_is_not_told_of_the_duty_of_law_firms(opened: Any) -> None:
    page = opened("coverage-en.html?type=HCIP&on=2026-07-01&represented=yes")
    assert "Duty to use once" in answer(page)

    page.get_by_label("A party without a lawyer").check()
    page.get_by_role("button").click()

    assert "Duty to use once" not in answer(page)
    assert "Voluntary" in answer(page)


@pytest.mark.parametrize(
    ("page_name", "begins"),
    [
        ("receipt-en", "It counts as received on Thu 25 Aug 2022, 3:10 pm"),
        ("receipt-tc", "視為收到的時間：2022年8月25日星期四下午3時10分"),
        ("receipt-sc", "视为收到的时间：2022年8月25日星期四下午3时10分"),
    ],
)
def test_a_typhoon_that_the_reader_enters_is_waited_for(
    opened: Any, page_name: str, begins: str
) -> None:
    query = "office=DC_REGISTRY&received=2022-08-25T11:00&closure=GALE_WARNING"
    page = opened(f"{page_name}.html?{query}&from=2022-08-25T09:20&until=2022-08-25T15:10")

    assert answer(page).startswith(begins)


def test_the_times_of_a_closure_are_asked_only_when_there_is_one(opened: Any) -> None:
    page = opened("receipt-en.html")
    assert not page.get_by_label("Closed from").is_visible()

    page.get_by_label("Reason").select_option("BLACK_RAINSTORM_WARNING")
    page.get_by_label("It arrives at").fill("2022-05-10T10:00")
    page.get_by_label("Closed from").fill("2022-05-10T09:00")
    page.get_by_role("button").click()

    assert answer(page).startswith("The time is not settled yet")


def test_an_office_that_reopens_before_it_closes_is_not_reckoned_with(opened: Any) -> None:
    page = opened("receipt-en.html")
    page.get_by_label("Reason").select_option("DIRECTED")
    page.get_by_label("Closed from").fill("2022-05-10T09:00")
    page.get_by_label("Reopens at").fill("2022-05-10T08:00")
    page.get_by_role("button").click()

    assert answer(page) == ""
    wrong = page.get_by_label("Reopens at").evaluate("field => field.validationMessage")
    assert wrong == "The office must reopen after it closes. Check the two times."


def test_the_closing_minute_comes_with_the_policy_that_judges_it(opened: Any) -> None:
    page = opened("receipt-en.html?received=2022-05-13T17:30")

    assert "What arrives at the exact instant of closing" in answer(page)
    assert "Assumed" in answer(page)


def test_the_cost_of_a_writ_its_end_and_its_authority_are_said(opened: Any) -> None:
    page = opened("cost-en.html?step=begin:DCTC&on=2027-05-05&means=electronic")
    said = answer(page)

    assert said.startswith("It costs HK$504")
    assert "The reduction ends on 5 May 2027; from the next day the ordinary fee is due." in said
    assert "On paper it costs HK$630." in said
    assert "Authority: District Court (Fees) Rules, Cap. 336C" in said


def test_several_searches_are_added_up_and_asked_for_only_then(opened: Any) -> None:
    page = opened("cost-en.html?step=begin:DCPI&on=2022-06-01")
    assert not page.get_by_label("How many").is_visible()

    page.get_by_label("What you do").select_option("item:DC_SEARCH")
    page.get_by_label("How many").fill("3")
    page.get_by_role("button").click()

    assert answer(page).startswith("It costs HK$42")


def test_an_amount_that_is_not_published_is_not_guessed(opened: Any) -> None:
    page = opened("cost-en.html?step=begin:DCEC&on=2023-06-01")

    assert answer(page).startswith("This is not known")
    assert "The fee for DCEC on 1 June 2023 is not known to this system." in answer(page)


def test_a_fee_for_a_case_that_cannot_be_filed_yet_comes_with_a_warning(opened: Any) -> None:
    page = opened("cost-en.html?step=begin:HCA&on=2025-12-18&means=electronic")

    assert "But on that day: High Court Action may not be filed electronically" in answer(page)


@pytest.mark.parametrize("tool", FORMS)
def test_every_field_has_a_label_and_the_answer_is_announced(opened: Any, tool: str) -> None:
    page = opened(f"{tool}-en.html")
    unnamed = page.evaluate(
        "() => [...document.querySelectorAll('select, input')]"
        ".filter((field) => !field.labels.length).map((field) => field.name)"
    )

    assert unnamed == []
    assert page.get_by_role("status").count() == 1


@pytest.mark.parametrize("tool", FORMS)
def test_the_link_to_an_answer_gives_the_same_answer(opened: Any, tool: str) -> None:
    page = opened(f"{tool}-tc.html")
    page.get_by_role("button").click()
    said = answer(page)
    address = page.get_by_role("status").get_by_role("link").get_attribute("href")

    again = opened(f"{tool}-tc.html{address}")

    assert said
    assert answer(again) == said


@pytest.mark.parametrize("tool", FORMS)
@pytest.mark.parametrize("code", ["en", "tc"])
def test_a_form_with_its_answer_fits_a_screen_of_320_pixels(
    opened: Any, tool: str, code: str
) -> None:
    page = opened(f"{tool}-{code}.html?closure=DIRECTED&step=item:DC_SEARCH")
    page.set_viewport_size({"width": 320, "height": 700})
    page.get_by_role("button").click()

    assert answer(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("tool", FORMS)
def test_without_script_the_form_is_not_shown_and_the_page_says_where_to_look(
    browser: Any, pages: Path, tool: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((pages / f"{tool}-en.html").as_uri())

    assert not page.locator("form").is_visible()
    assert "use the rule and the tables on this page" in page.locator("body").inner_text()
    context.close()


@pytest.mark.parametrize("tool", FORMS)
@pytest.mark.parametrize("code", ["en", "tc", "sc"])
def test_a_form_is_plain_html_without_script_or_style(tool: str, code: Any) -> None:
    html = FORMS[tool](published(), code)

    assert re.findall(r"<script|style=| on[a-z]+=|http", html) == []
    assert f'data-language="{code}"' in html
