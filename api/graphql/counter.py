"""The registry's counter in the contract: filings on paper, restriction orders, and figures."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from api.cases.operations import Restriction, lift_restriction_order, make_restriction_order
from api.cases.queries import COURT_STAFF
from api.graphql.cases import Case
from api.graphql.context import Info, question, verb
from api.graphql.lodging import PartyInput
from api.graphql.paper import PaperFiling
from api.graphql.words import ChangedMeanwhile, Refused
from api.parties.operations import NewParty
from api.reading.declare import at
from api.register import operations
from api.statistics.queries import adoption


@strawberry.input
class PaperCaseInput:
    """What a paper that begins a case says of it."""

    proceeding_type: str
    """The type of proceeding: DCPI."""
    relief: str
    """PD 24.1, Annex A, Section A; see `Query.naturesOfClaim`."""
    nature_of_claim: str
    """PD 24.1, Annex A, Section B; see `Query.naturesOfClaim`."""
    parties: list[PartyInput]
    """At least one on each side."""


@strawberry.input
class PaperDocumentInput:
    """A document on paper."""

    kind: str
    """What kind of document it is; see `Query.documentKinds`."""
    pages: int
    """How many pages were counted."""


@strawberry.input
class RecordPaperFilingInput:
    """A filing that came on paper over the counter."""

    idempotency_key: str
    """Your own key for this request: the same key and body again give the same answer."""
    filed_by: str
    """Who brought it, 1 to 300 characters."""
    received_at: datetime
    """When the counter took it; the registry was open then."""
    documents: list[PaperDocumentInput]
    """What it is made of, in order; 1 to 100."""
    new_case: PaperCaseInput | None = None
    """Give this if it begins a case."""
    case_number: str | None = None
    """Give this if it goes into a case."""
    organization: str | None = None
    """The code of the law firm that filed it, if it has an account."""
    represented: bool = False
    """Whether a law firm filed it; yes wherever `organization` is given."""


@strawberry.input
class MakeRestrictionOrderInput:
    """An order of the court that keeps electronic filings out of a case."""

    case_id: strawberry.ID
    """The case."""
    expected_version: int
    """The version of the case that you read."""
    grounds: str
    """The order it carries out, in 1 to 500 characters."""
    sign_in_name: str | None = None
    """The account it binds; everybody who files electronically if left out."""
    from_at: datetime | None = None
    """From when it binds; from now if left out."""
    until_at: datetime | None = None
    """From when it no longer binds; left out while it has no end."""


@strawberry.input
class LiftRestrictionOrderInput:
    """A restriction order that no longer binds."""

    restriction_order_id: strawberry.ID
    """The order."""


@strawberry.type
class PaperFilingRecorded:
    """It is in the register of its case."""

    paper_filing: PaperFiling
    """What was recorded."""
    case: Case
    """The case it went into or began."""


@strawberry.type
class RestrictionChanged:
    """Who may file electronically in the case has changed."""

    case: Case
    """The case as it stands."""


RecordPaperFilingResult = Annotated[
    PaperFilingRecorded | Refused,
    strawberry.union("RecordPaperFilingResult", description="What came of recording paper."),
]
RestrictionOrderResult = Annotated[
    RestrictionChanged | ChangedMeanwhile | Refused,
    strawberry.union("RestrictionOrderResult", description="What came of a restriction order."),
]


@strawberry.type
class FilingFigure:
    """How many filings of a type came in a month, and how. Counted, never estimated."""

    month: date
    """The first day of the month, by the court day on which a filing counts as received."""
    proceeding_type: str
    """The type of proceeding."""
    received: int
    """What came electronically, whatever became of it."""
    accepted: int
    """What of that was accepted, in whole or in part."""
    paper: int
    """What the counter took on paper and recorded here."""


def _on_paper(given: RecordPaperFilingInput) -> operations.OnPaper:
    """Take what came on paper out of an input."""
    new = given.new_case
    return operations.OnPaper(
        filed_by=given.filed_by,
        received_at=given.received_at,
        sheets=tuple(operations.PaperSheet(d.kind, d.pages) for d in given.documents),
        new_case=new
        and operations.PaperCase(
            new.proceeding_type,
            new.relief,
            new.nature_of_claim,
            tuple(NewParty(party.role, party.kind, party.name) for party in new.parties),
        ),
        case_number=given.case_number,
        organization_code=given.organization,
        is_represented=given.represented,
    )


@strawberry.type
class Query:
    """Figures for court staff."""

    @question
    def filing_figures(
        self,
        info: Info,
        since: Annotated[
            date, strawberry.argument(description="The first court day that is counted.")
        ],
        until: Annotated[
            date, strawberry.argument(description="The first court day no longer counted.")
        ],
    ) -> list[FilingFigure]:
        """Court staff: electronic and paper filings by month and type; empty for others."""
        works = info.context.building.works
        with works.look() as session:
            if info.context.whoever(session, works.clock()).kind not in COURT_STAFF:
                return []
            found: list[Any] = adoption(session, since, until)
        return [
            FilingFigure(
                month=figure.month,
                proceeding_type=figure.proceeding_type,
                received=figure.received,
                accepted=figure.accepted,
                paper=figure.paper,
            )
            for figure in found
        ]


@strawberry.type
class Mutation:
    """The verbs of the counter."""

    @verb
    def record_paper_filing(
        self, info: Info, input: RecordPaperFilingInput
    ) -> RecordPaperFilingResult:
        """Registry officers: record a filing that came on paper, into a case or beginning one."""
        with info.context.work() as work:
            row = operations.record_paper_filing(work, _on_paper(input), input.idempotency_key)
        return PaperFilingRecorded(
            paper_filing=at(PaperFiling, id=row.id), case=at(Case, id=row.case_id)
        )

    @verb
    def make_restriction_order(
        self, info: Info, input: MakeRestrictionOrderInput
    ) -> RestrictionOrderResult:
        """Registry officers: carry out an order that keeps electronic filings out of a case."""
        said = Restriction(input.grounds, input.sign_in_name, input.from_at, input.until_at)
        with info.context.work() as work:
            case = make_restriction_order(work, input.case_id, said, input.expected_version)
        return RestrictionChanged(case=at(Case, id=case.id))

    @verb
    def lift_restriction_order(
        self, info: Info, input: LiftRestrictionOrderInput
    ) -> RestrictionOrderResult:
        """Registry officers: carry out the lifting of a restriction order."""
        with info.context.work() as work:
            case = lift_restriction_order(work, input.restriction_order_id)
        return RestrictionChanged(case=at(Case, id=case.id))
