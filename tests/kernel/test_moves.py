"""The one door through which a state changes: the edge, the actor, the stamp, one event."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

import pytest

from api.kernel.actors import PUBLIC, SYSTEM, AccountKind, Actor
from api.kernel.events import Event
from api.kernel.refusals import MoveNotOpen, NotAllowed
from api.kernel.states import BUILDING, Move, Moves, move

FILER, OFFICER = Actor("acc_1", AccountKind.IU), Actor("acc_2", AccountKind.REGISTRY_OFFICER)
NOON = datetime(2022, 5, 13, 4, tzinfo=UTC)


class KiteState(StrEnum):
    GROUNDED = "GROUNDED"
    FLYING = "FLYING"


@dataclass(frozen=True, slots=True)
class KiteMoved(Event):
    """A kite changed its place."""

    kite_id: str
    wind: int


MOVES = Moves(
    noun="kite",
    states=KiteState,
    table=(
        Move("make", (None,), KiteState.GROUNDED, (AccountKind.IU,), KiteMoved),
        Move("fly", (KiteState.GROUNDED,), KiteState.FLYING, (AccountKind.IU,), KiteMoved, "up_at"),
        Move("land", (KiteState.FLYING,), KiteState.GROUNDED, (BUILDING,), KiteMoved),
    ),
)


@dataclass
class Kite:
    moves: ClassVar[Moves] = MOVES
    id: str = "kit_1"
    state: KiteState | None = None
    version: int | None = None
    up_at: datetime | None = None


@dataclass
class Taken:
    actor: Actor
    events: list[Event]
    at: Any = NOON

    def record(self, event: Event) -> None:
        self.events.append(event)


def test_a_move_sets_the_state_the_version_the_time_and_records_one_event():
    kite, work = Kite(), Taken(FILER, [])

    move(work, kite, "make", wind=1)
    move(work, kite, "fly", wind=2)

    assert kite == Kite(state=KiteState.FLYING, version=2, up_at=NOON)
    assert work.events == [KiteMoved("kit_1", 1), KiteMoved("kit_1", 2)]


@pytest.mark.parametrize(
    ("actor", "state", "verb", "refusal"),
    [
        (FILER, None, "fly", MoveNotOpen),
        (FILER, KiteState.FLYING, "fly", MoveNotOpen),
        (FILER, KiteState.GROUNDED, "make", MoveNotOpen),
        (OFFICER, KiteState.GROUNDED, "fly", NotAllowed),
        (PUBLIC, KiteState.GROUNDED, "fly", NotAllowed),
        (SYSTEM, KiteState.GROUNDED, "fly", NotAllowed),
        (FILER, KiteState.FLYING, "land", NotAllowed),
        (PUBLIC, KiteState.FLYING, "land", NotAllowed),
    ],
)
def test_a_refused_move_changes_nothing(actor, state, verb, refusal):
    kite, work = Kite(state=state, version=3), Taken(actor, [])

    with pytest.raises(refusal):
        move(work, kite, verb, wind=1)

    assert kite == Kite(state=state, version=3)
    assert work.events == []
    assert type(MOVES.unmet(state, verb, actor)) is refusal


def test_only_the_building_itself_makes_its_own_moves():
    assert MOVES.named("land").is_for(SYSTEM)
    assert not MOVES.named("land").is_for(PUBLIC)
    assert MOVES.unmet(KiteState.FLYING, "land", SYSTEM) is None


def test_a_refusal_says_where_the_thing_stands_and_where_the_verb_starts():
    no = MOVES.unmet(KiteState.FLYING, "fly", FILER)
    assert no is not None
    assert no.sentence.en == (
        "This cannot be done now: the kite is FLYING, and 'fly' starts from GROUNDED."
    )


def test_a_verb_stands_once_in_a_table():
    line = MOVES.named("fly")
    with pytest.raises(ValueError, match="stands twice"):
        Moves("kite", KiteState, (line, line))
