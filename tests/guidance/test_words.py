"""The words of the search: stems, pairs, folding, and what a query asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.guidance.queries import units_of
from api.guidance.rules import Index, concepts_of, folding, lexicon_of, reference_of, stem, tokens
from api.guidance.states import Language
from tests.guidance.shelf import held, in_all, item

LEXICON = lexicon_of({"log in": ["sign-in"], "八號風球": ["颱風"], "俾錢": ["繳費", "付款"]})


@pytest.mark.parametrize(
    "family",
    [
        "file files filed filing",
        "fee fees",
        "case cases",
        "pay payment payments paying",
        "submit submits submitted submitting",
        "register registered registers registering",
        "proceed proceeds proceeding proceedings",
        "company companies",
        "access accesses",
        "close closed closes closing",
    ],
)
def test_the_forms_of_a_word_are_one(family: str):
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("word", ["a", "fee", "process", "need", "用", "dcpi", "638", "24.1"])
def test_some_words_are_stems_already(word: str):
    assert stem(word) == word


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=15))
def test_no_stem_is_empty_or_longer_than_its_word(word: str):
    assert 0 < len(stem(word)) <= len(word)


def test_a_text_becomes_stems_and_overlapping_pairs():
    assert list(tokens("the writs 令状副本, pd 24.1 e-filing")) == [
        *("the", "writ", "令状", "状副", "副本", "pd", "24.1", "24", "e-fil", "fil"),
    ]
    assert list(tokens("税")) == ["税"]
    assert list(tokens(" ,. ")) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("繳費", "缴费"),
        ("帳戶", "账户"),
        ("賬戶", "帐户"),
        ("颱風", "台风"),
        ("裏", "里"),
        ("裡", "里"),
        ("為甚麼", "为什么"),
        ("ＰＡＹ－０２", "pay-02"),
        ("Writ", "wRIT"),
    ],
)
def test_scripts_and_widths_and_cases_are_folded(one: str, other: str):
    assert LEXICON.folded(one) == LEXICON.folded(other)


def test_folding_is_one_character_to_one_and_needs_no_second_time():
    table = folding()
    assert all(len(a) == len(b) == 1 for a, b in table.items())
    assert [a for a, b in table.items() if b in table] == []
    assert len(table) > 2000


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("pay-02", "pay-02"),
        ("pay 2", "pay-02"),
        ("pay02", "pay-02"),
        ("q/pay-02/", "pay-02"),
        ("/help/q/pay-02/", "pay-02"),
        ("pay #2", "pay-02"),
        ("register-12", "register-12"),
        ("pay", "pay"),
        ("cap. 638", "cap. 638"),
        ("2", "2"),
    ],
)
def test_a_reference_is_read_as_it_is_written_and_said(typed: str, reference: str):
    assert reference_of(typed) == reference


def asked(query: str) -> list[list[str]]:
    """What a query asks for, each thing in its first way."""
    return [list(concept[0][0]) for concept in concepts_of(LEXICON.folded(query), LEXICON)]


def test_common_words_and_the_dress_of_a_question_are_left_out():
    assert asked("How do I pay?") == [["pay"]]
    assert asked("請問我可以點樣繳費呀") == [["缴费"]]
    assert asked("what is it") == [["what"], ["is"], ["it"]]  # nothing else was said
    assert asked("？！") == []


def test_a_known_phrase_is_one_thing_with_other_ways_to_say_it():
    [concept] = concepts_of(LEXICON.folded("log in"), LEXICON)
    assert concept == [(["log"], 1.0), (["sign-in", "sign"], 0.8)]

    first, second = concepts_of(LEXICON.folded("八號風球點俾錢"), LEXICON)
    assert [way for way, _ in first] == [["八号", "号风", "风球"], ["台风"]]
    assert [way for way, _ in second] == [["俾钱"], ["缴费"], ["付款"]]


def test_an_english_phrase_is_known_only_as_whole_words():
    assert asked("blog info") == [["blog"], ["info"]]


def index(*items: dict[str, object]) -> Index:
    return Index(units_of(held(*items).entries, Language.EN), LEXICON)


def ids(searched: Index, query: str) -> list[str]:
    return [hit.unit.id for hit in searched.search(query, 10)]


def test_what_answers_everything_asked_for_goes_before_what_answers_half():
    library = index(
        item(id="both-01", title="Kites and birds"),
        item(id="half-01", title="Kites"),
        item(id="none-01", title="Fish", answer="Fish.", text="Fish."),
    )

    assert ids(library, "kites birds") == ["both-01"]
    assert ids(library, "kites fish birds trees") == ["both-01"]
    assert ids(library, "kites trees") == ["half-01", "both-01"]
    assert ids(library, "trees") == []


def test_the_title_counts_most_and_equals_are_in_the_order_of_their_ids():
    library = index(
        item(id="b-01", title="Birds", answer="Birds.", text="Birds."),
        item(id="a-01", title="Birds", answer="Birds.", text="Birds."),
        item(id="c-01", title="Wind", answer="Wind.", text="Wind for birds."),
    )

    assert ids(library, "bird") == ["a-01", "b-01", "c-01"]


def test_a_question_on_the_page_of_all_questions_is_found_once():
    page = item(
        id="faq",
        kind="page",
        url="en/faq/",
        title="Questions",
        answer="All of them.",
        sections=[{"anchor": "kite-01", "title": "How do I pay for a kite?", "text": "…"}],
    )

    assert ids(index(page, *in_all()), "pay for a kite") == ["kite-01"]


def test_a_page_for_developers_is_found_by_its_headings_and_not_by_its_texts():
    page = item(
        id="reference",
        kind="page",
        audience=["developer"],
        sections=[{"anchor": "Kite", "title": "KiteType", "text": "Fields: tail."}],
    )

    assert ids(index(page), "kitetype") == ["reference"]
    assert ids(index(page), "tail") == []


@given(st.text(max_size=60))
def test_no_query_does_harm(query: str):
    library = index(*in_all())
    hits = library.search(query, 10)
    assert len(hits) <= 1
    assert all(hit.score >= 0 for hit in hits)
