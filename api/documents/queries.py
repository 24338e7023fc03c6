"""Reads of the documents room, and whose a document is.

Who may see one hangs on the filing and the case it is in: the filings room says it, once.
"""

import re
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.documents.models import Document, Rendition
from api.documents.rules import AlreadyStored
from api.documents.states import DocumentState, RenditionKind
from api.kernel.actors import AccountKind
from api.kernel.ids import is_id
from api.kernel.refusals import Malformed, NotFound
from api.kernel.text import shortened
from api.kernel.viewers import Clause, Viewer, all_of, one_of

_DOCUMENTS: Any = sa.inspect(Document).local_table
_RENDITIONS: Any = sa.inspect(Rendition).local_table
_REFERENCE = re.compile(r"[0-9]{12}")
OWN_ACCOUNT_KINDS = (AccountKind.IU, AccountKind.REGISTRY_OFFICER)
ORGANIZATION_KINDS = (AccountKind.PA, AccountKind.SA, AccountKind.OU)


def is_own(row: Any, viewer: Viewer) -> Clause:
    """A document of one's own account or organisation; an officer's own, of what is issued."""
    return one_of(
        all_of(viewer.is_(*OWN_ACCOUNT_KINDS), row.owner_id == viewer.id),
        all_of(viewer.is_(*ORGANIZATION_KINDS), row.organization_id == viewer.organization_id),
    )


def own(session: Session, viewer: Viewer, document_id: str, *, lock: bool = False) -> Document:
    """Find a document of one's own account or organisation.

    Refuses: NotFound, for somebody else's as for one that does not exist.
    """
    return _found(session, document_id, is_own(_DOCUMENTS.c, viewer), lock=lock)


def awaiting_bytes(session: Session, document_id: str) -> Document:
    """Find the document an upload link names, if its bytes may still be sent.

    The link is the permission, so nobody's account is asked for here.
    Refuses: NotFound, AlreadyStored.
    """
    document = document_by_id(session, document_id)
    if document.state is DocumentState.STORED:
        raise AlreadyStored("documentId", file_name=shortened(document.file_name))
    return document


def document_by_id(session: Session, document_id: str, *, lock: bool = False) -> Document:
    """Find a document for the building itself, locking it if it is to change.

    Refuses: NotFound.
    """
    return _found(session, document_id, sa.true(), lock=lock)


def _found(session: Session, document_id: str, rule: Clause, *, lock: bool) -> Document:
    """Find one document by a rule; a text that is no id never reaches the database."""
    document = None
    if is_id(document_id, "doc"):
        found = select(Document).where(Document.id == document_id, rule)
        document = session.exec(found.with_for_update() if lock else found).first()
    if document is None:
        raise NotFound("documentId")
    return document


def rendition(session: Session, document_id: str, kind: RenditionKind) -> Rendition | None:
    """Find one form of a document's bytes."""
    found = select(Rendition).where(Rendition.document_id == document_id, Rendition.kind == kind)
    return session.exec(found).first()


def require_reference(number: str) -> None:
    """Insist on twelve digits, so that a slip of the finger is not taken for a false document.

    Refuses: Malformed.
    """
    if _REFERENCE.fullmatch(number) is None:
        raise Malformed("number", field="number", rule="a reference number has twelve digits")


def is_issued(session: Session, number: str) -> bool:
    """Tell whether a sealed document was issued under a reference number, and nothing more.

    One that is sealed but has not gone into its case yet was not issued.
    """
    if _REFERENCE.fullmatch(number) is None:
        return False
    found = select(Document.id).where(
        Document.document_reference == number,
        col(Document.sealed_at).is_not(None),
        col(Document.case_id).is_not(None),
    )
    return session.exec(found).first() is not None
