"""What is checked before a filing is received.

One set of rules serves the dry run, the submission and the review, so that they never disagree:
same input and same policy, same findings (I-27).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from api.cases.rules import Noted
from api.courts.rules import Coverage
from api.documents.ports import Inspection
from api.documents.rules import faults_of, is_readable, names_form, numbers_in
from api.documents.states import ScanState
from api.kernel.money import Money
from api.kernel.refusals import Refusal
from api.kernel.text import Text, shortened
from api.parties.rules import is_named_in
from api.parties.states import PartyRole
from api.reference.facts import ProceedingType
from api.reference.loading import Published
from api.reference.papers import ClaimSection, Severity
from api.register.rules import Step, missteps

RULES_VERSION = "FILING_CHECKS_1"
GUIDE = "/help/"
MEGABYTE = 1024 * 1024


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
    """A document as the checks see it; ``attached_to`` is the place of its lead, from 1."""

    kind: str
    file_name: str
    is_stored: bool
    sha256: str
    bytes: int = 1
    scan: ScanState = ScanState.CLEAN
    inspection: Inspection | None = None
    attached_to: int | None = None


@dataclass(frozen=True, slots=True)
class Lodging:
    """A filing as the checks see it, on the day it would be received.

    ``names`` are those of the parties: of the draft for a new case, else of the case. ``noted`` is
    what applies by the case it goes into. ``sides`` are those the filer acts for, where that is
    known; ``late`` are kinds whose time for them is over.
    """

    begins: bool
    """Whether it begins a case."""
    proceeding_type: ProceedingType
    on: date
    coverage: Coverage
    relief: str | None
    nature_of_claim: str | None
    roles: tuple[PartyRole, ...]
    papers: tuple[Paper, ...]
    names: tuple[str, ...] = ()
    case_number: str | None = None
    claimed: Money | None = None
    noted: tuple[Noted, ...] = ()
    sides: frozenset[PartyRole] = frozenset()
    late: Mapping[str, datetime] = field(default_factory=dict[str, datetime])


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


@dataclass(frozen=True, slots=True)
class _Said:
    """Words a finding as the policy of the day words it; a rule without one finds nothing."""

    lodging: Lodging
    published: Published

    def __call__(
        self, rule: str, path: tuple[str, ...], *, about: str | None = None, **facts: object
    ) -> Iterator[Finding]:
        policy = self.published.check(rule, self.lodging.on)
        if policy and (not policy.document_kinds or about in policy.document_kinds):
            message, guide = policy.message.filled(**facts), GUIDE + policy.guide
            yield Finding(
                rule, policy.version, policy.severity, path, message, policy.remedy, guide
            )


def _each(lodging: Lodging) -> Iterator[tuple[tuple[str, ...], Paper]]:
    """The documents of a filing, each with its place in the form."""
    for position, paper in enumerate(lodging.papers):
        yield ("documentIds", str(position)), paper


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
    if not lodging.begins:
        return
    for named, code, section in (
        ("relief", lodging.relief, ClaimSection.A),
        ("natureOfClaim", lodging.nature_of_claim, ClaimSection.B),
    ):
        nature = published.natures_of_claim.get(code or "")
        if nature is None or nature.section is not section:
            yield _block(
                "NATURE_OF_CLAIM",
                ("newCase", named),
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
    if not lodging.begins:
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
    policy = published.file_policy(lodging.on)
    said = _Said(lodging, published)
    path = ("documentIds",)
    if not lodging.papers:
        yield from said("SOME_DOCUMENT", path)
    if len(lodging.papers) > policy.max_documents_per_filing:
        yield from said("NOT_TOO_MANY_DOCUMENTS", path, most=policy.max_documents_per_filing)
    together = sum(paper.bytes for paper in lodging.papers)
    if together > policy.max_bytes_per_filing:
        megabytes, most = -(-together // MEGABYTE), policy.max_bytes_per_filing // MEGABYTE
        yield from said("NOT_TOO_LARGE_TOGETHER", path, megabytes=megabytes, most=most)
    for path, paper in _each(lodging):
        if not paper.is_stored:
            yield from said("UPLOAD_COMPLETE", path, file=shortened(paper.file_name))


def _attachments(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """An attachment belongs to one lead document, which is no attachment itself (I-12)."""
    said = _Said(lodging, published)
    for path, paper in _each(lodging):
        lead = lodging.papers[paper.attached_to - 1] if paper.attached_to else None
        if lead is not None and lead.attached_to is not None:
            names = {"file": shortened(paper.file_name), "lead": shortened(lead.file_name)}
            yield from said("ATTACHED_TO_LEAD", path, **names)


def _papers_sound(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """What was found in each document when it came and when it was scanned."""
    said = _Said(lodging, published)
    for path, paper in _each(lodging):
        if paper.is_stored:
            for fault in faults_of(paper.inspection, paper.scan, paper.file_name):
                yield from said(fault.rule, path, about=paper.kind, **fault.facts)


def _papers_fit(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """Each kind of document belongs to the type of proceeding and to this step of it."""
    begins = lodging.begins
    sent = [paper.kind for paper in lodging.papers]
    step = Step(lodging.proceeding_type.code, begins, lodging.sides, sent, lodging.late)
    said = _Said(lodging, published)
    for path, paper in _each(lodging):
        kind = published.document_kinds[paper.kind]
        if lodging.proceeding_type.code not in kind.proceeding_types:
            code = lodging.proceeding_type.code
            yield from said("KIND_FITS_TYPE", path, kind=kind.name, type=code)
        if kind.originating and not begins:
            yield from said("ORIGINATES_A_CASE", path, kind=kind.name)
        for rule, other in missteps(kind, step, published):
            yield from said(rule, path, about=kind.code, kind=kind.name, other=other)


def _papers_say(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """What the words of a document say, where a machine can read them; advice at the most."""
    prefixes = {t.prefix for t in published.proceeding_types.values() if t.prefix}
    said = _Said(lodging, published)
    for path, paper in _each(lodging):
        words = paper.inspection.opening if paper.inspection else ""
        file, kind = shortened(paper.file_name), published.document_kinds[paper.kind]
        if not is_readable(words):
            continue
        if paper.inspection and paper.inspection.statement_of_truth is False:
            yield from said("STATEMENT_OF_TRUTH", path, about=paper.kind, file=file)
        form = kind.form_in(lodging.proceeding_type.code)
        if form and not names_form(words, form):
            yield from said("FORM_FITS_KIND", path, file=file, kind=kind.name, form=form)
        found = numbers_in(words, prefixes)
        if lodging.case_number and found and lodging.case_number not in found:
            others, number = ", ".join(found[:3]), lodging.case_number
            yield from said("CASE_NUMBER_AGREES", path, file=file, found=others, number=number)
        if lodging.names and not any(is_named_in(words, name) for name in lodging.names):
            names = ", ".join(shortened(name) for name in lodging.names[:5])
            yield from said("NAMES_AGREE", path, file=file, names=names)


def _within_limit(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """The amount claimed is one that the court hears, where its limits were found."""
    limit = published.court_limit(lodging.proceeding_type.court)
    claimed = lodging.claimed
    if limit and claimed and not limit.more_than < claimed <= limit.at_most:
        court = published.courts[limit.court].name
        yield from _Said(lodging, published)(
            "CLAIM_WITHIN_LIMIT",
            ("newCase", "amountClaimed"),
            amount=claimed,
            court=court,
            limit=limit.words,
        )


def _papers_expected(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """The documents expected when a case is begun, and copies sent twice."""
    sent = [paper.kind for paper in lodging.papers]
    if lodging.begins:
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
    digests: set[str] = set()
    for path, paper in _each(lodging):
        if paper.sha256 in digests:
            file = shortened(paper.file_name)
            yield from _Said(lodging, published)("SENT_TWICE", path, file=file)
        digests.add(paper.sha256)


def _case_says(lodging: Lodging, published: Published) -> Iterator[Finding]:
    """Where the case stands, and who comes into it by this filing."""
    for rule, path, facts in lodging.noted:
        yield from _Said(lodging, published)(rule, path, **facts)


_RULES: tuple[Callable[[Lodging, Published], Iterator[Finding]], ...] = (
    _coverage,
    _claim,
    _parties,
    _within_limit,
    _papers_there,
    _attachments,
    _papers_sound,
    _papers_fit,
    _papers_say,
    _papers_expected,
    _case_says,
)


def finding_of(no: Refusal) -> Finding:
    """Take a refusal of another room as one finding among the others."""
    path = no.path or ("filingId",)
    guide = no.guide or f"{GUIDE}file/"
    return Finding(no.code, RULES_VERSION, Severity.BLOCK, path, no.sentence, no.advice, guide)
