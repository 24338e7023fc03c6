"""A whole little world, and a second opinion on who may see what in it.

``Opinion`` is written from the rules in words (who is in a case, what an order leaves open, whose
draft it is), over plain rows in Python; it shares no line with the clauses of the rooms.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from api.accounts.models import Account
from api.cases.models import AccessOrder, Case
from api.cases.operations import make_access_order
from api.cases.states import AccessLevel, AccessOrderKind
from api.documents.models import Document, Rendition
from api.filings.models import Filing, FilingDocument
from api.filings.operations import withdraw
from api.kernel.actors import Actor
from api.notifications.models import Message
from api.parties.models import Linkage, Party, Representation
from api.parties.operations import link_party
from api.payments.models import ServiceRequest
from api.register.models import CauseBookEntry, RegisterEntry
from tests.court import Court, Hands, open_court
from tests.filings.steps import BUNDLE, Rooms

VIEWERS = (
    None,
    *("lawyer", "rival", "primary", "secondary", "litigant", "registry", "registry2"),
    *("accounts", "helpdesk", "auditor"),
)
COURT = ("REGISTRY_OFFICER", "AUDITOR")
ACCEPTED = ("ACCEPTED", "PARTIALLY_ACCEPTED", "RECORDED")
TABLES: dict[str, type[Any]] = {
    "Case": Case,
    "Party": Party,
    "RegisterEntry": RegisterEntry,
    "CauseBookEntry": CauseBookEntry,
    "Filing": Filing,
    "Document": Document,
    "Message": Message,
    "AccessOrder": AccessOrder,
    "ServiceRequest": ServiceRequest,
}


@dataclass
class World:
    """The building with its people, and its rooms for arranging things."""

    court: Court
    rooms: Rooms
    people: dict[str | None, Actor | None] = field(default_factory=dict[str | None, Actor | None])

    def opinion(self) -> "Opinion":
        """Who may see what, as things stand."""
        with Session(self.court.parts.engine, expire_on_commit=False) as session:
            tables = {*TABLES.values(), Linkage, Representation, FilingDocument, Rendition, Account}
            rows = {table: list(session.exec(select(table))) for table in tables}
        return Opinion(rows, self.people)

    def order(self, case: Case, kind: AccessOrderKind) -> None:
        """Have an order made."""
        with self.rooms.by("registry") as work:
            version = work.session.get_one(Case, case.id).version
            make_access_order(work, case.id, kind, "for the test", version)


@dataclass
class Opinion:
    """A second opinion, in Python over plain rows."""

    rows: dict[type[Any], list[Any]]
    people: dict[str | None, Actor | None]

    def ids(self, kind: str, name: str | None) -> set[str]:
        """The ids of the things of a kind that somebody may see."""
        return {row.id for row in self.rows[TABLES[kind]] if self.sees(kind, name, row)}

    def sees(self, kind: str, name: str | None, row: Any) -> bool:
        """Whether somebody may see a row."""
        actor = self.people[name]
        if kind == "CauseBookEntry":
            level = self._case(row.case_id).access_level
            is_registry = actor is not None and actor.kind == "REGISTRY_OFFICER"
            return is_registry or level is AccessLevel.PUBLIC_INSPECTION
        if actor is None:
            return False
        return getattr(self, f"_sees_{kind.lower()}")(actor, row)

    def _case(self, case_id: str | None) -> Any:
        return next(c for c in self.rows[Case] if c.id == case_id)

    def _in_case(self, actor: Actor, case_id: str) -> bool:
        linked = any(
            link.case_id == case_id and link.account_id == actor.account_id and not link.until_at
            for link in self.rows[Linkage]
        )
        acts = actor.kind == "OU" and any(
            r.case_id == case_id and r.organization_id == actor.organization_id and not r.until_at
            for r in self.rows[Representation]
        )
        return actor.kind in ("IU", "OU") and (linked or acts)

    def _opens_case(self, actor: Actor, case_id: str) -> bool:
        if actor.kind in COURT:
            return True
        open_ = self._case(case_id).access_level is not AccessLevel.COURT_ONLY
        return open_ and self._in_case(actor, case_id)

    def _its(self, actor: Actor, row: Any) -> bool:
        if actor.kind == "IU":
            return row.owner_id == actor.account_id
        return actor.kind == "OU" and row.organization_id == actor.organization_id

    def _not_confined(self, case_id: str | None) -> bool:
        return case_id is None or self._case(case_id).access_level is not AccessLevel.COURT_ONLY

    def _sees_filing(self, actor: Actor, row: Filing) -> bool:
        if actor.kind in COURT:
            return row.transaction_number is not None
        if self._its(actor, row) and self._not_confined(row.case_id):
            return True
        return row.state in ACCEPTED and self._opens_case(actor, row.case_id or "")

    def _sees_document(self, actor: Actor, row: Document) -> bool:
        if actor.kind in COURT:
            lodged = [f for f in self.rows[FilingDocument] if f.document_id == row.id]
            received = {f.id for f in self.rows[Filing] if f.transaction_number}
            own = actor.kind == "REGISTRY_OFFICER" and row.owner_id == actor.account_id
            return own or any(f.filing_id in received for f in lodged)
        if self._its(actor, row) and self._not_confined(row.case_id):
            return True
        return row.case_id is not None and self._opens_case(actor, row.case_id)

    def _sees_case(self, actor: Actor, row: Case) -> bool:
        return self._opens_case(actor, row.id)

    def _sees_party(self, actor: Actor, row: Party) -> bool:
        return self._opens_case(actor, row.case_id)

    def _sees_registerentry(self, actor: Actor, row: RegisterEntry) -> bool:
        return self._opens_case(actor, row.case_id)

    def _sees_accessorder(self, actor: Actor, row: AccessOrder) -> bool:
        return actor.kind in COURT

    def _sees_servicerequest(self, actor: Actor, row: ServiceRequest) -> bool:
        if actor.kind in (*COURT, "ACCOUNTS_OFFICER"):
            return True
        firm = actor.kind in ("PA", "SA", "OU") and actor.organization_id
        mine = row.payer_account_id == actor.account_id
        return mine or bool(firm and row.payer_organization_id == firm)

    def _sees_message(self, actor: Actor, row: Message) -> bool:
        return row.account_id == actor.account_id


def built(database_url: str, hands: Hands, folder: Path) -> World:
    """Build the world: cases of every level, filings in every state, drafts of everybody."""
    court = open_court(database_url, hands, folder)
    names = [name for name in VIEWERS if name]
    people = {name: court.actor(name) for name in names}
    rooms = Rooms(court.parts.engine, hands, people)
    world = World(court, rooms, {None: None, **people})
    court.opened_case(key="sealed bytes", by="lawyer")
    for firm in ("lawyer", "rival"):
        for kinds in ((), (SEALING,), (CONFINEMENT,), (SEALING, CONFINEMENT)):
            case = a_case(rooms, firm)
            if firm == "lawyer":
                answered(rooms, case)
            for kind in kinds:
                world.order(case, kind)
        filings_in_every_state(rooms, firm)
    rooms.draft(by="litigant")
    rooms.received(by="litigant")
    rooms.document("ORDER", by="registry")
    return world


SEALING, CONFINEMENT = AccessOrderKind.SEALING, AccessOrderKind.CONFINEMENT


def a_case(rooms: Rooms, firm: str) -> Case:
    """A case with a partly accepted filing that is recorded."""
    filing_id = rooms.decided(rooms.claimed(rooms.received(by=firm)), True, False, True)
    return rooms.one(Case, rooms.filing(rooms.recorded(filing_id)).case_id)


def answered(rooms: Rooms, case: Case) -> None:
    """The litigant is linked and answers; a second answer waits, a third is drafted."""
    defendant = next(p for p in rooms.all(Party) if p.case_id == case.id and p.ordinal == 2)
    with rooms.by("registry") as work:
        link_party(work, case.id, "litigant", defendant.id)
    answer: dict[str, Any] = {
        "by": "litigant",
        "case_number": case.number,
        "documents": ("ACKNOWLEDGMENT_OF_SERVICE",),
    }
    rooms.recorded(rooms.decided(rooms.claimed(rooms.submitted(**answer))))
    rooms.submitted(**answer)
    rooms.draft(**answer)


def filings_in_every_state(rooms: Rooms, firm: str) -> None:
    """Filings that begin a case, in each state in which a filing may rest."""
    rooms.draft(by=firm)
    rooms.submitted(by=firm)
    rooms.received(by=firm)
    rooms.claimed(rooms.received(by=firm), by="registry2")
    rooms.decided(rooms.claimed(rooms.received(by=firm)), False)
    gone = rooms.received(by=firm)
    with rooms.by(firm) as work:
        withdraw(work, gone, rooms.filing(gone).version)
    rooms.document(BUNDLE[0], by=firm)
