"""I-4: what was written under any older step of the database is still read through the API.

A court with content is taken back to an older step, so that its rows are what that step could
hold, and brought forward again; then everything of them is asked for.
"""

from typing import Any

import pytest
from sqlmodel import Session, select

from api.cases.models import Case
from api.documents.models import Document
from api.filings.models import Filing
from api.migrations.running import downgrade, upgrade
from tests.court import Court
from tests.migrations.test_steps import STEPS
from tests.reading.contract.coverage import whole

OLDER = [step.revision for step in STEPS.walk_revisions()][1:]
TYPES: dict[str, type[Any]] = {"Case": Case, "Filing": Filing, "Document": Document}


@pytest.mark.parametrize("revision", OLDER)
def test_i4_rows_of_every_older_step_are_read_whole(court: Court, revision: str):
    court.opened_case(key="recorded")
    court.decide(court.claimed(court.received(key="rejected")), accept=False)
    court.received(key="waiting")
    court.draft(key="draft")
    before = shown(court)

    downgrade(court.parts.engine, revision)
    upgrade(court.parts.engine)

    after = shown(court)
    assert {kind: len(rows) for kind, rows in after.items()} == {
        kind: len(rows) for kind, rows in before.items()
    }
    for kind, rows in after.items():
        assert all(row is not None for row in rows), kind
    assert [row["state"] for row in after["Filing"]] == [row["state"] for row in before["Filing"]]
    assert [row["title"] for row in after["Case"]] == [row["title"] for row in before["Case"]]


def shown(court: Court) -> dict[str, list[Any]]:
    """Everything of every case, filing and document, as those who may see it are shown it."""
    schema = court.parts.reader.schema
    found: dict[str, list[Any]] = {}
    for kind, table in TYPES.items():
        body = whole(schema, schema.get_type(kind), 2)
        query = f"query Q($i: ID!) {{ node(id: $i) {{ ... on {kind} {body} }} }}"
        with Session(court.parts.engine) as session:
            ids = [row.id for row in session.exec(select(table).order_by(table.id))]
        found[kind] = [court.ask(query, {"i": id_}, by="lawyer")["node"] for id_ in ids]
    return found
