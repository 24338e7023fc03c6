"""The manifest says in data what the site says in pages."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from api.publish.building import ROOT
from api.publish.finishing import questions
from api.publish.frame import plain
from api.publish.manifest import rooted, sections_of, written
from api.publish.words import LANGUAGES
from tests.site.manifest_shape import Manifest
from tests.site.small_site import read

SCHEMA = Path(__file__).parent / "manifest.schema.json"


@pytest.fixture(scope="module")
def manifest(site: Path) -> dict[str, Any]:
    return json.loads((site / "help-manifest.json").read_text("utf-8"))


def test_the_schema_that_others_read_is_the_shape_tested_here() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == Manifest.model_json_schema()


def test_the_manifest_has_its_shape_and_nothing_more(manifest: dict[str, Any]) -> None:
    assert len(Manifest.model_validate(manifest).items) == len(manifest["items"])


def test_every_item_stands_in_all_three_languages_once(manifest: dict[str, Any]) -> None:
    seen = [(item["id"], item["language"]) for item in manifest["items"]]
    ids = {one for one, _ in seen}

    assert sorted(seen) == sorted((one, each.code) for one in ids for each in LANGUAGES)


def test_every_page_question_and_term_is_in_it(manifest: dict[str, Any]) -> None:
    library = read(ROOT / "site")
    english = {(item["kind"], item["id"]) for item in manifest["items"] if item["language"] == "en"}

    pages = {(page.meta.kind, page.meta.id) for page in library.pages["en"].values()}
    questions = {("faq", faq.meta.id) for faq in library.faqs}
    terms = {("term", term.id) for term in library.terms}
    assert english == pages | questions | terms | {("page", "faq"), ("page", "all-pages")}
    assert len(questions) >= 60


def test_every_address_leads_to_a_page_and_an_anchor_of_the_site(
    site: Path, manifest: dict[str, Any]
) -> None:
    pages: dict[str, str] = {}
    for item in manifest["items"]:
        for address in (item["url"], item["shortUrl"]):
            path, _, anchor = address.partition("#")
            html = pages.setdefault(path, (site / path / "index.html").read_text("utf-8"))
            assert not anchor or f'id="{anchor}"' in html, address


def test_the_text_of_a_page_is_that_of_its_html(site: Path, manifest: dict[str, Any]) -> None:
    for item in manifest["items"]:
        if item["kind"] != "term" and item["id"] != "faq":
            path, _, anchor = item["url"].partition("#")
            html = plain((site / path / "index.html").read_text("utf-8"))
            said = item["text"].split(" ") if not anchor else item["answer"].split(" ")
            assert " ".join(said[:20]) in html, item["url"]
            assert " ".join(said[-10:]) in html, item["url"]


def test_the_card_on_a_questions_page_is_the_answer_in_the_manifest(
    site: Path, manifest: dict[str, Any]
) -> None:
    cards = [item for item in manifest["items"] if item["kind"] == "faq"]
    for item in cards:
        html = (site / item["shortUrl"] / "index.html").read_text("utf-8")
        assert item["answer"] in plain(html), item["id"]
        assert item["title"] in plain(html), item["id"]
        assert f'href="../../{item["url"]}"' in html


def test_the_body_of_a_question_is_the_html_of_its_full_answer(
    site: Path, manifest: dict[str, Any]
) -> None:
    html = plain((site / "en" / "faq" / "index.html").read_text("utf-8"))
    for item in manifest["items"]:
        if (item["kind"], item["language"]) == ("faq", "en"):
            assert plain(item["bodyHtml"]) in html, item["id"]


def test_no_address_in_a_body_depends_on_where_it_stands(
    site: Path, manifest: dict[str, Any]
) -> None:
    for item in manifest["items"]:
        for address in re.findall(r'(?:href|src)="([^"]+)"', item["bodyHtml"] or ""):
            if not re.match(r"https?:|tel:|mailto:", address):
                path = address.partition("#")[0]
                file = site / path / "index.html" if path.endswith("/") else site / path
                assert file.is_file(), (item["id"], address)


def test_a_notice_has_its_kind_and_day(manifest: dict[str, Any]) -> None:
    for item in manifest["items"]:
        given = (item["noticeKind"] is not None, item["published"] is not None)
        assert given == (item["kind"] == "notice",) * 2, item["id"]


def test_addresses_are_written_from_the_sites_root() -> None:
    html = '<a href="../fees/#a">1</a><a href="#b">2</a><a href="https://x.example/">3</a>'

    assert rooted(html, "en/faq/") == (
        '<a href="en/fees/#a">1</a><a href="en/faq/#b">2</a><a href="https://x.example/">3</a>'
    )


def test_a_page_is_split_at_its_headings() -> None:
    html = '<h1 id="a">A<a class="headerlink" href="#a">#</a></h1><p>One.</p><h2 id="b">B</h2>Two.'

    assert sections_of(html) == [
        {"anchor": "a", "title": "A", "text": "One."},
        {"anchor": "b", "title": "B", "text": "Two."},
    ]


def test_another_text_is_another_release() -> None:
    item = {"id": "a", "kind": "page", "language": "en", "hash": "1"}

    one, other = (json.loads(written([item | {"hash": h}], {}))["release"] for h in ("1", "2"))

    assert one != other


def test_a_question_page_says_all_three_languages_in_their_order() -> None:
    blank = {"kind": "faq", "id": "pay-01", "shortUrl": "q/pay-01/", "withdrawn": None}
    items = [
        blank
        | {"language": c, "title": c, "answer": c, "url": f"{c}/faq/", "reviewed": "2026-11-22"}
        for c in ("sc", "tc", "en")
    ]

    page = questions(items)["q/pay-01/"]

    assert [(each["tag"], each["reviewed"]) for each in page["said"]] == [
        ("en", "22 November 2026"),
        ("zh-Hant-HK", "2026年11月22日"),
        ("zh-Hans", "2026年11月22日"),
    ]
