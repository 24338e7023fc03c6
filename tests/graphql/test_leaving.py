"""A client who goes away: what was asked for them stops, what they had done stays."""

import socket
import threading
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.graphql.endpoint import WATCH_AFTER_SECONDS
from tests.graphql.served import Served, patiently, request_of, serving, under_way
from tests.postgres import Cluster

SLOW = "SELECT convert_to(count(*)::text, 'UTF8') FROM generate_series(1, 900000000)"


@pytest.fixture
def served(postgresql_url: str, tmp_path: Path) -> Any:
    with serving(postgresql_url, tmp_path) as opened:
        yield opened


def left(served: Served, body: dict[str, Any], *lines: str) -> socket.socket:
    """Ask, and keep the line open."""
    line = socket.create_connection(("127.0.0.1", served.port), timeout=10)
    text = request_of(orjson.dumps(body), "content-type: application/json", *lines)
    line.sendall(text)
    return line


def test_a_query_is_cancelled_on_the_database_when_its_client_leaves(
    served: Served, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = served.court.parts.reader.database
    really = database.fetched

    async def slowly(_sql: str, _arguments: Any) -> Any:
        return await really(SLOW, [])

    assert served.is_well()
    monkeypatch.setattr(database, "fetched", slowly)
    line = left(served, {"query": "{ courts { code } }"})
    patiently(lambda: under_way(postgresql_url, "900000000") == 1)
    time.sleep(WATCH_AFTER_SECONDS)
    line.close()
    patiently(lambda: under_way(postgresql_url, "900000000") == 0)
    monkeypatch.undo()
    assert served.is_well()


def test_a_client_who_waits_has_the_answer_however_long_it_takes(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = served.court.parts.reader.database
    really = database.fetched

    async def slowly(sql: str, arguments: Any) -> Any:
        await really("SELECT convert_to(pg_sleep(0.5)::text, 'UTF8')", [])
        return await really(sql, arguments)

    monkeypatch.setattr(database, "fetched", slowly)
    assert served.is_well()


def test_a_verb_is_done_though_its_client_left(
    served: Served, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = served.court.token("lawyer")
    reader = served.court.parts.desk.reader
    begun, done, really = threading.Event(), threading.Event(), reader.done

    def slowly(run: Any) -> Any:
        begun.set()
        time.sleep(3 * WATCH_AFTER_SECONDS)
        answer = really(run)
        done.set()
        return answer

    monkeypatch.setattr(reader, "done", slowly)
    signed_out = {"query": "mutation { signOut { __typename } }"}
    line = left(served, signed_out, f"authorization: Bearer {token}")
    assert begun.wait(10)
    line.close()
    assert done.wait(10)
    said = served.client.post(
        served.url,
        json={"query": "{ __typename }"},
        headers={"authorization": f"Bearer {token}"},
    )
    assert said.status_code == 401
