"""Make questions for the tools, with the answers of the Python rules, from one seed.

Borders are asked more often than chance would: first and last days, the seconds around opening and
closing, holidays, year ends, spans of typhoons, days outside the known calendar.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.courts.rules import (
    ClosureSpan,
    NotCovered,
    calendar_for,
    coverage,
    deemed_received,
    require_covered,
)
from api.courts.states import ClosureKind
from api.fees.rules import FeeRequest, Line, assess, fee_for_commencing, fees_for_documents
from api.kernel.clock import HONG_KONG, in_hong_kong
from api.kernel.refusals import Refusal
from api.kernel.text import Text
from api.publish.tool_data import gathered
from api.reference.loading import Published, published
from api.reference.marks import written
from tests.site.tools.worlds import worlds

SEED = 20220506
MANY = 10_000
FEWER = 2_500
FIRST_KNOWN, LAST_KNOWN = date(2022, 1, 1), date(2027, 12, 31)


# --- drawing --------------------------------------------------------------------------------------


def borders(facts: Published) -> list[date]:
    """List the days on which an answer may change, and their neighbours."""
    days = [n.begins for n in facts.notices] + [p.effective_from for p in facts.use_policies]
    days += [f.effective_from for f in (*facts.fees, *facts.roundings, *facts.receipt_policies)]
    days += [d for c in facts.concessions for d in (c.effective_from, c.last_day, c.until)]
    days += [date(year, 12, 31) for year in range(2015, 2031)]
    days += [date(2024, 2, 29), date(2021, 9, 30), date(2000, 2, 29)]
    return sorted({d + timedelta(days=n) for d in days for n in (-1, 0, 1)})


@dataclass(frozen=True)
class Draw:
    """A source of questions about one world."""

    facts: Published
    chance: random.Random

    def day(self) -> date:
        """Draw a day: half of the time a border, seldom one far away."""
        kind = self.chance.random()
        if kind < 0.5:
            return self.chance.choice(borders(self.facts))
        if kind < 0.97:
            return date(2020, 1, 1) + timedelta(days=self.chance.randrange(3650))
        return date(1000, 1, 1) + timedelta(days=self.chance.randrange(3_200_000))

    def office_day(self) -> date:
        """Draw a day for the calendar: often a holiday or its eve, or a year's end."""
        kind = self.chance.random()
        holidays = [h.on for year in self.facts.holiday_years for h in year.holidays]
        if kind < 0.3:
            return self.chance.choice(holidays) + timedelta(days=self.chance.randint(-3, 1))
        if kind < 0.36:
            year = self.chance.randint(2021, 2027)
            return date(year, 12, 31) + timedelta(days=self.chance.randint(-4, 4))
        if kind < 0.42:
            return self.chance.choice(borders(self.facts))
        return FIRST_KNOWN + timedelta(days=self.chance.randint(-10, 2200))

    def clock(self) -> time:
        """Draw a time of day: half of the time the seconds around opening and closing."""
        if self.chance.random() < 0.5:
            edges = [t for h in self.facts.hours for s in h.sessions for t in (s.opens, s.closes)]
            edge = datetime.combine(date(2000, 1, 1), self.chance.choice([*edges, time(0)]))
            return (edge + timedelta(seconds=self.chance.choice([-60, -1, 0, 0, 1, 60]))).time()
        return time(*(self.chance.randrange(n) for n in (24, 60, 60)))

    def instant(self) -> datetime:
        """Draw a wall-clock time in Hong Kong."""
        return datetime.combine(self.office_day(), self.clock())

    def closures(self, around: datetime) -> list[dict[str, Any]]:
        """Draw up to three closures near an instant, some without an end, some empty."""
        found: list[dict[str, Any]] = []
        for number in range(self.chance.choice([0, 0, 1, 1, 1, 2, 3])):
            starts = around + timedelta(minutes=self.chance.choice([0, -60, 60, -900, 900]))
            starts += timedelta(minutes=self.chance.randint(-300, 300) * self.chance.randint(0, 1))
            if self.chance.random() < 0.2:
                starts = datetime.combine(around.date(), self.clock())
            length = self.chance.choice([0, 1, 60, 240, 600, 1440, 2880, 4321])
            ends = starts + timedelta(minutes=length)
            if self.chance.random() < 0.15:
                ends = datetime.combine(ends.date(), self.clock())
            found.append(
                {
                    "id": f"cls_{number}",
                    "kind": self.chance.choice(list(ClosureKind)).value,
                    "starts": starts.isoformat(),
                    "ends": None if self.chance.random() < 0.15 else max(starts, ends).isoformat(),
                }
            )
        return found


# --- asking and answering -------------------------------------------------------------------------


def said(text: Text) -> dict[str, str]:
    """A text in its three languages."""
    return {"en": text.en, "tc": text.tc, "sc": text.sc}


def refused(no: Refusal) -> dict[str, Any]:
    """Write a refusal as the tools answer it."""
    return {"refusal": no.code, "sentence": said(no.sentence), "remedy": said(no.advice)}


def ask_coverage(draw: Draw) -> dict[str, Any]:
    """Draw a question for: may I file this electronically?"""
    kind = draw.chance.choice(list(draw.facts.proceeding_types.values()))
    places = [code for code, venue in draw.facts.venues.items() if kind.court in venue.courts]
    return {
        "type": kind.code,
        "on": draw.day().isoformat(),
        "venue": draw.chance.choice([None, None, *places]),
        "represented": draw.chance.random() < 0.5,
    }


def answer_coverage(facts: Published, ask: dict[str, Any]) -> dict[str, Any]:
    """Answer it by the rules."""
    on = date.fromisoformat(ask["on"])
    found = coverage(
        ask["type"], on, venue=ask["venue"], represented=ask["represented"], facts=facts
    )
    answer = {
        "covered": found.covered,
        "use": found.use and found.use.value,
        "leaveExcuses": found.leave_of_court_excuses,
        "notice": found.notice and found.notice.key,
        "explanation": said(found.explanation),
        "confidence": found.confidence.value,
    }
    if found.covered:
        return answer
    return answer | refused(not_covered(facts, ask, found.explanation))


def not_covered(facts: Published, ask: dict[str, Any], reason: Text) -> NotCovered:
    """The refusal of the rule itself; it knows no facts but the published ones."""
    on = date.fromisoformat(ask["on"])
    if facts is not published():
        return NotCovered(
            type=facts.proceeding_types[ask["type"]].name, day=written(on), reason=reason
        )
    with pytest.raises(NotCovered) as no:
        require_covered(ask["type"], on, venue=ask["venue"], represented=ask["represented"])
    return no.value


def ask_receipt(draw: Draw) -> dict[str, Any]:
    """Draw a question for: when will it count as received?"""
    received = draw.instant()
    return {
        "office": draw.chance.choice(["DC_REGISTRY", "DC_ACCOUNTS"]),
        "received": received.isoformat(),
        "closures": draw.closures(received),
    }


def hong_kong(text: str) -> datetime:
    """Read a wall-clock time in Hong Kong."""
    return datetime.fromisoformat(text).replace(tzinfo=HONG_KONG)


def answer_receipt(facts: Published, ask: dict[str, Any]) -> dict[str, Any]:
    """Answer it by the rules."""
    spans = [
        ClosureSpan(
            each["id"],
            ClosureKind(each["kind"]),
            hong_kong(each["starts"]),
            None if each["ends"] is None else hong_kong(each["ends"]),
        )
        for each in ask["closures"]
    ]
    calendar = calendar_for(facts, ask["office"], spans)
    try:
        deemed = deemed_received(hong_kong(ask["received"]), calendar)
    except Refusal as no:
        return refused(no)
    at = None if deemed.at is None else in_hong_kong(deemed.at).replace(tzinfo=None).isoformat()
    return {
        "at": at,
        "courtDay": deemed.court_day and deemed.court_day.isoformat(),
        "rule": deemed.rule.value,
        "ruleVersion": deemed.rule_version,
        "closure": deemed.closure_id,
        "explanation": said(deemed.explanation),
    }


def ask_fees(draw: Draw) -> dict[str, Any]:
    """Draw a question for: what will it cost?"""
    items = sorted({fee.item for fee in draw.facts.fees})
    if draw.chance.random() < 0.05:
        items = ["NO_SUCH_ITEM"]
    kinds = list(draw.facts.document_kinds)
    known = [t.code for t in draw.facts.proceeding_types.values() if t.commencing_fee]
    begin = draw.chance.choice([None, None, draw.chance.choice(known)])
    if draw.chance.random() < 0.05:
        begin = draw.chance.choice(list(draw.facts.proceeding_types))
    return {
        "begin": begin,
        "documents": draw.chance.sample(kinds, draw.chance.choice([0, 0, 1, 3])),
        "items": [
            {"item": draw.chance.choice(items), "quantity": draw.chance.choice([1, 1, 7])}
            for _ in range(draw.chance.choice([0, 1, 1, 1, 2]))
        ],
        "on": draw.day().isoformat(),
        "electronic": draw.chance.random() < 0.7,
    }


def answer_fees(facts: Published, ask: dict[str, Any]) -> dict[str, Any]:
    """Answer it by the rules."""
    on = date.fromisoformat(ask["on"])
    try:
        requests = fee_for_commencing(ask["begin"], on, facts=facts) if ask["begin"] else []
        requests += fees_for_documents(ask["documents"], facts=facts)
        requests += [FeeRequest(each["item"], each["quantity"]) for each in ask["items"]]
        assessed = assess(requests, on, electronic=ask["electronic"], facts=facts)
    except Refusal as no:
        return refused(no)
    return {"lines": [_line(line) for line in assessed.lines], "total": assessed.total.cents}


def _line(line: Line) -> dict[str, Any]:
    reduced = line.concession
    return {
        "item": line.item,
        "authority": line.authority,
        "version": line.version,
        "quantity": line.quantity,
        "ordinary": line.ordinary.cents,
        "charged": line.charged.cents,
        "concession": reduced
        and [reduced.effective_from.isoformat(), reduced.last_day.isoformat()],
        "rounding": line.rounding.value,
        "explanation": said(line.explanation),
        "confidence": line.confidence.value,
    }


Asking = Callable[[Draw], dict[str, Any]]
Answering = Callable[[Published, dict[str, Any]], dict[str, Any]]
TOOLS: dict[str, tuple[Asking, Answering]] = {
    "coverage": (ask_coverage, answer_coverage),
    "deemed": (ask_receipt, answer_receipt),
    "assess": (ask_fees, answer_fees),
}


def vectors(tool: str, *, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Make the questions and answers of one tool, in an order that depends on the seed only."""
    ask, answer = TOOLS[tool]
    for (world, facts), many in zip(worlds().items(), (MANY, FEWER), strict=True):
        draw = Draw(facts, random.Random(f"{seed} {tool} {world}"))  # noqa: S311 - a draw
        for _ in range(many):
            asked = ask(draw)
            yield {"tool": tool, "world": world, "ask": asked, "answer": answer(facts, asked)}


def write(folder: Path) -> Path:
    """Write the facts of each world and all vectors, one a line, as Node reads them."""
    for world, facts in worlds().items():
        text = json.dumps(gathered(facts), ensure_ascii=False)
        (folder / f"{world}.json").write_text(text, "utf-8")
    path = folder / "vectors.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for tool in TOOLS:
            for vector in vectors(tool):
                lines.write(json.dumps(vector, ensure_ascii=False) + "\n")
    return path
