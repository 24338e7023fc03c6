"""The tables of moves, line by line: every state, every verb, every kind of actor."""

from dataclasses import fields
from datetime import datetime
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from api.kernel.actors import FILERS, PUBLIC, SYSTEM, AccountKind, Actor
from api.kernel.events import Event
from api.kernel.refusals import MoveNotOpen, NotAllowed
from api.kernel.states import Moves, move
from api.payments.states import (
    AWAITED,
    ENDED,
    LIVE,
    PAYMENT_MOVES,
    SERVICE_REQUEST_MOVES,
    UNRESOLVED,
    PaymentState,
)
from tests.payments.till import MONDAY

REQUEST_TABLE = {
    "ask": ("-", "OPEN"),
    "settle": ("OPEN", "PAID"),
    "cancel": ("OPEN", "CANCELLED"),
}
WAITING = "CREATED STARTED SUBMITTED CAPTURABLE"
PAYMENT_TABLE = {
    "open": ("-", "CREATED"),
    "start": ("CREATED UNKNOWN", "STARTED"),
    "submit": ("CREATED STARTED UNKNOWN", "SUBMITTED"),
    "hold": ("CREATED STARTED SUBMITTED UNKNOWN", "CAPTURABLE"),
    "succeed": (WAITING, "SUCCESS"),
    "succeed_late": ("UNKNOWN DECLINED EXPIRED CANCELLED ERROR", "SUCCESS"),
    "duplicate": (f"{WAITING} UNKNOWN DECLINED EXPIRED CANCELLED ERROR", "SUCCESS"),
    "decline": (f"{WAITING} UNKNOWN", "DECLINED"),
    "expire": (f"{WAITING} UNKNOWN", "EXPIRED"),
    "cancel": (f"{WAITING} UNKNOWN", "CANCELLED"),
    "supersede": (f"{WAITING} UNKNOWN", "CANCELLED"),
    "fail": (f"{WAITING} UNKNOWN", "ERROR"),
    "lose_sight": (WAITING, "UNKNOWN"),
    "suspect": (f"{WAITING} UNKNOWN", "UNKNOWN"),
}
CANCELLERS = {*FILERS, AccountKind.REGISTRY_OFFICER, AccountKind.ACCOUNTS_OFFICER, None}
ACTORS = [SYSTEM, PUBLIC, *(Actor(f"acc_{kind}", kind) for kind in AccountKind)]


def may(verb: str, actor: Actor) -> bool:
    """Who may do what, written down a second time."""
    if verb in {"ask", "open"}:
        return actor.kind in FILERS
    if verb == "cancel":
        return actor is not PUBLIC and actor.kind in CANCELLERS
    return actor is SYSTEM


def every(machine: Moves, table: dict[str, tuple[str, str]]) -> list[Any]:
    """Every state, verb and actor of one machine."""
    states = [None, *machine.states]
    return [
        pytest.param(
            machine,
            table,
            state,
            verb,
            actor,
            id=f"{state or '-'}-{verb}-{actor.name}{actor.kind or ''}",
        )
        for state, verb, actor in product(states, table, ACTORS)
    ]


@pytest.mark.parametrize(
    ("machine", "table", "state", "verb", "actor"),
    [*every(SERVICE_REQUEST_MOVES, REQUEST_TABLE), *every(PAYMENT_MOVES, PAYMENT_TABLE)],
)
def test_a_move_is_made_only_from_its_states_and_by_its_people(
    machine: Moves, table: dict[str, tuple[str, str]], state: Any, verb: str, actor: Actor
) -> None:
    class Row:
        moves = machine
        id = "x_1"
        version = 7
        paid_at: datetime | None = None

        def __init__(self) -> None:
            self.state = state

    row, events = Row(), list[Event]()
    work: Any = SimpleNamespace(actor=actor, at=MONDAY, record=events.append)
    sources, target = table[verb]
    facts = {f.name: None for f in fields(machine.named(verb).event)[1:]}

    if (state or "-") not in sources.split():
        with pytest.raises(MoveNotOpen):
            move(work, row, verb, **facts)
        assert (row.state, row.version, events) == (state, 7, [])
    elif not may(verb, actor):
        with pytest.raises(NotAllowed):
            move(work, row, verb, **facts)
        assert (row.state, row.version, events) == (state, 7, [])
    else:
        move(work, row, verb, **facts)
        assert (row.state, row.version) == (target, 8)
        assert [type(event) for event in events] == [machine.named(verb).event]


@pytest.mark.parametrize(
    ("machine", "table"),
    [(SERVICE_REQUEST_MOVES, REQUEST_TABLE), (PAYMENT_MOVES, PAYMENT_TABLE)],
)
def test_every_state_can_be_reached_and_every_verb_is_tested(
    machine: Moves, table: dict[str, tuple[str, str]]
) -> None:
    assert {edge.verb for edge in machine} == set(table)
    assert {edge.target for edge in machine} == set(machine.states)


def test_each_state_of_a_payment_is_in_exactly_one_group() -> None:
    assert sorted([*UNRESOLVED, PaymentState.SUCCESS, *ENDED]) == sorted(PaymentState)
    assert set(LIVE) == {*AWAITED, PaymentState.UNKNOWN, PaymentState.SUCCESS}


def test_no_move_leads_away_from_money_received() -> None:
    assert [e.verb for e in PAYMENT_MOVES if e.is_open_from(PaymentState.SUCCESS)] == []


def test_each_way_to_receive_money_has_an_event_of_its_own() -> None:
    doors = [e.event.__name__ for e in PAYMENT_MOVES if e.target is PaymentState.SUCCESS]
    assert doors == ["PaymentSucceeded", "PaymentSucceededLate", "PaymentDuplicated"]
