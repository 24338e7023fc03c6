"""Replaying the log gives every stored state of every machine (I-3), and says where it does not."""

from argparse import Namespace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from api.__main__ import verify
from api.audit.models import AuditEntry
from api.audit.queries import differences, machines_of
from api.cases.models import AccessOrder
from api.filings.models import Filing, FilingDocument
from api.filings.operations import discard, revise
from api.filings.rules import Draft
from api.filings.states import FilingState
from api.kernel.states import Moves, NotReplayable
from api.migrations.tables import TABLES
from tests.audit.test_trail import busy
from tests.filings.steps import NEW_CASE, Rooms
from tests.structure.test_machines import MACHINES

__all__ = ["busy"]


def test_i3_every_machine_of_the_program_is_replayed():
    """I-3: the comparison finds each machine by itself; none is left out by being new."""
    found = {machine.noun for table in TABLES for machine in machines_of(table)}
    assert found >= set(MACHINES)
    assert found >= {"service request", "payment"}


def test_i3_one_event_leads_from_one_state_to_one_state_only():
    """I-3: so a log without states can be replayed."""
    for table in TABLES:
        for machine in machines_of(table):
            for edge in machine:
                for state in edge.source:
                    assert machine.after(state, edge.event.__name__) is edge.target


def test_an_event_that_no_move_could_have_made_is_not_replayed():
    moves: Moves = Filing.moves
    assert moves.replayed(["FilingStarted", "NothingOfOurs", "FilingSubmitted"]) == "SUBMITTING"
    with pytest.raises(NotReplayable, match="FilingAccepted while DRAFT"):
        moves.replayed(["FilingStarted", "FilingAccepted"])


def found_by(connection: sa.Connection) -> list[str]:
    with Session(connection) as session:
        return [str(one) for one in differences(session, TABLES)]


def test_i3_a_row_changed_behind_the_log_is_named_with_both_states(busy: Rooms):
    filing = busy.all(Filing, state=FilingState.REJECTED)[0]
    with busy.engine.connect() as connection:
        table: Any = Filing
        changed = sa.update(table).where(table.id == filing.id).values(state=FilingState.RECORDED)
        connection.execute(changed)
        found = found_by(connection)
        connection.rollback()
    assert found == [
        f"filing {filing.id}: state is stored as RECORDED; by the log: REJECTED",
    ]


def test_an_event_taken_out_of_the_log_is_named_by_its_row(busy: Rooms):
    filing = busy.all(Filing, state=FilingState.RECORDED)[0]
    with busy.engine.connect() as connection:
        gone = "DELETE FROM audit_entry WHERE subject_id = :id AND event = 'FilingReceived'"
        connection.execute(sa.text(gone), {"id": filing.id})
        found = found_by(connection)
        connection.rollback()
    assert len(found) == 1
    assert found[0].startswith(f"filing {filing.id}: state is stored as RECORDED; by the log: not ")


def test_a_row_that_is_gone_is_named(busy: Rooms):
    order = busy.all(AccessOrder)[0]
    with busy.engine.connect() as connection:
        connection.execute(sa.text("DELETE FROM access_order WHERE id = :id"), {"id": order.id})
        found = found_by(connection)
        connection.rollback()
    assert found == [f"access_order {order.id}: state is stored as no row; by the log: IN_FORCE"]


def test_a_document_taken_out_of_a_draft_is_no_difference(busy: Rooms):
    """Nothing was filed; the log keeps that it lay there."""
    draft = busy.draft()
    again = busy.document("WRIT_OF_SUMMONS")
    with busy.by("lawyer") as work:
        revise(work, draft, Draft(NEW_CASE, None, (again,)), busy.filing(draft).version)
    thrown = busy.draft(by="litigant")
    with busy.by("litigant") as work:
        discard(work, thrown, busy.filing(thrown).version)
    assert len(busy.all(AuditEntry, event="DocumentLodged")) > len(busy.all(FilingDocument))
    assert busy.differences() == []


def test_an_operator_compares_a_whole_database_with_its_log(
    busy: Rooms,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("ICMS_DATABASE_URL", database_url)
    assert verify(Namespace()) == 0
    assert "whole" in capsys.readouterr().out

    filing = busy.all(Filing)[0]
    with busy.engine.begin() as connection:
        table: Any = Filing
        connection.execute(
            sa.update(table).where(table.id == filing.id).values(state=FilingState.SUBMITTING)
        )
        connection.execute(sa.text("UPDATE audit_entry SET facts = '{}' WHERE number = 3"))
    assert verify(Namespace()) == 1
    said = capsys.readouterr().out
    assert "audit_entry 3: the chain of digests breaks here" in said
    assert f"filing {filing.id}: state is stored as SUBMITTING" in said
