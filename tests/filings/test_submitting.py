"""Submitting: received, timed, acknowledged and charged in one transaction, or not at all."""

from datetime import UTC, date, datetime

import pytest

from api.audit.models import AuditEntry
from api.courts.models import Closure
from api.courts.operations import announce_closure, end_closure
from api.courts.states import ClosureKind
from api.fees.models import FeeAssessment, FeeLine
from api.filings.models import Acknowledgement, Filing, FilingDocument
from api.filings.operations import settle, start, submit, withdraw
from api.filings.rules import Draft, NewCaseDraft, ProblemsFound
from api.filings.states import Disposition, FilingState
from api.kernel.refusals import ChangedMeanwhile, Malformed, MoveNotOpen, NotFound
from api.notifications.models import Message
from api.payments.models import ServiceRequest
from api.payments.states import ServiceRequestState
from api.reviews.models import ReviewTask
from api.reviews.states import ReviewState
from tests.filings.steps import NEW_CASE, PLAINTIFF, Rooms


def hong_kong(text: str) -> datetime:
    """A Hong Kong wall-clock time as an instant."""
    return datetime.fromisoformat(text + "+08:00").astimezone(UTC)


def rules_of(refused: ProblemsFound) -> list[tuple[str, str, tuple[str, ...]]]:
    """What was found, in order: rule, severity and place."""
    return [(f.rule, f.severity.value, f.path) for f in refused.findings]


def test_i13_a_submitted_filing_has_its_number_and_its_times(rooms: Rooms):
    first, second = rooms.submitted(), rooms.submitted()

    filing = rooms.filing(first)
    now = hong_kong("2022-05-13 11:00:00")
    assert filing.transaction_number == "T2022-0000001"
    assert rooms.filing(second).transaction_number == "T2022-0000002"
    assert filing.state is FilingState.PAYMENT_PENDING
    assert (filing.submitted_at, filing.received_at, filing.deemed_at) == (now, now, now)
    assert (filing.effective_filed_at, filing.ordered_at) == (now, now)
    assert (filing.deemed_pending, filing.deemed_rule) == (False, "RECEIVED_IN_HOURS")
    assert filing.deemed_court_day == date(2022, 5, 13)
    documents = rooms.all(FilingDocument, filing_id=first)
    assert {d.disposition for d in documents} == {Disposition.RECEIVED}


@pytest.mark.parametrize(
    ("sent", "counts"),
    [
        ("2022-05-13 08:44:59", "2022-05-13 08:45:00"),
        ("2022-05-13 08:45:00", "2022-05-13 08:45:00"),
        ("2022-05-13 17:30:00", "2022-05-13 17:30:00"),
        ("2022-05-13 17:30:01", "2022-05-16 08:45:00"),
        ("2022-05-13 18:05:00", "2022-05-16 08:45:00"),
        ("2022-05-14 10:00:00", "2022-05-16 08:45:00"),
        ("2022-05-15 23:59:59", "2022-05-16 08:45:00"),
        ("2022-06-02 18:00:00", "2022-06-06 08:45:00"),
        ("2023-01-20 17:31:00", "2023-01-26 08:45:00"),
    ],
    ids=[
        "a second before opening",
        "at opening",
        "at closing, assumed in time",
        "a second after closing",
        "Friday evening",
        "Saturday",
        "Sunday midnight",
        "the eve of the Tuen Ng Festival",
        "the eve of the Lunar New Year",
    ],
)
def test_a_filing_counts_from_the_next_open_instant(rooms: Rooms, sent: str, counts: str):
    rooms.hands.set(sent)

    filing = rooms.filing(rooms.submitted())

    assert filing.received_at == hong_kong(sent)
    assert filing.deemed_at == hong_kong(counts)
    assert filing.effective_filed_at == hong_kong(counts)


def test_acknowledgement_message_and_fee_come_in_the_same_transaction(rooms: Rooms):
    filing_id = rooms.submitted()

    filing = rooms.filing(filing_id)
    [acknowledgement] = rooms.all(Acknowledgement)
    [request] = rooms.all(ServiceRequest)
    messages = sorted(rooms.all(Message), key=lambda m: m.about)
    assert acknowledgement.filing_id == filing_id
    assert acknowledgement.transaction_number == filing.transaction_number
    assert acknowledgement.issued_at == filing.received_at
    assert acknowledgement.text_en == (
        "The court received your filing T2022-0000001 on Fri 13 May 2022, 11:00 am (Hong Kong). "
        "It counts as received on Fri 13 May 2022, 11:00 am."
    )
    assert (request.purpose, request.amount_cents) == (f"filing:{filing_id}", 50400)
    assert (request.state, filing.service_request_id) == (ServiceRequestState.OPEN, request.id)
    assert [(m.about, m.account_id) for m in messages] == [
        ("FilingAwaitsPayment", filing.owner_id),
        ("FilingReceived", filing.owner_id),
    ]


def test_a_submission_writes_its_events_once_and_in_order(rooms: Rooms):
    filing_id = rooms.draft()
    since = len(rooms.events())

    with rooms.by("lawyer") as work:
        submit(work, filing_id, 1, "one")

    mine = [e for e in rooms.all(AuditEntry) if e.number > since and e.subject_id == filing_id]
    assert [e.event for e in mine] == ["FilingSubmitted", "FilingReceived", "FilingAwaitsPayment"]
    assert sorted(rooms.events(since)) == [
        "DocumentReceived",
        "DocumentReceived",
        "DocumentReceived",
        "FilingAwaitsPayment",
        "FilingReceived",
        "FilingSubmitted",
        "PaymentAsked",
    ]


def test_the_fee_is_frozen_as_it_was_on_the_day_it_counts(rooms: Rooms):
    filing = rooms.filing(rooms.submitted())

    assessment = rooms.one(FeeAssessment, filing.fee_assessment_id)
    lines = rooms.all(FeeLine)
    assert [(line.ordinary_cents, line.charged_cents) for line in lines] == [(63000, 50400)]
    assert assessment.on_date == date(2022, 5, 13)


def test_the_same_key_again_is_the_same_answer_and_changes_nothing(rooms: Rooms):
    filing_id = rooms.draft()
    with rooms.by("lawyer") as work:
        submit(work, filing_id, 1, "one")
    before = rooms.everything()

    with rooms.by("lawyer") as work:
        again = submit(work, filing_id, 1, "one")

    assert again == filing_id
    assert rooms.everything() == before


def test_another_key_for_a_filing_already_sent_is_refused_and_changes_nothing(rooms: Rooms):
    filing_id = rooms.submitted()
    before = rooms.everything()

    with pytest.raises(MoveNotOpen), rooms.by("lawyer") as work:
        submit(work, filing_id, rooms.filing(filing_id).version, "another")

    assert rooms.everything() == before


def test_a_stale_submission_is_refused_and_its_key_can_be_used_again(rooms: Rooms):
    filing_id = rooms.draft()
    before = rooms.everything()

    with pytest.raises(ChangedMeanwhile), rooms.by("lawyer") as work:
        submit(work, filing_id, 7, "one")
    assert rooms.everything() == before

    with rooms.by("lawyer") as work:
        assert submit(work, filing_id, 1, "one") == filing_id


@pytest.mark.parametrize("name", ["rival", "litigant"])
def test_another_firms_draft_and_none_at_all_are_refused_alike(rooms: Rooms, name: str):
    filing_id = rooms.draft()
    before = rooms.everything()
    said = []
    for unknown in (filing_id, "flg_00000000000000000000000000"):
        with pytest.raises(NotFound) as refused, rooms.by(name) as work:
            submit(work, unknown, 1, rooms.key())
        said.append((refused.value.code, refused.value.path, refused.value.sentence))

    assert said[0] == said[1]
    assert rooms.everything() == before


def test_everything_wrong_is_said_at_once_and_nothing_is_filed(rooms: Rooms):
    writ = rooms.document("WRIT_OF_SUMMONS", stored=False)
    with rooms.by("lawyer") as work:
        case = NewCaseDraft("DCTC", None, "NO_SUCH", (PLAINTIFF,))
        medical = rooms.document("MEDICAL_REPORT")
        filing_id = start(work, Draft(case, None, (writ, medical)), "draft")
    before = rooms.everything()

    with pytest.raises(ProblemsFound) as refused, rooms.by("lawyer") as work:
        submit(work, filing_id, 1, "one")

    blocking = [f for f in rules_of(refused.value) if f[1] == "BLOCK"]
    assert blocking == [
        ("NATURE_OF_CLAIM", "BLOCK", ("newCase", "relief")),
        ("NATURE_OF_CLAIM", "BLOCK", ("newCase", "natureOfClaim")),
        ("PARTIES_ON_BOTH_SIDES", "BLOCK", ("newCase", "parties")),
        ("UPLOAD_COMPLETE", "BLOCK", ("documentIds", "0")),
        ("KIND_FITS_TYPE", "BLOCK", ("documentIds", "1")),
    ]
    assert refused.value.facts["count"] == 5
    assert rooms.everything() == before


def test_i12_a_draft_without_documents_or_parties_says_both(rooms: Rooms):
    with rooms.by("lawyer") as work:
        empty = NewCaseDraft("DCPI", "MONETARY", "PERSONAL_INJURIES", ())
        filing_id = start(work, Draft(empty, None, ()), "draft")

    with pytest.raises(ProblemsFound) as refused, rooms.by("lawyer") as work:
        submit(work, filing_id, 1, "one")

    blocking = [f.message.en for f in refused.value.findings if f.severity.value == "BLOCK"]
    assert blocking[:3] == [
        "There is no plaintiff.",
        "There is no defendant.",
        "There is no document in the filing.",
    ]


@pytest.mark.parametrize(
    ("day", "kind", "said"),
    [
        (
            "2022-05-05 11:00",
            "DCPI",
            (
                "It begins on 6 May 2022: Implementation notice under section 32 of Cap. 638 "
                "(District Court: personal injuries actions and tax claims), published in the "
                "Gazette on 14 April 2022."
            ),
        ),
        (
            "2022-07-28 11:00",
            "DCCJ",
            (
                "It begins on 29 July 2022: Implementation notice under section 32 of Cap. 638 "
                "(District Court: civil actions), announced on 8 July 2022."
            ),
        ),
        (
            "2022-05-13 11:00",
            "DCMP",
            "No implementation notice for Miscellaneous Proceedings is known.",
        ),
    ],
)
def test_what_no_notice_covers_on_the_day_is_refused_citing_the_notice(
    rooms: Rooms, day: str, kind: str, said: str
):
    rooms.hands.set(day)
    case = NewCaseDraft(kind, "MONETARY", "PERSONAL_INJURIES", NEW_CASE.parties)
    filing_id = rooms.draft(new_case=case, documents=("WRIT_OF_SUMMONS",))

    with pytest.raises(ProblemsFound) as refused, rooms.by("lawyer") as work:
        submit(work, filing_id, 1, "one")

    first = refused.value.findings[0]
    assert (first.rule, first.severity.value) == ("COVERED_BY_NOTICE", "BLOCK")
    assert first.message.en == said
    assert rooms.filing(filing_id).transaction_number is None
    assert rooms.all(Message) == []


def test_a_type_first_covered_on_a_day_is_received_on_that_day(rooms: Rooms):
    rooms.hands.set("2022-07-29 11:00")
    case = NewCaseDraft("DCCJ", "MONETARY", "PERSONAL_INJURIES", NEW_CASE.parties)

    filing_id = rooms.submitted(new_case=case, documents=("WRIT_OF_SUMMONS",))

    assert rooms.filing(filing_id).transaction_number == "T2022-0000001"


def close_registry(rooms: Rooms) -> Closure:
    """The registry closes now, nobody knows until when."""
    with rooms.by("registry") as work:
        return announce_closure(
            work,
            office_code="DC_REGISTRY",
            kind=ClosureKind.GALE_WARNING,
            starts_at=work.at,
        )


def reopen_registry(rooms: Rooms, closure: Closure) -> None:
    """The registry is open again from now."""
    with rooms.by("registry") as work:
        end_closure(work, closure.id, expected_version=closure.version)


def test_a_filing_sent_in_a_closure_without_an_end_waits_and_is_settled_once(rooms: Rooms):
    closure = close_registry(rooms)
    rooms.hands.move(hours=1)
    filing_id = rooms.submitted()
    waiting = rooms.filing(filing_id)
    rooms.hands.move(hours=2)

    reopen_registry(rooms, closure)

    settled = rooms.filing(filing_id)
    assert (waiting.deemed_at, waiting.deemed_pending) == (None, True)
    assert waiting.effective_filed_at is None
    assert waiting.deemed_closure_id == closure.id
    assert settled.received_at == waiting.received_at
    assert (settled.deemed_at, settled.deemed_pending) == (rooms.hands.now, False)
    assert settled.effective_filed_at == rooms.hands.now
    assert settled.version == waiting.version + 1
    told = [m for m in rooms.all(Message) if m.about == "DeemedTimeResolved"]
    assert [m.account_id for m in told] == [settled.owner_id]
    assert told[0].body_en == (
        "The registry's closure has ended. T2022-0000001 counts as received on "
        "Fri 13 May 2022, 2:00 pm."
    )

    rooms.hands.move(minutes=1)
    second = close_registry(rooms)
    rooms.hands.move(hours=1)
    reopen_registry(rooms, second)
    assert rooms.filing(filing_id) == settled
    assert rooms.events().count("DeemedTimeResolved") == 1


def test_a_closure_that_ends_in_the_evening_moves_the_filing_to_the_next_morning(rooms: Rooms):
    closure = close_registry(rooms)
    rooms.hands.move(hours=1)
    filing_id = rooms.submitted()
    rooms.hands.set("2022-05-13 20:00")

    reopen_registry(rooms, closure)

    assert rooms.filing(filing_id).deemed_at == hong_kong("2022-05-16 08:45:00")


def test_two_closures_that_overlap_leave_the_filing_waiting_until_the_last_ends(rooms: Rooms):
    first, second = close_registry(rooms), close_registry(rooms)
    rooms.hands.move(hours=1)
    filing_id = rooms.submitted()

    reopen_registry(rooms, first)
    between = rooms.filing(filing_id)
    rooms.hands.move(hours=1)
    reopen_registry(rooms, second)

    assert (between.deemed_at, between.deemed_pending) == (None, True)
    assert rooms.filing(filing_id).deemed_at == rooms.hands.now
    assert rooms.events().count("DeemedTimeResolved") == 1


def test_i17_a_withdrawn_filing_keeps_its_number_and_times_and_owes_nothing(rooms: Rooms):
    filing_id = rooms.submitted()
    sent = rooms.filing(filing_id)
    rooms.hands.move(hours=1)

    with rooms.by("lawyer") as work:
        withdraw(work, filing_id, sent.version)

    gone = rooms.filing(filing_id)
    assert gone.state is FilingState.WITHDRAWN
    assert gone.transaction_number == sent.transaction_number
    assert (gone.received_at, gone.deemed_at) == (sent.received_at, sent.deemed_at)
    assert [r.state for r in rooms.all(ServiceRequest)] == [ServiceRequestState.CANCELLED]
    assert rooms.all(ReviewTask) == []


def test_a_filing_is_withdrawn_while_it_waits_for_a_reviewer_but_not_once_claimed(rooms: Rooms):
    waiting, claimed = rooms.received(), rooms.claimed(rooms.received())
    with rooms.by("lawyer") as work:
        withdraw(work, waiting, rooms.filing(waiting).version)
    before = rooms.everything()

    with pytest.raises(MoveNotOpen), rooms.by("lawyer") as work:
        withdraw(work, claimed, rooms.filing(claimed).version)

    assert rooms.everything() == before
    task = next(t for t in rooms.all(ReviewTask) if t.filing_id == waiting)
    assert task.state is ReviewState.CANCELLED


def test_money_that_comes_after_a_withdrawal_does_not_bring_the_filing_back(rooms: Rooms):
    filing_id = rooms.submitted()
    with rooms.by("lawyer") as work:
        withdraw(work, filing_id, rooms.filing(filing_id).version)
    before = rooms.everything()

    with rooms.works.open() as work:
        settle(work, f"filing:{filing_id}", 50400)

    assert rooms.everything() == before


def test_i17_received_at_never_changes_whatever_happens_afterwards(rooms: Rooms):
    filing_id = rooms.submitted()
    received = rooms.filing(filing_id).received_at
    seen = []
    for step in (rooms.paid, rooms.claimed, rooms.decided, rooms.recorded):
        rooms.hands.move(hours=25)
        step(filing_id)
        filing = rooms.filing(filing_id)
        seen.append((filing.received_at, filing.deemed_at, filing.effective_filed_at))

    assert seen == [(received, received, received)] * 4
    filing = rooms.filing(filing_id)
    assert filing.submitted_at <= filing.received_at <= filing.reviewed_at <= filing.recorded_at


def test_a_rejected_filing_is_corrected_by_a_new_one_that_names_it(rooms: Rooms):
    rejected = rooms.decided(rooms.claimed(rooms.received()), False)

    filing_id = rooms.submitted(resubmission_of=rejected)

    filing, earlier = rooms.filing(filing_id), rooms.filing(rejected)
    assert filing.resubmission_of_id == rejected
    assert (filing.transaction_number, earlier.transaction_number) == (
        "T2022-0000002",
        "T2022-0000001",
    )
    assert earlier.state is FilingState.REJECTED


def test_a_filing_that_was_not_rejected_is_not_corrected(rooms: Rooms):
    accepted = rooms.decided(rooms.claimed(rooms.received()))
    with pytest.raises(Malformed) as refused:
        rooms.draft(resubmission_of=accepted)

    assert refused.value.path == ("resubmissionOf",)


def test_another_firms_rejected_filing_is_not_corrected(rooms: Rooms):
    rejected = rooms.decided(rooms.claimed(rooms.received()), False)

    with pytest.raises(NotFound):
        rooms.draft(by="rival", resubmission_of=rejected)
    assert [f.id for f in rooms.all(Filing)] == [rejected]
