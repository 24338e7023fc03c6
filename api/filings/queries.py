"""Reads of the filings room, and who may see a filing or a document in one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.cases.models import Case
from api.cases.queries import (
    case_by_id,
    is_open_to_parties,
    is_restricted,
    noted_by_standing,
    visible_to_staff,
)
from api.cases.rules import RestrictionOrderInForce, unmet_for_filing
from api.checks.rules import Finding, Lodging, Paper, check, finding_of
from api.courts.models import Closure
from api.courts.rules import coverage
from api.documents.models import Document, Rendition
from api.documents.ports import Inspection
from api.fees.queries import quote
from api.fees.rules import Assessment, FeeNotPublished
from api.filings.models import Filing, FilingDocument, FilingFinding, FilingParty, StepDue
from api.filings.rules import TimeExplained, explain_times
from api.filings.states import (
    FILING_MOVES,
    UNDECIDED,
    FilingPurpose,
    FilingState,
    FilingTime,
)
from api.issuing.queries import is_open_to
from api.kernel.actors import FILERS, AccountKind, Actor
from api.kernel.clock import day_of
from api.kernel.ids import is_id
from api.kernel.money import Money
from api.kernel.refusals import NotFound, Refusal
from api.kernel.text import Text
from api.kernel.viewers import Clause, Viewer, aliased, all_of, any_row, one_of
from api.kernel.work import Work
from api.parties.models import Party
from api.parties.queries import (
    acted_for,
    appearance_of,
    case_visible_to,
    cases_of,
    may_be_entered,
    noted_by_appearance,
    parties_of,
    visible_with_case,
)
from api.parties.rules import CaptionDoesNotAgree, is_same_text
from api.reference.loading import published

IN_THE_CASE = (FilingState.ACCEPTED, FilingState.PARTIALLY_ACCEPTED, FilingState.RECORDED)
Lodged = tuple[FilingDocument, Document]


def is_own(row: Any, viewer: Viewer) -> Clause:
    """The viewer, or the viewer's organisation, brought it."""
    return all_of(
        viewer.is_(*FILERS),
        one_of(
            row.owner_id == viewer.id,
            all_of(viewer.is_(AccountKind.OU), row.organization_id == viewer.organization_id),
        ),
    )


def is_of_the_filing_side(filing: Any, viewer: Viewer) -> Clause:
    """The filer's side, and the court's: what the fee was and what was told is theirs."""
    return one_of(visible_to_staff(filing, viewer), is_own(filing, viewer))


def reasons_visible_to(lodged: Any, viewer: Viewer) -> Clause:
    """Why a document was refused is told to the filer's side and to the court."""
    filing = aliased(Filing)
    side = is_of_the_filing_side(filing.c, viewer)
    return one_of(
        visible_to_staff(lodged, viewer),
        all_of(viewer.is_(*FILERS), any_row(filing, filing.c.id == lodged.filing_id, side)),
    )


def _case_not_closed_to_parties(row: Any, viewer: Viewer) -> Clause:
    """There is no case yet, or its level leaves it open to those who are in it.

    A case that a filer has seen is open to them.
    """
    case = aliased(Case)
    return one_of(
        row.case_id.is_(None),
        all_of(viewer.is_(*FILERS), viewer.has_seen(case_visible_to, row.case_id)),
        any_row(case, case.c.id == row.case_id, is_open_to_parties(case.c)),
    )


def visible_to(row: Any, viewer: Viewer) -> Clause:
    """One's own filings; those accepted in a case one is in; to court staff, all received.

    A draft is nobody's business but its filer's. A filing's rule includes its case's.
    """
    return one_of(
        all_of(visible_to_staff(row, viewer), row.transaction_number.is_not(None)),
        all_of(is_own(row, viewer), _case_not_closed_to_parties(row, viewer)),
        all_of(viewer.is_(*FILERS), row.state.in_(IN_THE_CASE), visible_with_case(row, viewer)),
    )


def found_by(row: Any, viewer: Viewer) -> Clause:
    """Where a search for filings begins: all for staff; their own and their cases' for filers.

    The rule still decides of each.
    """
    mine, firms, cases = aliased(Filing), aliased(Filing), aliased(Filing)
    ways = [
        (mine, mine.c.owner_id == viewer.id),
        (cases, all_of(cases.c.case_id.in_(cases_of(viewer)), cases.c.state.in_(IN_THE_CASE))),
    ]
    if viewer.kind == AccountKind.OU:
        ways.append((firms, firms.c.organization_id == viewer.organization_id))
    found = (sa.select(f.c.id).where(way).correlate_except(f) for f, way in ways)
    own = all_of(viewer.is_(*FILERS), row.id.in_(sa.union_all(*found)))
    return one_of(visible_to_staff(row, viewer), own)


def document_visible_to(row: Any, viewer: Viewer) -> Clause:
    """One's own uploads; documents accepted in a case one is in; to court staff, all received.

    What is in a case was received; saying so first spares the look for most documents. What an
    officer uploads to be issued is nobody else's before it is.
    """
    lodged = aliased(FilingDocument)
    filing = aliased(Filing)
    received = any_row(
        lodged.join(filing, filing.c.id == lodged.c.filing_id),
        lodged.c.document_id == row.id,
        filing.c.transaction_number.is_not(None),
    )
    return one_of(
        all_of(visible_to_staff(row, viewer), one_of(row.case_id.is_not(None), received)),
        all_of(viewer.is_(AccountKind.REGISTRY_OFFICER), row.owner_id == viewer.id),
        all_of(is_own(row, viewer), _case_not_closed_to_parties(row, viewer)),
        all_of(
            viewer.is_(*FILERS),
            row.case_id.is_not(None),
            is_open_to(row.id, viewer),
            visible_with_case(row, viewer),
        ),
    )


def visible_filing(work: Work, filing_id: str, *, lock: bool = False) -> Filing:
    """Find a filing that the actor may see.

    Refuses: NotFound.
    """
    rows: Any = Filing
    found = select(Filing).where(Filing.id == filing_id, visible_to(rows, work.viewer))
    if lock:
        found = found.with_for_update(of=rows)
    filing = work.session.exec(found).first()
    if filing is None:
        raise NotFound("filingId")
    return filing


def own_filing(work: Work, filing_id: str) -> Filing:
    """Find and lock a filing of the actor's own or of the actor's organisation.

    Refuses: NotFound.
    """
    rows: Any = Filing
    found = select(Filing).where(
        Filing.id == filing_id, is_own(rows, work.viewer), visible_to(rows, work.viewer)
    )
    locked = found.with_for_update(of=rows).execution_options(populate_existing=True)
    filing = work.session.exec(locked).first()
    if filing is None:
        raise NotFound("filingId")
    return filing


def filing_by_id(session: Session, filing_id: str) -> Filing:
    """Find and lock a filing for the building's own work.

    Refuses: NotFound.
    """
    found = select(Filing).where(Filing.id == filing_id).with_for_update()
    filing = session.exec(found).first()
    if filing is None:
        raise NotFound("filingId")
    return filing


def lodged_in(session: Session, filing_id: str) -> list[Lodged]:
    """The documents of a filing in their order."""
    rows = session.exec(
        select(FilingDocument, Document)
        .join(Document, col(Document.id) == FilingDocument.document_id)
        .where(FilingDocument.filing_id == filing_id)
        .order_by(col(FilingDocument.ordinal))
    )
    return [(lodged, document) for lodged, document in rows]


def named_in(session: Session, filing_id: str) -> list[FilingParty]:
    """The parties that the draft of a new case names, in their order."""
    return list(
        session.exec(
            select(FilingParty)
            .where(FilingParty.filing_id == filing_id)
            .order_by(col(FilingParty.ordinal))
        )
    )


def taken_documents(session: Session, document_ids: Sequence[str]) -> set[str]:
    """Which of these uploads lie in a filing already."""
    lodged = col(FilingDocument.document_id)
    return set(session.exec(select(lodged).where(lodged.in_(document_ids))))


def filing_of(session: Session, document_id: str) -> str | None:
    """The id of the filing that a document lies in."""
    lodged = select(FilingDocument.filing_id).where(FilingDocument.document_id == document_id)
    return session.exec(lodged).first()


def found_in(session: Session, filing_id: str) -> list[FilingFinding]:
    """What the checks say of a received filing, in their order."""
    return list(
        session.exec(
            select(FilingFinding)
            .where(FilingFinding.filing_id == filing_id)
            .order_by(col(FilingFinding.ordinal))
        )
    )


def unmet_by_case(work: Work, filing: Filing) -> Refusal | None:
    """The refusal that filing in its case would meet now, or None.

    The case is looked for as its filer sees it now (I-11): one that may not be seen any more is no
    case at all, whatever orders there are in it (I-38). Who comes into a case need not see it: they
    confirmed the caption, which must still be its caption.
    """
    if filing.case_id is None:
        return None
    rows: Any = Case
    appears = appearance_of(work.session, filing.id)
    seen = may_be_entered if appears else case_visible_to
    found = select(Case).where(Case.id == filing.case_id, seen(rows, work.viewer))
    case = work.session.exec(found).first()
    if case is None:
        return NotFound("filingId")
    if appears and not is_same_text(appears.caption, case.title):
        return CaptionDoesNotAgree("filingId")
    if is_restricted(work.session, case.id, work.actor.account_id, work.at):
        return RestrictionOrderInForce("filingId")
    return unmet_for_filing(case.standing)


def own_documents(work: Work, document_ids: list[str]) -> list[Document]:
    """Find and lock uploads of the actor's own, in the order asked; a missing one is refused.

    Refuses: NotFound, naming the position in the list.
    """
    rows: Any = Document
    found = {
        document.id: document
        for document in work.session.exec(
            select(Document)
            .where(col(Document.id).in_(document_ids), is_own(rows, work.viewer))
            .order_by(col(Document.id))
            .with_for_update(of=rows)
        )
    }
    for position, document_id in enumerate(document_ids):
        if document_id not in found:
            raise NotFound("documentIds", str(position))
    return [found[document_id] for document_id in document_ids]


def filings_waiting_for_reopening(session: Session, office_code: str) -> list[Filing]:
    """Find and lock the filings whose legal time hangs on a closure of an office."""
    return _filings_at(session, office_code, col(Filing.deemed_pending).is_(True))


def filings_touched_by(session: Session, closure: Closure) -> list[Filing]:
    """Find and lock the filings whose legal time a closure could change.

    Those that wait for a reopening, and the undecided ones whose time lies in it (I-23: what was
    decided on the strength of a time keeps it).
    """
    at = col(Filing.deemed_at)
    inside = [col(Filing.state).in_(UNDECIDED), at >= closure.starts_at]
    if closure.ends_at is not None:
        inside.append(at < closure.ends_at)
    either = sa.or_(col(Filing.deemed_pending).is_(True), sa.and_(*inside))
    return _filings_at(session, closure.office_code, either)


def _filings_at(session: Session, office_code: str, condition: Any) -> list[Filing]:
    """Find and lock the filings of an office that fit, in the order of their receipt."""
    fit = select(Filing).where(Filing.office_code == office_code, condition)
    ordered = fit.order_by(col(Filing.received_at), col(Filing.id)).with_for_update()
    return list(session.exec(ordered.execution_options(populate_existing=True)))


def visible_rendition(session: Session, viewer: Viewer, rendition_id: str) -> Rendition:
    """Find a form of a document that a viewer may see now.

    Refuses: NotFound.
    """
    rows: Any = Document
    found = (
        select(Rendition)
        .join(Document, col(Document.id) == Rendition.document_id)
        .where(Rendition.id == rendition_id, document_visible_to(rows, viewer))
    )
    rendition = session.exec(found).first() if is_id(rendition_id, "rnd") else None
    if rendition is None:
        raise NotFound("renditionId")
    return rendition


# --- as the checks see it -------------------------------------------------------------------------


def judged(
    session: Session, filing: Filing, on: date, counts_on: date
) -> tuple[tuple[Finding, ...], Assessment | None]:
    """Judge a filing received on one day that counts on another: the one judge there is (I-27)."""
    rows = lodged_in(session, filing.id)
    found = check(_lodging(session, filing, rows, on, counts_on), published())
    try:
        fees = _fees(filing, [document for _, document in rows], counts_on)
    except FeeNotPublished as unknown:
        found.append(finding_of(unknown))
        fees = None
    return tuple(found), fees


def _lodging(
    session: Session, filing: Filing, rows: Sequence[Lodged], on: date, counts_on: date
) -> Lodging:
    """See a filing as the checks see one."""
    kind = published().proceeding_types[filing.proceeding_type_code]
    named = named_in(session, filing.id)
    case = None
    if filing.purpose is FilingPurpose.FILE_IN_CASE and filing.case_id:
        case = case_by_id(session, filing.case_id)
    names = [party.name for party in (parties_of(session, case.id) if case else named)]
    own = acted_for(session, case.id, filing, filing.received_at) if case else []
    appears = appearance_of(session, filing.id)
    noted = noted_by_standing(session, case) if case else []
    if appears:
        kinds = [published().document_kinds[document.kind] for _, document in rows]
        noted += noted_by_appearance(session, appears, filing.organization_id, kinds)
    claimed = filing.amount_claimed_cents
    return Lodging(
        begins=filing.purpose is FilingPurpose.COMMENCE_CASE,
        proceeding_type=kind,
        on=on,
        coverage=coverage(kind.code, on, represented=filing.organization_id is not None),
        relief=filing.relief,
        nature_of_claim=filing.nature_of_claim,
        roles=tuple(party.role for party in named),
        papers=tuple(_paper(document, lodged.attached_to) for lodged, document in rows),
        names=(appears.party_name,) if appears else tuple(names),
        case_number=case.number if case else None,
        claimed=None if claimed is None else Money(claimed),
        noted=tuple(noted),
        sides=frozenset(party.role for party in own),
        late=_late(session, own, counts_on),
    )


def _late(session: Session, parties: Sequence[Party], on: date) -> dict[str, datetime]:
    """The kinds of document whose time was over for some of these parties before a day."""
    due = select(StepDue).where(col(StepDue.party_id).in_([party.id for party in parties]))
    return {
        row.document_kind: row.due_at
        for row in session.exec(due.order_by(col(StepDue.deadline_id)))
        if row.due_at is not None and day_of(row.due_at) < on
    }


def _paper(document: Document, attached_to: int | None) -> Paper:
    """See a document as the checks see one."""
    return Paper(
        kind=document.kind,
        file_name=document.file_name,
        is_stored=document.stored_at is not None,
        sha256=document.sha256,
        bytes=document.bytes,
        scan=document.scan,
        inspection=Inspection.of(document.inspection) if document.inspection else None,
        attached_to=attached_to,
    )


def _fees(filing: Filing, documents: Sequence[Document], on: date) -> Assessment:
    """Assess what this step costs on the day it counts (I-29).

    Refuses: FeeNotPublished.
    """
    begins = filing.purpose is FilingPurpose.COMMENCE_CASE
    return quote(
        proceeding_type=filing.proceeding_type_code if begins else None,
        document_kinds=[document.kind for document in documents],
        on=on,
        electronic=True,
    )


# --- what can be done with it ---------------------------------------------------------------------


ACTIONS = {
    "reviseFiling": "revise",
    "discardFiling": "discard",
    "submitFiling": "submit",
    "withdrawFiling": "withdraw",
    "claimReview": "claim",
    "releaseReview": "release",
    "referFiling": "refer",
    "decideFiling": "accept",
}


def allowed(state: FilingState, kind: AccountKind | None) -> list[tuple[str, Refusal | None]]:
    """What a kind of account could do with a filing in a state, and the refusal it would meet.

    Judged by the same table as the moves themselves.
    """
    actor = Actor(account_id="", kind=kind)
    return [(action, FILING_MOVES.unmet(state, verb, actor)) for action, verb in ACTIONS.items()]


def times_of(
    instants: Sequence[datetime | None], deemed_en: str | None, deemed_tc: str | None
) -> list[TimeExplained]:
    """Explain the times of a filing, given in the order of their names."""
    deemed = Text(deemed_en, deemed_tc) if deemed_en and deemed_tc else None
    return explain_times(dict(zip(FilingTime, instants, strict=True)), deemed, published())
