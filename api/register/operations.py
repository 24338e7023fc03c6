"""The verbs of the register room."""

from collections.abc import Sequence

from api.cases.models import Case
from api.cases.operations import NewCase, open_case
from api.cases.states import AccessLevel
from api.kernel.text import Text
from api.kernel.work import Work
from api.parties.operations import NewParty, join_parties
from api.parties.queries import parties_of
from api.register.events import (
    CauseBookEntered,
    MaterialReturnedToIndex,
    MaterialWithdrawnFromIndex,
    RegisterEntryRecorded,
)
from api.register.models import CauseBookEntry, RegisterEntry
from api.register.queries import line_of
from api.register.rules import searched_names
from api.register.states import Channel


def begin_case(work: Work, new: NewCase, joining: Sequence[NewParty]) -> Case:
    """Open a case with its first parties, and give it its public line."""
    case = open_case(work, new)
    join_parties(work, case.id, joining)
    enter_in_cause_book(work, case)
    return case


def enter(
    work: Work,
    case_id: str,
    description: Text,
    document_id: str | None = None,
    channel: Channel = Channel.ELECTRONIC,
) -> RegisterEntry:
    """Enter something in the register of a case, under the next number of the case."""
    entry = RegisterEntry(
        id=work.new_id("reg"),
        case_id=case_id,
        number=work.next_number(f"register/{case_id}"),
        entered_at=work.at,
        description_en=description.en,
        description_tc=description.tc,
        description_sc=description.sc,
        document_id=document_id,
        channel=channel,
    )
    work.session.add(entry)
    work.session.flush()
    work.record(RegisterEntryRecorded(entry.id, case_id, entry.number, document_id))
    return entry


def enter_in_cause_book(work: Work, case: Case) -> CauseBookEntry:
    """Give a case its public line."""
    names = [party.name for party in parties_of(work.session, case.id)]
    line = CauseBookEntry(
        id=work.new_id("cbk"),
        case_id=case.id,
        case_number=case.number,
        proceeding_type_code=case.proceeding_type_code,
        court_code=case.court_code,
        title=case.title,
        nature_of_claim=case.nature_of_claim,
        commenced_on=case.commenced_on,
        searchable=searched_names(names),
        withdrawn_at=None if case.access_level is AccessLevel.PUBLIC_INSPECTION else work.at,
    )
    work.session.add(line)
    work.session.flush()
    work.record(CauseBookEntered(line.id, case.id))
    return line


def follow_access(work: Work, case_id: str, level: str) -> None:
    """Bring a case's public line in line with its level of access."""
    line = line_of(work.session, case_id)
    if line is None:
        return
    if level != AccessLevel.PUBLIC_INSPECTION and line.withdrawn_at is None:
        line.withdrawn_at = work.at
        work.record(MaterialWithdrawnFromIndex(line.id, case_id))
    elif level == AccessLevel.PUBLIC_INSPECTION and line.withdrawn_at is not None:
        line.withdrawn_at = None
        work.record(MaterialReturnedToIndex(line.id, case_id))
