"""Reads of the history room: what happened to a case, and to whom that is told.

An event does not say whose case it is: what it happened to does, by the tables of the rooms. So the
log needs no second copy, what happened before a filing had a case is found too, and an event is
told to those who may see today what it happened to.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.accounts.models import Organization
from api.audit.models import AuditEntry
from api.cases.events import CaseAccessChanged
from api.cases.models import AccessOrder, Case, RestrictionOrder
from api.cases.queries import visible_to_staff
from api.cases.states import CASE_MOVES, AccessLevel, CaseStanding
from api.corrections.models import RelationBack
from api.deadlines.models import Deadline
from api.documents.models import Document
from api.filings.events import (
    DeemedTimeResolved,
    DeemedTimeRevised,
    EffectiveTimeChanged,
    FilingReceived,
)
from api.filings.models import Filing, FilingDocument
from api.filings.queries import IN_THE_CASE, document_visible_to, is_of_the_filing_side, is_own
from api.filings.queries import visible_to as filing_visible_to
from api.filings.states import FILING_MOVES, UNSENT, FilingState
from api.history.rules import InstantNotYetCome, events_of_cases, told_of
from api.history.states import Noun, Told
from api.issuing.models import IssuedDocument
from api.issuing.queries import visible_to as issued_visible_to
from api.kernel.states import Moves
from api.kernel.viewers import (
    Clause,
    Rule,
    Viewer,
    aliased,
    all_of,
    any_row,
    is_false,
    is_true,
    one_of,
)
from api.parties.models import Linkage, Party, Representation
from api.parties.queries import case_visible_to, held_at, parties_then, visible_with_case
from api.parties.rules import title_of
from api.parties.states import PartyRole
from api.register.models import CauseBookEntry, PaperFiling, RegisterEntry
from api.reviews.models import ReviewTask

LATEST = 100
"""As many filings and entries of a register as are shown of a former day, the newest."""
Finder = Callable[[Any], Any]
"""From the id of a case to the ids of a noun in it, as a select."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a noun is kept, which of it are a case's, who sees one, and whose side brought it."""

    table: type[Any]
    of_case: Finder
    seen: Rule
    side: Rule = visible_to_staff


def _by_column(table: type[Any], column: str = "case_id") -> Finder:
    """Those whose own column names the case."""

    def found(case_id: Any) -> Any:
        it = aliased(table)
        return sa.select(it.c.id).where(it.c[column] == case_id).correlate_except(it)

    return found


def _by_filing(table: type[Any]) -> Finder:
    """Those of the filings in the case."""

    def found(case_id: Any) -> Any:
        it, filing = aliased(table), aliased(Filing)
        joined = it.join(filing, filing.c.id == it.c.filing_id)
        of_case = sa.select(it.c.id).select_from(joined).where(filing.c.case_id == case_id)
        return of_case.correlate_except(it, filing)

    return found


def _with_filing(row: Any, viewer: Viewer) -> Clause:
    """What hangs from a filing is seen by those who see the filing."""
    filing = aliased(Filing)
    return any_row(filing, filing.c.id == row.filing_id, filing_visible_to(filing.c, viewer))


def _by_its_side(row: Any, viewer: Viewer) -> Clause:
    """What hangs from a filing is of the side that brought the filing."""
    filing = aliased(Filing)
    return any_row(filing, filing.c.id == row.filing_id, is_of_the_filing_side(filing.c, viewer))


def _is_ones_own(row: Any, viewer: Viewer) -> Clause:
    """The viewer's own account is linked."""
    return row.account_id == viewer.id


PLACES: dict[Noun, Place] = {
    Noun.CASE: Place(Case, _by_column(Case, "id"), case_visible_to),
    Noun.ACCESS_ORDER: Place(AccessOrder, _by_column(AccessOrder), visible_to_staff),
    Noun.RESTRICTION_ORDER: Place(RestrictionOrder, _by_column(RestrictionOrder), visible_to_staff),
    Noun.PARTY: Place(Party, _by_column(Party), visible_with_case),
    Noun.REPRESENTATION: Place(Representation, _by_column(Representation), visible_with_case),
    Noun.LINKAGE: Place(Linkage, _by_column(Linkage), visible_with_case, _is_ones_own),
    Noun.REGISTER_ENTRY: Place(RegisterEntry, _by_column(RegisterEntry), visible_with_case),
    Noun.CAUSE_BOOK_ENTRY: Place(CauseBookEntry, _by_column(CauseBookEntry), visible_with_case),
    Noun.PAPER_FILING: Place(PaperFiling, _by_column(PaperFiling), visible_with_case),
    Noun.FILING: Place(Filing, _by_column(Filing), filing_visible_to, is_of_the_filing_side),
    Noun.FILING_DOCUMENT: Place(
        FilingDocument, _by_filing(FilingDocument), _with_filing, _by_its_side
    ),
    Noun.DOCUMENT: Place(Document, _by_column(Document), document_visible_to, is_own),
    Noun.REVIEW: Place(ReviewTask, _by_filing(ReviewTask), visible_to_staff),
    Noun.RELATION_BACK: Place(RelationBack, _by_filing(RelationBack), _with_filing),
    Noun.ISSUED_DOCUMENT: Place(IssuedDocument, _by_column(IssuedDocument), issued_visible_to),
    Noun.DEADLINE: Place(Deadline, _by_column(Deadline), visible_with_case),
}


def happened_in(row: Any, case_id: Any, *nouns: Noun) -> Clause:
    """The events of a case, or of some nouns in it, among the entries of the log."""
    ids = [PLACES[noun].of_case(case_id) for noun in nouns or Noun]
    return row.subject_id.in_(sa.union_all(*ids))


def visible_to(row: Any, viewer: Viewer) -> Clause:
    """An event of the kinds that are told to the viewer, of something they may see today.

    Every other entry of the log is nobody's, court staff not excepted.
    """
    return one_of(*(_told(row, viewer, noun) for noun in Noun))


def _told(row: Any, viewer: Viewer, noun: Noun) -> Clause:
    """What is told of one noun."""
    if is_true(visible_to_staff(row, viewer)):
        return _of(row, viewer, noun, told_of(noun, *Told))
    side = PLACES[noun].side
    return one_of(
        _of(row, viewer, noun, told_of(noun, Told.THE_CASE)),
        _of(row, viewer, noun, told_of(noun, Told.THE_FILING_SIDE), side),
    )


def _of(row: Any, viewer: Viewer, noun: Noun, names: list[str], *more: Rule) -> Clause:
    """Events of these names, of a thing of this noun that every rule lets the viewer see."""
    if not names:
        return sa.false()
    it = aliased(PLACES[noun].table)
    may = all_of(*(rule(it.c, viewer) for rule in (PLACES[noun].seen, *more)))
    if is_false(may):
        return may
    return all_of(row.event.in_(names), any_row(it, it.c.id == row.subject_id, may))


# --- as it stood ----------------------------------------------------------------------------------

UNRECEIVED = {*UNSENT, FilingState.SUBMITTING}
DEEMED = {kind.__name__ for kind in (FilingReceived, DeemedTimeResolved, DeemedTimeRevised)}


@dataclass(slots=True)
class Fold:
    """What the events of one thing add up to, one after the other."""

    machine: Moves
    stands: Any = None
    deemed_at: datetime | None = None
    effective_at: datetime | None = None
    is_by_order: bool = False
    level: AccessLevel = AccessLevel.PUBLIC_INSPECTION

    def take(self, event: str, facts: dict[str, Any]) -> None:
        """Add one event. What has effect by an order keeps it while its deemed time moves.

        Effect changes by an order and by its being set aside, in turns: one binds at a time.
        """
        self.stands = self.machine.after(self.stands, event)
        if event in DEEMED:
            self.deemed_at = _instant(facts["deemed_at"])
            if not self.is_by_order:
                self.effective_at = self.deemed_at
        elif event == EffectiveTimeChanged.__name__:
            self.effective_at = _instant(facts["effective_at"])
            self.is_by_order = not self.is_by_order
        elif event == CaseAccessChanged.__name__:
            self.level = AccessLevel(facts["level"])


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class FilingThen:
    """A filing, and how it stood."""

    filing: Filing
    state: FilingState
    transaction_number: str | None
    deemed_at: datetime | None
    effective_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartyThen:
    """A party, by the name it had, and those who acted for it."""

    party: Party
    name: str
    represented_by: tuple[str, ...]

    @property
    def role(self) -> PartyRole:
        """The part they played."""
        return self.party.role


@dataclass(frozen=True, slots=True)
class CaseThen:
    """A case as it stood at an instant, of what the viewer may see today."""

    case: Case
    at: datetime
    title: str
    standing: CaseStanding
    access_level: AccessLevel
    parties: Sequence[PartyThen] = field(default_factory=tuple[PartyThen, ...])
    register: Sequence[RegisterEntry] = field(default_factory=tuple[RegisterEntry, ...])
    filings: Sequence[FilingThen] = field(default_factory=tuple[FilingThen, ...])


def case_as_of(
    session: Session, viewer: Viewer, number: str, at: datetime, now: datetime
) -> CaseThen | None:
    """Tell how a case stood at an instant, from the log and the columns that say from and until.

    Who may see it is judged today: a case sealed since is hidden also for the days when it was
    open. None if there is none that the viewer may see, or there was none yet.
    Refuses: InstantNotYetCome.
    """
    if at > now:
        raise InstantNotYetCome("at")
    rows: Any = Case
    found = select(Case).where(Case.number == number, case_visible_to(rows, viewer))
    case = session.exec(found).first()
    if case is None:
        return None
    folds = _folded(session, case.id, at)
    if case.id not in folds:
        return None
    parties = _parties_then(session, case.id, at)
    return CaseThen(
        case=case,
        at=at,
        title=title_of(parties),
        standing=folds[case.id].stands,
        access_level=folds[case.id].level,
        parties=parties,
        register=_register_then(session, case.id, at),
        filings=_filings_then(session, viewer, case.id, folds),
    )


def _folded(session: Session, case_id: str, at: datetime) -> dict[str, Fold]:
    """What happened to a case and to its filings until an instant, folded for each of them."""
    rows: Any = AuditEntry
    names = {*CASE_MOVES.events, *FILING_MOVES.events, *DEEMED}
    names |= {EffectiveTimeChanged.__name__, CaseAccessChanged.__name__}
    entries = session.exec(
        select(AuditEntry)
        .where(happened_in(rows, case_id, Noun.CASE, Noun.FILING), rows.event.in_(sorted(names)))
        .where(AuditEntry.at <= at)
        .order_by(col(AuditEntry.number))
    )
    folds: dict[str, Fold] = {}
    for entry in entries:
        machine = CASE_MOVES if entry.subject_id == case_id else FILING_MOVES
        fold = folds.setdefault(entry.subject_id, Fold(machine))
        fold.take(entry.event, orjson.loads(entry.facts))
    return folds


def _parties_then(session: Session, case_id: str, at: datetime) -> list[PartyThen]:
    """Who was in the case then, under which name, and who acted for them."""
    acting = session.exec(
        select(Representation.party_id, Organization.name)
        .join(Organization, col(Organization.id) == Representation.organization_id)
        .where(Representation.case_id == case_id, held_at(Representation, at))
        .order_by(col(Representation.from_at), col(Representation.id))
    ).all()
    return [
        PartyThen(party, name, tuple(firm for of, firm in acting if of == party.id))
        for party, name in parties_then(session, case_id, at)
    ]


def _register_then(session: Session, case_id: str, at: datetime) -> list[RegisterEntry]:
    """The newest entries that the register held then, in their order."""
    found = select(RegisterEntry).where(
        RegisterEntry.case_id == case_id, RegisterEntry.entered_at <= at
    )
    newest = session.exec(found.order_by(col(RegisterEntry.number).desc()).limit(LATEST))
    return list(newest)[::-1]


def _filings_then(
    session: Session, viewer: Viewer, case_id: str, folds: dict[str, Fold]
) -> list[FilingThen]:
    """The newest filings, of those that the viewer may see now and could have been shown then.

    A draft was its filer's alone; to others in the case a filing is shown once it was accepted.
    """
    rows: Any = Filing
    is_staff = is_true(visible_to_staff(rows, viewer))
    found: Any = session.exec(
        select(Filing, is_own(rows, viewer).label("is_own"))
        .where(Filing.case_id == case_id, filing_visible_to(rows, viewer))
        .order_by(col(Filing.started_at).desc(), col(Filing.id).desc())
    )
    shown: list[FilingThen] = []
    for filing, is_ones_own in found:
        fold = folds.get(filing.id)
        if fold is None or not _was_shown(fold.stands, is_ones_own=is_ones_own, is_staff=is_staff):
            continue
        number = None if fold.stands in UNRECEIVED else filing.transaction_number
        shown.append(FilingThen(filing, fold.stands, number, fold.deemed_at, fold.effective_at))
    return shown[:LATEST]


def _was_shown(state: FilingState, *, is_ones_own: bool, is_staff: bool) -> bool:
    """Tell whether a filing that stood like this was shown to its side, the court, the others."""
    if is_ones_own:
        return True
    if is_staff:
        return state not in UNRECEIVED
    return state in IN_THE_CASE


# --- what a stretch of time touched ---------------------------------------------------------------

AT_ONCE = 500
"""As many ids as go into one statement."""


@dataclass(frozen=True, slots=True)
class Touched:
    """The cases to which something happened in a stretch of time, and the received filings."""

    cases: frozenset[str]
    filings: tuple[Filing, ...]


def touched_by(session: Session, from_at: datetime, until_at: datetime) -> Touched:
    """Tell from the log to which cases and filings anything happened in ``[from_at, until_at)``."""
    entry: Any = AuditEntry
    found = select(entry.subject_id).where(
        entry.at >= from_at, entry.at < until_at, entry.event.in_(events_of_cases())
    )
    cases, filings = set[str](), set[str]()
    for ids in _pieces(sorted(set(session.exec(found)))):
        for noun in Noun:
            owners: Any = session.connection().execute(_owners(noun, ids)).all()
            cases |= {case_id for case_id, _ in owners if case_id}
            filings |= {filing_id for _, filing_id in owners if filing_id}
    return Touched(frozenset(cases), tuple(_received(session, sorted(filings))))


def _owners(noun: Noun, ids: Sequence[str]) -> Any:
    """The case, and the filing, to which things of a noun belong."""
    it, none = aliased(PLACES[noun].table), sa.literal(None, sa.Text)
    if noun is Noun.CASE:
        return sa.select(it.c.id, none).where(it.c.id.in_(ids))
    if noun is Noun.FILING:
        return sa.select(it.c.case_id, it.c.id).where(it.c.id.in_(ids))
    if "case_id" in it.c:
        return sa.select(it.c.case_id, none).where(it.c.id.in_(ids))
    filing = aliased(Filing)
    joined = it.join(filing, filing.c.id == it.c.filing_id)
    return sa.select(filing.c.case_id, filing.c.id).select_from(joined).where(it.c.id.in_(ids))


def _received(session: Session, ids: Sequence[str]) -> Iterator[Filing]:
    """Those of the filings that the court has received."""
    for some in _pieces(ids):
        rows: Any = Filing
        found = select(Filing).where(rows.id.in_(some), rows.transaction_number.is_not(None))
        yield from session.exec(found.order_by(rows.id))


def _pieces(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def cases_by_id(session: Session, ids: Iterable[str]) -> dict[str, Case]:
    """Find cases by their ids."""
    rows: Any = Case
    found: dict[str, Case] = {}
    for some in _pieces(sorted(ids)):
        found |= {case.id: case for case in session.exec(select(Case).where(rows.id.in_(some)))}
    return found
