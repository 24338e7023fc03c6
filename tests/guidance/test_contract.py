"""The help site in the contract: what front ends ask, and what they are told."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.app import Parts
from api.gateways.help_library import HelpLibrary
from tests.court import Court, Hands, open_court
from tests.guidance.shelf import in_all, item, manifest, notice, put

FAQ = """query Faq($id: ID!, $language: Language! = EN, $on: Date) {
  faq(id: $id, language: $language, on: $on) { id language isFallback standing topic title card
    bodyHtml url shortUrl audience appliesTo law owner reviewed reviewBy effectiveFrom effectiveTo
    withdrawnOn } }"""
SEARCH = """query Search($query: String!, $language: Language! = EN, $first: Int) {
  helpSearch(query: $query, language: $language, first: $first) { query release
    hits { id kind language isFallback title card snippet url shortUrl score } } }"""
LIST = """query List($first: Int, $after: String, $last: Int, $before: String) {
  faqs(first: $first, after: $after, last: $last, before: $before) { totalCount nodes { id }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
STATUS = """query Status($at: DateTime) { serviceStatus(at: $at) { at
  offices { office name { en tc sc } isOpen nextOpening receipt { at pending rule } }
  closures { id kind officeCode startsAt endsAt } outages { key } notices { id } } }"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def shared(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """A court for all that only asks."""
    folder = tmp_path_factory.mktemp("court")
    shutil.copy(migrated_sqlite, folder / "icms.db")
    court = open_court(f"sqlite:///{folder / 'icms.db'}", Hands(), folder)
    yield court
    court.close()


@pytest.fixture
def helped(shared: Court, site: Path) -> Court:
    """A court whose building has a help site of its own, at eleven in the morning."""
    shared.hands.set("2022-05-13 11:00")
    return Court(with_site(shared.parts, site), shared.hands)


def with_site(parts: Parts, site: Path) -> Parts:
    """The same building over another help site."""
    return replace(parts, building=replace(parts.building, library=HelpLibrary(site)))


def no(court: Court, document: str, **variables: Any) -> Any:
    """The one error of an answer."""
    body = orjson.loads(court.answer(document, variables).body)
    [error] = body["errors"]
    return error


def test_a_question_is_told_with_everything_that_belongs_to_it(helped: Court, site: Path):
    put(site, manifest(in_all()))

    assert helped.ask(FAQ, {"id": "KITE 1", "language": "TC"})["faq"] == {
        "id": "kite-01",
        "language": "TC",
        "isFallback": False,
        "standing": "CURRENT",
        "topic": "kite",
        "title": "如何為紙鳶繳費？",
        "card": "請於櫃位以信用卡繳付。",
        "bodyHtml": "<p>The counter is invented.</p>",
        "url": "/help/tc/faq/#kite-01",
        "shortUrl": "/help/q/kite-01/",
        "audience": ["PUBLIC", "LITIGANT"],
        "appliesTo": ["DCPI"],
        "law": ["cap-638"],
        "owner": "Help Centre",
        "reviewed": "2022-05-01",
        "reviewBy": "2022-11-01",
        "effectiveFrom": None,
        "effectiveTo": None,
        "withdrawnOn": None,
    }


def test_another_language_is_said_to_be_another(helped: Court, site: Path):
    put(site, manifest([item("en")]))

    shown = helped.ask(FAQ, {"id": "kite-01", "language": "SC"})["faq"]

    assert (shown["language"], shown["isFallback"]) == ("EN", True)


def test_an_unknown_id_is_null(helped: Court, site: Path):
    put(site, manifest(in_all()))

    assert helped.ask(FAQ, {"id": "kite-99"})["faq"] is None


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        ("2022-05-05", "NOT_YET"),
        ("2022-05-06", "CURRENT"),
        (None, "CURRENT"),
        ("2027-05-06", "ENDED"),
    ],
)
def test_the_day_asked_about_decides_and_is_today_if_none_is_said(
    helped: Court, site: Path, on: str | None, standing: str
):
    put(site, manifest(in_all(effectiveFrom="2022-05-06", effectiveTo="2027-05-05")))

    assert helped.ask(FAQ, {"id": "kite-01", "on": on})["faq"]["standing"] == standing


def test_today_is_a_day_in_hong_kong(helped: Court, site: Path):
    put(site, manifest(in_all(effectiveFrom="2022-05-14")))

    helped.hands.set("2022-05-13 23:59")
    assert helped.ask(FAQ, {"id": "kite-01"})["faq"]["standing"] == "NOT_YET"
    helped.hands.set("2022-05-14 00:00")
    assert helped.ask(FAQ, {"id": "kite-01"})["faq"]["standing"] == "CURRENT"


def test_a_withdrawn_question_keeps_its_answer_and_says_when(helped: Court, site: Path):
    put(site, manifest(in_all(status="withdrawn", withdrawn="2022-05-12")))

    shown = helped.ask(FAQ, {"id": "kite-01"})["faq"]

    assert (shown["standing"], shown["withdrawnOn"]) == ("WITHDRAWN", "2022-05-12")


def test_a_search_tells_what_was_found_where_and_in_which_release(helped: Court, site: Path):
    put(site, manifest(in_all(), release="r7"))

    found = helped.ask(SEARCH, {"query": "glider", "language": "SC"})["helpSearch"]

    [hit] = found["hits"]
    assert (found["query"], found["release"]) == ("glider", "r7")
    assert hit.pop("score") > 0
    assert hit == {
        "id": "kite-01",
        "kind": "FAQ",
        "language": "EN",
        "isFallback": True,
        "title": "How do I pay for a kite?",
        "card": "Pay by card at the counter.",
        "snippet": "Pay by card at the counter.",
        "url": "/help/en/faq/#kite-01",
        "shortUrl": "/help/q/kite-01/",
    }


def test_what_cannot_be_found_is_an_empty_answer(helped: Court, site: Path):
    put(site, manifest(in_all()))

    assert helped.ask(SEARCH, {"query": "submarine"})["helpSearch"]["hits"] == []
    assert helped.ask(SEARCH, {"query": "kite", "first": 0})["helpSearch"]["hits"] == []


def test_an_endless_query_and_an_endless_page_are_refused(helped: Court, site: Path):
    put(site, manifest(in_all()))

    too_long = no(helped, SEARCH, query="k" * 201)
    too_many = no(helped, SEARCH, query="kite", first=51)

    assert too_long["extensions"]["code"] == "Malformed"
    assert too_long["extensions"]["argument"] == ["query"]
    assert too_many["extensions"] == {"code": "BAD_PAGE", "argument": "first", "max": 50}


def test_a_request_cannot_search_without_end(helped: Court, site: Path):
    put(site, manifest(in_all()))
    one = 'helpSearch(query: "kite") { release }'

    query = "{" + " ".join(f"a{n}: {one}" for n in range(26)) + "}"

    assert no(helped, query)["extensions"]["code"] == "QUERY_TOO_COMPLEX"


NUMBERS = ["kite-01", "kite-02", "kite-03", "kite-04", "kite-05"]


@pytest.fixture
def many(helped: Court, site: Path) -> Court:
    put(site, manifest([each for number in NUMBERS for each in in_all(id=number)]))
    return helped


def ids(page: Any) -> list[str]:
    assert [edge["node"] for edge in page["edges"]] == page["nodes"]
    return [node["id"] for node in page["nodes"]]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_pages_join_without_a_gap_both_ways(many: Court, size: int):
    seen: list[str] = []
    after = None
    while True:
        page = many.ask(LIST, {"first": size, "after": after})["faqs"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        seen += ids(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    back: list[str] = []
    before = None
    while True:
        page = many.ask(LIST, {"last": size, "before": before})["faqs"]
        assert page["pageInfo"]["hasNextPage"] is (before is not None)
        back = ids(page) + back
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break

    assert seen == back == NUMBERS
    assert page["totalCount"] == 5


def test_a_cursor_holds_where_rows_have_come_and_gone_meanwhile(many: Court, site: Path):
    cursor = many.ask(LIST, {"first": 3})["faqs"]["pageInfo"]["endCursor"]

    left = ("kite-02", *NUMBERS[3:])
    put(site, manifest([each for number in left for each in in_all(id=number)]))

    assert ids(many.ask(LIST, {"after": cursor})["faqs"]) == ["kite-04", "kite-05"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"first": -1}, "BAD_PAGE"),
        ({"first": 101}, "BAD_PAGE"),
        ({"last": 101}, "BAD_PAGE"),
        ({"first": 1, "last": 1}, "BAD_PAGE"),
        ({"after": "nonsense"}, "BAD_CURSOR"),
        ({"after": ""}, "BAD_CURSOR"),
        ({"before": "WyJub3RpY2VzIiwia2l0ZS0wMSJd"}, "BAD_CURSOR"),
        ({"after": "WyJmYXFzIiwxXQ=="}, "BAD_CURSOR"),
        ({"after": "e30="}, "BAD_CURSOR"),
    ],
)
def test_what_is_no_page_or_no_cursor_of_this_list_is_refused(
    many: Court, given: dict[str, Any], code: str
):
    assert no(many, LIST, **given)["extensions"]["code"] == code


def test_notices_are_told_newest_first(helped: Court, site: Path):
    put(
        site,
        manifest([notice(), notice(id="notice-new", published="2022-05-12", noticeKind="law")]),
    )
    query = """{ notices { nodes { id kind publishedOn standing title card bodyHtml url shortUrl
      isFallback } pageInfo { endCursor } } }"""

    first, second = helped.ask(query)["notices"]["nodes"]

    assert (first["id"], first["kind"], first["publishedOn"]) == (
        "notice-new",
        "LAW",
        "2022-05-12",
    )
    assert second == {
        "id": "notice-outage",
        "kind": "OUTAGE",
        "publishedOn": "2022-05-10",
        "standing": "CURRENT",
        "title": "The wind machine stops",
        "card": "No kite can be flown on Saturday.",
        "bodyHtml": "<p>The machine is invented.</p>",
        "url": "/help/en/notices/outage/",
        "shortUrl": "/help/notices/outage/",
        "isFallback": False,
    }
    after = "{ notices(first: 1) { pageInfo { endCursor } } }"
    cursor = helped.ask(after)["notices"]["pageInfo"]["endCursor"]
    rest = f'{{ notices(after: "{cursor}") {{ nodes {{ id }} }} }}'
    assert helped.ask(rest)["notices"]["nodes"] == [{"id": "notice-outage"}]


def test_the_release_says_what_the_api_answers_from(helped: Court, site: Path):
    query = "{ helpRelease { release manifestSha256 entries isLatest } }"
    assert helped.ask(query)["helpRelease"] is None

    put(site, manifest(in_all()))
    shown = helped.ask(query)["helpRelease"]
    assert (shown["release"], shown["entries"], shown["isLatest"]) == ("first", 3, True)

    put(site, b"half")
    assert helped.ask(query)["helpRelease"] == {**shown, "isLatest": False}


@pytest.mark.parametrize(
    "query",
    [
        '{ faq(id: "kite-01") { id } }',
        "{ faqs { totalCount } }",
        '{ helpSearch(query: "kite") { release } }',
        "{ notices { totalCount } }",
    ],
)
def test_without_a_help_site_the_answer_says_so(helped: Court, query: str):
    error = no(helped, query)

    assert error["extensions"]["code"] == "GuidanceNotPublished"
    assert "publish" in error["extensions"]["remedy"]["en"]


def office(shown: Any, code: str) -> Any:
    [found] = [each for each in shown["offices"] if each["office"] == code]
    return found


def test_the_service_is_told_as_it_stands_at_an_instant(helped: Court):
    shown = helped.ask(STATUS)["serviceStatus"]

    assert shown["at"] == "2022-05-13T03:00:00.000000Z"
    assert office(shown, "DC_REGISTRY") == {
        "office": "DC_REGISTRY",
        "name": {
            "en": "District Court Registry",
            "tc": "區域法院登記處",
            "sc": "区域法院登记处",
        },
        "isOpen": True,
        "nextOpening": None,
        "receipt": {
            "at": "2022-05-13T03:00:00.000000Z",
            "pending": False,
            "rule": "RECEIVED_IN_HOURS",
        },
    }
    assert (shown["closures"], shown["outages"], shown["notices"]) == ([], [], [])


def test_a_closed_office_says_when_it_opens_next(helped: Court):
    shown = helped.ask(STATUS, {"at": "2022-05-13T18:05:00+08:00"})["serviceStatus"]

    registry = office(shown, "DC_REGISTRY")
    assert registry["isOpen"] is False
    assert registry["nextOpening"] == "2022-05-16T00:45:00.000000Z"
    assert registry["receipt"]["rule"] == "NEXT_OPENING"


def test_a_closure_without_an_end_leaves_the_next_opening_unknown(court: Court, hands: Hands):
    given = {
        "office": "DC_REGISTRY",
        "kind": "GALE_WARNING",
        "startsAt": "2022-05-13T14:30:00+08:00",
    }
    announced = court.do(
        "announceClosure", given, "... on ClosureAnnounced { closure { id } }", by="registry"
    )
    closure = announced["closure"]["id"]

    hands.set("2022-05-13 11:30")
    before = court.ask(STATUS)["serviceStatus"]
    hands.set("2022-05-13 15:00")
    during = court.ask(STATUS)["serviceStatus"]

    assert office(before, "DC_REGISTRY")["isOpen"] is True
    assert [each["id"] for each in before["closures"]] == [closure]
    registry = office(during, "DC_REGISTRY")
    assert (registry["isOpen"], registry["nextOpening"]) == (False, None)
    assert registry["receipt"] == {"at": None, "pending": True, "rule": "PENDING_CLOSURE"}
    assert office(during, "DC_ACCOUNTS")["isOpen"] is True
    assert [each["id"] for each in during["closures"]] == [closure]


def test_a_closure_that_is_over_is_told_no_more(court: Court):
    given = {
        "office": "DC_REGISTRY",
        "kind": "DIRECTED",
        "startsAt": "2022-05-16T09:00:00+08:00",
        "endsAt": "2022-05-16T10:00:00+08:00",
    }
    court.do("announceClosure", given, "... on ClosureAnnounced { closure { id } }", by="registry")

    def told(at: str) -> int:
        return len(court.ask(STATUS, {"at": at})["serviceStatus"]["closures"])

    assert told("2022-05-16T09:59:59+08:00") == 1
    assert told("2022-05-16T10:00:00+08:00") == 0


def test_an_outage_that_was_announced_is_told_on_its_day(helped: Court, site: Path):
    put(site, manifest([notice(effectiveFrom="2022-05-14", effectiveTo="2022-05-14")]))

    def told(at: str) -> list[Any]:
        return helped.ask(STATUS, {"at": at})["serviceStatus"]["notices"]

    assert told("2022-05-13T23:59:00+08:00") == []
    assert told("2022-05-14T00:00:00+08:00") == [{"id": "notice-outage"}]


def test_a_year_without_a_calendar_is_said_to_be_unknown(helped: Court):
    error = no(helped, STATUS, at="2050-01-01T00:00:00Z")

    assert error["extensions"]["code"] == "CalendarNotPublished"
