"""History in the contract: what happened to a case, and how it stood at an instant."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from api.audit.models import AuditEntry as AuditEntryRow
from api.cases.states import AccessLevel, CaseStanding
from api.filings.states import FilingState
from api.graphql.context import Info, search, slow_verb
from api.graphql.describing import enumerated
from api.graphql.words import Refused, Text, text_of
from api.history import operations, queries
from api.history.states import DefectKind, HappenedBy
from api.kernel import text as kernel_text
from api.kernel.actors import FILERS, SYSTEM
from api.kernel.viewers import Viewer
from api.kernel.work import viewer_of
from api.parties.states import PartyKind, PartyRole
from api.reading.declare import derived, fold, reads
from api.reference.loading import published
from api.reference.papers import CodeKind

enumerated(HappenedBy)
enumerated(DefectKind, codes=CodeKind.DEFECT_KIND)


@reads(AuditEntryRow, visible=queries.visible_to)
class CaseEvent:
    """Something that happened to a case or to what is in it. It names nobody.

    You are told of what you may see today; events of the court's own work are told to its staff.
    """

    at: datetime
    """When it happened."""
    event: str
    """What happened, as a code of `Query.codes(kind: CASE_EVENT)`: FilingReceived."""
    by: HappenedBy = fold(
        "actor_kind",
        {
            HappenedBy.FILER: tuple(kind.value for kind in FILERS),
            HappenedBy.SYSTEM: (SYSTEM.name,),
            HappenedBy.COURT: ...,
        },
    )
    """Which kind of actor made it happen."""

    @derived
    def label(  # a function of the row's columns, not of a self
        event: str,  # pyright: ignore[reportGeneralTypeIssues]
    ) -> Text:
        """What to call it."""
        return text_of(published().codes[CodeKind.CASE_EVENT, event].label)

    @derived
    def explanation(
        event: str,  # pyright: ignore[reportGeneralTypeIssues]
    ) -> Text:
        """What it means."""
        return text_of(published().codes[CodeKind.CASE_EVENT, event].explanation)


def happened_in(row: Any, _args: Any, _viewer: Viewer, case: Any) -> Any:
    """The events of the case around."""
    return queries.happened_in(row, case.id)


@strawberry.type
class PartyThen:
    """A party as it stood then."""

    id: strawberry.ID
    """The party: `Party.id`."""
    role: PartyRole
    """The part they played."""
    kind: PartyKind
    """Whether they are a person or a body."""
    name: str
    """The name they had."""
    represented_by: list[str]
    """The names of the organisations that acted for them; none for a litigant in person."""


@strawberry.type
class RegisterEntryThen:
    """An entry that the register held then. Entries never change; there are only more now."""

    id: strawberry.ID
    """The entry: `RegisterEntry.id`."""
    number: int
    """Its number within the case."""
    entered_at: datetime
    """When it was entered."""
    description: Text
    """What was entered."""


@strawberry.type
class FilingThen:
    """A filing as it stood then."""

    id: strawberry.ID
    """The filing: `Filing.id`."""
    transaction_number: str | None
    """Its transaction number; null where it had not been received by then."""
    state: FilingState
    """Where it stood. Labels: `Query.codes(kind: FILING_STATE)`."""
    deemed_received_at: datetime | None
    """When it counted as received, as it was known then; null while that was not known."""
    effective_at: datetime | None
    """From when it had effect, as it was known then."""


@strawberry.type
class CaseThen:
    """A case as it stood at an instant, of what you may see today."""

    id: strawberry.ID
    """The case: `Case.id`."""
    number: str
    """The case number."""
    at: datetime
    """The instant."""
    title: str
    """Who sued whom."""
    standing: CaseStanding
    """Where it stood."""
    access_level: AccessLevel
    """Who might see it then. Who sees this answer is judged by today's level."""
    parties: list[PartyThen]
    """Who was in it, in the order of the title."""
    register: list[RegisterEntryThen]
    """What its register held, in order; at most the newest 100. For all, see `Case.register`."""
    filings: list[FilingThen]
    """What was filed in it, newest first, at most 100; of others' filings, those accepted then."""


def _case_of(then: queries.CaseThen) -> CaseThen:
    return CaseThen(
        id=strawberry.ID(then.case.id),
        number=then.case.number,
        at=then.at,
        title=then.title,
        standing=then.standing,
        access_level=then.access_level,
        parties=[_party_of(party) for party in then.parties],
        register=[
            RegisterEntryThen(
                id=strawberry.ID(entry.id),
                number=entry.number,
                entered_at=entry.entered_at,
                description=text_of(kernel_text.Text(entry.description_en, entry.description_tc)),
            )
            for entry in then.register
        ],
        filings=[_filing_of(filing) for filing in then.filings],
    )


def _party_of(then: queries.PartyThen) -> PartyThen:
    return PartyThen(
        id=strawberry.ID(then.party.id),
        role=then.party.role,
        kind=then.party.kind,
        name=then.name,
        represented_by=list(then.represented_by),
    )


def _filing_of(then: queries.FilingThen) -> FilingThen:
    return FilingThen(
        id=strawberry.ID(then.filing.id),
        transaction_number=then.transaction_number,
        state=then.state,
        deemed_received_at=then.deemed_at,
        effective_at=then.effective_at,
    )


@strawberry.type
class Query:
    """How things stood."""

    @search
    def case_as_of(
        self,
        info: Info,
        number: Annotated[
            str, strawberry.argument(description="A case number, as printed: DCPI 1/2022.")
        ],
        at: Annotated[
            datetime, strawberry.argument(description="An instant that has come already.")
        ],
    ) -> CaseThen | None:
        """A case as it stood at an instant; null if you may not see it today, or before it began.

        Told from the log of events, so that a correction never hides what was there before.
        """
        works = info.context.building.works
        now = works.clock()
        with works.look() as session:
            viewer = viewer_of(info.context.whoever(session, now))
            then = queries.case_as_of(session, viewer, number, at, now)
            return then and _case_of(then)


@strawberry.input
class TellOfDefectInput:
    """A defect of this system, and the stretch of time in which it was at work."""

    idempotency_key: str
    """Yours; the same key and input tell nobody twice."""
    kind: DefectKind
    """What it may have done. Labels and what is told: `Query.codes(kind: DEFECT_KIND)`."""
    from_at: datetime
    """The first instant of it."""
    until_at: datetime
    """The first instant after it; it must be over."""


@strawberry.type
class DefectNotice:
    """Whom a defect touched, counted from the log of events."""

    id: strawberry.ID
    """The notice: `Message.subjectId` of each message that was sent."""
    kind: DefectKind
    """What the defect may have done."""
    from_at: datetime
    """The first instant of it."""
    until_at: datetime
    """The first instant after it."""
    told_at: datetime
    """When those whom it touched were told."""
    cases: int
    """How many cases something happened to in that time."""
    filings: int
    """How many received filings something happened to in that time."""
    notices: int
    """How many messages were sent: one for each account and case."""


@strawberry.type
class DefectTold:
    """Everybody whom the defect touched was told in the Message Box, once."""

    defect_notice: DefectNotice
    """What was told, and to how many."""


TellOfDefectResult = Annotated[
    DefectTold | Refused,
    strawberry.union("TellOfDefectResult", description="What came of telling of a defect."),
]


@strawberry.type
class Mutation:
    """What is told about the past."""

    @slow_verb
    def tell_of_defect(self, info: Info, input: TellOfDefectInput) -> TellOfDefectResult:
        """Registry officers: tell everybody whose case or filing a defect of this system touched.

        Whom it touched is computed from the events in that time.
        """
        with info.context.work() as work:
            row = operations.tell_of_defect(
                work, input.kind, input.from_at, input.until_at, input.idempotency_key
            )
            notice = DefectNotice(
                id=strawberry.ID(row.id),
                kind=row.kind,
                from_at=row.from_at,
                until_at=row.until_at,
                told_at=row.told_at,
                cases=row.cases,
                filings=row.filings,
                notices=row.notices,
            )
        return DefectTold(defect_notice=notice)
