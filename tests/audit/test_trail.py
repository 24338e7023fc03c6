"""The audit trail: whole, in order, unbroken, and without anybody's name in it."""

from datetime import UTC, datetime
from itertools import product

import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import Session

from api.accounts.models import Account
from api.audit.models import AuditEntry, AuditHead
from api.audit.operations import first_break
from api.audit.rules import GENESIS
from api.cases.models import AccessOrder, Case
from api.cases.operations import make_access_order
from api.cases.states import ACCESS_ORDER_MOVES, CASE_MOVES, AccessOrderKind
from api.corrections.models import RelationBack
from api.corrections.operations import grant_relation_back
from api.corrections.states import RELATION_BACK_MOVES
from api.courts.models import Closure
from api.courts.states import CLOSURE_MOVES
from api.documents.models import Document
from api.documents.states import DOCUMENT_MOVES
from api.filings.models import Filing, FilingDocument
from api.filings.operations import withdraw
from api.filings.states import DISPOSITION_MOVES, FILING_MOVES
from api.kernel.actors import SYSTEM
from api.kernel.states import Moves
from api.kernel.work import Work
from api.reviews.models import ReviewTask
from api.reviews.operations import refer, release
from api.reviews.states import REVIEW_MOVES, ReferredTo
from tests.filings.steps import DEFENDANT, PLAINTIFF, Rooms
from tests.filings.test_submitting import close_registry, reopen_registry

MACHINES: list[tuple[type, Moves]] = [
    (Filing, FILING_MOVES),
    (FilingDocument, DISPOSITION_MOVES),
    (ReviewTask, REVIEW_MOVES),
    (Case, CASE_MOVES),
    (AccessOrder, ACCESS_ORDER_MOVES),
    (Document, DOCUMENT_MOVES),
    (Closure, CLOSURE_MOVES),
    (RelationBack, RELATION_BACK_MOVES),
]
CHANGES = {
    "at": datetime(2021, 1, 1, tzinfo=UTC),
    "actor_id": "acc_somebody",
    "actor_kind": "AUDITOR",
    "event": "NothingHappened",
    "subject_id": "flg_other",
    "facts": "{}",
    "previous": "1" * 64,
    "digest": "2" * 64,
}


@pytest.fixture
def busy(rooms: Rooms) -> Rooms:
    """A day at court on which most things happen once."""
    rooms.recorded(rooms.decided(rooms.claimed(rooms.received())))
    rooms.recorded(rooms.decided(rooms.claimed(rooms.received()), True, False, True))
    rejected = rooms.decided(rooms.claimed(rooms.received(by="rival")), False)
    waiting = rooms.claimed(rooms.received())
    with rooms.by("registry") as work:
        release(work, waiting, rooms.filing(waiting).version)
    referred = rooms.claimed(waiting, by="registry2")
    with rooms.by("registry2") as work:
        refer(work, referred, rooms.filing(referred).version, ReferredTo.MASTER, "A point.")
    gone = rooms.submitted(by="litigant")
    with rooms.by("litigant") as work:
        withdraw(work, gone, rooms.filing(gone).version)
    again = rooms.received(by="rival", resubmission_of=rejected)
    with rooms.by("registry") as work:
        grant_relation_back(work, again, rooms.filing(again).version, None, "By order.")
    closure = close_registry(rooms)
    rooms.hands.move(hours=1)
    rooms.submitted()
    reopen_registry(rooms, closure)
    rooms.draft()
    case = rooms.all(Case)[0]
    with rooms.by("registry") as work:
        make_access_order(work, case.id, AccessOrderKind.SEALING, "for the test", case.version)
    return rooms


def break_seen_by(connection: sa.Connection, rooms: Rooms) -> int | None:
    """Walk the chain inside a transaction that changed it."""
    with Session(connection) as session:
        return first_break(Work(session, SYSTEM, rooms.hands.now))


def broken(rooms: Rooms) -> int | None:
    """Where the chain breaks."""
    with rooms.works.open() as work:
        return first_break(work)


def test_the_chain_of_a_busy_day_is_whole(busy: Rooms):
    entries = busy.all(AuditEntry)
    assert broken(busy) is None
    assert [e.number for e in entries] == list(range(1, len(entries) + 1))
    assert [e.previous for e in entries] == [GENESIS, *(e.digest for e in entries[:-1])]
    [head] = busy.all(AuditHead)
    assert (head.number, head.digest) == (entries[-1].number, entries[-1].digest)


def test_a_refused_work_leaves_no_trace(busy: Rooms):
    before = busy.all(AuditEntry)
    case = busy.all(Case)[1]

    def lost() -> None:
        with busy.by("registry") as work:
            make_access_order(work, case.id, AccessOrderKind.SEALING, "x", case.version)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        lost()
    assert busy.all(AuditEntry) == before


def test_any_field_changed_in_any_place_is_found(busy: Rooms):
    last = busy.all(AuditEntry)[-1].number
    for number, (column, value) in product((1, last // 2, last), CHANGES.items()):
        with busy.engine.connect() as connection:
            table = AuditEntry.__table__
            changed = sa.update(table).where(table.c.number == number)
            connection.execute(changed.values({column: value}))
            found = break_seen_by(connection, busy)
            connection.rollback()
        assert found == number, column
    assert broken(busy) is None


def test_any_entry_deleted_is_found(busy: Rooms):
    last = busy.all(AuditEntry)[-1].number
    for number in (1, last // 2, last - 1, last):
        with busy.engine.connect() as connection:
            connection.execute(sa.text("DELETE FROM audit_entry WHERE number = :n"), {"n": number})
            found = break_seen_by(connection, busy)
            connection.rollback()
        assert found == number, number


def test_a_trail_cut_off_and_renumbered_is_found(busy: Rooms):
    with busy.engine.connect() as connection:
        connection.execute(sa.text("DELETE FROM audit_entry WHERE number = 1"))
        for number in range(2, 6):
            connection.execute(
                sa.text("UPDATE audit_entry SET number = :a WHERE number = :b"),
                {"a": number - 1, "b": number},
            )
        found = break_seen_by(connection, busy)
        connection.rollback()
    assert found == 1


def test_a_trail_of_which_nothing_is_left_is_found(busy: Rooms):
    with busy.engine.connect() as connection:
        connection.execute(sa.text("DELETE FROM audit_entry"))
        found = break_seen_by(connection, busy)
        connection.rollback()
    assert found is not None


def test_a_trail_whose_head_was_deleted_with_its_end_is_found(busy: Rooms):
    last = busy.all(AuditEntry)[-1].number
    with busy.engine.connect() as connection:
        connection.execute(sa.text("DELETE FROM audit_entry WHERE number = :n"), {"n": last})
        connection.execute(sa.text("DELETE FROM audit_head"))
        found = break_seen_by(connection, busy)
        connection.rollback()
    assert found is not None


def test_replaying_the_events_gives_the_states_that_are_stored(busy: Rooms):
    """I-2 and I-3: each change is one event, and nothing changes without one."""
    entries = busy.all(AuditEntry)
    for table, machine in MACHINES:
        for row in busy.all(table):
            stands = None
            for entry in (e for e in entries if e.subject_id == row.id):
                edges = [
                    edge
                    for edge in machine
                    if edge.event.__name__ == entry.event and edge.is_open_from(stands)
                ]
                if any(edge.event.__name__ == entry.event for edge in machine):
                    assert edges, (row.id, stands, entry.event)
                    stands = edges[0].target
            assert stands == getattr(row, machine.column), row.id


def test_the_trail_holds_no_partys_name_no_file_name_and_no_address(busy: Rooms):
    """I-41."""
    written = "\n".join(
        "|".join(str(value) for value in (e.facts, e.actor_id, e.subject_id, e.event))
        for e in busy.all(AuditEntry)
    )
    private = {PLAINTIFF.name, DEFENDANT.name, "Sample", "陳樣本", "Kites", "for the test"}
    private |= {d.file_name for d in busy.all(Document)}
    private |= {a.email for a in busy.all(Account)} | {a.name for a in busy.all(Account)}
    private |= {c.title for c in busy.all(Case)}
    assert {word for word in private if word in written} == set()


def test_every_entry_is_plain_json_with_its_subject_first(busy: Rooms):
    for entry in busy.all(AuditEntry):
        facts = orjson.loads(entry.facts)
        assert entry.subject_id in facts.values()


def test_who_acted_is_written_down(busy: Rooms):
    by_event = {e.event: (e.actor_id, e.actor_kind) for e in busy.all(AuditEntry)}
    assert by_event["FilingClaimed"] == (busy.people["registry2"].account_id, "REGISTRY_OFFICER")
    assert by_event["FilingWithdrawn"] == (busy.people["litigant"].account_id, "IU")
    assert by_event["FilingRecorded"] == (None, "system")
