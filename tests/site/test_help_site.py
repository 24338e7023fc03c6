"""The help site: it builds strictly, says what the facts say, and asks nobody else for anything."""

import gzip
import re
import shutil
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from api.fees.rules import FeeRequest, assess
from api.publish.building import ROOT, SiteNotBuilt, build, mark_compared
from api.publish.code_facts import KINDS, code_anchor, reason_anchor
from api.publish.frame import plain
from api.publish.markers import filled
from api.publish.sources import PageProblem, read_sources
from api.publish.words import LANGUAGES
from api.reference.loading import published
from api.reference.papers import ContactKind

MOST_BYTES = 90 * 1024
SOURCES = read_sources(ROOT / "site" / "pages", "en")
PAGES = tuple(
    sorted(
        {
            re.sub(r"(^|/)index/$", r"\1", f"{path.removesuffix('.md')}/")
            for path in (*SOURCES, "faq.md", "all-pages.md")
        }
    )
)
UNOFFICIAL = {
    "en": "This is not an official site. It is not run or endorsed by the Hong Kong Judiciary.",
    "tc": "本網站並非官方網站，亦非由香港司法機構營運或認可。",
    "sc": "本网站并非官方网站，亦非由香港司法机构营运或认可。",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what a build needs, so that a test may break it."""
    root = tmp_path / "clone"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "api", root / "api", ignore=ignored)
    shutil.copytree(ROOT / "site", root / "site")
    for name in ("mkdocs.yml", "schema.graphql"):
        shutil.copy(ROOT / name, root)
    return root


class _Rows(HTMLParser):
    """The rows of a page's tables, as their cells' text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.ids: list[str | None] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
            self.ids.append(dict(attrs).get("id"))
        self._open = tag in {"td", "th"} or (self._open and tag != "tr")
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data}".strip()


def rows_of(page: Path) -> dict[str | None, list[str]]:
    """Read the rows of a page by their id, white space collapsed."""
    reader = _Rows()
    reader.feed(page.read_text("utf-8"))
    cells = [[" ".join(cell.split()) for cell in row] for row in reader.rows]
    return dict(zip(reader.ids, cells, strict=True))


@pytest.mark.parametrize("code", ["en", "tc", "sc"])
def test_every_page_exists_in_every_language_and_says_that_it_is_not_official(
    site: Path, code: str
) -> None:
    tag = next(each.tag for each in LANGUAGES if each.code == code)
    for page in PAGES:
        html = (site / code / page / "index.html").read_text("utf-8")
        assert f'<html lang="{tag}"' in html, page
        assert plain(html).count(UNOFFICIAL[code]) >= 2, page  # above the page and below it


def test_the_only_scripts_are_our_own_files(site: Path) -> None:
    ours = ROOT / "site" / "theme" / "assets"
    theirs = [
        path.relative_to(site).as_posix()
        for path in site.rglob("*.js")
        if not (ours / path.relative_to(site / "assets")).is_file()
        and not path.is_relative_to(site / "assets" / "data")
    ]
    assert theirs == []
    for path in site.rglob("*.html"):
        for attributes, text in re.findall(
            r"<script([^>]*)>(.*?)</script>", path.read_text("utf-8"), re.DOTALL
        ):
            assert re.fullmatch(r' src="(\.\./)*assets/[a-z0-9_/-]+\.js" defer', attributes)
            assert text == ""


def test_only_pages_that_ask_for_a_script_load_one(site: Path) -> None:
    for path, source in SOURCES.items():
        page = re.sub(r"(^|/)index/$", r"\1", f"{path.removesuffix('.md')}/")
        for each in LANGUAGES:
            html = (site / each.code / page / "index.html").read_text("utf-8")
            loaded = re.findall(r'<script src="(?:\.\./)*([^"]+)"', html)
            assert tuple(loaded) == source.meta.scripts, path


def test_no_page_is_heavier_than_90_kilobytes_compressed(site: Path) -> None:
    sizes = {
        path.relative_to(site).as_posix(): len(gzip.compress(path.read_bytes(), 9))
        for path in site.rglob("*.html")
    }

    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


def test_two_builds_are_equal_byte_for_byte(site: Path, tmp_path: Path) -> None:
    build(tmp_path / "again")

    first = {p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    again = tmp_path / "again"
    second = {p.relative_to(again): p.read_bytes() for p in again.rglob("*") if p.is_file()}
    assert first == second


def test_the_fee_of_a_writ_stands_on_the_page_as_the_api_assesses_it(site: Path) -> None:
    (line,) = assess([FeeRequest("DC_COMMENCE_ACTION")], date(2022, 5, 6)).lines
    assert (str(line.ordinary), str(line.charged)) == ("HK$630", "HK$504")

    row = rows_of(site / "en" / "fees" / "index.html")["fee-dc-commence-action"]

    assert row[1] == "HK$630"
    assert row[2] == "HK$504 6 May 2022 to 5 May 2027"
    assert row[3].startswith("Inferred ")


def test_every_fee_on_the_page_is_the_one_assessed_inside_its_concession(site: Path) -> None:
    facts = published()
    for code in ("en", "tc", "sc"):
        rows = rows_of(site / code / "fees" / "index.html")
        for fee in facts.fees:
            concession = next(c for c in facts.concessions if fee.court in c.courts)
            (line,) = assess([FeeRequest(fee.item)], concession.effective_from).lines
            row = rows[f"fee-{fee.item.lower().replace('_', '-')}"]
            assert row[1] == str(fee.amount)
            assert row[2].split(" ")[0] == str(line.charged)


def test_every_notice_stands_on_the_page_with_its_day_and_mark(site: Path) -> None:
    facts = published()
    rows = rows_of(site / "en" / "coverage" / "index.html")
    for notice in facts.notices:
        row = rows[f"notice-{notice.key.lower().replace('_', '-')}"]
        day = f"{notice.begins.day} {notice.begins:%B %Y}"
        expected = day if notice.is_exact else f"by {day}; the exact first day was not found"
        assert row[1] == expected
        assert row[2] == notice.citation.en
        assert row[3] == f"{notice.confidence.value.capitalize()} {notice.source}"


def test_the_first_notice_opens_personal_injuries_and_tax_claims_on_6_may_2022(
    site: Path,
) -> None:
    row = rows_of(site / "en" / "coverage" / "index.html")["notice-dc-2022-05-06"]

    assert "(DCPI)" in row[0]
    assert "(DCTC)" in row[0]
    assert row[1] == "6 May 2022"


@pytest.mark.parametrize("code", ["en", "tc", "sc"])
def test_every_contact_is_on_the_page_and_telephones_can_be_dialled(site: Path, code: str) -> None:
    page = site / code / "contact" / "index.html"
    html, rows = page.read_text("utf-8"), rows_of(page)
    for contact in published().contacts.values():
        row = rows[f"contact-{contact.code.lower().replace('_', '-')}"]
        assert row[1].startswith(getattr(contact.value, code))
        if contact.kind is ContactKind.TELEPHONE:
            assert f'href="tel:+852{contact.value.en.replace(" ", "")}"' in html


def test_the_hotlines_are_those_of_the_letter_of_14_april_2022(site: Path) -> None:
    rows = rows_of(site / "en" / "contact" / "index.html")

    assert rows["contact-general-enquiry-hotline"][1].startswith("2477 1002")
    assert rows["contact-technical-helpline"][1].startswith("2886 6474")


@pytest.mark.parametrize("code", ["en", "tc", "sc"])
def test_every_status_and_reason_has_an_address_and_its_words(site: Path, code: str) -> None:
    facts = published()
    rows = rows_of(site / code / "codes" / "index.html")
    for (kind, value), entry in facts.codes.items():
        row = rows[code_anchor(kind, value)]
        assert row[0] == f"{getattr(entry.label, code)} {value}"
        assert row[1:] == [getattr(entry.explanation, code), getattr(entry.next_step, code)]
    for reason in facts.rejection_reasons.values():
        row = rows[reason_anchor(reason.code)]
        assert row[0] == f"{getattr(reason.reason, code)} {reason.code}"
        assert row[1] == getattr(reason.remedy, code)
    assert {kind for kind, _ in facts.codes} == set(KINDS)


def test_every_guide_that_a_refusal_or_a_reason_names_exists(site: Path) -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "api").rglob("*.py")]
    guides = {
        match
        for text in sources
        for match in re.findall(r'^    guide = "(.+)"$', text, re.MULTILINE)
    }
    guides |= {reason.guide for reason in published().rejection_reasons.values()}
    assert "/help/fees/" in guides

    dead: list[str] = []
    for guide in sorted(guides):
        path, _, anchor = guide.removeprefix("/help/").partition("#")
        page = site / path / "index.html"
        if not page.is_file() or (anchor and f'id="{anchor}"' not in page.read_text("utf-8")):
            dead.append(guide)
    assert dead == []


def test_a_filing_sent_on_friday_night_counts_on_monday_in_the_worked_example(site: Path) -> None:
    text = plain((site / "en" / "file" / "index.html").read_text("utf-8"))

    assert "Received on Fri 13 May 2022, 6:05 pm" in text
    assert "Mon 16 May 2022, 8:45 am" in text


def test_the_page_about_filing_tells_administrators_to_create_an_organization_user(
    site: Path,
) -> None:
    text = plain((site / "en" / "file" / "index.html").read_text("utf-8"))

    assert "Your account cannot file. Create an Organization User account for yourself" in text


def test_no_page_says_now(site: Path) -> None:
    forbidden = re.compile(r"\b(currently|at present|today|nowadays)\b", re.IGNORECASE)
    for path in (ROOT / "site" / "pages" / "en").rglob("*.md"):
        assert forbidden.findall(path.read_text("utf-8")) == [], path
    assert "目前" not in (site / "tc" / "index.html").read_text("utf-8")


def test_simplified_pages_keep_the_numbers_of_the_traditional_ones(site: Path) -> None:
    for page in PAGES:
        tc = plain((site / "tc" / page / "index.html").read_text("utf-8"))
        sc = plain((site / "sc" / page / "index.html").read_text("utf-8"))
        assert re.findall(r"[0-9]+", tc) == re.findall(r"[0-9]+", sc), page


def test_a_language_link_keeps_the_page(site: Path) -> None:
    for page in ("fees/", "faq/", "file/time/"):
        html = (site / "sc" / page / "index.html").read_text("utf-8")
        up = "../" * (page.count("/") + 1)
        links = re.search(r'<ul class="help-languages".*?</ul>', html, re.DOTALL)
        assert links is not None
        assert re.findall(r'href="([^"]+)"', links[0]) == [
            f"{up}en/{page}",
            f"{up}tc/{page}",
            "./",
        ]


def test_every_page_can_be_reached_without_a_script(site: Path) -> None:
    html = (site / "en" / "all-pages" / "index.html").read_text("utf-8")
    main = re.search(r"<article.*?</article>", html, re.DOTALL)
    assert main is not None
    linked = {address.removeprefix("../") for address in re.findall(r'href="([^"#]+)"', main[0])}
    notices = {page for page in PAGES if page.startswith("notices/") and page != "notices/"}

    assert set(PAGES) - {"", "all-pages/"} - notices <= linked
    listed = (site / "en" / "notices" / "index.html").read_text("utf-8")
    assert [page for page in notices if page.split("/")[1] not in listed] == []


def test_every_page_says_when_it_was_reviewed_and_which_law_it_rests_on(site: Path) -> None:
    facts = published()
    for path, source in SOURCES.items():
        page = re.sub(r"(^|/)index/$", r"\1", f"{path.removesuffix('.md')}/")
        html = (site / "en" / page / "index.html").read_text("utf-8")
        (kept,) = re.findall(r'<aside class="help-kept".*?</aside>', html, re.DOTALL)
        assert f'<time datetime="{source.meta.reviewed}">' in kept, path
        assert f'<time datetime="{source.meta.review_by}">' in kept, path
        assert plain(source.meta.change_note) in plain(kept), path
        for key in source.meta.law:
            assert facts.law[key].title.en in plain(kept), path


def test_an_address_without_a_language_leads_to_that_section_in_all_three(site: Path) -> None:
    html = (site / "file" / "index.html").read_text("utf-8")
    (section,) = re.findall(r'<section[^>]* id="sign-in">.*?</section>', html, re.DOTALL)

    assert re.findall(r'href="([^"]+)"', section) == [
        "../en/file/#sign-in",
        "../tc/file/#sign-in",
        "../sc/file/#sign-in",
    ]
    assert plain(section) == "1. Sign in 1. 登入 1. 登入"


def test_the_404_page_names_only_addresses_that_hold_at_any_depth(site: Path) -> None:
    html = (site / "404.html").read_text("utf-8")

    assert re.findall(r'(?:href|src)="([^"]+)"', html) == [
        "/help/assets/favicon.svg",
        "/help/assets/help.css",
        "/help/en/",
        "/help/tc/",
        "/help/sc/",
    ]


@pytest.mark.parametrize(("code", "title"), [("en", "exist"), ("tc", "找不到"), ("sc", "找不到")])
def test_each_language_has_a_404_page_of_its_own(site: Path, code: str, title: str) -> None:
    html = (site / code / "404.html").read_text("utf-8")

    assert title in plain(html)
    assert f'href="/help/{code}/all-pages/"' in html


def test_dead_links_stop_the_build_and_are_named(copy: Path, tmp_path: Path) -> None:
    with (copy / "site/pages/en/speed.md").open("a", encoding="utf-8") as page:
        page.write("\n[gone](gone.md) [there](file.md#gone)\n")
    mark_compared([copy / "site/pages/tc/speed.md"], root=copy)

    with pytest.raises(SiteNotBuilt) as stopped:
        build(tmp_path / "out", root=copy)

    assert "'gone.md'" in str(stopped.value)
    assert "'file.md#gone'" in str(stopped.value)


def test_what_is_wrong_in_raw_html_stops_the_build(copy: Path, tmp_path: Path) -> None:
    with (copy / "site/pages/en/speed.md").open("a", encoding="utf-8") as page:
        page.write('\n<a href="../gone/">x</a>\n')
        page.write('\n<img src="https://elsewhere.example/a.png" alt="">\n')
        page.write("\n<script>1</script>\n")
    mark_compared([copy / "site/pages/tc/speed.md"], root=copy)

    with pytest.raises(SiteNotBuilt) as stopped:
        build(tmp_path / "out", root=copy)

    assert str(stopped.value).splitlines() == [
        "en/speed/index.html: has a script that is not a deferred file of ours",
        "en/speed/index.html: has a script written into the page",
        "en/speed/index.html: ../gone/ leads nowhere",
        "en/speed/index.html: loads https://elsewhere.example/a.png",
    ]


def test_a_problem_of_the_sources_stops_the_build_and_is_told_in_words(
    copy: Path, tmp_path: Path
) -> None:
    (copy / "site/pages/tc/speed.md").unlink()

    with pytest.raises(SiteNotBuilt, match=r"tc/speed\.md: missing; en has it"):
        build(tmp_path / "out", root=copy)


def test_a_marker_without_a_fact_is_refused_by_its_name() -> None:
    with pytest.raises(PageProblem, match=r"fee\.ordinary NO_SUCH_ITEM.*no such fact"):
        filled("{{ fee.ordinary NO_SUCH_ITEM }}", published(), "en")


def test_a_malformed_marker_is_refused() -> None:
    with pytest.raises(PageProblem, match=r"a marker is malformed: \{\{fee"):
        filled("{{fee.table}}", published(), "en")
