"""Where a case stands, in the contract: the registry's verbs, and its ties to other cases."""

from datetime import date
from typing import Annotated

import strawberry

from api.graphql.appearances import ProceedingInput
from api.graphql.cases import Case
from api.graphql.context import Info, verb
from api.graphql.words import ChangedMeanwhile, Refused
from api.proceedings import operations
from api.reading.declare import at


@strawberry.input
class StayCaseInput(ProceedingInput):
    """An order that stays the proceedings."""


@strawberry.input
class LiftStayInput(ProceedingInput):
    """An order that lifts a stay."""


@strawberry.input
class ConcludeCaseInput(ProceedingInput):
    """The case was decided, settled or discontinued."""


@strawberry.input
class CloseCaseInput(ProceedingInput):
    """Nothing more is to be done in the case."""


@strawberry.input
class ReopenCaseInput(ProceedingInput):
    """A concluded or closed case goes on."""


@strawberry.input
class TransferCaseInput(ProceedingInput):
    """An order that transfers a case."""

    court: str
    """The code of the court or tribunal to which it goes; see `Query.courts`."""
    transferred_on: date
    """The day on which it goes, in Hong Kong; not later than today."""


@strawberry.input
class ConsolidatedCaseInput:
    """A case that is consolidated into another."""

    case_id: strawberry.ID
    """The case."""
    expected_version: int
    """The version that you read."""


@strawberry.input
class ConsolidateCasesInput(ProceedingInput):
    """An order that consolidates cases into the one named in `caseId`, the lead case."""

    cases: list[ConsolidatedCaseInput]
    """The others, 1 to 50."""


@strawberry.input
class RelateCasesInput(ProceedingInput):
    """Two cases have to do with each other."""

    related_case_id: strawberry.ID
    """The other case."""


@strawberry.type
class CaseStandingChanged:
    """The case stands elsewhere now; its register says so."""

    case: Case
    """The case as it stands."""


@strawberry.type
class CaseRelationsChanged:
    """What the case has to do with others has changed; the registers say so."""

    case: Case
    """The case as it stands; of consolidated cases, the lead case."""


CaseStandingResult = Annotated[
    CaseStandingChanged | ChangedMeanwhile | Refused,
    strawberry.union("CaseStandingResult", description="What came of moving a case."),
]
CaseRelationsResult = Annotated[
    CaseRelationsChanged | ChangedMeanwhile | Refused,
    strawberry.union("CaseRelationsResult", description="What came of tying cases together."),
]


def _stood(info: Info, input: ProceedingInput, move: str) -> CaseStandingChanged:
    """Move a case by its table."""
    with info.context.work() as work:
        case = operations.stand(work, input.occasion, move)
    return CaseStandingChanged(case=at(Case, id=case.id))


@strawberry.type
class Mutation:
    """Where cases stand."""

    @verb
    def stay_case(self, info: Info, input: StayCaseInput) -> CaseStandingResult:
        """Registry officers: stay the proceedings."""
        return _stood(info, input, "stay")

    @verb
    def lift_stay(self, info: Info, input: LiftStayInput) -> CaseStandingResult:
        """Registry officers: lift a stay."""
        return _stood(info, input, "lift_stay")

    @verb
    def conclude_case(self, info: Info, input: ConcludeCaseInput) -> CaseStandingResult:
        """Registry officers: record that the case has been decided, settled or discontinued."""
        return _stood(info, input, "conclude")

    @verb
    def close_case(self, info: Info, input: CloseCaseInput) -> CaseStandingResult:
        """Registry officers: close a concluded case; nothing is filed in it any more."""
        return _stood(info, input, "close")

    @verb
    def reopen_case(self, info: Info, input: ReopenCaseInput) -> CaseStandingResult:
        """Registry officers: let a concluded or closed case go on."""
        return _stood(info, input, "reopen")

    @verb
    def transfer_case(self, info: Info, input: TransferCaseInput) -> CaseStandingResult:
        """Registry officers: record that a case went to another court or tribunal."""
        with info.context.work() as work:
            case = operations.transfer(work, input.occasion, input.court, input.transferred_on)
        return CaseStandingChanged(case=at(Case, id=case.id))

    @verb
    def consolidate_cases(self, info: Info, input: ConsolidateCasesInput) -> CaseRelationsResult:
        """Registry officers: consolidate cases into a lead case; each keeps its register."""
        others = [(other.case_id, other.expected_version) for other in input.cases]
        with info.context.work() as work:
            case = operations.consolidate(work, input.occasion, others)
        return CaseRelationsChanged(case=at(Case, id=case.id))

    @verb
    def relate_cases(self, info: Info, input: RelateCasesInput) -> CaseRelationsResult:
        """Registry officers: record that two cases have to do with each other."""
        with info.context.work() as work:
            case = operations.relate(work, input.occasion, input.related_case_id)
        return CaseRelationsChanged(case=at(Case, id=case.id))
