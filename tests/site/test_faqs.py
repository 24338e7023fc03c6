"""Questions: the card first, the full answer below it, an address that never changes."""

import re
from pathlib import Path

from api.publish.faq_pages import faq_page, full_answers, without_comments, without_entries
from api.publish.faqs import spoken_text
from api.publish.frame import plain
from api.publish.words import TOPICS
from tests.site.small_site import changed, problems, read, sound_site

FAQ = "faq/pay-01.md"


def test_the_card_comes_before_the_full_answer(tmp_path: Path) -> None:
    page = faq_page(read(sound_site(tmp_path)), "en")

    heading, card, full = (page.index(s) for s in ("{ #pay-01 }", "{ .card }", "Pay within 3"))
    assert heading < card < full
    assert "## Payment { #topic-pay }" in page
    assert "#topic-file" not in page


def test_a_question_says_its_reference_scope_law_and_dates(tmp_path: Path) -> None:
    site = sound_site(tmp_path)
    changed(FAQ, "law:", "effective_from: 2022-05-06\neffective_to: 2027-05-05\nlaw:")(site)

    page = faq_page(read(site), "en")

    assert (
        "Reference **PAY-01** · Applies to DCPI, DCTC · Law {{ law.cite cap-638 }}"
        " · Holds from 6 May 2022 until 5 May 2027 · Last reviewed on 22 November 2026"
        " · Next review by 1 May 2027 · Kept by Accounts Office"
        ' · Short link <a href="../../q/pay-01/">/q/pay-01/</a>'
    ) in page


def test_the_words_of_a_refusal_lead_to_their_question(tmp_path: Path) -> None:
    page = faq_page(read(sound_site(tmp_path)), "tc")

    assert '- <span lang="en">PAYMENT_FAILED</span>: [如何繳費？](faq.md#pay-01)' in page


def test_a_withdrawn_question_keeps_its_address_and_says_why(tmp_path: Path) -> None:
    site = sound_site(tmp_path)
    changed(FAQ, "law:", "withdrawn: 2026-12-01\nsee: [pay-01]\nlaw:")(site)
    changed(FAQ, 'pay?", ', 'pay?", because: "The rule changed.", ')(site)
    changed(FAQ, '繳費？", ', '繳費？", because: "規則已改。", ')(site)

    page = faq_page(read(site), "en")

    assert problems(site) == []
    assert "## Payment" not in page
    assert page.index("{ #withdrawn }") < page.index("{ #pay-01 }")
    assert "Withdrawn on 1 December 2026: The rule changed. · See" in page


def test_the_full_answers_are_cut_out_of_the_finished_page() -> None:
    html = "<p>a</p><!-- entry pay-01 --><p>card</p><!-- full pay-01 -->\n<p>b</p>\n<!-- /full -->"
    html += "<p>c</p><!-- /entry --><p>d</p>"

    assert full_answers(html) == {"pay-01": "<p>b</p>"}
    assert without_entries(html) == "<p>a</p><p>d</p>"
    assert "<!--" not in without_comments(html)


def test_a_card_is_read_out_without_its_tags() -> None:
    card = 'Telephone <a href="tel:+852">2477 1002</a>\n&amp; wait.'

    assert spoken_text(card) == "Telephone 2477 1002 & wait."


def test_every_question_of_the_site_has_its_three_languages_and_its_short_page(site: Path) -> None:
    pages = {c: (site / c / "faq" / "index.html").read_text("utf-8") for c in ("en", "tc", "sc")}
    folders = sorted(path.name for path in (site / "q").iterdir())

    assert len(folders) >= 60
    for code, html in pages.items():
        ids = re.findall(r'<h3 id="([a-z]+-\d\d)">', html)
        assert sorted(ids) == folders, code
        assert html.count('<p class="card">') == len(ids)
        assert "<!--" not in html
    assert {folder.rpartition("-")[0] for folder in folders} == set(TOPICS)


def test_a_short_page_runs_no_script_and_names_its_language(site: Path) -> None:
    html = (site / "q" / "pay-01" / "index.html").read_text("utf-8")

    assert "<script" not in html
    assert re.findall(r'<section lang="([^"]+)"', html) == ["en", "zh-Hant-HK", "zh-Hans"]
    assert plain(html).count("PAY-01") == 2
