"""A registry with one officer and one filer in it, on each of the two databases."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from api.accounts.models import Account, Branch, Organization
from api.accounts.states import AccountState
from api.courts.models import Closure, Court, CourtOffice, ProceedingType
from api.courts.operations import publish_reference
from api.fees.models import FeeAssessment, FeeLine
from api.kernel.actors import AccountKind, Actor
from api.kernel.events import Event
from api.kernel.storage import open_engine
from api.kernel.work import Works
from tests.postgres import Cluster, start_postgres

OFFICER = Actor("acc_officer", AccountKind.REGISTRY_OFFICER, name="officer")
FILER = Actor("acc_filer", AccountKind.IU, name="filer")
TABLES = (
    *(Organization, Branch, Account),
    *(Court, CourtOffice, ProceedingType, Closure),
    *(FeeAssessment, FeeLine),
)


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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL server of our own, outside pytest's closed folder."""
    folder = Path(tempfile.mkdtemp(prefix="registry-"))
    running = start_postgres(folder / "server")
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """Open a fresh database."""
    if request.param == "sqlite":
        opened = open_engine(f"sqlite:///{tmp_path / 'court.sqlite'}")
    else:
        running: Cluster = request.getfixturevalue("cluster")
        name = f"registry_{token_hex(6)}"
        running.create_database(name)
        opened = open_engine(running.url(name))
    tables = [SQLModel.metadata.tables[str(t.__tablename__)] for t in TABLES]
    SQLModel.metadata.create_all(opened, tables=tables)
    yield opened
    opened.dispose()


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
                    password_hash="none",  # noqa: S106 - nobody signs in
                    name=actor.name,
                    email=f"{actor.name}@example.test",
                    created_at=made.now,
                )
            )
    return made
