"""Pages of lists that do not come from the database, with the habits of those that do.

A cursor is the row's own order key, so rows that come or go meanwhile neither repeat nor vanish.
"""

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

import orjson
from graphql import GraphQLError

from api.reading.connections import Connection, Edge, PageInfo

T = TypeVar("T")
R = TypeVar("R")
USUAL: Final = 20
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of a list is asked for."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: ``key`` gives texts and numbers that ascend; ``name`` marks cursors."""

    name: str
    key: Callable[[Any], tuple[Any, ...]]

    def cursor(self, row: object) -> str:
        """Write the cursor of a row."""
        return base64.b64encode(orjson.dumps([self.name, *self.key(row)])).decode()

    def read(self, cursor: str, kinds: Sequence[type]) -> tuple[Any, ...]:
        """Read a cursor back. Refuses: a GraphQLError BAD_CURSOR."""
        try:
            given: Any = orjson.loads(base64.b64decode(cursor, validate=True))
        except (ValueError, binascii.Error):
            given = None
        if isinstance(given, list):
            name, *key = cast("list[Any]", given) or [None]
            if name == self.name and [type(part) for part in key] == list(kinds):
                return tuple(key)
        message = "This cursor does not belong to this list."
        raise GraphQLError(message, extensions={"code": "BAD_CURSOR"})


def bounded(name: str, number: int | None, most: int, usual: int) -> int:
    """Take the size that is asked for. Refuses: a GraphQLError BAD_PAGE."""
    if number is None:
        return usual
    if 0 <= number <= most:
        return number
    message = f"'{name}' is from 0 to {most}, not {number}."
    raise GraphQLError(message, extensions={"code": "BAD_PAGE", "argument": name, "max": most})


def paged(
    rows: Sequence[T], order: Order, asked: Asked, shown: Callable[[T], R], *kinds: type
) -> Connection[R]:
    """Cut one page out of rows that are in order; ``kinds`` are the types of the order's key.

    Refuses: a GraphQLError BAD_PAGE or BAD_CURSOR.
    """
    keys = [order.key(row) for row in rows]
    start = bisect_right(keys, order.read(asked.after, kinds)) if asked.after is not None else 0
    end = len(rows)
    if asked.before is not None:
        end = max(bisect_left(keys, order.read(asked.before, kinds)), start)
    first, last = _cut(asked, start, end)
    backwards = asked.last is not None
    edges = [Edge(cursor=order.cursor(row), node=shown(row)) for row in rows[first:last]]
    return Connection(
        edges=edges,
        nodes=[edge.node for edge in edges],
        page_info=PageInfo(
            has_next_page=last < end or (backwards and end < len(rows)),
            has_previous_page=first > start or (not backwards and start > 0),
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        total_count=len(rows),
    )


def _cut(asked: Asked, start: int, end: int) -> tuple[int, int]:
    """Where the page begins and ends. Refuses: a GraphQLError BAD_PAGE."""
    if asked.last is None:
        return start, min(start + bounded("first", asked.first, MOST, USUAL), end)
    if asked.first is not None:
        message = "Say 'first' or 'last', not both."
        raise GraphQLError(message, extensions={"code": "BAD_PAGE"})
    return max(end - bounded("last", asked.last, MOST, USUAL), start), end
