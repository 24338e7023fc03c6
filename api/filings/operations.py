"""The verbs of the filings room: draft, check, submit, withdraw; and what follows by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from api.accounts.rules import require_filer
from api.cases.rules import unmet_for_filing
from api.checks.rules import Finding, blocks, finding_of
from api.courts.models import Closure
from api.courts.queries import calendar_of, registry_of
from api.courts.rules import Deemed, deemed_received
from api.fees.operations import freeze
from api.fees.rules import Assessment
from api.filings.models import (
    Acknowledgement,
    Filing,
    FilingDocument,
    FilingFinding,
    FilingParty,
)
from api.filings.queries import (
    filing_by_id,
    found_in,
    judged,
    lodged_in,
    named_in,
    own_documents,
    own_filing,
    taken_documents,
    unmet_by_case,
    visible_filing,
)
from api.filings.rules import (
    Attached,
    DocumentInAnotherFiling,
    Draft,
    DraftParty,
    NewCaseDraft,
    ProblemsFound,
    TooManyItems,
    acknowledgement_text,
    leads_of,
    transaction_number,
)
from api.filings.states import Disposition, FilingPurpose, FilingState
from api.kernel.clock import day_of, in_hong_kong
from api.kernel.money import Money
from api.kernel.refusals import Malformed, require_length
from api.kernel.states import move
from api.kernel.work import Work, at_version
from api.parties.operations import appear
from api.parties.queries import case_to_file_in
from api.parties.rules import Appearing, clean_name
from api.payments.operations import ask, cancel_request
from api.payments.queries import request_locked
from api.payments.states import ServiceRequestState

__all__ = [
    "Appearing",
    "Attached",
    "Checked",
    "Draft",
    "DraftParty",
    "NewCaseDraft",
    "cents_claimed",
    "check_filing",
    "discard",
    "revise",
    "settle",
    "start",
    "submit",
    "withdraw",
    "write_deemed",
]

LONGEST_CODE = 60
MOST_PARTIES = 50
MOST_DOCUMENTS = 100
MOST_CLAIMED = Decimal(1_000_000_000_000)
PURPOSE = "filing:"
START = "start_filing"
"""Under what name the keys of those who begin a draft are remembered."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a dry run says: findings, fees, and when it would count if it were sent now."""

    findings: tuple[Finding, ...]
    fees: Assessment
    deemed: Deemed
    closure: Closure | None

    @property
    def is_ready(self) -> bool:
        """Whether nothing blocks the submission."""
        return not blocks(self.findings)


# --- drafting -------------------------------------------------------------------------------------


def start(work: Work, draft: Draft, key: str) -> str:
    """Begin a draft and return its id. A draft may be incomplete; a check says what is missing.

    Refuses: OrganizationUserNeeded, NotAllowed, NotFound, Malformed, TooManyItems,
    DocumentInAnotherFiling, IdempotencyKeyReused.
    """
    require_filer(work.actor)
    return work.once(START, key, draft, lambda: begin(work, draft))


def begin(work: Work, draft: Draft) -> str:
    """Begin a draft inside a work that watches over its key. Refuses: as ``start`` does."""
    if draft.new_case is not None:
        _new_case(draft)
    number, appearing = draft.case_number, draft.appearance
    if appearing and not number:
        raise Malformed("caseNumber", field="caseNumber", rule="the case one comes into")
    case = case_to_file_in(work, number, appearing) if number else None
    if case and (unmet := unmet_for_filing(case.standing)):
        raise unmet
    code = case.proceeding_type_code if case else _new_case(draft).proceeding_type
    filing = Filing(
        id=work.new_id("flg"),
        purpose=FilingPurpose.FILE_IN_CASE if case else FilingPurpose.COMMENCE_CASE,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        proceeding_type_code=code,
        office_code=registry_of(code),
        case_id=case.id if case else None,
        owner_id=work.actor.account_id or "",
        organization_id=work.actor.organization_id,
        resubmission_of_id=_rejected(work, draft.resubmission_of),
        started_at=work.at,
        ordered_at=work.at,
    )
    move(work, filing, "start", owner_id=filing.owner_id)
    work.session.add(filing)
    work.session.flush()
    if case and appearing:
        appear(work, filing.id, case.id, appearing)
    _write(work, filing, draft)
    return filing.id


def _new_case(draft: Draft) -> NewCaseDraft:
    """The new case of a draft; a draft without one names a case."""
    if draft.new_case is None or draft.case_number is not None:
        raise Malformed("newCase", field="newCase", rule="say either newCase or caseNumber")
    return draft.new_case


def cents_claimed(amount: Decimal | None) -> int | None:
    """Read an amount claimed.

    Refuses: Malformed (none or less, a fraction of a cent, more than any claim).
    """
    if amount is None:
        return None
    if not Decimal(0) < amount <= MOST_CLAIMED or amount.scaleb(2) % 1:
        rule = f"more than 0 and at most {MOST_CLAIMED:,} dollars, in whole cents"
        raise Malformed("newCase", "amountClaimed", field="amountClaimed", rule=rule)
    return Money.of(amount).cents


def _rejected(work: Work, filing_id: str | None) -> str | None:
    """The filer's own filing, rejected or accepted in part, that this one corrects."""
    if filing_id is None:
        return None
    earlier = own_filing(work, filing_id)
    lodged = lodged_in(work.session, earlier.id)
    if not any(row.disposition is Disposition.REJECTED for row, _ in lodged):
        rule = "it names a filing of which a document was rejected"
        raise Malformed("resubmissionOf", field="resubmissionOf", rule=rule)
    return earlier.id


def revise(work: Work, filing_id: str, draft: Draft, expected_version: int) -> str:
    """Write a draft anew. That it begins a case, or the case it goes into, stays.

    Refuses: NotFound, ChangedMeanwhile, MoveNotOpen, Malformed, TooManyItems.
    """
    filing = own_filing(work, filing_id)
    at_version(filing.version, expected_version)
    move(work, filing, "revise", owner_id=filing.owner_id)
    if filing.purpose is FilingPurpose.COMMENCE_CASE:
        filing.proceeding_type_code = _new_case(draft).proceeding_type
        filing.office_code = registry_of(filing.proceeding_type_code)
    lodged = [row for row, _ in lodged_in(work.session, filing.id)]
    for old in (*named_in(work.session, filing.id), *lodged):
        work.session.delete(old)
    work.session.flush()
    _write(work, filing, draft)
    return filing.id


def _write(work: Work, filing: Filing, draft: Draft) -> None:
    """Write the parties, the claim and the documents of a draft."""
    if draft.new_case is not None and filing.purpose is FilingPurpose.COMMENCE_CASE:
        require_length(draft.new_case.relief, LONGEST_CODE, "newCase", "relief")
        require_length(draft.new_case.nature_of_claim, LONGEST_CODE, "newCase", "natureOfClaim")
        filing.relief = draft.new_case.relief
        filing.nature_of_claim = draft.new_case.nature_of_claim
        filing.amount_claimed_cents = draft.new_case.claimed_cents
        _name_parties(work, filing.id, draft.new_case.parties)
    _lodge(work, filing, draft)


def _name_parties(work: Work, filing_id: str, parties: Sequence[DraftParty]) -> None:
    """Write down the parties that a new case would have."""
    if len(parties) > MOST_PARTIES:
        raise TooManyItems("newCase", "parties", most=MOST_PARTIES, what="parties")
    for ordinal, party in enumerate(parties, start=1):
        work.session.add(
            FilingParty(
                id=work.new_id("fpt"),
                filing_id=filing_id,
                ordinal=ordinal,
                role=party.role,
                kind=party.kind,
                name=clean_name(party.name, "newCase", "parties", str(ordinal - 1), "name"),
            )
        )


def _lodge(work: Work, filing: Filing, draft: Draft) -> None:
    """Put uploads into a draft, in order; each lies in one filing only."""
    document_ids = draft.document_ids
    if len(document_ids) > MOST_DOCUMENTS:
        raise TooManyItems("documentIds", most=MOST_DOCUMENTS, what="documents")
    documents = own_documents(work, list(document_ids))
    taken = taken_documents(work.session, document_ids)
    leads = leads_of(document_ids, draft.attachments)
    for ordinal, document in enumerate(documents, start=1):
        if document.id in taken:
            raise DocumentInAnotherFiling("documentIds", str(ordinal - 1))
        taken.add(document.id)
        lodged = FilingDocument(
            id=work.new_id("fdc"),
            filing_id=filing.id,
            document_id=document.id,
            ordinal=ordinal,
            attached_to=leads.get(document.id),
            disposition=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        )
        move(work, lodged, "lodge", filing_id=filing.id, document_id=document.id)
        work.session.add(lodged)
    work.session.flush()


def discard(work: Work, filing_id: str, expected_version: int) -> str:
    """Throw a draft away; its documents are free again. It was never filed.

    Refuses: NotFound, ChangedMeanwhile, MoveNotOpen.
    """
    filing = own_filing(work, filing_id)
    at_version(filing.version, expected_version)
    move(work, filing, "discard", owner_id=filing.owner_id)
    for row, _ in lodged_in(work.session, filing.id):
        work.session.delete(row)
    return filing.id


# --- checking and submitting ----------------------------------------------------------------------


def check_filing(work: Work, filing_id: str) -> Checked:
    """Say everything that submitting now would say. Changes nothing.

    Refuses: OrganizationUserNeeded, NotAllowed, NotFound, MoveNotOpen (it is no draft),
    CalendarNotPublished.
    """
    require_filer(work.actor)
    filing = own_filing(work, filing_id)
    Filing.moves.edge(filing.state, "submit")
    return _checked(work, filing)


def _checked(work: Work, filing: Filing) -> Checked:
    """Check a draft as it would be received at this work's instant."""
    calendar = calendar_of(work.session, filing.office_code, hold=True)
    deemed = deemed_received(work.at, calendar)
    today = day_of(work.at)
    found, fees = judged(work.session, filing, today, day_of(deemed.at or work.at))
    if no := unmet_by_case(work, filing):
        found = (*found, finding_of(no))
    closure = work.session.get(Closure, deemed.closure_id) if deemed.closure_id else None
    return Checked(found, fees or Assessment(today, ()), deemed, closure)


def submit(work: Work, filing_id: str, expected_version: int, key: str) -> str:
    """Submit a draft: freeze it, receive it, acknowledge it, ask for the fee. All or nothing.

    Refuses: OrganizationUserNeeded, NotAllowed, NotFound, ChangedMeanwhile, MoveNotOpen,
    ProblemsFound, CalendarNotPublished, IdempotencyKeyReused, RestrictionOrderInForce,
    CaseTakesNoFilings.
    """
    require_filer(work.actor)
    body = {"filing_id": filing_id, "expected_version": expected_version}
    return work.once("submit_filing", key, body, lambda: _submit(work, filing_id, expected_version))


def _submit(work: Work, filing_id: str, expected_version: int) -> str:
    filing = own_filing(work, filing_id)
    at_version(filing.version, expected_version)
    Filing.moves.edge(filing.state, "submit")
    if no := unmet_by_case(work, filing):
        raise no
    checked = _checked(work, filing)
    if not checked.is_ready:
        raise ProblemsFound(checked.findings)
    lodged = lodged_in(work.session, filing.id)
    filing.upload_completed_at = max(d.stored_at for _, d in lodged if d.stored_at is not None)
    due = checked.fees.total
    filing.fee_assessment_id = freeze(work, checked.fees).id
    told = {"documents": len(lodged), "total_cents": due.cents}
    move(work, filing, "submit", owner_id=filing.owner_id, **told)
    _receive(work, filing, checked.deemed)
    for row, _ in lodged:
        move(work, row, "receive", filing_id=filing.id)
    write_findings(work, filing, checked.findings)
    if due.cents:
        _ask_for_fee(work, filing, due)
    return filing.id


def _receive(work: Work, filing: Filing, deemed: Deemed) -> None:
    """Give the filing its number and its times, and acknowledge it."""
    year = in_hong_kong(work.at).year
    number = transaction_number(year, work.next_number(f"transaction/{year}"))
    filing.transaction_number = number
    write_deemed(filing, deemed, work.at)
    told = {"received_at": work.at, "deemed_at": deemed.at, "deemed_rule": deemed.rule}
    owner = filing.owner_id
    move(work, filing, "receive", owner_id=owner, transaction_number=number, **told)
    work.session.flush()
    text = acknowledgement_text(number, work.at, deemed)
    work.session.add(
        Acknowledgement(
            id=work.new_id("ack"),
            filing_id=filing.id,
            transaction_number=number,
            issued_at=work.at,
            text_en=text.en,
            text_tc=text.tc,
            text_sc=text.sc,
        )
    )


def write_deemed(filing: Filing, deemed: Deemed, at: datetime) -> None:
    """Write down when the filing counts, by which rule, and why, as judged at an instant.

    It has effect from then, unless an order has related it back to another time (I-19).
    """
    if filing.effective_filed_at == filing.deemed_at:
        filing.effective_filed_at = deemed.at
    filing.deemed_at, filing.deemed_pending = deemed.at, deemed.pending
    filing.deemed_judged_at = at
    filing.deemed_court_day = deemed.court_day
    filing.deemed_rule, filing.deemed_rule_version = deemed.rule, deemed.rule_version
    filing.deemed_closure_id = deemed.closure_id
    filing.deemed_explanation_en = deemed.explanation.en
    filing.deemed_explanation_tc = deemed.explanation.tc
    filing.deemed_explanation_sc = deemed.explanation.sc
    filing.ordered_at = deemed.at or filing.received_at or filing.ordered_at


def _ask_for_fee(work: Work, filing: Filing, due: Money) -> None:
    """Ask the filer for the fee; the registry looks at the filing when it is paid."""
    request = ask(work, purpose=PURPOSE + filing.id, amount=due, payer=work.actor)
    filing.service_request_id = request.id
    move(
        work,
        filing,
        "await_payment",
        owner_id=filing.owner_id,
        transaction_number=filing.transaction_number,
        service_request_id=request.id,
        amount_cents=due.cents,
    )


def write_findings(work: Work, filing: Filing, findings: Sequence[Finding]) -> None:
    """Write down for the review what the checks say of a received filing, instead of before."""
    for row in found_in(work.session, filing.id):
        work.session.delete(row)
    work.session.flush()
    for ordinal, finding in enumerate(findings, start=1):
        written = {"message": finding.message, "remedy": finding.remedy}
        words = {
            f"{name}_{language}": getattr(text, language)
            for name, text in written.items()
            for language in ("en", "tc", "sc")
        }
        row = FilingFinding(
            id=work.new_id("fnd"),
            filing_id=filing.id,
            ordinal=ordinal,
            rule=finding.rule,
            policy_version=finding.policy_version,
            severity=finding.severity,
            field=".".join(finding.path),
            guide=finding.guide,
            **words,
        )
        work.session.add(row)


def withdraw(work: Work, filing_id: str, expected_version: int) -> str:
    """Take a filing back before anybody looks at it. Its number and times stay.

    Refuses: NotFound, ChangedMeanwhile, MoveNotOpen.
    """
    # The request is locked before the filing, as the provider's messages do: no deadlock.
    asked = visible_filing(work, filing_id).service_request_id
    request = request_locked(work.session, asked) if asked else None
    filing = own_filing(work, filing_id)
    at_version(filing.version, expected_version)
    told = {"owner_id": filing.owner_id, "transaction_number": filing.transaction_number}
    move(work, filing, "withdraw", **told)
    if request is not None and request.state is ServiceRequestState.OPEN:
        cancel_request(work, request.id)
    return filing.id


# --- what follows by itself -----------------------------------------------------------------------


def settle(work: Work, purpose: str, amount_cents: int) -> None:
    """Go on with a filing whose fee was paid. Its time of receipt does not change.

    A filing that was withdrawn meanwhile stays withdrawn; the money is the Accounts Office's
    matter.
    """
    if not purpose.startswith(PURPOSE):
        return
    filing = filing_by_id(work.session, purpose.removeprefix(PURPOSE))
    if filing.state is FilingState.PAYMENT_PENDING:
        told = {"owner_id": filing.owner_id, "transaction_number": filing.transaction_number}
        move(work, filing, "settle", **told, amount_cents=amount_cents)
