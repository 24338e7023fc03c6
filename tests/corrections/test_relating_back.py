"""A correction has effect from before it was received only by order, and never before the first."""

from datetime import datetime, timedelta

import orjson
import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from api.audit.models import AuditEntry
from api.cases.models import Case
from api.corrections.models import RelationBack
from api.corrections.operations import grant_relation_back, set_aside_relation_back
from api.corrections.rules import (
    NoRelationBackInForce,
    NothingToRelateBackTo,
    NotInEffect,
    RelationBackInForce,
    RelationBackOutOfBounds,
)
from api.corrections.states import RelationBackState
from api.deadlines.states import DeadlineState
from api.filings.models import Filing
from api.filings.states import FilingState
from api.kernel.refusals import ChangedMeanwhile, Malformed, NotAllowed, NotFound, Refusal
from api.notifications.models import Message
from api.register.models import CauseBookEntry, RegisterEntry
from api.register.states import Channel
from api.reviews.rules import DeemedTimePending
from tests.court import Court
from tests.deadlines.test_running import answered, deadline, served, time_passes
from tests.filings.steps import Rooms
from tests.filings.test_submitting import close_registry, reopen_registry

SECOND = timedelta(seconds=1)
SHOWN = """query ($i: ID!) { node(id: $i) { ... on Filing { times { effectiveFiled
    deemedReceived { at } } relationBack { effectiveAt reason explanation { en tc sc } }
    case { register(first: 9) { nodes { channel description { en } } } } } } }"""


def pair(rooms: Rooms) -> tuple[str, str]:
    """A rejected filing, and three days later its correction, before the registry."""
    first = rooms.decided(rooms.claimed(rooms.received()), False)
    rooms.hands.move(days=4)
    return first, rooms.received(resubmission_of=first)


def granted(
    rooms: Rooms, filing_id: str, at: datetime | None = None, *, by: str = "registry"
) -> str:
    """Relate a filing back."""
    with rooms.by(by) as work:
        version = rooms.filing(filing_id).version
        return grant_relation_back(work, filing_id, version, at, "By order of the master.")


def test_i19_a_filing_has_effect_from_its_deemed_time_unless_it_is_related_back(rooms: Rooms):
    first, again = pair(rooms)
    for filing_id in (first, again):
        filing = rooms.filing(filing_id)
        assert filing.effective_filed_at == filing.deemed_at
    before = rooms.filing(again)

    granted(rooms, again)

    after = rooms.filing(again)
    assert after.effective_filed_at == rooms.filing(first).deemed_at < after.deemed_at
    assert (after.received_at, after.deemed_at) == (before.received_at, before.deemed_at)
    assert after.version == before.version + 1
    [row] = rooms.all(RelationBack)
    assert (row.filing_id, row.rejected_filing_id) == (again, first)
    assert (row.state, row.reason) == (RelationBackState.IN_FORCE, "By order of the master.")
    assert row.granted_by == rooms.people["registry"].account_id


def test_i20_it_relates_back_no_further_than_the_rejected_filing_and_never_forwards(rooms: Rooms):
    first, again = pair(rooms)
    earliest, latest = rooms.filing(first).deemed_at, rooms.filing(again).deemed_at
    assert earliest is not None
    assert latest is not None
    before = rooms.everything()
    for at in (earliest - SECOND, latest + SECOND):
        with pytest.raises(RelationBackOutOfBounds) as refused:
            granted(rooms, again, at)
        assert refused.value.path == ("effectiveAt",)
    assert rooms.everything() == before
    granted(rooms, again, earliest + SECOND)
    assert rooms.filing(again).effective_filed_at == earliest + SECOND


def test_i20_at_most_one_relation_back_is_in_force(rooms: Rooms):
    _, again = pair(rooms)
    granted(rooms, again)
    before = rooms.everything()
    with pytest.raises(RelationBackInForce):
        granted(rooms, again, by="registry2")
    assert rooms.everything() == before

    [row] = rooms.all(RelationBack)
    twin = RelationBack(**{**row.model_dump(), "id": "rbk_00000000000000000000000000"})
    with Session(rooms.engine) as session:
        session.add(twin)
        with pytest.raises(IntegrityError):
            session.flush()


def test_i20_only_a_correction_that_was_received_and_stands_relates_back(rooms: Rooms):
    first, again = pair(rooms)
    plain = rooms.received()
    rejected = rooms.decided(rooms.claimed(again), False)
    before = rooms.everything()
    for filing_id, refusal in ((plain, NothingToRelateBackTo), (rejected, NotInEffect)):
        with pytest.raises(refusal):
            granted(rooms, filing_id)
    with pytest.raises(NothingToRelateBackTo):
        granted(rooms, first)
    draft = rooms.draft(resubmission_of=first)
    with pytest.raises(NotFound):
        granted(rooms, draft)
    assert rooms.everything()["relation_back"] == before["relation_back"] == []


def test_i20_only_an_officer_grants_it_with_a_reason_and_of_what_was_read(rooms: Rooms):
    _, again = pair(rooms)
    before = rooms.everything()
    for name in ("lawyer", "rival", "accounts", "helpdesk", "auditor"):
        with pytest.raises(NotAllowed):
            granted(rooms, again, by=name)
    version = rooms.filing(again).version
    refused: list[tuple[int, str, type[Refusal]]] = [
        (version, "", Malformed),
        (version, "x" * 1001, Malformed),
        (version - 1, "late", ChangedMeanwhile),
    ]
    for number, reason, refusal in refused:
        with pytest.raises(refusal), rooms.by("registry") as work:
            grant_relation_back(work, again, number, None, reason)
    assert rooms.everything() == before


def test_while_a_legal_time_is_unknown_nothing_relates_back_to_it(rooms: Rooms):
    first = rooms.decided(rooms.claimed(rooms.received()), False)
    rooms.hands.move(days=3)
    close_registry(rooms)
    rooms.hands.move(hours=1)
    again = rooms.received(resubmission_of=first)
    with pytest.raises(DeemedTimePending):
        granted(rooms, again)


def test_a_case_begun_by_what_was_related_back_begins_on_that_day(rooms: Rooms):
    rooms.hands.set("2022-12-30 10:00")
    first = rooms.decided(rooms.claimed(rooms.received()), False)
    rooms.hands.set("2023-01-05 10:00")
    again = rooms.received(resubmission_of=first)
    granted(rooms, again)

    rooms.decided(rooms.claimed(again))

    [case] = rooms.all(Case)
    assert (case.commenced_on.isoformat(), case.number) == ("2022-12-30", "DCPI 1/2022")


def test_a_case_already_begun_counts_from_then_too_and_keeps_its_number(rooms: Rooms):
    """Assumed: the day of commencement follows the time of effect; the number (I-1) does not."""
    rooms.hands.set("2022-12-30 10:00")
    first = rooms.decided(rooms.claimed(rooms.received()), False)
    rooms.hands.set("2023-01-05 10:00")
    again = rooms.recorded(rooms.decided(rooms.claimed(rooms.received(resubmission_of=first))))
    [before] = rooms.all(Case)

    granted(rooms, again)

    [case], [line] = rooms.all(Case), rooms.all(CauseBookEntry)
    assert (before.commenced_on.isoformat(), before.number) == ("2023-01-05", "DCPI 1/2023")
    assert (case.commenced_on.isoformat(), case.number) == ("2022-12-30", "DCPI 1/2023")
    assert (line.commenced_on, line.case_number) == (case.commenced_on, case.number)
    [moved] = [e for e in rooms.all(AuditEntry) if e.event == "CommencementMoved"]
    assert orjson.loads(moved.facts) == {
        "case_id": case.id,
        "was": "2023-01-05",
        "commenced_on": "2022-12-30",
    }

    with rooms.by("registry") as work:
        set_aside_relation_back(work, again, rooms.filing(again).version, "By mistake.")
    [case], [line] = rooms.all(Case), rooms.all(CauseBookEntry)
    assert case.commenced_on == line.commenced_on == before.commenced_on
    assert rooms.events().count("CommencementMoved") == 2


def test_a_later_document_that_is_related_back_leaves_the_commencement(rooms: Rooms):
    case = rooms.opened_case()
    into = {"case_number": case.number, "documents": ("REPLY",)}
    first = rooms.decided(rooms.claimed(rooms.received(**into)), False)
    rooms.hands.move(days=4)
    again = rooms.recorded(
        rooms.decided(rooms.claimed(rooms.received(resubmission_of=first, **into)))
    )
    granted(rooms, again)
    assert rooms.one(Case, case.id).commenced_on == case.commenced_on
    assert "CommencementMoved" not in rooms.events()


def test_a_missed_deadline_is_met_by_what_is_related_back_to_before_it(rooms: Rooms):
    case = served(rooms)
    rooms.hands.set("2022-05-27 12:00")
    first = answered(rooms, case)
    rooms.decided(rooms.claimed(rooms.paid(first)), False)
    time_passes(rooms, "2022-05-31 10:00")
    papers = ("ACKNOWLEDGMENT_OF_SERVICE",)
    again = rooms.submitted(
        by="litigant", case_number=case.number, documents=papers, resubmission_of=first
    )
    rooms.recorded(rooms.decided(rooms.claimed(rooms.paid(again))))
    assert deadline(rooms).state is DeadlineState.MISSED

    granted(rooms, again)

    met = deadline(rooms)
    assert (met.state, met.filing_id) == (DeadlineState.MET, again)


@pytest.mark.parametrize("recorded_first", [True, False])
def test_the_register_shows_a_relation_back_whenever_it_was_granted(
    rooms: Rooms, recorded_first: bool
):
    _, again = pair(rooms)
    if not recorded_first:
        granted(rooms, again)
    rooms.recorded(rooms.decided(rooms.claimed(again)))
    if recorded_first:
        granted(rooms, again)

    entries = sorted(rooms.all(RegisterEntry), key=lambda entry: entry.number)
    assert [e.channel for e in entries] == [Channel.ELECTRONIC] * 3 + [Channel.COURT]
    filing = rooms.filing(again)
    assert f"{filing.transaction_number} has effect from" in entries[-1].description_en
    assert all((entries[-1].description_tc, entries[-1].description_sc))


def test_a_relation_back_that_is_set_aside_leaves_the_deemed_time_and_may_be_granted_anew(
    rooms: Rooms,
):
    """I-8: what was granted stays readable with its reason and its end."""
    _, again = pair(rooms)
    rooms.recorded(rooms.decided(rooms.claimed(again)))
    granted(rooms, again)
    with rooms.by("registry2") as work:
        set_aside_relation_back(work, again, rooms.filing(again).version, "Granted by mistake.")

    filing, [row] = rooms.filing(again), rooms.all(RelationBack)
    assert filing.effective_filed_at == filing.deemed_at
    assert (row.state, row.set_aside_reason) == (RelationBackState.SET_ASIDE, "Granted by mistake.")
    assert row.set_aside_at == rooms.hands.now
    last = max(rooms.all(RegisterEntry), key=lambda entry: entry.number)
    assert "was set aside" in last.description_en
    with pytest.raises(NoRelationBackInForce), rooms.by("registry") as work:
        set_aside_relation_back(work, again, filing.version, "Twice.")
    granted(rooms, again)
    assert rooms.filing(again).effective_filed_at != filing.deemed_at


def test_the_event_and_the_message_tell_from_when_and_not_of_whom(rooms: Rooms):
    first, again = pair(rooms)
    granted(rooms, again)
    [entry] = [e for e in rooms.all(AuditEntry) if e.event == "RelationBackGranted"]
    facts = orjson.loads(entry.facts)
    at = rooms.filing(first).deemed_at
    assert at is not None
    assert facts == {
        "relation_back_id": rooms.all(RelationBack)[0].id,
        "filing_id": again,
        "rejected_filing_id": first,
        "effective_at": at.isoformat(),
    }
    [message] = rooms.all(Message, about="EffectiveTimeChanged")
    assert (message.subject_id, message.account_id) == (again, rooms.people["lawyer"].account_id)


def test_the_contract_grants_it_and_explains_the_time(court: Court):
    first = court.decide(court.claimed(court.received()), accept=False)
    court.hands.move(days=4)
    court.tokens.clear()
    again = court.received(key="again", resubmissionOf=first["id"])
    given = {"filingId": again["id"], "expectedVersion": again["version"], "reason": "By order."}

    done = court.do(
        "grantRelationBack", given, "... on RelationBackGranted { filing { id } }", by="registry"
    )
    assert done["filing"] == {"id": again["id"]}

    seen = court.ask(SHOWN, {"i": again["id"]}, by="lawyer")["node"]
    back = seen["relationBack"]
    assert seen["times"]["effectiveFiled"] == back["effectiveAt"]
    assert back["effectiveAt"] < seen["times"]["deemedReceived"]["at"]
    assert first["transactionNumber"] in back["explanation"]["en"]
    assert back["explanation"]["sc"]
    with court.works.look() as session:
        assert session.get_one(Filing, again["id"]).state is FilingState.RECEIVED


def test_i19_an_order_keeps_its_time_when_a_closure_moves_the_time_it_counts(rooms: Rooms):
    """Also where the order's time was the filing's own deemed time until the closure was known."""
    rejected = rooms.decided(rooms.claimed(rooms.received()), False)
    again = rooms.received(resubmission_of=rejected)
    with rooms.by("registry2") as work:
        grant_relation_back(work, again, rooms.filing(again).version, None, "By order.")
    by_order = rooms.filing(again).effective_filed_at
    assert by_order == rooms.filing(again).deemed_at

    closure = close_registry(rooms)
    assert rooms.filing(again).deemed_at is None
    rooms.hands.move(hours=1)
    reopen_registry(rooms, closure)

    assert rooms.filing(again).deemed_at > by_order
    assert rooms.filing(again).effective_filed_at == by_order
