"""The idiomatic peer: Strawberry, SQLAlchemy's asyncio, one DataLoader an edge.

PostgreSQL through asyncpg; with ``SQLITE`` in the environment, that file through aiosqlite.
"""

import os
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import aliased
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader

from api.cases.queries import allowed
from api.cases.states import CaseStanding
from api.kernel.actors import AccountKind
from tests.benchmarks.peers import tables as t

POOL = int(os.environ.get("POOL", "16"))
if os.environ.get("SQLITE"):
    ENGINE = create_async_engine(f"sqlite+aiosqlite:///{os.environ['SQLITE']}")
else:
    ADDRESS = "postgresql+asyncpg://{PGUSER}@/{PGDATABASE}?host={PGHOST}&port={PGPORT}"
    ENGINE = create_async_engine(
        ADDRESS.format_map(os.environ), pool_size=POOL, max_overflow=0, pool_pre_ping=False
    )
Session = async_sessionmaker(ENGINE, expire_on_commit=False)


async def _all(statement: Any) -> list[Any]:
    async with Session() as session:
        return list((await session.scalars(statement)).unique())


async def _first(statement: Any) -> Any:
    async with Session() as session:
        return (await session.scalars(statement)).first()


def many(model: Any, key: Any, *order: Any) -> Callable[[list[Any]], Awaitable[list[Any]]]:
    """Load, for each key, the rows that point at it, in order."""

    async def load(keys: list[Any]) -> list[Any]:
        found: dict[Any, list[Any]] = defaultdict(list)
        for row in await _all(sa.select(model).where(key.in_(keys)).order_by(*order)):
            found[getattr(row, key.key)].append(row)
        return [found[one] for one in keys]

    return load


def one(model: Any, key: Any) -> Callable[[list[Any]], Awaitable[list[Any]]]:
    """Load, for each key, its row or None."""

    async def load(keys: list[Any]) -> list[Any]:
        rows = await _all(sa.select(model).where(key.in_(keys)))
        found = {getattr(row, key.key): row for row in rows}
        return [found.get(one) for one in keys]

    return load


async def newest_filings(keys: list[tuple[str, int]]) -> list[list[Any]]:
    """Load, for each (case, how many), its newest filings, oldest of them first."""
    found: dict[tuple[str, int], list[Any]] = {key: [] for key in keys}
    for last in {last for _, last in keys}:
        ids = [case_id for case_id, wanted in keys if wanted == last]
        newest = [t.Filing.ordered_at.desc(), t.Filing.id.desc()]
        place = sa.func.row_number().over(partition_by=t.Filing.case_id, order_by=newest)
        ranked = sa.select(t.Filing, place.label("place")).where(t.Filing.case_id.in_(ids))
        inner = ranked.subquery()
        filing = aliased(t.Filing, inner)
        kept = sa.select(filing).where(inner.c.place <= last)
        for row in await _all(kept.order_by(inner.c.case_id, inner.c.place.desc())):
            found[row.case_id, last].append(row)
    return [found[key] for key in keys]


def loaders() -> dict[str, DataLoader[Any, Any]]:
    """The loaders of one request."""
    made = {
        "parties": many(t.Party, t.Party.case_id, t.Party.ordinal, t.Party.id),
        "filings": newest_filings,
        "documents": many(
            t.FilingDocument,
            t.FilingDocument.filing_id,
            t.FilingDocument.ordinal,
            t.FilingDocument.id,
        ),
        "requests": one(t.ServiceRequest, t.ServiceRequest.id),
        "payments": many(
            t.Payment, t.Payment.service_request_id, t.Payment.started_at, t.Payment.id
        ),
        "receipts": one(t.Receipt, t.Receipt.payment_id),
    }
    return {name: DataLoader(load_fn=load) for name, load in made.items()}


@strawberry.type
class Money:
    amount: Decimal
    currency: str = "HKD"


def _money(cents: int) -> Money:
    return Money(amount=Decimal(cents).scaleb(-2))


@strawberry.type
class Party:
    id: strawberry.ID
    ordinal: int
    role: str
    kind: str
    name: str


@strawberry.type
class PartyList:
    nodes: list[Party]


@strawberry.type
class Document:
    id: strawberry.ID
    kind: str
    file_name: str
    bytes: int
    pages: int | None
    sealed_at: datetime | None


@strawberry.type
class FilingDocument:
    ordinal: int
    disposition: str
    document: Document | None


@strawberry.type
class Receipt:
    number: str


@strawberry.type
class Payment:
    id: strawberry.ID
    state: str
    means: str
    received_at: datetime | None
    amount_cents: strawberry.Private[int]

    @strawberry.field
    def amount(self) -> Money:
        return _money(self.amount_cents)

    @strawberry.field
    async def receipt(self, info: strawberry.Info) -> Receipt | None:
        return await info.context["receipts"].load(self.id)


@strawberry.type
class ServiceRequest:
    id: strawberry.ID
    state: str
    amount_cents: strawberry.Private[int]

    @strawberry.field
    def amount(self) -> Money:
        return _money(self.amount_cents)

    @strawberry.field
    async def payments(self, info: strawberry.Info) -> list[Payment]:
        return await info.context["payments"].load(self.id)


@strawberry.type
class FilingTimes:
    received: datetime | None
    reviewed: datetime | None
    recorded: datetime | None


@strawberry.type
class Filing:
    id: strawberry.ID
    transaction_number: str | None
    state: str
    purpose: str
    received_at: strawberry.Private[datetime | None]
    reviewed_at: strawberry.Private[datetime | None]
    recorded_at: strawberry.Private[datetime | None]
    service_request_id: strawberry.Private[str | None]

    @strawberry.field
    def times(self) -> FilingTimes:
        return FilingTimes(
            received=self.received_at, reviewed=self.reviewed_at, recorded=self.recorded_at
        )

    @strawberry.field
    async def documents(self, info: strawberry.Info) -> list[FilingDocument]:
        return await info.context["documents"].load(self.id)

    @strawberry.field
    async def service_request(self, info: strawberry.Info) -> ServiceRequest | None:
        if self.service_request_id is None:
            return None
        return await info.context["requests"].load(self.service_request_id)


@strawberry.type
class FilingList:
    nodes: list[Filing]


@strawberry.type
class Permission:
    action: str
    allowed: bool


@strawberry.type
class Case:
    id: strawberry.ID
    number: str
    title: str
    nature_of_claim: str
    relief: str
    standing: str
    access_level: str
    commenced_on: date
    version: int

    @strawberry.field
    async def parties(self, info: strawberry.Info, first: int = 20) -> PartyList:
        return PartyList(nodes=(await info.context["parties"].load(self.id))[:first])

    @strawberry.field
    async def filings(self, info: strawberry.Info, last: int = 20) -> FilingList:
        return FilingList(nodes=await info.context["filings"].load((self.id, last)))

    @strawberry.field
    def viewer_can(self) -> list[Permission]:
        can = allowed(CaseStanding(self.standing), AccountKind.REGISTRY_OFFICER)
        return [Permission(action=action, allowed=unmet is None) for action, unmet in can]


@strawberry.type
class CaseList:
    nodes: list[Case]


@strawberry.type
class CauseBookEntry:
    case_number: str
    title: str
    nature_of_claim: str
    commenced_on: date


@strawberry.type
class CauseBookList:
    nodes: list[CauseBookEntry]


@strawberry.input
class CaseFilter:
    proceeding_type: str


@strawberry.input
class CauseBookSearch:
    party_name: str


@strawberry.type
class Query:
    @strawberry.field
    async def case(self, number: str) -> Case | None:
        return await _first(sa.select(t.Case).where(t.Case.number == number))

    @strawberry.field
    async def cases(self, filter: CaseFilter, first: int = 20) -> CaseList:
        of_type = t.Case.proceeding_type_code == filter.proceeding_type
        newest = (t.Case.commenced_on.desc(), t.Case.id.desc())
        found = sa.select(t.Case).where(of_type).order_by(*newest).limit(first)
        return CaseList(nodes=await _all(found))

    @strawberry.field
    async def filing(self, transaction_number: str) -> Filing | None:
        numbered = t.Filing.transaction_number == transaction_number
        return await _first(sa.select(t.Filing).where(numbered))

    @strawberry.field
    async def cause_book(self, search: CauseBookSearch, first: int = 20) -> CauseBookList:
        asked = search.party_name.casefold()
        holds = t.CauseBookEntry.searchable.contains(asked, autoescape=True)
        newest = (t.CauseBookEntry.commenced_on.desc(), t.CauseBookEntry.id.desc())
        found = sa.select(t.CauseBookEntry).where(holds).order_by(*newest).limit(first)
        return CauseBookList(nodes=await _all(found))


class App(GraphQL[Any, Any]):
    """The application, with fresh loaders for each request."""

    async def get_context(self, request: Any, response: Any = None) -> Any:
        return loaders()


app = App(strawberry.Schema(Query), graphql_ide=None)
