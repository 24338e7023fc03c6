"""An agent on the telephone: the API and the pages answer from one site, at the front door."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import assemble, build
from api.gateways.help_library import NAME
from api.publish.frame import plain
from api.settings import Settings
from tests.court import Hands

SEARCH = """query Search($query: String!, $language: Language!) {
  helpSearch(query: $query, language: $language, first: 3) { release
    hits { id kind language isFallback title card url shortUrl } } }"""
CALLS = [
    ("EN", "I forgot my password", "account-01"),
    ("EN", "can I file if there is a typhoon", "time-04"),
    ("EN", "how much is a writ", "pay-03"),
    ("EN", "I got charged twice", "pay-05"),
    ("TC", "唔記得密碼點算", "account-01"),
    ("TC", "打風可唔可以入紙", "time-04"),
    ("TC", "我冇電腦點算", "kiosk-01"),
    ("SC", "忘了密码怎么办", "account-01"),
    ("SC", "起诉要多少钱", "pay-03"),
    ("SC", "什么时候开庭", "after-12"),
]
"""Ten questions in everyday English, Cantonese and Mandarin words, and what answers them."""


@pytest.fixture(scope="module")
def door(
    site: Path, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The building with the site that was really built."""
    folder = tmp_path_factory.mktemp("door")
    shutil.copy(migrated_sqlite, folder / "icms.db")
    settings = Settings(var=folder, help_site=site, links_secret="x" * 40)  # type: ignore[arg-type]
    parts = assemble(settings, Hands())
    yield TestClient(build(parts))
    parts.reader.database.close()
    parts.provider.close()
    parts.engine.dispose()


def ask(door: TestClient, document: str, **variables: Any) -> Any:
    body = door.post("/graphql", json={"query": document, "variables": variables}).json()
    assert "errors" not in body, body["errors"]
    return body["data"]


def page(door: TestClient, path: str) -> str:
    """The words of a page, as a reader sees them."""
    answer = door.get(path.partition("#")[0])
    assert answer.status_code == 200, path
    return " ".join(
        unescape(plain(re.sub(r"<head>.*?</head>", "", answer.text, flags=re.DOTALL))).split()
    )


@pytest.mark.parametrize(("language", "words", "expected"), CALLS)
def test_an_everyday_question_is_answered_by_a_card_that_stands_on_its_page(
    door: TestClient, language: str, words: str, expected: str
):
    hit = ask(door, SEARCH, query=words, language=language)["helpSearch"]["hits"][0]

    assert (hit["id"], hit["language"], hit["isFallback"]) == (expected, language, False)
    shown = page(door, hit["url"])
    assert hit["title"] in shown
    assert hit["card"] in shown
    assert hit["card"] in page(door, hit["shortUrl"])


def test_the_short_address_shows_the_card_in_every_language(door: TestClient):
    query = (
        'query F($language: Language!) { faq(id: "pay 2", language: $language) { card shortUrl } }'
    )
    for language in ("EN", "TC", "SC"):
        told = ask(door, query, language=language)["faq"]
        assert told["card"] in page(door, told["shortUrl"])


def test_the_api_answers_from_the_manifest_that_the_site_serves(door: TestClient):
    served = door.get(f"/help/{NAME}")
    told = ask(door, "{ helpRelease { release manifestSha256 entries isLatest } }")["helpRelease"]

    assert told == {
        "release": served.json()["release"],
        "manifestSha256": hashlib.sha256(served.content).hexdigest(),
        "entries": len(served.json()["items"]),
        "isLatest": True,
    }


def test_every_question_can_be_listed_and_its_place_is_on_the_page(door: TestClient):
    query = """query All($after: String) { faqs(first: 100, after: $after, on: "2026-11-22") {
      totalCount nodes { id topic url card } pageInfo { hasNextPage endCursor } } }"""
    found: list[Any] = []
    after = None
    while True:
        listed = ask(door, query, after=after)["faqs"]
        found += listed["nodes"]
        after = listed["pageInfo"]["endCursor"]
        if not listed["pageInfo"]["hasNextPage"]:
            break
    html = door.get("/help/en/faq/").text

    assert len(found) == listed["totalCount"] >= 60
    assert [each["id"] for each in found if f'id="{each["id"]}"' not in html] == []
    assert {each["url"] for each in found} == {f"/help/en/faq/#{each['id']}" for each in found}


def test_links_in_a_full_answer_lead_somewhere_below_the_site(door: TestClient):
    query = "{ faqs(first: 100, language: TC) { nodes { id bodyHtml } } }"
    links = {
        address
        for each in ask(door, query)["faqs"]["nodes"]
        for address in re.findall(r'href="([^"]+)"', each["bodyHtml"])
        if not address.startswith(("http", "tel:", "mailto:"))
    }

    assert links
    assert [link for link in sorted(links) if door.get(f"/help/{link}").status_code != 200] == []


def test_notices_are_listed_as_on_their_page(door: TestClient):
    nodes = ask(door, "{ notices(first: 100) { nodes { id title url publishedOn } } }")["notices"][
        "nodes"
    ]

    assert nodes
    days = [each["publishedOn"] for each in nodes]
    assert days == sorted(days, reverse=True)
    for each in nodes:
        assert each["title"] in page(door, each["url"])
