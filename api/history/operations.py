"""The verbs of the history room."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import select

from api.cases.models import Case
from api.cases.states import AccessLevel
from api.history.events import DefectTold
from api.history.models import DefectNotice
from api.history.queries import Touched, cases_by_id, touched_by
from api.history.rules import AlreadyTold, require_teller, require_window
from api.history.states import DefectKind
from api.kernel.work import Work
from api.parties.queries import linked_accounts

Recipients = Mapping[tuple[str, str], Sequence[str]]
"""By account and case (or filing, where there is no case yet): the numbers of their filings."""


def tell_of_defect(
    work: Work, kind: DefectKind, from_at: datetime, until_at: datetime, key: str
) -> DefectNotice:
    """Tell everybody whose case or filing something happened to in a stretch of time, once (I-48).

    Which those are is computed from the events, not from anybody's list.
    Records: DefectTold, one for each account and case. Refuses: NotAllowed, Malformed,
    InstantNotYetCome, AlreadyTold, IdempotencyKeyReused.
    """
    require_teller(work.actor)
    require_window(from_at, until_at, work.at)
    body = [kind, from_at, until_at]
    made = work.once("tell_of_defect", key, body, lambda: _tell(work, kind, from_at, until_at))
    return work.session.get_one(DefectNotice, made)


def _tell(work: Work, kind: DefectKind, from_at: datetime, until_at: datetime) -> str:
    known = select(DefectNotice.id).filter_by(kind=kind, from_at=from_at, until_at=until_at)
    if work.session.exec(known).first() is not None:
        raise AlreadyTold("kind")
    touched = touched_by(work.session, from_at, until_at)
    cases = cases_by_id(work.session, touched.cases)
    told = _recipients(work, touched, cases)
    notice = DefectNotice(
        id=work.new_id("dfn"),
        kind=kind,
        from_at=from_at,
        until_at=until_at,
        told_by=work.actor.account_id or "",
        told_at=work.at,
        cases=len(touched.cases),
        filings=len(touched.filings),
        notices=len(told),
    )
    work.session.add(notice)
    work.session.flush()
    for (account_id, about), numbers in sorted(told.items()):
        case = cases.get(about)
        number = case.number if case and _is_open(case) else None
        window = (kind, from_at, until_at)
        work.record(DefectTold(notice.id, account_id, *window, number, tuple(sorted(numbers))))
    return notice.id


def _recipients(work: Work, touched: Touched, cases: Mapping[str, Case]) -> Recipients:
    """Every filer of a touched filing, and everybody linked to a touched case they may see."""
    told = defaultdict[tuple[str, str], list[str]](list)
    for filing in touched.filings:
        about = filing.case_id or filing.id
        told[filing.owner_id, about].append(filing.transaction_number or "")
    for case in cases.values():
        if _is_open(case):
            for account_id in linked_accounts(work.session, case.id):
                told.setdefault((account_id, case.id), [])
    return told


def _is_open(case: Case) -> bool:
    """Tell whether those in a case see it today."""
    return case.access_level is not AccessLevel.COURT_ONLY
