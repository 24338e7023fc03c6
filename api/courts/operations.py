"""The verbs of the courts room: publish facts to SQL; closures and outages begin and end."""

from datetime import datetime
from typing import Any

from api.courts.events import OutageEnded, OutageRecorded
from api.courts.models import Closure, Court, CourtOffice, OutageWindow, ProceedingType
from api.courts.queries import closure_by_id, is_corrected, office_by_code, outage_by_id
from api.courts.states import ClosureKind, ClosureState
from api.kernel.actors import AccountKind
from api.kernel.refusals import NotAllowed, Refusal, require_length
from api.kernel.states import move
from api.kernel.storage import upsert
from api.kernel.text import Text
from api.kernel.work import Work, at_version
from api.reference.loading import Published, published

BEGIN_CLOSURE = "begin_closure"
RUN_OUT_CLOSURE = "run_out_closure"
OUTAGE_KEEPERS = (AccountKind.REGISTRY_OFFICER, AccountKind.HELP_CENTRE_OFFICER)
LONGEST_WHAT = 500
LONGEST_SOURCE = 300


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


class OutageNotYetCome(Refusal):
    """An outage is recorded when it has happened; what is planned is a notice."""

    message = Text(
        "{at} is still to come: an outage is recorded when it happens.",
        "{at} 仍未到：中斷須於發生後記錄。",
    )
    remedy = Text("Publish a notice for planned maintenance.", "預定維修請以通告公布。")


class OutageEndsTooSoon(Refusal):
    """The end would take back what was published: that it was out at a certain time."""

    message = Text(
        "This outage was published as running at {published}; it cannot end before that.",
        "此中斷已公布於 {published} 仍然持續，完結時間不可早於該時間。",
    )
    remedy = Text(
        "Give a later end. A window is never shortened; say what was wrong in another record.",
        "請填寫較後的時間。已公布的時段不會縮短；如有錯誤，請另作紀錄說明。",
    )


class OutageStillRuns(Refusal):
    """A certificate states a whole window, so there is none before its end is recorded."""

    message = Text(
        "This outage has no recorded end, so it cannot be certified yet.",
        "此次中斷未有完結時間的紀錄，尚不能發出證明書。",
    )
    remedy = Text("Record its end first.", "請先記錄其完結時間。")


class OutageCorrectedAlready(Refusal):
    """A record is corrected once; what corrects it may be corrected in its turn."""

    message = Text(
        "Another record corrects this outage already.", "已有另一紀錄更正此次中斷的紀錄。"
    )
    remedy = Text("Name the newer record instead.", "請改為指明較新的紀錄。")


class OutageEndAlreadyPublished(Refusal):
    """The end of this outage was published; the window stays as it is."""

    message = Text(
        "The end of this outage was published as {ended_at}.",
        "此中斷的完結時間已公布為 {ended_at}。",
    )
    remedy = Text(
        "If it was out for longer, record another window from that time.",
        "如中斷時間更長，請由該時間起另作紀錄。",
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
    if ends_at is not None:
        work.later(RUN_OUT_CLOSURE, closure.id, not_before=ends_at)
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


def run_out_closure(work: Work, closure_id: str) -> None:
    """Note that a closure whose end was published is over; done once however often asked.

    One that an officer has ended meanwhile is left alone. Records: ClosureEnded. Refuses: NotFound.
    """
    closure = closure_by_id(work.session, closure_id)
    office_by_code(work.session, closure.office_code, lock=True)
    work.session.refresh(closure)
    is_over = closure.ends_at is not None and closure.ends_at <= work.at
    if is_over and closure.state is not ClosureState.ENDED:
        times = {"starts_at": closure.starts_at, "ends_at": closure.ends_at}
        move(work, closure, "run_out", office=closure.office_code, **times)


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


# --- outages --------------------------------------------------------------------------------------


def record_outage(  # noqa: PLR0913 - what a record of an outage says
    work: Work,
    *,
    began_at: datetime,
    ended_at: datetime | None,
    what: Text,
    source: str,
    key: str,
    corrects_id: str | None = None,
) -> str:
    """Record that electronic filing was or is not available; published at once (I-45).

    ``corrects_id`` names a record that was wrong; it stays as it was and says so.
    Records: OutageRecorded. Refuses: NotAllowed, Malformed, OutageNotYetCome, OutageEndsTooSoon,
    NotFound, OutageCorrectedAlready, IdempotencyKeyReused.
    """
    _require_keeper(work)
    require_length(what.en, LONGEST_WHAT, "what", "en", least=1)
    require_length(what.tc, LONGEST_WHAT, "what", "tc", least=1)
    require_length(source, LONGEST_SOURCE, "source", least=1)
    _require_come(work, began_at, "beganAt")
    if ended_at is not None:
        _require_come(work, ended_at, "endedAt")
        if ended_at <= began_at:
            raise OutageEndsTooSoon("endedAt", published=began_at.isoformat())
    window = OutageWindow(
        id=work.new_id("out"),
        began_at=began_at,
        ended_at=ended_at,
        what_en=what.en,
        what_tc=what.tc,
        what_sc=what.sc,
        source=source,
        recorded_at=work.at,
        recorded_by=work.actor.account_id or "",
        corrects_id=corrects_id,
    )
    body = [began_at, ended_at, what.en, what.tc, source, corrects_id]
    return work.once("record_outage", key, body, lambda: _publish_outage(work, window))


def _publish_outage(work: Work, window: OutageWindow) -> str:
    if window.corrects_id is not None:
        outage_by_id(work.session, window.corrects_id, field="corrects")
        if is_corrected(work.session, window.corrects_id):
            raise OutageCorrectedAlready("corrects")
    work.session.add(window)
    told = (window.began_at, window.ended_at, window.corrects_id)
    work.record(OutageRecorded(window.id, *told))
    return window.id


def end_outage(
    work: Work, outage_window_id: str, *, expected_version: int, ended_at: datetime | None = None
) -> OutageWindow:
    """Say when a running outage ended, now or earlier, once; never before it was published.

    Records: OutageEnded. Refuses: NotAllowed, NotFound, ChangedMeanwhile,
    OutageEndAlreadyPublished, OutageNotYetCome, OutageEndsTooSoon.
    """
    _require_keeper(work)
    window = outage_by_id(work.session, outage_window_id)
    at_version(window.version, expected_version)
    if window.ended_at is not None:
        raise OutageEndAlreadyPublished("endedAt", ended_at=window.ended_at.isoformat())
    end = ended_at or work.at
    _require_come(work, end, "endedAt")
    if end < window.recorded_at or end <= window.began_at:
        raise OutageEndsTooSoon("endedAt", published=window.recorded_at.isoformat())
    window.ended_at, window.version = end, window.version + 1
    work.record(OutageEnded(window.id, window.began_at, end))
    return window


def _require_keeper(work: Work) -> None:
    if work.actor.kind not in OUTAGE_KEEPERS:
        raise NotAllowed(kind=work.actor.kind or "none")


def _require_come(work: Work, at: datetime, field: str) -> None:
    if at > work.at:
        raise OutageNotYetCome(field, at=at.isoformat())


def allowed_with_outage(
    ended_at: datetime | None, kind: AccountKind | None
) -> list[tuple[str, Refusal | None]]:
    """What a kind of account could do with an outage, and the refusal it would meet."""
    unmet: Refusal | None = None
    if kind not in OUTAGE_KEEPERS:
        unmet = NotAllowed(kind=kind or "none")
    elif ended_at is not None:
        unmet = OutageEndAlreadyPublished("endedAt", ended_at=ended_at.isoformat())
    return [("endOutage", unmet), ("certifyOutage", certifying_unmet(ended_at, kind))]


def certifying_unmet(ended_at: datetime | None, kind: AccountKind | None) -> Refusal | None:
    """Say what stands in the way of certifying an outage, of what its record shows."""
    if kind is not AccountKind.REGISTRY_OFFICER:
        return NotAllowed(kind=kind or "none")
    return OutageStillRuns("outageWindowId") if ended_at is None else None
