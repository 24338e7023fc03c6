"""A few shelves of books, made for the traps: long keys, ties, NULLs, a rule that may not know."""

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Annotated, Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel
from strawberry.schema.config import StrawberryConfig

from api.kernel.viewers import Viewer, one_of, public
from api.reading.connections import Connection
from api.reading.declare import constant, derived, edge, either, embeds, money, reads
from api.reading.scalars import SCALARS, URL
from api.reading.viewers import ViewerSource

NOW = datetime(2022, 5, 6, 1, 0, tzinfo=UTC)
LONG = "key-" + "x" * 120


class Shelved(SQLModel, registry=registry()):
    """Tables of these tests, apart from all others."""


class ReaderRow(Shelved, table=True):
    __tablename__: Any = "reader"
    id: str = Field(primary_key=True)
    kind: str


class SessionRow(Shelved, table=True):
    __tablename__: Any = "session"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="reader.id")
    token_sha256: bytes = Field(unique=True, sa_type=sa.LargeBinary)
    expires_at: datetime
    revoked_at: datetime | None = None


class ShelfRow(Shelved, table=True):
    __tablename__: Any = "shelf"
    id: str = Field(primary_key=True)
    label: str


class BookRow(Shelved, table=True):
    __tablename__: Any = "book"
    id: str = Field(primary_key=True)
    shelf_id: str = Field(foreign_key="shelf.id")
    key: str
    title: str
    level: int | None = None
    note: str | None = None
    site: str | None = None
    pages: int | None = None
    is_lent: bool | None = None
    bought_on: date | None = None
    lent_at: datetime | None = None
    price_cents: int | None = None
    mood: str | None = None


class Mood(Enum):
    """Names and stored values cross."""

    GRIM = "MERRY"
    MERRY = "GRIM"


def of_book(row: Any, viewer: Viewer) -> Any:
    """Low levels are open to all. Of a book without a level the rule knows nothing: it is NULL."""
    return one_of(viewer.is_("KEEPER"), row.level < 3)


MoodWord = strawberry.enum(Mood)


@strawberry.enum
class Currency(Enum):
    HKD = "HKD"


@embeds
class Money:
    amount: "Decimal"
    currency: Currency


from decimal import Decimal  # noqa: E402 - Money names it before it is known, as rooms may


@reads(BookRow, visible=of_book)
class Book:
    id: strawberry.ID
    key: str
    title: str
    level: int | None
    note: str | None
    site: URL | None
    pages: int | None
    is_lent: bool | None
    bought_on: date | None
    lent_at: datetime | None
    price: Money | None = money("price_cents")
    mood: Mood | None

    @derived
    def kinds(
        title: str,  # noqa: N805 - a function of columns
        pages: int | None,
        is_lent: bool | None,
        bought_on: date | None,
        lent_at: datetime | None,
        mood: Mood | None,
    ) -> list[str]:
        columns = (title, pages, is_lent, bought_on, lent_at, mood)
        return [type(value).__name__ for value in columns]

    @derived
    def moods(mood: Mood | None) -> list[Mood]:  # noqa: N805
        return [] if mood is None else [mood, Mood.GRIM]


@embeds
class Closed:
    why: str = constant("Kept apart.")


BookOrClosed = Annotated[Book | Closed, either("BookOrClosed", when=of_book)]


@reads(ShelfRow, visible=public)
class Shelf:
    id: strawberry.ID
    label: str
    books: list[Book] = edge(order=("title",))
    first_books: list[Book] = edge(order=("-title",), page=2, most=9)
    everything: list[BookOrClosed] = edge(order=("id",))
    any_book: BookOrClosed | None = edge(order=("-id",))
    long: Connection[Book] = edge(order=("key",), cursors=True, most=9)


@strawberry.type
class Query:
    shelf: Shelf | None = edge({"id": strawberry.ID})
    shelves: list[Shelf] = edge(order=("id",), page=9, most=9)
    books: Connection[Book] = edge(order=("title",), cursors=True, most=50)

    @strawberry.field
    def moods(self) -> list[Mood]:
        return [Mood.MERRY, Mood.GRIM]


schema = strawberry.Schema(Query, config=StrawberryConfig(scalar_map=SCALARS))
VIEWERS = ViewerSource(
    SessionRow.__table__,  # type: ignore[attr-defined]
    ReaderRow.__table__,  # type: ignore[attr-defined]
    {"kpr_": "KEEPER", "gst_": "GUEST"},
)


def _book(number: int) -> BookRow:
    """Every other book says nothing of itself."""
    said: dict[str, Any] = {}
    if number % 2:
        said = {
            "note": 'a "note"\n',
            "site": "https://example.test/a",
            "pages": 0,
            "is_lent": number % 4 == 1,
            "bought_on": date(2022, 2, 28),
            "lent_at": NOW - timedelta(microseconds=number % 3 * 100_000),
            "price_cents": -5,
            "mood": "MERRY" if number % 4 == 1 else "GRIM",
        }
    return BookRow(
        id=f"bok_{number:02}",
        shelf_id=f"shf_{number % 3}",
        key=f"{LONG}{number * 7 % 20:02}",
        title=f"Title {number % 4}",
        level=None if number % 5 == 4 else number % 5,
        **said,
    )


BOOKS = [_book(number) for number in range(20)]


def signed_in(token: str, key: str = "") -> SessionRow:
    """A session of an hour."""
    return SessionRow(
        id=key or token,
        account_id=token[4:].partition(" ")[0],
        token_sha256=sha256(token.encode()).digest(),
        expires_at=NOW + timedelta(hours=1),
    )


def fill(url: str) -> None:
    """Make the tables and put the books in, last things first: no order is an accident."""
    engine = sa.create_engine(url)
    Shelved.metadata.create_all(engine)
    with Session(engine) as session:
        for token, kind in (("kpr_keeper", "KEEPER"), ("gst_guest", "GUEST")):
            session.add(ReaderRow(id=token[4:], kind=kind))
            session.flush()
            session.add(signed_in(token))
        session.add_all(ShelfRow(id=f"shf_{n}", label=f"Shelf {n}") for n in range(4))
        session.flush()
        session.add_all(reversed([_book(number) for number in range(20)]))
        session.commit()
    engine.dispose()
