"""The help site: it builds strictly, says what the facts say, and asks nobody else for anything."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from api.fees.rules import FeeRequest, assess
from api.publish.building import ROOT, SiteNotBuilt, build
from api.publish.code_facts import KINDS, code_anchor, reason_anchor
from api.publish.frame import plain
from api.publish.sources import problems_in, read_sources
from api.publish.words import LANGUAGES
from api.reference.loading import published
from api.reference.papers import ContactKind

PAGES = ("", "file/", "fees/", "coverage/", "codes/", "contact/", "speed/", "about/")
UNOFFICIAL = {
    "en": "This is not an official site. It is not run or endorsed by the Hong Kong Judiciary.",
    "tc": "本網站並非官方網站，亦非由香港司法機構營運或認可。",
    "sc": "本网站并非官方网站，亦非由香港司法机构营运或认可。",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once, as `python -m api publish` does."""
    target = tmp_path_factory.mktemp("help") / "site"
    build(target)
    return target


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what a build needs, so that a test may break it."""
    root = tmp_path / "clone"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "api", root / "api", ignore=ignored)
    shutil.copytree(ROOT / "site", root / "site")
    shutil.copy(ROOT / "mkdocs.yml", root)
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
@pytest.mark.parametrize("page", PAGES)
def test_every_page_exists_in_every_language_and_says_that_it_is_not_official(
    site: Path, code: str, page: str
) -> None:
    html = (site / code / page / "index.html").read_text("utf-8")

    tag = next(each.tag for each in LANGUAGES if each.code == code)
    assert f'<html lang="{tag}"' in html
    assert plain(html).count(UNOFFICIAL[code]) == 2  # above the page and below it


def test_the_site_holds_no_script_at_all(site: Path) -> None:
    assert [path.name for path in site.rglob("*.js")] == []
    assert [p for p in site.rglob("*.html") if "<script" in p.read_text("utf-8")] == []


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


def test_no_published_fact_is_typed_into_a_page() -> None:
    amount = re.compile(r"HK\$\d|\$\d")
    telephone = re.compile(r"\b\d{4} \d{4}\b")
    for code in ("en", "tc"):
        for source in read_sources(ROOT / "site" / "pages", code).values():
            assert amount.findall(source.body) == [], source.path
            assert telephone.findall(source.body) == [], source.path


def test_the_sources_have_no_problem_and_the_same_heading_ids_in_both_languages() -> None:
    pages = ROOT / "site" / "pages"
    en, tc = read_sources(pages, "en"), read_sources(pages, "tc")

    assert problems_in(pages) == []
    assert {p: s.anchors for p, s in en.items()} == {p: s.anchors for p, s in tc.items()}
    assert "who-can-file" in en["file.md"].anchors


def test_simplified_pages_hold_no_traditional_character_and_keep_the_numbers(site: Path) -> None:
    for page in PAGES:
        tc = plain((site / "tc" / page / "index.html").read_text("utf-8"))
        sc = plain((site / "sc" / page / "index.html").read_text("utf-8"))
        assert re.findall(r"[0-9]+", tc) == re.findall(r"[0-9]+", sc)
        assert set("檔費電繳區訴帳狀號") & set(sc.replace("繁體", "")) == set()


def test_the_manifest_lists_every_page_in_every_language_by_its_address(site: Path) -> None:
    manifest = json.loads((site / "help-manifest.json").read_text("utf-8"))

    found = {(item["language"], item["url"]) for item in manifest["items"]}
    assert found == {(each.code, f"{each.code}/{page}") for each in LANGUAGES for page in PAGES}
    fees = next(i for i in manifest["items"] if (i["id"], i["language"]) == ("fees", "en"))
    assert fees["reviewed"] == "2026-11-22"
    assert "HK$504" in fees["text"]
    assert manifest["languages"] == {"en": "en", "tc": "zh-Hant-HK", "sc": "zh-Hans"}


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


def _add(line: str, path: str = "site/pages/en/fees.md") -> Callable[[Path], None]:
    def broken(root: Path) -> None:
        page = root / path
        page.write_text(page.read_text("utf-8") + f"\n{line}\n", "utf-8")

    return broken


def _remove_fees_in_chinese(root: Path) -> None:
    (root / "site/pages/tc/fees.md").unlink()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_add("[gone](gone.md)"), "gone.md"),
        (_add("[gone](file.md#gone)"), "#gone"),
        (_add('<a href="../gone/">gone</a>'), "../gone/ leads nowhere"),
        (_add('<img src="https://elsewhere.example/a.png" alt="">'), "loads https://elsewhere"),
        (_add("<script>1</script>"), "has a script"),
        (_add("## No id"), "heading without an ASCII id"),
        (_add("## Only here { #only-here }"), "heading ids differ"),
        (_add("{{ fee.table }}"), "fact markers differ"),
        (_add("{{ fee.tabel }}"), "fact markers differ"),
        (_remove_fees_in_chinese, "tc/fees.md: missing"),
    ],
)
def test_a_broken_page_stops_the_build_and_is_named(
    copy: Path, tmp_path: Path, harm: Callable[[Path], None], said: str
) -> None:
    harm(copy)

    with pytest.raises(SiteNotBuilt) as stopped:
        build(tmp_path / "out", root=copy)
    assert said in str(stopped.value)


def test_a_marker_without_a_fact_stops_the_build(copy: Path, tmp_path: Path) -> None:
    for code in ("en", "tc"):
        _add("{{ fee.ordinary NO_SUCH_ITEM }}", f"site/pages/{code}/fees.md")(copy)

    with pytest.raises(SiteNotBuilt, match="NO_SUCH_ITEM"):
        build(tmp_path / "out", root=copy)
