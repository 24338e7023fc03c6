"""What filers do in a year: draft, change their minds, submit, pay or not, file again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from api.cases.rules import RestrictionOrderInForce
from api.corrections.operations import start_filing
from api.documents.models import Document
from api.documents.rules import PdfEncrypted
from api.filings.models import Filing, FilingDocument
from api.filings.operations import (
    Draft,
    DraftParty,
    NewCaseDraft,
    check_filing,
    discard,
    revise,
    submit,
    withdraw,
)
from api.filings.rules import ProblemsFound
from api.filings.states import FilingPurpose, FilingState
from api.gateways.sandbox.charges import Outcome, Telling
from api.kernel.refusals import Refusal
from api.parties.states import PartyKind, PartyRole
from api.payments.procedures import start_payment
from api.payments.rules import AlreadyPaid, ProviderNotAnswering
from api.payments.states import PaymentMeans
from tests.journeys.year import officers
from tests.journeys.year.diary import Story
from tests.journeys.year.town import Town

BACK = "https://court.example.test/back"
BUNDLES = {
    "DCPI": (
        ("WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM", "STATEMENT_OF_DAMAGES"),
        ("WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM"),
    ),
    "DCTC": (("WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM"), ("WRIT_OF_SUMMONS",)),
}
NATURES = {"DCPI": "PERSONAL_INJURIES", "DCTC": "TAX"}
LATER = (
    *(("REPLY",), ("LIST_OF_DOCUMENTS",), ("WITNESS_STATEMENT",), ("AFFIDAVIT",)),
    *(("SUMMONS", "AFFIDAVIT"), ("EXPERT_REPORT",), ("WITNESS_STATEMENT", "EXPERT_REPORT")),
)
PRESSED = (
    *((Outcome.SUCCEEDED, Telling.AT_ONCE),) * 30,
    *((Outcome.SUCCEEDED, Telling.ONLY_WHEN_REPLAYED),) * 3,
    *((Outcome.SUCCEEDED, Telling.WITH_A_WRONG_AMOUNT),) * 2,
    *((Outcome.DECLINED, Telling.AT_ONCE),) * 3,
    (Outcome.CANCELLED, Telling.AT_ONCE),
    (Outcome.FAILED, Telling.ONLY_WHEN_REPLAYED),
    *((Outcome.PENDING, Telling.AT_ONCE),) * 2,
)


def files(
    town: Town,
    name: str,
    case: str | None = None,
    kinds: Sequence[str] | None = None,
    root: str | None = None,
) -> Story:
    """Somebody lodges something: into a case, or to begin one; ``root`` is what it corrects."""
    filing_id = yield from drafts(town, name, case, kinds, root)
    if filing_id is None:
        return
    if town.luck(0.05):
        town.seen["draft left lying"] += 1
        return
    yield town.minutes(1, 200)
    if town.luck(0.04):
        town.does(name, lambda work: discard(work, filing_id, version(town, filing_id)))
        town.seen["draft thrown away"] += 1
        return
    if not (yield from is_submitted(town, name, filing_id)):
        return
    yield from pays(town, name, filing_id)
    yield from may_withdraw(town, name, filing_id)
    if town.filing(filing_id).state is FilingState.RECEIVED:
        town.begins(officers.reviews(town, name, filing_id), town.days(0.02, 3))


def version(town: Town, filing_id: str) -> int:
    """The version of a filing that somebody has before them."""
    return town.filing(filing_id).version


def drafts(
    town: Town, name: str, case: str | None, kinds: Sequence[str] | None, root: str | None
) -> Story:
    """Upload what there is and begin a draft; returns its id, or None."""
    town.begun += 1
    kind = "DCPI" if town.luck(0.7) else "DCTC"
    if kinds is None:
        kinds = town.chance.choice(LATER if case else BUNDLES[kind])
    papers: list[str] = []
    for each in kinds:
        papers.append((yield from brings(town, name, each)))
        yield town.minutes(0.2, 9)
    draft = Draft(None if case or root else new_case(town, kind), case, tuple(papers), root)
    begun = town.asks(name, lambda work, key: start_filing(work, draft, key), Refusal)
    if isinstance(begun, Refusal):
        town.seen[f"no draft: {type(begun).__name__}"] += 1
        return None
    return begun


def new_case(town: Town, kind: str) -> NewCaseDraft:
    """A case of somebody against somebody."""
    number = town.begun
    return NewCaseDraft(
        kind,
        "MONETARY",
        NATURES[kind],
        (
            DraftParty(PartyRole.PLAINTIFF, PartyKind.INDIVIDUAL, f"Sample Plaintiff {number}"),
            DraftParty(PartyRole.DEFENDANT, PartyKind.ORGANIZATION, f"Sample Kites {number} Ltd"),
        ),
    )


def brings(town: Town, name: str, kind: str) -> Story:
    """Upload a document; sometimes a locked one first, sometimes one with a virus in it."""
    if town.luck(0.01):
        assert isinstance(town.uploads(name, kind, town.file("LOCKED")), PdfEncrypted)
        yield town.minutes(1, 5)
    infected = town.luck(0.015)
    town.seen["infected file"] += infected
    document_id = town.uploads(name, kind, town.file("INFECTED") if infected else None)
    assert isinstance(document_id, str), document_id
    return document_id


def is_submitted(town: Town, name: str, filing_id: str) -> Story:
    """Submit a draft, after mending what is wrong with it; tells whether it was received."""
    if town.luck(0.05):
        yield from changes(town, name, filing_id)
    for _ in range(2):
        if town.luck(0.1):
            town.does(name, lambda work: check_filing(work, filing_id), RestrictionOrderInForce)
        seen = version(town, filing_id)
        done = town.asks(
            name,
            lambda work, key, seen=seen: submit(work, filing_id, seen, key),
            *(ProblemsFound, RestrictionOrderInForce),
        )
        if town.filing(filing_id).transaction_number is not None:
            return True
        assert isinstance(done, Refusal), done
        if isinstance(done, RestrictionOrderInForce):
            town.seen["sent to the counter"] += 1
            town.does(name, lambda work: discard(work, filing_id, version(town, filing_id)))
            case = town.filing(filing_id).case_id
            town.begins(officers.takes_paper(town, case), town.days(0.1, 2))
            return False
        yield town.minutes(10, 600)
        yield from changes(town, name, filing_id)
    town.seen["never put right"] += 1
    return False


def changes(town: Town, name: str, filing_id: str) -> Story:
    """Write a draft anew with other files of the same kinds."""
    filing: Filing = town.filing(filing_id)
    lodged = town.all(FilingDocument, filing_id=filing_id)
    kinds = [town.one(Document, row.document_id).kind for row in lodged]
    papers: list[str] = []
    for kind in kinds:
        document_id = town.uploads(name, kind)
        assert isinstance(document_id, str), document_id
        papers.append(document_id)
    begins = filing.purpose is FilingPurpose.COMMENCE_CASE
    new = new_case(town, filing.proceeding_type_code) if begins else None
    draft = Draft(new, None, tuple(papers), None)
    town.does(name, lambda work: revise(work, filing_id, draft, version(town, filing_id)))
    town.seen["draft changed"] += 1
    yield town.minutes(1, 30)


def pays(town: Town, name: str, filing_id: str) -> Story:
    """Pay what is asked for: at once, after some vain tries, or never."""
    if town.luck(0.03):
        town.seen["never paid"] += 1
        return
    for _ in range(6):
        if town.filing(filing_id).state is not FilingState.PAYMENT_PENDING:
            return
        payment_id = begins_to_pay(town, name, filing_id)
        yield town.minutes(0.5, 20)
        if isinstance(payment_id, str):
            outcome, telling = town.chance.choice(PRESSED)
            town.seen[f"pressed: {outcome} {telling}"] += 1
            if outcome is not Outcome.PENDING:
                town.till.press(payment_id, outcome, telling)
            if town.luck(0.05):
                town.till.replay(payment_id)
        yield town.minutes(61, 90)


def begins_to_pay(town: Town, name: str, filing_id: str) -> Any:
    """Open a payment by card; its id, or the refusal."""
    actor, key = town.people[name], town.key()
    request_id = town.filing(filing_id).service_request_id
    return town.tried(
        lambda: start_payment(
            town.works,
            lambda _session, _at: actor,
            town.till,
            service_request_id=request_id,
            means=PaymentMeans.CARD,
            key=key,
            return_url=BACK,
        ),
        *(ProviderNotAnswering, AlreadyPaid),
    )


def may_withdraw(town: Town, name: str, filing_id: str) -> Story:
    """Sometimes take it back; those who never paid often do, and some pay all the same."""
    unpaid = town.filing(filing_id).state is FilingState.PAYMENT_PENDING
    if not town.luck(0.4 if unpaid else 0.02):
        return
    yield town.minutes(5, 2000) if unpaid else timedelta(minutes=1)
    living = begins_to_pay(town, name, filing_id) if unpaid and town.luck(0.5) else None
    town.does(name, lambda work: withdraw(work, filing_id, version(town, filing_id)))
    town.seen["withdrawn"] += 1
    if isinstance(living, str):
        yield timedelta(minutes=2)
        town.till.press(living, Outcome.SUCCEEDED, Telling.AT_ONCE)
        town.seen["paid after withdrawing"] += 1
