"""An announced closure comes into force by itself: the outbox remembers, whatever restarts."""

from datetime import datetime
from pathlib import Path

from sqlmodel import select

from api.courts.models import Closure
from api.courts.states import ClosureState
from api.kernel.tables import OutboxJob
from tests.court import Court, Hands, open_court

GIVEN = {"office": "DC_REGISTRY", "kind": "DIRECTED", "startsAt": "2022-05-13T06:00:00Z"}
SHOW = "... on ClosureAnnounced { closure { id state } }"


def state_of(court: Court) -> ClosureState:
    """Where the one closure stands."""
    with court.works.look() as session:
        return session.exec(select(Closure.state)).one()


def jobs(court: Court) -> list[tuple[str, datetime, bool]]:
    """What the outbox holds: job, when, and whether it is done."""
    with court.works.look() as session:
        return [
            (j.job, j.not_before, j.done_at is not None) for j in session.exec(select(OutboxJob))
        ]


def test_a_closure_begins_by_itself_after_a_restart_and_once(
    database_url: str, hands: Hands, tmp_path: Path
):
    court = open_court(database_url, hands, tmp_path)
    assert (
        court.do("announceClosure", GIVEN, SHOW, by="registry")["closure"]["state"] == "ANNOUNCED"
    )
    assert court.parts.outbox.do_due() == 0
    court.close()

    hands.set("2022-05-13 14:00")
    again = open_court(database_url, hands, tmp_path)
    assert state_of(again) is ClosureState.ANNOUNCED
    assert (again.parts.outbox.do_due(), again.parts.outbox.do_due()) == (1, 0)

    assert state_of(again) is ClosureState.IN_FORCE
    assert [(name, done) for name, _, done in jobs(again)] == [("begin_closure", True)]
    again.close()


def test_a_closure_that_has_begun_leaves_nothing_to_do(court: Court):
    given = {**GIVEN, "startsAt": "2022-05-13T02:00:00Z"}
    shown = court.do("announceClosure", given, SHOW, by="registry")
    assert shown["closure"]["state"] == "IN_FORCE"
    assert jobs(court) == []
