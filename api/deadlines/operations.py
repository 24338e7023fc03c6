"""The verbs of the deadlines room: set by a service; extended, met, missed, moved."""

from datetime import date, timedelta

from api.cases.models import Case
from api.cases.queries import case_by_id
from api.courts.queries import calendar_of
from api.courts.rules import Calendar
from api.deadlines.events import DeadlineMoved
from api.deadlines.models import Deadline
from api.deadlines.queries import (
    deadline_by_id,
    deadlines_of,
    filings_accepted_in,
    kinds_accepted_in,
    parties_behind,
    party_in,
    running_at,
    unmet_in,
)
from api.deadlines.rules import (
    AlreadyServed,
    Due,
    MoreTimeIsNotLess,
    NoTimeLimitKnown,
    due_of,
    ends_on,
    explain,
)
from api.deadlines.states import RUNNING, UNMET
from api.filings.models import Filing
from api.filings.queries import filing_by_id
from api.filings.states import FilingState
from api.kernel.actors import AccountKind
from api.kernel.clock import day_of
from api.kernel.refusals import Malformed, NotAllowed, require_length
from api.kernel.states import move
from api.kernel.work import Work, at_version
from api.parties.queries import linked_accounts
from api.parties.states import PartyRole
from api.reference.loading import published
from api.reference.marks import written
from api.reference.procedure import TimeLimit

PASS_DEADLINE = "pass_deadline"  # noqa: S105 - time passes; it is no password
LONGEST_GROUNDS = 500
A_MOMENT = timedelta(seconds=1)
"""The last instant of a deadline is still in time."""


def record_service(work: Work, *, case_id: str, party_id: str, served_on: date, key: str) -> str:
    """Record that the originating document was served on a defendant; its deadlines then run.

    The registry officer's verb: how the real registry learns of a service is not published.
    Returns the case's id. Refuses: NotAllowed, NotFound, Malformed, AlreadyServed,
    NoTimeLimitKnown, CalendarNotPublished, IdempotencyKeyReused.
    """
    _require_registry(work)
    body = {"case_id": case_id, "party_id": party_id, "served_on": served_on}
    return work.once(
        "record_service", key, body, lambda: _serve(work, case_id, party_id, served_on)
    )


def _serve(work: Work, case_id: str, party_id: str, served_on: date) -> str:
    case = case_by_id(work.session, case_id, lock=True)
    party = party_in(work.session, party_id, case_id)
    if party.role is not PartyRole.DEFENDANT:
        raise Malformed("partyId", field="partyId", rule="a defendant of the case")
    if not case.commenced_on <= served_on <= day_of(work.at):
        raise Malformed(
            "servedOn", field="servedOn", rule="a day from the beginning of the case until today"
        )
    if deadlines_of(work.session, party_id):
        raise AlreadyServed("partyId")
    limits = published().time_limits_of(case.proceeding_type_code)
    if not limits:
        raise NoTimeLimitKnown("caseId", type=case.proceeding_type_code)
    office = published().proceeding_types[case.proceeding_type_code].registry or ""
    calendar = calendar_of(work.session, office, hold=True)
    for limit in limits:
        _set(work, case, party_id, limit, served_on, office, calendar)
    work.session.flush()
    for filing in filings_accepted_in(work.session, case_id):
        _meet_by(work, filing)
    return case.id


def _set(  # noqa: PLR0913, PLR0917 - what a deadline is made of
    work: Work,
    case: Case,
    party_id: str,
    limit: TimeLimit,
    served_on: date,
    office: str,
    calendar: Calendar,
) -> None:
    """Let one deadline run from a service."""
    due = due_of(limit, served_on, _limits(case), calendar)
    deadline = Deadline(
        id=work.new_id("ddl"),
        case_id=case.id,
        party_id=party_id,
        office_code=office,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        rule=limit.key,
        rule_version=limit.version,
        document_kind=limit.document_kind,
        counted_from=served_on,
        reckoned_on=due.reckoned_on,
        step_en=limit.step.en,
        step_tc=limit.step.tc,
        step_sc=limit.step.sc,
        explanation_en="",
        explanation_tc="",
        explanation_sc="",
        set_at=work.at,
    )
    _write(work, deadline, limit, due)
    move(
        work,
        deadline,
        "set",
        case_id=case.id,
        case_number=case.number,
        rule=limit.key,
        rule_version=limit.version,
        counted_from=served_on,
        due_at=due.at,
        account_ids=tuple(linked_accounts(work.session, case.id)),
        party_id=party_id,
        document_kind=limit.document_kind,
    )
    work.session.add(deadline)


def _limits(case: Case) -> dict[str, TimeLimit]:
    return {limit.key: limit for limit in published().time_limits_of(case.proceeding_type_code)}


def _write(work: Work, deadline: Deadline, limit: TimeLimit, due: Due) -> None:
    """Write down where a deadline ends and why, and ask to be told when it has passed."""
    deadline.reckoned_on, deadline.due_day, deadline.due_at = due.reckoned_on, due.day, due.at
    said = explain(limit, due, is_extended=deadline.extended_to is not None)
    deadline.explanation_en, deadline.explanation_tc = said.en, said.tc
    deadline.explanation_sc = said.sc
    if due.at is not None:
        work.later(PASS_DEADLINE, deadline.id, not_before=due.at + A_MOMENT)


def extend(
    work: Work, deadline_id: str, *, until: date, grounds: str, expected_version: int
) -> Deadline:
    """Give more time, as the court ordered.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, MoveNotOpen, Malformed, MoreTimeIsNotLess,
    CalendarNotPublished.
    """
    _require_registry(work)
    require_length(grounds, LONGEST_GROUNDS, "grounds", least=1)
    # The calendar is held before the deadline is locked, as a closure does: no deadlock.
    office = deadline_by_id(work.session, deadline_id, lock=False).office_code
    calendar = calendar_of(work.session, office, hold=True)
    deadline = deadline_by_id(work.session, deadline_id)
    at_version(deadline.version, expected_version)
    last = deadline.due_day or deadline.reckoned_on
    if until <= last:
        raise MoreTimeIsNotLess("until", due=written(last), until=written(until))
    case = case_by_id(work.session, deadline.case_id)
    deadline.extended_to = until
    due = _due_now(deadline, case, calendar)
    move(
        work,
        deadline,
        "extend",
        case_number=case.number,
        rule=deadline.rule,
        extended_to=until,
        due_at=due.at,
        grounds=grounds,
        account_ids=tuple(linked_accounts(work.session, case.id)),
    )
    _write(work, deadline, _limits(case)[deadline.rule], due)
    return deadline


def _due_now(deadline: Deadline, case: Case, calendar: Calendar) -> Due:
    """Say where a deadline ends by a calendar, from what is stored of it."""
    limits = _limits(case)
    if deadline.extended_to is None:
        return due_of(limits[deadline.rule], deadline.counted_from, limits, calendar)
    end = ends_on(deadline.extended_to, calendar)
    return Due(None, deadline.extended_to, *(end or (None, None)))


# --- what follows by itself -----------------------------------------------------------------------


def follow_calendar(work: Work, office_code: str) -> None:
    """Move running deadlines of an office forwards where its calendar changed (I-23)."""
    running = running_at(work.session, office_code)
    if not running:
        return
    calendar = calendar_of(work.session, office_code)
    for deadline in running:
        _follow(work, deadline, case_by_id(work.session, deadline.case_id), calendar)


def _follow(work: Work, deadline: Deadline, case: Case, calendar: Calendar) -> None:
    """Move one deadline, never backwards; the same end as before changes nothing."""
    was, due = deadline.due_at, _due_now(deadline, case, calendar)
    is_earlier = was is not None and due.at is not None and due.at < was
    if was == due.at or is_earlier:
        return
    _write(work, deadline, _limits(case)[deadline.rule], due)
    deadline.version += 1
    accounts = tuple(linked_accounts(work.session, case.id))
    work.record(DeadlineMoved(deadline.id, case.number, deadline.rule, was, due.at, accounts))


def meet(work: Work, filing_id: str) -> None:
    """Note the deadlines that an accepted filing meets: of its party, of its kind, in time."""
    _meet_by(work, filing_by_id(work.session, filing_id))


def meet_if_recorded(work: Work, filing_id: str) -> None:
    """Note the deadlines that a recorded filing meets now that it has effect from earlier."""
    filing = filing_by_id(work.session, filing_id)
    if filing.state is FilingState.RECORDED:
        _meet_by(work, filing)


def _meet_by(work: Work, filing: Filing) -> None:
    """A filing is in time if it has effect no later than the deadline's last instant."""
    if filing.case_id is None or filing.effective_filed_at is None:
        return
    kinds = kinds_accepted_in(work.session, filing.id)
    behind = parties_behind(work.session, filing)
    for deadline in unmet_in(work.session, filing.case_id):
        is_of_it = deadline.document_kind in kinds and deadline.party_id in behind
        in_time = deadline.due_at is None or filing.effective_filed_at <= deadline.due_at
        if is_of_it and in_time and deadline.state in UNMET:
            deadline.filing_id = filing.id
            move(work, deadline, "meet", filing_id=filing.id)


def pass_deadline(work: Work, deadline_id: str) -> None:
    """Note that a deadline has passed, if it has and still runs; safe to repeat."""
    deadline = deadline_by_id(work.session, deadline_id)
    if deadline.state not in RUNNING or deadline.due_at is None:
        return
    if deadline.due_at < work.at:
        move(work, deadline, "miss", due_at=deadline.due_at)


def _require_registry(work: Work) -> None:
    if work.actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=work.actor.kind or "none")
