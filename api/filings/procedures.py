"""What the building does with filings by itself: their record, and judging them again.

Making the record of an accepted filing is the affair that leaves the building. First each document
that the court issues is sealed, outside any transaction, since a signature takes time; then
everything is entered in the register and the filing is RECORDED, in one work. A crash in between is
mended by doing the whole thing again.

A time of receipt is judged again when a closure is announced or ends. Announcing only takes open
instants away, so a known time moves forwards or waits; ending settles what waited, each once. Only
filings that nobody has decided yet are moved: what a decision rests on stays. The rule is recorded
in ``api/decisions``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.courts.models import Closure
from api.courts.queries import calendar_of, closure_by_id
from api.courts.rules import Calendar, deemed_received
from api.documents.models import Document
from api.documents.ports import DocumentStore, Sealer
from api.documents.procedures import seal_document
from api.filings.events import DeemedTimeResolved, DeemedTimeRevised, FilingCheckedAgain
from api.filings.models import Filing, FilingDocument, StepDue
from api.filings.operations import write_deemed, write_findings
from api.filings.queries import (
    filing_by_id,
    filing_of,
    filings_touched_by,
    filings_waiting_for_reopening,
    found_in,
    judged,
    lodged_in,
)
from api.filings.states import Disposition, FilingState
from api.kernel.clock import day_of
from api.kernel.states import move
from api.kernel.text import Text
from api.kernel.work import Work, Works
from api.reference.loading import published
from api.register.operations import enter

CHECK_AGAIN = "check_filing_again"
LONGER_THAN_USUAL = timedelta(minutes=10)
"""From when sealing and recording take longer than they should: assumed policy."""

_WITHIN_MINUTES = Text(
    "It was accepted and is being sealed and entered in the register, usually within minutes.",
    "提交已獲接納，正在蓋印並載入登記冊，通常於數分鐘內完成。",
)
_TAKES_LONGER = Text(
    "It was accepted; sealing and entering it in the register take longer than usual and are tried "
    "again until done. Its times and the decision stay as they are; you need not do anything.",
    "提交已獲接納；蓋印及載入登記冊需時較長，系統會繼續嘗試直至完成。各項時間及決定均不受影響，無須再作操作。",
)
UNDECIDED = (
    FilingState.RECEIVED,
    FilingState.PAYMENT_PENDING,
    FilingState.UNDER_REVIEW,
    FilingState.REFERRED,
)
DECIDED = (FilingState.ACCEPTED, FilingState.PARTIALLY_ACCEPTED)


def record_filing(works: Works, store: DocumentStore, sealer: Sealer, filing_id: str) -> None:
    """Seal what the court issues of an accepted filing and enter it all in the register.

    Done once however often it is called; a filing already recorded is left alone.
    """
    with works.open() as work:
        filing = filing_by_id(work.session, filing_id)
        issued = [d.id for _, d in _accepted(work, filing) if _is_issued(d)]
        is_due, filed_at = filing.state in DECIDED, filing.effective_filed_at
    if not is_due:
        return
    for document_id in issued:
        seal_document(works, store, sealer, document_id, filed_at=filed_at)
    with works.open() as work:
        _record(work, filing_id)


def _accepted(work: Work, filing: Filing) -> list[tuple[FilingDocument, Document]]:
    """The documents of a filing that were accepted, in their order."""
    rows = lodged_in(work.session, filing.id)
    return [pair for pair in rows if pair[0].disposition is Disposition.ACCEPTED]


def _is_issued(document: Document) -> bool:
    """Whether the court issues this kind of document under its seal."""
    return published().document_kinds[document.kind].sealed


def _record(work: Work, filing_id: str) -> None:
    """Enter the accepted documents in the register and move the filing to RECORDED."""
    filing = filing_by_id(work.session, filing_id)
    if filing.state not in DECIDED or filing.case_id is None:
        return
    accepted = _accepted(work, filing)
    for _, document in accepted:
        kind = published().document_kinds[document.kind]
        enter(work, filing.case_id, kind.register_description, document.id)
    filing.sealed_at = max((d.sealed_at for _, d in accepted if d.sealed_at), default=None)
    filing.inspectable_at = work.at
    told = {"owner_id": filing.owner_id, "transaction_number": filing.transaction_number}
    move(work, filing, "make_record", **told, case_id=filing.case_id)


@dataclass(frozen=True, slots=True)
class RecordingPending:
    """A filing that is accepted and not recorded yet: since when, for how long, and what it means.

    Source: I-28, accepted implies a record or a visible pending job with its age.
    """

    since: datetime
    age: timedelta
    explanation: Text


def recording_pending(
    state: FilingState, reviewed_at: datetime | None, at: datetime
) -> RecordingPending | None:
    """Say what a filing waits for between its acceptance and its record; None for all others."""
    if state not in DECIDED or reviewed_at is None:
        return None
    age = at - reviewed_at
    said = _WITHIN_MINUTES if age < LONGER_THAN_USUAL else _TAKES_LONGER
    return RecordingPending(reviewed_at, age, said)


def resolve_deemed_times(work: Work, office_code: str) -> None:
    """Settle the legal time of filings that hung on a closure of an office, each once (I-16)."""
    _judge_again(work, office_code, filings_waiting_for_reopening(work.session, office_code))


def revise_deemed_times(work: Work, closure_id: str) -> None:
    """Judge again the undecided filings whose legal time lies in a closure just announced.

    A closure may be announced after it began, or before times that were already told; either way
    each filing moves forwards once, or waits for the reopening. Never backwards (I-18, I-23).
    """
    closure = closure_by_id(work.session, closure_id)
    if not _never_came_about(closure):
        touched = filings_touched_by(work.session, closure)
        _judge_again(work, closure.office_code, touched)


def _never_came_about(closure: Closure) -> bool:
    return closure.ends_at == closure.starts_at


def _judge_again(work: Work, office_code: str, filings: list[Filing]) -> None:
    """Judge filings by the calendar as it is known now, and tell whoever's time changed."""
    if filings:
        calendar = calendar_of(work.session, office_code)
        for filing in filings:
            _judge(work, filing, calendar)


def _judge(work: Work, filing: Filing, calendar: Calendar) -> None:
    """Judge one filing by a calendar; the same answer as before changes nothing."""
    was, hung_on = filing.deemed_at, filing.deemed_closure_id
    deemed = deemed_received(filing.received_at or work.at, calendar)
    is_earlier = was is not None and deemed.at is not None and deemed.at < was
    if is_earlier or (deemed.at, deemed.closure_id) == (was, hung_on):
        return
    write_deemed(filing, deemed, work.at)
    filing.version += 1
    told = (filing.id, filing.owner_id, filing.transaction_number or "")
    if was is None and deemed.at is not None:
        work.record(DeemedTimeResolved(*told, deemed.at, deemed.rule))
    else:
        work.record(DeemedTimeRevised(*told, was, deemed.at, deemed.rule, deemed.closure_id))


def expect_step(
    work: Work, deadline_id: str, party_id: str, document_kind: str | None, due_at: datetime | None
) -> None:
    """Note by when a party is to file a kind of document; one that is no filing is not noted."""
    if document_kind is not None:
        due = StepDue(
            deadline_id=deadline_id, party_id=party_id, document_kind=document_kind, due_at=due_at
        )
        work.session.add(due)


def move_step(work: Work, deadline_id: str, due_at: datetime | None) -> None:
    """Note that the time for a step ends at another instant, or when is not known yet."""
    due = work.session.get(StepDue, deadline_id)
    if due is not None:
        due.due_at = due_at


def forget_step(work: Work, deadline_id: str) -> None:
    """Note that a step was taken in time: what comes after it is not late by it."""
    due = work.session.get(StepDue, deadline_id)
    if due is not None:
        work.session.delete(due)


def check_again(works: Works, document_id: str) -> None:
    """Judge the filing of a document anew, now that more is known of it; safe to repeat.

    A draft is judged when it is checked or submitted, and what is decided is decided.
    """
    with works.open() as work:
        filing_id = filing_of(work.session, document_id)
        filing = filing_by_id(work.session, filing_id) if filing_id else None
        if filing is None or filing.state not in UNDECIDED or filing.received_at is None:
            return
        on = day_of(filing.received_at)
        found, _ = judged(work.session, filing, on, day_of(filing.deemed_at or filing.received_at))
        known = found_in(work.session, filing.id)
        if [row.rule for row in known] == [finding.rule for finding in found]:
            return
        write_findings(work, filing, found)
        number, rules = filing.transaction_number or "", tuple(f.rule for f in found)
        work.record(FilingCheckedAgain(filing.id, filing.owner_id, number, rules))
