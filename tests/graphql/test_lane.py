"""The express lane of the door: known queries, answered without a task, exactly as on the long way.

What is counted is how often the desk was asked the long way round.
"""

import logging
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from api.graphql.endpoint import MOST_BYTES
from api.reading.databases import Sqlite
from api.reading.desk import Desk
from tests.conftest import BOTH
from tests.graphql.served import (
    JSON,
    Said,
    Served,
    patiently,
    request_of,
    said_of,
    serving,
    under_way,
)
from tests.graphql.served import NEW_CLIENT as NEW
from tests.postgres import Cluster

SLOW = """WITH RECURSIVE number(n) AS
(SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 800000000)
SELECT CAST(count(*) AS text) FROM number"""
TYPE = f"content-type: {JSON}"
COURTS = orjson.dumps({"query": "{ courts { code } }"})
VIEWER = orjson.dumps({"query": "{ viewer { id } }"})


@pytest.fixture(scope="module", params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of each kind in turn."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("lane") / "icms.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        return f"sqlite:///{file}"
    cluster: Cluster = request.getfixturevalue("cluster")
    cluster.create_database("lane", template=request.getfixturevalue("migrated_postgresql"))
    return cluster.url("lane")


@pytest.fixture(scope="module")
def served(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(database, tmp_path_factory.mktemp("lane")) as opened:
        yield opened


@pytest.fixture
def long_ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that took the long way."""
    went: list[str] = []
    really = Desk.answer

    async def answer(desk: Desk, asked: Any) -> Any:
        went.append(asked.query)
        return await really(desk, asked)

    monkeypatch.setattr(Desk, "answer", answer)
    return went


def ask(served: Served, body: bytes, *lines: str) -> Said:
    return said_of(served.raw(request_of(body, TYPE, NEW, *lines)))


def bearer(served: Served, name: str) -> str:
    return f"authorization: Bearer {served.court.token(name)}"


# --- the same answer ------------------------------------------------------------------------------


def test_a_query_is_answered_on_the_lane_from_the_second_time_on(
    served: Served, long_ways: list[str]
) -> None:
    body = orjson.dumps({"query": "query Once { courts { code name { en } } }"})
    first, second = ask(served, body), ask(served, body)
    assert len(long_ways) == 1
    assert first.body == second.body
    assert first.status == second.status == 200
    headers = [{k: v for k, v in s.headers.items() if k != "date"} for s in (first, second)]
    assert headers[0] == headers[1]


def test_the_lane_knows_who_asks(served: Served, long_ways: list[str]) -> None:
    for name in ("lawyer", "registry"):
        first, second = (ask(served, VIEWER, bearer(served, name)) for _ in range(2))
        assert first.body == second.body
        assert first.json()["data"]["viewer"]["id"]
    assert len(long_ways) == 2  # one plan for each kind of viewer


def test_a_client_of_the_older_media_type_gets_it(served: Served, long_ways: list[str]) -> None:
    ask(served, COURTS)
    long_ways.clear()
    said = said_of(served.raw(request_of(COURTS, TYPE, "accept: application/json")))
    assert said.headers["content-type"] == "application/json; charset=utf-8"
    assert long_ways == []


@pytest.mark.parametrize(
    ("body", "lines", "status"),
    [
        (b"{", (TYPE,), 400),
        (COURTS, ("content-type: text/plain",), 415),
        (COURTS, (TYPE, "accept: text/html"), 406),
        (COURTS, (TYPE, "authorization: Basic abc"), 401),
        (COURTS, (TYPE, "authorization: Bearer nobody_x"), 401),
        (orjson.dumps({"query": "{ nothing }"}), (TYPE, NEW), 400),
        (b" " * (MOST_BYTES + 1), (TYPE,), 413),
        (orjson.dumps({"query": "mutation { signOut { __typename } }"}), (TYPE,), 200),
    ],
)
def test_what_is_no_known_query_goes_the_long_way_and_is_told_there(
    served: Served, body: bytes, lines: tuple[str, ...], status: int
) -> None:
    ask(served, COURTS)
    assert said_of(served.raw(request_of(body, *lines))).status == status


def test_a_token_that_means_nothing_any_more_is_turned_away_on_the_lane(
    served: Served, long_ways: list[str]
) -> None:
    line = bearer(served, "litigant")
    ask(served, VIEWER, line)
    signed_out = orjson.dumps({"query": "mutation { signOut { __typename } }"})
    assert ask(served, signed_out, line).status == 200
    long_ways.clear()
    said = ask(served, VIEWER, line)
    assert (said.status, long_ways) == (401, [])
    assert said.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert said.headers["www-authenticate"] == "Bearer"
    served.court.tokens.pop("litigant")


# --- the wire -------------------------------------------------------------------------------------


def several(served: Served, sent: list[bytes], pause: float = 0.0) -> bytes:
    """Send pieces with pauses between, and hear everything until the server closes."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in sent:
            line.sendall(piece)
            time.sleep(pause)
        return b"".join(iter(lambda: line.recv(65536), b""))


def lasting(body: bytes, *lines: str) -> bytes:
    return request_of(body, TYPE, NEW, *lines).replace(b"connection: close\r\n", b"")


def test_a_line_is_kept_for_the_next_question(served: Served, long_ways: list[str]) -> None:
    ask(served, COURTS)
    long_ways.clear()
    last = request_of(COURTS, TYPE, NEW)
    text = several(served, [lasting(COURTS), lasting(COURTS), last], pause=0.05)
    assert text.count(b"HTTP/1.1 200 OK") == 3
    assert text.count(b"connection: close") == 1
    assert long_ways == []


def test_questions_sent_before_the_answers_are_answered_in_their_order(served: Served) -> None:
    other = orjson.dumps({"query": "{ proceedingTypes { code } }"})
    for body in (COURTS, other):
        ask(served, body)
    asked = [COURTS, other] * 5
    sent = b"".join(lasting(body) for body in asked) + request_of(COURTS, TYPE, NEW)
    text = several(served, [sent])
    found = [b'"courts"' if part.find(b'"courts"') >= 0 else b"" for part in text.split(b"HTTP/")]
    assert found[1:] == [b'"courts"', b""] * 5 + [b'"courts"']


@pytest.mark.parametrize("size", [1, 7, 50])
def test_a_body_may_come_in_pieces(served: Served, long_ways: list[str], size: int) -> None:
    ask(served, COURTS)
    long_ways.clear()
    whole = request_of(COURTS, TYPE, NEW)
    pieces = [whole[n : n + size] for n in range(0, len(whole), size)]
    assert said_of(several(served, pieces, pause=0.001)).status == 200
    assert long_ways == []


def test_a_chunked_body_and_one_that_waits_for_leave_are_answered(served: Served) -> None:
    ask(served, COURTS)
    chunked = request_of(None, TYPE, NEW, "transfer-encoding: chunked")
    parts = b"%x\r\n%s\r\n0\r\n\r\n" % (len(COURTS), COURTS)
    assert said_of(several(served, [chunked, parts])).status == 200
    waiting = request_of(COURTS, TYPE, NEW, "expect: 100-continue")
    text = several(served, [waiting])
    assert text.startswith(b"HTTP/1.1 100 Continue")
    assert b"HTTP/1.1 200 OK" in text


def test_an_older_client_is_told_that_the_line_closes(served: Served) -> None:
    ask(served, COURTS)
    older = lasting(COURTS).replace(b"HTTP/1.1", b"HTTP/1.0")
    said = said_of(several(served, [older]))
    assert (said.status, said.headers["connection"]) == (200, "close")


# --- what goes wrong ------------------------------------------------------------------------------


def instead(served: Served, monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    """Let the database be asked something else on the lane."""
    asked = served.court.parts.reader.database
    really = asked.ask

    def ask_other(_sql: str, _arguments: Any, waiting: Any) -> Any:
        return really(sql, [], waiting)

    monkeypatch.setattr(asked, "ask", ask_other)


def test_a_fault_is_masked_under_a_reference(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ask(served, COURTS)
    instead(served, monkeypatch, "SELECT nothing FROM nowhere")
    with caplog.at_level(logging.ERROR):
        said = ask(served, COURTS)
    error = said.json()["errors"][0]
    assert (said.status, error["extensions"]["code"]) == (200, "INTERNAL")
    assert "nowhere" not in said.body.decode()
    assert error["extensions"]["reference"] in caplog.text


def statement_watch(database: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Ask the server of the one kind, and count at the threads of the other, what is under way."""
    if database.startswith("postgresql"):
        return lambda: under_way(database, "800000000") > 0
    asking: list[str] = []
    really = Sqlite._asked

    def counted(self: Sqlite, sql: str, *given: Any) -> Any:
        asking.append(sql)
        try:
            return really(self, sql, *given)
        finally:
            asking.remove(sql)

    monkeypatch.setattr(Sqlite, "_asked", counted)
    return lambda: SLOW in asking


@pytest.mark.parametrize("more", [0, 1])
def test_a_statement_stops_when_its_client_leaves(
    served: Served, database: str, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    ask(served, COURTS)
    instead(served, monkeypatch, SLOW)
    is_under_way = statement_watch(database, monkeypatch)
    line = socket.create_connection(("127.0.0.1", served.port), timeout=10)
    line.sendall(lasting(COURTS) * (1 + more))
    patiently(is_under_way)
    line.close()
    patiently(lambda: not is_under_way())
    monkeypatch.undo()
    assert served.is_well()


def test_many_at_once_each_hear_their_own_answer(served: Served) -> None:
    wrong: list[Any] = []

    def ask_often(name: str) -> None:
        line = bearer(served, name)
        own = ask(served, VIEWER, line).body
        wrong.extend(said for _ in range(40) if (said := ask(served, VIEWER, line).body) != own)

    names = ("lawyer", "registry", "litigant", "accounts")
    for name in names:
        served.court.token(name)
    several_ = [threading.Thread(target=ask_often, args=(name,)) for name in names]
    for thread in several_:
        thread.start()
    for thread in several_:
        thread.join()
    assert wrong == []
