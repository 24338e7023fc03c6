"""What is wrong with the sources stops the build, with a sentence that names file and remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.publish.building import ROOT, SiteNotBuilt, lock_new_ids, mark_compared
from api.publish.sources import PageProblem, digest_of, joined, parsed
from tests.site.small_site import added, changed, problems, read, sound_site

EN, TC, FAQ = "pages/en/page.md", "pages/tc/page.md", "faq/pay-01.md"
NOTICE = "pages/en/notices/one.md"


def removed(path: str) -> Callable[[Path], None]:
    return lambda site: (site / path).unlink()


def test_a_sound_site_has_no_problem(tmp_path: Path) -> None:
    assert problems(sound_site(tmp_path)) == []


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (removed(TC), "tc/page.md: missing; en has it"),
        (removed(EN), "en/page.md: missing; tc has it"),
        (changed(EN, "owner: Help Centre\n", ""), "en/page.md: front matter: owner: Field req"),
        (changed(EN, "owner: Help Centre", "owner: Nobody"), "Nobody is none of Help Centre, R"),
        (changed(EN, "owner:", "keeper:"), "en/page.md: front matter: keeper: Extra inputs"),
        (changed(EN, "2027-05-01", "2027-12-01"), "review_by is not within 12 months after"),
        (changed(EN, "2027-05-01", "2026-11-22"), "review_by is not within 12 months after"),
        (
            changed(EN, "law: ", "effective_to: 2027-01-01\nlaw: "),
            "front matter: Value error, review_by is after effective_to",
        ),
        (changed(EN, "title: A page", "title: [A page"), "en/page.md: front matter cannot be read"),
        (changed(EN, "---\nid", "id"), "en/page.md: the page has no front matter"),
        (changed(EN, "law: [cap-638]", "law: [cap-0]"), "law cap-0 is not in api/reference/law"),
        (changed(EN, "[DCPI]", "[DCXX]"), "applies_to DCXX is no kind of case"),
        (changed(EN, "description: A page.", f"description: {'word ' * 46}"), "longer than 45"),
        (changed(TC, "description: 網頁.", f"description: {'字' * 91}"), "longer than 45"),
        (changed(EN, "{ .answer }", ""), "en/page.md: no paragraph is marked { .answer }"),
        (added(EN, "## No id"), "en/page.md: heading without an ASCII id: ## No id"),
        (added(EN, "## Two { #steps }"), "en/page.md: id steps occurs twice"),
        (added(EN, "## Only { #only }"), "tc/page.md: heading ids differ from en/page.md"),
        (changed(TC, "[cap-638]", "[cap-638a]"), "tc/page.md: law differs from en/page.md"),
        (changed(TC, "[DCPI]", "[DCTC]"), "tc/page.md: applies_to differs from en/page.md"),
        (changed(TC, "id: page", "id: other"), "tc/page.md: id differs from en/page.md"),
        (added(EN, "{{ fee.table }}"), "tc/page.md: fact markers differ from en/page.md"),
        (
            changed(TC, "2個", "3個"),
            "other numbers or dates than en/page.md: only en says 2; only tc says 3",
        ),
        (changed(EN, "Take", "You take"), "compare site/pages/en/page.md, then python -m api pu"),
        (changed(NOTICE, "published: 2026-11-20\n", ""), "notice_kind and published belong to"),
        (changed(NOTICE, "kind: fee", "kind: gossip"), "gossip is none of outage, law, release"),
        (changed(FAQ, "id: pay-01", "id: pay-02"), "id pay-02 is not the name of the file"),
        (changed(FAQ, "topic: pay", "topic: file"), "id does not begin with its topic file"),
        (changed(FAQ, "<!-- tc -->", ""), "faq/pay-01.md: the full answer is missing in tc"),
        (changed(FAQ, "by card.", "word " * 44), "the English card has 46 words, at most 45"),
        (changed(FAQ, "以信用卡", "字" * 90), "the Chinese card has 99 characters, at most 90"),
        (changed(FAQ, "by card.", "[here](x.md)."), "the card in en has a link; put it into"),
        (changed(FAQ, "DC_COMMENCE_ACTION", "NO_SUCH"), "faq/pay-01.md: {{ fee.electronic NO_SUCH"),
        (changed(FAQ, "3天", "4天"), "faq/pay-01.md: other numbers or dates in the two languages"),
        (changed(FAQ, "within 3", "in 3"), "compare its English part, then python -m api publish"),
        (changed(FAQ, "law:", "see: [pay-09]\nlaw:"), "faq/pay-01.md: see pay-09: no such ques"),
        (
            changed(FAQ, "law:", "withdrawn: 2026-12-01\nlaw:"),
            "a withdrawn question says because in en and tc",
        ),
        (changed("ids.lock", "page\n", ""), "page is not in it: run python -m api publish --lock"),
        (added("ids.lock", "gone-01"), "gone-01 was given out, and nothing has it: restore it"),
        (changed(FAQ, "pay-01", "page"), "pay-01.md: id: String should match pattern"),
        (changed("glossary.toml", 'tc = "法院許可"\n', ""), "glossary.toml: 1.tc: Field required"),
        (
            changed("glossary.toml", '"leave of court"', '"search"'),
            "glossary.toml: term-search occurs twice",
        ),
    ],
)
def test_a_fault_is_told_with_its_file(
    tmp_path: Path, harm: Callable[[Path], None], said: str
) -> None:
    site = sound_site(tmp_path)

    harm(site)

    assert [one for one in problems(site) if said in one] != []


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("Telephone 2477 1002.", "2477 1002"),
        ("Telephone 24771002.", "24771002"),
        ("It costs $630.", "$630"),
        ("It costs HK$1,045.", "HK$1,045"),
        ("It costs 504 dollars.", "504 dollars"),
        ("收費504元。", "504元"),
        ("It closes at 5:30 pm.", "5:30 pm"),
        ("於下午5時30分關閉。", "下午5時30分"),
        ("Since 6 May 2022.", "6 May 2022"),
        ("至2027年5月5日。", "2027年5月5日"),
    ],
)
def test_a_published_fact_may_not_be_typed_into_a_page(
    tmp_path: Path, line: str, fact: str
) -> None:
    site = sound_site(tmp_path)

    added(EN, line)(site)

    assert f"en/page.md: the fact {fact!r} is typed in; put a marker in its place" in problems(site)


@pytest.mark.parametrize(
    "line",
    [
        "Practice Direction 24.1 has 8 annexes; see Cap. 336.",
        "Send it at 6 pm; 2026 and 2027 are years, 12-digit numbers are numbers.",
        "`HK$504` in code is an example.",
        "On 3 January 2024 nothing began.",
    ],
)
def test_other_numbers_may_be_written(tmp_path: Path, line: str) -> None:
    site = sound_site(tmp_path)

    added(EN, line)(site)

    assert [one for one in problems(site) if "is typed in" in one] == []


def test_a_notice_may_say_the_day_it_is_about(tmp_path: Path) -> None:
    site = sound_site(tmp_path)

    added(NOTICE, "From 6 May 2022.")(site)

    assert [one for one in problems(site) if "is typed in" in one] == []


def test_a_compared_translation_and_a_locked_id_are_sound_again(tmp_path: Path) -> None:
    site = sound_site(tmp_path)
    for path in (EN, FAQ):
        changed(path, "id: p", "applies_to: [all]\nid: p")
    changed(EN, "Take", "You take")(site)
    changed(FAQ, "within", "in")(site)
    (site / "ids.lock").unlink()
    assert problems(site) != []

    files = mark_compared([], root=tmp_path)
    ids = lock_new_ids(root=tmp_path)

    assert files == ["site/pages/tc/page.md", "site/faq/pay-01.md"]
    assert ids == ["one", "page", "pay-01"]
    assert problems(site) == []


def test_only_the_named_translation_is_marked(tmp_path: Path) -> None:
    site = sound_site(tmp_path)
    changed(EN, "Take", "You take")(site)
    changed(FAQ, "within", "in")(site)

    assert mark_compared([site / FAQ], root=tmp_path) == ["site/faq/pay-01.md"]

    assert len(problems(site)) == 1
    assert problems(site)[0].startswith("site/pages/tc/page.md: not the translation")


def test_an_english_page_cannot_be_marked_as_a_translation(tmp_path: Path) -> None:
    site = sound_site(tmp_path)

    with pytest.raises(ValueError, match="is not a translation"):
        mark_compared([site / EN], root=tmp_path)


def test_nothing_is_locked_while_a_question_cannot_be_read(tmp_path: Path) -> None:
    site = sound_site(tmp_path)
    changed(FAQ, "topic: pay\n", "")(site)

    with pytest.raises(SiteNotBuilt, match="topic: Field required"):
        lock_new_ids(root=tmp_path)


def test_a_page_without_a_translation_may_say_so_and_have_no_text_of_its_own(
    tmp_path: Path,
) -> None:
    site = sound_site(tmp_path)
    front, body = (site / TC).read_text("utf-8").split("---\n# ")
    stub = f"{front}fallback: en\n---\n"

    (site / TC).write_text(stub, "utf-8")
    assert problems(site) == []

    (site / TC).write_text(f"{stub}# {body}", "utf-8")
    assert problems(site) == ["tc/page.md: a fallback page has no text of its own"]


def test_english_cannot_fall_back_on_english(tmp_path: Path) -> None:
    site = sound_site(tmp_path)

    changed(EN, "law:", "fallback: en\nlaw:")(site)

    assert "en/page.md: English cannot fall back on English" in problems(site)


def test_a_simplified_page_says_the_words_of_the_glossary(tmp_path: Path) -> None:
    page = read(sound_site(tmp_path)).source("sc", "page.md")

    assert page is not None
    assert page.meta.title == "网页"
    assert "共有2个步骤，可以搜索。" in page.body


def test_a_hash_names_the_english_text_and_nothing_else() -> None:
    page = parsed("en/a.md", "---\nid: a\n---\nText.\n")

    assert page.english_hash == digest_of("Text.\n")
    assert len(page.english_hash) == 16


def test_a_comment_in_a_block_of_code_is_no_heading() -> None:
    page = parsed("en/a.md", "---\nid: a\n---\n# One { #one }\n\n```sh\n# two\n```\n")

    assert page.anchors == ("one",)
    assert page.nameless == ()


def test_a_front_matter_that_is_a_list_is_refused() -> None:
    with pytest.raises(PageProblem, match="not a list of keys and values"):
        parsed("en/a.md", "---\n- id\n---\nText.\n")


def test_chinese_lines_are_joined_without_a_space() -> None:
    assert joined("法院\n登記處\nAPI\n說明") == "法院登記處\nAPI\n說明"


def test_the_sources_of_this_site_have_no_problem() -> None:
    assert problems(ROOT / "site") == []
