"""A type over a column of floating point: NaN and Infinity have no JSON."""

from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from api.kernel.viewers import public
from api.reading.declare import edge, reads


class Weighed(SQLModel, registry=registry()):
    """A table apart from all others."""


class ScaleRow(Weighed, table=True):
    __tablename__: Any = "scale"
    id: str = Field(primary_key=True)
    weight: float = Field(sa_type=sa.Float)


@reads(ScaleRow, visible=public)
class Scale:
    id: strawberry.ID
    weight: float


@strawberry.type
class Query:
    scale: Scale | None = edge({"id": strawberry.ID})
