"""All that a database holds, to prove that a refusal changed nothing."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel


def every_row(connection: sa.Connection) -> dict[str, list[str]]:
    """Every row of every table, as its driver shows it: this is asked very often."""
    asked: Any = connection.connection.cursor()
    return _rows(asked, connection.dialect)


def _rows(asked: Any, dialect: sa.Dialect) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table in SQLModel.metadata.sorted_tables:
        name = dialect.identifier_preparer.format_table(table)
        asked.execute(f"SELECT * FROM {name}")  # noqa: S608 - our own name
        found[table.name] = sorted(map(repr, asked.fetchall()))
    return found


# SQLite counts what other connections committed; PostgreSQL numbers every transaction that writes
# or locks. While the mark is the same nobody wrote, and what was read before still stands.
MARKS = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_snapshot_xmax(pg_current_snapshot())",
}


@dataclass
class Watched:
    """A database whose rows are read again only after somebody wrote to it."""

    engine: sa.Engine
    mark: Any = None
    rows: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def __post_init__(self) -> None:
        # A connection of its own: SQLite's mark says nothing of what the asker wrote itself. None
        # of the engine's, which would begin a transaction and shut the writers out.
        where, how = self.engine.dialect.create_connect_args(self.engine.url)
        self.watch: Any = self.engine.dialect.connect(*where, **how)
        if self.engine.dialect.name == "postgresql":
            self.watch.autocommit = True

    def everything(self) -> dict[str, list[str]]:
        """Every row of every table, as the driver has it."""
        asked = self.watch.cursor()
        mark = asked.execute(MARKS[self.engine.dialect.name]).fetchone()
        if mark != self.mark:
            self.mark, self.rows = mark, _rows(asked, self.engine.dialect)
        return self.rows

    def close(self) -> None:
        """Let go of the connection."""
        self.watch.close()
