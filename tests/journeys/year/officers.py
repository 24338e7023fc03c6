"""What the registry does in a year: review, refer, decide, relate back, record paper, service."""

from collections.abc import Sequence
from datetime import timedelta

from api.cases.models import AccessOrder, Case, RestrictionOrder
from api.cases.operations import (
    Restriction,
    lift_access_order,
    lift_restriction_order,
    make_access_order,
    make_restriction_order,
)
from api.cases.rules import AccessOrderAlreadyInForce
from api.cases.states import AccessOrderKind, AccessOrderState
from api.corrections.models import RelationBack
from api.corrections.operations import grant_relation_back, set_aside_relation_back
from api.corrections.rules import NoRelationBackInForce, RelationBackInForce
from api.courts.rules import CalendarNotPublished
from api.deadlines.models import Deadline
from api.deadlines.operations import extend, record_service
from api.deadlines.rules import MoreTimeIsNotLess
from api.documents.models import Document
from api.documents.rules import DocumentInfected, DocumentNotScannable, ScanPending
from api.documents.states import ScanState
from api.filings.models import FilingDocument
from api.filings.states import FilingState
from api.kernel.clock import day_of
from api.parties.models import Party
from api.parties.operations import NewParty, link_party
from api.parties.rules import AlreadyLinked
from api.parties.states import PartyKind, PartyRole
from api.reference.loading import published
from api.register.operations import record_paper_filing
from api.register.rules import CounterWasClosed, OnPaper, PaperCase, PaperSheet
from api.reviews.operations import (
    Disposal,
    claim,
    decide,
    refer,
    release,
    rescan,
    take_over,
)
from api.reviews.rules import AlreadyTheReviewer, DeemedTimePending, NotTheReviewer
from api.reviews.states import ReferredTo, TakeOverReason
from tests.journeys.year import filers
from tests.journeys.year.diary import Story
from tests.journeys.year.town import Town

F = FilingState
MENDED, STANDS = "ILLEGIBLE", "FALLS_WITH_ANOTHER"
ANSWERS = ("ACKNOWLEDGMENT_OF_SERVICE", "DEFENCE")


def version(town: Town, filing_id: str) -> int:
    """The version of a filing that an officer has before them."""
    return town.filing(filing_id).version


def reviews(town: Town, name: str, filing_id: str) -> Story:
    """A filing from the queue to its decision, through whichever hands."""
    if town.luck(0.02):
        town.seen["never claimed"] += 1
        return
    yield town.until_open()
    officer = yield from is_claimed(town, filing_id)
    if town.luck(0.05):
        officer = yield from changes_hands(town, filing_id, officer)
    if town.luck(0.02):
        town.seen["left on a desk"] += 1
        return
    answer = None
    if town.luck(0.06):
        answer = yield from is_referred(town, filing_id, officer)
        if answer is None:
            return
    yield from relates_back(town, filing_id, 0.15)
    yield from is_decided(town, filing_id, officer, answer)
    yield from relates_back(town, filing_id, 0.2)
    follows(town, name, filing_id)


def is_claimed(town: Town, filing_id: str) -> Story:
    """Somebody takes it; some give it back, and somebody else takes it."""
    while True:
        officer = town.chance.choice(town.officers)
        town.does(officer, lambda work: claim(work, filing_id, version(town, filing_id)))
        yield town.minutes(3, 120)
        if not town.luck(0.04):
            return officer
        seen = version(town, filing_id)
        town.does(officer, lambda work, seen=seen: release(work, filing_id, seen), NotTheReviewer)
        town.seen["released"] += 1
        yield town.until_open() + town.minutes(10, 300)


def changes_hands(town: Town, filing_id: str, holder: str) -> Story:
    """Another officer takes it over."""
    other = town.chance.choice([name for name in town.officers if name != holder])
    reason = town.chance.choice(list(TakeOverReason))
    town.does(
        other,
        lambda work: take_over(work, filing_id, version(town, filing_id), reason),
        AlreadyTheReviewer,
    )
    town.seen["taken over"] += 1
    yield town.minutes(5, 400)
    return other


def is_referred(town: Town, filing_id: str, officer: str) -> Story:
    """Put it before a master or the registrar; their answer, or None if it never comes."""
    whom = town.chance.choice(list(ReferredTo))
    town.does(
        officer,
        lambda work: refer(work, filing_id, version(town, filing_id), whom, "A point of practice."),
    )
    town.seen["referred"] += 1
    yield town.days(0.5, 9)
    if town.luck(0.1):
        town.seen["never answered"] += 1
        return None
    return "It may go as the registry thinks fit."


def is_decided(town: Town, filing_id: str, officer: str, answer: str | None) -> Story:
    """Decide it; what cannot be decided yet is decided when it can be, what is infected never."""
    accept = wished(town, filing_id)
    while town.filing(filing_id).state in {F.UNDER_REVIEW, F.REFERRED}:
        said = [disposal_of(row, yes, accept) for row, yes in accept.items()]
        seen = version(town, filing_id)
        done = town.does(
            officer,
            lambda work, seen=seen, said=said: decide(work, filing_id, seen, said, answer),
            *(DeemedTimePending, ScanPending, DocumentInfected, DocumentNotScannable),
        )
        if isinstance(done, (DeemedTimePending, ScanPending)):
            yield town.minutes(60, 240)
        elif isinstance(done, DocumentNotScannable):
            has_scanned_anew(town, officer, filing_id)
            yield town.minutes(30, 90)
        elif isinstance(done, DocumentInfected):
            accept = dict.fromkeys(accept, False)
    yield timedelta()


def has_scanned_anew(town: Town, officer: str, filing_id: str) -> None:
    """Ask for another scan of what could not be scanned."""
    for row in town.all(FilingDocument, filing_id=filing_id):
        document: Document = town.one(Document, row.document_id)
        if document.scan is ScanState.UNSCANNABLE:
            town.does(officer, lambda work, d=document: rescan(work, d.id, d.version))
            town.seen["scanned anew"] += 1


def wished(town: Town, filing_id: str) -> dict[str, bool]:
    """Which documents an officer would accept: all, all but some that begin no case, or none."""
    rows: Sequence[FilingDocument] = town.all(FilingDocument, filing_id=filing_id)
    if town.luck(0.12):
        return {row.id: False for row in rows}
    accept = {row.id: True for row in rows}
    if town.luck(0.12) and len(rows) > 1:
        for row in rows:
            document = town.one(Document, row.document_id)
            if not published().document_kinds[document.kind].originating:
                accept[row.id] = False
    if not any(accept.values()):
        accept[rows[0].id] = True
    return accept


def disposal_of(row: str, accept: bool, all_of_them: dict[str, bool]) -> Disposal:
    """Say yes, or no with a reason: the first of a rejected filing fails, the others with it."""
    if accept:
        return Disposal(row, accept=True)
    falls = not any(all_of_them.values()) and row != next(iter(all_of_them))
    return Disposal(row, accept=False, reasons=(STANDS if falls else MENDED,))


def relates_back(town: Town, filing_id: str, share: float) -> Story:
    """A correction may be related back, and that set aside again."""
    filing = town.filing(filing_id)
    if filing.resubmission_of_id is None or filing.state is F.REJECTED or not town.luck(share):
        return
    officer = town.chance.choice(town.officers)
    granted = town.does(
        officer,
        lambda work: grant_relation_back(
            work, filing_id, version(town, filing_id), None, "By order of a master."
        ),
        *(RelationBackInForce, DeemedTimePending),
    )
    if isinstance(granted, DeemedTimePending):
        return
    town.seen["related back"] += 1
    yield town.minutes(10, 600)
    if town.luck(0.2) and town.all(RelationBack, filing_id=filing_id, state="IN_FORCE"):
        town.does(
            officer,
            lambda work: set_aside_relation_back(
                work, filing_id, version(town, filing_id), "Granted by mistake."
            ),
            NoRelationBackInForce,
        )
        town.seen["relation back set aside"] += 1


# --- what follows a decision ----------------------------------------------------------------------


def follows(town: Town, name: str, filing_id: str) -> None:
    """File anew what was rejected; let the case that began go on."""
    filing = town.filing(filing_id)
    rejected = town.all(FilingDocument, filing_id=filing_id, disposition="REJECTED")
    if rejected and town.luck(0.6):
        town.begins(corrects(town, name, filing_id), town.days(0.1, 12))
    began = [c for c in town.all(Case, id=filing.case_id) if filing.purpose == "COMMENCE_CASE"]
    for case in began:
        town.seen["case begun"] += 1
        town.cases.setdefault(name, []).append(case.number)
        if town.luck(0.45):
            town.begins(is_served(town, case.id), town.days(2, 25))
        if town.luck(0.12):
            town.begins(orders(town, case.id), town.days(1, 60))


def corrects(town: Town, name: str, filing_id: str) -> Story:
    """File anew: what stands is taken over, what was wrong with itself is made anew."""
    whole = town.filing(filing_id).state is F.REJECTED
    rejected = town.all(FilingDocument, filing_id=filing_id, disposition="REJECTED")
    first = min(rejected, key=lambda row: row.ordinal)
    anew = [first] if whole else rejected
    kinds = [town.one(Document, row.document_id).kind for row in anew]
    town.seen["resubmitted"] += 1
    yield from filers.files(town, name, None, kinds, filing_id)


def is_served(town: Town, case_id: str) -> Story:
    """A defendant is served and linked, and answers in time, late, or not at all."""
    officer = town.chance.choice(town.officers)
    yield town.until_open()
    case: Case = town.one(Case, case_id)
    [party] = town.all(Party, case_id=case_id, role=PartyRole.DEFENDANT)
    on = max(case.commenced_on, day_of(town.hands.now - town.days(0, 4)))
    town.asks(
        officer,
        lambda work, key: record_service(
            work, case_id=case_id, party_id=party.id, served_on=on, key=key
        ),
    )
    town.seen["served"] += 1
    defendant = town.chance.choice([n for n in town.filers if n.startswith("litigant")])
    linked = town.does(
        officer, lambda work: link_party(work, case_id, defendant, party.id), AlreadyLinked
    )
    if isinstance(linked, AlreadyLinked):
        return
    for kind, least, most in zip(ANSWERS, (3, 20), (18, 45), strict=True):
        if town.luck(0.75):
            story = filers.files(town, defendant, case.number, (kind,))
            town.begins(story, town.days(least, most))
    if town.luck(0.3):
        yield town.days(5, 30)
        yield town.until_open()
        is_extended(town, case_id)


def is_extended(town: Town, case_id: str) -> None:
    """The court gives more time."""
    for deadline in town.all(Deadline, case_id=case_id):
        if deadline.state == "MET":
            continue
        last = deadline.due_day or deadline.reckoned_on
        until = last + timedelta(days=town.chance.randint(1, 28))
        town.does(
            town.chance.choice(town.officers),
            lambda work, d=deadline, u=until: extend(
                work, d.id, until=u, grounds="By consent.", expected_version=d.version
            ),
            *(MoreTimeIsNotLess, CalendarNotPublished),
        )
        town.seen["deadline extended"] += 1


def orders(town: Town, case_id: str) -> Story:
    """A case is sealed for a while, or electronic filings are kept out of it."""
    officer = town.chance.choice(town.officers)
    case: Case = town.one(Case, case_id)
    if town.luck(0.5):
        town.does(
            officer,
            lambda work: make_access_order(
                work, case_id, AccessOrderKind.SEALING, "By order.", case.version
            ),
            AccessOrderAlreadyInForce,
        )
        town.seen["sealed from the public"] += 1
        yield town.days(5, 60)
        for order in town.all(AccessOrder, case_id=case_id, state=AccessOrderState.IN_FORCE):
            town.does(officer, lambda work, o=order: lift_access_order(work, o.id))
        return
    town.does(
        officer,
        lambda work: make_restriction_order(work, case_id, Restriction("By order."), case.version),
    )
    town.seen["restricted"] += 1
    yield town.days(10, 90)
    for order in town.all(RestrictionOrder, case_id=case_id, state=AccessOrderState.IN_FORCE):
        town.does(officer, lambda work, o=order: lift_restriction_order(work, o.id))


# --- paper ----------------------------------------------------------------------------------------


def takes_paper(town: Town, case_id: str | None = None) -> Story:
    """The counter takes paper while it is open, and the registry records it later that day."""
    yield town.until_open()
    received = town.hands.now
    yield town.minutes(2, 90)
    sheets: tuple[PaperSheet, ...] = (PaperSheet("AFFIDAVIT", town.chance.randint(1, 60)),)
    new, number = None, None
    if case_id is None:
        new = PaperCase("DCPI", "MONETARY", "PERSONAL_INJURIES", strangers(town))
        sheets = (PaperSheet("WRIT_OF_SUMMONS", 9), PaperSheet("STATEMENT_OF_CLAIM", 20))
    else:
        number = town.one(Case, case_id).number
    paper = OnPaper("Sample Clerk", received, sheets, new, number)
    done = town.asks(
        town.chance.choice(town.officers),
        lambda work, key: record_paper_filing(work, paper, key).id,
        CounterWasClosed,
    )
    town.seen["on paper" if isinstance(done, str) else "came to a closed counter"] += 1


def strangers(town: Town) -> tuple[NewParty, ...]:
    """Parties whom nobody here acts for."""
    number = town.chance.randint(1, 10**6)
    return (
        NewParty(PartyRole.PLAINTIFF, PartyKind.INDIVIDUAL, f"Sample Walker {number}"),
        NewParty(PartyRole.DEFENDANT, PartyKind.ORGANIZATION, f"Sample Trams {number} Limited"),
    )
