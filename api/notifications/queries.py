"""Reads of the notifications room."""

from typing import Any

from api.kernel.viewers import Clause, Viewer


def visible_to(row: Any, viewer: Viewer) -> Clause:
    """One's own Message Box only, staff not excepted."""
    return row.account_id == viewer.id
