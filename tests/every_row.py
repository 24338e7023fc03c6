"""All that a database holds, to prove that a refusal changed nothing."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel


def every_row(connection: sa.Connection) -> dict[str, list[str]]:
    """Every row of every table, as its driver shows it: this is asked very often."""
    return {table.name: _rows(connection, table) for table in SQLModel.metadata.sorted_tables}


def _rows(connection: sa.Connection, table: Any) -> list[str]:
    name = connection.dialect.identifier_preparer.format_table(table)
    cursor: Any = connection.exec_driver_sql(f"SELECT * FROM {name}").cursor  # noqa: S608 - our own name
    return sorted(map(repr, cursor.fetchall()))
