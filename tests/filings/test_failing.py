"""A submission that does not arrive leaves the filer with a draft that can be sent again."""

import pytest

from api.filings.models import Filing
from api.filings.operations import check_filing, discard, revise, submit
from api.filings.rules import Draft
from api.filings.states import FilingState
from api.kernel.events import Event
from api.kernel.refusals import MoveNotOpen
from api.kernel.states import move
from api.kernel.work import Work, Works
from api.reactions import finish, react
from tests.filings.steps import NEW_CASE, Rooms


class Crash(RuntimeError):
    """The power goes."""


def crashing_on(name: str, rooms: Rooms) -> Works:
    """Works in which the building falls down when something happens."""

    def react_or_crash(work: Work, event: Event) -> None:
        if event.name == name:
            raise Crash
        react(work, event)

    return Works(rooms.engine, rooms.hands, react_or_crash, finish)


def sent(rooms: Rooms, filing_id: str, works: Works | None = None) -> str:
    """Submit a filing as its filer."""
    version = rooms.filing(filing_id).version
    with (works or rooms.works).open(rooms.people["lawyer"]) as work:
        return submit(work, filing_id, version, f"send {filing_id}")


def failed(rooms: Rooms) -> str:
    """A filing whose submission did not arrive, as the building noted."""
    filing_id = rooms.draft()
    with rooms.by("lawyer") as work:
        told = {"owner_id": rooms.filing(filing_id).owner_id, "documents": 3, "total_cents": 0}
        move(work, work.session.get_one(Filing, filing_id), "submit", **told)
    with rooms.works.open() as work:
        filing = work.session.get_one(Filing, filing_id)
        move(work, filing, "fail", owner_id=filing.owner_id)
    assert rooms.filing(filing_id).state is FilingState.SUBMISSION_FAILED
    return filing_id


@pytest.mark.parametrize("event", ["FilingSubmitted", "FilingReceived", "DocumentReceived"])
def test_a_crash_in_the_middle_of_a_submission_leaves_the_draft_and_the_same_key_sends_it(
    rooms: Rooms, event: str
):
    filing_id = rooms.draft()
    before = rooms.everything()

    with pytest.raises(Crash):
        sent(rooms, filing_id, crashing_on(event, rooms))

    assert rooms.everything() == before
    assert rooms.filing(filing_id).state is FilingState.DRAFT
    sent(rooms, filing_id)
    assert rooms.filing(filing_id).state is FilingState.PAYMENT_PENDING


def test_a_failed_submission_has_no_number_and_is_submitted_again(rooms: Rooms):
    """I-13: no transaction number, no time of receipt, until it arrives."""
    filing_id = failed(rooms)
    filing = rooms.filing(filing_id)
    assert (filing.transaction_number, filing.received_at) == (None, None)
    with rooms.by("lawyer") as work:
        assert check_filing(work, filing_id).is_ready

    sent(rooms, filing_id)

    assert rooms.filing(filing_id).state is FilingState.PAYMENT_PENDING
    assert rooms.filing(filing_id).transaction_number == "T2022-0000001"


def test_a_failed_submission_may_be_written_anew_first(rooms: Rooms):
    filing_id = failed(rooms)
    with pytest.raises(MoveNotOpen), rooms.by("lawyer") as work:
        discard(work, filing_id, rooms.filing(filing_id).version)

    with rooms.by("lawyer") as work:
        revise(work, filing_id, Draft(NEW_CASE, None, ()), rooms.filing(filing_id).version)
    assert rooms.filing(filing_id).state is FilingState.DRAFT

    with rooms.by("lawyer") as work:
        discard(work, filing_id, rooms.filing(filing_id).version)
    assert rooms.filing(filing_id).state is FilingState.WITHDRAWN
