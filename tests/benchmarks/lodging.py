"""Filings of the benchmark's court, each with its documents, its fee, its money and its review."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from api.filings.rules import transaction_number
from api.kernel.text import Text
from api.payments.rules import receipt_number
from api.reference.loading import published

if TYPE_CHECKING:
    from tests.benchmarks.rows import Case, Scribe

OFFICE = "DC_REGISTRY"
FEE_SINCE = "2022-05-16"
LATER_KINDS = ("DEFENCE", "REPLY", "WITNESS_STATEMENT", "EXPERT_REPORT", "LIST_OF_DOCUMENTS")
FEES = (10000, 18000, 40800, 63000)
IN_HOURS = Text("Received while the registry was open.", "於登記處辦公時間內收到。")
STEP = Text("A fee of the benchmark's own, of no law.", "基準測試自訂的費用，並無法例依據。")
STATES = (
    *(("RECORDED", 84), ("REJECTED", 5), ("RECEIVED", 6), ("UNDER_REVIEW", 2)),
    *(("WITHDRAWN", 2), ("PAYMENT_PENDING", 1)),
)
DECIDED = {"RECORDED": "ACCEPTED", "REJECTED": "REJECTED"}
REVIEWS = {
    "RECORDED": "COMPLETED",
    "REJECTED": "COMPLETED",
    "RECEIVED": "UNASSIGNED",
    "UNDER_REVIEW": "ASSIGNED",
    "WITHDRAWN": "CANCELLED",
}
DISPOSITIONS = {"RECORDED": "ACCEPTED", "REJECTED": "REJECTED"}


def written(instant: datetime) -> str:
    """An instant in UTC as both databases read it: without a zone."""
    return instant.isoformat(" ", "microseconds")[:26]


@dataclass(slots=True)
class Lodged:
    """A filing while it is written: the case, its times, its state."""

    case: "Case"
    ordinal: int
    id: str
    state: str
    at: datetime
    begun: str
    received: str
    decided: str
    number: str

    @property
    def scribe(self) -> "Scribe":
        """Who writes."""
        return self.case.scribe

    @property
    def is_first(self) -> bool:
        """Whether it begins the case."""
        return self.ordinal == 0


def lodge(case: "Case", ordinal: int) -> str:
    """Write one filing with all that belongs to it; returns its transaction number."""
    scribe = case.scribe
    at = case.at + timedelta(days=9 * ordinal, minutes=scribe.chance.randint(0, 400))
    count = scribe.number(f"transaction/{at.year}")
    drafted, decided = at - timedelta(minutes=30), at + timedelta(days=1)
    times = (written(drafted), written(at), written(decided))
    state = "RECORDED" if ordinal == 0 else _state(scribe.chance.randrange(100))
    number = transaction_number(at.year, count)
    filing = Lodged(case, ordinal, scribe.id("flg", drafted), state, at, *times, number)
    sealed = _documents(filing)
    assessment, request = _fee(filing)
    _write(filing, sealed, assessment, request)
    _acknowledge(filing)
    _review(filing)
    return number


def _state(drawn: int) -> str:
    """The state that a number from 0 to 99 draws."""
    for state, share in STATES:
        drawn -= share
        if drawn < 0:
            return state
    return STATES[0][0]


def _write(filing: Lodged, sealed: bool, assessment: str, request: str | None) -> None:
    case, received = filing.case, filing.received
    is_decided, is_recorded = filing.state in DECIDED, filing.state == "RECORDED"
    purpose = "COMMENCE_CASE" if filing.is_first else "FILE_IN_CASE"
    recorded = filing.decided if is_recorded else None
    claim = ("MONETARY", "PERSONAL_INJURIES") if filing.is_first else (None, None)
    filing.scribe.rows["filing"].append(
        (
            *(filing.id, purpose, filing.state, case.kind, OFFICE, case.id, *case.filer, *claim),
            *(filing.number, filing.begun, received, received, received),
            *("RECEIVED_IN_HOURS", "BENCHMARK_1", received, "0", received[:10]),
            *(IN_HOURS.en, IN_HOURS.tc, IN_HOURS.sc, received),
            *(filing.decided if is_decided else None, recorded, recorded if sealed else None),
            *(recorded, received, assessment, request, 5),
        )
    )
    if filing.is_first:
        for ordinal, (role, kind, name) in enumerate(case.names, start=1):
            row = (filing.scribe.id("fpt", filing.at), filing.id, ordinal, role, kind, name)
            filing.scribe.rows["filing_party"].append(row)


def _acknowledge(filing: Lodged) -> None:
    text = Text(f"Received as {filing.number}.", f"已收到，編號 {filing.number}。")
    told = (filing.number, filing.received, text.en, text.tc, text.sc)
    row = (filing.scribe.id("ack", filing.at), filing.id, *told)
    filing.scribe.rows["acknowledgement"].append(row)


def _documents(filing: Lodged) -> bool:
    """Write one or two documents; returns whether one of them was sealed."""
    kinds = [LATER_KINDS[(filing.ordinal * 3 + n) % len(LATER_KINDS)] for n in (1, 2)]
    kinds = ["WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM"] if filing.is_first else kinds
    for ordinal, kind in enumerate(kinds[: 1 + (filing.ordinal + 1) % 2], start=1):
        _document(filing, ordinal, kind)
    return filing.is_first and filing.state == "RECORDED"


def _document(filing: Lodged, ordinal: int, kind: str) -> None:
    scribe, rows = filing.scribe, filing.scribe.rows
    document = scribe.id("doc", filing.at)
    is_accepted, is_sealed = filing.state == "RECORDED", kind == "WRIT_OF_SUMMONS"
    digest, size = sha256(document.encode()).hexdigest(), 20_000 + scribe.chance.randrange(900_000)
    pages = 1 + size // 40_000
    case_id = filing.case.id if is_accepted else None
    reference = f"{scribe.number('reference'):012d}" if is_sealed and is_accepted else None
    name = f"{kind.lower()}-{filing.number}-{ordinal}.pdf"
    facts = (kind, name, size, digest, pages, "STORED", "PENDING", filing.begun, filing.received)
    seal = (reference, filing.decided if reference else None, 2)
    rows["document"].append((document, *filing.case.filer, case_id, *facts, *seal))
    forms = [("AS_FILED", digest, filing.begun)]
    if reference:
        forms.append(("SEALED", sha256(reference.encode()).hexdigest(), filing.decided))
    for form, held, since in forms:
        row = (scribe.id("rnd", filing.at), document, form, held, size, pages, since)
        rows["rendition"].append(row)
    lodged = scribe.id("fdc", filing.at)
    disposition = DISPOSITIONS.get(filing.state, "RECEIVED")
    rows["filing_document"].append((lodged, filing.id, document, ordinal, disposition, 3))
    if is_accepted:
        _enter(filing, document, kind)
    if filing.state == "REJECTED":
        _say_why(filing, lodged)


def _enter(filing: Lodged, document: str, kind: str) -> None:
    case, said = filing.case, published().document_kinds[kind].register_description
    case.entries += 1
    text = (filing.decided, said.en, said.tc, said.sc, document)
    row = (filing.scribe.id("reg", filing.at), case.id, case.entries, *text)
    filing.scribe.rows["register_entry"].append(row)
    filing.scribe.counters[f"register/{case.id}"] = case.entries


def _say_why(filing: Lodged, lodged: str) -> None:
    code, why = next(iter(published().rejection_reasons.items()))
    texts = (why.reason.en, why.reason.tc, why.reason.sc)
    remedy = (why.remedy.en, why.remedy.tc, why.remedy.sc)
    row = (
        filing.scribe.id("rsn", filing.at),
        lodged,
        1,
        code,
        *texts,
        *remedy,
        f"/help/{why.guide}",
    )
    filing.scribe.rows["decision_reason"].append(row)


def _fee(filing: Lodged) -> tuple[str, str | None]:
    """Write what it costs, and the money; every other filing is free."""
    scribe, at = filing.scribe, filing.received
    is_due = filing.ordinal % 2 == 0 or filing.state == "PAYMENT_PENDING"
    cents = FEES[(filing.case.index + filing.ordinal) % len(FEES)] if is_due else 0
    assessment = scribe.id("fas", filing.at)
    scribe.rows["fee_assessment"].append((assessment, at[:10], cents, at))
    if not cents:
        return assessment, None
    shares = (cents - 5000, 5000) if cents > 5000 and filing.is_first else (cents,)
    for ordinal, share in enumerate(shares, start=1):
        what = (ordinal, "BENCHMARK_STEP", "no law", FEE_SINCE, 1, share, share)
        words = ("DOWN_TO_DOLLAR", STEP.en, STEP.tc, STEP.sc, "ASSUMED")
        scribe.rows["fee_line"].append((scribe.id("fln", filing.at), assessment, *what, *words))
    return assessment, _money(filing, cents)


def _money(filing: Lodged, cents: int) -> str:
    """Write the request for a fee, its payments, and the receipt where it was met."""
    scribe, rows, at = filing.scribe, filing.scribe.rows, filing.received
    state = {"PAYMENT_PENDING": "OPEN", "WITHDRAWN": "CANCELLED"}.get(filing.state, "PAID")
    paid = at if state == "PAID" else None
    request = scribe.id("srq", filing.at)
    asked = (f"filing:{filing.id}", cents, state, *filing.case.filer, at, paid, 2)
    rows["service_request"].append((request, *asked))
    tries = ["DECLINED"] if scribe.chance.random() < 0.05 else []
    for outcome in [*tries, *(["SUCCESS"] if paid else [])]:
        payment, received = scribe.id("pay", filing.at), paid if outcome == "SUCCESS" else None
        attempt = ("CARD", cents, outcome, f"ch_{payment}", at, received, 3)
        rows["payment"].append((payment, request, *attempt))
        if received:
            number = receipt_number(filing.at.year, scribe.number(f"receipt:{filing.at.year}"))
            row = (scribe.id("rcp", filing.at), number, payment, cents, received)
            rows["receipt"].append(row)
    return request


def _review(filing: Lodged) -> None:
    state, officer = REVIEWS.get(filing.state), filing.scribe.cast.officer
    if state is None:
        return
    is_held, is_done = state in {"ASSIGNED", "COMPLETED"}, state == "COMPLETED"
    who = (officer if is_held else None, filing.received)
    when = (filing.received if is_held else None, filing.decided if is_done else None, 3)
    row = (filing.scribe.id("rvw", filing.at), filing.id, state, *who, *when)
    filing.scribe.rows["review_task"].append(row)
    if is_done:
        decided = (officer, filing.decided, DECIDED[filing.state])
        row = (filing.scribe.id("dec", filing.at), filing.id, *decided)
        filing.scribe.rows["review_decision"].append(row)
