"""The benchmark's court is a consistent one: what is measured could be there."""

from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from api.app import assemble
from api.graphql.context import Context
from api.kernel.storage import open_engine
from api.migrations.tables import METADATA
from api.reading.engine import Asked
from api.settings import Settings
from tests.benchmarks.columns import COLUMNS
from tests.benchmarks.data import Filled, fill

CASES = 200
TABLES = METADATA.tables


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request, tmp_path_factory):
    """The benchmark's court at its smallest, on each database in turn."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('bench') / 'icms.db'}"
    else:
        cluster = request.getfixturevalue("cluster")
        cluster.create_database("benchmark")
        url = cluster.url("benchmark")
    engine = open_engine(url)
    yield engine, fill(engine, cases=CASES)
    engine.dispose()


def _rows(engine: sa.Engine, statement: Any) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def _count_of(engine: sa.Engine, name: str) -> int:
    return _rows(engine, sa.select(sa.func.count()).select_from(TABLES[name]))[0][0]


def test_every_foreign_key_finds_its_row(filled):
    engine, _ = filled
    keys = [(table, key) for table in TABLES.values() for key in table.foreign_keys]
    for table, key in keys:
        parent = key.column.table.alias()
        there = sa.exists().where(parent.c[key.column.name] == key.parent)
        lost = sa.select(sa.func.count()).where(key.parent.is_not(None), ~there)
        assert _rows(engine, lost.select_from(table)) == [(0,)], (table.name, key.parent.name)


def test_every_table_that_is_written_has_rows(filled):
    engine, _ = filled
    empty = [
        n
        for n in COLUMNS
        if _rows(engine, sa.select(sa.func.count()).select_from(TABLES[n])) == [(0,)]
    ]
    assert empty == []


def test_fee_lines_requests_payments_and_receipts_add_up(filled):
    engine, _ = filled
    line, assessment, filing, request, payment, receipt = (
        TABLES[name]
        for name in (
            *("fee_line", "fee_assessment", "filing", "service_request", "payment", "receipt"),
        )
    )
    lines = sa.select(sa.func.coalesce(sa.func.sum(line.c.charged_cents), 0)).where(
        line.c.assessment_id == assessment.c.id
    )
    asked = filing.join(assessment, assessment.c.id == filing.c.fee_assessment_id)
    asked = asked.outerjoin(request, request.c.id == filing.c.service_request_id)
    wrong = sa.select(filing.c.id).select_from(asked)
    total = assessment.c.total_cents
    is_off = (lines.scalar_subquery() != total) | (
        sa.func.coalesce(request.c.amount_cents, 0) != total
    )
    assert _rows(engine, wrong.where(is_off)) == []

    met = request.outerjoin(
        payment, (payment.c.service_request_id == request.c.id) & (payment.c.state == "SUCCESS")
    )
    met = met.outerjoin(receipt, receipt.c.payment_id == payment.c.id)
    paid = request.c.state == "PAID"
    sums = sa.select(
        sa.func.sum(request.c.amount_cents),
        sa.func.sum(payment.c.amount_cents),
        sa.func.sum(receipt.c.amount_cents),
    ).select_from(met)
    (owed, got, receipted), *_ = _rows(engine, sums.where(paid))
    assert owed == got == receipted
    unpaid = sa.select(sa.func.count(payment.c.id)).select_from(met).where(~paid)
    assert _rows(engine, unpaid) == [(0,)]


def test_registers_and_counts_have_no_gap(filled):
    engine, _ = filled
    entry, case, counter = TABLES["register_entry"], TABLES["court_case"], TABLES["counter"]
    counted = sa.select(sa.func.count(), sa.func.max(entry.c.number)).group_by(entry.c.case_id)
    assert [row for row in _rows(engine, counted) if row[0] != row[1]] == []
    highest = sa.select(
        case.c.proceeding_type_code,
        case.c.year,
        sa.func.count(),
        sa.func.max(case.c.running_number),
    ).group_by(case.c.proceeding_type_code, case.c.year)
    last = dict(_rows(engine, sa.select(counter.c.name, counter.c.last)))
    for kind, year, count, highest_number in _rows(engine, highest):
        assert count == highest_number == last[f"case/{kind}/{year}"]


def test_every_hundredth_case_has_forty_filings(filled):
    engine, found = filled
    filing, case = TABLES["filing"], TABLES["court_case"]
    sizes = sa.select(case.c.number).join(filing, filing.c.case_id == case.c.id)
    large = sizes.group_by(case.c.number).having(sa.func.count() == 40)
    assert sorted(n for (n,) in _rows(engine, large)) == sorted(found.large_cases)
    assert len(found.large_cases) == CASES // 100


def test_the_officer_sees_every_case_and_the_firm_only_its_own(filled, tmp_path: Path):
    engine, found = filled
    settings = Settings(
        var=tmp_path,
        database_url=engine.url.render_as_string(hide_password=False),
        links_secret="x" * 40,
        provider_key="key",
        webhook_secret="secret",
        provider_url="http://127.0.0.1:9",
    )
    parts = assemble(settings)
    seen = {who: _count(parts, found, who) for who in ("registry", "firm", "litigant")}
    parts.reader.database.close()
    parts.engine.dispose()

    assert seen["registry"] == CASES
    acts, linkage, case = TABLES["representation"], TABLES["linkage"], TABLES["court_case"]
    own = sa.select(sa.func.count()).where(
        case.c.access_level != "COURT_ONLY",
        sa.exists().where(acts.c.case_id == case.c.id, acts.c.organization_id == found.firm_id)
        | sa.exists().where(
            linkage.c.case_id == case.c.id, linkage.c.account_id == found.firm_account_id
        ),
    )
    assert _rows(engine, own.select_from(case)) == [(seen["firm"],)]
    assert 0 < seen["litigant"] < seen["firm"] < CASES


def _there(table: Any, case: Any, clause: Any) -> Any:
    return sa.exists().where(table.c.case_id == case.c.id, clause)


def _count(parts: Any, found: Filled, who: str) -> int:
    token = found.tokens[who]
    context = Context(parts.building, token)
    answer = parts.reader.answer(Asked("{ cases { totalCount } }", None, None, token, context))
    return orjson.loads(answer.body)["data"]["cases"]["totalCount"]


def test_the_same_seed_gives_the_same_court(tmp_path: Path):
    one, other = (fill(f"sqlite:///{tmp_path / name}", cases=20, seed=7) for name in "ab")
    assert (one.transactions, one.party_names) == (other.transactions, other.party_names)
    assert one.tokens == other.tokens
