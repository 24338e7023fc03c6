"""Figures, counted by the database."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from api.filings.models import Filing
from api.filings.queries import IN_THE_CASE
from api.register.models import PaperFiling

MOST_FIGURES = 1000


@dataclass(frozen=True, slots=True)
class FilingFigure:
    """How many filings of a type came in a month, and how.

    ``received`` counts what came electronically and counts as received in the month, whatever
    became of it; ``accepted`` what of it was accepted, in whole or in part; ``paper`` what the
    counter took. A filing whose legal time hangs on a closure is counted when that is settled.
    """

    month: date
    proceeding_type: str
    received: int = 0
    accepted: int = 0
    paper: int = 0


def adoption(session: Session, since: date, until: date) -> list[FilingFigure]:
    """Count filings by month and type, from a court day until another, the latter left out."""
    day, kind = col(Filing.deemed_court_day), col(Filing.proceeding_type_code)
    accepted: Any = sa.func.sum(sa.case((col(Filing.state).in_(IN_THE_CASE), 1), else_=0))
    electronic = _counted(day, kind, since, until, sa.func.count(), accepted)
    day, kind = col(PaperFiling.court_day), col(PaperFiling.proceeding_type_code)
    paper = _counted(day, kind, since, until, sa.func.count())
    found: dict[tuple[date, str], FilingFigure] = {}
    for row in _rows(session, electronic):
        key = (date(row[0], row[1], 1), str(row[2]))
        found[key] = FilingFigure(*key, received=row[3], accepted=row[4])
    for row in _rows(session, paper):
        key = (date(row[0], row[1], 1), str(row[2]))
        found[key] = replace(found.get(key, FilingFigure(*key)), paper=row[3])
    return [found[key] for key in sorted(found)][:MOST_FIGURES]


def _counted(day: Any, kind: Any, since: date, until: date, *what: Any) -> Any:
    """Count rows by the month of a day and by a type of proceeding."""
    year, month = (sa.cast(sa.extract(part, day), sa.Integer) for part in ("year", "month"))
    by: tuple[Any, ...] = (year, month, kind)
    return sa.select(*by, *what).where(day >= since, day < until).group_by(*by)


def _rows(session: Session, counted: Any) -> list[tuple[Any, ...]]:
    """What the database counted: year, month, type of proceeding, and the counts."""
    return [tuple(row) for row in session.connection().execute(counted)]
