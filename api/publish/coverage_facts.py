"""Write where electronic filing is open: notices, plans, duties to use it, registry hours."""

from html import escape

from api.kernel.text import Text
from api.publish.fee_facts import period
from api.publish.tables import SOURCE, Row, sourced, stacked, table
from api.publish.words import Code, said, written_date, written_time
from api.reference.facts import ImplementationNotice, OfficeHours, ProceedingType, UsePolicy
from api.reference.loading import Published
from api.reference.marks import end_of
from api.reference.papers import CodeKind

CASES = Text("Court and kind of case", "法院及案件類別")
OPEN_FROM = Text("Electronically from", "可電子存檔日期")
VENUE = Text("Venue", "審理地點")
NOTICE = Text("Notice", "公告")
ALL_KINDS = Text("all kinds of case", "所有類別")
WEEKDAYS = (
    Text("Monday", "星期一"),
    Text("Tuesday", "星期二"),
    Text("Wednesday", "星期三"),
    Text("Thursday", "星期四"),
    Text("Friday", "星期五"),
    Text("Saturday", "星期六"),
    Text("Sunday", "星期日"),
)


def _kind(kind: ProceedingType, code: Code) -> str:
    name = escape(said(kind.name, code))
    return f"{name} ({kind.prefix})" if kind.prefix else name


def _cases(facts: Published, court: str, kinds: tuple[str, ...], code: Code) -> str:
    named = [_kind(facts.proceeding_types[kind], code) for kind in kinds]
    where = escape(said(facts.courts[court].name, code))
    return stacked(where, *(named or [said(ALL_KINDS, code)]))


def _only_at(facts: Published, notice: ImplementationNotice, code: Code) -> list[str]:
    """Name the venue that a notice is confined to, if it is."""
    if notice.venue is None:
        return []
    place = facts.venues[notice.venue].name
    return [escape(said(Text(f"only at {place.en}", f"只限{place.tc}"), code))]


def venue_table(facts: Published, code: Code) -> str:
    """List the places that a notice could name, with the courts that sit there."""
    rows = [
        Row(
            (
                escape(said(venue.name, code)),
                stacked(*(escape(said(facts.courts[court].name, code)) for court in venue.courts)),
                venue.letters or "",
                sourced(facts, venue.source, venue.confidence, code),
            ),
            anchor=f"venue-{venue.code.lower().replace('_', '-')}",
        )
        for venue in facts.venues.values()
    ]
    titles = (VENUE, Text("Court", "法院"), Text("Letters of its cases", "案件字母"), SOURCE)
    caption = said(Text("Places at which courts sit", "法院的審理地點"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def first_day(notice: ImplementationNotice, code: Code) -> str:
    """Say the first day of a notice; where only a later day is known, say exactly that."""
    day = written_date(notice.begins, code)
    if notice.is_exact:
        return day
    inexact = Text(
        f"by {day}; the exact first day was not found",
        f"不遲於{day}；未能查證確實首日",
    )
    return said(inexact, code)


def notice_table(facts: Published, code: Code) -> str:
    """List the roll-out: one row a notice, oldest first."""
    headers = [said(text, code) for text in (CASES, OPEN_FROM, NOTICE, SOURCE)]
    rows = [
        Row(
            (
                stacked(
                    _cases(facts, notice.court, notice.proceeding_types, code),
                    *_only_at(facts, notice, code),
                ),
                first_day(notice, code),
                escape(said(notice.citation, code)),
                sourced(facts, notice.source, notice.confidence, code),
            ),
            anchor=f"notice-{notice.key.lower().replace('_', '-')}",
        )
        for notice in facts.notices
    ]
    return table(said(Text("Rollout by date", "按日期列出的推行情況"), code), headers, rows)


def plan_table(facts: Published, code: Code) -> str:
    """List what has only been announced."""
    titles = (CASES, Text("Announcement", "公布內容"), SOURCE)
    rows = [
        Row(
            (
                _cases(facts, plan.court, plan.proceeding_types, code),
                escape(said(plan.announcement, code)),
                sourced(facts, plan.source, plan.confidence, code),
            )
        )
        for plan in facts.plans
    ]
    caption = said(Text("Announced plans", "已公布的計劃"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def use_table(facts: Published, code: Code) -> str:
    """List how far electronic filing binds, by court and date."""
    titles = (CASES, Text("Use", "使用規定"), Text("In force", "生效期"), SOURCE)
    rows = [Row(_use_cells(facts, policy, code)) for policy in facts.use_policies]
    caption = said(Text("May or must", "自願或強制使用"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def _use_cells(facts: Published, policy: UsePolicy, code: Code) -> tuple[str, ...]:
    same = [
        other
        for other in facts.use_policies
        if (other.court, other.proceeding_types) == (policy.court, policy.proceeding_types)
    ]
    use = facts.codes[CodeKind.USE, policy.use.value].label
    label = f"<strong>{escape(said(use, code))}</strong>"
    words = stacked(label, escape(said(policy.explanation, code)))
    return (
        _cases(facts, policy.court, policy.proceeding_types, code),
        words,
        period(policy.effective_from, end_of(policy, same), code, policy.dating),
        sourced(facts, policy.source, policy.confidence, code),
    )


def _days(hours: OfficeHours, code: Code) -> str:
    days = sorted(hours.weekdays)
    first, last = (said(WEEKDAYS[day - 1], code) for day in (days[0], days[-1]))
    if days == list(range(days[0], days[-1] + 1)) and len(days) > 1:
        return f"{first} to {last}" if code == "en" else f"{first}至{last[-1]}"
    return ", ".join(said(WEEKDAYS[day - 1], code) for day in days)


def spoken_hours(hours: OfficeHours, code: Code) -> str:
    """Say the days and the times of day at which an office is open."""
    spans = [
        f"{written_time(session.opens, code)} to {written_time(session.closes, code)}"
        if code == "en"
        else f"{written_time(session.opens, code)}至{written_time(session.closes, code)}"
        for session in hours.sessions
    ]
    joined = " and ".join(spans) if code == "en" else "及".join(spans)
    return f"{_days(hours, code)}, {joined}" if code == "en" else f"{_days(hours, code)}{joined}"


def hours_table(facts: Published, code: Code) -> str:
    """List the ordinary hours of each office, with the rule for the closing instant after it."""
    titles = (
        Text("Office", "辦事處"),
        Text("Open", "辦公時間"),
        Text("In force", "生效期"),
        SOURCE,
    )
    rows = [
        Row(
            (
                escape(said(facts.offices[hours.office].name, code)),
                spoken_hours(hours, code),
                period(
                    hours.effective_from,
                    end_of(hours, facts.office_hours(hours.office)),
                    code,
                    hours.dating,
                ),
                sourced(facts, hours.source, hours.confidence, code),
            )
        )
        for hours in facts.hours
    ]
    caption = said(Text("Hours, Hong Kong time", "辦公時間（香港時間）"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def receipt_rule(facts: Published, code: Code) -> str:
    """Say how a filing on the closing instant is judged."""
    return "\n\n".join(
        f"{said(policy.explanation, code)} "
        + sourced(facts, policy.source, policy.confidence, code)
        for policy in facts.receipt_policies
    )


def notice_day(facts: Published, code: Code, proceeding_type: str) -> str:
    """Write the first day of a kind of case. Refuses: LookupError where no notice names it."""
    for notice in facts.notices:
        if proceeding_type in notice.proceeding_types:
            return first_day(notice, code)
    message = f"no notice names {proceeding_type}"
    raise LookupError(message)


def office_hours(facts: Published, code: Code, office: str) -> str:
    """Write the latest ordinary hours of an office. Refuses: LookupError for an unknown office."""
    known = facts.office_hours(office)
    if not known:
        message = f"no hours of {office} are published"
        raise LookupError(message)
    return spoken_hours(known[-1], code)
