"""Golden journeys: what published operations ask of the database, and what they answer.

Each folder here is one: `operation.graphql`, `variables.json`, `persona.txt` (a sign-in name or
public), the SQL it becomes on each database, what it costs, and its answer. A change of the engine,
of a rule or of the schema shows in them as a diff. Ids, and references drawn by lot, are numbered
by their first appearance. After a change that is meant, write them anew and read the diff:

    ICMS_GOLDEN=write python -m pytest tests/journeys/golden
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.graphql.context import Context
from api.reading.engine import Asked
from api.reading.explain import cost, delivery, listed, opened, pretty, told
from api.reading.plans import Delivery
from tests.conftest import BOTH
from tests.court import Court, Hands, open_court
from tests.postgres import Cluster
from tests.reading.contract.story import Story

GOLDEN = Path(__file__).parent
NAMES = sorted(path.parent.name for path in GOLDEN.glob("*/operation.graphql"))
FILES = {"operation.graphql", "variables.json", "persona.txt", "cost.txt", "answer.json"} | {
    f"sql.{database}.sql" for database in BOTH
}
IS_WRITING = os.environ.get("ICMS_GOLDEN") == "write"
DRAWN = re.compile(r"\b[a-z]{3}_[0-9A-Z]{26}\b|\b\d{12}\b")


@pytest.fixture(scope="module", params=BOTH)
def golden_court(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Court]:
    """A court in which the same things happened at the same times, on each database in turn."""
    folder = tmp_path_factory.mktemp("golden")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "icms.db")
        url = f"sqlite:///{folder / 'icms.db'}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        cluster.create_database("golden", request.getfixturevalue("migrated_postgresql"))
        url = cluster.url("golden")
    opened_court = open_court(url, Hands(), folder)
    happen(Story(opened_court))
    yield opened_court
    opened_court.close()


def happen(story: Story) -> None:
    """Three cases, one of them sealed; filings decided, waiting and drafted."""
    court = story.court
    case = story.opened("lawyer")
    story.linked(case, "litigant")
    story.decided(story.lodged(case, "litigant", "DEFENCE", "LIST_OF_DOCUMENTS"), True, False)
    court.parts.outbox.do_due()
    story.lodged(case, "lawyer", "REPLY")
    story.limited(story.opened("rival"), "SEALING")
    court.decide(court.claimed(court.received(by="lawyer", key=story.key())))
    story.key()  # what is told at the same instant has no order of its own
    court.parts.outbox.do_due()
    court.received(by="rival", key=story.key())
    court.draft(by="lawyer", key=story.key())


class Kept:
    """The files of one golden journey."""

    def __init__(self, name: str) -> None:
        self.folder = GOLDEN / name
        self.query = self.text("operation.graphql")
        self.variables: dict[str, Any] = json.loads(self.text("variables.json"))
        self.persona = self.text("persona.txt").strip()

    def text(self, name: str) -> str:
        """What a file holds; nothing if there is none."""
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def compare(self, name: str, found: str) -> None:
        """A file must hold what was found; or it is written anew, if that was asked for."""
        if IS_WRITING:
            (self.folder / name).write_text(found, encoding="utf-8")
        assert self.text(name) == found, f"{self.folder.name}/{name}"

    def asked(self, court: Court) -> Asked:
        """The request."""
        token = None if self.persona == "public" else court.token(self.persona)
        context = Context(court.parts.building, token)
        return Asked(self.query, self.variables, None, token, context)


def numbered(text: str) -> str:
    """Put numbers for what is drawn by lot, in the order of appearance."""
    seen: dict[str, str] = {}
    return DRAWN.sub(lambda m: seen.setdefault(m[0], f"<{m[0][:3]} {len(seen) + 1}>"), text)


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_becomes_the_sql_that_was_agreed(name: str, golden_court: Court):
    kept, reader = Kept(name), golden_court.parts.reader
    run = opened(reader, kept.asked(golden_court))
    statements = told(run)

    sql = [
        "".join(f"-- {line}\n" for line in listed(one).splitlines()) + pretty(one.plan.sql)
        for one in statements
    ]
    kept.compare(f"sql.{reader.database.dialect.name}.sql", "\n".join(sql))
    kept.compare("cost.txt", f"{delivery(run, statements)}\n{cost(run)}\n")


@pytest.mark.parametrize("name", NAMES)
def test_the_sql_as_it_is_printed_gives_the_answer(name: str, golden_court: Court):
    kept, reader = Kept(name), golden_court.parts.reader
    asked = kept.asked(golden_court)
    for one in told(opened(reader, asked)):
        as_sent = reader.database.one(one.plan.sql, one.arguments)
        as_printed = reader.database.one(pretty(one.plan.sql), one.arguments)
        assert as_printed == as_sent
        if one.plan.delivery is Delivery.EXPRESS:
            assert orjson.loads(as_printed or b"") == orjson.loads(reader.answer(asked).body)


@pytest.mark.parametrize("name", sorted(NAMES, key=lambda n: "\nmutation " in Kept(n).query))
def test_an_operation_answers_what_was_agreed(name: str, golden_court: Court):
    kept = Kept(name)
    body = orjson.loads(golden_court.parts.reader.answer(kept.asked(golden_court)).body)
    assert "errors" not in body
    pretty_json = json.dumps(body, indent=2, ensure_ascii=False)
    kept.compare("answer.json", numbered(pretty_json) + "\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_journey_is_whole(name: str):
    assert {path.name for path in (GOLDEN / name).iterdir()} == FILES
