"""Closures announced, begun and ended while filings arrive: no time is lost or told twice."""

from typing import Any

from sqlmodel import select

from api.courts.models import Closure
from api.courts.operations import begin_closure
from api.courts.queries import calendar_of
from api.courts.rules import deemed_received
from api.filings.models import Filing
from tests.court import Court
from tests.races.test_submitting import submit
from tests.races.together import code, count, rows, together

OFFICE = "DC_REGISTRY"
ANNOUNCED = "... on ClosureAnnounced { closure { id version } }"


def announce(court: Court, starts: str, ends: str | None = None) -> Any:
    """Announce a gale warning; the closure."""
    given = {"office": OFFICE, "kind": "GALE_WARNING", "startsAt": starts, "endsAt": ends}
    return court.do("announceClosure", given, ANNOUNCED, by="registry")


def end(court: Court, closure: Any, by: str = "registry") -> Any:
    """End a closure now."""
    given = {"closureId": closure["id"], "expectedVersion": closure["version"]}
    return court.do("endClosure", given, "... on ClosureEnded { closure { state } }", by=by)


def require_every_time_as_the_calendar_says(court: Court) -> None:
    """What is stored of every filing is what the calendar gives now."""
    with court.works.look() as session:
        calendar = calendar_of(session, OFFICE)
        stored = [f for f in session.exec(select(Filing)) if f.received_at is not None]
        for filing in stored:
            judged = deemed_received(filing.received_at, calendar)
            assert (filing.deemed_at, filing.deemed_closure_id) == (judged.at, judged.closure_id)
    assert stored


def test_i18_a_closure_announced_late_while_filings_arrive_misses_none(racing: Court):
    drafts = [racing.draft(key=f"late {n}") for n in range(6)]
    assert code(submit(racing, drafts[0], "before")) == "FilingSubmitted"
    racing.hands.move(minutes=30)

    answers = together(
        [lambda d=d: submit(racing, d, d["id"]) for d in drafts[1:3]]
        + [lambda: announce(racing, "2022-05-13T02:30:00Z")]
        + [lambda d=d: submit(racing, d, d["id"]) for d in drafts[3:]]
    )

    assert {code(a) for a in answers} == {"FilingSubmitted", "ClosureAnnounced"}
    assert count(racing, "filing", "deemed_pending") == len(drafts)
    require_every_time_as_the_calendar_says(racing)
    revised = rows(racing, "SELECT subject_id FROM audit_entry WHERE event = 'DeemedTimeRevised'")
    assert len(revised) == len(set(revised)) >= 1
    assert count(racing, "message", "about = 'DeemedTimeRevised'") == len(revised)


def test_i16_two_closures_ended_at_once_while_filings_arrive_settle_each_time_once(racing: Court):
    closures = [
        announce(racing, f"2022-05-13T02:{minute}:00Z")["closure"] for minute in ("30", "45")
    ]
    drafts = [racing.draft(key=f"ends {n}") for n in range(6)]
    for draft in drafts[:3]:
        assert code(submit(racing, draft, draft["id"])) == "FilingSubmitted"
    racing.hands.move(minutes=30)

    answers = together(
        [lambda: end(racing, closures[0]), lambda: end(racing, closures[1], "registry2")]
        + [lambda d=d: submit(racing, d, d["id"]) for d in drafts[3:]]
    )

    assert {code(a) for a in answers} == {"ClosureEnded", "FilingSubmitted"}
    assert count(racing, "filing", "deemed_pending OR deemed_at IS NULL") == 0
    require_every_time_as_the_calendar_says(racing)
    settled = rows(racing, "SELECT subject_id FROM audit_entry WHERE event = 'DeemedTimeResolved'")
    assert {d["id"] for d in drafts[:3]} <= {s for (s,) in settled}
    assert len(settled) == len(set(settled))
    assert count(racing, "message", "about = 'DeemedTimeResolved'") == len(settled)


def test_a_closure_called_off_just_as_it_begins_is_begun_at_most_once(racing: Court):
    closure = announce(racing, "2022-05-13T04:00:00Z")["closure"]
    racing.hands.move(hours=2)

    def begin() -> Any:
        with racing.works.open() as work:
            begin_closure(work, closure["id"])
        return {"code": "done"}

    answers = together([begin, begin, begin, lambda: end(racing, closure)])

    with racing.works.look() as session:
        state = session.get_one(Closure, closure["id"]).state
    began = count(racing, "audit_entry", "event = 'ClosureBegan'")
    assert [code(a) for a in answers[:3]] == ["done"] * 3
    assert began <= 1
    ended = code(answers[3])
    assert (ended, state.value) in {("ClosureEnded", "ENDED"), ("ChangedMeanwhile", "IN_FORCE")}
    assert (ended == "ChangedMeanwhile") <= (began == 1)
