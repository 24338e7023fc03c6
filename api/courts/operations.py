"""The verbs of the courts room: publish the facts to SQL; announce, begin and end closures."""

from datetime import datetime
from typing import Any

from api.courts.models import Closure, Court, CourtOffice, ProceedingType
from api.courts.queries import closure_by_id, office_by_code
from api.courts.states import ClosureKind, ClosureState
from api.kernel.refusals import NotAllowed, Refusal
from api.kernel.states import move
from api.kernel.storage import upsert
from api.kernel.text import Text
from api.kernel.work import Work, at_version
from api.reference.loading import Published, published

BEGIN_CLOSURE = "begin_closure"


class ClosureEndsBeforeItStarts(Refusal):
    """A closure's end lies before its start."""

    message = Text("The office cannot reopen before it closes.", "重開時間不可早於關閉時間。")
    remedy = Text("Correct the times.", "請更正時間。")


class ReopeningNotYetCome(Refusal):
    """A closure cannot be ended at an instant that has not come."""

    message = Text(
        "The office has not reopened yet: {ends_at} is still to come.",
        "辦事處尚未重開：{ends_at} 仍未到。",
    )
    remedy = Text("End the closure when the office reopens.", "請於辦事處重開時才完結關閉。")


class ReopeningAlreadyPublished(Refusal):
    """The end of this closure was published, and times have been judged by it."""

    message = Text(
        "The reopening was published as {ends_at}; times of receipt already rest on it.",
        "重開時間已公布為 {ends_at}，收件時間已據此計算。",
    )
    remedy = Text(
        "If the office stays closed for longer, announce another closure from that time.",
        "如需繼續關閉，請由該時間起另行公布。",
    )


def publish_reference(work: Work, facts: Published | None = None) -> None:
    """Bring the tables of courts, offices and types up to the published facts. Repeats safely."""
    facts = facts or published()
    courts = [
        {"code": c.code, "ordinal": n, **_named(c.name)}
        for n, c in enumerate(facts.courts.values())
    ]
    offices = [
        {"code": o.code, "court_code": o.court, "ordinal": n, **_named(o.name)}
        for n, o in enumerate(facts.offices.values())
    ]
    types = [
        {
            "code": t.code,
            "court_code": t.court,
            "registry_code": t.registry,
            "ordinal": n,
            "prefix": t.prefix,
            **_named(t.name),
        }
        for n, t in enumerate(facts.proceeding_types.values())
    ]
    for table, rows in ((Court, courts), (CourtOffice, offices), (ProceedingType, types)):
        upsert(work.session, table, rows, key="code")


def _named(name: Text) -> dict[str, Any]:
    return {"name_en": name.en, "name_tc": name.tc, "name_sc": name.sc}


def announce_closure(
    work: Work,
    *,
    office_code: str,
    kind: ClosureKind,
    starts_at: datetime,
    ends_at: datetime | None = None,
) -> Closure:
    """Announce that an office is or will be closed; in force at once if it has already begun.

    It may be announced after it began: times of receipt that lie in it and rest on nothing else yet
    are then judged again. One to come begins by itself when its time comes.
    Records: ClosureAnnounced, and ClosureBegan when in force.
    Refuses: NotAllowed, NotFound, ClosureEndsBeforeItStarts.
    """
    if work.actor.account_id is None:
        raise NotAllowed(kind=work.actor.kind or "none")
    _check_times(starts_at, ends_at)
    office = office_by_code(work.session, office_code, lock=True)
    closure = Closure(
        id=work.new_id("cls"),
        office_code=office.code,
        kind=kind,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        starts_at=starts_at,
        ends_at=ends_at,
        announced_at=work.at,
        announced_by=work.actor.account_id,
    )
    facts = {"office": office.code, "starts_at": starts_at}
    move(work, closure, "announce", kind=kind.value, ends_at=ends_at, **facts)
    if starts_at <= work.at:
        move(work, closure, "begin", **facts)
    else:
        work.later(BEGIN_CLOSURE, closure.id, not_before=starts_at)
    work.session.add(closure)
    return closure


def begin_closure(work: Work, closure_id: str) -> None:
    """Put an announced closure in force once its start has come; done once however often asked.

    Records: ClosureBegan. Refuses: NotFound.
    """
    closure = closure_by_id(work.session, closure_id)
    office_by_code(work.session, closure.office_code, lock=True)
    work.session.refresh(closure)
    if closure.state is ClosureState.ANNOUNCED and closure.starts_at <= work.at:
        move(work, closure, "begin", office=closure.office_code, starts_at=closure.starts_at)


def end_closure(
    work: Work, closure_id: str, *, expected_version: int, ends_at: datetime | None = None
) -> Closure:
    """End a closure: the office has reopened, now or at the earlier instant given.

    One that has not begun yet ends where it would have started, and so covers nothing.
    Records: ClosureEnded. Refuses: NotFound, ChangedMeanwhile, MoveNotOpen, NotAllowed,
    ClosureEndsBeforeItStarts, ReopeningNotYetCome, ReopeningAlreadyPublished.
    """
    closure = closure_by_id(work.session, closure_id)
    office_by_code(work.session, closure.office_code, lock=True)
    work.session.refresh(closure)
    at_version(closure.version, expected_version)
    end = ends_at or closure.ends_at or max(work.at, closure.starts_at)
    _check_reopening(closure, end, work.at)
    closure.ends_at = end
    move(
        work,
        closure,
        "end",
        office=closure.office_code,
        starts_at=closure.starts_at,
        ends_at=end,
    )
    work.session.add(closure)
    return closure


def _check_times(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at < starts_at:
        raise ClosureEndsBeforeItStarts("endsAt")


def _check_reopening(closure: Closure, ends_at: datetime, now: datetime) -> None:
    """Insist on an end that has come, is not before the start, and is the published one if any."""
    _check_times(closure.starts_at, ends_at)
    if closure.ends_at is not None and ends_at != closure.ends_at:
        raise ReopeningAlreadyPublished("endsAt", ends_at=closure.ends_at.isoformat())
    if ends_at > max(now, closure.starts_at):
        raise ReopeningNotYetCome("endsAt", ends_at=ends_at.isoformat())
