"""The journey's last steps: what the public may know, signing out, and a case that is sealed."""

from datetime import UTC, datetime
from typing import Any

from api.kernel.ids import new_id
from tests.journeys.people import Person, mutation_of
from tests.journeys.story import RECORD, Story

CHECK = "query($number: String!) { documentReference(number: $number) { number issued } }"
CAUSE_BOOK = """query($search: CauseBookSearch!) { causeBook(search: $search, first: 10) {
  totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  edges { cursor } nodes { id caseNumber title natureOfClaim commencedOn } } }"""
NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
ACCESS = "... on CaseAccessChanged { case { id accessLevel version accessOrders { kind state } } }"


def anyone_can_check_the_reference_number(story: Story) -> None:
    number = story.reference
    spaced = "-".join(number[at : at + 4] for at in (0, 4, 8))
    for asked in (number, spaced):
        found = story.public.ask(CHECK, {"number": asked})["documentReference"]
        assert found == {"number": number, "issued": True}
    other = f"{(int(number) + 1) % 10**12:012d}"
    found = story.public.ask(CHECK, {"number": other})["documentReference"]
    assert found == {"number": other, "issued": False}


def anyone_finds_the_case_by_part_of_a_chinese_name(story: Story) -> None:
    title = story.record()["title"]
    for search in (
        {"partyName": "陳樣"},
        {"partyName": "示範"},
        {"partyName": "sample PLAINTIFF"},
        {"caseNumber": story.case_number},
    ):
        found = story.public.ask(CAUSE_BOOK, {"search": search})["causeBook"]
        assert found["totalCount"] == 1
        (line,) = found["nodes"]
        assert (line["caseNumber"], line["title"]) == (story.case_number, title)
    story.line = line
    nobody = story.public.ask(CAUSE_BOOK, {"search": {"partyName": "無此姓名"}})["causeBook"]
    assert (nobody["totalCount"], nobody["nodes"]) == (0, [])


def the_public_sees_neither_documents_nor_drafts_nor_the_case(story: Story) -> None:
    case, draft = story.record(), story.drafted("a draft that stays one")
    documents = [e["document"]["id"] for e in case["register"]["nodes"]]
    ids = [case["id"], story.filing["id"], story.reply["id"], draft["id"], *documents]
    assert story.public.ask(NODES, {"ids": ids}) == {"nodes": [None] * len(ids)}
    assert story.public.ask(RECORD, {"number": story.case_number}) == {"case": None}
    lists = "{ cases { totalCount } filings { totalCount } reviewQueue { totalCount } }"
    assert {x["totalCount"] for x in story.public.ask(lists).values()} == {0}
    assert story.public.ask("{ viewer { id } }") == {"viewer": None}
    number = story.filing["transactionNumber"]
    by_number = "query($n: String!) { filing(transactionNumber: $n) { id } }"
    assert story.public.ask(by_number, {"n": number}) == {"filing": None}


def a_download_link_dies_with_the_sign_out(story: Story) -> None:
    leaving = Person(story.house, "lawyer").signed_in()
    (link, *_) = _links(leaving.ask(RECORD, {"number": story.case_number})["case"])
    assert story.house.client.get(link).status_code == 200
    out = leaving.ask("mutation { signOut { __typename ... on SignedOut { at } } }")["signOut"]
    assert out["__typename"] == "SignedOut"
    dead = story.house.client.get(link)
    assert dead.status_code == 404
    forged = story.house.client.get(link[:-4] + "AAAA")
    assert (forged.status_code, forged.content) == (404, dead.content)
    assert leaving.post("{ viewer { id } }").status_code == 401
    (living, *_) = _links(story.record())
    assert story.house.client.get(living).status_code == 200


def _links(case: Any) -> list[str]:
    """Every download link in a case's register."""
    documents = [entry["document"] for entry in case["register"]["nodes"]]
    return [r["downloadUrl"] for d in documents for r in d["renditions"]]


def the_court_seals_the_case_from_the_public(story: Story) -> None:
    case = story.record(by="registry")
    given = {
        "caseId": case["id"],
        "kind": "SEALING",
        "grounds": "Order of a fictional master",
        "expectedVersion": case["version"],
    }
    refused = story.lawyer.do("makeAccessOrder", given, ACCESS)
    assert refused["code"] == "NotAllowed"
    changed = story.registry.do("makeAccessOrder", given, ACCESS)["case"]
    assert changed["accessLevel"] == "PARTIES"
    assert changed["accessOrders"] == [{"kind": "SEALING", "state": "IN_FORCE"}]
    for by in ("lawyer", "litigant"):
        assert len(story.record(by)["register"]["nodes"]) == 4


def a_sealed_case_answers_like_no_case_to_the_byte(story: Story) -> None:
    case, now = story.record(), datetime.now(UTC)
    absent_number = f"DCPI 2/{story.case_number[-4:]}"
    for stranger in (story.public, story.rival):
        for query, sealed, absent in (
            (RECORD, {"number": story.case_number}, {"number": absent_number}),
            (NODE, {"id": case["id"]}, {"id": new_id("cas", now)}),
            (NODE, {"id": story.line["id"]}, {"id": new_id("cbk", now)}),
            (
                CAUSE_BOOK,
                {"search": {"caseNumber": story.case_number}},
                {"search": {"caseNumber": absent_number}},
            ),
            (
                CAUSE_BOOK,
                {"search": {"partyName": "陳樣"}},
                {"search": {"partyName": "無此"}},
            ),
            (CAUSE_BOOK, {"search": {}}, {"search": {"partyName": "無此"}}),
        ):
            assert stranger.raw(query, sealed) == stranger.raw(query, absent)
            sealed_headers = stranger.post(query, sealed).headers
            absent_headers = stranger.post(query, absent).headers
            for headers in (sealed_headers, absent_headers):
                headers.pop("date")
            assert sealed_headers == absent_headers
    file_in = mutation_of("startFiling", "... on FilingStarted { filing { id } }")
    for stranger in (story.rival, story.public):
        answers = {
            stranger.raw(file_in, {"input": {"idempotencyKey": "in", "caseNumber": number}})
            for number in (story.case_number, absent_number)
        }
        assert len(answers) == 1
        assert b'"__typename":"Refused"' in answers.pop()


STEPS = (
    anyone_can_check_the_reference_number,
    anyone_finds_the_case_by_part_of_a_chinese_name,
    the_public_sees_neither_documents_nor_drafts_nor_the_case,
    a_download_link_dies_with_the_sign_out,
    the_court_seals_the_case_from_the_public,
    a_sealed_case_answers_like_no_case_to_the_byte,
)
