"""One work is one transaction: all of it is kept, or none of it, and nothing is sent."""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import select

from api.accounts.events import AccountClosed
from api.kernel.actors import AccountKind, Actor
from api.kernel.refusals import ChangedMeanwhile, IdempotencyKeyReused, Malformed, NotFound
from api.kernel.tables import Counter, IdempotencyRecord, OutboxJob
from api.kernel.work import Works, at_version
from tests.kernel.conftest import Bench

ALICE = Actor("acc_alice", AccountKind.IU)
BOB = Actor("acc_bob", AccountKind.IU)


def kept(bench: Bench) -> tuple[int, int, int]:
    """How many counters, keys and jobs there are."""
    with bench.works.look() as session:
        tables = (Counter, IdempotencyRecord, OutboxJob)
        return tuple(len(session.exec(select(table)).all()) for table in tables)


def test_what_a_work_does_is_kept_and_the_outbox_is_woken_once(bench: Bench):
    with bench.works.open(ALICE) as work:
        work.next_number("kites")
        work.later("fly", "kit_1")
        work.later("fly", "kit_2")
        work.record(AccountClosed("acc_1"))

    assert kept(bench) == (1, 0, 2)
    assert bench.woken == 1
    assert [e.subject_id for e in bench.heard] == ["acc_1"]
    assert [[e.subject_id for e in events] for events in bench.finished] == [["acc_1"]]


@pytest.mark.parametrize("fault", [NotFound("x"), RuntimeError("a fault")])
def test_a_refusal_or_a_fault_keeps_nothing_and_sends_nothing(bench: Bench, fault: Exception):
    def lost() -> None:
        with bench.works.open(ALICE) as work:
            work.next_number("kites")
            work.once("fly", "key", {}, lambda: "kit_1")
            work.later("fly", "kit_1")
            work.record(AccountClosed("acc_1"))
            raise fault

    with pytest.raises(type(fault)):
        lost()

    assert kept(bench) == (0, 0, 0)
    assert (bench.woken, bench.heard, bench.finished) == (0, [], [])


@pytest.mark.parametrize("fault", [OSError, KeyboardInterrupt])
def test_a_commit_that_fails_keeps_nothing_and_the_next_work_is_whole(
    bench: Bench, fault: type[BaseException]
):
    """The disk is full, or the process is told to end, at the very COMMIT."""
    once = [fault]

    def fails(_connection: sa.Connection) -> None:
        if once:
            raise once.pop()

    def lost() -> None:
        with bench.works.open(ALICE) as work:
            work.next_number("lost")
            work.later("fly", "kit_1")

    event.listen(bench.engine, "commit", fails)
    with pytest.raises(fault):
        lost()
    with bench.works.open(BOB) as work:
        work.next_number("kites")

    assert kept(bench) == (1, 0, 0)
    with bench.works.look() as session:
        assert [counter.name for counter in session.exec(select(Counter))] == ["kites"]


def test_a_fault_in_what_follows_from_an_event_keeps_nothing(bench: Bench):
    def react(work, _event):
        work.next_number("kites")
        raise RuntimeError

    works = Works(bench.engine, bench.hands, react, lambda *_: None)
    with pytest.raises(RuntimeError), works.open(ALICE) as work:
        work.record(AccountClosed("acc_1"))
    assert kept(bench) == (0, 0, 0)


def test_what_follows_from_what_follows_is_heard_too_in_order(bench: Bench):
    heard = []

    def react(work, event):
        heard.append(event.subject_id)
        if event.subject_id == "acc_1":
            work.record(AccountClosed("acc_3"))

    works = Works(bench.engine, bench.hands, react, lambda _, events: heard.append(len(events)))
    with works.open(ALICE) as work:
        work.record(AccountClosed("acc_1"))
        work.record(AccountClosed("acc_2"))
    assert heard == ["acc_1", "acc_2", "acc_3", 3]


def test_everything_in_a_work_happens_at_one_instant(bench: Bench):
    with bench.works.open(ALICE) as work:
        first = work.at
        bench.hands.move(hours=1)
        assert work.at == first


def test_the_same_key_and_body_again_is_the_same_answer_without_performing(bench: Bench):
    performed = []

    def perform() -> str:
        performed.append(1)
        return f"kit_{len(performed)}"

    answers = []
    for _ in range(3):
        with bench.works.open(ALICE) as work:
            answers.append(work.once("fly", "key", {"a": 1, "b": [2]}, perform))

    assert (answers, performed) == (["kit_1"] * 3, [1])


def test_the_order_of_the_bodys_fields_does_not_matter(bench: Bench):
    for body in ({"a": 1, "b": 2}, {"b": 2, "a": 1}):
        with bench.works.open(ALICE) as work:
            assert work.once("fly", "key", body, lambda: "kit_1") == "kit_1"


def test_the_same_key_with_another_body_is_refused(bench: Bench):
    with bench.works.open(ALICE) as work:
        work.once("fly", "key", {"a": 1}, lambda: "kit_1")

    with pytest.raises(IdempotencyKeyReused), bench.works.open(ALICE) as work:
        work.once("fly", "key", {"a": 2}, lambda: "kit_2")


def test_a_key_belongs_to_one_account_and_one_verb(bench: Bench):
    answers = []
    for number, (actor, verb) in enumerate([(ALICE, "fly"), (BOB, "fly"), (ALICE, "land")]):
        with bench.works.open(actor) as work:
            answers.append(work.once(verb, "key", {}, lambda n=number: f"kit_{n}"))
    assert answers == ["kit_0", "kit_1", "kit_2"]


def test_a_refusal_forgets_the_key(bench: Bench):
    def refuse() -> str:
        raise NotFound("kite")

    with pytest.raises(NotFound), bench.works.open(ALICE) as work:
        work.once("fly", "key", {"a": 1}, refuse)

    with bench.works.open(ALICE) as work:
        assert work.once("fly", "key", {"another": "body"}, lambda: "kit_1") == "kit_1"


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_is_none_or_too_long_is_refused(bench: Bench, key: str):
    with pytest.raises(Malformed) as refused, bench.works.open(ALICE) as work:
        work.once("fly", key, {}, lambda: "kit_1")
    assert refused.value.path == ("idempotencyKey",)


def test_two_hundred_characters_of_any_script_are_a_key(bench: Bench):
    with bench.works.open(ALICE) as work:
        assert work.once("fly", "鍵" * 200, {}, lambda: "kit_1") == "kit_1"


def test_numbers_have_no_gap_after_a_rollback_and_each_name_its_own_count(bench: Bench):
    def take() -> int:
        with bench.works.open(ALICE) as work:
            return work.next_number("kites")

    def take_and_lose() -> None:
        with bench.works.open(ALICE) as work:
            work.next_number("kites")
            raise NotFound("kite")

    taken = []
    for _ in range(3):
        taken.append(take())
        with pytest.raises(NotFound):
            take_and_lose()
    with bench.works.open(ALICE) as work:
        assert work.next_number("kites in another year") == 1

    assert taken == [1, 2, 3]


def test_numbers_taken_at_the_same_time_are_consecutive(bench: Bench):
    taken: list[int] = []

    def take() -> None:
        for _ in range(5):
            with bench.works.open(ALICE) as work:
                number = work.next_number("kites")
            taken.append(number)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 31))


def test_twins_with_one_key_perform_once(bench: Bench):
    performed: list[int] = []
    answers: list[str] = []

    def perform() -> str:
        performed.append(1)
        return f"kit_{len(performed)}"

    def ask() -> None:
        with bench.works.open(ALICE) as work:
            answer = work.once("fly", "key", {"a": 1}, perform)
        answers.append(answer)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers, performed) == (["kit_1"] * 6, [1])


def test_looking_keeps_nothing_and_does_not_wait_for_a_writer(bench: Bench):
    with bench.works.open(ALICE) as work:
        work.next_number("kites")

    with bench.works.open(ALICE) as work:
        work.next_number("kites")
        with bench.works.look() as session:
            assert session.exec(select(Counter.last)).all() == [1]
    with bench.works.look() as session:
        session.get_one(Counter, "kites").last = 99
        session.flush()

    with bench.works.look() as session:
        assert session.exec(select(Counter.last)).all() == [2]


def test_a_stale_version_is_refused_with_the_one_to_read():
    at_version(3, 3)
    for expected in (2, 4):
        with pytest.raises(ChangedMeanwhile) as refused:
            at_version(3, expected)
        assert refused.value.current_version == 3
