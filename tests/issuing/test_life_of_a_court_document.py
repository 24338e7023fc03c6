"""Whatever is done to what the court issues, and in whatever order: the tables said so beforehand.

I-2, I-3 and I-28: each step is compared with a model that knows only the table of moves; what is in
the register is what was issued, no more and no less; replaying the events gives the stored states.
"""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from api.audit.models import AuditEntry
from api.documents.models import Document
from api.documents.operations import SealedCopy, record_sealed
from api.issuing.models import IssuedDocument
from api.issuing.operations import give_out, record_issued, withdraw
from api.issuing.rules import Issue, NothingToReplace, ReplacedAlready
from api.issuing.states import ISSUED_MOVES, IssuedDocumentState
from api.kernel.refusals import MoveNotOpen, Refusal
from api.notifications.models import Message
from api.register.models import RegisterEntry
from tests.filings.conftest import rooms
from tests.filings.steps import Rooms

__all__ = ["rooms"]
S = IssuedDocumentState
WHICH = st.integers(0, 9)


@dataclass
class Known:
    """What the model knows of one court document."""

    id: str
    document_id: str
    state: IssuedDocumentState
    replaces: "Known | None"


class Life(RuleBasedStateMachine):
    """A case in which the court issues, and a model of it."""

    def __init__(self, rooms: Rooms, reached: set[IssuedDocumentState]) -> None:
        super().__init__()
        self.rooms = rooms
        self.reached = reached
        self.known: list[Known] = []

    @initialize()
    def begins(self) -> None:
        self.case = self.rooms.opened_case()

    def one(self, which: int) -> Known:
        return self.known[which % len(self.known)]

    def refused(self, replaces: Known | None) -> type[Refusal] | None:
        """What the rules say of a document that is to replace another."""
        if replaces is None:
            return None
        if replaces.state is S.SUPERSEDED:
            return ReplacedAlready
        if replaces.state in {S.DRAFTED, S.DROPPED}:
            return NothingToReplace
        others = [k for k in self.known if k.replaces is replaces and k.state is not S.DROPPED]
        return ReplacedAlready if others else None

    @rule(replaced=st.none() | WHICH)
    def gives_out(self, replaced: int | None) -> None:
        old = self.one(replaced) if self.known and replaced is not None else None
        document_id = self.rooms.document("ORDER", by="registry")
        issue = Issue(self.case.id, document_id, "A title", old.id if old else None)
        version = self.rooms.one(type(self.case), self.case.id).version
        expected = self.refused(old)
        if expected is not None:
            with pytest.raises(expected), self.rooms.by("registry") as work:
                give_out(work, issue, version, self.rooms.key())
            return
        with self.rooms.by("registry") as work:
            made = give_out(work, issue, version, self.rooms.key())
        self.known.append(Known(made, document_id, S.DRAFTED, old))

    @precondition(lambda self: self.known)
    @rule(which=WHICH, times=st.integers(1, 2))
    def is_sealed_and_issued(self, which: int, times: int) -> None:
        """The building may do its job again; a second time changes nothing."""
        one = self.one(which)
        for _ in range(times):
            with self.rooms.works.open() as work:
                copy = SealedCopy("a" * 64, 9, 1, work.at)
                record_sealed(work, one.document_id, copy)
            with self.rooms.works.open() as work:
                record_issued(work, one.id)
        if one.state is S.DRAFTED:
            one.state = S.ISSUED
            if one.replaces is not None and one.replaces.state is S.ISSUED:
                one.replaces.state = S.SUPERSEDED

    @precondition(lambda self: self.known)
    @rule(which=WHICH)
    def is_mended(self, which: int) -> None:
        """A document is issued, and another takes its place, if it may."""
        self.is_sealed_and_issued(which, 1)
        self.gives_out(which)
        self.is_sealed_and_issued(len(self.known) - 1, 1)

    @precondition(lambda self: self.known)
    @rule(which=WHICH)
    def is_withdrawn(self, which: int) -> None:
        one = self.one(which)
        version = self.rooms.one(IssuedDocument, one.id).version
        if one.state not in {S.DRAFTED, S.ISSUED}:
            with pytest.raises(MoveNotOpen), self.rooms.by("registry") as work:
                withdraw(work, one.id, version, "In error.")
            return
        with self.rooms.by("registry") as work:
            withdraw(work, one.id, version, "In error.")
        one.state = S.DROPPED if one.state is S.DRAFTED else S.WITHDRAWN

    @invariant()
    def i2_stands_where_the_table_says(self) -> None:
        for one in self.known:
            assert self.rooms.one(IssuedDocument, one.id).state is one.state
            self.reached.add(one.state)

    @invariant()
    def i3_replaying_its_events_gives_the_stored_state(self) -> None:
        entries = sorted(self.rooms.all(AuditEntry), key=lambda entry: entry.number)
        for one in self.known:
            stands: IssuedDocumentState | None = None
            for entry in (e for e in entries if e.subject_id == one.id):
                (edge,) = (e for e in ISSUED_MOVES if e.event.__name__ == entry.event)
                assert edge.is_open_from(stands)
                stands = IssuedDocumentState(edge.target)
            assert stands is one.state

    @invariant()
    def i28_what_was_issued_is_in_its_case_and_register_and_told_once(self) -> None:
        was_issued = {S.ISSUED, S.SUPERSEDED, S.WITHDRAWN}
        entered = [e.document_id for e in self.rooms.all(RegisterEntry)]
        told = [m.subject_id for m in self.rooms.all(Message, about="CourtDocumentIssued")]
        for one in self.known:
            times = 1 if one.state in was_issued else 0
            assert entered.count(one.document_id) == times
            assert told.count(one.id) == times * 2  # the lawyer and the colleague
            document = self.rooms.one(Document, one.document_id)
            assert (document.case_id is not None) == bool(times)


def test_i28_whatever_happens_to_what_the_court_issues_the_tables_said_so(rooms: Rooms):
    reached: set[IssuedDocumentState] = set()
    run_state_machine_as_test(
        lambda: Life(rooms, reached),
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert reached == set(S)
