"""A defect: whom it touched is computed from the events, and each is told once (I-48)."""

from datetime import datetime, timedelta

import pytest

from api.audit.models import AuditEntry
from api.cases.models import AccessOrder, Case
from api.cases.operations import make_access_order
from api.cases.states import AccessOrderKind
from api.filings.models import Filing
from api.history.events import DefectTold
from api.history.models import DefectNotice
from api.history.operations import tell_of_defect
from api.history.rules import AlreadyTold, InstantNotYetCome
from api.history.states import DefectKind
from api.kernel.refusals import IdempotencyKeyReused, Malformed, NotAllowed, Refusal
from api.notifications.models import Message
from api.parties.models import Party
from api.parties.operations import link_party
from tests.audit.test_trail import busy
from tests.court import Court
from tests.filings.steps import Rooms

__all__ = ["busy"]

HOUR = timedelta(hours=1)
TIMES = DefectKind.TIMES_WRONG


def told(
    rooms: Rooms,
    from_at: datetime,
    until_at: datetime,
    *,
    key: str | None = None,
    by: str = "registry",
) -> DefectNotice:
    """Tell of a defect that made times wrong."""
    with rooms.by(by) as work:
        return tell_of_defect(work, TIMES, from_at, until_at, key or rooms.key())


def letters(rooms: Rooms) -> list[Message]:
    return rooms.all(Message, about=DefectTold.__name__)


def test_i48_each_touched_case_and_filing_has_its_notice_and_no_other(rooms: Rooms):
    before = rooms.opened_case(by="rival")
    rooms.hands.move(hours=1)
    begun = rooms.hands.now
    case = rooms.opened_case()
    with rooms.by("registry") as work:
        defendant = rooms_defendant(rooms, case)
        link_party(work, case.id, "litigant", defendant)
    lone = rooms.submitted(by="stranger")
    draft = rooms.draft(by="rival")
    over = rooms.hands.now + timedelta(minutes=1)
    rooms.hands.move(hours=1)
    rooms.submitted(by="rival")

    notice = told(rooms, begun, over)

    assert (notice.cases, notice.filings) == (1, 2)
    boxes = {(m.account_id, m.subject_id) for m in letters(rooms)}
    people = ("lawyer", "litigant", "stranger")
    assert boxes == {(rooms.people[name].account_id, notice.id) for name in people}
    texts = {m.account_id: m.body_en for m in letters(rooms)}
    opened = rooms.all(Filing, case_id=case.id)[0]
    lawyers = texts[rooms.people["lawyer"].account_id]
    assert f"{case.number}, {opened.transaction_number}" in lawyers
    assert "A time that was shown may have been wrong." in lawyers
    assert rooms.filing(lone).transaction_number in texts[rooms.people["stranger"].account_id]
    assert draft not in {f.id for f in rooms.all(Filing) if f.transaction_number}
    assert not any(before.number in text for text in texts.values())


def rooms_defendant(rooms: Rooms, case: Case) -> str:
    party_id: str = rooms.all(Party, case_id=case.id, ordinal=2)[0].id
    return party_id


def test_i48_what_is_touched_is_every_case_of_which_an_event_tells(busy: Rooms):
    """By hand: each entry of the log in the time, and the case of what it happened to."""
    entries = busy.all(AuditEntry)
    begun, over = entries[0].at, entries[-1].at + timedelta(microseconds=1)
    busy.hands.move(minutes=1)

    notice = told(busy, begun, over)

    received = [f for f in busy.all(Filing) if f.transaction_number]
    assert notice.filings == len(received)
    assert notice.cases == len(busy.all(Case))
    sent = letters(busy)
    assert len(sent) == notice.notices == len({(m.account_id, m.body_en) for m in sent})
    for filing in received:
        box = [m.body_en for m in sent if m.account_id == filing.owner_id]
        assert sum(filing.transaction_number in body for body in box) == 1


def test_i48_nobody_is_told_twice_of_one_defect(rooms: Rooms):
    rooms.received()
    begun, over = rooms.hands.now - HOUR, rooms.hands.now + timedelta(minutes=1)
    rooms.hands.move(hours=1)
    first = told(rooms, begun, over, key="once")
    sent = len(letters(rooms))

    assert told(rooms, begun, over, key="once").id == first.id
    with pytest.raises(AlreadyTold):
        told(rooms, begun, over)
    with pytest.raises(IdempotencyKeyReused):
        told(rooms, begun, over + timedelta(minutes=1), key="once")
    assert len(letters(rooms)) == sent == 1
    assert len(rooms.all(DefectNotice)) == 1


def test_a_case_that_is_the_courts_alone_is_not_named_to_its_parties(rooms: Rooms):
    begun = rooms.hands.now
    case = rooms.opened_case()
    with rooms.by("registry") as work:
        link_party(work, case.id, "litigant", rooms_defendant(rooms, case))
    rooms.hands.move(minutes=1)
    with rooms.by("registry") as work:
        make_access_order(work, case.id, AccessOrderKind.CONFINEMENT, "by order", case.version)
    assert rooms.all(AccessOrder)

    notice = told(rooms, begun, rooms.hands.now)

    assert notice.cases == 1
    assert [m.account_id for m in letters(rooms)] == [rooms.people["lawyer"].account_id]
    assert not any(case.number in m.body_en + m.body_tc for m in letters(rooms))


def test_a_defect_that_is_none_is_refused_and_nobody_is_told(rooms: Rooms):
    rooms.received()
    now = rooms.hands.now
    refused: list[tuple[type[Refusal], datetime, datetime, str]] = [
        (Malformed, now, now, "registry"),
        (Malformed, now, now - HOUR, "registry"),
        (InstantNotYetCome, now - HOUR, now + HOUR, "registry"),
        *((NotAllowed, now - HOUR, now, name) for name in ("lawyer", "helpdesk", "auditor")),
    ]
    before = rooms.everything()
    for refusal, from_at, until_at, by in refused:
        with pytest.raises(refusal):
            told(rooms, from_at, until_at, by=by)
    assert rooms.everything() == before


def test_the_contract_tells_and_counts(court: Court):
    court.received()
    begun = court.hands.now - HOUR
    court.hands.move(minutes=5)
    given = {
        "idempotencyKey": "defect",
        "kind": "FEES_WRONG",
        "fromAt": begun.isoformat(),
        "untilAt": court.hands.now.isoformat(),
    }
    show = "... on DefectTold { defectNotice { id kind cases filings notices } }"

    done = court.do("tellOfDefect", given, show, by="registry")["defectNotice"]

    assert (done["kind"], done["cases"], done["filings"], done["notices"]) == (
        "FEES_WRONG",
        0,
        1,
        1,
    )
    query = "{ viewer { messages { nodes { about subjectId body { en tc sc } } } } }"
    messages = court.ask(query, by="lawyer")["viewer"]["messages"]["nodes"]
    assert [m["subjectId"] for m in messages if m["about"] == "DefectTold"] == [done["id"]]
    refused = court.do("tellOfDefect", {**given, "idempotencyKey": "b"}, show, by="registry")
    assert refused["code"] == "AlreadyTold"
