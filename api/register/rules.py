"""How the cause book is searched, and what the registry records of a filing on paper."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from api.kernel.clock import told
from api.kernel.refusals import Malformed, Refusal
from api.kernel.text import Text
from api.parties.operations import NewParty
from api.parties.states import PartyRole
from api.reference.loading import Published
from api.reference.papers import ClaimSection, DocumentKind, FiledBy

LONGEST_REASON = 1000
MOST_PAPERS = 100
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Basis:
    """Why the court entered something, and the earlier entry that it rests on, if any."""

    reason: str
    rests_on: str | None = None


def searchable(*texts: str) -> str:
    """Fold texts for searching: compatibility forms, no case, single spaces.

    Works for any script: a Chinese name is found by any part of it.
    """
    return " ".join(unicodedata.normalize("NFKC", " ".join(texts)).casefold().split())


def searched_names(names: Iterable[str]) -> str:
    """Fold the names of the parties, each fenced so that a search never spans two of them."""
    return "\n".join(searchable(name) for name in names)


# --- the steps of a case --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done when documents are filed: by whom, in which type, and all the kinds.

    ``sides`` are those the filer acts for; none where that is not known. ``late`` are the kinds
    whose time is over for them, and when it was.
    """

    proceeding_type: str
    begins: bool
    sides: frozenset[PartyRole]
    kinds: Collection[str]
    late: Mapping[str, datetime] = field(default_factory=dict[str, datetime])


def missteps(kind: DocumentKind, step: Step, facts: Published) -> Iterator[tuple[str, Text | None]]:
    """Name the rules of check that a kind of document breaks at a step, each with what it names.

    Whether a rule stops a filing is the policy's to say (``checks.toml``). Source: GovHK on tax
    claims (confirmed); Practice Direction 18.1 and clerks' notes (inferred).
    """
    answers = step.proceeding_type in kind.answers_in
    if step.begins and kind.once_begun:
        yield "ANSWERS_A_WRIT" if answers else "FOLLOWS_THE_WRIT", None
    elif step.sides and kind.filed_by.value not in {FiledBy.EITHER, *step.sides}:
        yield "ANSWER_OF_THE_DEFENDANT" if answers else "FILED_BY_THE_OTHER_SIDE", None
    if kind.code in step.late:
        yield "AFTER_ITS_TIME", told(step.late[kind.code])
    if kind.goes_with is not None and kind.goes_with not in step.kinds:
        yield "COMES_WITH", facts.document_kinds[kind.goes_with].name


# --- filings on paper -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """A document on paper: its kind, and how many pages were counted."""

    kind: str
    pages: int


@dataclass(frozen=True, slots=True)
class PaperCase:
    """What a paper that begins a case says of it (PD 24.1, Annex A)."""

    proceeding_type: str
    relief: str
    nature_of_claim: str
    parties: tuple[NewParty, ...]


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What came over the counter: exactly one of a new case and the number of a case.

    ``organization_code`` is the law firm that filed it, if it has an account here; a firm without
    one is only said to be there.
    """

    filed_by: str
    received_at: datetime
    sheets: tuple[PaperSheet, ...]
    new_case: PaperCase | None = None
    case_number: str | None = None
    organization_code: str | None = None
    is_represented: bool = False


class CounterWasClosed(Refusal):
    """Paper is taken over the counter only while the registry is open."""

    message = Text(
        "The registry was not open on {received.en}, so nothing came over its counter then.",
        "登記處於{received.tc}並未開放，不可能在櫃檯收到文件。",
    )
    remedy = Text("Give the time at which the counter took it.", "請填寫櫃檯實際收到文件的時間。")


def require_at_counter(received_at: datetime, counts_at: datetime | None, now: datetime) -> None:
    """Insist that it came already, and while the counter was open.

    Refuses: Malformed, CounterWasClosed.
    """
    if received_at > now:
        raise Malformed("receivedAt", field="receivedAt", rule="a time that has come")
    if counts_at != received_at:
        raise CounterWasClosed("receivedAt", received=told(received_at))


def require_sheets(
    sheets: Sequence[PaperSheet], proceeding_type: str, facts: Published, *, begins: bool
) -> None:
    """Insist on documents that are filed in this type, at this step, with pages counted.

    Refuses: Malformed, naming the document and the rule.
    """
    if not 1 <= len(sheets) <= MOST_PAPERS:
        raise Malformed("documents", field="documents", rule=f"1 to {MOST_PAPERS} documents")
    for position, sheet in enumerate(sheets):
        path = ("documents", str(position))
        kind = facts.document_kinds.get(sheet.kind)
        if kind is None or proceeding_type not in kind.proceeding_types:
            rule = f"a kind that is filed in {proceeding_type}"
            raise Malformed(*path, "kind", field="kind", rule=rule)
        if kind.originating and not begins:
            raise Malformed(*path, "kind", field="kind", rule="it begins a case of its own")
        if not 1 <= sheet.pages <= MOST_PAGES:
            raise Malformed(*path, "pages", field="pages", rule=f"1 to {MOST_PAGES} pages")
    if begins and not any(facts.document_kinds[s.kind].originating for s in sheets):
        raise Malformed("documents", field="documents", rule="one of them begins the case")


def require_paper_case(new: PaperCase, facts: Published) -> None:
    """Insist on a claim as Annex A lists them and on a party on either side.

    Refuses: Malformed.
    """
    sections = (
        ("relief", new.relief, ClaimSection.A),
        ("natureOfClaim", new.nature_of_claim, ClaimSection.B),
    )
    for named, code, section in sections:
        nature = facts.natures_of_claim.get(code)
        if nature is None or nature.section is not section:
            rule = f"a code of section {section} in Query.naturesOfClaim"
            raise Malformed("newCase", named, field=named, rule=rule)
    roles = {party.role for party in new.parties}
    if not {PartyRole.PLAINTIFF, PartyRole.DEFENDANT} <= roles:
        rule = "at least one party on each side"
        raise Malformed("newCase", "parties", field="parties", rule=rule)
