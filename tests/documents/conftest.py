"""People, a store and a seal for the tests of documents."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.accounts.models import Account
from api.accounts.operations import open_organization
from api.accounts.queries import actor_of
from api.accounts.states import AccountState
from api.courts.operations import publish_reference
from api.gateways.sealing import CertificateSealer
from api.gateways.store import LocalStore
from api.kernel.actors import SYSTEM, AccountKind, Actor
from api.kernel.work import Works
from tests.documents.seals import a_sealer
from tests.documents.steps import People

MONDAY = datetime(2022, 5, 9, 3, 0, tzinfo=UTC)


@pytest.fixture
def works(engine: sa.Engine) -> Works:
    """Works on Monday 9 May 2022 at 11:00 in Hong Kong, whose events nobody hears."""
    return Works(engine, lambda: MONDAY, lambda *_: None, lambda *_: None)


@pytest.fixture
def people(works: Works) -> People:
    """Two firms, two litigants and staff."""
    with works.open(SYSTEM) as work:
        publish_reference(work)
        ours = open_organization(work, "ALPHA", "Alpha & Fictional", {}).id
        theirs = open_organization(work, "BETA", "Beta & Invented", {}).id

        def opened(name: str, kind: AccountKind, organization_id: str | None = None) -> Actor:
            account = Account(
                id=work.new_id("acc"),
                kind=kind,
                state=AccountState.ACTIVE,
                sign_in_name=name,
                password_hash="nobody signs in here",
                name=name,
                email=f"{name}@example.test",
                organization_id=organization_id,
                created_at=work.at,
            )
            work.session.add(account)
            work.session.flush()
            return actor_of(account)

        return People(
            firm_user=opened("user", AccountKind.OU, ours),
            colleague=opened("colleague", AccountKind.OU, ours),
            administrator=opened("administrator", AccountKind.PA, ours),
            other_firm=opened("other-firm", AccountKind.OU, theirs),
            litigant=opened("litigant", AccountKind.IU),
            other_litigant=opened("other-litigant", AccountKind.IU),
            registry=opened("registry", AccountKind.REGISTRY_OFFICER),
            auditor=opened("auditor", AccountKind.AUDITOR),
            help_centre=opened("help", AccountKind.HELP_CENTRE_OFFICER),
        )


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """A store of our own."""
    return LocalStore(tmp_path / "documents")


@pytest.fixture
def sealer(tmp_path: Path) -> CertificateSealer:
    """A sealer with a development certificate."""
    return a_sealer(tmp_path)
