"""Rooms with people in them, on each of the two databases."""

import pytest
import sqlalchemy as sa

from tests.court import Hands
from tests.filings.steps import Rooms


@pytest.fixture
def rooms(engine: sa.Engine, hands: Hands) -> Rooms:
    """Rooms on Friday 13 May 2022 at 11:00 in Hong Kong."""
    return Rooms(engine, hands).settle_in()
