"""What readers come for, tried as they would: few clicks, one search, a tool that answers."""

from datetime import date
from typing import Any

import pytest

from api.fees.rules import FeeRequest, assess
from tests.browser.pages import window


def test_a_litigant_who_must_answer_a_tax_claim_finds_what_and_by_when_in_three_clicks(
    browser: Any, base: str
):
    with window(browser, base, 360) as seen:
        seen.goes("")
        seen.page.click("a[hreflang=en]")
        seen.page.click(".md-content a:has-text('tax claim')")

        text = seen.page.locator(".md-content").inner_text()
        assert seen.page.url.startswith(f"{base}en/dctc/")
        assert "Form 14" in text
        assert "14 days" in text


@pytest.mark.parametrize(
    ("code", "words"), [("en", "fee of a writ"), ("tc", "令狀費用"), ("sc", "令状费用")]
)
def test_a_clerk_finds_the_fee_of_a_writ_in_one_search(
    browser: Any, base: str, code: str, words: str
):
    (line,) = assess([FeeRequest("DC_COMMENCE_ACTION")], date(2022, 5, 6)).lines
    with window(browser, base) as seen:
        seen.goes(f"{code}/")
        seen.page.fill(".help-search input", words)
        seen.page.keyboard.press("Enter")
        hits = seen.page.locator("#help-hits li")
        hits.first.wait_for()
        shown = "\n".join(hits.nth(n).inner_text() for n in range(min(3, hits.count())))
        if str(line.charged) not in shown:
            hits.first.locator("a").first.click()
            shown = seen.page.locator(".md-content").inner_text()

    assert str(line.ordinary) in shown
    assert str(line.charged) in shown


def answered(page: Any) -> str:
    page.click(".md-content form button[type=submit]")
    said = page.locator(".md-content [role=status], .md-content output").last
    said.wait_for()
    return said.inner_text()


def test_the_tool_says_that_friday_night_counts_on_monday_morning(browser: Any, base: str):
    with window(browser, base, 360) as seen:
        seen.goes("en/tools/when-received/")
        seen.page.fill("#tool-received", "2022-05-13T18:05")
        said = answered(seen.page)

        assert "16 May 2022" in said
        assert "8:45 am" in said
        assert seen.complaints == []


@pytest.mark.parametrize(("day", "opens"), [("2022-05-05", False), ("2022-05-06", True)])
def test_the_tool_says_whether_a_personal_injuries_action_may_be_filed(
    browser: Any, base: str, day: str, opens: bool
):
    with window(browser, base, 360) as seen:
        seen.goes("en/tools/can-i-file/")
        kind = seen.page.locator("#tool-type option", has_text="DCPI").first
        seen.page.select_option("#tool-type", kind.get_attribute("value"))
        seen.page.fill("#tool-on", day)

        assert answered(seen.page).startswith("Yes") is opens


def test_the_tool_says_what_beginning_an_action_costs_both_ways(browser: Any, base: str):
    (line,) = assess([FeeRequest("DC_COMMENCE_ACTION")], date(2022, 5, 13)).lines
    said = {}
    with window(browser, base, 360) as seen:
        for means in ("electronic", "paper"):
            seen.goes("en/tools/what-cost/")
            kind = seen.page.locator("#tool-step option", has_text="DCPI").first
            seen.page.select_option("#tool-step", kind.get_attribute("value"))
            seen.page.fill("#tool-on", "2022-05-13")
            seen.page.check(f"input[name=means][value={means}]")
            said[means] = answered(seen.page)

    assert str(line.charged) in said["electronic"]
    assert str(line.ordinary) in said["paper"]
