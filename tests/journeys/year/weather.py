"""Typhoons, rainstorms and outages: what closes the registry in a year, and how it is told."""

from datetime import date, datetime, timedelta
from typing import Any

from api.courts.models import Closure
from api.courts.operations import announce_closure, end_closure, end_outage, record_outage
from api.courts.states import ClosureKind, ClosureState
from api.kernel.clock import instant_of
from api.kernel.text import Text
from api.kernel.work import Work
from tests.journeys.year.diary import Story
from tests.journeys.year.town import REGISTRY, Town

K = ClosureKind
# Month and how many of each kind: the months in which Hong Kong has them.
SEASONS = (
    *((month, K.BLACK_RAINSTORM_WARNING) for month in (4, 5, 5, 6, 6, 7, 9)),
    *((month, K.GALE_WARNING) for month in (6, 7, 7, 8, 8, 9, 9, 10)),
    *((month, K.DIRECTED) for month in (1, 3, 6, 11, 12)),
)
OUTAGES = (1, 2, 4, 7, 8, 11)


def closes(town: Town, kind: ClosureKind, starts: datetime, ends: datetime | None = None) -> str:
    """An officer announces a closure; its id."""
    made = town.does(
        town.chance.choice(town.officers),
        lambda work: (
            announce_closure(
                work, office_code=REGISTRY, kind=kind, starts_at=starts, ends_at=ends
            ).id
        ),
    )
    town.seen[f"closure: {kind}"] += 1
    return made


def reopens(town: Town, closure_id: str, at: datetime | None = None) -> None:
    """An officer ends a closure, and its twin if it was announced twice for want of an answer."""
    told: Closure = town.one(Closure, closure_id)
    for closure in town.all(Closure, kind=told.kind, starts_at=told.starts_at):
        if closure.state is not ClosureState.ENDED:
            town.does(town.chance.choice(town.officers), lambda work, c=closure: ended(work, c, at))


def ended(work: Work, closure: Closure, at: datetime | None) -> str:
    """End a closure as it was seen."""
    return end_closure(work, closure.id, expected_version=closure.version, ends_at=at).id


def bad_weather(town: Town, kind: ClosureKind) -> Story:
    """A warning without a known end: told at once, late, or ahead; and ended, or called off."""
    way = town.chance.choice(("at once", "at once", "late", "late", "ahead", "called off"))
    town.seen[f"announced {way}"] += 1
    ahead = {"late": -town.chance.uniform(20, 300), "at once": 0}.get(way)
    starts = town.hands.now + (
        timedelta(minutes=ahead) if ahead is not None else town.minutes(60, 600)
    )
    closure_id = closes(town, kind, starts)
    if way == "called off":
        yield (starts - town.hands.now) / 2
        reopens(town, closure_id)
        return
    yield max(starts - town.hands.now, timedelta()) + town.minutes(90, 900)
    if kind is K.GALE_WARNING and town.luck(0.4):
        town.begins(extreme_conditions(town))
        yield timedelta(minutes=30)
    # The office may have reopened a while before somebody says so.
    told_late = town.minutes(1, 25) if town.luck(0.3) else None
    reopens(town, closure_id, town.hands.now - told_late if told_late else None)


def extreme_conditions(town: Town) -> Story:
    """Extreme conditions after a typhoon: they begin while its warning is in force."""
    closure_id = closes(town, K.EXTREME_CONDITIONS, town.hands.now)
    yield town.minutes(120, 600)
    reopens(town, closure_id)


def directed(town: Town) -> Story:
    """The office is directed to close early, with the end told at once."""
    starts = town.hands.now + town.minutes(-60, 240)
    closes(town, K.DIRECTED, starts, starts + town.minutes(60, 26 * 60))
    yield timedelta()


def outage(town: Town) -> Story:
    """The help centre records that filing is out, and later since when it is not."""
    began = town.hands.now - town.minutes(0, 40)
    what = Text("Electronic filing was not available (practice).", "電子存檔不可用（練習）。")

    def record(work: Any, key: str) -> str:
        return record_outage(
            work, began_at=began, ended_at=None, what=what, source="the simulated year", key=key
        )

    window_id = town.asks("helpdesk", record)
    town.seen["outage"] += 1
    yield town.minutes(15, 400)
    town.does("helpdesk", lambda work: end_outage(work, window_id, expected_version=0).id)


def forecast(town: Town, year: int) -> None:
    """Enter the year's weather into the diary."""
    for month, kind in SEASONS:
        day = date(year, month, town.chance.randint(2, 27))
        hour = instant_of(day, datetime.min.time()) + town.minutes(6 * 60, 19 * 60)
        story = directed(town) if kind is K.DIRECTED else bad_weather(town, kind)
        town.diary.begin(story, hour)
    for month in OUTAGES:
        day = date(year, month, town.chance.randint(1, 28))
        town.diary.begin(outage(town), instant_of(day, datetime.min.time()) + town.days(0.3, 0.9))
