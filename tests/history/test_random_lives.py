"""After a random life the books hold: what is true of every row, whatever happened and when.

Each property is judged by plain Python over the rows and the log, on both databases.
"""

import re
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.audit.models import AuditEntry
from api.cases.models import Case
from api.corrections.models import RelationBack
from api.courts.models import Closure
from api.courts.queries import span_of
from api.documents.models import Document
from api.filings.models import Acknowledgement, Filing, FilingDocument
from api.filings.states import Disposition, FilingState
from api.history.rules import told_of
from api.history.states import Noun, Told
from api.register.models import RegisterEntry
from api.reviews.models import DecisionReason, ReviewDecision, ReviewTask
from tests.audit.test_trail import busy
from tests.filings.steps import Rooms
from tests.history.lives import lives_on
from tests.history.test_as_of import seen

__all__ = ["busy"]

S = FilingState
DECIDED = {S.ACCEPTED, S.PARTIALLY_ACCEPTED, S.REJECTED, S.RECORDED}
NUMBER = re.compile(r"([A-Z]+) (\d+)/(\d{4})")


def consecutive(numbers: list[int]) -> bool:
    return sorted(numbers) == list(range(1, len(numbers) + 1))


def i1_numbers_are_unique_and_none_is_skipped(rooms: Rooms) -> None:
    """Case numbers by type and year; transaction numbers by year; an event told each once."""
    cases = defaultdict[tuple[str, int], list[int]](list)
    for case in rooms.all(Case):
        found = NUMBER.fullmatch(case.number)
        assert found is not None
        assert found[1] == case.proceeding_type_code
        cases[found[1], int(found[3])].append(int(found[2]))
    assert all(consecutive(numbers) for numbers in cases.values())
    sent = defaultdict[str, list[int]](list)
    for filing in rooms.all(Filing):
        if filing.transaction_number:
            year, number = filing.transaction_number.removeprefix("T").split("-")
            sent[year].append(int(number))
    assert all(consecutive(numbers) for numbers in sent.values())
    given = Counter(
        orjson.loads(entry.facts)["transaction_number"]
        for entry in rooms.all(AuditEntry, event="FilingReceived")
    )
    assert set(given.values()) == {1}
    references = [d.document_reference for d in rooms.all(Document) if d.document_reference]
    assert len(set(references)) == len(references)


def i2_each_change_of_a_filing_is_one_event(rooms: Rooms) -> None:
    """The version counts the changes; each move is an event, and no event is told twice."""
    moves = Counter(
        entry.subject_id for entry in rooms.all(AuditEntry) if entry.event in Filing.moves.events
    )
    for filing in rooms.all(Filing):
        assert moves[filing.id] <= filing.version


def i9_the_register_counts_in_the_order_of_entering(rooms: Rooms) -> None:
    by_case = defaultdict[str, list[RegisterEntry]](list)
    for entry in rooms.all(RegisterEntry):
        by_case[entry.case_id].append(entry)
    for entries in by_case.values():
        entries.sort(key=lambda entry: entry.number)
        assert consecutive([entry.number for entry in entries])
        assert all(one.entered_at <= two.entered_at for one, two in pairwise(entries))


def i12_i26_dispositions_make_the_outcome(rooms: Rooms) -> None:
    """In part if and only if some were accepted and some rejected; one of them begins a case."""
    for filing in rooms.all(Filing):
        lodged = rooms.all(FilingDocument, filing_id=filing.id)
        said = {row.disposition for row in lodged}
        if filing.received_at is not None:
            assert lodged
        if filing.state in DECIDED:
            assert said <= {Disposition.ACCEPTED, Disposition.REJECTED}
            decision = rooms.all(ReviewDecision, filing_id=filing.id)[0]
            is_part = decision.outcome is S.PARTIALLY_ACCEPTED
            assert is_part == (said == {Disposition.ACCEPTED, Disposition.REJECTED})
            assert (decision.outcome is S.REJECTED) == (said == {Disposition.REJECTED})
        else:
            assert said <= {Disposition.LODGED, Disposition.RECEIVED}


def i13_a_number_exists_if_and_only_if_it_was_received(rooms: Rooms) -> None:
    acknowledged = {a.filing_id for a in rooms.all(Acknowledgement)}
    for filing in rooms.all(Filing):
        assert (filing.transaction_number is None) == (filing.received_at is None)
        assert (filing.id in acknowledged) == (filing.received_at is not None)


def i14_i17_times_are_in_order_and_receipt_never_changes(rooms: Rooms) -> None:
    told = {
        entry.subject_id: orjson.loads(entry.facts)["received_at"]
        for entry in rooms.all(AuditEntry, event="FilingReceived")
    }
    for filing in rooms.all(Filing):
        times = [
            filing.started_at,
            filing.upload_completed_at,
            filing.submitted_at,
            filing.received_at,
            filing.reviewed_at,
            filing.recorded_at,
        ]
        known = [time for time in times if time is not None]
        assert known == sorted(known)
        assert (filing.received_at and filing.received_at.isoformat()) == told.get(filing.id)


def i15_i19_i20_counting_and_effect(rooms: Rooms) -> None:
    """Effective is deemed unless a relation back is in force, of which there is at most one."""
    for filing in rooms.all(Filing):
        if filing.deemed_at is not None:
            assert filing.received_at <= filing.deemed_at
        orders = rooms.all(RelationBack, filing_id=filing.id)
        binding = [order for order in orders if order.state == "IN_FORCE"]
        assert len(binding) <= 1
        for order in binding:
            rejected = rooms.filing(order.rejected_filing_id)
            assert rejected.deemed_at <= order.effective_at
            assert filing.deemed_at is None or order.effective_at <= filing.deemed_at
            assert filing.effective_filed_at == order.effective_at
        if not binding:
            assert filing.effective_filed_at == filing.deemed_at


def i24_rejections_have_reasons_and_acceptances_none(rooms: Rooms) -> None:
    reasons = Counter(reason.filing_document_id for reason in rooms.all(DecisionReason))
    for row in rooms.all(FilingDocument):
        assert (reasons[row.id] > 0) == (row.disposition is Disposition.REJECTED)


def i25_one_decision_by_the_holder(rooms: Rooms) -> None:
    tasks = {task.filing_id: task for task in rooms.all(ReviewTask)}
    decisions = rooms.all(ReviewDecision)
    assert set(Counter(d.filing_id for d in decisions).values()) <= {1}
    for decision in decisions:
        filing = rooms.filing(decision.filing_id)
        assert tasks[filing.id].reviewer_id == decision.decided_by != filing.owner_id


def i16_what_waits_waits_for_a_closure_without_an_end(rooms: Rooms) -> None:
    closures = {c.id: span_of(c) for c in rooms.all(Closure)}
    for filing in rooms.all(Filing):
        if filing.deemed_pending and filing.state in {S.RECEIVED, S.UNDER_REVIEW, S.REFERRED}:
            assert closures[filing.deemed_closure_id].ends_at is None


def i8_the_log_tells_each_case_as_it_is_stored(rooms: Rooms) -> None:
    for case in rooms.all(Case):
        now = seen(rooms, case, rooms.hands.now)
        assert (now.standing, now.access_level) == (case.standing, case.access_level)
        told = {f.filing.id: (f.state, f.deemed_at, f.effective_at) for f in now.filings}
        stored = {
            f.id: (f.state, f.deemed_at, f.effective_filed_at)
            for f in rooms.all(Filing, case_id=case.id)
            if f.received_at
        }
        assert told == stored


def every_event_is_known(rooms: Rooms) -> None:
    known = {name for noun in Noun for name in told_of(noun, *Told)}
    assert {e.event for e in rooms.all(AuditEntry)} - known <= OF_NO_CASE


OF_NO_CASE = {
    *("AccountOpened", "ClosureAnnounced", "ClosureBegan", "ClosureEnded", "PaymentAsked"),
    *("ServiceRequestPaid", "ServiceRequestCancelled"),
}
PROPERTIES: tuple[Any, ...] = (
    i1_numbers_are_unique_and_none_is_skipped,
    i2_each_change_of_a_filing_is_one_event,
    i8_the_log_tells_each_case_as_it_is_stored,
    i9_the_register_counts_in_the_order_of_entering,
    i12_i26_dispositions_make_the_outcome,
    i13_a_number_exists_if_and_only_if_it_was_received,
    i14_i17_times_are_in_order_and_receipt_never_changes,
    i15_i19_i20_counting_and_effect,
    i16_what_waits_waits_for_a_closure_without_an_end,
    i24_rejections_have_reasons_and_acceptances_none,
    i25_one_decision_by_the_holder,
    every_event_is_known,
)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 10**9))
def test_i2_i3_after_a_random_life_the_books_hold(busy: Rooms, seed: int):
    """I-1, I-2, I-3, I-8, I-9, I-12, I-13, I-14, I-15, I-16, I-17, I-19, I-20, I-24, I-25, I-26."""
    assert lives_on(busy, seed, steps=25) >= 5
    assert busy.differences() == []
    the_books_hold(busy)


def the_books_hold(rooms: Rooms) -> None:
    for holds in PROPERTIES:
        holds(rooms)


@pytest.mark.parametrize("broken", ["number", "disposition", "time"])
def test_the_properties_find_what_is_wrong(busy: Rooms, broken: str):
    """A property that nothing breaks would prove nothing."""
    recorded = busy.all(Filing, state=S.RECORDED)[0]
    reason = busy.all(DecisionReason)[0]
    with busy.works.open() as work:
        filing = work.session.get_one(Filing, recorded.id)
        if broken == "number":
            filing.transaction_number = "T2022-0000999"
        elif broken == "time":
            filing.recorded_at = filing.started_at - timedelta(hours=1)
        else:
            work.session.delete(work.session.get_one(DecisionReason, reason.id))
    with pytest.raises(AssertionError):
        the_books_hold(busy)
