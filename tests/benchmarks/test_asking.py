"""Every operation of the benchmark is valid, finds something, and is of the size it says."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import build_schema, parse, validate

from api.app import Parts, assemble
from api.graphql.context import Context
from api.reading.engine import Asked
from api.settings import Settings
from tests.benchmarks.asking import DOCUMENTS, KEYS, Operation, document, operation, with_rules
from tests.benchmarks.data import Filled, fill

ROOT = Path(__file__).parents[2]
MAIN = ("case_with_filings", "one_status", "cause_book", "one_line")


@pytest.fixture(scope="module")
def court(tmp_path_factory):
    """A small court of the benchmark, and our own engine over it."""
    folder = tmp_path_factory.mktemp("bench")
    filled = fill(f"sqlite:///{folder / 'icms.db'}", cases=1_000)
    settings = Settings(
        var=folder,
        database_url=f"sqlite:///{folder / 'icms.db'}",
        links_secret="x" * 40,
        provider_key="key",
        webhook_secret="secret",
        provider_url="http://127.0.0.1:9",
    )
    parts = assemble(settings)
    yield parts, filled
    parts.reader.database.close()
    parts.engine.dispose()


def _body(parts: Parts, filled: Filled, asked: Operation, variables: dict[str, Any]) -> bytes:
    token = filled.tokens[asked.asked_by]
    context = Context(parts.building, token)
    request = Asked(asked.document, variables, asked.name, token, context)
    return parts.reader.answer(request).body


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.graphql")), ids=lambda path: path.stem)
def test_every_operation_is_valid_against_the_contract(path):
    schema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
    assert validate(schema, parse(document(path.stem))) == []


@pytest.mark.parametrize("key", KEYS)
def test_every_operation_finds_rows_for_each_of_its_variables(court, key):
    parts, filled = court
    asked = operation(key, filled)
    assert asked.variables != []
    for variables in asked.variables[:10]:
        answer = orjson.loads(_body(parts, filled, asked, variables))
        assert "errors" not in answer
        root = answer["data"][list(answer["data"])[-1]]
        assert root is not None
        assert root.get("nodes", [root]) != []


@pytest.mark.parametrize("key", MAIN)
def test_answers_have_the_size_that_the_benchmark_insists_on(court, key):
    parts, filled = court
    asked = operation(key, filled)
    sizes = [len(_body(parts, filled, asked, variables)) for variables in asked.variables[:20]]
    least, most = asked.expected
    assert least <= sum(sizes) / len(sizes) <= most


def test_a_large_case_shows_its_twenty_newest_filings_with_documents_and_money(court):
    parts, filled = court
    asked = operation("case_with_filings", filled)
    case = orjson.loads(_body(parts, filled, asked, asked.variables[0]))["data"]["case"]
    filings = case["filings"]["nodes"]
    assert len(filings) == 20
    assert sum(len(filing["documents"]) for filing in filings) == 30
    assert sum(filing["serviceRequest"] is not None for filing in filings) >= 10


def test_a_firm_and_the_registry_see_the_same_in_the_firms_own_cases(court):
    parts, filled = court
    for asked in with_rules(filled):
        if asked.key == "own_cases":
            continue
        for variables in asked.variables:
            as_firm, as_staff = (
                _body(parts, filled, Operation(*_seen_by(asked, who)), variables)
                for who in ("firm", "registry")
            )
            assert as_firm == as_staff


def _seen_by(asked: Operation, who: str) -> tuple[Any, ...]:
    return asked.key, asked.title, asked.document, asked.variables, who, asked.expected


def test_the_peers_that_have_a_dialect_have_the_three_operations_of_the_table():
    folder = Path(__file__).parent / "peers" / "postgraphile" / "operations"
    for key in ("case_with_filings", "fifty_cases", "one_status"):
        assert parse(document(key, folder))
