"""Relations of cases in the contract: what another case is to one, and where one went."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.cases.models import CaseTransfer as CaseTransferRow
from api.cases.models import RelatedCase as RelatedCaseRow
from api.cases.states import CaseRelation
from api.graphql.courts import Court
from api.graphql.describing import enumerated
from api.parties.queries import related_visible_to
from api.reading.declare import edge, reads, within_parent
from api.reference.papers import CodeKind

if TYPE_CHECKING:
    from api.graphql.cases import Case

enumerated(CaseRelation, codes=CodeKind.CASE_RELATION)


@reads(RelatedCaseRow, visible=related_visible_to)
class RelatedCase:
    """What another case is to this one. Seen by those who see both."""

    kind: CaseRelation
    """What the other case is. Labels: `Query.codes(kind: CASE_RELATION)`."""
    case: Annotated["Case", strawberry.lazy("api.graphql.cases")] | None = edge(
        via="related_case_id"
    )
    """The other case."""
    since_at: datetime
    """From when it is."""
    reason: str
    """Why, in the officer's words."""


@reads(CaseTransferRow, visible=within_parent)
class CaseTransfer:
    """Where a case went."""

    court: Court = edge(order=("code",), via="court_code")
    """The court or tribunal to which it went."""
    transferred_on: date
    """The day on which it went, in Hong Kong."""
