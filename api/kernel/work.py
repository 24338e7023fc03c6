"""One work: one transaction, one instant, one actor. The only place that commits.

    with works.open(actor) as work:
        submit(work, ...)

Leaving the ``with`` runs the reactions to every recorded event (the audit row among them) and
commits; any exception, a refusal included, rolls everything back first.
"""

import hashlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.kernel.actors import SYSTEM, Actor
from api.kernel.clock import Clock
from api.kernel.events import Event
from api.kernel.ids import new_id
from api.kernel.refusals import ChangedMeanwhile, IdempotencyKeyReused, Malformed
from api.kernel.storage import READING, insert_unless_there
from api.kernel.tables import Counter, IdempotencyRecord, OutboxJob
from api.kernel.viewers import Viewer

LONGEST_KEY = 200


def viewer_of(actor: Actor) -> Viewer:
    """See an actor as visibility rules see one."""
    columns = {
        "id": sa.literal(actor.account_id, sa.Text),
        "organization_id": sa.literal(actor.organization_id, sa.Text),
    }
    return Viewer(actor.kind, columns if actor.kind else None)


@dataclass
class Work:
    """What an operation is given: the session, who acts, and the one instant it all happens at."""

    session: Session
    actor: Actor
    at: datetime
    events: list[Event] = field(default_factory=list[Event])
    has_jobs: bool = False

    def record(self, event: Event) -> None:
        """Take down an event; reactions to it run before the commit."""
        self.events.append(event)

    def new_id(self, prefix: str) -> str:
        """Make an id of a kind, dated by this work."""
        return new_id(prefix, self.at)

    @property
    def viewer(self) -> Viewer:
        """The actor as visibility rules see one."""
        return viewer_of(self.actor)

    def later(self, job: str, subject_id: str, *, not_before: datetime | None = None) -> None:
        """Ask for a job after this work commits; a rollback forgets it."""
        self.has_jobs = True
        self.session.add(
            OutboxJob(
                id=self.new_id("job"),
                job=job,
                subject_id=subject_id,
                asked_at=self.at,
                not_before=not_before or self.at,
            )
        )

    def next_number(self, name: str) -> int:
        """Advance a gapless count; others wait until this work ends."""
        insert_unless_there(self.session, Counter, {"name": name, "last": 0})
        last = col(Counter.last)
        count = sa.update(Counter).where(col(Counter.name) == name).values(last=last + 1)
        advanced: Any = self.session.exec(count.returning(last))
        return int(advanced.scalar_one())

    def once(self, verb: str, key: str, body: object, perform: Callable[[], str]) -> str:
        """Perform under an idempotency key; the same key and body again gives the same id.

        A concurrent twin waits for the first to finish. A refusal forgets the key.
        Refuses: IdempotencyKeyReused, Malformed (key empty or over 200 characters).
        """
        if not 1 <= len(key) <= LONGEST_KEY:
            raise Malformed("idempotencyKey", field="idempotencyKey", rule="1 to 200 characters")
        digest = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
        owner = self.actor.account_id or ""
        named = {"account_id": owner, "verb": verb, "key": key}
        fresh = insert_unless_there(
            self.session, IdempotencyRecord, {**named, "body_sha256": digest, "at": self.at}
        )
        record = self.session.exec(select(IdempotencyRecord).filter_by(**named)).one()
        if not fresh:
            if record.body_sha256 != digest or record.result_id is None:
                raise IdempotencyKeyReused("idempotencyKey")
            return record.result_id
        record.result_id = perform()
        return record.result_id


def at_version(row_version: int, expected: int) -> None:
    """Insist that the caller saw the row as it stands.

    Refuses: ChangedMeanwhile.
    """
    if row_version != expected:
        raise ChangedMeanwhile("expectedVersion", current_version=row_version)


React = Callable[[Work, Event], None]
Finish = Callable[[Work, list[Event]], None]


@dataclass(frozen=True)
class Works:
    """Opens works. Holds the database, the clock and the table of reactions."""

    engine: sa.Engine
    clock: Clock
    react: React
    finish: Finish
    wake: Callable[[], None] = lambda: None

    @contextmanager
    def open(
        self, actor: Actor = SYSTEM, *, who: Callable[[Session, datetime], Actor] | None = None
    ) -> Generator[Work]:
        """Open a work for an actor, or for the one whom ``who`` finds inside the transaction."""
        with Session(self.engine, expire_on_commit=False) as session:
            at = self.clock()
            work = Work(session, who(session, at) if who else actor, at)
            yield work
            self._settle(work)
            session.commit()
        if work.has_jobs:
            self.wake()

    @contextmanager
    def look(self) -> Generator[Session]:
        """Open a session for reading only: it takes no write lock and keeps nothing."""
        with Session(self.engine.execution_options(**{READING: True})) as session:
            yield session

    def _settle(self, work: Work) -> None:
        """Run reactions until no event is left unheard, then write the audit trail last."""
        heard = 0
        while heard < len(work.events):
            event = work.events[heard]
            heard += 1
            self.react(work, event)
        if work.events:
            self.finish(work, work.events)
