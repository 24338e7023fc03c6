"""Which entry answers: by id, by language, by day, by what is asked for."""

from datetime import date

import pytest

from api.guidance.queries import (
    FaqFilter,
    faq_by_id,
    faqs,
    notices,
    outages_told,
    search,
)
from api.guidance.states import Audience, HelpStanding, Language, NoticeKind
from api.kernel.refusals import Malformed
from tests.guidance.shelf import held, in_all, item, library_with, notice

EN, TC, SC = Language.EN, Language.TC, Language.SC
DAY = date(2022, 5, 13)
ANY = FaqFilter()


@pytest.mark.parametrize(
    ("there", "asked", "answered"),
    [
        ("en tc sc", SC, SC),
        ("en tc", SC, TC),
        ("en", SC, EN),
        ("en sc", TC, EN),
        ("en tc sc", TC, TC),
        ("en tc sc", EN, EN),
        ("tc sc", EN, TC),
        ("sc", EN, None),
        ("sc", TC, None),
    ],
)
def test_the_best_language_there_is_answers(there: str, asked: Language, answered: Language | None):
    library = held(*(item(language) for language in there.split()))

    found = faq_by_id(library, "kite-01", asked)

    assert (found and found.language) == answered
    assert [each.language for each in faqs(library, asked, DAY, ANY)] == (
        [answered] if answered else []
    )


def test_a_page_that_is_shown_in_english_says_so():
    entry = held(item("tc", fallbackOf="en")).entries[0]

    assert entry.said_in is EN


@pytest.mark.parametrize("written", ["kite-01", "KITE-01", "kite 1", " Kite 01 ", "/q/kite-01/"])
def test_an_id_is_known_as_it_is_read_out(written: str):
    found = faq_by_id(held(*in_all()), written, EN)

    assert found is not None
    assert found.id == "kite-01"


@pytest.mark.parametrize("written", ["", "kite", "kite-02", "kite-1x", "notice-outage", "%", "\0"])
def test_an_id_of_nothing_finds_nothing(written: str):
    assert faq_by_id(held(*in_all(), notice()), written, EN) is None


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2022, 5, 5), HelpStanding.NOT_YET),
        (date(2022, 5, 6), HelpStanding.CURRENT),
        (date(2027, 5, 5), HelpStanding.CURRENT),
        (date(2027, 5, 6), HelpStanding.ENDED),
    ],
)
def test_both_days_of_a_period_are_inside_it(day: date, standing: HelpStanding):
    library = held(item(effectiveFrom="2022-05-06", effectiveTo="2027-05-05"))

    assert library.entries[0].standing_on(day) is standing
    assert len(faqs(library, EN, day, ANY)) == (standing is HelpStanding.CURRENT)


def test_a_withdrawn_question_is_found_by_its_id_and_listed_no_more():
    library = held(*in_all(status="withdrawn", withdrawn="2022-05-13"))
    found = faq_by_id(library, "kite-01", EN)

    assert found is not None
    assert found.standing_on(date(2022, 5, 12)) is HelpStanding.CURRENT
    assert found.standing_on(DAY) is HelpStanding.WITHDRAWN
    assert faqs(library, EN, DAY, ANY) == []
    assert search(library, "kite", EN, 10) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (FaqFilter(), ["bird-01", "kite-01"]),
        (FaqFilter(topic="kite"), ["kite-01"]),
        (FaqFilter(topic="fish"), []),
        (FaqFilter(audience=Audience.STAFF), ["bird-01"]),
        (FaqFilter(audience=Audience.PUBLIC), ["kite-01"]),
        (FaqFilter(applies_to="DCPI"), ["bird-01", "kite-01"]),
        (FaqFilter(applies_to="DCTC"), ["bird-01"]),
        (FaqFilter(topic="bird", applies_to="DCTC", audience=Audience.STAFF), ["bird-01"]),
    ],
)
def test_questions_are_narrowed_by_every_condition(wanted: FaqFilter, found: list[str]):
    bird = {"id": "bird-01", "topic": "bird", "audience": ["staff"], "appliesTo": []}
    library = held(*in_all(), *in_all(**bird))

    assert [each.id for each in faqs(library, EN, DAY, wanted)] == found


def test_notices_come_newest_first_and_since_a_day():
    library = held(
        notice(id="notice-a", published="2022-05-01"),
        notice(id="notice-b", published="2022-05-10", noticeKind="fee"),
        notice(id="notice-c", published="2022-05-10"),
        notice(id="notice-d", published="2022-05-11", status="withdrawn", withdrawn="2022-05-12"),
    )

    def ids(**wanted: object) -> list[str]:
        return [each.id for each in notices(library, EN, **wanted)]  # type: ignore[arg-type]

    assert ids() == ["notice-b", "notice-c", "notice-a"]
    assert ids(since=date(2022, 5, 10)) == ["notice-b", "notice-c"]
    assert ids(kind=NoticeKind.FEE) == ["notice-b"]
    assert ids(kind=NoticeKind.LAW) == []


def test_only_an_outage_that_holds_on_the_day_is_told(tmp_path):
    library = library_with(
        tmp_path,
        notice(effectiveFrom="2022-05-14", effectiveTo="2022-05-14"),
        notice(id="notice-fee", noticeKind="fee"),
    )

    assert outages_told(library, EN, DAY) == []
    assert [each.id for each in outages_told(library, EN, date(2022, 5, 14))] == ["notice-outage"]


def test_a_search_answers_in_another_language_only_where_this_one_has_nothing():
    library = held(*in_all())

    assert [f.entry.language for f in search(library, "kite", EN, 10)] == [EN]
    assert [f.entry.language for f in search(library, "紙鳶", TC, 10)] == [TC]
    assert [f.entry.language for f in search(library, "纸鸢", TC, 10)] == [TC]
    assert [f.entry.language for f in search(library, "紙鳶", EN, 10)] == [TC]
    assert [f.entry.language for f in search(library, "glider", SC, 10)] == [EN]
    assert search(library, "fish", SC, 10) == []


def test_a_query_may_be_long_but_not_endless():
    library = held(*in_all())

    assert search(library, "kite " * 40, EN, 10)
    with pytest.raises(Malformed):
        search(library, "kite " * 40 + "k", EN, 10)


def test_a_snippet_is_cut_around_what_was_asked_for():
    text = "wind " * 60 + "the Kíte flies " + "high " * 60
    library = held(item(text=text, answer="A card."))

    [found] = search(library, "flies", EN, 10)

    assert "Kíte flies high" in found.snippet
    assert found.snippet.startswith("…")
    assert found.snippet.endswith("…")
    assert len(found.snippet) <= 162


def test_what_is_found_by_its_title_alone_shows_its_card():
    [found] = search(held(item(text="")), "kite", EN, 10)

    assert found.snippet == "Pay by card at the counter."


def test_a_page_is_found_at_the_place_that_says_most():
    page = item(
        kind="page",
        url="en/kites/",
        topic=None,
        sections=[
            {"anchor": "kites", "title": "Kites", "text": "Kites of all kinds."},
            {"anchor": "tails", "title": "Tails", "text": "A tail steadies it."},
        ],
    )

    assert [f.url for f in search(held(page), "tail", EN, 10)] == ["en/kites/#tails"]
    assert [f.url for f in search(held(page), "counter", EN, 10)] == ["en/kites/"]
