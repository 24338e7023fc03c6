"""A firm files an action, pays, the registry accepts, the defendant answers, anyone can check.

Everything over HTTP with real processes, from an empty database of each kind.
"""

from typing import Any

from tests.journeys.books import assert_nothing_is_there_twice
from tests.journeys.house import House
from tests.journeys.people import KINDS
from tests.journeys.story import Story
from tests.journeys.whole import STEPS, assert_one_of_everything


def test_an_action_goes_from_the_first_sign_in_to_its_sealing(new_house: House):
    story = Story(new_house)
    for step in STEPS:
        step(story)
    assert_one_of_everything(new_house)
    assert "Traceback" not in new_house.said()


def test_a_rejected_filing_is_mended_by_another_that_names_it(house: House):
    story = Story(house, key="to be rejected")
    first = story.submitted("first")
    assert_only_ones_own_rejected_filing_can_be_mended(story, first)
    first = story.claimed(story.paid(first))

    nothing_said = story.decided(first, accept=False, reasons=[])
    unknown = story.decided(first, accept=False, reasons=["BECAUSE"])
    assert nothing_said["__typename"] == unknown["__typename"] == "Refused"
    assert story.follow(first)["state"] == "UNDER_REVIEW"

    why = {"accept": False, "reasons": ["ILLEGIBLE", "NOT_SIGNED"], "note": "Page 2. 第二頁。"}
    rejected = story.decided(first, **why)
    assert rejected["state"] == rejected["decision"]["outcome"] == "REJECTED"
    for document in rejected["documents"]:
        assert document["disposition"] == "REJECTED"
        assert [r["code"] for r in document["reasons"]] == ["ILLEGIBLE", "NOT_SIGNED"]
        assert document["reasons"][0]["message"]["en"] == "Pages cannot be read."
        assert document["reasons"][0]["guide"] == "/help/codes/#code-illegible"
        assert document["reasons"][0]["remedy"]["en"]
        assert document["reasons"][0]["note"] == "Page 2. 第二頁。"
    seen = story.follow(first)
    assert seen["case"] is None
    assert seen["times"]["received"] == first["times"]["received"]
    assert seen["times"]["recorded"] is None
    (letter,) = (x for x in story.lawyer.messages(first["id"]) if x["about"] == "FilingRejected")
    assert "ILLEGIBLE, NOT_SIGNED" in letter["body"]["en"]

    story.key = "mended"
    second = story.submitted("second", resubmissionOf=first["id"])
    assert second["resubmissionOf"] == {
        "id": first["id"],
        "transactionNumber": first["transactionNumber"],
        "state": "REJECTED",
    }
    story.decided(story.claimed(story.paid(second)))
    mended = story.in_state(second, "RECORDED")
    year = mended["times"]["deemedReceived"]["courtDay"][:4]
    assert mended["case"]["number"] == f"DCPI 1/{year}"
    assert [d["document"]["kind"] for d in mended["documents"]] == list(KINDS)

    books = assert_nothing_is_there_twice(house)
    assert [f.state for f in books.received] == ["REJECTED", "RECORDED"]
    assert (len(books.money), len(books.cases), len(books.entries)) == (2, 1, 3)
    assert "Traceback" not in house.said()


def assert_only_ones_own_rejected_filing_can_be_mended(story: Story, waiting: Any) -> None:
    """One that waits is no rejected one, and another firm's does not exist."""
    given = {
        "idempotencyKey": "too early",
        "newCase": {"proceedingType": "DCPI"},
        "resubmissionOf": waiting["id"],
    }
    too_early = story.lawyer.do("startFiling", given, "... on FilingStarted { filing { id } }")
    assert (too_early["code"], too_early["path"]) == ("Malformed", ["resubmissionOf"])
    strangers = story.rival.do("startFiling", given, "... on FilingStarted { filing { id } }")
    assert strangers["code"] == "NotFound"
    assert len(assert_nothing_is_there_twice(story.house).filings) == 1
