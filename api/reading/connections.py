"""The generic types of a cursor page, as front ends know them from Relay."""

from typing import Generic, TypeVar

import strawberry

T = TypeVar("T")
COUNTED_UP_TO = 10_000


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = strawberry.field(description="Whether more follows this page.")
    has_previous_page: bool = strawberry.field(description="Whether something precedes it.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row, for before.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row, for after.")


@strawberry.type(description="A row of a page, with its cursor.")
class Edge(Generic[T]):
    """A row of a page, with its cursor."""

    cursor: str = strawberry.field(description="Where this row stands; opaque.")
    node: T = strawberry.field(description="The row itself.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    """One page of a list."""

    edges: list[Edge[T]] = strawberry.field(description="The rows of this page with cursors.")
    nodes: list[T] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    total_count: int | None = strawberry.field(
        description="How many rows the whole list has; null above 10,000."
    )
