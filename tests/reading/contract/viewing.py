"""One viewer before all the rows: what the handwritten resolvers look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from tests.reading.contract.benches import NODES, Bench
from tests.reading.contract.sight import Eyes, Seen, Sight


@dataclass
class Viewing:
    """One viewer before all the rows: the context of the resolvers."""

    bench: Bench
    sight: Sight
    by: str | None

    def __post_init__(self) -> None:
        self.eyes: Eyes = self.sight.eyes(self.by)
        self.seen: Seen = self.sight.expected(self.by)

    def one(self, type_: str, id_: str | None) -> Any:
        """A row by its id, if it may be seen."""
        rows = self.sight.by_id.get(NODES[type_].__name__, {})
        return rows[id_] if id_ is not None and id_ in self.seen[type_] else None

    def many(self, type_: str) -> list[Any]:
        """Every row of a type that may be seen."""
        rows = self.sight.all(NODES[type_].__name__)
        return [row for row in rows if row.id in self.seen[type_]]

    def coded(self, model: str, code: str) -> Any:
        """A row by its code: courts, offices and types of proceeding are public."""
        return next(row for row in self.sight.all(model) if row.code == code)

    def below(self, model: str, column: str, key: str, *order: str) -> list[Any]:
        """The rows of a model that hang from a key, in order."""
        rows = [row for row in self.sight.all(model) if getattr(row, column) == key]
        return ordered(rows, *order)

    def is_of_the_side_of(self, filing: Any) -> bool:
        """Whether the filer's business is theirs to know."""
        return self.eyes.is_court or self.eyes.owns(filing)


def ordered(rows: Iterable[Any], *names: str) -> list[Any]:
    """Rows in the order of some columns."""
    return sorted(rows, key=lambda row: tuple(getattr(row, name) for name in names))


def printed(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, date) else value
