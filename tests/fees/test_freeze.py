"""An assessment is kept exactly as it was shown."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import select

from api.fees.models import FeeAssessment, FeeLine
from api.fees.operations import freeze
from api.fees.queries import quote
from api.fees.rules import FeeRequest, assess
from tests.courts.conftest import Registry

ITEMS = [FeeRequest("DC_COMMENCE_ACTION"), FeeRequest("DC_SEARCH", 2)]


def frozen_lines(registry: Registry, on: date) -> tuple[FeeAssessment, list[FeeLine]]:
    """Freeze both items on a day and read the lines back."""
    with registry.works.open() as work:
        frozen = freeze(work, assess(ITEMS, on))
    with registry.works.look() as session:
        lines = select(FeeLine).where(FeeLine.assessment_id == frozen.id)
        return frozen, list(session.exec(lines.order_by(sa.column("ordinal"))))


def test_every_part_of_a_line_is_kept(registry: Registry) -> None:
    frozen, lines = frozen_lines(registry, date(2022, 8, 25))
    shown = assess(ITEMS, date(2022, 8, 25))
    assert (frozen.total_cents, frozen.on_date) == (53200, date(2022, 8, 25))
    assert [(x.ordinal, x.item, x.quantity, x.ordinary_cents, x.charged_cents) for x in lines] == [
        (1, "DC_COMMENCE_ACTION", 1, 63000, 50400),
        (2, "DC_SEARCH", 2, 3600, 2800),
    ]
    assert {(x.concession_from, x.concession_until, x.concession_rate) for x in lines} == {
        (date(2022, 5, 6), date(2027, 5, 6), "0.80")
    }
    for kept, line in zip(lines, shown.lines, strict=True):
        assert (kept.explanation_en, kept.explanation_tc) == (
            line.explanation.en,
            line.explanation.tc,
        )
        assert (kept.explanation_sc, kept.confidence) == (line.explanation.sc, line.confidence)


def test_without_a_concession_none_is_kept(registry: Registry) -> None:
    _, lines = frozen_lines(registry, date(2027, 5, 6))
    assert [(x.concession_from, x.concession_until, x.concession_rate) for x in lines] == [
        (None, None, None)
    ] * 2


@pytest.mark.parametrize(
    "change",
    [{"charged_cents": 70000}, {"charged_cents": -1}, {"concession_rate": None}, {"quantity": 0}],
)
def test_the_database_refuses_a_line_that_cannot_be(
    registry: Registry, change: dict[str, int | None]
) -> None:
    frozen_lines(registry, date(2022, 8, 25))
    with pytest.raises(sa.exc.IntegrityError), registry.works.open() as work:
        work.session.execute(sa.update(FeeLine).values(change))


def test_a_quote_adds_the_case_and_its_documents() -> None:
    asked = quote(
        proceeding_type="DCPI",
        document_kinds=["WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM"],
        on=date(2022, 8, 25),
        electronic=True,
    )
    assert [(line.item, line.charged.cents) for line in asked.lines] == [
        ("DC_COMMENCE_ACTION", 50400)
    ]
