"""When something received counts, and whether a type of proceeding may be filed electronically.

The law of receipt, for one office: what arrives while the office is open counts at that instant;
anything else counts at the first instant after at which the office is open. "Closure time" is any
time outside ordinary hours, Saturdays, general holidays (Sundays among them), gale and black
rainstorm warnings, and any time the office is directed to close. Source: Cap. 638J (confirmed for
the High Court, inferred for the District Court).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from api.courts.states import ClosureKind
from api.kernel.clock import day_of, instant_of, told, weekday_of
from api.kernel.refusals import Refusal, UnknownCode
from api.kernel.text import Text, shortened
from api.reference.facts import (
    ImplementationNotice,
    OfficeHours,
    ProceedingType,
    ReceiptPolicy,
    RolloutPlan,
    Use,
    UsePolicy,
)
from api.reference.loading import Published, published
from api.reference.marks import Confidence, in_force, weakest, written
from api.reference.papers import CodeKind

FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
LAST_INSTANT = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


class CalendarNotPublished(Refusal):
    """The hours or general holidays of a day are not published, so nothing can be said of it."""

    message = Text(
        "The court calendar for {day.en} is not published, so the time of receipt is not known.",
        "{day.tc}的法院曆尚未公布，故未能得知視為收到的時間。",
    )
    remedy = Text("Ask the registry.", "請向登記處查詢。")


class NotCovered(Refusal):
    """No implementation notice covers this type of proceeding on this day."""

    message = Text(
        "{type.en} may not be filed electronically on {day.en}. {reason.en}",
        "{type.tc}於{day.tc}不可以電子方式存檔。{reason.tc}",
    )
    remedy = Text("File on paper at the registry.", "請以紙本到登記處存檔。")
    guide = "/help/coverage/"


class VenueOfAnotherCourt(Refusal):
    """The court that takes this type of proceeding does not sit at this venue."""

    message = Text(
        "{venue.en} is no venue of the {court.en}.", "{venue.tc}並非{court.tc}的審理地點。"
    )
    remedy = Text(
        "Take a venue of that court from Query.venues.", "請由 Query.venues 選用該法院的地點。"
    )


class ReceiptRule(StrEnum):
    """Which limb of the law of receipt decided."""

    RECEIVED_IN_HOURS = "RECEIVED_IN_HOURS"
    NEXT_OPENING = "NEXT_OPENING"
    AFTER_CLOSURE = "AFTER_CLOSURE"
    PENDING_CLOSURE = "PENDING_CLOSURE"


@dataclass(frozen=True, slots=True)
class ClosureSpan:
    """A closure ``[starts_at, ends_at)``; no end while the reopening is not known.

    ``announced_at`` is when it became known; the earliest instant where nobody asks.
    """

    id: str
    kind: ClosureKind
    starts_at: datetime
    ends_at: datetime | None
    announced_at: datetime = FIRST_INSTANT

    def covers(self, instant: datetime) -> bool:
        """Tell whether the office is closed by this at an instant."""
        return self.starts_at <= instant and (self.ends_at is None or instant < self.ends_at)


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of ordinary hours; ``closing_counts`` as the receipt policy says."""

    first: datetime
    closes: datetime
    closing_counts: bool

    def holds(self, instant: datetime) -> bool:
        """Tell whether an instant lies in these hours."""
        if instant == self.closes:
            return self.closing_counts
        return self.first <= instant < self.closes


@dataclass(frozen=True, slots=True)
class Calendar:
    """When one office is open: its hours, the general holidays, and its closures."""

    hours: tuple[OfficeHours, ...]
    policies: tuple[ReceiptPolicy, ...]
    holidays: Mapping[date, Text]
    known_years: range
    closures: tuple[ClosureSpan, ...]
    closure_names: Mapping[ClosureKind, Text]

    def hours_on(self, day: date) -> OfficeHours:
        """Find the ordinary hours that hold on a day. Refuses: CalendarNotPublished."""
        hours = in_force(self.hours, day)
        if hours is None or day.year not in self.known_years:
            raise CalendarNotPublished(day=written(day))
        return hours

    def policy_on(self, day: date) -> ReceiptPolicy:
        """Find the policy that judges the edge on a day. Refuses: CalendarNotPublished."""
        policy = in_force(self.policies, day)
        if policy is None:
            raise CalendarNotPublished(day=written(day))
        return policy

    def is_court_day(self, day: date) -> bool:
        """Tell whether the office has ordinary hours on a day. Refuses: CalendarNotPublished."""
        return day.isoweekday() in self.hours_on(day).weekdays and day not in self.holidays

    def openings(self, day: date) -> tuple[Opening, ...]:
        """List the stretches of ordinary hours of a day, in order."""
        if not self.is_court_day(day):
            return ()
        counts = self.policy_on(day).closing_instant_in_time
        return tuple(
            Opening(instant_of(day, s.opens), instant_of(day, s.closes), counts)
            for s in self.hours_on(day).sessions
        )

    def in_hours_from(self, instant: datetime) -> datetime:
        """Find the first instant, not before this one, that lies in ordinary hours.

        Refuses: CalendarNotPublished.
        """
        if abs(instant.year - self.known_years.start) > len(self.known_years):
            nearest = min(instant, LAST_INSTANT)  # whose day in Hong Kong still has a date
            raise CalendarNotPublished(day=written(day_of(nearest)))
        day = day_of(instant)
        while True:
            for opening in self.openings(day):
                if opening.holds(instant):
                    return instant
                if opening.first > instant:
                    return opening.first
            day += timedelta(days=1)  # which days are court days is asked of each

    def closure_at(self, instant: datetime) -> ClosureSpan | None:
        """Find the closure that holds at an instant: the one announced first, then earliest begun.

        One announced later that takes no open instant away then changes no reason given (I-18).
        """
        covering = [c for c in self.closures if c.covers(instant)]
        return min(covering, key=lambda c: (c.announced_at, c.starts_at, c.id), default=None)

    def is_open(self, instant: datetime) -> bool:
        """Tell whether the office is open at an instant. Refuses: CalendarNotPublished."""
        return self.in_hours_from(instant) == instant and self.closure_at(instant) is None


@dataclass(frozen=True, slots=True)
class Deemed:
    """When something counts as received, and why. ``at`` is None while that is pending."""

    at: datetime | None
    pending: bool
    court_day: date | None
    rule: ReceiptRule
    rule_version: str
    closure_id: str | None
    explanation: Text


def calendar_for(
    facts: Published, office_code: str, closures: Iterable[ClosureSpan] = ()
) -> Calendar:
    """Put together an office's calendar. Refuses: UnknownCode for an office without hours."""
    hours = facts.office_hours(office_code)
    if not hours:
        raise UnknownCode("office", value=shortened(office_code), what="office")
    years = [year.year for year in facts.holiday_years]
    return Calendar(
        hours=hours,
        policies=facts.receipt_policies,
        holidays={h.on: h.name for year in facts.holiday_years for h in year.holidays},
        known_years=range(years[0], years[-1] + 1),
        closures=tuple(closures),
        closure_names={
            kind: facts.codes[CodeKind.CLOSURE_KIND, kind.value].label for kind in ClosureKind
        },
    )


def deemed_received(received: datetime, calendar: Calendar) -> Deemed:
    """Decide when something received at an instant counts.

    While a closure without an end covers the instant it would count at, it is pending.
    Refuses: CalendarNotPublished.
    """
    at, closure = _first_open(received, calendar)
    rule = _rule_of(received, at, closure)
    return Deemed(
        at=at,
        pending=at is None,
        court_day=None if at is None else day_of(at),
        rule=rule,
        rule_version=calendar.policy_on(day_of(received)).version,
        closure_id=None if closure is None else closure.id,
        explanation=_explained(received, at, closure, calendar),
    )


def _first_open(
    received: datetime, calendar: Calendar
) -> tuple[datetime | None, ClosureSpan | None]:
    """Find the first open instant, and the last closure that stood in the way of it."""
    hindrance: ClosureSpan | None = None
    candidate = calendar.in_hours_from(received)
    while closure := calendar.closure_at(candidate):
        hindrance = closure
        if closure.ends_at is None:
            return None, hindrance
        candidate = calendar.in_hours_from(closure.ends_at)
    return candidate, hindrance


def _rule_of(received: datetime, at: datetime | None, closure: ClosureSpan | None) -> ReceiptRule:
    if at is None:
        return ReceiptRule.PENDING_CLOSURE
    if at == received:
        return ReceiptRule.RECEIVED_IN_HOURS
    return ReceiptRule.NEXT_OPENING if closure is None else ReceiptRule.AFTER_CLOSURE


IN_HOURS = Text(
    "Received on {received.en}, while the office was open; it counts at that time.",
    "於{received.tc}收到，辦事處當時開放，以該時間為準。",
)
LATER = Text(
    "Received on {received.en}, when the office was closed ({why.en}). It counts as received when "
    "the office next opens: {at.en}.{between.en}",
    "於{received.tc}收到，辦事處當時關閉（{why.tc}）。視為於辦事處下次開放時收到：{at.tc}。{between.tc}",
)
PENDING = Text(
    "Received on {received.en}. The office is closed ({why.en}) and its reopening is not known "
    "yet; the time at which this counts will be settled when it reopens.",
    "於{received.tc}收到。辦事處關閉（{why.tc}），重開時間未定；視為收到的時間將於重開後確定。",
)
HOLIDAY = Text("general holiday: {name.en}", "公眾假期：{name.tc}")
BEFORE_HOURS = Text("before opening time", "開放時間之前")
AFTER_HOURS = Text("after closing time", "關門時間之後")
BETWEEN_HOURS = Text("lunch time", "午膳時間")
THEN = Text("; then ", "；其後")
PASSED_OVER = Text(" General holidays in between: {days.en}.", "其間的公眾假期：{days.tc}。")
PASSED_DAY = Text("{day.en} ({name.en})", "{day.tc}（{name.tc}）")
AND_DAY = Text("; ", "、")


def _explained(
    received: datetime, at: datetime | None, closure: ClosureSpan | None, calendar: Calendar
) -> Text:
    """Say in a sentence why something counts when it does."""
    heard = told(received)
    why = _why_not_then(received, closure, calendar)
    if at is None:
        return PENDING.filled(received=heard, why=why)
    if at == received:
        return IN_HOURS.filled(received=heard)
    between = _holidays_between(received, at, calendar)
    return LATER.filled(received=heard, why=why, at=told(at), between=between)


def _why_not_then(received: datetime, closure: ClosureSpan | None, calendar: Calendar) -> Text:
    """Name what stood in the way: the ordinary hours, a closure, or first the one and then it."""
    reasons: list[Text] = []
    if calendar.in_hours_from(received) != received:
        reasons.append(_why_closed(received, calendar))
    if closure is not None:
        reasons.append(calendar.closure_names[closure.kind])
    return _joined(reasons, THEN)


def _why_closed(instant: datetime, calendar: Calendar) -> Text:
    """Name the reason for which ordinary hours do not hold at an instant."""
    day = day_of(instant)
    if day in calendar.holidays:
        return HOLIDAY.filled(name=calendar.holidays[day])
    openings = calendar.openings(day)
    if not openings:
        return weekday_of(day)
    if instant < openings[0].first:
        return BEFORE_HOURS
    if instant >= openings[-1].closes:
        return AFTER_HOURS
    return BETWEEN_HOURS


def _holidays_between(received: datetime, at: datetime, calendar: Calendar) -> Text:
    """Name the general holidays that were passed over, since they surprise people most."""
    first, last = day_of(received), day_of(at)
    passed = [
        PASSED_DAY.filled(day=written(day), name=calendar.holidays[day])
        for day in sorted(calendar.holidays)
        if first < day < last
    ]
    return PASSED_OVER.filled(days=_joined(passed, AND_DAY)) if passed else Text("", "")


def _joined(parts: list[Text], between: Text) -> Text:
    return Text(between.en.join(p.en for p in parts), between.tc.join(p.tc for p in parts))


# --- coverage -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether a type may be filed electronically on a day, how far it must be, and under what."""

    proceeding_type: str
    on: date
    covered: bool
    use: Use | None
    leave_of_court_excuses: bool
    notice: ImplementationNotice | None
    explanation: Text
    confidence: Confidence
    policy: UsePolicy | None
    plans: tuple[RolloutPlan, ...]


def coverage(
    proceeding_type: str,
    on: date,
    *,
    venue: str | None = None,
    represented: bool = True,
    facts: Published | None = None,
) -> Coverage:
    """Say whether and how far electronic filing is open to a type of proceeding on a day.

    ``use`` is None where it is not. ``notice`` is the one that covers the day, or else the one that
    will, or that covers another venue. Refuses: UnknownCode for a type or venue that is not
    published, VenueOfAnotherCourt. Source: Cap. 638 s. 11.
    """
    facts = facts or published()
    kind = facts.proceeding_types.get(proceeding_type)
    if kind is None:
        raise UnknownCode("proceedingType", value=shortened(proceeding_type), what="type")
    _require_venue(facts, kind, venue)
    notice, reason = _notice_for(facts, kind, venue, on)
    is_covered = notice is not None and reason is None
    policy = facts.use_policy(kind, on, represented=represented) if is_covered else None
    marks = [each.confidence for each in (notice, policy) if each is not None]
    use = policy.use if policy else Use.VOLUNTARY
    return Coverage(
        proceeding_type,
        on,
        covered=is_covered,
        use=use if is_covered else None,
        leave_of_court_excuses=policy is not None and policy.leave_of_court_excuses,
        notice=notice,
        explanation=reason or _covered(notice, policy),
        confidence=weakest(marks) if marks else Confidence.INFERRED,
        policy=policy,
        plans=tuple(plan for plan in facts.plans if plan.names(kind.court, kind.code)),
    )


def require_covered(
    proceeding_type: str, on: date, *, venue: str | None = None, represented: bool = True
) -> Coverage:
    """Insist that a type may be filed electronically on a day. Refuses: NotCovered, UnknownCode."""
    found = coverage(proceeding_type, on, venue=venue, represented=represented)
    if not found.covered:
        name = published().proceeding_types[proceeding_type].name
        raise NotCovered("proceedingType", type=name, day=written(on), reason=found.explanation)
    return found


NO_NOTICE = Text(
    "No implementation notice for {type.en} is known.", "未有就{type.tc}發出的實施公告。"
)
ONLY_AT = Text("It is open only at {venue.en}: {under.en}.", "只在{venue.tc}可用：{under.tc}。")


def _require_venue(facts: Published, kind: ProceedingType, venue: str | None) -> None:
    """Insist on a venue of the court that takes a type, if one is named."""
    place = facts.venues.get(venue or "")
    if venue is not None and place is None:
        raise UnknownCode("venue", value=shortened(venue), what="venue")
    if place is not None and kind.court not in place.courts:
        raise VenueOfAnotherCourt("venue", venue=place.name, court=facts.courts[kind.court].name)


def _notice_for(
    facts: Published, kind: ProceedingType, venue: str | None, on: date
) -> tuple[ImplementationNotice | None, Text | None]:
    """Find the earliest notice for a type at a venue; with the reason where it is not open."""
    named = [notice for notice in facts.notices if notice.names(kind.court, kind.code)]
    here = [notice for notice in named if notice.venue in {None, venue}]
    notice = min(here, key=lambda each: each.begins, default=None)
    if notice is not None and notice.begins <= on:
        return notice, None
    for other in named:
        if other.venue not in {None, venue} and other.begins <= on:
            place = facts.venues[other.venue or ""].name
            return notice or other, ONLY_AT.filled(venue=place, under=other.citation)
    return notice, _not_yet(notice) if notice else NO_NOTICE.filled(type=kind.name)


def _not_yet(notice: ImplementationNotice) -> Text:
    """Say when a notice begins, or by when it is known to have begun."""
    day, under = written(notice.begins), notice.citation
    en = "It begins on" if notice.is_exact else "It is known to have begun only by"
    tc = "開始日期" if notice.is_exact else "最遲已開始的日期"
    return Text(f"{en} {day.en}: {under.en}.", f"{tc}為{day.tc}：{under.tc}。")


def _covered(notice: ImplementationNotice | None, policy: UsePolicy | None) -> Text:
    if notice is None:
        return Text("", "")
    since, more = written(notice.begins), policy.explanation if policy else Text("", "")
    return Text(
        f"Open since {since.en}: {notice.citation.en}. {more.en}".strip(),
        f"自{since.tc}起可用：{notice.citation.tc}。{more.tc}",
    )
