"""The verbs of the register room."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from api.accounts.queries import organization_coded
from api.cases.events import CommencementMoved
from api.cases.models import Case
from api.cases.operations import NewCase, open_case
from api.cases.queries import case_by_id
from api.cases.rules import unmet_for_filing
from api.cases.states import AccessLevel
from api.courts.queries import calendar_of, registry_of
from api.courts.rules import deemed_received
from api.kernel.actors import AccountKind
from api.kernel.clock import day_of
from api.kernel.refusals import Malformed, NotAllowed, NotFound, require_length
from api.kernel.text import Text
from api.kernel.work import Work
from api.parties.operations import NewParty, join_parties
from api.parties.queries import parties_of, visible_case
from api.parties.rules import clean_name, title_of
from api.reference.loading import published
from api.register.events import (
    CauseBookEntered,
    MaterialReturnedToIndex,
    MaterialWithdrawnFromIndex,
    PaperFilingRecorded,
    RegisterEntryRecorded,
)
from api.register.models import (
    CauseBookEntry,
    EntryBasis,
    PaperDocument,
    PaperFiling,
    RegisterEntry,
)
from api.register.queries import line_of
from api.register.rules import (
    LONGEST_REASON,
    Basis,
    OnPaper,
    PaperCase,
    PaperSheet,
    require_at_counter,
    require_paper_case,
    require_sheets,
    searched_names,
)
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


def enter_upon(work: Work, case_id: str, description: Text, basis: Basis) -> RegisterEntry:
    """Enter what the court did in a case, with why, and the entry that it rests on.

    Refuses: Malformed (no reason, or too long), NotFound (an entry of another case).
    """
    require_length(basis.reason, LONGEST_REASON, "reason", least=1)
    if basis.rests_on is not None:
        earlier = work.session.get(RegisterEntry, basis.rests_on)
        if earlier is None or earlier.case_id != case_id:
            raise NotFound("restsOn")
    entry = enter(work, case_id, description, channel=Channel.COURT)
    row = EntryBasis(
        id=work.new_id("bas"),
        register_entry_id=entry.id,
        reason=basis.reason,
        rests_on_id=basis.rests_on,
    )
    work.session.add(row)
    work.session.flush()
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


def follow_names(work: Work, case: Case) -> None:
    """Bring a case's title and its public line in line with those who are in it now."""
    parties = parties_of(work.session, case.id)
    case.title = title_of(parties)
    line = line_of(work.session, case.id)
    if line is not None:
        line.title = case.title
        line.searchable = searched_names(party.name for party in parties)


def follow_transfer(work: Work, case: Case, court_code: str) -> None:
    """Say in a case's public line to which court it went."""
    line = line_of(work.session, case.id)
    if line is not None:
        line.transferred_to_code = court_code


def move_commencement(work: Work, case_id: str, day: date) -> None:
    """Let a case count as begun on another day, in its own row and in its public line.

    Its number stays, and so does the year in it: a number once given is never changed (I-1). That
    the day follows from when the first filing has effect is assumed: no source was found.
    Records: CommencementMoved.
    """
    case = case_by_id(work.session, case_id, lock=True)
    if case.commenced_on == day:
        return
    work.record(CommencementMoved(case.id, case.commenced_on, day))
    case.commenced_on, case.version = day, case.version + 1
    line = line_of(work.session, case_id)
    if line is not None:
        line.commenced_on = day


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


def record_paper_filing(work: Work, paper: OnPaper, key: str) -> PaperFiling:
    """Record a filing that came on paper, in the same register as every other.

    The counter has looked at it, so it is entered at once; there is no review. Its fee is taken at
    the counter and is not this system's.
    Refuses: NotAllowed, NotFound, Malformed, CaseTakesNoFilings, CounterWasClosed,
    CalendarNotPublished, IdempotencyKeyReused.
    """
    if work.actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=work.actor.kind or "none")
    made = work.once("record_paper_filing", key, paper, lambda: _record_paper(work, paper))
    return work.session.get_one(PaperFiling, made)


def _record_paper(work: Work, paper: OnPaper) -> str:
    if (paper.new_case is None) == (paper.case_number is None):
        raise Malformed("newCase", field="newCase", rule="say either newCase or caseNumber")
    case = visible_case(work, paper.case_number, lock=True) if paper.case_number else None
    if case and (unmet := unmet_for_filing(case.standing)):
        raise unmet
    kind = case.proceeding_type_code if case else _new(paper).proceeding_type
    calendar = calendar_of(work.session, registry_of(kind), hold=True)
    counts_at = deemed_received(paper.received_at, calendar).at
    require_at_counter(paper.received_at, counts_at, work.at)
    require_sheets(paper.sheets, kind, published(), begins=case is None)
    filed_by = clean_name(paper.filed_by, "filedBy")
    code = paper.organization_code
    firm = organization_coded(work.session, code, "organization") if code is not None else None
    into = case or _begun_on_paper(work, paper)
    row = PaperFiling(
        id=work.new_id("pfl"),
        case_id=into.id,
        proceeding_type_code=kind,
        begins_case=case is None,
        filed_by=filed_by,
        organization_id=firm.id if firm else None,
        is_represented=paper.is_represented or firm is not None,
        received_at=paper.received_at,
        court_day=day_of(paper.received_at),
        recorded_by=work.actor.account_id or "",
        recorded_at=work.at,
    )
    work.session.add(row)
    work.session.flush()
    _enter_sheets(work, row, paper.sheets)
    work.record(PaperFilingRecorded(row.id, into.id, row.received_at, len(paper.sheets)))
    return row.id


def _new(paper: OnPaper) -> PaperCase:
    """The new case of a filing on paper that names no other."""
    if paper.new_case is None:
        raise Malformed("caseNumber", field="caseNumber", rule="the number of a case")
    return paper.new_case


def _begun_on_paper(work: Work, paper: OnPaper) -> Case:
    """Begin the case that a filing on paper begins, on the day it came."""
    new = _new(paper)
    require_paper_case(new, published())
    path = ("newCase", "parties")
    parties = [
        replace(party, name=clean_name(party.name, *path, str(position), "name"))
        for position, party in enumerate(new.parties)
    ]
    return begin_case(
        work,
        NewCase(
            court_code=published().proceeding_types[new.proceeding_type].court,
            proceeding_type_code=new.proceeding_type,
            title=title_of(parties),
            nature_of_claim=new.nature_of_claim,
            relief=new.relief,
            commenced_on=day_of(paper.received_at),
        ),
        parties,
    )


def _enter_sheets(work: Work, row: PaperFiling, sheets: Sequence[PaperSheet]) -> None:
    """Enter each document on paper in the register of the case."""
    for ordinal, sheet in enumerate(sheets, start=1):
        said = published().document_kinds[sheet.kind].register_description
        entry = enter(work, row.case_id, said, channel=Channel.PAPER)
        work.session.add(
            PaperDocument(
                id=work.new_id("pdc"),
                paper_filing_id=row.id,
                ordinal=ordinal,
                kind=sheet.kind,
                pages=sheet.pages,
                register_entry_id=entry.id,
            )
        )
