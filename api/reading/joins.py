"""How rows of one table belong to a row of another."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from api.reading.shapes import Join


class Unjoinable(Exception):
    """There is no single way from one table to the other."""


class Joined(NamedTuple):
    """A join; whether it finds at most one row, and always one; the target's columns it fixes."""

    join: Join | None = None
    is_unique: bool = False
    is_proved: bool = False
    fixed: tuple[str, ...] = ()


def _equal(target_column: str, parent_column: str) -> Join:
    return lambda target, parent: target[target_column] == parent[parent_column]


def _keys(owner: sa.Table, other: sa.Table) -> list[tuple[sa.Column[Any], sa.Column[Any]]]:
    """Foreign keys of one column that lead from one table to the other."""
    return [(key.parent, key.column) for key in owner.foreign_keys if key.column.table is other]


def join_by_key(
    parent: sa.Table, target: sa.Table, via: str | None, *, is_many: bool, is_optional: bool
) -> Joined:
    """Find the one foreign key between two tables, or the one named. Refuses: :class:`Unjoinable`.

    ``is_many`` tells the two ends of a table's key to itself apart. ``is_optional``: the edge's own
    condition speaks of the parent, so no key is no fault.
    """
    is_own = parent is target
    down = [
        k for k in _keys(target, parent) if via in (None, k[0].name) and (is_many or not is_own)
    ]
    up = [k for k in _keys(parent, target) if via in (None, k[0].name) and not (is_many and is_own)]
    if len(down) + len(up) != 1:
        if is_optional and via is None:
            return Joined()
        found = "no foreign key" if not down and not up else "several foreign keys"
        message = f"{found} between {parent.name} and {target.name}: say via="
        raise Unjoinable(message)
    if down:
        column, referred = down[0]
        is_unique = is_key(target, (column.name,))
        return Joined(_equal(column.name, referred.name), is_unique=is_unique, fixed=(column.name,))
    column, referred = up[0]
    join = _equal(referred.name, column.name)
    is_proved = not column.nullable
    return Joined(join, is_unique=True, is_proved=is_proved, fixed=(referred.name,))


def join_by_relationship(relation: Any) -> Joined:
    """Follow a mapped relationship. Refuses a many-to-many one: :class:`Unjoinable`."""
    if relation.secondary is not None:
        raise Unjoinable("a relationship through a table between: write edge(where=...)")
    pairs = [(remote.name, local.name) for local, remote in relation.local_remote_pairs]
    is_up = relation.direction.name == "MANYTOONE"
    is_proved = is_up and all(not local.nullable for local, _ in relation.local_remote_pairs)

    def join(target: Any, parent: Any) -> Any:
        return sa.and_(*(target[theirs] == parent[ours] for theirs, ours in pairs))

    return Joined(join, is_up, is_proved, tuple(theirs for theirs, _ in pairs))


def is_key(table: sa.Table, names: Iterable[str]) -> bool:
    """Tell whether rows that agree in these columns, none of them null, are one row."""
    fixed = set(names)
    return any(key <= fixed for key in _unique(table))


def _unique(table: sa.Table) -> Iterator[set[str]]:
    for constraint in table.constraints:
        if isinstance(constraint, sa.PrimaryKeyConstraint | sa.UniqueConstraint):
            yield set(constraint.columns.keys())
    for index in table.indexes:
        is_whole = not any(name.endswith("_where") for name in index.dialect_kwargs)
        if index.unique and is_whole and len(index.columns) == len(index.expressions):
            yield set(index.columns.keys())
