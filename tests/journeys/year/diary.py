"""What is to happen when: stories that wait for each other's hours, told in the order of time."""

import heapq
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.court import Hands

Story = Generator[timedelta, None, None]
"""Somebody's doings; each ``yield`` says how long it is until the next."""
MOMENT = timedelta(milliseconds=1)


@dataclass
class TickingHands(Hands):
    """A clock that goes on a little with every look at it, so that no two works are of one time."""

    def __call__(self) -> datetime:
        self.now += MOMENT
        return self.now


@dataclass
class Diary:
    """Everybody's stories by the hour at which each goes on."""

    hands: Hands
    told: int = 0
    _waiting: list[tuple[datetime, int, Story]] = field(
        default_factory=list[tuple[datetime, int, Story]]
    )

    def begin(self, story: Story, at: datetime | None = None) -> None:
        """Enter a story, to begin at an instant or at once."""
        self.told += 1
        heapq.heappush(self._waiting, (at or self.hands.now, self.told, story))

    def goes_on_until(self, end: datetime) -> Generator[datetime]:
        """Tell every story as far as it goes before an instant; one step at a time."""
        while self._waiting and self._waiting[0][0] < end:
            at, number, story = heapq.heappop(self._waiting)
            self.hands.now = max(self.hands.now, at)
            pause = next(story, None)
            if pause is not None:
                heapq.heappush(self._waiting, (self.hands.now + pause, number, story))
            yield self.hands.now
        self.hands.now = max(self.hands.now, end)
