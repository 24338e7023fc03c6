"""Every race ends with the same two questions: is the audit chain whole, and does the count fit?"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from api.audit.operations import first_break
from tests.court import Court


@pytest.fixture
def racing(court: Court) -> Iterator[Court]:
    """A small court on each database; after the race its audit chain must be unbroken."""
    for name in ("lawyer", "litigant", "registry", "registry2"):
        court.token(name)
    yield court
    require_whole_chain(court)


def require_whole_chain(court: Court) -> None:
    with court.works.look() as session:
        length = session.connection().execute(sa.text("SELECT count(*) FROM audit_entry")).scalar()
    assert length
    with court.works.open() as work:
        assert first_break(work) is None
