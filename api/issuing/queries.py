"""Reads of the issuing room: who sees what the court issues, and whom it is told."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.accounts.models import Account
from api.accounts.states import AccountState
from api.cases.models import Case
from api.cases.queries import case_by_id, visible_to_staff
from api.cases.states import AccessLevel
from api.documents.models import Document
from api.documents.queries import is_issued as is_document
from api.issuing.models import IssuedDocument, IssuedTo, OutageCertificate
from api.issuing.states import ISSUED_MOVES, IssuedDocumentState
from api.kernel.actors import FILERS, AccountKind, Actor
from api.kernel.ids import is_id
from api.kernel.refusals import NotFound, Refusal
from api.kernel.text import Text
from api.kernel.viewers import Clause, Viewer, aliased, all_of, any_row, one_of
from api.parties.models import Linkage, Party, Representation
from api.parties.queries import visible_with_case
from api.reference.loading import published


def visible_to(row: Any, viewer: Viewer) -> Clause:
    """Court staff see every one; those who see the case, what was issued in it to them."""
    return one_of(
        visible_to_staff(row, viewer),
        all_of(
            viewer.is_(*FILERS),
            row.issued_at.is_not(None),
            is_open_to(row.document_id, viewer),
            visible_with_case(row, viewer),
        ),
    )


def is_open_to(document_id: Any, viewer: Viewer) -> Clause:
    """Within its case a document is everybody's, unless the court restricted it to some parties.

    Then it is theirs whose account is linked for one of them, or whose firm acts for one.
    """
    anyone, linked, acting = aliased(IssuedTo), aliased(IssuedTo), aliased(IssuedTo)
    link, acts = aliased(Linkage), aliased(Representation)
    return one_of(
        sa.not_(any_row(anyone, anyone.c.document_id == document_id)),
        any_row(
            linked.join(link, link.c.party_id == linked.c.party_id),
            linked.c.document_id == document_id,
            link.c.account_id == viewer.id,
            link.c.until_at.is_(None),
        ),
        all_of(
            viewer.is_(AccountKind.OU),
            any_row(
                acting.join(acts, acts.c.party_id == acting.c.party_id),
                acting.c.document_id == document_id,
                acts.c.organization_id == viewer.organization_id,
                acts.c.until_at.is_(None),
            ),
        ),
    )


def case_of(session: Session, issued_id: str) -> Case:
    """Find and lock the case of a court document; the case is locked before what is in it.

    Refuses: NotFound.
    """
    found = select(IssuedDocument.case_id).where(IssuedDocument.id == issued_id)
    case_id = session.exec(found).first()
    if case_id is None:
        raise NotFound("issuedDocumentId")
    return case_by_id(session, case_id, lock=True)


def issued_by_id(
    session: Session, issued_id: str, named: str = "issuedDocumentId"
) -> IssuedDocument:
    """Find and lock a court document; ``named`` is the field that names it.

    Refuses: NotFound.
    """
    found = select(IssuedDocument).where(IssuedDocument.id == issued_id).with_for_update()
    row = session.exec(found).first() if is_id(issued_id, "iss") else None
    if row is None:
        raise NotFound(named)
    return row


def is_given_out(session: Session, document_id: str) -> bool:
    """Tell whether an upload was given out to be issued."""
    found = select(IssuedDocument.id).where(IssuedDocument.document_id == document_id)
    return session.exec(found).first() is not None


def is_replaced(session: Session, issued_id: str) -> bool:
    """Tell whether a court document has one that takes its place, or is about to."""
    found = select(IssuedDocument.id).where(
        IssuedDocument.replaces_id == issued_id, IssuedDocument.state != IssuedDocumentState.DROPPED
    )
    return session.exec(found).first() is not None


def reference_of(session: Session, document_id: str) -> str:
    """The reference number under which a document was sealed. Raises ValueError for none."""
    found = select(Document.document_reference).where(
        Document.id == document_id, col(Document.sealed_at).is_not(None)
    )
    number = session.exec(found).first()
    if number is None:
        message = f"{document_id} is not sealed"
        raise ValueError(message)
    return number


def parties_of_case(session: Session, case_id: str) -> set[str]:
    """The ids of the parties of a case."""
    return set(session.exec(select(Party.id).where(Party.case_id == case_id)))


def addressees(session: Session, case: Case, issued_id: str) -> tuple[str, ...]:
    """The accounts in a case now whom a document is for: linked to it, or of a firm that acts.

    Nobody in a case that is the court's alone.
    """
    if case.access_level is AccessLevel.COURT_ONLY:
        return ()
    named = select(IssuedTo.party_id).where(IssuedTo.issued_document_id == issued_id)
    only = set(session.exec(named))
    linked = select(Linkage.account_id).where(
        Linkage.case_id == case.id,
        col(Linkage.until_at).is_(None),
        col(Linkage.party_id).in_(only) if only else sa.true(),
    )
    acting = select(Representation.organization_id).where(
        Representation.case_id == case.id,
        col(Representation.until_at).is_(None),
        col(Representation.party_id).in_(only) if only else sa.true(),
    )
    of_a_firm = sa.and_(
        col(Account.kind) == AccountKind.OU, col(Account.organization_id).in_(acting)
    )
    found = (
        select(Account.id)
        .where(
            Account.state == AccountState.ACTIVE,
            sa.or_(col(Account.id).in_(linked), of_a_firm),
        )
        .order_by(col(Account.id))
    )
    return tuple(session.exec(found))


def allowed(
    state: IssuedDocumentState, kind: AccountKind | None
) -> list[tuple[str, Refusal | None]]:
    """What a kind of account could do with a court document, and the refusal it would meet.

    Judged by the same table as the moves themselves.
    """
    actor = Actor(account_id="", kind=kind)
    verb = "drop" if state is IssuedDocumentState.DRAFTED else "withdraw"
    return [("withdrawIssuedDocument", ISSUED_MOVES.unmet(state, verb, actor))]


# --- certificates of outages ----------------------------------------------------------------------


def certificate_visible_to(row: Any, viewer: Viewer) -> Clause:
    """Everybody sees what was issued; court staff, what still waits for its seal as well."""
    return one_of(visible_to_staff(row, viewer), row.issued_at.is_not(None))


def certificate_by_id(
    session: Session, certificate_id: str, *, lock: bool = False
) -> OutageCertificate:
    """Find a certificate for the building itself. Refuses: NotFound."""
    found = select(OutageCertificate).where(OutageCertificate.id == certificate_id)
    row = session.exec(found.with_for_update() if lock else found).first()
    if row is None:
        raise NotFound("outageCertificateId")
    return row


def certificate_of(session: Session, outage_window_id: str) -> OutageCertificate | None:
    """Find and lock the certificate of a record of an outage."""
    found = select(OutageCertificate).where(OutageCertificate.outage_window_id == outage_window_id)
    return session.exec(found.with_for_update()).first()


def open_certificate(session: Session, certificate_id: str) -> OutageCertificate:
    """Find a certificate that anyone may fetch. Refuses: NotFound, for one without its seal too."""
    row = certificate_by_id(session, certificate_id) if is_id(certificate_id, "crt") else None
    if row is None or row.sha256 is None:
        raise NotFound("outageCertificateId")
    return row


def is_issued(session: Session, number: str) -> bool:
    """Tell whether the court issued a document or a certificate under a number; nothing more."""
    found = select(OutageCertificate.id).where(
        OutageCertificate.document_reference == number, col(OutageCertificate.sha256).is_not(None)
    )
    return is_document(session, number) or session.exec(found).first() is not None


def name_of(kind: str) -> Text:
    """What to call a kind of court document."""
    return published().court_documents[kind].name
