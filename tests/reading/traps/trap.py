"""The shelves of :mod:`tests.reading.traps.shelves` on either database, and statements recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from api.reading.databases import Database
from api.reading.engine import Asked, Reader
from tests.reading.traps import shelves

KEEPER, GUEST = "kpr_keeper", "gst_guest"


@dataclass
class Recorded:
    """A database that remembers every statement sent to it, with its arguments."""

    inner: Database
    sql: list[str] = field(default_factory=list[str])
    arguments: list[list[Any]] = field(default_factory=list[list[Any]])

    def __post_init__(self) -> None:
        self.dialect = self.inner.dialect

    def one(self, sql: str, arguments: Sequence[Any]) -> Any:
        """Remember and send."""
        self._remember(sql, arguments)
        return self.inner.one(sql, arguments)

    async def fetched(self, sql: str, arguments: Sequence[Any]) -> Any:
        """Remember and send, from an event loop."""
        self._remember(sql, arguments)
        return await self.inner.fetched(sql, arguments)

    def _remember(self, sql: str, arguments: Sequence[Any]) -> None:
        self.sql.append(sql)
        self.arguments.append(list(arguments))

    def close(self) -> None:
        """Close the database beneath."""
        self.inner.close()


@dataclass
class Trap:
    """The shelves on one database."""

    name: str
    url: str
    database: Database

    def __post_init__(self) -> None:
        self.reader = self.reader_on(self.database)

    def reader_on(self, database: Database) -> Reader:
        """Read the shelves through another way to the database."""
        clock = lambda: shelves.NOW  # noqa: E731 - it stands still
        return Reader(shelves.schema, database, shelves.VIEWERS, clock=clock)

    def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        token: str | None = None,
        delivery: Any = None,
    ) -> dict[str, Any]:
        """Ask, and read the answer as JSON."""
        asked = Asked(query, variables, None, token)
        return orjson.loads(self.reader.answer(asked, delivery=delivery).body)

    def data(self, query: str, variables: dict[str, Any] | None = None, **more: Any) -> Any:
        """Ask, and insist that there were no errors."""
        answer = self.ask(query, variables, **more)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]
