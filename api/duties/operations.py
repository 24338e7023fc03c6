"""The verbs of the duties room: record and revoke leave; look at what was begun on paper."""

from dataclasses import dataclass
from datetime import date

from api.accounts.queries import organization_coded
from api.duties.events import DutyFoundUnmet
from api.duties.models import Leave, PaperFinding
from api.duties.queries import (
    duty_of,
    firm_of,
    leave_by_id,
    leaves_of,
    paper_filing_by_id,
    span_of,
)
from api.duties.rules import (
    GUIDE,
    PAPER_UNDER_DUTY,
    RULES_VERSION,
    UNMET,
    WHAT_NOW,
    Firm,
    require_apart,
)
from api.kernel.actors import AccountKind
from api.kernel.refusals import NotAllowed, UnknownCode, require_length
from api.kernel.states import move
from api.kernel.text import shortened
from api.kernel.work import Work, at_version
from api.parties.rules import clean_name
from api.reference.loading import published
from api.reference.papers import Severity

LONGEST_REASON = 500
LONGEST_CASE = 200


@dataclass(frozen=True, slots=True)
class LeaveGiven:
    """What the court gave: to whom, for which type (none: every one), on which days, and why."""

    organization_code: str
    proceeding_type: str | None
    from_on: date
    until_on: date | None
    reason: str
    case_named: str | None = None


def record_leave(work: Work, given: LeaveGiven, key: str) -> str:
    """Record the court's leave for a firm to begin cases on paper; returns its id.

    Refuses: NotAllowed, Malformed, NotFound, UnknownCode, LeaveEndsBeforeItBegins,
    LeaveAlreadyRecorded, IdempotencyKeyReused. Source: Practice Note release of 18 May 2026.
    """
    _require_registry(work)
    require_length(given.reason, LONGEST_REASON, "reason", least=1)
    if given.case_named is not None:
        require_length(clean_name(given.case_named, "caseNamed"), LONGEST_CASE, "caseNamed")
    kind = given.proceeding_type
    if kind is not None and kind not in published().proceeding_types:
        raise UnknownCode("proceedingType", value=shortened(kind), what="type")
    return work.once("record_leave", key, given, lambda: _record(work, given))


def _record(work: Work, given: LeaveGiven) -> str:
    firm = organization_coded(work.session, given.organization_code, "organization", lock=True)
    leave = Leave(
        id=work.new_id("lve"),
        organization_id=firm.id,
        proceeding_type_code=given.proceeding_type,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        from_on=given.from_on,
        until_on=given.until_on,
        case_named=given.case_named and clean_name(given.case_named, "caseNamed"),
        reason=given.reason,
        recorded_by=work.actor.account_id or "",
        recorded_at=work.at,
    )
    days = span_of(leave)
    require_apart(days, leaves_of(work.session, firm.id))
    move(
        work,
        leave,
        "record",
        organization_id=firm.id,
        proceeding_type=days.proceeding_type,
        from_on=days.from_on,
        until_on=days.until_on,
    )
    work.session.add(leave)
    work.session.flush()
    return leave.id


def revoke_leave(work: Work, leave_id: str, *, expected_version: int, reason: str) -> Leave:
    """Revoke a leave; what was begun under it stays as it is.

    Refuses: NotAllowed, Malformed, NotFound, ChangedMeanwhile, MoveNotOpen.
    """
    _require_registry(work)
    require_length(reason, LONGEST_REASON, "reason", least=1)
    leave = leave_by_id(work.session, leave_id)
    at_version(leave.version, expected_version)
    move(work, leave, "revoke", organization_id=leave.organization_id)
    leave.revoked_reason = reason
    return leave


def _require_registry(work: Work) -> None:
    if work.actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=work.actor.kind or "none")


def look_at_paper(work: Work, paper_filing_id: str) -> None:
    """Tell the registry of a case begun on paper that a duty bound the firm to begin otherwise.

    It is advice and stops nothing: the consequence of a breach is not published.
    Records: DutyFoundUnmet.
    """
    paper = paper_filing_by_id(work.session, paper_filing_id)
    if not paper.begins_case or not paper.is_represented:
        return
    code = paper.organization_id
    firm = firm_of(work.session, code) if code else Firm()
    found = duty_of(firm, paper.proceeding_type_code, paper.court_day)
    if not found.binds:
        return
    message = PAPER_UNDER_DUTY.filled(why=found.explanation)
    words = {
        f"{name}_{language}": getattr(text, language)
        for name, text in (("message", message), ("remedy", WHAT_NOW))
        for language in ("en", "tc", "sc")
    }
    work.session.add(
        PaperFinding(
            id=work.new_id("pfd"),
            paper_filing_id=paper.id,
            rule=UNMET,
            policy_version=RULES_VERSION,
            severity=Severity.ADVICE,
            guide=GUIDE,
            **words,
        )
    )
    work.record(DutyFoundUnmet(paper.id, paper.case_id, paper.organization_id))
