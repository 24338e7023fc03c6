"""Random lives: whatever people, officers, the weather and the building may do, in any order."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from api.cases.models import AccessOrder, Case, RestrictionOrder
from api.cases.operations import (
    Restriction,
    lift_access_order,
    lift_restriction_order,
    make_access_order,
    make_restriction_order,
)
from api.cases.states import CASE_MOVES, AccessOrderKind
from api.corrections.operations import grant_relation_back, set_aside_relation_back
from api.courts.models import Closure
from api.courts.operations import announce_closure, begin_closure, end_closure
from api.courts.states import ClosureKind
from api.deadlines.models import Deadline
from api.deadlines.operations import extend, pass_deadline, record_service
from api.documents.states import ScanState
from api.filings.models import Filing
from api.filings.operations import discard, submit, withdraw
from api.filings.states import FilingState
from api.kernel.refusals import Refusal
from api.kernel.states import move
from api.parties.models import Party
from api.reviews.operations import refer, release, take_over
from api.reviews.states import ReferredTo, TakeOverReason
from tests.filings.steps import Rooms

OFFICE = "DC_REGISTRY"
WITH: dict[str, dict[str, str]] = {"transfer": {"court_code": "DC"}}
"""What a move of a case must be told."""
PEOPLE = ("lawyer", "rival", "litigant", "registry", "registry2")
Deed = Callable[[Rooms, random.Random], None]


def a_row(rooms: Rooms, chance: random.Random, table: type[Any], **where: object) -> Any:
    """Some row; the refusal that a deed without one would meet ends the deed."""
    rows = rooms.all(table, **where)
    if not rows:
        raise Refusal
    return chance.choice(rows)


def drafts(rooms: Rooms, chance: random.Random) -> None:
    rejected = [f.id for f in rooms.all(Filing, state=FilingState.REJECTED)]
    by = chance.choice(PEOPLE[:3])
    rooms.draft(by=by, resubmission_of=chance.choice([None, *rejected]))


def sends(rooms: Rooms, chance: random.Random) -> None:
    filing = a_row(rooms, chance, Filing)
    with rooms.by(chance.choice(PEOPLE)) as work:
        submit(work, filing.id, filing.version, rooms.key())


def pays(rooms: Rooms, chance: random.Random) -> None:
    rooms.paid(a_row(rooms, chance, Filing).id)


def takes_back(rooms: Rooms, chance: random.Random) -> None:
    filing = a_row(rooms, chance, Filing)
    with rooms.by(chance.choice(PEOPLE)) as work:
        chance.choice([withdraw, discard])(work, filing.id, filing.version)


def reviews(rooms: Rooms, chance: random.Random) -> None:
    filing = a_row(rooms, chance, Filing)
    deed = chance.choice(
        [
            lambda work: release(work, filing.id, filing.version),
            lambda work: refer(work, filing.id, filing.version, ReferredTo.MASTER, "A point."),
            lambda work: take_over(work, filing.id, filing.version, TakeOverReason.HOLDER_AWAY),
        ]
    )
    with rooms.by(chance.choice(PEOPLE[2:])) as work:
        deed(work)


def claims(rooms: Rooms, chance: random.Random) -> None:
    rooms.claimed(a_row(rooms, chance, Filing).id, by=chance.choice(PEOPLE[3:]))


def decides(rooms: Rooms, chance: random.Random) -> None:
    filing = a_row(rooms, chance, Filing)
    said = [chance.random() < 0.7 for _ in rooms.lodged(filing.id)]
    answer = "So be it." if filing.state is FilingState.REFERRED else None
    rooms.decided(filing.id, *said, by=chance.choice(PEOPLE[3:]), answer=answer)


def records(rooms: Rooms, chance: random.Random) -> None:
    rooms.recorded(a_row(rooms, chance, Filing).id)


def relates(rooms: Rooms, chance: random.Random) -> None:
    filing = a_row(rooms, chance, Filing)
    with rooms.by("registry2") as work:
        if chance.random() < 0.7:
            grant_relation_back(work, filing.id, filing.version, None, "By order.")
        else:
            set_aside_relation_back(work, filing.id, filing.version, "By order.")


def orders(rooms: Rooms, chance: random.Random) -> None:
    case = a_row(rooms, chance, Case)
    with rooms.by("registry") as work:
        if chance.random() < 0.5:
            make_access_order(
                work, case.id, chance.choice(list(AccessOrderKind)), "by order", case.version
            )
        else:
            make_restriction_order(work, case.id, Restriction("by order"), case.version)


def lifts(rooms: Rooms, chance: random.Random) -> None:
    table, lift = chance.choice(
        [(AccessOrder, lift_access_order), (RestrictionOrder, lift_restriction_order)]
    )
    order = a_row(rooms, chance, table)
    with rooms.by("registry") as work:
        lift(work, order.id)


def case_moves(rooms: Rooms, chance: random.Random) -> None:
    """Through the one door of every state, as a verb of the registry would."""
    case_id = a_row(rooms, chance, Case).id
    with rooms.by("registry") as work:
        verb = chance.choice([edge.verb for edge in CASE_MOVES if edge.verb != "open"])
        move(work, work.session.get_one(Case, case_id), verb, **WITH.get(verb, {}))


def closes(rooms: Rooms, chance: random.Random) -> None:
    starts_at = rooms.hands.now + timedelta(minutes=chance.randint(-60, 120))
    with rooms.by("registry") as work:
        announce_closure(
            work,
            office_code=OFFICE,
            kind=chance.choice(list(ClosureKind)),
            starts_at=starts_at,
            ends_at=chance.choice([None, starts_at + timedelta(hours=2)]),
        )


def opens_again(rooms: Rooms, chance: random.Random) -> None:
    closure = a_row(rooms, chance, Closure)
    if chance.random() < 0.3:
        with rooms.works.open() as work:
            begin_closure(work, closure.id)
        return
    with rooms.by("registry") as work:
        ends_at = max(closure.starts_at, rooms.hands.now)
        end_closure(work, closure.id, expected_version=closure.version, ends_at=ends_at)


def serves(rooms: Rooms, chance: random.Random) -> None:
    party = a_row(rooms, chance, Party)
    with rooms.by("registry") as work:
        record_service(
            work,
            case_id=party.case_id,
            party_id=party.id,
            served_on=date(2022, 5, 13),
            key=rooms.key(),
        )


def runs(rooms: Rooms, chance: random.Random) -> None:
    deadline = a_row(rooms, chance, Deadline)
    if chance.random() < 0.5:
        with rooms.works.open() as work:
            pass_deadline(work, deadline.id)
        return
    with rooms.by("registry") as work:
        until = deadline.reckoned_on + timedelta(days=chance.randint(1, 30))
        extend(
            work, deadline.id, until=until, grounds="by order", expected_version=deadline.version
        )


def scans(rooms: Rooms, chance: random.Random) -> None:
    outcome = chance.choice([ScanState.PENDING, ScanState.INFECTED, ScanState.UNSCANNABLE])
    rooms.document("WRIT_OF_SUMMONS", scan=outcome, stored=chance.random() < 0.8)


def time_passes(rooms: Rooms, chance: random.Random) -> None:
    rooms.hands.move(minutes=chance.choice([1, 30, 600, 30_000]))


DEEDS: tuple[Deed, ...] = (
    *(drafts, sends, sends, pays, takes_back, claims, claims, reviews, decides, decides, records),
    *(relates, orders, lifts, case_moves, closes, opens_again, serves, runs, scans, time_passes),
)


def lives_on(rooms: Rooms, seed: int, steps: int) -> int:
    """Let things happen, the same for the same seed; how many were not refused."""
    chance = random.Random(seed)  # noqa: S311 - the same life each time
    done = 0
    for _ in range(steps):
        with suppress(Refusal):
            chance.choice(DEEDS)(rooms, chance)
            done += 1
    return done
