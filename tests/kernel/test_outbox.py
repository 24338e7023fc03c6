"""Jobs are done soon after their commit, at least once, and by one worker at a time."""

import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from api.kernel.outbox import LEASE, LONGEST_PAUSE, Outbox
from api.kernel.tables import OutboxJob
from tests.kernel.conftest import Bench


def asked(bench: Bench, *subjects: str, **when) -> None:
    """Ask for kites to be flown."""
    with bench.works.open() as work:
        for subject in subjects:
            work.later("fly", subject, **when)


def jobs(bench: Bench) -> list[OutboxJob]:
    """The jobs as they stand, by subject."""
    with bench.works.look() as session:
        return list(session.exec(select(OutboxJob).order_by(sa.column("subject_id"))))


def test_each_job_is_done_once_and_then_never_again(bench: Bench):
    flown: list[str] = []
    outbox = Outbox(bench.works, {"fly": flown.append})
    asked(bench, "kit_1", "kit_2")

    assert outbox.do_due() == 2
    bench.hands.move(days=1)
    assert outbox.do_due() == 0
    assert sorted(flown) == ["kit_1", "kit_2"]
    assert {(job.attempts, job.last_fault) for job in jobs(bench)} == {(1, None)}


def test_a_job_is_not_done_before_its_time(bench: Bench):
    flown: list[str] = []
    outbox = Outbox(bench.works, {"fly": flown.append})
    asked(bench, "kit_1", not_before=bench.hands.now + timedelta(hours=1))

    assert outbox.do_due() == 0
    bench.hands.move(hours=1)
    assert outbox.do_due() == 1
    assert flown == ["kit_1"]


def test_a_job_that_fails_is_kept_tried_again_later_and_does_not_stop_the_others(bench: Bench):
    flown: list[str] = []

    def fly(kite: str) -> None:
        if kite == "kit_1" and len(flown) < 2:
            flown.append("torn")
            raise OSError
        flown.append(kite)

    outbox = Outbox(bench.works, {"fly": fly})
    asked(bench, "kit_1", "kit_2")

    assert outbox.do_due() == 1
    assert [(j.attempts, j.last_fault, j.done_at is None) for j in jobs(bench)] == [
        (1, "OSError", True),
        (1, None, False),
    ]
    assert outbox.do_due() == 0
    bench.hands.move(seconds=LEASE.total_seconds())
    assert outbox.do_due() == 1
    assert [(j.attempts, j.last_fault, j.done_at is None) for j in jobs(bench)] == [
        (2, None, False),
        (1, None, False),
    ]


def test_a_job_nobody_knows_is_kept_with_its_fault(bench: Bench):
    asked(bench, "kit_1")
    assert Outbox(bench.works, {}).do_due() == 0
    assert [(j.last_fault, j.done_at) for j in jobs(bench)] == [("KeyError", None)]


def test_the_pauses_grow_and_are_bounded(bench: Bench):
    def fly(_kite: str) -> None:
        raise OSError

    outbox = Outbox(bench.works, {"fly": fly})
    asked(bench, "kit_1")
    pauses = []
    for _ in range(8):
        outbox.do_due()
        [job] = jobs(bench)
        pauses.append(job.not_before - bench.hands.now)
        bench.hands.now = job.not_before

    assert pauses[:5] == [LEASE, LEASE * 2, LEASE * 4, LEASE * 8, LEASE * 16]
    assert pauses == sorted(pauses)
    assert pauses[7:] == [LONGEST_PAUSE]


def test_a_worker_that_dies_leaves_its_job_to_the_next_when_the_lease_is_over(bench: Bench):
    flown: list[str] = []

    class Killed(BaseException):
        """The process ends here."""

    def die(_kite: str) -> None:
        raise Killed

    asked(bench, "kit_1")
    with pytest.raises(Killed):
        Outbox(bench.works, {"fly": die}).do_due()
    second = Outbox(bench.works, {"fly": flown.append})

    assert second.do_due() == 0
    bench.hands.move(seconds=LEASE.total_seconds())
    assert second.do_due() == 1
    assert flown == ["kit_1"]


def test_several_workers_never_do_one_job_at_the_same_time(bench: Bench):
    flown: list[str] = []

    def fly(kite: str) -> None:
        flown.append(kite)
        time.sleep(0.005)

    subjects = [f"kit_{n:02d}" for n in range(20)]
    asked(bench, *subjects)
    workers = [threading.Thread(target=Outbox(bench.works, {"fly": fly}).do_due) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(flown) == subjects
    assert all(job.done_at is not None for job in jobs(bench))
