"""A small court of the tests' own: tables, rules, types and a schema that says every word once."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Any, Optional

import sqlalchemy as sa
import strawberry
from graphql import GraphQLError
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel
from strawberry.schema.config import StrawberryConfig

from api.kernel.viewers import Viewer, any_row, one_of, public
from api.reading.connections import Connection, PageInfo
from api.reading.declare import (
    any_node,
    any_nodes,
    at,
    constant,
    derived,
    edge,
    either,
    embeds,
    fold,
    kinds,
    money,
    part,
    reads,
    within_parent,
)
from api.reading.engine import Unauthenticated
from api.reading.scalars import SCALARS, URL
from api.reading.viewers import ViewerSource


class Kept(SQLModel, registry=registry()):
    """Tables of this court, apart from the project's own."""


class Division(StrEnum):
    """Names and stored values are the same."""

    CIVIL = "CIVIL"
    LABOUR = "LABOUR"


class Weight(Enum):
    """Names and stored values differ, and cross."""

    LIGHT = "HEAVY"
    HEAVY = "LIGHT"


class Stage(Enum):
    """What the public sees of a filing's state."""

    WAITING = "w"
    REFUSED = "r"
    DONE = "d"


def _enum(kind: Any) -> Any:
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        values_callable=lambda e: [member.value for member in e],
    )


class FirmRow(Kept, table=True):
    __tablename__: Any = "firm"
    id: str = Field(primary_key=True)
    name_en: str
    name_tc: str


class AccountRow(Kept, table=True):
    __tablename__: Any = "account"
    id: str = Field(primary_key=True)
    kind: str
    organization_id: str | None = Field(default=None, foreign_key="firm.id")
    is_suspended: bool = False


class SessionRow(Kept, table=True):
    __tablename__: Any = "session"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    token_sha256: bytes = Field(unique=True, sa_type=sa.LargeBinary)
    expires_at: datetime
    revoked_at: datetime | None = None


class CourtRow(Kept, table=True):
    __tablename__: Any = "court"
    id: str = Field(primary_key=True)
    name_en: str
    name_tc: str


class CaseRow(Kept, table=True):
    __tablename__: Any = "court_case"
    id: str = Field(primary_key=True)
    number: str = Field(unique=True)
    division: Division = Field(sa_type=_enum(Division))
    weight: Weight = Field(sa_type=_enum(Weight))
    title: str
    is_sealed: bool
    opened_on: date
    closed_on: date | None = None
    claim_cents: int | None = Field(default=None, sa_type=sa.BigInteger)
    fee_cents: int
    motto_en: str | None = None
    motto_tc: str | None = None
    site: str | None = None
    damages: Decimal = Field(sa_type=sa.Numeric(13, 2))
    interest_rate: Decimal | None = Field(default=None, sa_type=sa.Numeric(7, 4))
    court_id: str = Field(foreign_key="court.id")
    lead_firm_id: str | None = Field(default=None, foreign_key="firm.id")
    filings: list["FilingRow"] = Relationship(back_populates="case")
    parties: list["PartyRow"] = Relationship()


class PartyRow(Kept, table=True):
    __tablename__: Any = "party"
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="court_case.id")
    account_id: str = Field(foreign_key="account.id")
    name: str
    is_active: bool | None = None


class FilingRow(Kept, table=True):
    __tablename__: Any = "filing"
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="court_case.id")
    state: str
    rank: int
    is_confidential: bool
    filed_at: datetime
    accepted_at: datetime | None = None
    resubmission_of_id: str | None = Field(default=None, foreign_key="filing.id")
    case: Optional["CaseRow"] = Relationship(back_populates="filings")


class PaperRow(Kept, table=True):
    __tablename__: Any = "paper"
    id: str = Field(primary_key=True)
    filing_id: str = Field(foreign_key="filing.id")
    title: str
    pages: int | None = None
    is_sealed: bool
    kind: str
    uploaded_at: datetime


class DecisionRow(Kept, table=True):
    __tablename__: Any = "decision"
    id: str = Field(primary_key=True)
    filing_id: str = Field(foreign_key="filing.id", unique=True)
    outcome: str
    at: datetime


def of_case(row: Any, viewer: Viewer) -> Any:
    party = PartyRow.__table__.alias()  # type: ignore[attr-defined]
    mine = any_row(party, party.c.case_id == row.id, party.c.account_id == viewer.id)
    return one_of(viewer.is_("STAFF"), ~row.is_sealed, mine)


def of_filing(row: Any, viewer: Viewer) -> Any:
    case = CaseRow.__table__.alias()  # type: ignore[attr-defined]
    party = PartyRow.__table__.alias()  # type: ignore[attr-defined]
    mine = any_row(party, party.c.case_id == row.case_id, party.c.account_id == viewer.id)
    open_case = any_row(case, case.c.id == row.case_id, ~case.c.is_sealed)
    return one_of(viewer.is_("STAFF"), mine, sa.and_(open_case, ~row.is_confidential))


def of_paper(row: Any, viewer: Viewer) -> Any:
    return one_of(viewer.is_("STAFF"), ~row.is_sealed)


def of_letter(row: Any, viewer: Viewer) -> Any:
    return one_of(viewer.is_known, row.pages.is_(None))


def of_nobody(row: Any, viewer: Viewer) -> Any:
    return one_of()


GraphDivision = strawberry.enum(Division)
GraphWeight = strawberry.enum(Weight)
GraphStage = strawberry.enum(Stage)


@strawberry.enum
class Currency(Enum):
    HKD = "HKD"


@strawberry.enum
class Direction(Enum):
    ASC = "asc"
    DESC = "desc"


@strawberry.enum
class CaseOrderField(Enum):
    OPENED = 1
    NUMBER = 2


@strawberry.input
class CaseOrder:
    field: CaseOrderField
    direction: Direction = Direction.ASC


@strawberry.input
class CaseFilter:
    division: Division | None = None
    title: str | None = None
    opened_from: date | None = None
    numbers: list[str] | None = None
    damages_from: Decimal | None = None


@strawberry.input
class Shelf:
    row: int
    side: Direction = Direction.DESC
    after: date | None = None


@strawberry.type
class Money:
    amount: Decimal
    currency: Currency


@strawberry.type
class Text:
    en: str
    tc: str


@strawberry.interface
class Node:
    id: strawberry.ID


@reads(FirmRow, visible=public)
class Firm(Node):
    name: Text = part("name_")


@reads(CourtRow, visible=public)
class Court:
    id: strawberry.ID
    name: Text = part("name_")


@reads(PartyRow, visible=within_parent)
class Party:
    id: strawberry.ID
    name: str
    is_active: bool | None


@reads(PaperRow, visible=of_paper)
class Paper(Node):
    title: str
    pages: int | None
    uploaded_at: datetime

    @derived
    def shelved(title: str, *, on: "list[Shelf] | None" = None) -> str:  # noqa: N805
        return " ".join([title, *(f"{s.row}{s.side.name}{s.after}" for s in on or [])])

    @derived
    def thickness(pages: int | None, *, sheet_size: int = 2) -> int | None:  # noqa: N805
        return None if pages is None else pages // sheet_size


@embeds
class Withheld:
    uploaded_at: datetime
    reason: str = constant('Sealed: it\'s "not" shown.')
    explanation: Text = constant(Text(en="Sealed by order.", tc="已封存"))


PaperOrWithheld = Annotated[Paper | Withheld, either("PaperOrWithheld", when=of_paper)]


@strawberry.interface
class Sheet:
    id: strawberry.ID
    title: str


@reads(PaperRow, visible=of_paper)
class Exhibit(Sheet):
    pages: int | None


@reads(PaperRow, visible=public)
class Ruling(Sheet):
    is_sealed: bool

    @derived
    def shouted(title: str) -> str:  # noqa: N805
        return title.upper()


@reads(PaperRow, visible=of_letter)
class Letter(Sheet):
    uploaded_at: datetime


KINDS_OF_PAPER: dict[Any, Any] = {Exhibit: ["EXHIBIT"], Ruling: ["RULING", "ORDER"], Letter: ...}
AnySheet = Annotated[Exhibit | Ruling | Letter, kinds("AnySheet", "kind", KINDS_OF_PAPER)]
kinds("Sheet", "kind", KINDS_OF_PAPER)


@reads(DecisionRow, visible=within_parent)
class Decision:
    id: strawberry.ID
    outcome: str
    at: datetime


@embeds
class FilingTimes:
    filed_at: datetime
    accepted_at: datetime | None

    @derived
    def days_waited(filed_at: datetime, accepted_at: datetime | None) -> int | None:  # noqa: N805
        return None if accepted_at is None else (accepted_at - filed_at).days


@embeds
class Acceptance:
    accepted_at: datetime
    filed_at: datetime


@reads(FilingRow, visible=of_filing)
class Filing(Node):
    state: str
    rank: int
    stage: Stage = fold(
        "state",
        {Stage.WAITING: ["SENT", "QUEUED"], Stage.REFUSED: ["REJECTED"], Stage.DONE: ...},
    )
    is_confidential: bool
    case: Optional["Case"]
    times: FilingTimes = part()
    acceptance: Acceptance | None = part()
    papers: list[PaperOrWithheld] = edge(order=("uploaded_at", "id"))
    visible_papers: list[Paper] = edge(order=("-title", "id"))
    newest_paper: PaperOrWithheld | None = edge(order=("-uploaded_at", "-id"))
    paper_page: Connection[PaperOrWithheld] = edge(
        order=("-uploaded_at", "-id"), cursors=True, most=10
    )
    sheets: list[Sheet] = edge(order=("uploaded_at", "id"))
    sheet_page: Connection[AnySheet] = edge(order=("title", "id"), cursors=True, most=10)
    first_sheet: AnySheet | None = edge(order=("id",))
    rulings: list[Ruling] = edge(order=("id",))
    decision: Decision | None = edge()
    resubmission_of: Optional["Filing"] = edge(via="resubmission_of_id")
    resubmissions: list["Filing"] = edge(via="resubmission_of_id")

    @derived
    def risky(rank: int) -> int:  # noqa: N805
        if rank % 7 == 0:
            message = f"no number for {rank}"
            raise GraphQLError(message)
        return rank * 2

    @derived
    def shy(rank: int, state: str) -> str | None:  # noqa: N805
        if rank % 5 == 0:
            message = f"shy of {rank}"
            raise GraphQLError(message)
        return f"{state} {rank}"


@embeds
class Permission:
    action: str
    allowed: bool


def _matching(row: Any, args: dict[str, Any], _viewer: Viewer) -> Any:
    wanted = args.get("filter") or {}
    clauses: list[Any] = []
    if wanted.get("division") is not None:
        clauses.append(row.division == wanted["division"])
    if wanted.get("title") is not None:
        clauses.append(row.title == wanted["title"])
    if wanted.get("opened_from") is not None:
        clauses.append(row.opened_on >= wanted["opened_from"])
    if wanted.get("damages_from") is not None:
        clauses.append(row.damages >= wanted["damages_from"])
    if wanted.get("numbers") is not None:
        clauses.append(row.number.in_(wanted["numbers"]))
    return sa.and_(*clauses) if clauses else sa.true()


def _siblings(row: Any, _args: dict[str, Any], _viewer: Viewer, parent: Any) -> Any:
    return sa.and_(row.court_id == parent.court_id, row.id != parent.id)


@reads(CaseRow, visible=of_case)
class Case(Node):
    number: str
    division: Division
    weight: Weight
    title: str
    is_sealed: bool
    opened_on: date
    closed_on: date | None
    fee: Money = money("fee_cents")
    claim: Money | None = money("claim_cents")
    motto: Text | None = part("motto_")
    site: URL | None
    damages: Decimal
    interest_rate: Decimal | None
    by_damages: Connection["Case"] = edge(
        where=_siblings, order=("-damages", "id"), cursors=True, most=10
    )
    court: Court = edge()
    lead_firm: Firm | None = edge()
    parties: list[Party]
    filings: list[Filing] = edge(order=("-filed_at", "-id"), page=3, most=10)
    filing_page: Connection[Filing] = edge(order=("-filed_at", "-id"), cursors=True, most=10)
    by_rank: Connection[Filing] = edge(order=("rank", "-filed_at", "id"), cursors=True, most=10)
    siblings: list["Case"] = edge(where=_siblings, order=("number",))

    @derived
    def viewer_can(is_sealed: bool, division: Division, *, asking: Any) -> list[Permission]:  # noqa: N805
        may = asking == "clerk" and division is Division.CIVIL
        return [
            Permission(action="close", allowed=may),
            Permission(action="see", allowed=not is_sealed),
        ]


def _empty() -> Any:
    info = PageInfo(
        has_next_page=False, has_previous_page=False, start_cursor=None, end_cursor=None
    )
    return Connection(edges=[], nodes=[], page_info=info, total_count=0)


@strawberry.type
class Query:
    node: Node | None = any_node()
    nodes: list[Node | None] = any_nodes(most=5)
    case: Case | None = edge({"number": str})
    cases: Connection[Case] = edge(
        args={"filter": CaseFilter | None, "order_by": CaseOrder | None},
        where=_matching,
        orders={CaseOrderField.OPENED: ("opened_on",), CaseOrderField.NUMBER: ("number",)},
        order=("number",),
        cursors=True,
        most=10,
    )
    division: list[Case] = edge({"division": Division}, order=("opened_on", "id"), page=4)
    filing: Filing | None = edge({"id": strawberry.ID})
    filed_at: list[Filing] = edge({"filed_at": datetime}, order=("id",))
    ranked: list[Filing] = edge({"rank": int}, order=("id",), page=5)

    @strawberry.field
    def motto(self) -> str:
        return "fiat iustitia"

    @strawberry.field
    def quote(self, cents: int) -> Money:
        return Money(amount=Decimal(cents).scaleb(-2), currency=Currency.HKD)

    @strawberry.field
    def unsaved(self) -> Filing:
        return Filing(
            id=strawberry.ID("new"),
            state="SENT",
            rank=3,
            stage=Stage.WAITING,
            is_confidential=False,
            case=None,
            times=FilingTimes(
                filed_at=datetime.fromisoformat("2022-05-06T09:00:00+08:00"), accepted_at=None
            ),
            acceptance=None,
            papers=[],
            visible_papers=[],
            newest_paper=None,
            decision=None,
            resubmission_of=None,
            resubmissions=[],
            paper_page=_empty(),
            sheets=[],
            sheet_page=_empty(),
            first_sheet=None,
            rulings=[],
        )


@strawberry.type
class Submitted:
    note: str
    filing: Filing
    maybe: Filing | None = None
    several: list[Filing] = strawberry.field(default_factory=list)


@strawberry.interface
class Refusal:
    code: str


@strawberry.type
class Refused(Refusal):
    field: str


SubmitResult = Annotated[Submitted | Refused, strawberry.union("SubmitResult")]


@strawberry.input
class SubmitInput:
    id: strawberry.ID
    mood: str = "plain"
    on: date | None = None


@strawberry.type
class Mutation:
    @strawberry.mutation
    def submit(self, info: strawberry.Info, input: SubmitInput) -> SubmitResult:
        calls = info.context
        if input.mood == "refuse":
            return Refused(code="Refused", field="id")
        if input.mood == "boom":
            message = "secret words"
            raise RuntimeError(message)
        if input.mood == "say":
            message = "said aloud"
            raise GraphQLError(message, extensions={"code": "SAID"})
        if input.mood == "stranger":
            raise Unauthenticated
        calls.append(input.id)
        return Submitted(
            note=f"{input.mood} {input.on}",
            filing=at(Filing, id=input.id),
            maybe=at(Filing, id="flg_none"),
            several=[at(Filing, id=input.id), at(Filing, id=input.id)],
        )

    @strawberry.mutation
    def touch(self, id: strawberry.ID) -> Filing | None:
        return at(Filing, id=id)

    @strawberry.mutation
    def touch_node(self, id: strawberry.ID) -> Node | None:
        return at(Filing, id=id)


schema = strawberry.Schema(Query, Mutation, config=StrawberryConfig(scalar_map=SCALARS))

VIEWERS = ViewerSource(
    SessionRow.__table__,  # type: ignore[attr-defined]
    AccountRow.__table__,  # type: ignore[attr-defined]
    {"stf_": "STAFF", "lit_": "LITIGANT"},
    conditions=[lambda _session, account: ~account.is_suspended],
)
