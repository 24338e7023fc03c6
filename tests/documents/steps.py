"""Steps that tests of documents share: who there is, and how a document comes in."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from api.accounts.models import Account
from api.cases.operations import NewCase, open_case
from api.documents.models import Document, Rendition
from api.documents.operations import (
    NewUpload,
    create_upload,
    enter_into_case,
)
from api.documents.procedures import complete_upload
from api.documents.queries import (
    document_by_id,
)
from api.documents.states import RenditionKind
from api.gateways.inspecting.bounded import BoundedInspector
from api.gateways.store import LocalStore
from api.kernel.actors import SYSTEM, Actor
from api.kernel.work import Works
from tests.documents.pdfs import a_pdf

INSPECTOR = BoundedInspector()
"""One for all tests of a process: its own processes end with it."""
CONTENT = a_pdf(3)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
UPLOAD = NewUpload("WRIT_OF_SUMMONS", "writ 傳訊令狀.pdf", len(CONTENT), SHA256)


@dataclass
class People:
    """Fictional accounts of every kind that matters here."""

    firm_user: Actor
    colleague: Actor
    administrator: Actor
    other_firm: Actor
    litigant: Actor
    other_litigant: Actor
    registry: Actor
    auditor: Actor
    help_centre: Actor


def as_(actor: Actor) -> Callable[[Session, datetime], Actor]:
    """Find this actor in every work."""
    return lambda _session, _at: actor


def declared(works: Works, actor: Actor, upload: NewUpload = UPLOAD, key: str = "k1") -> str:
    """Declare a file as somebody."""
    with works.open(actor) as work:
        return create_upload(work, upload, key)


def sent(store: LocalStore, document_id: str, content: bytes = CONTENT) -> None:
    """Send bytes as the upload link does."""
    with store.stage(document_id, limit=len(content)) as incoming:
        incoming.write(content)
        incoming.finish()


def stored(works: Works, store: LocalStore, actor: Actor, key: str = "k1") -> str:
    """Bring a document all the way in."""
    document_id = declared(works, actor, key=key)
    sent(store, document_id)
    return complete_upload(works, as_(actor), store, INSPECTOR, document_id)


def in_a_case(works: Works, people: People, document_id: str) -> str:
    """Open a case and enter a document into it; returns the case's number."""
    new = NewCase("DC", "DCPI", "A v B", "PERSONAL_INJURIES", "MONETARY", date(2022, 5, 9))
    with works.open(people.registry) as work:
        case = open_case(work, new)
        enter_into_case(work, [document_id], case.id)
        return case.number


def found(works: Works, document_id: str) -> Document:
    """Read a document as it stands."""
    with works.open(SYSTEM) as work:
        return document_by_id(work.session, document_id)


def renditions(works: Works, document_id: str) -> dict[RenditionKind, Rendition]:
    """Read a document's renditions as they stand."""
    with works.open(SYSTEM) as work:
        rows = work.session.exec(select(Rendition).where(Rendition.document_id == document_id))
        return {row.kind: row for row in rows}


def count(works: Works, table: type[Document | Rendition | Account]) -> int:
    """How many rows there are."""
    with works.open(SYSTEM) as work:
        return work.session.exec(select(sa.func.count()).select_from(table)).one()
