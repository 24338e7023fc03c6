"""How a time limit is counted, and where it ends. Pure: days, hours and closures are given.

A limit states which days it counts, whether the first is among them, and what becomes of a last day
on which the registry does not open (I-22). A day counts as open when the registry is open at its
closing hour; the deadline ends at that hour. That is assumed: the rules of court were not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from api.courts.rules import Calendar
from api.kernel.clock import told
from api.kernel.refusals import Refusal
from api.kernel.text import Text
from api.reference.marks import Confidence, written
from api.reference.procedure import DaysCounted, TimeLimit


class AlreadyServed(Refusal):
    """Service on this party is on record, and its deadlines run."""

    message = Text("Service on this party is already recorded.", "對此當事人的送達已有紀錄。")
    remedy = Text(
        "Look at the case's deadlines. More time is given by extending one.",
        "請查看案件的期限；如需更多時間，可延長期限。",
    )


class NoTimeLimitKnown(Refusal):
    """No time limit is published for this type of proceeding."""

    message = Text(
        "No time limit that runs from service is published for {type}.",
        "未有就 {type} 公布由送達起計的期限。",
    )
    remedy = Text("Nothing need be recorded here.", "無須在此記錄。")


class MoreTimeIsNotLess(Refusal):
    """An extension ends later than the deadline did."""

    message = Text(
        "The deadline runs until {due.en}; {until.en} is not later.",
        "期限至{due.tc}；{until.tc}並非較後日期。",
    )
    remedy = Text("Give a later day.", "請填寫較後日期。")


@dataclass(frozen=True, slots=True)
class Due:
    """Where a limit ends. ``day`` and ``at`` are None while a closure without an end covers it."""

    start: date | None
    reckoned_on: date
    day: date | None
    at: datetime | None


def reckon(start: date, limit: TimeLimit, calendar: Calendar) -> date:
    """Count a limit's days from a day. Refuses: CalendarNotPublished, for court days only."""
    left = limit.days
    day = start if limit.first_day_counts else start + timedelta(days=1)
    if limit.counts is DaysCounted.CALENDAR_DAYS:
        return day + timedelta(days=left - 1)
    while True:
        left -= calendar.is_court_day(day)
        if not left:
            return day
        day += timedelta(days=1)  # which days count is asked of each


def ends_on(reckoned_on: date, calendar: Calendar) -> tuple[date, datetime] | None:
    """Find the first day, not before the reckoned one, at whose closing hour the office is open.

    None while a closure without an end stands in the way. Refuses: CalendarNotPublished.
    """
    day = reckoned_on
    while True:
        openings = calendar.openings(day)
        if openings:
            closes = openings[-1].closes
            closure = calendar.closure_at(closes)
            if closure is None:
                return day, closes
            if closure.ends_at is None:
                return None
        day += timedelta(days=1)  # whether it is open is asked of each


def due_of(
    limit: TimeLimit, served_on: date, limits: Mapping[str, TimeLimit], calendar: Calendar
) -> Due:
    """Say where a limit ends that runs from a service, or from the end of one that does.

    Refuses: CalendarNotPublished.
    """
    start, known = served_on, True
    if limit.after is not None:
        first = due_of(limits[limit.after], served_on, limits, calendar)
        start, known = first.day or first.reckoned_on, first.day is not None
    reckoned_on = reckon(start, limit, calendar)
    end = ends_on(reckoned_on, calendar) if known else None
    return Due(start if known else None, reckoned_on, *(end or (None, None)))


COUNTED = Text(
    "{days} {kind.en} from {start.en}, which {first.en}.",
    "由{start.tc}起計 {days} {kind.tc}（當日{first.tc}）。",
)
KINDS = {
    DaysCounted.CALENDAR_DAYS: Text("days", "日"),
    DaysCounted.COURT_DAYS: Text("court days", "個法院工作日"),
}
FIRST = {
    True: Text("is counted", "計算在內"),
    False: Text("is not counted", "不計算在內"),
}
EXTENDED = Text("The court gave time until {reckoned.en}.", "法院准予延期至{reckoned.tc}。")
ENDS = Text(" It ends when the registry closes: {at.en}.", "期限至登記處該日關門時為止：{at.tc}。")
MOVED = Text(
    " The registry does not open to its closing hour on {reckoned.en}; the next day that it does "
    "counts.",
    "登記處於{reckoned.tc}並不開放至關門時間，故順延至下一個開放日。",
)
PENDING = Text(
    " The registry is closed and its reopening is not known; the end will be told when it reopens.",
    "登記處暫停開放，重開時間未定；期限將於重開後通知。",
)
MARKED = Text(
    " This way of counting is assumed; the rules of court decide.",
    "此計算方法屬假設，以法院規則為準。",
)


def explain(limit: TimeLimit, due: Due, *, is_extended: bool) -> Text:
    """Say in a few sentences where a deadline ends and why."""
    parts = [EXTENDED.filled(reckoned=written(due.reckoned_on))]
    if not is_extended:
        start = limit.counted_from if due.start is None else written(due.start)
        first = FIRST[limit.first_day_counts]
        kind = KINDS[limit.counts]
        parts = [COUNTED.filled(days=limit.days, kind=kind, start=start, first=first)]
    if due.at is None:
        parts.append(PENDING)
    else:
        if due.day != due.reckoned_on:
            parts.append(MOVED.filled(reckoned=written(due.reckoned_on)))
        parts.append(ENDS.filled(at=told(due.at)))
    if limit.counting_confidence is Confidence.ASSUMED:
        parts.append(MARKED)
    return Text("".join(p.en for p in parts), "".join(p.tc for p in parts))
