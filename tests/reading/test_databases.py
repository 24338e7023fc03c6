"""The two databases under threads, under loss, and against writing."""

import threading
from pathlib import Path

import psycopg
import pytest

from api.kernel.storage import sqlite3
from api.reading.databases import Postgres, Sqlite
from api.reading.engine import Asked, Reader
from tests.postgres import Cluster
from tests.reading import court
from tests.reading.conftest import NOW, STAFF, Bench


def test_many_threads_get_their_own_answers(bench: Bench) -> None:
    wrong: list[str] = []

    def ask(number: int) -> None:
        for turn in range(10):
            case = f"DCPI {(number + turn) % 24:03}/2022"
            query = "query ($n: String!) { case(number: $n) { number title } }"
            got = bench.data(query, {"n": case}, token=STAFF)
            if got["case"]["number"] != case:
                wrong.append(case)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_nothing_can_be_written_through_a_reading_connection(bench: Bench) -> None:
    with pytest.raises((sqlite3.OperationalError, psycopg.errors.ReadOnlySqlTransaction)):
        bench.database.one("DELETE FROM paper RETURNING id", [])


def test_a_failing_statement_is_one_masked_error(tmp_path: Path) -> None:
    empty = Sqlite(str(tmp_path / "empty.db"))
    reader = Reader(court.schema, empty, court.VIEWERS, clock=lambda: NOW)
    answer = reader.answer(Asked("{ cases { totalCount } }"))
    assert (answer.is_request_error, answer.has_errors) == (False, True)
    assert answer.body.startswith(b'{"data":null,"errors":[{"message":"Something went wrong')
    assert b"no such table" not in answer.body
    empty.close()


def test_lost_connections_are_opened_again(benches: dict[str, Bench], cluster: Cluster) -> None:
    bench = benches["postgresql"]
    database = Postgres(cluster.conninfo("reading_court"))
    reader = Reader(court.schema, database, court.VIEWERS, clock=lambda: NOW)
    asked = Asked("{ cases(first: 1) { totalCount } }", token=STAFF)
    expected = reader.answer(asked)
    assert not expected.has_errors
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = 'reading_court'"
        )
    assert reader.answer(asked) == expected
    assert bench.data("{ cases(first: 1) { totalCount } }", token=STAFF)
    database.close()
    assert reader.answer(asked) == expected
    database.close()
