"""No review waits for an officer who is away; a referral comes back with what was said."""

import orjson
import pytest
from sqlmodel import select

from api.audit.models import AuditEntry
from api.filings.states import FilingState
from api.kernel.refusals import ChangedMeanwhile, Malformed, MoveNotOpen, NotAllowed, Refusal
from api.notifications.models import Message
from api.reviews.models import Referral, ReviewTask
from api.reviews.operations import refer, take_over
from api.reviews.rules import (
    AlreadyTheReviewer,
    NothingWasReferred,
    NotTheReviewer,
    ReferralNotAnswered,
)
from api.reviews.states import ReferredTo, ReviewState, TakeOverReason
from tests.court import Court
from tests.filings.steps import Rooms

AWAY = TakeOverReason.HOLDER_AWAY
REFERRALS = """query ($i: ID!) { node(id: $i) { ... on Filing {
    state review { state reviewer { name } viewerCan { action allowed unmet { code } } }
    referrals { referredTo reason answer referredAt answeredAt } } } }"""


def held(rooms: Rooms) -> str:
    """A filing whose review the first officer holds."""
    return rooms.claimed(rooms.received())


def taken_over(rooms: Rooms, filing_id: str, by: str = "registry2") -> str:
    """Take a review over as an officer who is there."""
    with rooms.by(by) as work:
        return take_over(work, filing_id, rooms.filing(filing_id).version, AWAY)


def referred(rooms: Rooms, filing_id: str, by: str = "registry") -> str:
    """Put a filing before a master."""
    with rooms.by(by) as work:
        version = rooms.filing(filing_id).version
        return refer(work, filing_id, version, ReferredTo.MASTER, "A point of law.")


def test_i25_a_review_whose_holder_is_away_is_taken_over_and_decided_by_the_new_holder(
    rooms: Rooms,
):
    filing_id = held(rooms)
    before = rooms.filing(filing_id)
    rooms.hands.move(days=1)

    taken_over(rooms, filing_id)

    after, [task] = rooms.filing(filing_id), rooms.all(ReviewTask)
    second = rooms.people["registry2"].account_id
    assert (task.state, task.reviewer_id) == (ReviewState.ASSIGNED, second)
    assert after.state is FilingState.UNDER_REVIEW
    assert after.received_at == before.received_at
    with pytest.raises(NotTheReviewer):
        rooms.decided(filing_id, by="registry")
    rooms.decided(filing_id, by="registry2")
    assert rooms.filing(filing_id).state is FilingState.ACCEPTED


def test_the_event_keeps_who_held_a_review_who_took_it_and_why(rooms: Rooms):
    filing_id = held(rooms)

    taken_over(rooms, filing_id)

    [entry] = [e for e in rooms.all(AuditEntry) if e.event == "ReviewTakenOver"]
    facts = orjson.loads(entry.facts)
    assert facts["former_reviewer_id"] == rooms.people["registry"].account_id
    assert facts["reviewer_id"] == rooms.people["registry2"].account_id
    assert facts["reason"] == "HOLDER_AWAY"


def test_a_referred_filing_is_taken_over_too_and_stays_referred(rooms: Rooms):
    filing_id = referred(rooms, held(rooms))

    taken_over(rooms, filing_id)
    rooms.decided(filing_id, by="registry2", answer="Accept it.")

    assert rooms.filing(filing_id).state is FilingState.ACCEPTED
    assert [r.answer for r in rooms.all(Referral)] == ["Accept it."]


@pytest.mark.parametrize(
    ("by", "refusal"),
    [("registry", AlreadyTheReviewer), *((n, NotAllowed) for n in ("lawyer", "rival", "auditor"))],
)
def test_nobody_takes_over_what_is_theirs_or_none_of_their_business(
    rooms: Rooms, by: str, refusal: type[Refusal]
):
    filing_id = held(rooms)
    before = rooms.everything()
    with pytest.raises(refusal):
        taken_over(rooms, filing_id, by)
    assert rooms.everything() == before


def test_a_review_that_nobody_holds_is_claimed_and_not_taken_over(rooms: Rooms):
    waiting, decided = rooms.received(), rooms.decided(held(rooms))
    before = rooms.everything()
    for filing_id in (waiting, decided):
        with pytest.raises(MoveNotOpen):
            taken_over(rooms, filing_id)
    assert rooms.everything() == before


def test_two_officers_who_take_over_with_one_version_are_one_who_did(rooms: Rooms):
    """I-5 for taking over: the version of the filing tells the second that things changed."""
    filing_id = held(rooms)
    read = rooms.filing(filing_id).version
    taken_over(rooms, filing_id)
    with pytest.raises(ChangedMeanwhile), rooms.by("registry") as work:
        take_over(work, filing_id, read, AWAY)


def test_a_referral_keeps_to_whom_and_why_and_its_decision_what_they_said(rooms: Rooms):
    filing_id = held(rooms)
    rooms.hands.move(hours=1)
    referred(rooms, filing_id)
    at = rooms.hands.now
    rooms.hands.move(days=3)

    rooms.decided(filing_id, False, answer="The claim is out of time.")

    [row] = rooms.all(Referral)
    assert (row.referred_to, row.reason) == (ReferredTo.MASTER, "A point of law.")
    assert (row.referred_at, row.answered_at) == (at, rooms.hands.now)
    assert row.answer == "The claim is out of time."


@pytest.mark.parametrize("reason", ["", "x" * 1001])
def test_a_referral_needs_a_reason_that_fits(rooms: Rooms, reason: str):
    filing_id = held(rooms)
    before = rooms.everything()
    with pytest.raises(Malformed) as refused, rooms.by("registry") as work:
        refer(work, filing_id, rooms.filing(filing_id).version, ReferredTo.REGISTRAR, reason)
    assert refused.value.path == ("reason",)
    assert rooms.everything() == before


def test_a_referred_filing_is_not_decided_before_they_have_spoken(rooms: Rooms):
    asked, not_asked = referred(rooms, held(rooms)), held(rooms)
    before = rooms.everything()
    with pytest.raises(ReferralNotAnswered) as refused:
        rooms.decided(asked)
    with pytest.raises(NothingWasReferred):
        rooms.decided(not_asked, answer="Nobody asked me.")
    with pytest.raises(Malformed):
        rooms.decided(asked, answer="")
    assert refused.value.path == ("referralAnswer",)
    assert rooms.everything() == before


def test_the_filer_is_told_of_a_referral_and_reads_what_came_of_it(court: Court):
    filing = court.claimed(court.received())
    given = {"filingId": filing["id"], "expectedVersion": filing["version"]}
    words = {"referredTo": "REGISTRAR", "reason": "Whether leave is needed."}
    shown = court.do(
        "referFiling",
        {**given, **words},
        "... on FilingReferred { filing { state version } }",
        by="registry",
    )["filing"]
    assert shown["state"] == "REFERRED"

    seen = court.ask(REFERRALS, {"i": filing["id"]}, by="lawyer")["node"]
    assert (seen["state"], seen["review"]) == ("REFERRED", None)
    [referral] = seen["referrals"]
    assert (referral["referredTo"], referral["answer"]) == ("REGISTRAR", None)
    with court.works.look() as session:
        said = {m.about: m for m in session.exec(select(Message)).all()}["FilingReferred"]
    assert said.account_id == court.actor("lawyer").account_id
    assert "the registrar" in said.body_en
    assert "司法常務官" in said.body_tc
    assert court.ask(REFERRALS, {"i": filing["id"]}, by="rival")["node"] is None


def test_court_staff_see_who_holds_a_review_and_what_they_can_do_with_it(court: Court):
    filing = court.claimed(court.received())
    seen = court.ask(REFERRALS, {"i": filing["id"]}, by="registry2")["node"]["review"]
    assert seen["state"] == "ASSIGNED"
    assert seen["reviewer"]["name"] == "Sample Registry Officer"
    can = {p["action"]: p["unmet"] and p["unmet"]["code"] for p in seen["viewerCan"]}
    assert can == {"claimReview": "MoveNotOpen", "takeOverReview": None, "decideFiling": None}
    seen = court.ask(REFERRALS, {"i": filing["id"]}, by="auditor")["node"]["review"]
    assert {p["unmet"]["code"] for p in seen["viewerCan"]} == {"MoveNotOpen", "NotAllowed"}
