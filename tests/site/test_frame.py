"""What surrounds the pages: groups, fallbacks, redirects, the sitemap, the glossary, the feeds."""

from pathlib import Path

import pytest

from api.publish.finishing import redirects
from api.publish.frame import finished, plain, shown_in_english, sitemap
from api.publish.glossary import Conversion, Term, conversion, glossary_table
from api.publish.navigation import Group, all_pages, groups_of, in_languages
from api.publish.parity import differing_numbers, numbers_in
from api.publish.sources import PageProblem
from api.publish.words import LANGUAGES
from tests.site.small_site import read, sound_site

SEARCH = Term(en="search", tc="搜尋", sc="搜索", definition_en="Look.", definition_tc="找。")
LEAVE = Term(en="Leave of Court", tc="法院許可", definition_en="Leave.", definition_tc="許可。")


def test_pages_are_grouped_once_and_repeated_in_each_language() -> None:
    groups = groups_of(["index.md", {"pay": ["pay.md", "fees.md"]}, {"guides": []}])

    assert groups == [Group(None, ("index.md",)), Group("pay", ("pay.md", "fees.md"))]
    assert in_languages(groups) == [
        {"en": ["en/index.md", {"Pay": ["en/pay.md", "en/fees.md"]}]},
        {"tc": ["tc/index.md", {"繳費": ["tc/pay.md", "tc/fees.md"]}]},
        {"sc": ["sc/index.md", {"缴费": ["sc/pay.md", "sc/fees.md"]}]},
    ]


def test_a_group_that_nobody_knows_is_refused() -> None:
    with pytest.raises(PageProblem, match="group gossip is none of start"):
        groups_of([{"gossip": ["a.md"]}])


def test_the_list_of_all_pages_says_what_each_is_about(tmp_path: Path) -> None:
    library = read(sound_site(tmp_path))

    page = all_pages(library, [Group("pay", ("page.md",))], "tc")

    assert "## 繳費 { #group-pay }\n\n- [網頁](page.md)：網頁." in page


def test_a_missing_translation_is_shown_in_english_and_says_so() -> None:
    shown = shown_in_english("# A { #a }", "tc")

    assert shown.startswith('<p class="help-fallback">本頁尚未有中文版，以下以英文顯示。</p>')
    assert '<div lang="en" markdown="1">\n\n# A { #a }\n\n</div>' in shown


def test_an_old_address_leads_to_the_new_one_in_its_language() -> None:
    (page,) = redirects([("tc", "old/place/", "tc/new/")]).items()

    assert page == (
        "tc/old/place/",
        {"tag": "zh-Hant-HK", "up": "../../../", "url": "tc/new/", "title": "本頁已遷移"},
    )


def test_the_sitemap_names_the_other_languages_both_ways() -> None:
    urls = ["en/fees/", "sc/fees/", "tc/fees/"]

    text = sitemap(urls, "https://help.example/")

    assert text.count("<loc>") == 3
    for each in LANGUAGES:
        link = f'hreflang="{each.tag}" href="https://help.example/{each.code}/fees/"'
        assert text.count(link) == 3


def test_the_glossary_speaks_over_the_conversion() -> None:
    converted = conversion([SEARCH, LEAVE])

    assert converted == Conversion({"搜寻": "搜索"})
    assert converted("搜尋文件，須有法院許可。") == "搜索文件，须有法院许可。"


def test_code_stays_as_it_is_sent_and_received() -> None:
    text = 'Title 檔\n\n``` json title="檔"\n{"名": "檔"}\n```\n\n以`檔`存檔。'

    assert conversion([]).markdown(text) == (
        'Title 档\n\n``` json title="档"\n{"名": "檔"}\n```\n\n以`檔`存档。'
    )


def test_a_term_has_an_address_and_three_scripts() -> None:
    html = glossary_table([SEARCH, LEAVE], "sc")

    assert LEAVE.id == "term-leave-of-court"
    assert 'id="term-leave-of-court"' in html
    assert '<span lang="zh-Hans">搜索</span>' in html
    assert "许可。" in html


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("On 6 May 2022.", {6, 5, 2022}),
        ("2022年5月6日", {6, 5, 2022}),
        ("In May 2022 you may file.", {5, 2022}),
        ("May I file?", set[int]()),
        ("At 5:00 pm; 1,045 pages", {5, 1045}),
        ("See [3](4.md#p5) and `6` {{ fee.table 7 }} { #p8 }", {3}),
        ("1. First\n2. Second", set[int]()),
        ('<td data-x="9">10</td>', {10}),
    ],
)
def test_the_numbers_of_a_text_are_those_a_reader_sees(text: str, numbers: set[int]) -> None:
    assert numbers_in(text) == numbers


def test_different_numbers_are_told_by_language() -> None:
    assert differing_numbers("6 May", "5月7日") == "only en says 6; only tc says 7"
    assert differing_numbers("6 May", "5月6日") is None


def test_words_are_cut_out_of_html_without_gaps_before_a_full_stop() -> None:
    html = '<p>Call <a href="tel:1">1</a>.</p><p>Then<br>wait<span>x</span></p>'

    assert plain(html) == "Call 1. Then wait x"


def test_a_table_of_a_page_can_be_scrolled_by_keyboard_and_has_no_style_of_its_own() -> None:
    html = '<h2 id="a">A</h2><table>\n<thead>\n<tr>\n<th style="text-align: right;">N</th>\n</tr>'
    html += "\n</thead>\n</table>"

    assert '<div class="help-table" role="region" tabindex="0" aria-label="A">' in finished(
        html, "en"
    )
    assert '<th scope="col" class="right">N</th>' in finished(html, "en")
