"""What every request shares: the schema and its shapes, the database, and what is remembered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.reading.databases import Database
from api.reading.documents import Documents, Recent
from api.reading.plans import Plan
from api.reading.shapes import Registry
from api.reading.viewers import ViewerSource


@dataclass(frozen=True, slots=True)
class World:
    """Made once, at the start."""

    schema: Any
    registry: Registry
    database: Database
    viewers: ViewerSource
    clock: Callable[[], datetime]
    documents: Documents
    plans: Recent[Any, Plan]
