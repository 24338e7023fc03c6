"""Which rows a GraphQL type shows: of one table, as one type or as one of several."""

from collections.abc import Iterable, Mapping, Sequence
from types import EllipsisType
from typing import Any, Protocol

import sqlalchemy as sa
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, GraphQLUnionType

from api.kernel.viewers import Clause, Rule, Viewer, all_of, one_of, public
from api.reading.bindings import binding_of, known_states, objects_of, origin_of, stored
from api.reading.checks import Unreadable
from api.reading.declare import EITHERS, KINDS, Kinds, Stored
from api.reading.dialects import text
from api.reading.shapes import Calculated, Shape, Target

PAIR = 2


class Wiring(Protocol):
    """What a field needs to know of the schema it is in."""

    schema: GraphQLSchema
    targets: dict[str, Target]
    calculated: dict[tuple[str, str], Calculated]
    made: dict[str, Shape]

    def shape(
        self,
        type_: GraphQLObjectType,
        model: Any,
        renamed: Any,
        computed: Mapping[str, Any] | None = None,
        *,
        nullable_behind: list[str] | None = None,
    ) -> Shape:
        """Resolve every field of a type over a model."""
        ...


def target_of(wiring: Wiring, type_: Any) -> Target:
    """Find the rows that a GraphQL type shows. Refuses: Unreadable."""
    if type_.name in KINDS:
        return _kinds(wiring, type_, KINDS[type_.name])
    if isinstance(type_, GraphQLUnionType):
        return _either(wiring, type_)
    found = wiring.targets.get(type_.name)
    if found is None:
        raise Unreadable(f"{type_.name} is not bound to a table")
    return found


def any_targets(wiring: Wiring, interface: Any) -> tuple[Target, ...]:
    """Find every type that an interface's ids can name. Refuses: Unreadable."""
    if not isinstance(interface, GraphQLInterfaceType):
        raise Unreadable("any_node() needs an interface")
    targets: list[Target] = []
    for type_ in wiring.schema.get_possible_types(interface):
        target = wiring.targets.get(type_.name)
        if target is None:
            raise Unreadable(f"{type_.name} implements {interface.name} without a table")
        if target.rule is None:
            raise Unreadable(f"{type_.name} is seen within its parent only, so it is no node")
        targets.append(target)
    return tuple(targets)


def _either(wiring: Wiring, union: GraphQLUnionType) -> Target:
    """Find the rows of a union of two: the first member where its rule holds, else the second."""
    when = EITHERS.get(union.name)
    if when is None or len(union.types) != PAIR:
        raise Unreadable(f"{union.name} is not a union of two made by either()")
    first, second = union.types
    shown, other = wiring.targets.get(first.name), wiring.targets.get(second.name)
    if shown is None:
        raise Unreadable(f"{first.name} is not bound to a table")
    if other is not None and other.table is not shown.table:
        raise Unreadable(f"{first.name} and {second.name} are not of the same table")
    name = second.name if other else f"{second.name}@{shown.table.name}"
    if name not in wiring.made and other is None:
        model = binding_of(first)
        wiring.made[name] = wiring.shape(second, model.model if model else None, str)
    rule = _any_of([when, other.rule]) if other and other.rule else None if other else public

    def when_each(row: Any, viewer: Viewer) -> Sequence[Clause]:
        return [when(row, viewer)]

    return Target((first.name, name), shown.table, rule, when_each)


def _kinds(wiring: Wiring, type_: Any, kinds: Kinds) -> Target:
    """Find the rows of a union or an interface whose types a stored column tells apart."""
    members = [wiring.targets.get(name) for name in _named(wiring, kinds.states)]
    possible = {member.name for member in wiring.schema.get_possible_types(type_)}
    found = [member for member in members if member is not None]
    if not found or {name for member in found for name in member.members} != possible:
        raise Unreadable(f"kinds() of {type_.name} names other types than its own")
    table = found[0].table
    if any(member.table is not table for member in found):
        raise Unreadable(f"the types of {type_.name} are not of the same table")
    rules = [member.rule for member in found if member.rule is not None]
    if len(rules) < len(found):
        raise Unreadable(f"a type of {type_.name} is seen within its parent only")
    _check_total(wiring, type_.name, table, kinds)

    def when_each(row: Any, _viewer: Viewer) -> Sequence[Clause]:
        return [_is_kind(row[kinds.column], kinds, states) for states in kinds.states.values()][:-1]

    names = tuple(name for member in found for name in member.members)
    return Target(names, table, _any_of(rules), when_each)


def _check_total(wiring: Wiring, name: str, table: sa.Table, kinds: Kinds) -> None:
    column = table.c.get(kinds.column)
    if column is None or column.nullable:
        raise Unreadable(f"{name} needs a column {kinds.column!r} that is never null")
    bindings = (binding_of(type_) for type_ in objects_of(wiring.schema))
    model = next(b.model for b in bindings if b is not None and b.model.__table__ is table)
    known = known_states(column, model)
    has_rest = any(states is ... for states in kinds.states.values())
    if not has_rest and (known is None or known - _told(kinds)):
        raise Unreadable(f"the kinds of {name} are not total")


def narrowed(type_: GraphQLObjectType, target: Target) -> Target:
    """Leave a type that is one of several kinds only the rows of its kind."""
    origin, rule = origin_of(type_), target.rule
    for kinds in KINDS.values():
        states = kinds.states.get(origin)
        if states is None or rule is None or kinds.column not in target.table.c:
            continue
        clause_of = _kind_rule(kinds, states)
        return Target(target.members, target.table, _all_of([rule, clause_of]))
    return target


def _kind_rule(kinds: Kinds, states: Stored) -> Rule:
    return lambda row, _viewer: _is_kind(row[kinds.column], kinds, states)


def _is_kind(column: Any, kinds: Kinds, states: Stored) -> Clause:
    kind = sa.type_coerce(column, sa.Text)
    if isinstance(states, EllipsisType):
        return kind.not_in([text(state) for state in sorted(_told(kinds))])
    return kind.in_([text(stored(state)) for state in states])


def _told(kinds: Kinds) -> set[str]:
    return {stored(s) for states in kinds.states.values() if states is not ... for s in states}


def _any_of(rules: Iterable[Rule]) -> Rule:
    return lambda row, viewer: one_of(*(rule(row, viewer) for rule in rules))


def _all_of(rules: Iterable[Rule]) -> Rule:
    return lambda row, viewer: all_of(*(rule(row, viewer) for rule in rules))


def _named(wiring: Wiring, states: Mapping[type[Any], Stored]) -> list[str]:
    names = {origin_of(type_): type_.name for type_ in objects_of(wiring.schema)}
    return [names.get(origin, "") for origin in states]
