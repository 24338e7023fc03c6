"""Reads of the audit room: whether what is stored is what the log tells (I-3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from api.audit.models import AuditEntry
from api.kernel.states import Moves, NotReplayable


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose stored state is not where its events lead; ``stored`` is None for no row."""

    table: str
    row_id: str
    column: str
    stored: str | None
    replayed: str | None

    def __str__(self) -> str:
        """Name the row and both states, for an operator."""
        stored = self.stored or "no row"
        replayed = self.replayed or "nothing happened to it"
        place = f"{self.table} {self.row_id}"
        return f"{place}: {self.column} is stored as {stored}; by the log: {replayed}"


def machines_of(table: type[Any]) -> list[Moves]:
    """The machines that the rows of a table go through."""
    return [machine for machine in vars(table).values() if isinstance(machine, Moves)]


def differences(session: Session, tables: Iterable[type[Any]]) -> Iterator[Difference]:
    """Replay the log for every row that has a machine; each row that stands elsewhere.

    An event of a row that is gone is a difference too: nothing filed is ever deleted. A table may
    say in which states its rows are ``fleeting``, because nothing was filed yet.
    """
    for table in tables:
        for machine in machines_of(table):
            yield from _compared(session, table, machine)


def _compared(session: Session, table: type[Any], machine: Moves) -> Iterator[Difference]:
    """Compare every row of one table with its replay through one machine."""
    rows: Any = table
    stored = dict(session.exec(select(rows.id, getattr(rows, machine.column))).all())
    told = _replayed(session, machine)
    fleeting = {state.value for state in getattr(table, "fleeting", ())}
    for row_id in sorted({*stored, *told}):
        kept = stored.get(row_id)
        if kept is None and told[row_id] in fleeting:
            continue
        if kept is None or told.get(row_id) != kept.value:
            yield Difference(
                table=table.__tablename__,
                row_id=row_id,
                column=machine.column,
                stored=kept and kept.value,
                replayed=told.get(row_id),
            )


def _replayed(session: Session, machine: Moves) -> dict[str, str]:
    """Where the log leaves each thing that went through a machine, by its id."""
    told = session.exec(
        select(AuditEntry.subject_id, AuditEntry.event)
        .where(col(AuditEntry.event).in_(sorted(machine.events)))
        .order_by(col(AuditEntry.subject_id), col(AuditEntry.number))
    )
    found: dict[str, str] = {}
    for subject_id, entries in groupby(told, key=lambda entry: entry[0]):
        try:
            state = machine.replayed(event for _, event in entries)
        except NotReplayable as no:
            found[subject_id] = f"not to be replayed ({no})"
        else:
            found[subject_id] = state.value if state else ""
    return found
