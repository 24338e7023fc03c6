"""The registry's verbs: take a filing, give it back, refer it, decide it."""

from collections.abc import Sequence

from api.cases.models import Case
from api.cases.operations import NewCase
from api.documents.operations import enter_into_case, scan_again
from api.documents.rules import require_clean
from api.filings.models import Filing, FilingDocument
from api.filings.queries import filing_by_id, lodged_in, named_in, visible_filing
from api.filings.states import Disposition, FilingPurpose, FilingState
from api.kernel.clock import day_of
from api.kernel.refusals import NotFound, require_length
from api.kernel.states import move
from api.kernel.work import Work, at_version
from api.parties.operations import NewParty, link_account
from api.parties.rules import title_of
from api.parties.states import PartyRole
from api.reference.loading import published
from api.register.operations import begin_case
from api.reviews.models import (
    DecisionReason,
    Referral,
    ReviewDecision,
    ReviewTask,
)
from api.reviews.queries import (
    open_referral_of,
    review_of,
    visible_document,
)
from api.reviews.rules import (
    LONGEST_NOTE,
    AlreadyTheReviewer,
    DeemedTimePending,
    Disposal,
    NotTheReviewer,
    outcome_of,
    require_impartial,
    require_leads,
    require_referral_answer,
    require_registry,
)
from api.reviews.states import ReferredTo, TakeOverReason

__all__ = [
    "Disposal",
    "cancel",
    "claim",
    "decide",
    "queue_if_ready",
    "refer",
    "release",
    "rescan",
    "take_over",
]

RECORD_FILING = "record_filing"
_VERBS = {
    FilingState.ACCEPTED: "accept",
    FilingState.PARTIALLY_ACCEPTED: "accept_in_part",
    FilingState.REJECTED: "reject",
}


def queue_if_ready(work: Work, filing_id: str) -> None:
    """Put a received filing whose fee is settled before the registry, once."""
    filing = filing_by_id(work.session, filing_id)
    if filing.state is not FilingState.RECEIVED or review_of(work.session, filing_id) is not None:
        return
    task = ReviewTask(
        id=work.new_id("rvw"),
        filing_id=filing_id,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        queued_at=work.at,
    )
    move(work, task, "queue", filing_id=filing_id)
    work.session.add(task)


def cancel(work: Work, filing_id: str) -> None:
    """Take a withdrawn filing out of the queue."""
    task = review_of(work.session, filing_id)
    if task is not None:
        move(work, task, "cancel", filing_id=filing_id)


def claim(work: Work, filing_id: str, expected_version: int) -> str:
    """Take the review of a filing.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, MoveNotOpen, ReviewerIsFiler.
    """
    filing, task = _filing_and_task(work, filing_id, expected_version)
    require_impartial(work.actor, filing.owner_id, filing.organization_id)
    task.reviewer_id, task.assigned_at = work.actor.account_id, work.at
    move(work, filing, "claim", reviewer_id=task.reviewer_id)
    move(work, task, "assign", filing_id=filing_id, reviewer_id=task.reviewer_id)
    return filing.id


def release(work: Work, filing_id: str, expected_version: int) -> str:
    """Put a filing back into the queue; its times stay as they are.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, MoveNotOpen, NotTheReviewer.
    """
    filing, task = _held(work, filing_id, expected_version)
    move(work, filing, "release", reviewer_id=task.reviewer_id)
    move(work, task, "give_back", filing_id=filing_id)
    task.reviewer_id, task.assigned_at = None, None
    return filing.id


def take_over(work: Work, filing_id: str, expected_version: int, reason: TakeOverReason) -> str:
    """Take a review from the officer who holds it, for a reason that the event keeps.

    No account is a supervisor's: any registry officer may, so that no review waits for one who is
    away. Refuses: NotAllowed, NotFound, ChangedMeanwhile, MoveNotOpen, ReviewerIsFiler,
    AlreadyTheReviewer.
    """
    filing, task = _filing_and_task(work, filing_id, expected_version)
    ReviewTask.moves.edge(task.state, "take_over")
    require_impartial(work.actor, filing.owner_id, filing.organization_id)
    if task.reviewer_id == work.actor.account_id:
        raise AlreadyTheReviewer("filingId")
    told = {"former_reviewer_id": task.reviewer_id, "reviewer_id": work.actor.account_id}
    move(work, task, "take_over", filing_id=filing_id, **told, reason=reason)
    task.reviewer_id, task.assigned_at = work.actor.account_id, work.at
    filing.version += 1
    return filing.id


def refer(
    work: Work, filing_id: str, expected_version: int, referred_to: ReferredTo, reason: str
) -> str:
    """Refer a filing to a master or the registrar; the decision records what they say.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, MoveNotOpen, NotTheReviewer, Malformed.
    """
    filing, task = _held(work, filing_id, expected_version)
    require_length(reason, LONGEST_NOTE, "reason", least=1)
    told = {"owner_id": filing.owner_id, "transaction_number": filing.transaction_number}
    move(work, filing, "refer", **told, reviewer_id=task.reviewer_id, referred_to=referred_to)
    work.session.add(
        Referral(
            id=work.new_id("rfr"),
            filing_id=filing.id,
            referred_to=referred_to,
            reason=reason,
            referred_by=work.actor.account_id or "",
            referred_at=work.at,
        )
    )
    return filing.id


def rescan(work: Work, document_id: str, expected_version: int) -> str:
    """Have a document scanned anew that a scanner could not look at, or has not looked at yet.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, MoveNotOpen (clean, or infected).
    """
    require_registry(work.actor)
    document = visible_document(work, document_id)
    at_version(document.version, expected_version)
    scan_again(work, document)
    return document.id


def decide(
    work: Work,
    filing_id: str,
    expected_version: int,
    disposals: Sequence[Disposal],
    referral_answer: str | None = None,
) -> str:
    """Decide a filing: a disposition for every document, once and for all.

    Accepting a filing that begins a case opens the case under the next number of its type and year.
    Refuses: NotAllowed, NotFound, ChangedMeanwhile, MoveNotOpen, NotTheReviewer, ReviewerIsFiler,
    Malformed, ReferralNotAnswered, NothingWasReferred, DispositionsIncomplete, ReasonNeeded,
    OriginatingDocumentDecides, LeadDocumentRejected, DeemedTimePending, ScanPending,
    DocumentInfected, DocumentNotScannable.
    """
    filing, task = _held(work, filing_id, expected_version)
    require_impartial(work.actor, filing.owner_id, filing.organization_id)
    Filing.moves.edge(filing.state, "accept")
    require_referral_answer(filing.state, referral_answer)
    kinds = published().document_kinds
    rows = lodged_in(work.session, filing.id)
    begins = filing.purpose is FilingPurpose.COMMENCE_CASE
    documents = {row.id: begins and kinds[d.kind].originating for row, d in rows}
    outcome = outcome_of(disposals, documents, set(published().rejection_reasons))
    places = {row.ordinal: row.id for row, _ in rows}
    require_leads(disposals, {r.id: places[r.attached_to] for r, _ in rows if r.attached_to})
    if outcome is not FilingState.REJECTED and filing.deemed_at is None:
        raise DeemedTimePending("filingId")
    accepted = {disposal.filing_document_id for disposal in disposals if disposal.accept}
    for _, document in (pair for pair in rows if pair[0].id in accepted):
        require_clean(document.scan, document.file_name, "dispositions")
    _note_answer(work, filing.id, referral_answer)
    _dispose(work, [row for row, _ in rows], disposals)
    _write_decision(work, filing, outcome)
    move(work, task, "complete", filing_id=filing_id)
    task.completed_at = work.at
    _follow(work, filing, outcome, disposals)
    return filing.id


def _note_answer(work: Work, filing_id: str, answer: str | None) -> None:
    """Write down what was said of a filing that was referred."""
    referral = open_referral_of(work.session, filing_id)
    if referral is not None:
        referral.answer, referral.answered_at = answer, work.at


def _follow(
    work: Work, filing: Filing, outcome: FilingState, disposals: Sequence[Disposal]
) -> None:
    """Move the filing and let the case follow."""
    told = {"owner_id": filing.owner_id, "transaction_number": filing.transaction_number}
    if outcome is FilingState.REJECTED:
        codes = tuple(sorted({code for disposal in disposals for code in disposal.reasons}))
        move(work, filing, "reject", **told, reasons=codes)
        return
    case_id = filing.case_id or _begin_case(work, filing).id
    move(work, filing, _VERBS[outcome], **told, case_id=case_id)
    _admit_to_case(work, filing, case_id)


def _filing_and_task(
    work: Work, filing_id: str, expected_version: int
) -> tuple[Filing, ReviewTask]:
    """Find a filing and its review for an officer, as the officer saw it."""
    require_registry(work.actor)
    filing = visible_filing(work, filing_id, lock=True)
    at_version(filing.version, expected_version)
    task = review_of(work.session, filing_id)
    if task is None:
        Filing.moves.edge(filing.state, "claim")
        raise NotFound("filingId")
    return filing, task


def _held(work: Work, filing_id: str, expected_version: int) -> tuple[Filing, ReviewTask]:
    """Find a filing whose review this officer holds."""
    filing, task = _filing_and_task(work, filing_id, expected_version)
    if task.reviewer_id != work.actor.account_id:
        raise NotTheReviewer("filingId")
    return filing, task


def _dispose(work: Work, rows: Sequence[FilingDocument], disposals: Sequence[Disposal]) -> None:
    """Write down what was decided of each document, with the reasons in today's words."""
    by_id = {disposal.filing_document_id: disposal for disposal in disposals}
    for row in rows:
        disposal = by_id[row.id]
        if disposal.accept:
            move(work, row, "accept", filing_id=row.filing_id)
            continue
        move(work, row, "reject", filing_id=row.filing_id, reasons=disposal.reasons)
        for ordinal, code in enumerate(dict.fromkeys(disposal.reasons), start=1):
            work.session.add(_reason(work, row, ordinal, code, disposal.note))


def _reason(
    work: Work, row: FilingDocument, ordinal: int, code: str, note: str | None
) -> DecisionReason:
    """A reason as the catalogue words it on this day."""
    said = published().rejection_reasons[code]
    return DecisionReason(
        id=work.new_id("rsn"),
        filing_document_id=row.id,
        ordinal=ordinal,
        code=code,
        message_en=said.reason.en,
        message_tc=said.reason.tc,
        message_sc=said.reason.sc,
        remedy_en=said.remedy.en,
        remedy_tc=said.remedy.tc,
        remedy_sc=said.remedy.sc,
        guide=f"/help/{said.guide}",
        note=note,
    )


def _write_decision(work: Work, filing: Filing, outcome: FilingState) -> None:
    """Write the decision down: one, and final."""
    work.session.add(
        ReviewDecision(
            id=work.new_id("dec"),
            filing_id=filing.id,
            decided_by=work.actor.account_id or "",
            decided_at=work.at,
            outcome=outcome,
        )
    )


def _begin_case(work: Work, filing: Filing) -> Case:
    """Open the case that a filing begins: number, parties, linkage of the filer, cause book."""
    parties = named_in(work.session, filing.id)
    commenced = filing.effective_filed_at or work.at
    kind = published().proceeding_types[filing.proceeding_type_code]
    new = NewCase(
        court_code=kind.court,
        proceeding_type_code=kind.code,
        title=title_of(parties),
        nature_of_claim=filing.nature_of_claim or "",
        relief=filing.relief or "",
        commenced_on=day_of(commenced),
    )
    joining = [
        NewParty(
            party.role,
            party.kind,
            party.name,
            filing.organization_id if party.role is PartyRole.PLAINTIFF else None,
        )
        for party in parties
    ]
    case = begin_case(work, new, joining)
    link_account(work, case.id, filing.owner_id, party_id=None)
    filing.case_id = case.id
    return case


def _admit_to_case(work: Work, filing: Filing, case_id: str) -> None:
    """Put what was accepted into the case, and ask for the record to be made and sealed."""
    accepted = [
        row.document_id
        for row, _ in lodged_in(work.session, filing.id)
        if row.disposition is Disposition.ACCEPTED
    ]
    enter_into_case(work, accepted, case_id)
    work.later(RECORD_FILING, filing.id)
