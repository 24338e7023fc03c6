"""Whether a duty to begin cases electronically binds a firm on a day.

The duty of first use binds a law firm that has never begun a case in the system: the next case of a
type that is enabled is begun there, unless the court gives leave first; it ends with the first use.
Source: Practice Note release of 18 May 2026. That any case counts as the first use, whatever its
court and type, is how "never begun a case in the system" is read here. A day is a day in Hong Kong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.courts.rules import Coverage
from api.duties.states import DutyGround
from api.kernel.refusals import Refusal
from api.kernel.text import Text
from api.reference.facts import Use
from api.reference.marks import Confidence, weakest, written

RULES_VERSION = "DUTY_2026_06"
UNMET = "DUTY_TO_BEGIN_ELECTRONICALLY"
GUIDE = "/help/coverage/#leave"


class LeaveEndsBeforeItBegins(Refusal):
    """A leave covers at least one day."""

    message = Text("The leave would end before it begins.", "許可的終結日期早於開始日期。")
    remedy = Text("Give a later untilOn, or none.", "請填寫較後的 untilOn，或不填寫。")
    guide = GUIDE


class LeaveAlreadyRecorded(Refusal):
    """The firm has leave for this type on some of these days already."""

    message = Text(
        "Leave of this firm for the same cases is on record on some of these days.",
        "此律師行就同類案件在部分日子已有許可紀錄。",
    )
    remedy = Text(
        "Look at the firm's leaves. Revoke the earlier one first if this replaces it.",
        "請查看該律師行的許可；如屬取代，請先撤銷較早的許可。",
    )
    guide = GUIDE


class NotYourFirm(Refusal):
    """Another firm's duty is nobody's business but the registry's."""

    message = Text("You may ask for your own firm only.", "你只可查詢你所屬的律師行。")
    remedy = Text("Leave the organization out.", "請勿填寫 organization。")


@dataclass(frozen=True, slots=True)
class LeaveSpan:
    """A leave in force: the days ``[from_on, until_on)``, for one type or for every one."""

    id: str
    proceeding_type: str | None
    from_on: date
    until_on: date | None

    def covers(self, proceeding_type: str, on: date) -> bool:
        """Tell whether it excuses from beginning a case of a type on a day."""
        if self.proceeding_type not in {None, proceeding_type}:
            return False
        return self.from_on <= on and (self.until_on is None or on < self.until_on)

    def meets(self, other: "LeaveSpan") -> bool:
        """Tell whether two leaves for the same cases share a day."""
        if self.proceeding_type != other.proceeding_type:
            return False
        starts_before = self.until_on is None or other.from_on < self.until_on
        return starts_before and (other.until_on is None or self.from_on < other.until_on)


@dataclass(frozen=True, slots=True)
class Firm:
    """What is on record of a law firm: its first electronic case, and its leaves in force.

    A firm without an account has neither.
    """

    first_use_on: date | None = None
    leaves: tuple[LeaveSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """The answer for a firm (or for somebody without one), a type and a day."""

    coverage: Coverage
    binds: bool
    ground: DutyGround
    first_use_on: date | None
    leave: LeaveSpan | None
    explanation: Text
    confidence: Confidence


def duty(coverage: Coverage, firm: Firm | None) -> Duty:
    """Judge a duty. ``firm`` is None where no law firm acts; ``coverage`` is for the same."""
    ground, leave = _ground(coverage, firm)
    explanation = SAID[ground].filled(
        day=written(coverage.on),
        policy=coverage.policy.explanation if coverage.policy else Text("", ""),
        first=written(firm.first_use_on) if firm and firm.first_use_on else NEVER,
        until=written(leave.until_on) if leave and leave.until_on else FURTHER,
        reason=coverage.explanation,
    )
    marks = [coverage.confidence]
    if ground is DutyGround.USED_BEFORE:
        marks.append(Confidence.INFERRED)
    return Duty(
        coverage,
        ground is DutyGround.BOUND,
        ground,
        firm.first_use_on if firm else None,
        leave,
        explanation,
        weakest(marks),
    )


def _ground(coverage: Coverage, firm: Firm | None) -> tuple[DutyGround, LeaveSpan | None]:
    """Say on what ground a duty binds or does not, and by which leave."""
    if not coverage.covered:
        return DutyGround.NOT_OPEN, None
    if coverage.use is Use.VOLUNTARY:
        return DutyGround.NOT_REPRESENTED if firm is None else DutyGround.VOLUNTARY, None
    if firm is None:
        return DutyGround.BOUND, None
    first = firm.first_use_on
    if coverage.use is Use.FIRST_USE_DUTY and first is not None and first <= coverage.on:
        return DutyGround.USED_BEFORE, None
    for leave in firm.leaves if coverage.leave_of_court_excuses else ():
        if leave.covers(coverage.proceeding_type, coverage.on):
            return DutyGround.LEAVE, leave
    return DutyGround.BOUND, None


def require_apart(new: LeaveSpan, known: Sequence[LeaveSpan]) -> None:
    """Insist on a leave of at least a day that shares none with another for the same cases.

    Refuses: LeaveEndsBeforeItBegins, LeaveAlreadyRecorded.
    """
    if new.until_on is not None and new.until_on <= new.from_on:
        raise LeaveEndsBeforeItBegins("untilOn")
    if any(new.meets(other) for other in known):
        raise LeaveAlreadyRecorded("fromOn")


NEVER = Text("no day", "（未有）")
FURTHER = Text("further order", "另有命令")
SAID = {
    DutyGround.BOUND: Text(
        "On {day.en} this case must be begun electronically. {policy.en}",
        "於{day.tc}，此案件必須以電子方式展開。{policy.tc}",
    ),
    DutyGround.NOT_OPEN: Text(
        "On {day.en} there is no duty: this type is not open to electronic filing. {reason.en}",
        "於{day.tc}並無此責任：此類別未可以電子方式存檔。{reason.tc}",
    ),
    DutyGround.NOT_REPRESENTED: Text(
        "On {day.en} there is no duty: nobody but a legal representative can be bound.",
        "於{day.tc}並無此責任：只有法律代表可受約束。",
    ),
    DutyGround.VOLUNTARY: Text(
        "On {day.en} there is no duty. {policy.en}", "於{day.tc}並無此責任。{policy.tc}"
    ),
    DutyGround.USED_BEFORE: Text(
        "On {day.en} there is no duty any more: the firm has begun a case electronically, "
        "first on {first.en}.",
        "於{day.tc}責任已告終：該律師行曾以電子方式展開案件，首次為{first.tc}。",
    ),
    DutyGround.LEAVE: Text(
        "On {day.en} the firm is excused: the court gave leave, until {until.en}.",
        "於{day.tc}該律師行獲免除責任：法庭已給予許可，至{until.tc}為止。",
    ),
}

PAPER_UNDER_DUTY = Text("This case was begun on paper. {why.en}", "此案件以紙本展開。{why.tc}")
WHAT_NOW = Text(
    "Nothing is refused by this. Ask whether the court gave leave, and record it; what follows "
    "from a breach of the duty is not published.",
    "此發現並不構成拒收。請查詢法庭曾否給予許可並予以記錄；違反責任的後果並無公布。",
)
