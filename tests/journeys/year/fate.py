"""How the building dies: at a commit, before anything is kept, or straight after all of it is."""

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session

from api.kernel.actors import SYSTEM, Actor
from api.kernel.work import Work, Works


class Killed(BaseException):
    """The process ended here. No code of the building may catch it."""


@dataclass
class Fate:
    """Kills a share of the commits, half of them before and half of them after they are kept."""

    chance: Random
    share: float
    is_awake: bool = False
    deaths: Counter[str] = field(default_factory=Counter[str])

    def watch(self, engine: sa.Engine) -> None:
        """Sit between the program and the database's COMMIT; who dies hangs up."""

        def comes(connection: sa.Connection) -> None:
            try:
                self.strike("before the commit")
            except Killed:
                connection.invalidate()
                raise

        event.listen(engine, "commit", comes)

    def strike(self, moment: str) -> None:
        """Kill, if this is one of those commits."""
        if self.is_awake and self.chance.random() < self.share / 2:
            self.deaths[moment] += 1
            raise Killed


@dataclass(frozen=True)
class MortalWorks(Works):
    """The real works, in a process that may die between their commit and their caller."""

    fate: Fate = field(kw_only=True)

    @contextmanager
    def open(
        self, actor: Actor = SYSTEM, *, who: Callable[[Session, datetime], Actor] | None = None
    ) -> Generator[Work]:
        """Open a work; what it did may be kept without anybody hearing of it."""
        with super().open(actor, who=who) as work:
            yield work
        self.fate.strike("after the commit")


@dataclass
class Tired:
    """An outside machine, scanner or sealer, that now and then gives up with a fault."""

    chance: Random
    share: float
    fault: Callable[[], Exception]
    deed: Callable[..., Any]
    failures: int = 0

    def __call__(self, *given: Any) -> Any:
        """Do it, or fail."""
        if self.chance.random() < self.share:
            self.failures += 1
            raise self.fault()
        return self.deed(*given)
