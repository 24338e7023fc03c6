"""The verbs of the issuing room: give out, withdraw, certify; and what the building records."""

from dataclasses import asdict

from api.accounts.rules import require_registry_officer
from api.cases.queries import case_by_id
from api.courts.operations import certifying_unmet
from api.courts.queries import is_corrected, outage_by_id
from api.documents.operations import enter_into_case, fresh_reference
from api.documents.queries import own
from api.documents.rules import NoBytesYet, require_clean
from api.documents.states import DocumentState
from api.issuing.models import IssuedDocument, IssuedTo, OutageCertificate
from api.issuing.queries import (
    addressees,
    case_of,
    certificate_by_id,
    certificate_of,
    is_given_out,
    is_replaced,
    issued_by_id,
    parties_of_case,
    reference_of,
)
from api.issuing.rules import (
    LONGEST_REASON,
    MOST_PARTIES,
    GivenOutBefore,
    Issue,
    NothingToReplace,
    OutageCertifiedAlready,
    OutageRecordCorrected,
    ReplacedAlready,
    clean_title,
    issued_text,
    require_parties,
    require_replaceable,
    withdrawn_text,
)
from api.issuing.states import CertificateState, IssuedDocumentState
from api.kernel.clock import day_of
from api.kernel.refusals import require_length
from api.kernel.states import move
from api.kernel.text import shortened
from api.kernel.work import Work, at_version
from api.reference.loading import published
from api.reference.marks import in_force
from api.register.operations import enter
from api.register.states import Channel

__all__ = [
    "CERTIFY_OUTAGE",
    "ISSUE_DOCUMENT",
    "MOST_PARTIES",
    "Issue",
    "certify",
    "give_out",
    "record_certified",
    "record_issued",
    "supersede_certificate",
    "withdraw",
]

ISSUE_DOCUMENT = "issue_document"
CERTIFY_OUTAGE = "certify_outage"


def give_out(work: Work, issue: Issue, expected_version: int, key: str) -> str:
    """Give out an upload to be sealed and issued in a case; returns its id as a court document.

    ``expected_version`` is the case's. Refuses: NotAllowed, NotFound, ChangedMeanwhile, Malformed,
    NoBytesYet, ScanPending, DocumentInfected, DocumentNotScannable, GivenOutBefore,
    NothingToReplace, ReplacedAlready, IdempotencyKeyReused.
    """
    require_registry_officer(work.actor)
    body = {**asdict(issue), "expected_version": expected_version}
    return work.once("issue_document", key, body, lambda: _draft(work, issue, expected_version))


def _draft(work: Work, issue: Issue, expected_version: int) -> str:
    """Take down what is to be issued, and ask for its seal."""
    case = case_by_id(work.session, issue.case_id, lock=True)
    at_version(case.version, expected_version)
    title = clean_title(issue.title)
    document = own(work.session, work.viewer, issue.document_id, lock=True)
    if document.state is not DocumentState.STORED:
        raise NoBytesYet("documentId", file_name=shortened(document.file_name))
    require_clean(document.scan, document.file_name, "documentId")
    if is_given_out(work.session, document.id):
        raise GivenOutBefore("documentId")
    _require_replaced_here(work, issue)
    only = require_parties(issue.restricted_to, parties_of_case(work.session, case.id))
    row = IssuedDocument(
        id=work.new_id("iss"),
        case_id=case.id,
        document_id=document.id,
        replaces_id=issue.replaces_id,
        kind=document.kind,
        title=title,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        drafted_by=work.actor.account_id or "",
        drafted_at=work.at,
    )
    move(work, row, "draft", case_id=case.id, document_id=document.id, kind=row.kind)
    work.session.add(row)
    work.session.flush()
    for party_id in only:
        named = {"issued_document_id": row.id, "document_id": document.id, "party_id": party_id}
        work.session.add(IssuedTo(id=work.new_id("ist"), **named))
    work.later(ISSUE_DOCUMENT, row.id)
    return row.id


def _require_replaced_here(work: Work, issue: Issue) -> None:
    """Insist that what is to be replaced stands in the same case and waits for no other.

    Refuses: NotFound, NothingToReplace, ReplacedAlready.
    """
    if issue.replaces_id is None:
        return
    replaced = issued_by_id(work.session, issue.replaces_id, "replacesId")
    if replaced.case_id != issue.case_id:
        raise NothingToReplace("replacesId")
    require_replaceable(replaced.state)
    if is_replaced(work.session, replaced.id):
        raise ReplacedAlready("replacesId")


def withdraw(work: Work, issued_id: str, expected_version: int, reason: str) -> str:
    """Withdraw what was issued in error, or drop a draft; either stays on record with the reason.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, Malformed, MoveNotOpen.
    """
    require_registry_officer(work.actor)
    require_length(reason, LONGEST_REASON, "reason", least=1)
    case = case_of(work.session, issued_id)
    row = issued_by_id(work.session, issued_id)
    at_version(row.version, expected_version)
    if row.state is IssuedDocumentState.DRAFTED:
        move(work, row, "drop", case_id=row.case_id)
        row.reason = reason
        return row.id
    IssuedDocument.moves.edge(row.state, "withdraw")
    number = reference_of(work.session, row.document_id)
    told = {"document_reference": number, "account_ids": addressees(work.session, case, row.id)}
    move(work, row, "withdraw", case_id=case.id, case_number=case.number, kind=row.kind, **told)
    row.reason = reason
    said = withdrawn_text(published().court_documents[row.kind], number)
    enter(work, case.id, said, channel=Channel.COURT)
    return row.id


def record_issued(work: Work, issued_id: str) -> None:
    """Enter a sealed draft into its case and register, and tell everybody in the case; once.

    Who is in the case, and who may see it, is judged at this instant.
    """
    case = case_of(work.session, issued_id)
    row = issued_by_id(work.session, issued_id)
    if row.state is not IssuedDocumentState.DRAFTED:
        return
    number = reference_of(work.session, row.document_id)
    enter_into_case(work, [row.document_id], case.id)
    replaced = _supersede(work, row)
    move(
        work,
        row,
        "issue",
        case_id=case.id,
        case_number=case.number,
        kind=row.kind,
        document_reference=number,
        replaces_id=row.replaces_id,
        account_ids=addressees(work.session, case, row.id),
    )
    said = issued_text(published().court_documents[row.kind], number, replaced)
    enter(work, case.id, said, row.document_id, Channel.COURT)


def _supersede(work: Work, row: IssuedDocument) -> str | None:
    """Let a document step back behind the one that takes its place; returns its number.

    One that was withdrawn meanwhile stays withdrawn.
    """
    if row.replaces_id is None:
        return None
    old = issued_by_id(work.session, row.replaces_id)
    if old.state is IssuedDocumentState.ISSUED:
        move(work, old, "supersede", case_id=old.case_id, superseded_by_id=row.id)
    return reference_of(work.session, old.document_id)


# --- certificates of outages ----------------------------------------------------------------------


def certify(work: Work, outage_window_id: str, key: str) -> str:
    """Certify an outage that has ended, once (I-46); returns the certificate's id.

    Nothing is asked for but which record: the certificate states that and nothing else.
    Refuses: NotAllowed, NotFound, OutageStillRuns, OutageRecordCorrected, OutageCertifiedAlready,
    IdempotencyKeyReused.
    """
    require_registry_officer(work.actor)
    return work.once(
        "certify_outage", key, [outage_window_id], lambda: _certified(work, outage_window_id)
    )


def _certified(work: Work, outage_window_id: str) -> str:
    """Take down that a record is certified, and ask for the seal."""
    window = outage_by_id(work.session, outage_window_id)
    unmet = certifying_unmet(window.ended_at, work.actor.kind)
    if unmet is not None:
        raise unmet
    if is_corrected(work.session, window.id):
        raise OutageRecordCorrected("outageWindowId")
    if certificate_of(work.session, window.id) is not None:
        raise OutageCertifiedAlready("outageWindowId")
    rule = in_force(published().receipt_policies, day_of(window.began_at))
    row = OutageCertificate(
        id=work.new_id("crt"),
        outage_window_id=window.id,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        document_reference=fresh_reference(work),
        rule_version=rule.version if rule else None,
        drafted_by=work.actor.account_id or "",
        drafted_at=work.at,
    )
    move(work, row, "draft", outage_window_id=window.id)
    work.session.add(row)
    work.later(CERTIFY_OUTAGE, row.id)
    return row.id


def record_certified(work: Work, certificate_id: str, *, sha256: str, length: int) -> None:
    """Record the sealed certificate, from when on it is everybody's; the first one counts."""
    row = certificate_by_id(work.session, certificate_id, lock=True)
    if row.state is not CertificateState.DRAFTED:
        return
    row.sha256, row.bytes = sha256, length
    number = {"document_reference": row.document_reference, "sha256": sha256}
    move(work, row, "issue", outage_window_id=row.outage_window_id, **number)


def supersede_certificate(work: Work, outage_window_id: str, corrected_by_id: str) -> None:
    """Let the certificate of a record, if any, say which newer record corrects that one."""
    row = certificate_of(work.session, outage_window_id)
    if row is not None:
        row.superseded_by_id = corrected_by_id
        told = {"outage_window_id": outage_window_id, "superseded_by_id": corrected_by_id}
        move(work, row, "supersede", **told)
