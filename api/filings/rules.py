"""What a filing is made of, how it is answered, and how its times are explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from api.checks.rules import GUIDE, Finding
from api.courts.rules import Deemed
from api.filings.states import FilingTime
from api.kernel.clock import told
from api.kernel.refusals import Malformed, NotFound, Refusal
from api.kernel.text import Text
from api.parties.rules import Appearing
from api.parties.states import PartyKind, PartyRole
from api.reference.loading import Published
from api.reference.papers import CodeKind, Severity


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
    claimed_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A document that belongs to a lead document of the same filing: an exhibit, an annex."""

    document_id: str
    lead_id: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A filing as the filer writes it: exactly one of a new case and the number of a case."""

    new_case: NewCaseDraft | None
    case_number: str | None
    document_ids: tuple[str, ...]
    resubmission_of: str | None = None
    appearance: Appearing | None = None
    attachments: tuple[Attached, ...] = ()


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


def leads_of(document_ids: Sequence[str], attachments: Sequence[Attached]) -> dict[str, int]:
    """Say for each attachment the place of the document that it belongs to, from 1 (I-12).

    Whether that one is a lead document is for the checks to find: a draft may be incomplete.
    Refuses: NotFound for what is not in the filing, Malformed for one attached twice or to itself.
    """
    places = {document_id: place for place, document_id in enumerate(document_ids, start=1)}
    found: dict[str, int] = {}
    for position, each in enumerate(attachments):
        at = ("attachments", str(position))
        for name, document_id in (("documentId", each.document_id), ("attachedTo", each.lead_id)):
            if document_id not in places:
                raise NotFound(*at, name)
        if each.document_id in found or each.document_id == each.lead_id:
            rule = "each attachment once, and to another document of the filing"
            raise Malformed(*at, field="attachments", rule=rule)
        found[each.document_id] = places[each.lead_id]
    return found


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
