"""What is checked before a filing is received, and what a decision must contain.

One set of rules serves the dry run and the submission, so that the two can never disagree.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from api.courts.rules import Coverage, Deemed
from api.filings.states import FilingPurpose, FilingTime
from api.kernel.clock import told
from api.kernel.refusals import Refusal
from api.kernel.text import Text
from api.parties.states import PartyKind, PartyRole
from api.reference.facts import ProceedingType
from api.reference.loading import Published
from api.reference.papers import ClaimSection, CodeKind, Severity

RULES_VERSION = "FILING_CHECKS_1"
GUIDE = "/help/"


@dataclass(frozen=True, slots=True)
class DraftParty:
    """A party as the filer names one."""

    role: PartyRole
    kind: PartyKind
    name: str


@dataclass(frozen=True, slots=True)
class NewCaseDraft:
    """What a filing that begins a case says of it (PD 24.1, Annex A: relief is Section A)."""

    proceeding_type: str
    relief: str | None
    nature_of_claim: str | None
    parties: tuple[DraftParty, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A filing as the filer writes it: exactly one of a new case and the number of a case."""

    new_case: NewCaseDraft | None
    case_number: str | None
    document_ids: tuple[str, ...]
    resubmission_of: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check has to say, and what to do about it."""

    rule: str
    policy_version: str
    severity: Severity
    path: tuple[str, ...]
    message: Text
    remedy: Text
    guide: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as the checks see it."""

    kind: str
    file_name: str
    is_stored: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Lodging:
    """A filing as the checks see it, on the day it would be received."""

    purpose: FilingPurpose
    proceeding_type: ProceedingType
    on: date
    coverage: Coverage
    relief: str | None
    nature_of_claim: str | None
    roles: tuple[PartyRole, ...]
    papers: tuple[Paper, ...]


class ProblemsFound(Refusal):
    """The filing cannot be received as it is; every problem is listed at once."""

    message = Text(
        "The filing cannot be received yet. Problems to put right first: {count}.",
        "暫未能接收此提交。須先更正的問題：{count} 項。",
    )
    remedy = Text(
        "Put right every finding marked BLOCK, then submit again. Nothing was filed.",
        "請更正所有標示為 BLOCK 的項目後再提交。現時並無任何文件已存檔。",
    )
    guide: ClassVar[str | None] = f"{GUIDE}file/#check"

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Refuse with everything the checks have to say, advice included."""
        blocking = sum(f.severity is Severity.BLOCK for f in findings)
        super().__init__("filingId", count=blocking)
        self.findings = tuple(findings)


class DocumentInAnotherFiling(Refusal):
    """A document lies in one filing only."""

    message = Text("This document already lies in another filing.", "此文件已屬另一項提交。")
    remedy = Text("Upload it again for this filing.", "請為本次提交重新上載。")


class TooManyItems(Refusal):
    """A list in the draft is longer than policy allows."""

    message = Text("There are more than {most} {what}.", "{what}超過 {most} 項。")
    remedy = Text("Send fewer, or split the filing.", "請減少數目或分開提交。")


def check(lodging: Lodging, published: Published) -> list[Finding]:
    """Say all there is to say about a filing, problems and advice, in the form's order."""
    return [finding for rule in _RULES for finding in rule(lodging, published)]


def blocks(findings: Sequence[Finding]) -> bool:
    """Tell whether any finding stops the submission."""
    return any(f.severity is Severity.BLOCK for f in findings)


def _block(rule: str, path: tuple[str, ...], message: Text, remedy: Text, page: str) -> Finding:
    return Finding(rule, RULES_VERSION, Severity.BLOCK, path, message, remedy, GUIDE + page)


def _advice(rule: str, path: tuple[str, ...], message: Text, remedy: Text, page: str) -> Finding:
    return Finding(rule, RULES_VERSION, Severity.ADVICE, path, message, remedy, GUIDE + page)


def _coverage(lodging: Lodging, _published: Published) -> Iterator[Finding]:
    """Cap. 638 s. 11: electronic filing is open only under an implementation notice."""
    if not lodging.coverage.covered:
        yield _block(
            "COVERED_BY_NOTICE",
            ("newCase", "proceedingType"),
            lodging.coverage.explanation,
            Text(
                "File on paper at the registry, or wait for the day the notice names.",
                "請以書面向登記處提交，或待公告所定日期。",
            ),
            "coverage/",
        )


def _claim(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """PD 24.1 Annex A: one choice of Section A and one of Section B when a case is begun."""
    if lodging.purpose is not FilingPurpose.COMMENCE_CASE:
        return
    for field, code, section in (
        ("relief", lodging.relief, ClaimSection.A),
        ("natureOfClaim", lodging.nature_of_claim, ClaimSection.B),
    ):
        nature = published.natures_of_claim.get(code or "")
        if nature is None or nature.section is not section:
            yield _block(
                "NATURE_OF_CLAIM",
                ("newCase", field),
                Text(
                    f"Section {section} of the nature of claim (PD 24.1, Annex A) is not chosen.",
                    f"未選擇申索性質（實務指示 24.1 附件 A，{section} 部）。",
                ),
                Text("Choose one entry of the section.", "請在該部選擇一項。"),
                "file/#nature-of-claim",
            )
    expected = lodging.proceeding_type.nature_of_claim
    if expected and lodging.nature_of_claim and lodging.nature_of_claim != expected:
        yield _advice(
            "NATURE_FITS_TYPE",
            ("newCase", "natureOfClaim"),
            Text(
                f"{lodging.proceeding_type.code} is for claims of the nature {expected}.",
                f"{lodging.proceeding_type.code} 適用於性質為 {expected} 的申索。",
            ),
            Text("Check the type of proceeding.", "請核對法律程序類別。"),
            "file/#nature-of-claim",
        )


def _parties(lodging: Lodging, _published: Published) -> Iterator[Finding]:
    """A case has at least one party on each side."""
    if lodging.purpose is not FilingPurpose.COMMENCE_CASE:
        return
    sides = (
        (PartyRole.PLAINTIFF, Text("There is no plaintiff.", "未有原告人。")),
        (PartyRole.DEFENDANT, Text("There is no defendant.", "未有被告人。")),
    )
    for role, message in sides:
        if role not in lodging.roles:
            yield _block(
                "PARTIES_ON_BOTH_SIDES",
                ("newCase", "parties"),
                message,
                Text("Name at least one party on each side.", "請在每方最少填寫一名當事人。"),
                "file/#parties",
            )


def _papers_there(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """There is something to file, it has arrived, and there is not too much of it."""
    most = published.file_policy(lodging.on).max_documents_per_filing
    if not lodging.papers:
        yield _block(
            "SOME_DOCUMENT",
            ("documentIds",),
            Text("There is no document in the filing.", "提交內沒有文件。"),
            Text("Add at least one document.", "請最少加入一份文件。"),
            "file/#documents",
        )
    if len(lodging.papers) > most:
        yield _block(
            "NOT_TOO_MANY_DOCUMENTS",
            ("documentIds",),
            Text(f"There are more than {most} documents.", f"文件超過 {most} 份。"),
            Text("Split the filing.", "請分開提交。"),
            "file/#documents",
        )
    for position, paper in enumerate(lodging.papers):
        if not paper.is_stored:
            yield _block(
                "UPLOAD_COMPLETE",
                ("documentIds", str(position)),
                Text(
                    f"The upload of '{paper.file_name}' is not complete.",
                    f"「{paper.file_name}」尚未完成上載。",
                ),
                Text("Upload its bytes and complete the upload.", "請完成上載。"),
                "file/#upload",
            )


def _papers_fit(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """Each kind of document belongs to the type of proceeding and to this step of it."""
    begins = lodging.purpose is FilingPurpose.COMMENCE_CASE
    for position, paper in enumerate(lodging.papers):
        kind = published.document_kinds[paper.kind]
        path = ("documentIds", str(position))
        if lodging.proceeding_type.code not in kind.proceeding_types:
            yield _block(
                "KIND_FITS_TYPE",
                path,
                Text(
                    f"'{kind.name.en}' is not filed in {lodging.proceeding_type.code}.",
                    f"「{kind.name.tc}」不適用於 {lodging.proceeding_type.code}。",
                ),
                Text("Choose another kind of document.", "請選擇另一種文件類別。"),
                "file/#documents",
            )
        if kind.originating and not begins:
            yield _block(
                "ORIGINATES_A_CASE",
                path,
                Text(
                    f"'{kind.name.en}' begins a case; it is not filed in one.",
                    f"「{kind.name.tc}」用於展開案件，不能在現有案件提交。",
                ),
                Text("Start a filing for a new case.", "請以新案件提交。"),
                "file/#documents",
            )


def _papers_expected(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """The documents expected when a case is begun, and copies sent twice."""
    sent = [paper.kind for paper in lodging.papers]
    if lodging.purpose is FilingPurpose.COMMENCE_CASE:
        for row in published.documents_required(lodging.proceeding_type.code, lodging.on):
            if row.document_kind not in sent:
                kind = published.document_kinds[row.document_kind]
                yield Finding(
                    "EXPECTED_DOCUMENT",
                    RULES_VERSION,
                    row.severity,
                    ("documentIds",),
                    Text(
                        f"There is no {kind.name.en}. {row.explanation.en}",
                        f"未有{kind.name.tc}。{row.explanation.tc}",
                    ),
                    Text("Add it, or go on if it is not needed.", "請加入；如非必要可繼續。"),
                    f"{GUIDE}file/#documents",
                )
    digests = [paper.sha256 for paper in lodging.papers]
    for position, paper in enumerate(lodging.papers):
        if paper.sha256 in digests[:position]:
            yield _advice(
                "SENT_TWICE",
                ("documentIds", str(position)),
                Text(
                    f"'{paper.file_name}' is a copy of another document of the filing.",
                    f"「{paper.file_name}」與本次提交的另一文件相同。",
                ),
                Text("Remove it if it was sent twice by mistake.", "如屬重複，請移除。"),
                "file/#documents",
            )


_RULES: tuple[Callable[[Lodging, Published], Iterator[Finding]], ...] = (
    _coverage,
    _claim,
    _parties,
    _papers_there,
    _papers_fit,
    _papers_expected,
)


def finding_of(no: Refusal) -> Finding:
    """Take a refusal of another room as one finding among the others."""
    path = no.path or ("filingId",)
    guide = no.guide or f"{GUIDE}file/"
    return Finding(no.code, RULES_VERSION, Severity.BLOCK, path, no.sentence, no.advice, guide)


def transaction_number(year: int, count: int) -> str:
    """Spell a transaction number: ``T2022-0000001``. The real format is not published."""
    return f"T{year}-{count:07d}"


def acknowledgement_text(number: str, received: datetime, deemed: Deemed) -> Text:
    """Say at once that it arrived, when, and when it counts."""
    if deemed.at is None:
        counts = Text(
            "When it counts as received will be known when the registry's closure ends.",
            "視為收訖的時間須待登記處恢復開放後確定。",
        )
    else:
        at = told(deemed.at)
        counts = Text(f"It counts as received on {at.en}.", f"視為收訖時間：{at.tc}。")
    arrived = told(received)
    return Text(
        f"The court received your filing {number} on {arrived.en} (Hong Kong). {counts.en}",
        f"法院已於{arrived.tc}（香港時間）收到你的提交 {number}。{counts.tc}",
    )


# --- times, explained -----------------------------------------------------------------------------

RELATED_BACK = Text(
    "An order of the court gives it effect from this time, though it counted as received on "
    "{deemed.en}.",
    "法院命令使其由此時間起生效，雖視為收訖時間為{deemed.tc}。",
)


@dataclass(frozen=True, slots=True)
class TimeExplained:
    """One time of a filing, and what it means; ``at`` is None while it has not come."""

    name: FilingTime
    at: datetime | None
    label: Text
    explanation: Text


def explain_times(
    instants: Mapping[FilingTime, datetime | None], deemed: Text | None, published: Published
) -> list[TimeExplained]:
    """Explain each time of a filing, in the order in which they come.

    ``deemed`` is the sentence that was stored when the deemed time was judged, if it was.
    """
    told_of = {FilingTime.DEEMED_RECEIVED: deemed, FilingTime.EFFECTIVE_FILED: _why_then(instants)}
    found: list[TimeExplained] = []
    for name in FilingTime:
        code = published.codes[CodeKind.FILING_TIME, name.value]
        said = told_of.get(name) or code.explanation
        found.append(TimeExplained(name, instants[name], code.label, said))
    return found


def _why_then(instants: Mapping[FilingTime, datetime | None]) -> Text | None:
    """Say why a filing has effect from another time than it counts, if it has."""
    deemed = instants[FilingTime.DEEMED_RECEIVED]
    if deemed is None or instants[FilingTime.EFFECTIVE_FILED] == deemed:
        return None
    return RELATED_BACK.filled(deemed=told(deemed))
