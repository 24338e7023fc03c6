"""Both databases with the same furnished court in them.

The court is furnished once, by its own verbs, on SQLite, and copied row for row to PostgreSQL: both
databases then hold the same ids, tokens and times, and their answers must be equal as they are.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa

from api.accounts.models import Account, Organization
from api.app import assemble
from api.cases.models import AccessOrder, Case, RestrictionOrder
from api.courts.models import Closure, OutageWindow
from api.deadlines.models import Deadline
from api.documents.models import Document
from api.duties.models import Leave
from api.filings.models import Filing
from api.graphql.context import Context
from api.graphql.schema import build_schema
from api.issuing.models import IssuedDocument, OutageCertificate
from api.kernel.storage import open_engine
from api.migrations.running import upgrade
from api.migrations.tables import METADATA
from api.notifications.models import Message
from api.parties.models import Party
from api.payments.models import Payment, Receipt, ServiceRequest
from api.reading.cost import Limits
from api.reading.databases import Database
from api.reading.engine import Answer, Asked, Reader
from api.reading.plans import Delivery, NotExpress
from api.register.models import CauseBookEntry, RegisterEntry
from tests.court import Court, Hands, open_court
from tests.postgres import Cluster
from tests.reading.contract.story import furnish

GROUPS: dict[str, Sequence[str | None]] = {
    "public": (None,),
    "filers": ("lawyer", "colleague", "rival", "litigant", "stranger"),
    "administrators": ("primary", "secondary"),
    "registry": ("registry", "registry2", "auditor"),
    "other staff": ("accounts", "helpdesk"),
}
VIEWERS = [name for names in GROUPS.values() for name in names]
NODES: dict[str, type[Any]] = {
    "AccessOrder": AccessOrder,
    "Case": Case,
    "CauseBookEntry": CauseBookEntry,
    "Closure": Closure,
    "Deadline": Deadline,
    "Document": Document,
    "Filing": Filing,
    "IssuedDocument": IssuedDocument,
    "Leave": Leave,
    "Message": Message,
    "Organization": Organization,
    "OutageCertificate": OutageCertificate,
    "OutageWindow": OutageWindow,
    "Party": Party,
    "Payment": Payment,
    "Receipt": Receipt,
    "RegisterEntry": RegisterEntry,
    "RestrictionOrder": RestrictionOrder,
    "ServiceRequest": ServiceRequest,
    "Viewer": Account,
}
"""Every type with an id, and the rows behind it."""
WHOLE = Limits(tokens=4_000, cost=20_000)
"""Everything of a filing three links deep, and every link of a case, are more than clients ask."""


@dataclass
class Counted:
    """A database that counts the statements sent to it."""

    inner: Database
    count: int = 0

    def __post_init__(self) -> None:
        self.dialect = self.inner.dialect

    def one(self, sql: str, arguments: Sequence[Any]) -> Any:
        """Count and send."""
        self.count += 1
        return self.inner.one(sql, arguments)

    async def fetched(self, sql: str, arguments: Sequence[Any]) -> Any:
        """Count and send, from an event loop."""
        self.count += 1
        return await self.inner.fetched(sql, arguments)

    def close(self) -> None:
        """Close the counted database."""
        self.inner.close()


@dataclass
class Bench:
    """A court on one database, read by an engine whose statements are counted."""

    court: Court
    database: Counted
    reader: Reader
    repeatable: dict[str, dict[str, Any]]
    """What the lawyer said to some verbs: said again it changes nothing."""

    def answer(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        by: str | None,
        delivery: Delivery | None = None,
    ) -> Answer:
        """Ask as a persona or the public."""
        token = self.court.tokens[by] if by else None
        context = Context(self.court.parts.building, token)
        return self.reader.answer(Asked(query, variables, None, token, context), delivery=delivery)

    def data(self, query: str, variables: dict[str, Any] | None = None, *, by: str | None) -> Any:
        """Ask, and insist that there were no errors."""
        answer = orjson.loads(self.answer(query, variables, by=by).body)
        assert "errors" not in answer, (query, answer["errors"])
        return answer["data"]

    def is_express(self, query: str, variables: dict[str, Any], *, by: str | None) -> bool:
        """Whether the database alone answers."""
        try:
            self.answer(query, variables, by=by, delivery=Delivery.EXPRESS)
        except NotExpress:
            return False
        return True


@contextmanager
def both(cluster: Cluster, folder: Path) -> Iterator[list[Bench]]:
    """Open the furnished court on SQLite, and its copy on PostgreSQL."""
    first_url = f"sqlite:///{folder}/icms.db"
    _migrate(first_url)
    first = open_court(first_url, Hands(), folder)
    said = furnish(first)
    for name in VIEWERS:
        first.token(name) if name else None
    cluster.create_database("contract")
    second_url = cluster.url("contract")
    _migrate(second_url)
    _copy(first.parts.engine, second_url)
    settings = first.parts.settings.model_copy(update={"database_url": second_url})
    second = replace(first, parts=assemble(settings, first.hands))
    yield [_bench(first, said), _bench(second, said)]
    first.close()
    second.close()


def _migrate(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


def _copy(source: sa.Engine, url: str) -> None:
    """Copy every row of every table; in the order of keys, so that rows find what they name."""
    target = open_engine(url)
    with source.connect() as reading, target.begin() as writing:
        for table in reversed(METADATA.sorted_tables):
            writing.execute(sa.delete(table))
        for table in METADATA.sorted_tables:
            rows = reading.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            if copied := [dict(row) for row in rows]:
                writing.execute(sa.insert(table), copied)
    target.dispose()


def _bench(court: Court, said: dict[str, dict[str, Any]]) -> Bench:
    counted = Counted(court.parts.reader.database)
    viewers = court.parts.reader.viewers
    reader = Reader(build_schema(), counted, viewers, clock=court.hands, limits=WHOLE)
    return Bench(court, counted, reader, said)
