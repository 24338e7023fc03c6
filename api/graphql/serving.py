"""Service and time in the contract: a service is recorded, and the court gives more time."""

from datetime import date
from typing import Annotated

import strawberry

from api.deadlines import operations
from api.graphql.cases import Case
from api.graphql.context import Info, verb
from api.graphql.deadlines import Deadline
from api.graphql.words import ChangedMeanwhile, Refused
from api.reading.declare import at


@strawberry.input
class RecordServiceInput:
    """The document that began the case was served on a defendant."""

    idempotency_key: str
    """Yours; the same key and input give the same record."""
    case_id: strawberry.ID
    """The case."""
    party_id: strawberry.ID
    """The defendant who was served."""
    served_on: date
    """The day of service, in Hong Kong."""


@strawberry.input
class ExtendDeadlineInput:
    """The court gave more time."""

    deadline_id: strawberry.ID
    """The deadline."""
    until: date
    """The last day, in Hong Kong."""
    grounds: str
    """The order it carries out, in a few words."""
    expected_version: int
    """The version you read."""


@strawberry.type
class ServiceRecorded:
    """The service is on record, and the defendant's deadlines run."""

    case: Case
    """The case, with its deadlines."""


@strawberry.type
class DeadlineExtended:
    """The deadline ends later."""

    deadline: Deadline
    """The deadline as it stands."""


RecordServiceResult = Annotated[
    ServiceRecorded | Refused,
    strawberry.union("RecordServiceResult", description="What came of recording a service."),
]
ExtendDeadlineResult = Annotated[
    DeadlineExtended | ChangedMeanwhile | Refused,
    strawberry.union("ExtendDeadlineResult", description="What came of extending a deadline."),
]


@strawberry.type
class Mutation:
    """Service and deadlines."""

    @verb
    def record_service(self, info: Info, input: RecordServiceInput) -> RecordServiceResult:
        """Registry officers: record that a defendant was served; the deadlines then run."""
        with info.context.work() as work:
            case_id = operations.record_service(
                work,
                case_id=input.case_id,
                party_id=input.party_id,
                served_on=input.served_on,
                key=input.idempotency_key,
            )
        return ServiceRecorded(case=at(Case, id=case_id))

    @verb
    def extend_deadline(self, info: Info, input: ExtendDeadlineInput) -> ExtendDeadlineResult:
        """Registry officers: carry out an order that gives more time."""
        with info.context.work() as work:
            deadline = operations.extend(
                work,
                input.deadline_id,
                until=input.until,
                grounds=input.grounds,
                expected_version=input.expected_version,
            )
        return DeadlineExtended(deadline=at(Deadline, id=deadline.id))
