"""Fill an empty database with the benchmark's court: ``fill(engine, cases=100_000)``.

PostgreSQL takes the rows through COPY, SQLite by many at once. What is in it is the same on both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from psycopg import sql
from sqlmodel import Session as DbSession

from api.accounts.models import Account, Organization, Session
from api.accounts.rules import TOKEN_PREFIXES, hashed, token_sha256
from api.accounts.states import AccountState
from api.courts.operations import publish_reference
from api.kernel.actors import AccountKind
from api.kernel.clock import system_clock
from api.kernel.ids import new_id
from api.kernel.storage import open_engine
from api.kernel.work import Works
from api.migrations.running import upgrade
from api.reactions import finish, react
from tests.benchmarks.columns import COLUMNS, Row
from tests.benchmarks.rows import (
    SAMPLE,
    TYPES,
    Cast,
    Scribe,
    firms_among,
    litigants_among,
)

BATCH = 500
OPENED = datetime(2022, 5, 1, tzinfo=UTC)
SESSION_LENGTH = timedelta(days=365 * 20)
PREFIX_OF = {kind: prefix for prefix, kind in TOKEN_PREFIXES.items()}


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: tokens to ask with, and what to ask for, from all over the court.

    ``tokens`` has ``registry``, ``auditor``, ``firm`` (an OU with about 200 cases) and
    ``litigant`` (an IU). ``large_cases`` are numbers of cases with 40 filings; what begins with
    ``firm_`` is that firm's own.
    """

    cases: int
    seed: int
    tokens: dict[str, str]
    firm_id: str
    firm_account_id: str
    large_cases: list[str]
    transactions: list[str]
    party_names: list[str]
    case_numbers: list[str]
    firm_large_cases: list[str]
    firm_transactions: list[str]
    proceeding_types: list[str]


def fill(engine_or_url: sa.Engine | str, *, cases: int, seed: int = 1) -> Filled:
    """Migrate an empty database, publish the facts, and write so many cases into it."""
    if isinstance(engine_or_url, str):
        engine = open_engine(engine_or_url)
        try:
            return fill(engine, cases=cases, seed=seed)
        finally:
            engine.dispose()
    engine = engine_or_url
    upgrade(engine)
    with Works(engine, system_clock, react, finish).open() as work:
        publish_reference(work)
    cast, tokens = _people(engine, cases, seed)
    scribe = Scribe(cast, cases, seed)
    _write_all(engine, scribe)
    _analyze(engine)
    account, firm = cast.firms[0]
    return Filled(
        cases=cases,
        seed=seed,
        tokens=tokens,
        firm_id=firm,
        firm_account_id=account,
        large_cases=_spread(scribe.large_cases),
        transactions=_spread(scribe.transactions),
        party_names=_spread(scribe.party_names),
        case_numbers=_spread(scribe.case_numbers),
        firm_large_cases=_spread(scribe.firm_large_cases),
        firm_transactions=_spread(scribe.firm_transactions),
        proceeding_types=list(TYPES),
    )


def _spread(values: Sequence[str]) -> list[str]:
    """At most 800 of them, from beginning to end."""
    return list(values[:: max(1, len(values) // SAMPLE)])[:SAMPLE]


def _people(engine: sa.Engine, cases: int, seed: int) -> tuple[Cast, dict[str, str]]:
    """Open the officers' accounts, the firms with one account each, and the litigants'."""
    kinds = {"registry": AccountKind.REGISTRY_OFFICER, "auditor": AccountKind.AUDITOR}
    password = hashed("nobody signs in here")
    with DbSession(engine) as session:
        firms = [_organization(n) for n in range(firms_among(cases))]
        session.add_all(firms)
        session.flush()
        ous = [_account(AccountKind.OU, n, password, firm.id) for n, firm in enumerate(firms)]
        ius = [_account(AccountKind.IU, n, password) for n in range(litigants_among(cases))]
        staff = {name: _account(kind, 0, password) for name, kind in kinds.items()}
        session.add_all([*ous, *ius, *staff.values()])
        session.flush()
        holders = {**staff, "firm": ous[0], "litigant": ius[0]}
        tokens = {name: token(account.kind, seed) for name, account in holders.items()}
        session.add_all(_session(holders[name], tokens[name]) for name in holders)
        cast = Cast(
            officer=staff["registry"].id,
            firms=[(ou.id, firm.id) for ou, firm in zip(ous, firms, strict=True)],
            litigants=[iu.id for iu in ius],
        )
        session.commit()
    return cast, tokens


def token(kind: AccountKind, seed: int) -> str:
    """A token as the accounts room writes one, but the same for the same seed."""
    return PREFIX_OF[kind] + sha256(f"benchmark {kind} {seed}".encode()).hexdigest()


def _organization(number: int) -> Organization:
    name = f"Sample Firm {number} (fictional)"
    return Organization(id=new_id("org", OPENED), code=f"BENCH{number}", name=name)


def _account(kind: AccountKind, number: int, password: str, firm: str | None = None) -> Account:
    name = f"sample-{kind.value.lower().replace('_', '-')}-{number}"
    return Account(
        id=new_id("acc", OPENED),
        kind=kind,
        state=AccountState.ACTIVE,
        sign_in_name=name,
        password_hash=password,
        name=f"Sample {kind} {number}",
        email=f"{name}@example.org",
        organization_id=firm,
        created_at=OPENED,
        version=1,
    )


def _session(account: Account, text: str) -> Session:
    return Session(
        id=new_id("ses", OPENED),
        account_id=account.id,
        token_sha256=token_sha256(text),
        issued_at=OPENED,
        expires_at=OPENED + SESSION_LENGTH,
    )


def _write_all(engine: sa.Engine, scribe: Scribe) -> None:
    """Write every case, some hundreds at a time, in one transaction."""
    write = _copy if engine.dialect.name == "postgresql" else _insert
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Nine million foreign keys are not looked up one by one; a test does, on fewer rows.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("SET LOCAL timezone = 'UTC'")
        for index in range(scribe.cases):
            scribe.case(index)
            if index % BATCH == BATCH - 1:
                _flush(connection, scribe, write)
        scribe.close()
        _flush(connection, scribe, write)


def _flush(connection: sa.Connection, scribe: Scribe, write: Any) -> None:
    for table, columns in COLUMNS.items():
        write(connection.connection.driver_connection, table, columns.split(), scribe.rows[table])
    scribe.rows.clear()


def _copy(connection: Any, table: str, columns: list[str], rows: Iterable[Row]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _insert(connection: Any, table: str, columns: list[str], rows: Iterable[Row]) -> None:
    marks = ", ".join("?" * len(columns))
    names = ", ".join(columns)
    connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own names


def _analyze(engine: sa.Engine) -> None:
    """Let the database count what it holds, so that it plans as it would in service."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_postgresql = engine.dialect.name == "postgresql"
        connection.exec_driver_sql("VACUUM ANALYZE" if is_postgresql else "ANALYZE")
