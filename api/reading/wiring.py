"""Check every declaration against its table, once, before the first request.

Everything wrong is told at once: a schema that cannot be compiled does not start.
"""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema

from api.reading.bindings import binding_of, objects_of, origin_of
from api.reading.checks import Unreadable
from api.reading.joins import Unjoinable
from api.reading.readings import FieldReading
from api.reading.shapes import Calculated, Registry, Shape, Target
from api.reading.targets import narrowed


class Unwireable(Exception):
    """The schema's declarations do not fit its tables; ``problems`` lists everything."""

    def __init__(self, problems: list[str]) -> None:
        """Refuse to start, with every problem found."""
        super().__init__("\n".join(["The schema cannot be compiled:", *problems]))
        self.problems = problems


def wired(schema: GraphQLSchema) -> Registry:
    """Check the whole schema and make its shapes. Refuses: :class:`Unwireable`."""
    return _Wiring(schema).registry()


class _Wiring:
    """One pass over a schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.problems: list[str] = []
        self.targets: dict[str, Target] = {}
        self.calculated: dict[tuple[str, str], Calculated] = {}
        self.made: dict[str, Shape] = {}

    def registry(self) -> Registry:
        bound = [(t, b) for t in objects_of(self.schema) if (b := binding_of(t)) is not None]
        for type_, binding in bound:
            table = binding.model.__table__
            target = Target((type_.name,), table, binding.rule)
            self.targets[type_.name] = narrowed(type_, target)
        for type_, binding in bound:
            self.made[type_.name] = self.shape(type_, binding.model, str)
        root = self.schema.query_type
        if root is not None:
            self.made[root.name] = self.shape(root, None, str)
        if self.problems:
            raise Unwireable(sorted(set(self.problems)))
        names = {origin_of(type_): type_.name for type_, _ in bound}
        return Registry(self.made, self.targets, names, self.calculated)

    def shape(
        self,
        type_: GraphQLObjectType,
        model: Any,
        renamed: Any,
        computed: Mapping[str, Any] | None = None,
        *,
        nullable_behind: list[str] | None = None,
    ) -> Shape:
        """Resolve every field of a type over a model; problems are noted, not raised."""
        shape = Shape(type_, None if model is None else model.__table__)
        for name, field in type_.fields.items():
            maker = FieldReading(self, shape, model, renamed, computed or {}, nullable_behind)
            try:
                shape.fields[name] = maker.reading(name, field)
            except (Unreadable, Unjoinable) as problem:
                self.problems.append(f"{type_.name}.{name}: {problem}")
        return shape
