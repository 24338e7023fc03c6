"""Cases in the contract: the case and its parties, register and filings; access; linkage."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.cases.models import AccessOrder as AccessOrderRow
from api.cases.models import Case as CaseRow
from api.cases.models import RestrictionOrder as RestrictionOrderRow
from api.cases.operations import lift_access_order, make_access_order
from api.cases.queries import allowed, visible_to_staff
from api.cases.states import AccessLevel, AccessOrderKind, AccessOrderState, CaseStanding
from api.graphql.context import Context, Info, verb
from api.graphql.courts import Court, ProceedingType
from api.graphql.deadlines import Deadline
from api.graphql.describing import enumerated
from api.graphql.documents import DocumentOrWithheld
from api.graphql.history import CaseEvent, happened_in
from api.graphql.issued import IssuedDocument
from api.graphql.paper import PaperFiling
from api.graphql.parties import Party, Representation
from api.graphql.relations import CaseTransfer, RelatedCase
from api.graphql.words import ChangedMeanwhile, Node, Permission, Refused, Text, permissions_of
from api.kernel.viewers import Viewer, all_of
from api.parties.operations import link_party, unlink_party
from api.parties.queries import case_found_by, case_visible_to
from api.reading.connections import Connection
from api.reading.declare import at, derived, edge, part, reads, within_parent
from api.reference.papers import CodeKind
from api.register.models import CauseBookEntry as CauseBookRow
from api.register.models import EntryBasis as EntryBasisRow
from api.register.models import RegisterEntry as RegisterEntryRow
from api.register.queries import cause_book_visible_to, holds_name
from api.register.queries import visible_to as entry_visible_to
from api.register.states import Channel

if TYPE_CHECKING:
    from api.graphql.filings import Filing

enumerated(CaseStanding, codes=CodeKind.CASE_STANDING)
enumerated(AccessLevel)
enumerated(AccessOrderKind)
enumerated(AccessOrderState, codes=CodeKind.ACCESS_ORDER_STATE)


class CaseOrderField(Enum):
    """What cases are ordered by."""

    COMMENCED = "COMMENCED"
    """The day the case was commenced."""
    NUMBER = "NUMBER"
    """The year, then the running number."""


class Direction(Enum):
    """Which way a list runs."""

    ASC = "ASC"
    """Smallest or oldest first."""
    DESC = "DESC"
    """Largest or newest first."""


enumerated(CaseOrderField)
enumerated(Direction)


@strawberry.input
class CaseFilter:
    """Narrows a list of cases."""

    proceeding_type: str | None = None
    """Only cases of this type."""
    standing: CaseStanding | None = None
    """Only cases that stand like this."""


@strawberry.input
class CaseOrder:
    """How cases are ordered."""

    field: CaseOrderField
    """What by."""
    direction: Direction
    """Which way."""


@reads(EntryBasisRow, visible=within_parent)
class EntryBasis:
    """Why the court entered something in a register."""

    reason: str
    """Why, in the officer's words."""
    rests_on: "RegisterEntry | None" = edge(via="rests_on_id")
    """The earlier entry of the case that it rests on; null for none."""


@reads(RegisterEntryRow, visible=entry_visible_to)
class RegisterEntry(Node):
    """One entry in the register of a case."""

    number: int
    """Its number within the case, from 1, in the order of entering."""
    entered_at: datetime
    """When it was entered."""
    description: Text = part("description_")
    """What was entered."""
    document: DocumentOrWithheld | None = edge(via="document_id")
    """The document entered, the word that there is one you may not see, or null for none."""
    channel: Channel
    """How it came: electronically, on paper, or by the court itself."""
    basis: EntryBasis | None = edge(via="register_entry_id")
    """Why it was entered, for what the court did in the case; null for what was filed."""


@reads(AccessOrderRow, visible=visible_to_staff)
class AccessOrder(Node):
    """An order of the court that limits who may see a case. Seen by court staff."""

    kind: AccessOrderKind
    """What it does."""
    state: AccessOrderState
    """Whether it binds."""
    grounds: str
    """The order it carries out, in a few words."""
    made_at: datetime
    """From when it binds."""
    lifted_at: datetime | None
    """From when it no longer binds."""


@reads(RestrictionOrderRow, visible=visible_to_staff)
class RestrictionOrder(Node):
    """An order that keeps electronic filings out of a case. Seen by court staff."""

    state: AccessOrderState
    """Whether it binds, between its two times."""
    grounds: str
    """The order it carries out, in a few words."""
    from_at: datetime
    """From when it binds."""
    until_at: datetime | None
    """From when it no longer binds by itself; null while it has no end."""
    lifted_at: datetime | None
    """When it was lifted; null while it was not."""


@reads(CaseRow, visible=case_visible_to)
class Case(Node):
    """A case before a court. Those in it and court staff see it; the public has the cause book."""

    number: str
    """The case number: DCPI 1/2022."""
    title: str
    """Who sues whom."""
    court: Court = edge(order=("code",), via="court_code")
    """The court it is in."""
    proceeding_type: ProceedingType = edge(order=("code",), via="proceeding_type_code")
    """Its type of proceeding."""
    nature_of_claim: str
    """Nature of claim (PD 24.1, Annex A, Section B)."""
    relief: str
    """What is claimed: monetary or not (PD 24.1, Annex A, Section A)."""
    standing: CaseStanding
    """Where it stands."""
    access_level: AccessLevel
    """Who may see it."""
    commenced_on: date
    """The court day on which it began, in Hong Kong."""
    version: int
    """Send it back as expectedVersion."""
    access_orders: list[AccessOrder] = edge(order=("made_at", "id"))
    """Court staff: the orders that limit, or limited, who may see it; empty for everybody else."""
    restriction_orders: list[RestrictionOrder] = edge(order=("from_at", "id"))
    """Court staff: the orders that keep electronic filings out of it; empty for everybody else."""
    paper_filings: list[PaperFiling] = edge(order=("received_at", "id"), via="case_id")
    """What came into it on paper, oldest first."""
    parties: Connection[Party] = edge(order=("ordinal", "id"), cursors=True)
    """Who is or was in it, in the order of joining; see `leftAt`."""
    representations: list[Representation] = edge(order=("from_at", "id"))
    """The firms that act or acted in it, oldest first."""
    related_cases: list[RelatedCase] = edge(order=("since_at", "id"), via="case_id")
    """The cases that it has to do with, of those you may see."""
    transfer: CaseTransfer | None = edge()
    """Where it went; null while it is here."""
    register: Connection[RegisterEntry] = edge(order=("number", "id"), cursors=True)
    """What was entered in its register."""
    filings: Connection[Annotated["Filing", strawberry.lazy("api.graphql.filings")]] = edge(
        order=("ordered_at", "id"), cursors=True, via="case_id"
    )
    """What was filed in it, of what you may see."""
    issued_documents: Connection[IssuedDocument] = edge(
        order=("drafted_at", "id"), cursors=True, via="case_id"
    )
    """What the court itself issued in it: orders, judgments, notices; oldest first."""
    deadlines: Connection[Deadline] = edge(order=("reckoned_on", "id"), cursors=True)
    """By when who has to take which step, soonest first."""
    history: Connection[CaseEvent] = edge(where=happened_in, order=("number",), cursors=True)
    """What happened to it and to what is in it, oldest first, of what you may be told today."""

    @derived
    def viewer_can(  # a function of the row's columns, not of a self
        standing: CaseStanding,  # pyright: ignore[reportGeneralTypeIssues]
        *,
        asking: Context,
    ) -> list[Permission]:
        """What you can do with it now, and why not otherwise."""
        return permissions_of(allowed(standing, asking.kind))


@reads(CauseBookRow, visible=cause_book_visible_to)
class CauseBookEntry(Node):
    """The public line of a case. A sealed case has none: the same answer as for no case at all."""

    case_number: str
    """The case number."""
    title: str
    """Who sues whom."""
    court: Court = edge(order=("code",), via="court_code")
    """The court it is in."""
    proceeding_type: ProceedingType = edge(order=("code",), via="proceeding_type_code")
    """Its type of proceeding."""
    nature_of_claim: str
    """Nature of claim (PD 24.1, Annex A, Section B)."""
    commenced_on: date
    """The court day on which it began, in Hong Kong."""
    transferred_to: Court | None = edge(order=("code",), via="transferred_to_code")
    """The court or tribunal to which it went; null while it is here."""


@strawberry.input
class CauseBookSearch:
    """What to look for. Every condition given must hold; nothing given lists the newest cases."""

    case_number: str | None = None
    """A case number, exactly as printed: DCPI 1/2022."""
    party_name: str | None = None
    """Part of a party's name, in any script; upper and lower case are alike."""
    proceeding_type: str | None = None
    """A type of proceeding."""
    commenced_from: date | None = None
    """Only cases commenced on or after this day."""
    commenced_until: date | None = None
    """Only cases commenced before this day."""


def _narrow_cases(row: Any, args: Any, _viewer: Viewer) -> Any:
    wanted: dict[str, Any] = args.get("filter") or {}
    return all_of(
        *(
            column == wanted[name]
            for name, column in (
                ("proceeding_type", row.proceeding_type_code),
                ("standing", row.standing),
            )
            if wanted.get(name) is not None
        ),
    )


def _found_in_cause_book(row: Any, args: Any, _viewer: Viewer) -> Any:
    search: dict[str, Any] = args["search"]
    clauses: dict[str, Callable[[Any], Any]] = {
        "case_number": lambda asked: row.case_number == asked,
        "party_name": lambda asked: holds_name(row.searchable, asked),
        "proceeding_type": lambda asked: row.proceeding_type_code == asked,
        "commenced_from": lambda asked: row.commenced_on >= asked,
        "commenced_until": lambda asked: row.commenced_on < asked,
    }
    given = [(name, asked) for name, asked in search.items() if asked is not None]
    return all_of(*(clauses[name](asked) for name, asked in given))


@strawberry.input
class MakeAccessOrderInput:
    """An order of the court that limits who may see a case."""

    case_id: strawberry.ID
    """The case."""
    kind: AccessOrderKind
    """What the order does."""
    grounds: str
    """The order it carries out, in a few words."""
    expected_version: int
    """The version of the case that you read."""


@strawberry.input
class LiftAccessOrderInput:
    """An order that no longer binds."""

    access_order_id: strawberry.ID
    """The order."""


@strawberry.input
class LinkPartyInput:
    """Somebody who proved at the registry to be a party."""

    case_id: strawberry.ID
    """The case."""
    party_id: strawberry.ID
    """The party they are, or act for."""
    sign_in_name: str
    """The sign-in name of their account (IU or OU)."""


@strawberry.input
class UnlinkPartyInput:
    """An account that is no party's any more."""

    case_id: strawberry.ID
    """The case."""
    sign_in_name: str
    """The sign-in name of the account."""
    reason: str
    """Why, in 1 to 1,000 characters."""


@strawberry.type
class CaseAccessChanged:
    """Who may see the case has changed, everywhere and at once."""

    case: Case
    """The case as it stands."""


@strawberry.type
class PartyLinked:
    """The account may see the case and file in it."""

    case: Case
    """The case."""


@strawberry.type
class PartyUnlinked:
    """The account no longer sees the case by a linkage. What it filed stays its own."""

    case: Case
    """The case."""


AccessOrderResult = Annotated[
    CaseAccessChanged | ChangedMeanwhile | Refused,
    strawberry.union("AccessOrderResult", description="What came of an access order."),
]
LinkPartyResult = Annotated[
    PartyLinked | Refused,
    strawberry.union("LinkPartyResult", description="What came of linking an account."),
]
UnlinkPartyResult = Annotated[
    PartyUnlinked | Refused,
    strawberry.union("UnlinkPartyResult", description="What came of unlinking an account."),
]
CASE_ORDERS = {
    CaseOrderField.COMMENCED: ("commenced_on", "id"),
    CaseOrderField.NUMBER: ("year", "running_number", "id"),
}


@strawberry.type
class Query:
    """Cases and the cause book."""

    case: Case | None = edge(
        {
            "number": Annotated[
                str, strawberry.argument(description="A case number, as printed: DCPI 1/2022.")
            ]
        }
    )
    """A case by its number; null if there is none that you may see."""
    cases: Connection[Case] = edge(
        args={"filter": CaseFilter | None, "order_by": CaseOrder | None},
        start=case_found_by,
        where=_narrow_cases,
        order=("-commenced_on", "-id"),
        orders=CASE_ORDERS,
        cursors=True,
    )
    """The cases you may see, newest first."""
    cause_book: Connection[CauseBookEntry] = edge(
        args={
            "search": Annotated[
                CauseBookSearch, strawberry.argument(description="What to look for.")
            ]
        },
        where=_found_in_cause_book,
        order=("-commenced_on", "-id"),
        cursors=True,
    )
    """Public: search the register's extract, newest first."""


@strawberry.type
class Mutation:
    """Access to cases."""

    @verb
    def make_access_order(self, info: Info, input: MakeAccessOrderInput) -> AccessOrderResult:
        """Registry officers: carry out an order that limits who may see a case."""
        with info.context.work() as work:
            case = make_access_order(
                work, input.case_id, input.kind, input.grounds, input.expected_version
            )
        return CaseAccessChanged(case=at(Case, id=case.id))

    @verb
    def lift_access_order(self, info: Info, input: LiftAccessOrderInput) -> AccessOrderResult:
        """Registry officers: carry out the lifting of an access order."""
        with info.context.work() as work:
            case = lift_access_order(work, input.access_order_id)
        return CaseAccessChanged(case=at(Case, id=case.id))

    @verb
    def link_party(self, info: Info, input: LinkPartyInput) -> LinkPartyResult:
        """Registry officers: link an account to a case; its holder may see and file in it."""
        with info.context.work() as work:
            link = link_party(work, input.case_id, input.sign_in_name, input.party_id)
        return PartyLinked(case=at(Case, id=link.case_id))

    @verb
    def unlink_party(self, info: Info, input: UnlinkPartyInput) -> UnlinkPartyResult:
        """Registry officers: end an account's linkage to a case, at once."""
        with info.context.work() as work:
            link = unlink_party(work, input.case_id, input.sign_in_name, input.reason)
        return PartyUnlinked(case=at(Case, id=link.case_id))
