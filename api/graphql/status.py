"""How the service stands, in the contract: offices, closures, interruptions."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.graphql.context import Info, question
from api.graphql.courts import Closure, DeemedTime, closure_of, deemed_of
from api.graphql.guidance import ANSWERED_IN, Notice, notice_of
from api.graphql.words import Text, text_of
from api.guidance import queries
from api.guidance.states import Language
from api.kernel.clock import day_of
from api.kernel.text import Text as Sentence
from api.reference.loading import published


@strawberry.type
class OfficeStatus:
    """How one office stands at an instant."""

    office: str
    """The office's code."""
    name: Text
    """Its name."""
    is_open: bool
    """Whether it is open then."""
    next_opening: datetime | None
    """When it opens next; null while it is open, or while its reopening is not known."""
    receipt: DeemedTime
    """When what reaches it then would count as received, and why."""


@strawberry.type
class Outage:
    """An interruption of this system's own service."""

    key: str
    """Its permanent key."""
    began: datetime
    """When it began."""
    ended: datetime | None
    """When it ended; null while that is not recorded."""
    what: Text
    """What did not work."""
    what_to_do: Text
    """What to do meanwhile."""


@strawberry.type
class ServiceStatus:
    """How the offices and the service stand at an instant, as far as this system knows."""

    at: datetime
    """The instant."""
    offices: list[OfficeStatus]
    """Every office whose hours are published."""
    closures: list[Closure]
    """Closures in force, and those announced for later."""
    outages: list[Outage]
    """Interruptions recorded that were not over at that instant."""
    notices: list[Notice]
    """Notices of an outage that hold on that day; none while no help site is published."""


def _office_of(status: queries.OfficeStatus) -> OfficeStatus:
    office = status.office
    return OfficeStatus(
        office=office.code,
        name=text_of(Sentence(office.name_en, office.name_tc)),
        is_open=status.is_open,
        next_opening=None if status.is_open else status.deemed.at,
        receipt=deemed_of(status.deemed, status.hindrance),
    )


def _outages_from(at: datetime) -> list[Outage]:
    """The interruptions recorded that were not over at an instant."""
    return [
        Outage(
            key=outage.key,
            began=outage.began,
            ended=outage.ended,
            what=text_of(outage.what),
            what_to_do=text_of(outage.what_to_do),
        )
        for outage in published().outages
        if outage.ended is None or outage.ended > at
    ]


@strawberry.type
class Query:
    """How the service stands: open to everybody."""

    @question
    def service_status(
        self,
        info: Info,
        at: Annotated[
            datetime | None, strawberry.argument(description="The instant to judge by; now.")
        ] = None,
        language: Annotated[Language, ANSWERED_IN] = Language.EN,
    ) -> ServiceStatus:
        """Public: which offices are open, which closures are announced, what does not work."""
        building = info.context.building
        instant = at or building.works.clock()
        with building.works.look() as session:
            offices = [_office_of(one) for one in queries.offices_at(session, instant)]
            closures = [closure_of(row) for row in queries.closures_from(session, instant)]
        day = day_of(instant)
        told = queries.outages_told(building.library, language, day)
        return ServiceStatus(
            at=instant,
            offices=offices,
            closures=closures,
            outages=_outages_from(instant),
            notices=[notice_of(entry, language, day) for entry in told],
        )
