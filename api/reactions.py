"""When this happened, do that: one table, in the same transaction as the event.

Rooms do not know who listens. What must leave the building (sealing, mail) is asked for with
``work.later`` and done by a job after the commit. The audit trail hears everything, last.
"""

from collections.abc import Callable, Sequence
from typing import Any

from api.audit import operations as audit
from api.cases import events as cases
from api.corrections import operations as corrections
from api.courts import events as courts
from api.deadlines import events as due
from api.deadlines import operations as deadlines
from api.documents import events as documents
from api.duties import operations as duties
from api.filings import events as filings
from api.filings import operations as filing
from api.filings import procedures as filing_procedures
from api.filings.procedures import CHECK_AGAIN
from api.issuing import operations as issuing
from api.kernel.events import Event
from api.kernel.work import Work
from api.notifications import operations as notifications
from api.notifications.rules import LETTERS
from api.payments import events as payments
from api.proceedings import operations as proceedings
from api.register import events as registered
from api.register import operations as register
from api.reviews import operations as reviews

Reaction = Callable[[Work, Any], None]
_Scanned = (
    documents.DocumentFoundClean | documents.DocumentFoundInfected | documents.DocumentNotScanned
)


def _queue_for_review(work: Work, event: filings.FilingReceived) -> None:
    reviews.queue_if_ready(work, event.filing_id)


def _cancel_review(work: Work, event: filings.FilingWithdrawn) -> None:
    reviews.cancel(work, event.filing_id)


def _enter_relation_back(work: Work, event: filings.FilingRecorded) -> None:
    corrections.enter_relation_back(work, event.filing_id, event.case_id)


def _take_appearance(work: Work, event: filings.FilingRecorded) -> None:
    proceedings.take_appearance(work, event.filing_id)


def _keep_effect(work: Work, event: filings.DeemedTimeResolved | filings.DeemedTimeRevised) -> None:
    corrections.keep_effect(work, event.filing_id)


def _settle_filing(work: Work, event: payments.ServiceRequestPaid) -> None:
    filing.settle(work, event.purpose, event.amount_cents)


def _resolve_deemed_times(work: Work, event: courts.ClosureEnded) -> None:
    filing_procedures.resolve_deemed_times(work, event.office)


def _revise_deemed_times(work: Work, event: courts.ClosureAnnounced) -> None:
    filing_procedures.revise_deemed_times(work, event.closure_id)


def _check_filing_again(work: Work, event: _Scanned) -> None:
    work.later(CHECK_AGAIN, event.document_id)


def _follow_calendar(work: Work, event: courts.ClosureAnnounced | courts.ClosureEnded) -> None:
    deadlines.follow_calendar(work, event.office)


def _supersede_certificate(work: Work, event: courts.OutageRecorded) -> None:
    if event.corrects_id is not None:
        issuing.supersede_certificate(work, event.corrects_id, event.outage_window_id)


def _meet_deadlines(work: Work, event: filings.FilingRecorded) -> None:
    deadlines.meet(work, event.filing_id)


def _expect_step(work: Work, event: due.DeadlineSet) -> None:
    told = (event.deadline_id, event.party_id, event.document_kind, event.due_at)
    filing_procedures.expect_step(work, *told)


def _move_step(work: Work, event: due.DeadlineMoved | due.DeadlineExtended) -> None:
    filing_procedures.move_step(work, event.deadline_id, event.due_at)


def _forget_step(work: Work, event: due.DeadlineMet) -> None:
    filing_procedures.forget_step(work, event.deadline_id)


def _look_at_paper(work: Work, event: registered.PaperFilingRecorded) -> None:
    duties.look_at_paper(work, event.paper_filing_id)


def _meet_by_relation_back(work: Work, event: filings.EffectiveTimeChanged) -> None:
    deadlines.meet_if_recorded(work, event.filing_id)


def _follow_access(work: Work, event: cases.CaseAccessChanged) -> None:
    register.follow_access(work, event.case_id, event.level)


REACTIONS: dict[type[Event], tuple[Reaction, ...]] = {
    filings.FilingReceived: (_queue_for_review,),
    filings.FilingPaymentSettled: (_queue_for_review,),
    filings.FilingWithdrawn: (_cancel_review,),
    filings.FilingRecorded: (_take_appearance, _enter_relation_back, _meet_deadlines),
    filings.DeemedTimeResolved: (_keep_effect,),
    filings.DeemedTimeRevised: (_keep_effect,),
    filings.EffectiveTimeChanged: (_meet_by_relation_back,),
    payments.ServiceRequestPaid: (_settle_filing,),
    courts.ClosureAnnounced: (_revise_deemed_times, _follow_calendar),
    courts.ClosureEnded: (_resolve_deemed_times, _follow_calendar),
    courts.OutageRecorded: (_supersede_certificate,),
    documents.DocumentFoundClean: (_check_filing_again,),
    documents.DocumentFoundInfected: (_check_filing_again,),
    documents.DocumentNotScanned: (_check_filing_again,),
    cases.CaseAccessChanged: (_follow_access,),
    due.DeadlineSet: (_expect_step,),
    due.DeadlineMoved: (_move_step,),
    due.DeadlineExtended: (_move_step,),
    due.DeadlineMet: (_forget_step,),
    registered.PaperFilingRecorded: (_look_at_paper,),
}


def react(work: Work, event: Event) -> None:
    """Do what follows from an event, then tell whom it concerns."""
    work.session.flush()
    for reaction in REACTIONS.get(type(event), ()):
        reaction(work, event)
    if type(event) in LETTERS:
        notifications.tell(work, event)


def finish(work: Work, events: Sequence[Event]) -> None:
    """Write the audit trail, last, so that its lock is the last one taken."""
    audit.append(work, events)
