"""Deadlines run from a recorded service; met, missed, extended, and moved by the calendar."""

from datetime import UTC, date, datetime

import pytest

from api.accounts.models import Account
from api.cases.models import Case
from api.courts.models import Closure
from api.courts.operations import announce_closure, end_closure
from api.courts.states import ClosureKind
from api.deadlines.models import Deadline
from api.deadlines.operations import extend, pass_deadline, record_service
from api.deadlines.rules import AlreadyServed, MoreTimeIsNotLess
from api.deadlines.states import DeadlineState
from api.kernel.refusals import ChangedMeanwhile, Malformed, MoveNotOpen, NotAllowed, NotFound
from api.notifications.models import Message
from api.parties.models import Party
from api.parties.operations import link_party
from api.parties.states import PartyRole
from tests.filings.steps import Rooms

ACKNOWLEDGE, DEFEND = "DCPI_1_ACKNOWLEDGE", "DCPI_2_DEFEND"


def hong_kong(text: str) -> datetime:
    """A Hong Kong wall-clock time as an instant."""
    return datetime.fromisoformat(text + "+08:00").astimezone(UTC)


def defendant(rooms: Rooms, case: Case) -> Party:
    """The defendant of a case."""
    return rooms.all(Party, case_id=case.id, role=PartyRole.DEFENDANT)[0]


def served(rooms: Rooms, case: Case | None = None, on: str = "2022-05-13") -> Case:
    """A case whose defendant was served on a day."""
    case = case or rooms.opened_case()
    party = defendant(rooms, case)
    with rooms.by("registry") as work:
        record_service(
            work,
            case_id=case.id,
            party_id=party.id,
            served_on=date.fromisoformat(on),
            key=rooms.key(),
        )
    return case


def deadline(rooms: Rooms, rule: str = ACKNOWLEDGE) -> Deadline:
    """The deadline under a rule."""
    return rooms.all(Deadline, rule=rule)[0]


def answered(rooms: Rooms, case: Case, kind: str = "ACKNOWLEDGMENT_OF_SERVICE") -> str:
    """The defendant, linked as such, files an answer; received and paid, not decided."""
    account = rooms.one(Account, rooms.people["litigant"].account_id)
    with rooms.by("registry") as work:
        link_party(work, case.id, account.sign_in_name, defendant(rooms, case).id)
    return rooms.submitted(by="litigant", case_number=case.number, documents=(kind,))


def recorded(rooms: Rooms, filing_id: str) -> str:
    """The registry accepts a filing and its record is made."""
    rooms.paid(filing_id)
    return rooms.recorded(rooms.decided(rooms.claimed(filing_id)))


def close(rooms: Rooms, starts: str, ends: str | None = None) -> Closure:
    """Announce a closure of the registry."""
    with rooms.by("registry") as work:
        return announce_closure(
            work,
            office_code="DC_REGISTRY",
            kind=ClosureKind.GALE_WARNING,
            starts_at=hong_kong(starts),
            ends_at=hong_kong(ends) if ends else None,
        )


def time_passes(rooms: Rooms, until: str) -> None:
    """The clock moves, and the building looks at every deadline."""
    rooms.hands.set(until)
    for row in rooms.all(Deadline):
        with rooms.works.open() as work:
            pass_deadline(work, row.id)


def test_a_service_lets_the_published_limits_run(rooms: Rooms):
    case = served(rooms)

    found = {d.rule: (d.counted_from, d.due_day, d.due_at, d.state) for d in rooms.all(Deadline)}

    may, opened = date(2022, 5, 13), DeadlineState.OPEN
    assert found == {
        ACKNOWLEDGE: (may, date(2022, 5, 27), hong_kong("2022-05-27 17:30"), opened),
        DEFEND: (may, date(2022, 6, 24), hong_kong("2022-06-24 17:30"), opened),
    }
    assert {d.rule_version for d in rooms.all(Deadline)} == {"TIME_LIMITS_2022_01"}
    assert rooms.events().count("DeadlineSet") == 2
    told = [m for m in rooms.all(Message) if m.about == "DeadlineSet"]
    assert {m.account_id for m in told} == {rooms.people["lawyer"].account_id}
    assert case.number in told[0].body_en


def test_a_deadline_is_met_by_what_arrives_in_time_even_if_it_is_recorded_later(rooms: Rooms):
    case = served(rooms)
    rooms.hands.set("2022-05-27 17:30")
    filing_id = answered(rooms, case)
    time_passes(rooms, "2022-05-30 09:00")
    late = deadline(rooms)

    recorded(rooms, filing_id)

    met = deadline(rooms)
    assert late.state is DeadlineState.MISSED
    assert (met.state, met.filing_id) == (DeadlineState.MET, filing_id)
    assert deadline(rooms, DEFEND).state is DeadlineState.OPEN


def test_what_arrives_a_second_after_closing_is_late(rooms: Rooms):
    case = served(rooms)
    rooms.hands.set("2022-05-27 17:30")
    rooms.hands.move(seconds=1)

    recorded(rooms, answered(rooms, case))

    assert deadline(rooms).state is DeadlineState.OPEN
    time_passes(rooms, "2022-05-30 12:00")
    assert deadline(rooms).state is DeadlineState.MISSED


def test_somebody_elses_filing_meets_nothing(rooms: Rooms):
    case = served(rooms)
    theirs = rooms.submitted(case_number=case.number, documents=("ACKNOWLEDGMENT_OF_SERVICE",))
    recorded(rooms, theirs)
    assert deadline(rooms).state is DeadlineState.OPEN


def test_a_filing_of_another_kind_meets_nothing(rooms: Rooms):
    case = served(rooms)
    recorded(rooms, answered(rooms, case, "DEFENCE"))
    assert deadline(rooms).state is DeadlineState.OPEN
    assert deadline(rooms, DEFEND).state is DeadlineState.MET


def test_a_service_recorded_late_is_met_by_the_answer_that_came_before(rooms: Rooms):
    case = rooms.opened_case()
    filing_id = recorded(rooms, answered(rooms, case))
    rooms.hands.set("2022-06-13 11:00")

    served(rooms, case)

    assert (deadline(rooms).state, deadline(rooms).filing_id) == (DeadlineState.MET, filing_id)


def test_a_deadline_passes_only_after_its_last_instant_and_once(rooms: Rooms):
    served(rooms)
    time_passes(rooms, "2022-05-27 17:30")
    in_time = deadline(rooms).state
    time_passes(rooms, "2022-05-27 17:30:01")
    time_passes(rooms, "2022-05-27 17:30:02")
    assert in_time is DeadlineState.OPEN
    assert deadline(rooms).state is DeadlineState.MISSED
    assert rooms.events().count("DeadlineMissed") == 1


def test_i23_a_closure_moves_running_deadlines_forwards_with_event_and_message(rooms: Rooms):
    case = served(rooms)
    before = deadline(rooms)

    close(rooms, "2022-05-27 12:00", "2022-05-27 20:00")

    moved, after = deadline(rooms), deadline(rooms, DEFEND)
    assert (moved.due_day, moved.reckoned_on) == (date(2022, 5, 30), before.reckoned_on)
    assert moved.version == before.version + 1
    assert after.due_day == date(2022, 6, 27)
    assert "does not open to its closing hour" in moved.explanation_en
    assert rooms.events().count("DeadlineMoved") == 2
    told = [m for m in rooms.all(Message) if m.about == "DeadlineMoved"]
    assert len(told) == 2
    assert case.number in told[0].subject_en


def test_i23_a_closure_without_an_end_leaves_the_deadline_open_until_it_ends(rooms: Rooms):
    served(rooms)
    closure = close(rooms, "2022-05-27 12:00")
    waiting = deadline(rooms)
    time_passes(rooms, "2022-05-30 10:00")
    still = deadline(rooms).state

    with rooms.by("registry") as work:
        end_closure(work, closure.id, expected_version=closure.version)

    settled = deadline(rooms)
    assert (waiting.due_day, waiting.due_at) == (None, None)
    assert still is DeadlineState.OPEN
    assert settled.due_at == hong_kong("2022-05-30 17:30")
    time_passes(rooms, "2022-05-30 17:31")
    assert deadline(rooms).state is DeadlineState.MISSED


def test_i23_a_met_deadline_never_becomes_missed_and_never_moves(rooms: Rooms):
    case = served(rooms)
    recorded(rooms, answered(rooms, case))
    met = deadline(rooms)

    close(rooms, "2022-05-27 12:00", "2022-05-27 20:00")
    time_passes(rooms, "2022-07-27 12:00")

    assert met.state is DeadlineState.MET
    assert deadline(rooms) == met
    assert deadline(rooms, DEFEND).state is DeadlineState.MISSED


def test_the_court_gives_more_time_and_the_calendar_still_holds(rooms: Rooms):
    served(rooms)
    row = deadline(rooms)
    with rooms.by("registry") as work:
        given = {"until": date(2022, 6, 3), "grounds": "By order", "expected_version": row.version}
        extend(work, row.id, **given)

    more = deadline(rooms)

    assert (more.state, more.extended_to) == (DeadlineState.EXTENDED, date(2022, 6, 3))
    assert more.due_day == date(2022, 6, 6)
    close(rooms, "2022-06-06 12:00", "2022-06-06 18:00")
    assert deadline(rooms).due_day == date(2022, 6, 7)
    time_passes(rooms, "2022-05-30 12:00")
    assert deadline(rooms).state is DeadlineState.EXTENDED


@pytest.mark.parametrize(
    ("by", "until", "version", "refusal"),
    [
        ("lawyer", "2022-06-03", 0, NotAllowed),
        ("registry", "2022-05-27", 0, MoreTimeIsNotLess),
        ("registry", "2022-06-03", 1, ChangedMeanwhile),
    ],
)
def test_an_extension_that_is_none_is_refused_and_changes_nothing(
    rooms: Rooms, by: str, until: str, version: int, refusal: type[Exception]
):
    served(rooms)
    row = deadline(rooms)
    before = rooms.everything()
    with pytest.raises(refusal), rooms.by(by) as work:
        extend(
            work,
            row.id,
            until=date.fromisoformat(until),
            grounds="By order",
            expected_version=row.version + version,
        )
    assert rooms.everything() == before


def test_a_met_deadline_is_not_extended(rooms: Rooms):
    case = served(rooms)
    recorded(rooms, answered(rooms, case))
    row = deadline(rooms)
    given = {"until": date(2022, 9, 1), "grounds": "By order", "expected_version": row.version}
    with pytest.raises(MoveNotOpen), rooms.by("registry") as work:
        extend(work, row.id, **given)


@pytest.mark.parametrize(
    ("by", "on", "which", "refusal"),
    [
        ("lawyer", "2022-05-13", 1, NotAllowed),
        ("registry", "2022-05-12", 1, Malformed),
        ("registry", "2022-05-14", 1, Malformed),
        ("registry", "2022-05-13", 0, Malformed),
        ("registry", "2022-05-13", None, NotFound),
    ],
    ids=["by a filer", "before the case", "tomorrow", "on a plaintiff", "on nobody"],
)
def test_a_service_that_cannot_be_is_refused_and_nothing_runs(
    rooms: Rooms, by: str, on: str, which: int | None, refusal: type[Exception]
):
    case = rooms.opened_case()
    parties = sorted(rooms.all(Party, case_id=case.id), key=lambda party: party.ordinal)
    before = rooms.everything()
    with pytest.raises(refusal), rooms.by(by) as work:
        record_service(
            work,
            case_id=case.id,
            party_id="pty_nobody" if which is None else parties[which].id,
            served_on=date.fromisoformat(on),
            key="k",
        )
    assert rooms.everything() == before


def test_a_defendant_is_served_once(rooms: Rooms):
    case = served(rooms)
    with pytest.raises(AlreadyServed):
        served(rooms, case)
    assert len(rooms.all(Deadline)) == 2
