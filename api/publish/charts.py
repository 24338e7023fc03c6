"""Draw what people would rather look at: the roll-out by date, the opening hours of a week.

A chart is a list: each line has a name, a bar, and the same in words, so that a reader who sees no
bar misses nothing. The words are HTML, which wraps and grows with the reader's letters; only the
bars are drawn (SVG without text, hidden from screen readers). No script, no inline style; the
colours are the site's own, and every shade has its word.
"""

from calendar import isleap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from html import escape
from typing import Any, Final

from api.courts.rules import coverage
from api.kernel.text import Text
from api.publish.coverage_facts import WEEKDAYS, first_day
from api.publish.tool_data import ALWAYS, stretches
from api.publish.words import Code, said, written_date, written_time
from api.reference.facts import ProceedingType, Session, Use
from api.reference.loading import Published
from api.reference.papers import CodeKind

WIDE: Final = 1000
"""Units across a bar; a bar is stretched to the width of the page."""

NO_NOTICE: Final = Text("no notice is known", "未知有任何公告")
FROM: Final = Text("from {day}", "{day}起")
CLOSED: Final = Text("closed", "休息")
ALL_WEEK: Final = Text("{office}: an ordinary week", "{office}：通常的一星期")
ALL_WEEK_SAID: Final = Text(
    "A week without general holidays, in Hong Kong time. A bar is a time at which the office is "
    "open.",
    "沒有公眾假期的一星期，以香港時間計。橫條為辦事處開放的時間。",
)
ROLLOUT: Final = Text("Electronic filing by kind of case", "各類案件的電子存檔")
ROLLOUT_SAID: Final = Text(
    "Each bar begins on the first day and ends at the right edge where no end is known. A darker "
    "bar marks a duty to use the system. Dashes mark a first day that is not known exactly, and "
    "plans, which cover no case.",
    "橫條由首日開始；未知何時終止者，畫至右方邊緣。較深的橫條表示有責任使用系統。虛線表示首日未能確定，"
    "以及不適用於任何案件的計劃。",
)
PLAN: Final = Text("Announced", "已公布")


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a line, in ``WIDE`` units, and what it looks like."""

    start: int
    end: int
    look: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: its name and its words as HTML, and its bars."""

    name: str
    words: str
    bars: Sequence[Bar]


def chart(
    key: str, title: str, said_below: str, ticks: Sequence[str], lines: Iterable[Line]
) -> str:
    """Write a chart: its title, what it shows in a sentence, its scale, its lines."""
    scale = "".join(f"<span>{escape(tick)}</span>" for tick in ticks)
    rows = "\n".join(_line(line, len(ticks)) for line in lines)
    return (
        f'<figure class="help-chart" aria-labelledby="{key}-title" aria-describedby="{key}-text">\n'
        f'<figcaption><span id="{key}-title">{escape(title)}</span>\n'
        f'<span class="detail" id="{key}-text">{escape(said_below)}</span></figcaption>\n'
        f'<div class="scale" aria-hidden="true">{scale}</div>\n<ul>\n{rows}\n</ul>\n</figure>'
    )


def _line(line: Line, ticks: int) -> str:
    marks = "".join(f'<path class="tick" d="M{WIDE * n // ticks} 0V20"/>' for n in range(1, ticks))
    bars = "".join(
        f'<rect class="{bar.look}" x="{bar.start}" y="4" '
        f'width="{bar.end - bar.start}" height="12"/>'
        for bar in line.bars
    )
    return (
        f'<li><span class="name">{line.name}</span>\n'
        f'<svg viewBox="0 0 {WIDE} 20" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{marks}{bars}</svg>\n<span class="words">{line.words}</span></li>'
    )


# --- the roll-out ---------------------------------------------------------------------------------


def rollout(facts: Published, code: Code) -> str:
    """Draw from when each kind of case may be filed electronically, and what is only announced."""
    years = shown_years(facts)
    kinds = sorted(facts.proceeding_types.values(), key=lambda kind: _begins(facts, kind))
    lines = [_rollout_line(facts, kind, years, code) for kind in kinds]
    lines += [
        Line(
            f"{said(PLAN, code)}: {escape(said(facts.courts[plan.court].name, code))}",
            escape(said(plan.announcement, code)),
            [Bar(0, WIDE, "plan")],
        )
        for plan in facts.plans
    ]
    ticks = [str(year) for year in years]
    return chart("chart-rollout", said(ROLLOUT, code), said(ROLLOUT_SAID, code), ticks, lines)


def shown_years(facts: Published) -> range:
    """Show from the year of the first notice to the year after the last known change."""
    changes = [notice.begins for notice in facts.notices]
    changes += [policy.effective_from for policy in facts.use_policies]
    return range(min(changes).year, max(changes).year + 2)


def position(day: date, years: range) -> int:
    """Place a day on a scale of equal years; before the first and after the last at its ends."""
    if day.year < years.start:
        return 0
    if day.year >= years.stop:
        return WIDE
    share = (day.timetuple().tm_yday - 1) / (366 if isleap(day.year) else 365)
    return round(WIDE * (day.year - years.start + share) / len(years))


def _begins(facts: Published, kind: ProceedingType) -> tuple[date, str]:
    """Give the order of a kind: by its first day; kinds without a notice last."""
    covering = coverage(kind.code, date.max, facts=facts)
    return (covering.notice.begins if covering.notice else date.max, kind.code)


def uses_over_time(facts: Published, kind: str) -> list[tuple[date, Use | None]]:
    """Say from which day how far a legal representative is bound; None while it is not open."""
    changes = [notice.begins for notice in facts.notices]
    changes += [policy.effective_from for policy in facts.use_policies]

    def answer(day: date) -> dict[str, Any]:
        return {"use": coverage(kind, day, facts=facts).use}

    return [
        (
            date.min if each["from"] == ALWAYS else date.fromisoformat(each["from"]),
            each["is"]["use"],
        )
        for each in stretches(changes, answer)
    ]


def _rollout_line(facts: Published, kind: ProceedingType, years: range, code: Code) -> Line:
    uses = uses_over_time(facts, kind.code)
    notice = coverage(kind.code, date.max, facts=facts).notice
    name = escape(said(kind.name, code))
    shown = f"<strong>{kind.prefix}</strong> {name}" if kind.prefix else name
    if notice is None:
        return Line(shown, said(NO_NOTICE, code), [])
    begun = first_day(notice, code)
    words = [said(FROM, code).format(day=begun) if notice.is_exact else begun]
    words += [_duty(facts, day, use, code) for day, use in uses if use not in (None, Use.VOLUNTARY)]
    bars = _use_bars(uses, years, guessed=not notice.is_exact)
    return Line(shown, escape("; ".join(words) if code == "en" else "；".join(words)), bars)


def _use_bars(uses: Sequence[tuple[date, Use | None]], years: range, *, guessed: bool) -> list[Bar]:
    ends = [day for day, _ in uses[1:]] + [date.max]
    bars: list[Bar] = []
    for (day, use), end in zip(uses, ends, strict=True):
        if use is not None:
            look = "open" if use is Use.VOLUNTARY else "duty"
            look += " guessed" * guessed
            bars.append(Bar(position(day, years), position(end, years), look))
    return bars


def _duty(facts: Published, day: date, use: Use | None, code: Code) -> str:
    label = facts.codes[CodeKind.USE, str(use)].label
    since = said(FROM, code).format(day=written_date(day, code))
    name = said(label, code)
    return f"{name[0].lower()}{name[1:]} {since}" if code == "en" else f"{since}：{name}"


# --- the hours of a week --------------------------------------------------------------------------


def week(facts: Published, code: Code, office: str = "DC_REGISTRY") -> str:
    """Draw an ordinary week of an office, by its latest hours."""
    hours = facts.office_hours(office)[-1]
    first = min(session.opens.hour for session in hours.sessions)
    last = max(_hour_after(session.closes) for session in hours.sessions)
    lines = [
        Line(
            said(WEEKDAYS[day - 1], code),
            _spoken(hours.sessions, code) if day in hours.weekdays else said(CLOSED, code),
            [_hours_bar(session, first, last) for session in hours.sessions]
            if day in hours.weekdays
            else [],
        )
        for day in range(1, 8)
    ]
    ticks = [str((hour - 1) % 12 + 1) for hour in range(first, last)]
    title = said(ALL_WEEK, code).format(office=said(facts.offices[office].name, code))
    return chart("chart-hours", title, said(ALL_WEEK_SAID, code), ticks, lines)


def _hour_after(at: time) -> int:
    return at.hour if at == time(at.hour) else at.hour + 1


def _hours_bar(session: Session, first: int, last: int) -> Bar:
    def placed(at: time) -> int:
        minutes = (at.hour - first) * 60 + at.minute
        return round(WIDE * minutes / ((last - first) * 60))

    return Bar(placed(session.opens), placed(session.closes), "open")


def _spoken(sessions: Iterable[Session], code: Code) -> str:
    to, then = (" to ", " and ") if code == "en" else ("至", "及")
    return then.join(
        f"{written_time(s.opens, code)}{to}{written_time(s.closes, code)}" for s in sessions
    )
