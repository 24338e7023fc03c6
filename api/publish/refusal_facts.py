"""Write the catalogue of errors: every refusal of the API, what it says and how to mend it.

The sentences are collected from the refusals themselves, and those of the check by running it on
drafts with everything wrong, so that none is written twice. What is filled in when it happens (a
file's name, a day, a number) is shown as a gap.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Final

from api.cases.rules import LEAD_CASE, Noted
from api.checks.rules import Finding, Lodging, Paper, check
from api.courts.rules import coverage
from api.documents.ports import Inspection
from api.documents.states import ScanState
from api.filings.states import FilingPurpose
from api.graphql import schema
from api.graphql.codes import every_refusal
from api.kernel.clock import instant_of
from api.kernel.money import Money
from api.kernel.refusals import Refusal
from api.kernel.text import Text, simplified
from api.parties.states import PartyRole
from api.publish.sources import ANCHOR, HEADING
from api.publish.tables import Row, stacked, table
from api.publish.words import Code, said
from api.reference.loading import Published
from api.reference.papers import Severity

# Importing the schema brings in every module that refuses: the catalogue is the schema's.
PAGES: Final = Path(schema.__file__).resolve().parents[2] / "site" / "pages"
GAP: Final = "<var>…</var>"
PLACE = re.compile(r"\{[a-z_.]+\}")
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
SEES: Final = Text("What you see", "你看到的訊息")
DO: Final = Text("What to do", "怎樣做")
MORE: Final = Text("Read more", "詳情")
STOPS: Final = Text("stops the submission", "不能提交")
ADVISES: Final = Text("advice; you may go on", "提示；可以繼續")


@dataclass(frozen=True, slots=True)
class Group:
    """Refusals that belong together: the rooms they come from, and where the guide is."""

    slug: str
    title: Text
    rooms: frozenset[str]
    guide: str


GROUPS: Final = (
    Group(
        "sign-in",
        Text("Signing in and accounts", "登入及帳戶"),
        frozenset({"accounts", "graphql"}),
        "/help/file/#sign-in",
    ),
    Group("upload", Text("Uploading", "上載"), frozenset({"documents"}), "/help/file/#upload"),
    Group(
        "filing",
        Text("Checking and submitting", "檢查及提交"),
        frozenset({"checks", "filings"}),
        "/help/file/#problems",
    ),
    Group(
        "coverage",
        Text("Coverage and time", "適用範圍及時間"),
        frozenset({"courts"}),
        "/help/coverage/",
    ),
    Group(
        "payment",
        Text("Fees and payment", "費用及付款"),
        frozenset({"fees", "payments"}),
        "/help/file/#pay",
    ),
    Group(
        "case",
        Text("Cases and those in them", "案件及當事人"),
        frozenset({"cases", "parties", "register", "issuing", "inspection"}),
        "/help/file/#who-may-see",
    ),
    Group(
        "review",
        Text("Review by the registry (staff)", "登記處審核（職員）"),
        frozenset({"reviews"}),
        "/help/file/#decision",
    ),
    Group("any", Text("Any request", "任何請求"), frozenset(), "/help/file/#problems"),
)
"""The last group takes what no other one names."""


def refusal_anchor(code: str) -> str:
    """Give the id of a refusal on the page ``errors/``: ``error-file-too-large``."""
    return "error-" + CAPITAL.sub("-", code).lower()


def rule_anchor(rule: str) -> str:
    """Give the id of a rule of the check on the page ``errors/``: ``check-some-document``."""
    return "check-" + rule.lower().replace("_", "-")


def group_of(kind: type[Refusal]) -> Group:
    """Find the group of a refusal by the room that raises it."""
    room = kind.__module__.split(".")[1]
    return next((group for group in GROUPS if room in group.rooms), GROUPS[-1])


def guide_of(kind: type[Refusal]) -> str:
    """Give the guide of a refusal: its own, or that of its group."""
    return kind.guide or group_of(kind).guide


def refusal_sections(_facts: Published, code: Code) -> str:
    """Write one section with a table for each group of refusals."""
    kinds = every_refusal()
    return "\n\n".join(
        f"## {said(group.title, code)} {{ #errors-{group.slug} }}\n\n{_table(group, mine, code)}"
        for group in GROUPS
        if (mine := [kind for kind in kinds if group_of(kind) is group])
    )


def _table(group: Group, kinds: Iterable[type[Refusal]], code: Code) -> str:
    rows = [
        Row(
            (
                stacked(_shown(kind.message, code), f"<code>{kind.__name__}</code>"),
                _shown(kind.remedy, code),
                guide_link(guide_of(kind), code),
            ),
            anchor=refusal_anchor(kind.__name__),
        )
        for kind in kinds
    ]
    return table(said(group.title, code), [said(text, code) for text in (SEES, DO, MORE)], rows)


def _shown(text: Text, code: Code) -> str:
    """Write a sentence whose facts are not known yet; ``{day.tc}`` and ``{most}`` become gaps."""
    return PLACE.sub(GAP, escape(said(text, code), quote=False))


def guide_link(guide: str, code: Code) -> str:
    """Link to a guide from a page in the language's root, by the guide's own title.

    Refuses: LookupError where no such heading is authored.
    """
    path, _, anchor = guide.removeprefix("/help/").partition("#")
    return (
        f'<a href="../{path}{"#" * bool(anchor)}{anchor}">{escape(_title(path, anchor, code))}</a>'
    )


def _title(path: str, anchor: str, code: Code) -> str:
    name = path.strip("/")
    folder = PAGES / ("en" if code == "en" else "tc")
    places = (folder / f"{name}.md", folder / name / "index.md")
    source = next((place for place in places if place.is_file()), None)
    for line in HEADING.findall(source.read_text("utf-8")) if source else ():
        found = ANCHOR.search(line)
        if found and anchor in {"", found["id"]}:
            title = ANCHOR.sub("", line).strip("# ").replace("`", "")
            return simplified(title) if code == "sc" else title
    message = f"no page has the guide {path}#{anchor}"
    raise LookupError(message)


# --- what the check may find ----------------------------------------------------------------------


def sample_findings(facts: Published) -> dict[str, Finding]:
    """Run the check on drafts with everything wrong; one finding a rule, the first of each."""
    found: dict[str, Finding] = {}
    for lodging in _wrong_drafts(facts):
        for finding in check(lodging, facts):
            found.setdefault(finding.rule, finding)
    return found


def _wrong_drafts(facts: Published) -> Iterator[Lodging]:
    """Make drafts that between them break every rule of the check."""
    day = facts.notices[0].begins
    before = day - timedelta(days=1)
    paper = Paper("WRIT_OF_SUMMONS", "writ.pdf", is_stored=False, sha256="0" * 64)
    papers = tuple(_odd(facts, kind, scan) for kind, scan in NOT_CLEAN.items())
    many = facts.file_policy(day).max_documents_per_filing + 1
    begins, follows = FilingPurpose.COMMENCE_CASE, FilingPurpose.FILE_IN_CASE
    other = next(t for t in facts.proceeding_types if not _is_filed_in(facts, paper.kind, t))
    yield _draft(facts, begins, before, "DCPI", ())
    yield _draft(facts, begins, day, "DCPI", (), nature="EMPLOYEES_COMPENSATION")
    yield _draft(facts, follows, day, "DCPI", (paper,) * many)
    yield _draft(facts, follows, day, other, (paper,))
    yield from _missteps(facts, day)
    yield replace(_draft(facts, follows, day, "DCPI", ()), noted=tuple(_noted(facts)))
    yield replace(
        _draft(facts, follows, day, "DCPI", papers),
        names=("Sample Person",),
        case_number="DCPI 1/2022",
        claimed=Money.of(Decimal(10) ** 9),
    )


def _missteps(facts: Published, day: date) -> Iterator[Lodging]:
    """Make drafts whose documents come at the wrong step, from the wrong side, or alone."""
    begins, follows = FilingPurpose.COMMENCE_CASE, FilingPurpose.FILE_IN_CASE
    sent = tuple(
        Paper(kind, "paper.pdf", is_stored=True, sha256=kind)
        for kind in ("DEFENCE", "BILL_OF_COSTS", "COUNTERCLAIM", "EXHIBIT")
    )
    yield _draft(facts, begins, day, "DCTC", sent)
    lead, exhibit, annex = sent[0], replace(sent[3], attached_to=1), replace(sent[3], attached_to=2)
    yield _draft(facts, follows, day, "DCTC", (lead, exhibit, annex))
    yield replace(
        _draft(facts, follows, day, "DCTC", sent),
        sides=frozenset({PartyRole.PLAINTIFF}),
        late={"DEFENCE": instant_of(day, time(17, 30))},
    )


def _noted(facts: Published) -> Iterator[Noted]:
    """All that a case has to say of a filing that goes into it."""
    for standing in ("STAYED", "CONCLUDED"):
        yield f"CASE_IS_{standing}", ("caseNumber",), {}
    yield "CASE_IS_CONSOLIDATED", ("caseNumber",), {"lead": LEAD_CASE}
    kind = facts.document_kinds["DEFENCE"].name
    yield "FIRST_APPEARANCE", ("documentIds", "0"), {"kind": kind}
    yield "PARTY_IS_REPRESENTED", ("appearance", "partyName"), {}


NOT_CLEAN: Final = {
    "STATEMENT_OF_CLAIM": ScanState.PENDING,
    "ACKNOWLEDGMENT_OF_SERVICE": ScanState.INFECTED,
    "REPLY": ScanState.UNSCANNABLE,
}
ODD: Final = Inspection(
    pages=3,
    not_a4=(1,),
    image_only=(2,),
    blank=(3,),
    fonts_not_embedded=("Sample",),
    layers=1,
    attachments=1,
    scripts=1,
    opening="IN THE DISTRICT COURT DCPI 2/2022",
    statement_of_truth=False,
)
"""Everything that looking into a document can find."""


def _odd(facts: Published, kind: str, scan: ScanState) -> Paper:
    """Make a paper in which everything is found, and too large for a filing."""
    size = facts.file_policies[-1].max_bytes_per_filing
    return Paper(
        kind, "paper.pdf", is_stored=True, sha256=kind, bytes=size, scan=scan, inspection=ODD
    )


def _is_filed_in(facts: Published, kind: str, proceeding_type: str) -> bool:
    return proceeding_type in facts.document_kinds[kind].proceeding_types


def _draft(  # noqa: PLR0913 - what a draft is made of
    facts: Published,
    purpose: FilingPurpose,
    on: date,
    proceeding_type: str,
    papers: tuple[Paper, ...],
    *,
    nature: str | None = None,
) -> Lodging:
    return Lodging(
        begins=purpose is FilingPurpose.COMMENCE_CASE,
        proceeding_type=facts.proceeding_types[proceeding_type],
        on=on,
        coverage=coverage(proceeding_type, on, facts=facts),
        relief=None,
        nature_of_claim=nature,
        roles=(),
        papers=papers,
    )


def finding_table(facts: Published, code: Code) -> str:
    """List every rule of the check: what it says, whether it stops, and how to mend it."""
    rows = [
        Row(
            (
                stacked(escape(said(each.message, code)), f"<code>{each.rule}</code>"),
                said(STOPS if each.severity is Severity.BLOCK else ADVISES, code),
                escape(said(each.remedy, code)),
                guide_link(each.guide, code),
            ),
            anchor=rule_anchor(each.rule),
        )
        for each in sample_findings(facts).values()
    ]
    titles = (SEES, Text("What it does", "作用"), DO, MORE)
    caption = said(Text("What the check may find", "檢查可能發現的問題"), code)
    return table(caption, [said(title, code) for title in titles], rows)
