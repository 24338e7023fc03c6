"""A year of filings, with typhoons, holidays, rejections, resubmissions and crashes.

300 filings on each database, or ``ICMS_YEAR_OF_FILINGS=10000 pytest tests/journeys/year``; another
``ICMS_YEAR_SEED`` is another year.
"""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from api.kernel.clock import instant_of
from tests.journeys.year import filers, officers, weather
from tests.journeys.year.diary import TickingHands
from tests.journeys.year.sums import PLACES, Sums
from tests.journeys.year.town import Town

FILINGS = int(os.environ.get("ICMS_YEAR_OF_FILINGS", "300"))
SEED = int(os.environ.get("ICMS_YEAR_SEED", "2026"))
YEAR = 2026
BEGIN = datetime(YEAR - 1, 12, 31, 16, tzinfo=UTC)
"""Midnight in Hong Kong."""
PAPER = 0.03


@pytest.fixture
def town(engine: sa.Engine, tmp_path: Path) -> Iterator[Town]:
    """A town at the turn of the year."""
    opened = Town(engine, TickingHands(BEGIN), folder=tmp_path, chance=Random(SEED))  # noqa: S311 - a year is to be told again
    yield opened.settle_in()
    opened.looker.inspector.close()
    opened.till.charges.close()


def arrives(town: Town, most: int) -> filers.Story:
    """Somebody files, unless the year has as many filings already as it should by now."""
    if town.begun > most:
        return
    name = town.chance.choice(town.filers)
    mine = town.cases.get(name, [])
    case = town.chance.choice(mine) if mine and town.luck(0.88) else None
    yield from filers.files(town, name, case)


def plan(town: Town, filings: int) -> None:
    """Spread arrivals over the year: mostly in office hours, but at all hours of all days."""
    for number in range(filings):
        day = BEGIN + timedelta(days=365 * number / filings)
        hour = town.chance.gauss(14.5, 3.5) % 24
        at = instant_of(day.date(), time()) + timedelta(hours=hour)
        town.diary.begin(arrives(town, number), max(at, BEGIN))
        if town.luck(PAPER):
            town.diary.begin(officers.takes_paper(town), max(at, BEGIN))


def test_a_year_of_filings_ends_with_every_sum_right_and_every_filing_in_one_place(town: Town):
    """I-1, I-3, I-7, I-9, I-13, I-15, I-16, I-18, I-19, I-23, whatever happened in between."""
    plan(town, FILINGS)
    weather.forecast(town, YEAR)
    sums = Sums(town)
    town.fate.is_awake = True
    for month in range(2, 13):
        town.goes_on(datetime(YEAR, month, 1, tzinfo=UTC))
        sums.are_right()
    town.goes_on(datetime(YEAR + 1, 1, 1, tzinfo=UTC))
    sums.are_right()
    town.goes_on(datetime(YEAR + 1, 5, 1, tzinfo=UTC))
    town.comes_to_rest()

    sums.are_right()
    sums.nothing_waits_for_a_reopening()
    sums.what_was_charged_was_received()
    assert sums.places["waiting for its record"] == 0
    assert sums.places.total() >= FILINGS
    require_that_much_happened(town, sums)


def require_that_much_happened(town: Town, sums: Sums) -> None:
    """A year in which nothing went wrong would prove nothing."""
    for what in (town.seen, town.refused, town.fate.deaths, sums.told.events, sums.places):
        sys.stdout.write(f"{dict(what)}\n")  # seen with -s
    assert set(town.fate.deaths) == {"before the commit", "after the commit"}
    happened = {
        *("draft thrown away", "draft changed", "withdrawn", "on paper", "resubmitted"),
        *("referred", "taken over", "released", "served", "outage", "related back"),
        *("announced late", "asked again under the same key", "never paid", "infected file"),
    }
    assert happened <= set(town.seen)
    told = {
        *("DeemedTimeResolved", "DeemedTimeRevised", "DeadlineMoved", "DeadlineMet"),
        *("DeadlineMissed", "FilingPartiallyAccepted", "FilingRejected", "DocumentSealed"),
    }
    assert told <= set(sums.told.events)
    assert {"draft", "in the queue", "recorded", "rejected"} <= set(sums.places) <= set(PLACES)
