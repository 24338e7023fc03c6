"""A case as it stood at an instant, told from the log, filtered by who may see it today (I-8)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from api.audit.models import AuditEntry
from api.cases.models import AccessOrder, Case
from api.cases.operations import lift_access_order, make_access_order
from api.cases.states import AccessLevel, AccessOrderKind, CaseStanding
from api.corrections.operations import grant_relation_back, set_aside_relation_back
from api.filings.models import Filing
from api.filings.states import FilingState
from api.history.queries import CaseThen, case_as_of
from api.history.rules import InstantNotYetCome
from api.kernel.actors import PUBLIC
from api.kernel.states import move
from api.kernel.work import viewer_of
from api.parties.models import Party
from api.parties.operations import link_party, unlink_account
from api.parties.states import PartyKind, PartyRole
from api.proceedings import operations as proceedings
from api.proceedings.operations import NewParty
from api.register.models import RegisterEntry
from tests.audit.test_trail import busy
from tests.filings.steps import Rooms
from tests.filings.test_submitting import close_registry, reopen_registry
from tests.proceedings.steps import done, party

__all__ = ["busy"]

MINUTE = timedelta(minutes=1)


def then(
    rooms: Rooms, case: Case, at: datetime | None = None, by: str | None = "registry"
) -> CaseThen | None:
    """How a case stood at an instant, or stands now, as somebody is told."""
    actor = rooms.people[by] if by else PUBLIC
    now = rooms.hands.now
    with Session(rooms.engine, expire_on_commit=False) as session:
        return case_as_of(session, viewer_of(actor), case.number, at or now, now)


def seen(rooms: Rooms, case: Case, at: datetime, by: str | None = "registry") -> CaseThen:
    """How a case stood, which somebody is told."""
    found = then(rooms, case, at, by)
    assert found is not None
    return found


def moved(rooms: Rooms, case: Case, verb: str) -> datetime:
    """Move a case through the one door; the instant of it. A minute passes before and after."""
    rooms.hands.move(minutes=1)
    with rooms.by("registry") as work:
        move(work, work.session.get_one(Case, case.id), verb)
    at = rooms.hands.now
    rooms.hands.move(minutes=1)
    return at


def ordered(rooms: Rooms, case: Case, kind: AccessOrderKind) -> datetime:
    rooms.hands.move(minutes=1)
    with rooms.by("registry") as work:
        version = work.session.get_one(Case, case.id).version
        make_access_order(work, case.id, kind, "by order", version)
    at = rooms.hands.now
    rooms.hands.move(minutes=1)
    return at


def a_correction(rooms: Rooms) -> tuple[Case, str]:
    """A filing in a case that corrects a rejected one, accepted and recorded."""
    case = rooms.opened_case()
    answer: dict[str, Any] = {"case_number": case.number, "documents": ("NOTICE_OF_APPOINTMENT",)}
    kinds = ("ACKNOWLEDGMENT_OF_SERVICE",)
    answer["documents"] = kinds
    rejected = rooms.decided(rooms.claimed(rooms.submitted(**answer)), False)
    rooms.hands.move(hours=1)
    again = rooms.submitted(**answer, resubmission_of=rejected)
    rooms.recorded(rooms.decided(rooms.claimed(again)))
    return case, again


def test_i8_a_relation_back_hides_neither_the_former_time_nor_its_own_end(rooms: Rooms):
    case, again = a_correction(rooms)
    first = rooms.filing(again)
    before = rooms.hands.now
    rooms.hands.move(minutes=5)
    with rooms.by("registry2") as work:
        grant_relation_back(work, again, first.version, None, "By order.")
    granted = rooms.hands.now
    related = rooms.filing(again)
    rooms.hands.move(minutes=5)
    with rooms.by("registry2") as work:
        set_aside_relation_back(work, again, related.version, "Made in error.")

    def effective(at: datetime) -> datetime | None:
        return next(f.effective_at for f in seen(rooms, case, at).filings if f.filing.id == again)

    assert effective(before) == first.deemed_at
    assert effective(granted) == related.effective_filed_at != first.deemed_at
    assert effective(rooms.hands.now) == first.deemed_at


def test_i8_a_time_of_receipt_changed_by_a_closure_is_shown_as_it_was_known(rooms: Rooms):
    case = rooms.opened_case()
    closure = close_registry(rooms)
    rooms.hands.move(hours=1)
    sent = rooms.submitted(case_number=case.number, documents=("ACKNOWLEDGMENT_OF_SERVICE",))
    unknown = rooms.hands.now
    rooms.hands.move(hours=1)
    reopen_registry(rooms, closure)

    waiting, settled = seen(rooms, case, unknown), seen(rooms, case, rooms.hands.now)

    assert [f.deemed_at for f in waiting.filings if f.filing.id == sent] == [None]
    assert [f.deemed_at for f in settled.filings if f.filing.id == sent] == [
        rooms.filing(sent).deemed_at
    ]
    assert rooms.filing(sent).deemed_at is not None


def test_the_standing_and_the_level_are_those_of_the_instant(rooms: Rooms):
    case = rooms.opened_case()
    stayed = moved(rooms, case, "stay")
    sealed = ordered(rooms, case, AccessOrderKind.SEALING)
    lifted = moved(rooms, case, "lift_stay")

    levels = [
        (found.standing, found.access_level)
        for at in (stayed - MINUTE, stayed, sealed, lifted)
        if (found := seen(rooms, case, at))
    ]

    level = AccessLevel
    assert levels == [
        (CaseStanding.OPEN, level.PUBLIC_INSPECTION),
        (CaseStanding.STAYED, level.PUBLIC_INSPECTION),
        (CaseStanding.STAYED, level.PARTIES),
        (CaseStanding.OPEN, level.PARTIES),
    ]


def test_a_filing_is_in_the_state_it_was_in_and_the_register_as_long_as_it_was(rooms: Rooms):
    case = rooms.opened_case()
    early = rooms.hands.now
    rooms.hands.move(minutes=1)
    answer = {"case_number": case.number, "documents": ("ACKNOWLEDGMENT_OF_SERVICE",)}
    draft = rooms.draft(**answer)
    drafted = rooms.hands.now
    rooms.hands.move(minutes=1)
    sent = rooms.submitted(**answer)
    received = rooms.hands.now
    rooms.hands.move(minutes=1)
    rooms.recorded(rooms.decided(rooms.claimed(sent)))
    entries = rooms.all(RegisterEntry, case_id=case.id)

    def states(at: datetime, by: str) -> dict[str, str]:
        return {f.filing.id: f.state.value for f in seen(rooms, case, at, by).filings}

    assert draft not in states(drafted, "registry")
    assert states(drafted, "lawyer")[draft] == "DRAFT"
    assert sent not in states(drafted, "lawyer")
    assert states(received, "registry")[sent] == "RECEIVED"
    assert states(rooms.hands.now, "registry")[sent] == "RECORDED"
    shown = [e.id for e in seen(rooms, case, rooms.hands.now).register]
    assert set(shown) == {e.id for e in entries}
    assert {e.id for e in seen(rooms, case, early).register} == {
        e.id for e in entries if e.entered_at <= early
    }


def test_others_in_the_case_are_shown_a_filing_from_when_it_was_accepted(rooms: Rooms):
    case = rooms.opened_case()
    link(rooms, case, "litigant")
    rooms.hands.move(minutes=1)
    sent = rooms.submitted(
        case_number=case.number, documents=("ACKNOWLEDGMENT_OF_SERVICE",), by="litigant"
    )
    received = rooms.hands.now
    rooms.hands.move(minutes=1)
    rooms.recorded(rooms.decided(rooms.claimed(sent)))

    def shown(at: datetime, by: str) -> bool:
        return sent in {f.filing.id for f in seen(rooms, case, at, by).filings}

    assert not shown(received, "lawyer")
    assert shown(rooms.hands.now, "lawyer")
    assert shown(received, "litigant")


def link(rooms: Rooms, case: Case, name: str) -> None:
    """Link somebody to a case as its defendant."""
    with rooms.by("registry") as work:
        link_party(work, case.id, name, rooms.all(Party, case_id=case.id, ordinal=2)[0].id)


def test_a_case_closed_to_somebody_today_is_closed_for_its_open_days_too(rooms: Rooms):
    """I-36: today's access, whatever the day that is asked about."""
    case, noise = rooms.opened_case(), rooms.opened_case(by="rival")
    link(rooms, case, "litigant")
    link(rooms, noise, "litigant")
    open_day = rooms.hands.now
    assert then(rooms, case, open_day, "litigant") is not None
    ordered(rooms, case, AccessOrderKind.CONFINEMENT)

    for name in ("lawyer", "litigant", "stranger", "rival", "helpdesk", "accounts", None):
        assert then(rooms, case, open_day, name) is None
    assert seen(rooms, case, open_day, "auditor").access_level is AccessLevel.PUBLIC_INSPECTION
    [order] = rooms.all(AccessOrder)
    with rooms.by("registry") as work:
        lift_access_order(work, order.id)
    assert then(rooms, case, open_day, "litigant") is not None


def test_who_has_left_sees_nothing_not_even_of_the_days_they_were_in(rooms: Rooms):
    case = rooms.opened_case()
    link(rooms, case, "litigant")
    day = rooms.hands.now
    rooms.hands.move(minutes=1)
    account_id = rooms.people["litigant"].account_id or ""
    with rooms.by("registry") as work:
        unlink_account(work, case.id, account_id)

    assert then(rooms, case, day, "litigant") is None
    assert then(rooms, case, day, "lawyer") is not None


def test_there_is_no_case_before_it_began_and_none_is_foretold(rooms: Rooms):
    case = rooms.opened_case()

    assert then(rooms, case, case.opened_at - timedelta(microseconds=1)) is None
    at_birth = seen(rooms, case, case.opened_at)
    assert at_birth.standing is CaseStanding.OPEN
    assert [party.name for party in at_birth.parties] == [
        rooms.all(Party, case_id=case.id, ordinal=place)[0].name for place in (1, 2)
    ]
    with pytest.raises(InstantNotYetCome):
        then(rooms, case, rooms.hands.now + timedelta(microseconds=1))


def test_who_acted_then_is_shown_with_the_party(rooms: Rooms):
    case = rooms.opened_case()
    plaintiff, defendant = seen(rooms, case, rooms.hands.now).parties
    assert (plaintiff.represented_by, defendant.represented_by) == (
        ("LANTERN (fictional firm)",),
        (),
    )


def test_i3_i8_as_of_now_is_what_is_stored_for_every_case_and_filing(busy: Rooms):
    """The log tells the standing, the level, each state and each time that the tables hold."""
    for case in busy.all(Case):
        now = seen(busy, case, busy.hands.now)
        assert (now.standing, now.access_level) == (case.standing, case.access_level)
        stored = {
            f.id: (f.state, f.deemed_at, f.effective_filed_at)
            for f in busy.all(Filing, case_id=case.id)
            if f.received_at
        }
        assert stored
        told = {f.filing.id: (f.state, f.deemed_at, f.effective_at) for f in now.filings}
        assert told == stored
    assert {f.state for f in busy.all(Filing)} >= {FilingState.RECORDED, FilingState.REFERRED}


def test_the_past_is_the_same_however_much_happens_later(busy: Rooms):
    """I-8: what was told of an instant is told of it for good."""
    cases = busy.all(Case)
    moments = sorted({entry.at for entry in busy.all(AuditEntry)})[::3]

    def told() -> list[Any]:
        found = [then(busy, case, at) for case in cases for at in moments]
        return [
            one
            and (
                one.standing,
                one.access_level,
                [(f.filing.id, f.state, f.deemed_at, f.effective_at) for f in one.filings],
                [entry.id for entry in one.register],
            )
            for one in found
        ]

    before = told()
    busy.hands.move(days=1)
    for case in cases:
        moved(busy, case, "stay")
        ordered(busy, case, AccessOrderKind.CONFINEMENT)
    assert told() == before


def test_i8_a_case_is_told_with_the_names_parties_and_firms_it_had(rooms: Rooms):
    begun = rooms.opened_case()
    title, first = begun.title, rooms.hands.now
    second, other = (
        party(rooms, begun, 2),
        NewParty(PartyRole.DEFENDANT, PartyKind.ORGANIZATION, "Reef"),
    )
    rooms.hands.move(days=1)
    done(rooms, proceedings.begin_acting, begun, second.id, "HARBOUR")
    done(rooms, proceedings.amend_party_name, begun, second.id, "Sample Gliders Limited")
    done(rooms, proceedings.add_party, begun, other)
    amended = rooms.hands.now
    rooms.hands.move(days=1)
    case = done(rooms, proceedings.remove_party, begun, second.id)

    def told(at: datetime) -> tuple[str, list[str], list[str]]:
        found = seen(rooms, case, at)
        of_second = [one for one in found.parties if one.party.id == second.id]
        acting = [firm for one in of_second for firm in one.represented_by]
        return found.title, [one.name for one in found.parties], acting

    plaintiff = party(rooms, case, 1).name
    assert told(first) == (title, [plaintiff, second.name], [])
    renamed = [plaintiff, "Sample Gliders Limited", "Reef"]
    firm = told(amended)[2]
    assert told(amended) == (f"{plaintiff} v. Sample Gliders Limited and another", renamed, firm)
    assert len(firm) == 1
    assert told(rooms.hands.now) == (case.title, [plaintiff, "Reef"], [])
