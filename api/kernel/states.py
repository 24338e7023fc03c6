"""State machines as data, and the one door through which a state changes.

A machine is a table of moves: verb, from, to, who may, event, and the time it stamps. The table is
what a permission screen, a diagram and an exhaustive test read; ``move`` is what changes a row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from api.kernel.actors import AccountKind, Actor
from api.kernel.events import Event
from api.kernel.refusals import MoveNotOpen, NotAllowed, Refusal

BUILDING = "BUILDING"
"""The court's own machinery: a job, or the consequence of a provider's message."""

Doer = AccountKind | str


class NotReplayable(Exception):
    """The log tells of a move that was not open: a line is missing, or was not written here."""


class Recorder(Protocol):
    """As much of a work as a move needs."""

    actor: Actor
    at: Any

    def record(self, event: Event) -> None:
        """Take down an event."""
        ...


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table. ``source`` may hold None: the thing does not exist yet."""

    verb: str
    source: tuple[StrEnum | None, ...]
    target: StrEnum
    by: tuple[Doer, ...]
    event: type[Event]
    stamps: str | None = None

    def is_open_from(self, state: StrEnum | None) -> bool:
        """Tell whether the move starts from this state."""
        return state in self.source

    def is_for(self, actor: Actor) -> bool:
        """Tell whether an actor of this kind may make the move."""
        return (actor.is_system and BUILDING in self.by) or actor.kind in self.by


@dataclass(frozen=True, slots=True)
class Moves:
    """The whole machine of one noun."""

    noun: str
    states: type[StrEnum]
    table: tuple[Move, ...]
    column: str = "state"
    _by_verb: dict[str, Move] = field(default_factory=dict, init=False, repr=False, compare=False)
    _by_event: dict[str, list[Move]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Index the table; a verb stands once."""
        for edge in self.table:
            if edge.verb in self._by_verb:
                message = f"{self.noun}: '{edge.verb}' stands twice in the table of moves"
                raise ValueError(message)
            self._by_verb[edge.verb] = edge
            self._by_event.setdefault(edge.event.__name__, []).append(edge)

    def __iter__(self) -> Iterator[Move]:
        """Go through the table line by line."""
        return iter(self.table)

    def named(self, verb: str) -> Move:
        """Find the line of a verb."""
        return self._by_verb[verb]

    def edge(self, state: StrEnum | None, verb: str) -> Move:
        """Find the move that a verb makes from a state.

        Refuses: MoveNotOpen.
        """
        edge = self.named(verb)
        if not edge.is_open_from(state):
            raise MoveNotOpen(
                noun=self.noun,
                state=state or "not there",
                verb=verb,
                sources=", ".join(s.value for s in edge.source if s is not None) or "nothing",
            )
        return edge

    @property
    def events(self) -> frozenset[str]:
        """The names of the events that moves of this table record."""
        return frozenset(self._by_event)

    def after(self, state: StrEnum | None, event: str) -> StrEnum | None:
        """Where an event leaves a thing; where it stood, if the event is no move of this table.

        Raises: NotReplayable.
        """
        edges = self._by_event.get(event)
        if edges is None:
            return state
        for edge in edges:
            if edge.is_open_from(state):
                return edge.target
        message = f"{self.noun}: {event} while {state or 'not there'}"
        raise NotReplayable(message)

    def replayed(self, events: Iterable[str]) -> StrEnum | None:
        """Where a thing stands after its events, told by the log and this table alone (I-3).

        Raises: NotReplayable.
        """
        state: StrEnum | None = None
        for event in events:
            state = self.after(state, event)
        return state

    def unmet(self, state: StrEnum | None, verb: str, actor: Actor) -> Refusal | None:
        """The refusal that a move would meet, or None; what a screen asks before it offers it."""
        try:
            if not self.edge(state, verb).is_for(actor):
                return NotAllowed(kind=actor.kind or "none")
        except MoveNotOpen as no:
            return no
        return None


def move(work: Recorder, row: Any, verb: str, **facts: object) -> None:
    """Move a row: check the edge and the actor, set the state, stamp the time, record the event.

    ``row`` is a table row whose class carries ``moves`` (its machine) and a ``version``. ``facts``
    are the event's fields after the first, which is the row's id.
    Refuses: MoveNotOpen, NotAllowed.
    """
    move_in(work, row.moves, row, verb, **facts)


def move_in(work: Recorder, machine: Moves, row: Any, verb: str, **facts: object) -> None:
    """Move a row in one of its machines, where it has more than one.

    Refuses: MoveNotOpen, NotAllowed.
    """
    edge = machine.edge(getattr(row, machine.column), verb)
    if not edge.is_for(work.actor):
        raise NotAllowed(kind=work.actor.kind or "none")
    setattr(row, machine.column, edge.target)
    row.version = (row.version or 0) + 1
    if edge.stamps is not None:
        setattr(row, edge.stamps, work.at)
    happened: Any = edge.event
    work.record(happened(row.id, **facts))
