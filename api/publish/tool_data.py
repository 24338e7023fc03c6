"""Give the tools on the pages their facts, sentences and decided answers.

What depends on a day alone is decided here, by the rules themselves, for every stretch of days
between two changes of the facts: a script then only looks the day up. What depends on an instant
(the time of receipt) is given as calendar and sentences. Everything said stands here in three
languages; the scripts hold no words. The facts are a script and no JSON, because a page opened from
a disk may run the one and not read the other.
"""

import json
from calendar import day_abbr, month_abbr, month_name
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from typing import Any, Final

from api.courts import rules as receipt
from api.courts.rules import CalendarNotPublished, NotCovered, coverage
from api.courts.states import ClosureKind
from api.fees.rules import ORDINARY, REDUCED, FeeNotPublished, FeeRequest, Line, assess
from api.kernel.clock import weekday_of
from api.kernel.refusals import Refusal
from api.kernel.text import Text
from api.publish.tool_words import WORDS
from api.reference.facts import Concession, OfficeHours
from api.reference.loading import Published
from api.reference.marks import written
from api.reference.papers import CodeKind

PATH: Final = "assets/data/tools.js"
NAME: Final = "helpFacts"
ALWAYS: Final = ""
"""Sorts before every day: the stretch that begins with the first of all days."""

Said = dict[str, str]

DAY: Final = Text("{day} {month.en} {year}", "{year}年{month.tc}月{day}日")
INSTANT: Final = Text(
    "{weekday.en} {day} {month.en} {year}, {hour}:{minute}{seconds.en} {half.en}",
    "{year}年{month.tc}月{day}日{weekday.tc}{half.tc}{hour}時{minute}分{seconds.tc}",
)
SECONDS: Final = Text(":{padded}", "{plain}秒")
FORENOON: Final = Text("am", "上午")
AFTERNOON: Final = Text("pm", "下午")
A_MONDAY: Final = date(2022, 5, 9)


def files(facts: Published) -> dict[str, str]:
    """Write the facts of the tools, by their path in the site."""
    text = json.dumps(gathered(facts), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return {PATH: f"globalThis.{NAME} = {text};\n"}


def gathered(facts: Published) -> dict[str, Any]:
    """Gather what the three tools know and say."""
    return {
        "coverage": _coverage(facts),
        "fees": _fees(facts),
        "receipt": _receipt(facts),
        "telling": _telling(),
        "marks": _labels(facts, CodeKind.CONFIDENCE),
        "words": {key: _said(text) for key, text in WORDS.items()},
    }


def _said(text: Text) -> Said:
    return {"en": text.en, "tc": text.tc, "sc": text.sc}


def _labels(facts: Published, kind: CodeKind) -> dict[str, Said]:
    return {code.value: _said(code.label) for code in facts.codes_of(kind)}


def _refusal(kind: type[Refusal]) -> dict[str, Any]:
    return {
        "code": kind.__name__,
        "sentence": _said(kind.message),
        "remedy": _said(kind.remedy),
    }


def _telling() -> dict[str, Any]:
    """Give what is needed to write days and instants as the API does."""
    week = [A_MONDAY + timedelta(days=n) for n in range(7)]
    return {
        "day": _said(DAY),
        "instant": _said(INSTANT),
        "seconds": _said(SECONDS),
        "halves": [_said(FORENOON), _said(AFTERNOON)],
        "months": [_said(Text(month_name[n], str(n))) for n in range(1, 13)],
        "shortMonths": [_said(Text(month_abbr[n], str(n))) for n in range(1, 13)],
        "weekdays": [_said(weekday_of(day)) for day in week],
        "shortWeekdays": [_said(Text(day_abbr[day.weekday()], weekday_of(day).tc)) for day in week],
    }


# --- stretches of days ----------------------------------------------------------------------------


def stretches(
    changes: Iterable[date], answer: Callable[[date], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Decide once for every stretch of days between changes; equal neighbours become one.

    The first stretch begins with the first of all days.
    """
    found: list[dict[str, Any]] = []
    for day in sorted({date.min, *changes}):
        decided = answer(day)
        if not found or found[-1]["is"] != decided:
            begins = ALWAYS if day == date.min else day.isoformat()
            found.append({"from": begins, "is": decided})
    return found


# --- may it be filed electronically ---------------------------------------------------------------


def _coverage(facts: Published) -> dict[str, Any]:
    uses = facts.codes_of(CodeKind.USE)
    return {
        "types": {code: _covered_type(facts, code) for code in facts.proceeding_types},
        "uses": {
            code.value: {"label": _said(code.label), "meaning": _said(code.explanation)}
            for code in uses
        },
        "refusal": _refusal(NotCovered),
    }


def venues(facts: Published, court: str) -> list[str]:
    """List the venues of a court that a notice names; mostly there is none."""
    return sorted({n.venue for n in facts.notices if n.court == court and n.venue is not None})


def _covered_type(facts: Published, code: str) -> dict[str, Any]:
    kind = facts.proceeding_types[code]
    return {
        "name": _said(kind.name),
        "venues": {
            venue or ALWAYS: {
                "represented": _coverage_stretches(facts, code, venue, represented=True),
                "inPerson": _coverage_stretches(facts, code, venue, represented=False),
            }
            for venue in (None, *venues(facts, kind.court))
        },
    }


def _coverage_stretches(
    facts: Published, code: str, venue: str | None, *, represented: bool
) -> list[dict[str, Any]]:
    changes = [notice.begins for notice in facts.notices]
    changes += [policy.effective_from for policy in facts.use_policies]

    def answer(day: date) -> dict[str, Any]:
        found = coverage(code, day, venue=venue, represented=represented, facts=facts)
        return {
            "covered": found.covered,
            "use": found.use and found.use.value,
            "leaveExcuses": found.leave_of_court_excuses,
            "notice": found.notice and found.notice.key,
            "explanation": _said(found.explanation),
            "confidence": found.confidence.value,
        }

    return stretches(changes, answer)


# --- when it counts as received -------------------------------------------------------------------


def _receipt(facts: Published) -> dict[str, Any]:
    years = [year.year for year in facts.holiday_years]
    return {
        "offices": {
            code: {"name": _said(office.name), "hours": _hours(facts.office_hours(code))}
            for code, office in facts.offices.items()
            if facts.office_hours(code)
        },
        "policies": [
            {
                "from": policy.effective_from.isoformat(),
                "version": policy.version,
                "closingCounts": policy.closing_instant_in_time,
                "explanation": _said(policy.explanation),
                "confidence": policy.confidence.value,
            }
            for policy in facts.receipt_policies
        ],
        "holidays": {
            holiday.on.isoformat(): _said(holiday.name)
            for year in facts.holiday_years
            for holiday in year.holidays
        },
        "years": [years[0], years[-1]],
        "closureKinds": {
            kind.value: _said(facts.codes[CodeKind.CLOSURE_KIND, kind.value].label)
            for kind in ClosureKind
        },
        "refusal": _refusal(CalendarNotPublished),
        "sentences": {
            "inHours": _said(receipt.IN_HOURS),
            "later": _said(receipt.LATER),
            "pending": _said(receipt.PENDING),
            "holiday": _said(receipt.HOLIDAY),
            "beforeHours": _said(receipt.BEFORE_HOURS),
            "afterHours": _said(receipt.AFTER_HOURS),
            "betweenHours": _said(receipt.BETWEEN_HOURS),
            "then": _said(receipt.THEN),
            "passedOver": _said(receipt.PASSED_OVER),
            "passedDay": _said(receipt.PASSED_DAY),
            "andDay": _said(receipt.AND_DAY),
        },
    }


def _hours(hours: Iterable[OfficeHours]) -> list[dict[str, Any]]:
    """Give ordinary hours with their sessions in seconds of the day."""
    return [
        {
            "from": each.effective_from.isoformat(),
            "weekdays": list(each.weekdays),
            "sessions": [[_seconds(s.opens), _seconds(s.closes)] for s in each.sessions],
        }
        for each in hours
    ]


def _seconds(at: time) -> int:
    return (at.hour * 60 + at.minute) * 60 + at.second


# --- what it costs --------------------------------------------------------------------------------


def _fees(facts: Published) -> dict[str, Any]:
    newest = {fee.item: fee for fee in facts.fees}
    return {
        "items": {
            item: {
                "name": _said(fee.name),
                "electronic": _fee_stretches(facts, item, electronic=True),
                "paper": _fee_stretches(facts, item, electronic=False),
            }
            for item, fee in newest.items()
        },
        "begin": {code: kind.commencing_fee for code, kind in facts.proceeding_types.items()},
        "documents": {
            code: {
                "name": _said(kind.name),
                "item": kind.fee_item,
                "confidence": kind.fee_confidence.value,
            }
            for code, kind in facts.document_kinds.items()
        },
        "sentences": {"ordinary": _said(ORDINARY), "reduced": _said(REDUCED)},
        "refusal": _refusal(FeeNotPublished),
    }


def _fee_stretches(facts: Published, item: str, *, electronic: bool) -> list[dict[str, Any]]:
    changes = [fee.effective_from for fee in facts.fees if fee.item == item]
    changes += [rule.effective_from for rule in facts.roundings]
    for concession in facts.concessions:
        changes += [concession.effective_from, concession.until]

    def answer(day: date) -> dict[str, Any]:
        try:
            lines = assess([FeeRequest(item)], day, electronic=electronic, facts=facts).lines
        except FeeNotPublished:
            return {"known": False}
        return {"known": True, **_fee_line(facts, lines[0], day)}

    return stretches(changes, answer)


def _fee_line(facts: Published, line: Line, day: date) -> dict[str, Any]:
    fee, reduced = facts.fee(line.item, day), line.concession
    exact = reduced is None or fee.amount.amount * reduced.rate == line.charged.amount
    return {
        "name": _said(fee.name),
        "authority": line.authority,
        "version": line.version,
        "ordinary": line.ordinary.cents,
        "charged": line.charged.cents,
        "concession": reduced and _concession(reduced),
        "rounding": line.rounding.value,
        "cents": None if exact else _said(_spaced(facts.rounding(day).explanation)),
        "confidence": line.confidence.value,
    }


def _spaced(text: Text) -> Text:
    return Text(f" {text.en}", text.tc)


def _concession(concession: Concession) -> dict[str, Any]:
    return {
        "authority": concession.authority,
        "from": concession.effective_from.isoformat(),
        "start": _said(written(concession.effective_from)),
        "lastDay": concession.last_day.isoformat(),
        "last": _said(written(concession.last_day)),
        "percent": f"{concession.rate * 100:f}".rstrip("0").rstrip("."),
    }
