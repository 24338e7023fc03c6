"""Every machine of states, exhaustively: state x verb x kind of account, written down twice."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from api.accounts.states import ACCOUNT_MOVES
from api.cases.states import ACCESS_ORDER_MOVES, CASE_MOVES, RESTRICTION_ORDER_MOVES
from api.corrections.states import RELATION_BACK_MOVES
from api.courts.states import CLOSURE_MOVES
from api.deadlines.states import DEADLINE_MOVES
from api.documents.states import DOCUMENT_MOVES, SCAN_MOVES
from api.duties.states import LEAVE_MOVES
from api.filings.states import DISPOSITION_MOVES, FILING_MOVES
from api.issuing.states import CERTIFICATE_MOVES, ISSUED_MOVES
from api.kernel.actors import PUBLIC, SYSTEM, AccountKind, Actor
from api.kernel.refusals import MoveNotOpen, NotAllowed
from api.kernel.states import Moves, move
from api.reviews.states import REVIEW_MOVES

ACTORS = {
    "public": PUBLIC,
    "building": SYSTEM,
    **{kind.value: Actor(f"acc_{kind}", kind) for kind in AccountKind},
}
FILERS, REGISTRY = "IU OU", "REGISTRY_OFFICER"
UPLOADERS = f"{FILERS} {REGISTRY}"
STAFF = f"{REGISTRY} HELP_CENTRE_OFFICER building"
NOW = datetime(2022, 5, 13, 3, tzinfo=UTC)

# verb: (from, to, who). A dash is where nothing is yet.
FILING = {
    "start": ("-", "DRAFT", FILERS),
    "revise": ("DRAFT SUBMISSION_FAILED", "DRAFT", FILERS),
    "discard": ("DRAFT", "WITHDRAWN", FILERS),
    "submit": ("DRAFT SUBMISSION_FAILED", "SUBMITTING", FILERS),
    "receive": ("SUBMITTING", "RECEIVED", FILERS),
    "fail": ("SUBMITTING", "SUBMISSION_FAILED", "building"),
    "await_payment": ("RECEIVED", "PAYMENT_PENDING", FILERS),
    "settle": ("PAYMENT_PENDING", "RECEIVED", "building"),
    "withdraw": ("RECEIVED PAYMENT_PENDING", "WITHDRAWN", FILERS),
    "claim": ("RECEIVED", "UNDER_REVIEW", REGISTRY),
    "release": ("UNDER_REVIEW", "RECEIVED", REGISTRY),
    "refer": ("UNDER_REVIEW", "REFERRED", REGISTRY),
    "accept": ("UNDER_REVIEW REFERRED", "ACCEPTED", REGISTRY),
    "accept_in_part": ("UNDER_REVIEW REFERRED", "PARTIALLY_ACCEPTED", REGISTRY),
    "reject": ("UNDER_REVIEW REFERRED", "REJECTED", REGISTRY),
    "make_record": ("ACCEPTED PARTIALLY_ACCEPTED", "RECORDED", "building"),
}
DISPOSITION = {
    "lodge": ("-", "LODGED", FILERS),
    "receive": ("LODGED", "RECEIVED", FILERS),
    "accept": ("RECEIVED", "ACCEPTED", REGISTRY),
    "reject": ("RECEIVED", "REJECTED", REGISTRY),
}
REVIEW = {
    "queue": ("-", "UNASSIGNED", f"{FILERS} building"),
    "assign": ("UNASSIGNED", "ASSIGNED", REGISTRY),
    "take_over": ("ASSIGNED", "ASSIGNED", REGISTRY),
    "give_back": ("ASSIGNED", "UNASSIGNED", REGISTRY),
    "complete": ("ASSIGNED", "COMPLETED", REGISTRY),
    "cancel": ("UNASSIGNED", "CANCELLED", FILERS),
}
CASE = {
    "open": ("-", "OPEN", REGISTRY),
    "stay": ("OPEN", "STAYED", REGISTRY),
    "lift_stay": ("STAYED", "OPEN", REGISTRY),
    "conclude": ("OPEN STAYED", "CONCLUDED", REGISTRY),
    "close": ("CONCLUDED", "CLOSED", REGISTRY),
    "reopen": ("CONCLUDED CLOSED", "OPEN", REGISTRY),
    "transfer": ("OPEN STAYED", "TRANSFERRED", REGISTRY),
}
ACCESS_ORDER = {
    "make": ("-", "IN_FORCE", REGISTRY),
    "lift": ("IN_FORCE", "LIFTED", REGISTRY),
}
RELATION_BACK = {
    "grant": ("-", "IN_FORCE", REGISTRY),
    "set_aside": ("IN_FORCE", "SET_ASIDE", REGISTRY),
}
ACCOUNT = {
    "open": ("-", "ACTIVE", STAFF),
    "suspend": ("ACTIVE", "SUSPENDED", STAFF),
    "restore": ("SUSPENDED", "ACTIVE", STAFF),
    "close": ("ACTIVE SUSPENDED", "CLOSED", STAFF),
}
DOCUMENT = {
    "declare": ("-", "AWAITING_BYTES", UPLOADERS),
    "store": ("AWAITING_BYTES", "STORED", UPLOADERS),
}
SCAN = {
    "await_scan": ("-", "PENDING", UPLOADERS),
    "find_clean": ("PENDING", "CLEAN", "building"),
    "find_infected": ("PENDING", "INFECTED", "building"),
    "give_up": ("PENDING", "UNSCANNABLE", "building"),
    "scan_again": ("PENDING UNSCANNABLE", "PENDING", REGISTRY),
}
CLOSURE = {
    "announce": ("-", "ANNOUNCED", REGISTRY),
    "begin": ("ANNOUNCED", "IN_FORCE", f"{REGISTRY} building"),
    "end": ("ANNOUNCED IN_FORCE", "ENDED", REGISTRY),
    "run_out": ("ANNOUNCED IN_FORCE", "ENDED", "building"),
}
DEADLINE = {
    "set": ("-", "OPEN", REGISTRY),
    "extend": ("OPEN EXTENDED MISSED", "EXTENDED", REGISTRY),
    "meet": ("OPEN EXTENDED MISSED", "MET", f"{REGISTRY} building"),
    "miss": ("OPEN EXTENDED", "MISSED", "building"),
}
ISSUED = {
    "draft": ("-", "DRAFTED", REGISTRY),
    "issue": ("DRAFTED", "ISSUED", "building"),
    "supersede": ("ISSUED", "SUPERSEDED", "building"),
    "drop": ("DRAFTED", "DROPPED", REGISTRY),
    "withdraw": ("ISSUED", "WITHDRAWN", REGISTRY),
}
CERTIFICATE = {
    "draft": ("-", "DRAFTED", REGISTRY),
    "issue": ("DRAFTED", "ISSUED", "building"),
    "supersede": ("DRAFTED ISSUED", "SUPERSEDED", f"{REGISTRY} HELP_CENTRE_OFFICER"),
}
LEAVE = {
    "record": ("-", "IN_FORCE", REGISTRY),
    "revoke": ("IN_FORCE", "REVOKED", REGISTRY),
}
MACHINES: dict[str, tuple[Moves, dict[str, tuple[str, str, str]]]] = {
    "filing": (FILING_MOVES, FILING),
    "document in a filing": (DISPOSITION_MOVES, DISPOSITION),
    "review": (REVIEW_MOVES, REVIEW),
    "case": (CASE_MOVES, CASE),
    "access order": (ACCESS_ORDER_MOVES, ACCESS_ORDER),
    "restriction order": (RESTRICTION_ORDER_MOVES, ACCESS_ORDER),
    "relation back": (RELATION_BACK_MOVES, RELATION_BACK),
    "account": (ACCOUNT_MOVES, ACCOUNT),
    "document": (DOCUMENT_MOVES, DOCUMENT),
    "scan of a document": (SCAN_MOVES, SCAN),
    "closure": (CLOSURE_MOVES, CLOSURE),
    "deadline": (DEADLINE_MOVES, DEADLINE),
    "court document": (ISSUED_MOVES, ISSUED),
    "certificate of an outage": (CERTIFICATE_MOVES, CERTIFICATE),
    "leave": (LEAVE_MOVES, LEAVE),
}
machines = pytest.mark.parametrize("noun", MACHINES)


@dataclass
class Taken:
    """As much of a work as a move needs."""

    actor: Actor
    events: list[Any]
    at: datetime = NOW

    def record(self, event: Any) -> None:
        self.events.append(event)


def a_row(machine: Moves, state: Any) -> Any:
    """Something of the machine's noun, standing where a test puts it."""
    kind = type("Row", (SimpleNamespace,), {"moves": machine})
    return kind(id="row_1", version=4, **{machine.column: state})


def facts_of(edge: Any) -> dict[str, Any]:
    """Some value for every field of the event but the first."""
    return {f.name: f"some {f.name}" for f in fields(edge.event)[1:]}


@machines
def test_the_table_is_what_the_domain_model_says(noun: str):
    machine, expected = MACHINES[noun]

    found = {
        edge.verb: (
            {"-" if s is None else s.value for s in edge.source},
            edge.target.value,
            {name for name, actor in ACTORS.items() if edge.is_for(actor)},
        )
        for edge in machine
    }

    assert found == {
        verb: (set(source.split()), target, set(who.split()))
        for verb, (source, target, who) in expected.items()
    }
    assert machine.noun == noun


@machines
def test_every_state_can_be_reached(noun: str):
    machine, _ = MACHINES[noun]
    reached: set[Any] = {None}
    for _ in machine:
        reached |= {edge.target for edge in machine if reached & set(edge.source)}
    assert reached == {None, *machine.states}


@machines
def test_i2_each_pair_of_state_and_verb_moves_as_listed_or_changes_nothing(noun: str):
    machine, expected = MACHINES[noun]
    for state, edge, name in product([None, *machine.states], machine, ACTORS):
        row, work = a_row(machine, state), Taken(ACTORS[name], [])
        source, target, who = expected[edge.verb]
        is_open = ("-" if state is None else state.value) in source.split()
        is_for = name in who.split()
        refusal = None
        try:
            move(work, row, edge.verb, **facts_of(edge))
        except (MoveNotOpen, NotAllowed) as no:
            refusal = type(no)
        column = getattr(row, machine.column)
        if is_open and is_for:
            assert (refusal, column.value, row.version) == (None, target, 5)
            assert [type(e) for e in work.events] == [edge.event]
            if edge.stamps:
                assert getattr(row, edge.stamps) == NOW
        else:
            assert refusal is (NotAllowed if is_open else MoveNotOpen)
            assert (column, row.version, work.events) == (state, 4, [])
            assert edge.stamps is None or not hasattr(row, edge.stamps)


@machines
def test_i3_each_edge_has_an_event_that_tells_it_from_its_neighbours(noun: str):
    """Replaying needs it: from one state, one event leads to one state only."""
    machine, _ = MACHINES[noun]
    seen: dict[tuple[Any, type], Any] = {}
    for edge in machine:
        for state in edge.source:
            assert seen.setdefault((state, edge.event), edge.target) == edge.target


def test_rejected_withdrawn_and_recorded_are_final():
    ends = {
        state.value
        for state in FILING_MOVES.states
        if not any(edge.is_open_from(state) for edge in FILING_MOVES)
    }
    assert ends == {"REJECTED", "RECORDED", "WITHDRAWN"}
