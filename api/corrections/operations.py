"""The verbs of the corrections room: begin a correction, relate one back."""

from collections.abc import Mapping
from datetime import datetime

from api.accounts.rules import require_filer
from api.cases.queries import case_by_id
from api.corrections.models import RelationBack
from api.corrections.queries import documents_that_stand, relation_back_of
from api.corrections.rules import (
    NoRelationBackInForce,
    RelationBackInForce,
    effective_from,
    relation_back_text,
    set_aside_text,
    unmet_for_relation_back,
)
from api.documents.operations import take_over_again
from api.filings.events import EffectiveTimeChanged
from api.filings.models import Filing
from api.filings.operations import (
    START,
    Attached,
    Draft,
    DraftParty,
    NewCaseDraft,
    begin,
    start,
)
from api.filings.queries import (
    filing_by_id,
    lodged_in,
    named_in,
    own_filing,
    visible_filing,
)
from api.filings.states import FilingPurpose, FilingState
from api.kernel.clock import day_of
from api.kernel.refusals import require_length
from api.kernel.states import move
from api.kernel.text import Text
from api.kernel.work import Work, at_version
from api.parties.queries import appearance_of
from api.parties.rules import Appearing
from api.reference.loading import published
from api.register.operations import enter, move_commencement
from api.register.states import Channel
from api.reviews.rules import LONGEST_NOTE, require_impartial, require_registry


def start_filing(work: Work, draft: Draft, key: str) -> str:
    """Begin a draft; one that names nothing but the filing it corrects is filled from that one.

    Refuses: OrganizationUserNeeded, NotAllowed, NotFound, Malformed, TooManyItems,
    DocumentInAnotherFiling, IdempotencyKeyReused.
    """
    is_said = draft.new_case or draft.appearance or draft.case_number is not None
    if draft.resubmission_of is None or is_said:
        return start(work, draft, key)
    require_filer(work.actor)
    return work.once(START, key, draft, lambda: begin(work, _correction(work, draft)))


def _correction(work: Work, draft: Draft) -> Draft:
    """Fill a draft from the filing it corrects: what it says, and the documents that stand.

    What was accepted is in the case already; what was rejected for itself has to be made anew.
    """
    earlier = own_filing(work, draft.resubmission_of or "")
    stand = documents_that_stand(work.session, earlier.id, published())
    again = {document.id: take_over_again(work, document) for document in stand}
    papers = (*again.values(), *draft.document_ids)
    attached = (*_attached_again(work, earlier.id, again), *draft.attachments)
    if earlier.case_id is not None:
        case = case_by_id(work.session, earlier.case_id)
        appears = appearance_of(work.session, earlier.id)
        confirmed = appears and Appearing(appears.caption, appears.role, appears.party_name)
        return Draft(None, case.number, papers, earlier.id, confirmed, attached)
    parties = named_in(work.session, earlier.id)
    new_case = NewCaseDraft(
        earlier.proceeding_type_code,
        earlier.relief,
        earlier.nature_of_claim,
        tuple(DraftParty(party.role, party.kind, party.name) for party in parties),
    )
    return Draft(new_case, None, papers, earlier.id, attachments=attached)


def _attached_again(work: Work, filing_id: str, again: Mapping[str, str]) -> tuple[Attached, ...]:
    """Attach what stands to its lead as before, where that one stands too."""
    rows = [row for row, _ in lodged_in(work.session, filing_id)]
    leads = {row.ordinal: row.document_id for row in rows}
    pairs = ((row.document_id, leads[row.attached_to]) for row in rows if row.attached_to)
    return tuple(
        Attached(again[document_id], again[lead_id])
        for document_id, lead_id in pairs
        if document_id in again and lead_id in again
    )


# --- relation back --------------------------------------------------------------------------------


def grant_relation_back(
    work: Work, filing_id: str, expected_version: int, effective_at: datetime | None, reason: str
) -> str:
    """Grant that a correction has effect from an earlier time, not before the rejected filing's.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, ReviewerIsFiler, Malformed, DeemedTimePending,
    NothingToRelateBackTo, NotInEffect, RelationBackInForce, RelationBackOutOfBounds. Source: I-20.
    """
    filing = _to_relate_back(work, filing_id, expected_version, reason)
    if unmet := unmet_for_relation_back(filing.state, filing.resubmission_of_id):
        raise unmet
    if relation_back_of(work.session, filing.id) is not None:
        raise RelationBackInForce("filingId")
    earlier = filing_by_id(work.session, filing.resubmission_of_id or "")
    since = effective_from(effective_at, earlier.deemed_at, filing.deemed_at)
    numbers = (filing.transaction_number or "", earlier.transaction_number or "")
    said = relation_back_text(*numbers, since)
    granted = RelationBack(
        id=work.new_id("rbk"),
        filing_id=filing.id,
        rejected_filing_id=earlier.id,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        effective_at=since,
        reason=reason,
        granted_by=work.actor.account_id or "",
        granted_at=work.at,
        explanation_en=said.en,
        explanation_tc=said.tc,
        explanation_sc=said.sc,
    )
    facts = {"rejected_filing_id": earlier.id, "effective_at": since}
    move(work, granted, "grant", filing_id=filing.id, **facts)
    work.session.add(granted)
    _take_effect(work, filing, since, said)
    return filing.id


def set_aside_relation_back(work: Work, filing_id: str, expected_version: int, reason: str) -> str:
    """Set a relation back aside; the filing has effect from its own deemed time again.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, ReviewerIsFiler, Malformed,
    NoRelationBackInForce.
    """
    filing = _to_relate_back(work, filing_id, expected_version, reason)
    granted = relation_back_of(work.session, filing.id)
    if granted is None or filing.deemed_at is None:
        raise NoRelationBackInForce("filingId")
    move(work, granted, "set_aside", filing_id=filing.id)
    granted.set_aside_reason = reason
    said = set_aside_text(filing.transaction_number or "", filing.deemed_at)
    _take_effect(work, filing, filing.deemed_at, said)
    return filing.id


def _to_relate_back(work: Work, filing_id: str, expected_version: int, reason: str) -> Filing:
    """Find a filing for an officer who changes from when it has effect."""
    require_registry(work.actor)
    require_length(reason, LONGEST_NOTE, "reason", least=1)
    filing = visible_filing(work, filing_id, lock=True)
    at_version(filing.version, expected_version)
    require_impartial(work.actor, filing.owner_id, filing.organization_id)
    return filing


def _take_effect(work: Work, filing: Filing, since: datetime, said: Text) -> None:
    """Change from when a filing has effect, and let the register and the filer know."""
    filing.effective_filed_at = since
    filing.version += 1
    number = filing.transaction_number or ""
    work.record(EffectiveTimeChanged(filing.id, filing.owner_id, number, since))
    if filing.case_id is None:
        return
    if filing.purpose is FilingPurpose.COMMENCE_CASE:
        move_commencement(work, filing.case_id, day_of(since))
    if filing.state is FilingState.RECORDED:
        enter(work, filing.case_id, said, channel=Channel.COURT)


def enter_relation_back(work: Work, filing_id: str, case_id: str) -> None:
    """Enter in the register what was granted before the filing was recorded."""
    granted = relation_back_of(work.session, filing_id)
    if granted is not None:
        said = Text(granted.explanation_en, granted.explanation_tc)
        enter(work, case_id, said, channel=Channel.COURT)


def keep_effect(work: Work, filing_id: str) -> None:
    """Leave a filing its effect by order when the time at which it counts is judged anew (I-19)."""
    granted = relation_back_of(work.session, filing_id)
    if granted is not None:
        filing_by_id(work.session, filing_id).effective_filed_at = granted.effective_at
