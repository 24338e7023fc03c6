"""Who sees what, in plain Python over plainly loaded rows. It shares no line with the rules."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, SQLModel, select

from api.migrations.tables import METADATA
from tests.reading.contract.benches import NODES

COURT_STAFF = ("REGISTRY_OFFICER", "AUDITOR")
RECEIVED = ("RECEIVED", "UNDER_REVIEW", "REFERRED")
IN_THE_CASE = ("ACCEPTED", "PARTIALLY_ACCEPTED", "RECORDED")
Seen = dict[str, set[str]]


def loaded(session: Session) -> dict[str, list[Any]]:
    """Every row of every table of the contract, by the name of its model."""
    models = [m.class_ for m in SQLModel._sa_registry.mappers if m.local_table.metadata is METADATA]
    return {model.__name__: list(session.exec(select(model)).all()) for model in models}


@dataclass(frozen=True)
class Eyes:
    """One viewer, and the cases they may see."""

    account: Any
    cases: frozenset[str]
    confined: frozenset[str]

    @property
    def kind(self) -> str:
        """The kind of account."""
        return self.account.kind.value if self.account else "PUBLIC"

    @property
    def organization(self) -> str | None:
        """Their firm, if they have one."""
        return self.account.organization_id if self.account else None

    @property
    def is_court(self) -> bool:
        """Whether the court's own files are open to them."""
        return self.kind in COURT_STAFF

    @property
    def is_filer(self) -> bool:
        """Whether they may bring something."""
        return self.kind in ("IU", "OU")

    def owns(self, row: Any) -> bool:
        """Whether they or their firm brought it, and no order keeps it from them."""
        if not self.is_filer or row.case_id in self.confined:
            return False
        is_firms = self.kind == "OU" and row.organization_id == self.account.organization_id
        return row.owner_id == self.account.id or is_firms

    def pays(self, request: Any) -> bool:
        """Whether they or their organisation are asked for it, or they account for it."""
        if self.is_court or self.kind == "ACCOUNTS_OFFICER":
            return True
        if self.account is None:
            return False
        organization = self.account.organization_id
        is_theirs = self.kind in ("OU", "PA", "SA") and request.payer_organization_id
        return request.payer_account_id == self.account.id or (
            bool(is_theirs) and request.payer_organization_id == organization
        )


@dataclass
class Sight:
    """Every row there is, and for each viewer what they may see."""

    rows: dict[str, list[Any]]
    known: dict[str | None, Seen] = field(default_factory=dict[str | None, Seen])

    def __post_init__(self) -> None:
        self.by_id = {
            name: {row.id: row for row in rows}
            for name, rows in self.rows.items()
            if rows and hasattr(rows[0], "id")
        }

    def all(self, name: str) -> list[Any]:
        """The rows of a model."""
        return self.rows[name]

    def eyes(self, name: str | None) -> Eyes:
        """A viewer, by the name they sign in with; None for the public."""
        me = next((a for a in self.all("Account") if a.sign_in_name == name), None)
        confined = {c.id for c in self.all("Case") if c.access_level.value == "COURT_ONLY"}
        kind = me.kind.value if me else "PUBLIC"
        mine = {
            k.case_id
            for k in self.all("Linkage")
            if me and k.account_id == me.id and not k.until_at
        }
        if me and kind == "OU":
            mine |= {
                r.case_id
                for r in self.all("Representation")
                if r.organization_id == me.organization_id and not r.until_at
            }
        every = {c.id for c in self.all("Case")}
        open_ = mine - confined if kind in ("IU", "OU") else set()
        cases = every if kind in COURT_STAFF else open_
        return Eyes(me, frozenset(cases), frozenset(confined))

    def expected(self, name: str | None) -> Seen:
        """The ids of every type that a viewer may see."""
        if name not in self.known:
            eyes = self.eyes(name)
            self.known[name] = {
                type_: {row.id for row in self.all(model.__name__) if self.sees(eyes, type_, row)}
                for type_, model in NODES.items()
            }
        return self.known[name]

    def sees(self, eyes: Eyes, type_: str, row: Any) -> bool:
        """Whether a viewer may see a row of a type."""
        return getattr(self, f"sees_{type_.lower()}")(eyes, row)

    def sees_accessorder(self, eyes: Eyes, _row: Any) -> bool:
        """The court's own."""
        return eyes.is_court

    def sees_case(self, eyes: Eyes, row: Any) -> bool:
        """Those in it, and the court."""
        return row.id in eyes.cases

    def sees_causebookentry(self, eyes: Eyes, row: Any) -> bool:
        """Everybody, unless an order of the court took it out of the book."""
        level = self.by_id["Case"][row.case_id].access_level.value
        return eyes.kind == "REGISTRY_OFFICER" or level == "PUBLIC_INSPECTION"

    def sees_closure(self, _eyes: Eyes, _row: Any) -> bool:
        """Everybody."""
        return True

    def sees_outagewindow(self, _eyes: Eyes, _row: Any) -> bool:
        """Everybody."""
        return True

    def sees_outagecertificate(self, eyes: Eyes, row: Any) -> bool:
        """Everybody, once it is sealed; the court before."""
        return eyes.is_court or row.issued_at is not None

    def sees_deadline(self, eyes: Eyes, row: Any) -> bool:
        """Whoever sees the case."""
        return row.case_id in eyes.cases

    def sees_document(self, eyes: Eyes, row: Any) -> bool:
        """Its owner; those in the case it is in; the court, once it was received or issued."""
        if eyes.is_court:
            is_mine = eyes.kind == "REGISTRY_OFFICER" and row.owner_id == eyes.account.id
            return is_mine or row.id in self.received or row.case_id is not None
        is_inside = eyes.is_filer and row.case_id in eyes.cases
        return eyes.owns(row) or (is_inside and self.is_for(eyes, row.id))

    def is_for(self, eyes: Eyes, document_id: str) -> bool:
        """Whether the court restricted a document to no party, or to one that is theirs."""
        only = {r.party_id for r in self.all("IssuedTo") if r.document_id == document_id}
        live = [r for r in (*self.all("Linkage"), *self.all("Representation")) if not r.until_at]
        mine = {
            r.party_id
            for r in live
            if getattr(r, "account_id", None) == eyes.account.id
            or (eyes.kind == "OU" and getattr(r, "organization_id", "") == eyes.organization)
        }
        return not only or bool(only & mine)

    def sees_filing(self, eyes: Eyes, row: Any) -> bool:
        """Its filer; those in the case once it was accepted; the court, once it was received."""
        if eyes.is_court:
            return row.transaction_number is not None
        is_accepted = row.state.value in IN_THE_CASE and row.case_id in eyes.cases
        return eyes.owns(row) or (eyes.is_filer and is_accepted)

    def sees_issueddocument(self, eyes: Eyes, row: Any) -> bool:
        """Whoever sees the case, once it is issued; the court before."""
        if eyes.is_court or not eyes.is_filer:
            return eyes.is_court
        is_issued = row.issued_at is not None and row.case_id in eyes.cases
        return is_issued and self.is_for(eyes, row.document_id)

    def sees_leave(self, eyes: Eyes, row: Any) -> bool:
        """The firm it was given to, and the court."""
        is_theirs = eyes.account and eyes.account.organization_id == row.organization_id
        return eyes.is_court or bool(is_theirs)

    def sees_message(self, eyes: Eyes, row: Any) -> bool:
        """Whose box it is in, and nobody else."""
        return eyes.account is not None and row.account_id == eyes.account.id

    def sees_organization(self, eyes: Eyes, row: Any) -> bool:
        """One's own; registry and Help Centre see all."""
        if eyes.kind in ("REGISTRY_OFFICER", "HELP_CENTRE_OFFICER"):
            return True
        return eyes.account is not None and row.id == eyes.account.organization_id

    def sees_party(self, eyes: Eyes, row: Any) -> bool:
        """Whoever sees the case."""
        return row.case_id in eyes.cases

    def sees_payment(self, eyes: Eyes, row: Any) -> bool:
        """Whoever sees what is paid for."""
        return eyes.pays(self.by_id["ServiceRequest"][row.service_request_id])

    def sees_receipt(self, eyes: Eyes, row: Any) -> bool:
        """Whoever sees the payment."""
        return self.sees_payment(eyes, self.by_id["Payment"][row.payment_id])

    def sees_registerentry(self, eyes: Eyes, row: Any) -> bool:
        """Whoever sees the case."""
        return row.case_id in eyes.cases

    def sees_restrictionorder(self, eyes: Eyes, _row: Any) -> bool:
        """The court's own."""
        return eyes.is_court

    def sees_servicerequest(self, eyes: Eyes, row: Any) -> bool:
        """Who pays, and who accounts for it."""
        return eyes.pays(row)

    def sees_viewer(self, eyes: Eyes, row: Any) -> bool:
        """Oneself."""
        return eyes.account is not None and row.id == eyes.account.id

    @property
    def received(self) -> set[str]:
        """The documents of filings that the court has."""
        filings = self.by_id["Filing"]
        return {
            lodged.document_id
            for lodged in self.all("FilingDocument")
            if filings[lodged.filing_id].transaction_number
        }
