"""Both databases with the same small court in them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import Session

from api.reading.databases import Database, Postgres, Sqlite
from api.reading.engine import Asked, Reader
from tests.postgres import Cluster
from tests.reading import court
from tests.reading.court import (
    AccountRow,
    CaseRow,
    CourtRow,
    DecisionRow,
    Division,
    FilingRow,
    FirmRow,
    Kept,
    PaperRow,
    PartyRow,
    SessionRow,
    Weight,
)

NOW = datetime(2022, 5, 6, 1, 0, tzinfo=UTC)
STAFF = "stf_clerk"
LITIGANTS = [f"lit_{n}" for n in range(6)]


def rows() -> list[Any]:
    """A court's rows, always the same; in an order that keeps foreign keys."""
    chance = random.Random(20220506)  # noqa: S311 - the same rows each time
    firms = [FirmRow(id=f"frm_{n}", name_en=f"Firm {n}", name_tc=f"律師行{n}") for n in range(3)]
    courts = [CourtRow(id=f"crt_{n}", name_en=f"Court {n}", name_tc=f"法院{n}") for n in range(2)]
    accounts = [AccountRow(id="acc_clerk", kind="STAFF")]
    accounts += [
        AccountRow(id=f"acc_{n}", kind="LITIGANT", organization_id=f"frm_{n % 3}") for n in range(6)
    ]
    accounts.append(AccountRow(id="acc_suspended", kind="LITIGANT", is_suspended=True))
    later, earlier = NOW + timedelta(hours=1), NOW - timedelta(microseconds=1)
    sessions = [_session(STAFF, "acc_clerk", later)]
    sessions += [_session(token, f"acc_{n}", later) for n, token in enumerate(LITIGANTS)]
    sessions += [
        _session("lit_expired", "acc_0", earlier),
        _session("lit_ends_now", "acc_0", NOW),
        _session("lit_revoked", "acc_0", later, earlier),
        _session("lit_suspended", "acc_suspended", later),
        _session("stf_demoted", "acc_0", later),
    ]
    return [
        *firms, *courts, *accounts, *sessions, *_cases(chance), *_contents(chance)
    ]  # fmt: skip


def _session(
    token: str, account: str, expires: datetime, revoked: datetime | None = None
) -> SessionRow:
    return SessionRow(
        id=f"ses_{token}",
        account_id=account,
        token_sha256=sha256(token.encode()).digest(),
        expires_at=expires,
        revoked_at=revoked,
    )


def _cases(chance: random.Random) -> list[CaseRow]:
    cents = [None, 0, 5, -5, 99, -100, 104500, -104501, 2_147_483_648_07, 1440]
    return [
        CaseRow(
            id=f"cas_{n:02}",
            number=f"DCPI {n:03}/2022",
            division=chance.choice(list(Division)),
            weight=chance.choice(list(Weight)),
            title=chance.choice(
                ['R v "O\'Hara" \\ 100%', "陳大文 訴 李小明\n續", "Tab\t\x01\x7f", "a_b"]
            ),
            is_sealed=chance.random() < 0.4,
            opened_on=date(2022, 1, 1) + timedelta(days=chance.randrange(6)),
            closed_on=chance.choice([None, date(2022, 4, 1)]),
            claim_cents=cents[n % len(cents)],
            fee_cents=chance.choice([0, 7, 63000, -12]),
            motto_en=(motto := chance.choice([None, "Fair"])),
            motto_tc=motto and "公正",
            site=chance.choice([None, "https://example.test/a?b=c&d"]),
            damages=Decimal("0.10") * (n % 7) - n % 3,
            interest_rate=None if n % 4 == 0 else Decimal(n) / 10_000,
            court_id=f"crt_{n % 2}",
            lead_firm_id=chance.choice([None, "frm_0", "frm_1"]),
        )
        for n in range(24)
    ]


def _contents(chance: random.Random) -> list[Any]:
    parties, filings, papers, decisions = [], [], [], []
    for n in range(24):
        for m in chance.sample(range(6), chance.randrange(3)):
            active = chance.choice([None, True, False])
            parties.append(
                PartyRow(
                    id=f"pty_{n:02}_{m}",
                    case_id=f"cas_{n:02}",
                    account_id=f"acc_{m}",
                    name=f"P{m}",
                    is_active=active,
                )
            )
        for _ in range(chance.randrange(9)):
            filings.append(_filing(chance, n, filings))
    for filing in filings:
        for _ in range(chance.randrange(4)):
            papers.append(_paper(chance, filing.id, len(papers)))
        if chance.random() < 0.4:
            decisions.append(
                DecisionRow(id=f"dec_{filing.id}", filing_id=filing.id, outcome="OK", at=NOW)
            )
    return [*parties, *filings, *papers, *decisions]


def _filing(chance: random.Random, case: int, before: list[FilingRow]) -> FilingRow:
    filed = NOW - timedelta(days=chance.randrange(3), microseconds=chance.choice([0, 0, 1, 120000]))
    number = len(before)
    return FilingRow(
        id=f"flg_{number:03}",
        case_id=f"cas_{case:02}",
        state=chance.choice(["SENT", "QUEUED", "REJECTED", "ACCEPTED", "SEALED"]),
        rank=chance.randrange(40) if chance.random() < 0.5 else chance.randrange(3),
        is_confidential=chance.random() < 0.3,
        filed_at=filed,
        accepted_at=filed + timedelta(days=chance.randrange(9)) if chance.random() < 0.5 else None,
        resubmission_of_id=chance.choice(before).id if before and chance.random() < 0.3 else None,
    )


def _paper(chance: random.Random, filing: str, number: int) -> PaperRow:
    return PaperRow(
        id=f"ppr_{number:03}",
        filing_id=filing,
        title=f"Paper {chance.randrange(4)}",
        pages=chance.choice([None, 1, 12]),
        is_sealed=chance.random() < 0.4,
        kind=["EXHIBIT", "RULING", "ORDER", "LETTER", "NOTE"][number % 5],
        uploaded_at=NOW - timedelta(hours=chance.randrange(3)),
    )


def fill(url: str) -> None:
    """Make the tables and put the court's rows in."""
    engine = sa.create_engine(url)
    Kept.metadata.create_all(engine)
    with Session(engine) as session:
        for row in rows():
            session.add(row)
            session.flush()
        session.commit()
    engine.dispose()


@dataclass
class Bench:
    """One database with a reader, and a short way to ask it."""

    reader: Reader
    database: Database
    url: str

    def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        token: str | None = None,
        context: Any = None,
        delivery: Any = None,
        name: str | None = None,
    ) -> dict[str, Any]:
        """Ask, and read the answer as JSON."""
        asked = Asked(query, variables, name, token, context)
        return orjson.loads(self.reader.answer(asked, delivery=delivery).body)

    def data(self, query: str, variables: dict[str, Any] | None = None, **more: Any) -> Any:
        """Ask, and insist that there were no errors."""
        answer = self.ask(query, variables, **more)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


@pytest.fixture(scope="session")
def benches(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Bench]]:
    """The same court on both databases."""
    path = tmp_path_factory.mktemp("court") / "court.db"
    cluster.create_database("reading_court")
    made = {}
    for name, url, database in (
        ("sqlite", f"sqlite:///{path}", Sqlite(str(path))),
        ("postgresql", cluster.url("reading_court"), Postgres(cluster.conninfo("reading_court"))),
    ):
        fill(url)
        reader = Reader(court.schema, database, court.VIEWERS, clock=lambda: NOW)
        made[name] = Bench(reader, database, url)
    yield made
    for bench in made.values():
        bench.database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, benches: dict[str, Bench]) -> Bench:
    """Each database in turn."""
    return benches[request.param]
