"""The sums done at the end of a month: what must be true of the books whatever happened."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import SQLModel

from api.audit.rules import GENESIS, digest_of
from api.cases.models import AccessOrder, Case, RestrictionOrder
from api.corrections.models import RelationBack
from api.courts.models import Closure
from api.courts.queries import span_of
from api.courts.rules import Calendar, calendar_for, deemed_received
from api.courts.states import ClosureState
from api.deadlines.models import Deadline
from api.documents.models import Document
from api.filings.models import Filing, FilingDocument
from api.filings.states import DISPOSITION_MOVES, Disposition, FilingState
from api.kernel.clock import day_of
from api.kernel.states import Moves
from api.payments.models import Payment, ServiceRequest
from api.reference.loading import published
from api.reviews.models import ReviewTask
from tests.journeys.year.town import REGISTRY, Town

MACHINES: tuple[tuple[Any, Moves], ...] = (
    *((table, table.moves) for table in (Filing, FilingDocument, ReviewTask, Case, Closure)),
    *((table, table.moves) for table in (AccessOrder, RestrictionOrder, RelationBack, Deadline)),
    *((table, table.moves) for table in (Document, ServiceRequest, Payment)),
    (Document, Document.scan_moves),
)
F = FilingState
PLACES = {
    "draft": {F.DRAFT},
    "discarded": {F.WITHDRAWN},
    "waiting for payment": {F.PAYMENT_PENDING},
    "in the queue": {F.RECEIVED},
    "with a reviewer": {F.UNDER_REVIEW},
    "referred": {F.REFERRED},
    "waiting for its record": {F.ACCEPTED, F.PARTIALLY_ACCEPTED},
    "recorded": {F.RECORDED},
    "rejected": {F.REJECTED},
    "withdrawn": {F.WITHDRAWN},
    "submission failed": {F.SUBMISSION_FAILED},
}
"""Every place a filing can be in, and the states that its row may say there."""


@dataclass
class Told:
    """The audit trail as far as it was read: its chain, and where every row must stand by it."""

    number: int = 0
    digest: str = GENESIS
    events: Counter[str] = field(default_factory=Counter[str])
    states: dict[tuple[str, str], Any] = field(default_factory=dict[tuple[str, str], Any])
    due: dict[str, str | None] = field(default_factory=dict[str, str | None])
    once: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def hears(self, entries: Iterable[Any]) -> None:
        """Read on in the trail: the chain is whole, and every event is a move that was open."""
        edges: dict[str, list[tuple[Moves, Any]]] = defaultdict(list)
        for _, machine in MACHINES:
            for edge in machine:
                edges[edge.event.__name__].append((machine, edge))
        for entry in entries:
            self._chains(entry)
            self.events[entry.event] += 1
            self.once[entry.subject_id, entry.event] += 1
            if entry.event in {"DeadlineSet", "DeadlineMoved", "DeadlineExtended"}:
                self._moves_forwards(entry)
            if entry.event in edges:
                self._moves(entry, edges[entry.event])

    def _chains(self, entry: Any) -> None:
        expected = digest_of(
            number=entry.number,
            at=entry.at,
            actor=f"{entry.actor_id or ''}/{entry.actor_kind}",
            event=entry.event,
            subject_id=entry.subject_id,
            facts=entry.facts,
            previous=self.digest,
        )
        assert (entry.number, entry.digest) == (self.number + 1, expected)
        self.number, self.digest = entry.number, entry.digest

    def _moves(self, entry: Any, edges: list[tuple[Moves, Any]]) -> None:
        """Replay a move (I-3). An event that several moves share leads to one place from each."""
        machines = {machine.noun for machine, _ in edges}
        assert len(machines) == 1, f"{entry.event} is of several machines"
        key = (machines.pop(), entry.subject_id)
        before = self.states.get(key)
        [after] = {edge.target for _, edge in edges if edge.is_open_from(before)}
        self.states[key] = after

    def _moves_forwards(self, entry: Any) -> None:
        """I-23: a deadline moves forwards only."""
        due = orjson.loads(entry.facts)["due_at"]
        last = self.due.get(entry.subject_id)
        assert last is None or due is None or due >= last, entry.facts
        self.due[entry.subject_id] = due or last


@dataclass
class Sums:
    """Does the sums of a town again and again; reads of the trail only what is new."""

    town: Town
    told: Told = field(default_factory=Told)
    renditions: set[str] = field(default_factory=set[str])
    places: Counter[str] = field(default_factory=Counter[str])

    def are_right(self) -> None:
        """Do every sum there is."""
        filings = self.rows("SELECT * FROM filing ORDER BY id")
        self.told.hears(
            self.rows(
                "SELECT * FROM audit_entry WHERE number > :n ORDER BY number", n=self.told.number
            )
        )
        self.i3_stored_states_are_those_replayed()
        self.i1_numbers_have_no_gaps()
        self.i9_registers_have_no_gaps()
        self.each_filing_is_acknowledged_and_paid_once(filings)
        self.each_filing_is_in_one_place(filings)
        self.i15_i18_times_follow_from_what_is_stored()
        self.cases_count_as_begun_when_their_first_filing_has_effect()
        self.the_money_is_right()
        self.i7_bytes_have_their_digests()

    def rows(self, statement: str, **binds: Any) -> list[Any]:
        """Ask the database itself, with the columns as Python has them."""
        table = re.search(r"FROM (\w+)", statement)
        types = SQLModel.metadata.tables[table[1]].columns if table else {}
        text = sa.text(statement)
        if "SELECT *" in statement:
            text = text.columns(**{column.name: column.type for column in types})
        with self.town.engine.connect() as connection:
            return list(connection.execute(text, binds))

    def pairs(self, statement: str) -> dict[Any, Any]:
        """Two columns as a dictionary."""
        return {row[0]: row[1] for row in self.rows(statement)}

    # --- I-1, I-9: numbers ------------------------------------------------------------------------

    def i1_numbers_have_no_gaps(self) -> None:
        """Case numbers by type and year, transaction numbers by year, receipts by year."""
        running: dict[tuple[str, int], list[int]] = defaultdict(list)
        for case in self.rows("SELECT * FROM court_case"):
            running[case.proceeding_type_code, case.year].append(case.running_number)
            assert case.number == f"{case.proceeding_type_code} {case.running_number}/{case.year}"
        for table, column in (("filing", "transaction_number"), ("receipt", "number")):
            sql = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608
            for (number,) in self.rows(sql):
                year, count = number[1:].split("-")
                running[table, int(year)].append(int(count))
        for numbers in running.values():
            assert sorted(numbers) == list(range(1, len(numbers) + 1))
        references = self.rows(
            "SELECT document_reference FROM document WHERE sealed_at IS NOT NULL"
        )
        assert len({r[0] for r in references}) == len(references)

    def i9_registers_have_no_gaps(self) -> None:
        """Every register counts from one; every case has one line in the cause book."""
        entries: dict[str, list[int]] = defaultdict(list)
        for case_id, number in self.rows("SELECT case_id, number FROM register_entry"):
            entries[case_id].append(number)
        for numbers in entries.values():
            assert sorted(numbers) == list(range(1, len(numbers) + 1))
        cases = {row[0] for row in self.rows("SELECT id FROM court_case")}
        lines = [row[0] for row in self.rows("SELECT case_id FROM cause_book_entry")]
        assert sorted(cases) == sorted(lines)

    # --- I-3: events ------------------------------------------------------------------------------

    def i3_stored_states_are_those_replayed(self) -> None:
        """Every row of every machine stands where its events lead; none is gone that was filed.

        Only a draft that is changed or thrown away lets go of its documents.
        """
        expected = dict(self.told.states)
        for table, machine in MACHINES:
            name = sa.inspect(table).local_table.name
            sql = f"SELECT id, {machine.column} FROM {name}"  # noqa: S608
            for row_id, state in self.rows(sql):
                told = expected.pop((machine.noun, row_id), None)
                assert told == state, (machine.noun, row_id, told, state)
        gone = {(noun, state) for (noun, _), state in expected.items()}
        assert gone <= {(DISPOSITION_MOVES.noun, Disposition.LODGED)}, gone

    # --- one of each ------------------------------------------------------------------------------

    def each_filing_is_acknowledged_and_paid_once(self, filings: list[Any]) -> None:
        """I-13: an acknowledgement for what was received, a receipt for what was paid, no more."""
        received = sorted(f.id for f in filings if f.transaction_number is not None)
        sql = "SELECT filing_id FROM acknowledgement"
        assert sorted(row[0] for row in self.rows(sql)) == received
        requests = [f.service_request_id for f in filings if f.service_request_id]
        assert len(set(requests)) == len(requests)
        receipts = Counter(
            row[0]
            for row in self.rows(
                "SELECT p.service_request_id FROM payment p JOIN receipt r ON r.payment_id = p.id"
            )
        )
        assert set(receipts.values()) <= {1}
        for name in ("FilingReceived", "FilingRecorded", "FilingRejected", "DocumentSealed"):
            twice = [s for (s, event), n in self.told.once.items() if event == name and n > 1]
            assert twice == [], name

    def each_filing_is_in_one_place(self, filings: list[Any]) -> None:
        """By what the other tables say of it, whatever its own state says; and the two agree."""
        evidence = self.evidence()
        self.places = Counter()
        for filing in filings:
            found = [place for place in PLACES if filing.id in evidence[place]]
            assert len(found) == 1, (filing.id, filing.state, found)
            assert filing.state in PLACES[found[0]], (filing.id, filing.state, found)
            self.places[found[0]] += 1
        assert self.places.total() == len(filings)

    def evidence(self) -> dict[str, set[str]]:
        """Where each filing is by everything but its own state."""
        tasks = self.pairs("SELECT filing_id, state FROM review_task")
        decided = self.pairs("SELECT filing_id, outcome FROM review_decision")
        asked = self.pairs(
            "SELECT f.id, r.state FROM filing f JOIN service_request r ON r.id = "
            "f.service_request_id"
        )
        open_referrals = {
            r[0] for r in self.rows("SELECT filing_id FROM referral WHERE answered_at IS NULL")
        }
        jobs = {
            r[0]
            for r in self.rows(
                "SELECT subject_id FROM outbox_job WHERE job = 'record_filing' AND done_at IS NULL"
            )
        }
        entered = self._entered_whole()
        numbered = self.pairs("SELECT id, transaction_number FROM filing")
        thrown = {s for s, event in self.told.once if event == "FilingDiscarded"}
        taken_back = {s for s, event in self.told.once if event == "FilingWithdrawn"}
        unpaid = {f for f, state in asked.items() if state == "OPEN"}
        accepted = {f for f, outcome in decided.items() if outcome != "REJECTED"}
        held = {f for f, state in tasks.items() if state == "ASSIGNED"}
        return {
            "draft": {f for f, number in numbered.items() if number is None} - thrown,
            "discarded": thrown,
            "submission failed": set(),
            "waiting for payment": unpaid,
            "in the queue": {f for f, state in tasks.items() if state == "UNASSIGNED"},
            "with a reviewer": held - open_referrals,
            "referred": held & open_referrals,
            "waiting for its record": (accepted - entered) & jobs,
            "recorded": entered,
            "rejected": {f for f, outcome in decided.items() if outcome == "REJECTED"},
            "withdrawn": taken_back,
        }

    def _entered_whole(self) -> set[str]:
        """The filings of which every accepted document is in the register, and there is one."""
        rows = self.rows(
            "SELECT d.filing_id, count(*), count(e.id) FROM filing_document d LEFT JOIN "
            "register_entry e ON e.document_id = d.document_id WHERE d.disposition = 'ACCEPTED' "
            "GROUP BY d.filing_id"
        )
        assert all(entered in {0, accepted} for _, accepted, entered in rows)
        return {filing for filing, _, entered in rows if entered}

    # --- I-15, I-18: time -------------------------------------------------------------------------

    def i15_i18_times_follow_from_what_is_stored(self) -> None:
        """Each legal time is what the rule gives from the time of receipt and the calendar.

        The calendar is that known when it was judged: with the closures announced until then.
        """
        closures: list[Closure] = self.town.all(Closure)

        @cache
        def calendar(known: tuple[str, ...]) -> Calendar:
            spans = [span_of(closure) for closure in closures if closure.id in known]
            return calendar_for(published(), REGISTRY, spans)

        related = self.pairs(
            "SELECT filing_id, effective_at FROM relation_back WHERE state = 'IN_FORCE'"
        )
        for filing in self.town.all(Filing):
            if filing.id not in related:
                assert filing.effective_filed_at == filing.deemed_at  # I-19
            if filing.received_at is None:
                assert filing.deemed_at is None
                continue
            known = tuple(c.id for c in closures if _is_known(c, filing.deemed_judged_at))
            deemed = deemed_received(filing.received_at, calendar(known))
            stored = (filing.deemed_at, filing.deemed_pending, filing.deemed_court_day)
            assert (deemed.at, deemed.pending, deemed.court_day) == stored, filing.id
            assert (deemed.rule, deemed.closure_id) == (
                filing.deemed_rule,
                filing.deemed_closure_id,
            )
            assert deemed.at is None or deemed.at >= filing.received_at

    def cases_count_as_begun_when_their_first_filing_has_effect(self) -> None:
        """Whatever was related back or set aside; the public line says the same day."""
        days = {
            filing.case_id: day_of(filing.effective_filed_at)
            for filing in self.rows("SELECT * FROM filing WHERE purpose = 'COMMENCE_CASE'")
            if filing.case_id is not None
        }
        lines = {line.case_id: line for line in self.rows("SELECT * FROM cause_book_entry")}
        for case in self.rows("SELECT * FROM court_case"):
            assert case.commenced_on == days.get(case.id, case.commenced_on)
            assert lines[case.id].commenced_on == case.commenced_on

    def nothing_waits_for_a_reopening(self) -> None:
        """I-16: once every closure has ended, no legal time is pending."""
        assert {c.state for c in self.town.all(Closure)} == {ClosureState.ENDED}
        assert [f.id for f in self.town.all(Filing) if f.deemed_pending] == []

    # --- money and bytes --------------------------------------------------------------------------

    def the_money_is_right(self) -> None:
        """What was asked is what was assessed; what is paid was received, with a receipt."""
        lines = self.pairs(
            "SELECT assessment_id, sum(charged_cents) FROM fee_line GROUP BY assessment_id"
        )
        totals = self.pairs("SELECT id, total_cents FROM fee_assessment")
        assert totals == {each: int(lines.get(each, 0)) for each in totals}
        requests = {r.id: r for r in self.rows("SELECT * FROM service_request")}
        for filing in self.rows("SELECT * FROM filing WHERE service_request_id IS NOT NULL"):
            assert (
                requests[filing.service_request_id].amount_cents == totals[filing.fee_assessment_id]
            )
        payments = self.rows("SELECT * FROM payment")
        receipts = self.pairs("SELECT payment_id, amount_cents FROM receipt")
        met = {p.service_request_id: p for p in payments if p.id in receipts}
        assert set(met) == {r.id for r in requests.values() if r.state == "PAID"}
        for payment in met.values():
            assert payment.state == "SUCCESS"
            assert payment.amount_cents == receipts[payment.id]
            assert payment.amount_cents == requests[payment.service_request_id].amount_cents

    def what_was_charged_was_received(self) -> None:
        """When all is told: the money that left the payers is the money in our books."""
        ours = {p.id: p.amount_cents for p in self.town.all(Payment) if p.state == "SUCCESS"}
        assert ours == self.town.till.taken()

    def i7_bytes_have_their_digests(self) -> None:
        """Every new form of a document is in the store, and is what its digest says."""
        found = {row[0] for row in self.rows("SELECT sha256 FROM rendition")}
        for sha256 in found - self.renditions:
            self.town.store.open(sha256)  # raises BytesMissing, BytesDamaged
        self.renditions = found


def _is_known(closure: Closure, at: datetime | None) -> bool:
    return at is not None and closure.announced_at <= at
