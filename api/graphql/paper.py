"""Filings on paper in the contract, as the register of a case shows them."""

from datetime import datetime

import strawberry

from api.duties.models import PaperFinding as PaperFindingRow
from api.duties.queries import finding_visible_to
from api.graphql.describing import enumerated
from api.graphql.words import Text
from api.reading.declare import edge, part, reads, within_parent
from api.reference.papers import CodeKind, Severity
from api.register.models import PaperDocument as PaperDocumentRow
from api.register.models import PaperFiling as PaperFilingRow
from api.register.queries import visible_to
from api.register.states import Channel

enumerated(Channel, codes=CodeKind.CHANNEL)


@reads(PaperDocumentRow, visible=within_parent)
class PaperDocument:
    """A document that came on paper. The paper is what was filed; there is no copy of it here."""

    ordinal: int
    """Its place in the filing, from 1."""
    kind: str
    """What kind of document it is; see `Query.documentKinds`."""
    pages: int
    """How many pages the counter counted."""


@reads(PaperFindingRow, visible=finding_visible_to)
class PaperFinding:
    """What the registry is told of a filing on paper. It stops nothing."""

    rule: str
    """The rule that found it."""
    policy_version: str
    """Version of the policy by which it was judged."""
    severity: Severity
    """Always ADVICE."""
    message: Text = part("message_")
    """What was found."""
    remedy: Text = part("remedy_")
    """What to do about it."""
    guide: str
    """Where the help site says more."""


@reads(PaperFilingRow, visible=visible_to)
class PaperFiling:
    """A filing that came on paper over the counter. Seen by those who see the case."""

    id: strawberry.ID
    """Opaque, typed and time-ordered."""
    begins_case: bool
    """Whether it began the case."""
    filed_by: str
    """Who brought it, as they gave their name at the counter."""
    is_represented: bool
    """Whether a law firm filed it."""
    received_at: datetime
    """When the counter took it: when it counts as received."""
    recorded_at: datetime
    """When the registry recorded it here."""
    documents: list[PaperDocument] = edge(order=("ordinal", "id"))
    """The documents in it, in order."""
    findings: list[PaperFinding] = edge(order=("rule",), via="paper_filing_id")
    """Court staff: what the registry is told of it; empty for everybody else."""
