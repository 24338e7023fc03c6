"""A registry with one officer and one filer in it, on each of the two databases."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from api.accounts.models import Account
from api.accounts.states import AccountState
from api.courts.operations import publish_reference
from api.kernel.actors import AccountKind, Actor
from api.kernel.events import Event
from api.kernel.work import Works

OFFICER = Actor("acc_officer", AccountKind.REGISTRY_OFFICER, name="officer")
FILER = Actor("acc_filer", AccountKind.IU, name="filer")


@dataclass
class Registry:
    """A court's office at an instant that a test sets, and what happened in it."""

    engine: sa.Engine
    now: datetime = datetime(2022, 8, 25, 3, 0, tzinfo=UTC)
    heard: list[Event] = field(default_factory=list[Event])

    @property
    def works(self) -> Works:
        """Works at the instant set, whose events are only taken down."""
        return Works(
            self.engine,
            lambda: self.now,
            lambda _work, event: self.heard.append(event),
            lambda _work, _events: None,
        )


@pytest.fixture
def registry(engine: sa.Engine) -> Registry:
    """Publish the courts and let two people in."""
    made = Registry(engine)
    with made.works.open() as work:
        publish_reference(work)
        for actor in (OFFICER, FILER):
            work.session.add(
                Account(
                    id=actor.account_id,
                    kind=actor.kind,
                    state=AccountState.ACTIVE,
                    sign_in_name=actor.name,
                    password_hash="none",
                    name=actor.name,
                    email=f"{actor.name}@example.test",
                    created_at=made.now,
                )
            )
    return made
