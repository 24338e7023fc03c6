"""Works that do nothing but keep, with a record of what was heard."""

from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from api.kernel.events import Event
from api.kernel.work import Work, Works
from tests.court import Hands


@dataclass
class Bench:
    """Works on one database, what they heard, and how often the outbox was woken."""

    engine: sa.Engine
    hands: Hands
    heard: list[Event] = field(default_factory=list[Event])
    finished: list[list[Event]] = field(default_factory=list[list[Event]])
    woken: int = 0

    @property
    def works(self) -> Works:
        return Works(self.engine, self.hands, self._react, self._finish, self._wake)

    def _react(self, _work: Work, event: Event) -> None:
        self.heard.append(event)

    def _finish(self, _work: Work, events: list[Event]) -> None:
        self.finished.append(list(events))

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
def bench(engine: sa.Engine, hands: Hands) -> Bench:
    """A bench on a fresh database."""
    return Bench(engine, hands)
