"""The engine on an event loop: batches, neighbours, loss, leaving, floods, and what it keeps."""

import asyncio
import gc
import logging
import sys
import threading
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from sqlalchemy.event import registry

from api.__main__ import SWITCH_SECONDS
from api.reading import pipelines
from api.reading.databases import Database, Postgres, Sqlite
from api.reading.desk import MOST_WAITING, Busy, Desk
from api.reading.engine import Asked, Reader, Unauthenticated
from api.reading.lines import PREPARED_KEPT, Line, TooSlow, written
from tests.postgres import Cluster, start_postgres
from tests.reading import court
from tests.reading.conftest import LITIGANTS, NOW, STAFF, Bench, fill

CASE = "query ($n: String!) { case(number: $n) { number title filings { id } } }"
SLOW = {
    "postgresql": "SELECT convert_to(count(*)::text, 'UTF8') FROM generate_series(1, 400000000)",
    "sqlite": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 400000000)"
    " SELECT count(*) FROM c",
}
QUICK = "SELECT convert_to($1::text, 'UTF8')"


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    return asyncio.run(asyncio.wait_for(work(), 30))


def served(bench: Bench) -> Desk:
    """A desk with connections of its own, over the same rows."""
    return Desk(Reader(court.schema, opened(bench), court.VIEWERS, clock=lambda: NOW))


def opened(bench: Bench, **more: Any) -> Database:
    if bench.url.startswith("sqlite"):
        return Sqlite(bench.url.removeprefix("sqlite:///"), **more)
    host = bench.url.split("host=")[1].split("&")[0]
    return Postgres(f"host={host} port=5432 user=postgres dbname=reading_court", **more)


@pytest.fixture
def desk(bench: Bench) -> Iterator[Desk]:
    made = served(bench)
    yield made
    made.close()


@pytest.fixture
def postgres(benches: dict[str, Bench]) -> Iterator[Postgres]:
    made = opened(benches["postgresql"], statement_ms=1_500)
    assert isinstance(made, Postgres)
    yield made
    made.close()


# --- the same answers -----------------------------------------------------------------------------


def test_the_loop_and_the_threads_give_the_same_answers(bench: Bench, desk: Desk) -> None:
    queries = [
        ("{ cases(first: 3) { nodes { id } totalCount } }", {}),  # express
        ("{ cases(first: 3) { nodes { id filings { risky } } } }", {}),  # spliced
        ('{ motto __type(name: "Case") { name } }', {}),  # no rows at all
        ('mutation { touch(id: "flg_001") { id } }', {}),
        ("{ nonsense }", {}),
        (CASE, {"n": "DCPI 004/2022"}),
        (CASE, {"n": 4}),
        (CASE, {}),
    ]

    async def ask() -> list[bytes]:
        return [
            (await desk.answer(Asked(query, given, token=token, context=[]))).body
            for query, given in queries
            for token in (STAFF, LITIGANTS[0], None)
        ]

    expected = [
        bench.reader.answer(Asked(query, given, token=token, context=[])).body
        for query, given in queries
        for token in (STAFF, LITIGANTS[0], None)
    ]
    assert run(ask) == expected
    assert run(ask) == expected, "known by now, on another loop"


def test_a_batch_of_many_viewers_gives_each_their_own(bench: Bench, desk: Desk) -> None:
    tokens = [STAFF, *LITIGANTS, None, "lit_revoked", "lit_expired", "stf_demoted", "stf_unknown"]
    query = "{ viewer: cases(first: 10) { totalCount nodes { id number } } }"

    async def one(token: str | None) -> Any:
        try:
            return (await desk.answer(Asked(query, token=token))).body
        except Unauthenticated:
            return None

    async def ask() -> list[Any]:
        await one(None)
        return list(await asyncio.gather(*(one(token) for _ in range(20) for token in tokens)))

    def expected(token: str | None) -> Any:
        try:
            return bench.reader.answer(Asked(query, token=token)).body
        except Unauthenticated:
            return None

    wanted = [expected(token) for token in tokens]
    assert wanted.count(None) == 4
    assert len(set(wanted)) > 3, "viewers do not all see the same"
    assert run(ask) == wanted * 20


def test_a_session_revoked_in_the_middle_is_refused_at_once(bench: Bench, desk: Desk) -> None:
    import sqlalchemy as sa  # noqa: PLC0415 - only here

    engine = sa.create_engine(bench.url)
    token, asked = LITIGANTS[5], Asked("{ cases { totalCount } }", token=LITIGANTS[5])
    sessions = court.SessionRow.__table__

    def revoke(at: Any) -> None:
        with engine.begin() as connection:
            connection.execute(
                sa.update(sessions).where(sessions.c.id == f"ses_{token}").values(revoked_at=at)
            )

    async def ask() -> None:
        await desk.answer(asked)
        await asyncio.to_thread(revoke, NOW)
        with pytest.raises(Unauthenticated):
            await desk.answer(asked)
        await asyncio.to_thread(revoke, None)
        await desk.answer(asked)

    run(ask)
    engine.dispose()


# --- neighbours -----------------------------------------------------------------------------------


def test_one_that_fails_in_a_batch_does_not_hurt_its_neighbours(postgres: Postgres) -> None:
    broken = "SELECT convert_to((1 / ($1::int - $1::int))::text, 'UTF8')"

    async def ask() -> list[Any]:
        await postgres.fetched(QUICK, ["warm"])
        return await asyncio.gather(
            *(
                postgres.fetched(broken if n % 3 == 0 else QUICK, [n if n % 3 == 0 else f"{n}"])
                for n in range(60)
            ),
            return_exceptions=True,
        )

    for n, got in enumerate(run(ask)):
        if n % 3 == 0:
            assert isinstance(got, psycopg.errors.DivisionByZero)
        else:
            assert got == f"{n}".encode()


def batches_of(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many questions leave together, each time that some do."""
    sizes: list[int] = []
    batched = pipelines.columns

    def counting(rows: Any) -> Any:
        sizes.append(len(rows))
        return batched(rows)

    monkeypatch.setattr(pipelines, "columns", counting)
    return sizes


async def together(database: Database, sql: str, rows: list[list[Any]]) -> list[Any]:
    """Ask the same statement many times at once, after it was asked alone."""
    await asyncio.gather(*(database.fetched(QUICK, ["warm"]) for _ in range(4)))
    await database.fetched(sql, rows[0])
    return await asyncio.gather(
        *(database.fetched(sql, row) for row in rows), return_exceptions=True
    )


def test_questions_of_one_statement_leave_together_and_come_back_apart(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = batches_of(postgres, monkeypatch)
    odd = ["", "NULL", "null", '"', "\\", '\\"', "{}", "a,b", '{a,"b"}', "陳大文", "\n\t", "'$1'"]
    sql = "SELECT convert_to(concat('$1', $1::text, ' ''$1'' ', $2::int + 1), 'UTF8')"
    rows = [[word, n] for n in range(8) for word in [*odd, None]]
    got = run(lambda: together(postgres, sql, rows))
    assert got == [f"$1{word or ''} '$1' {n + 1}".encode() for word, n in rows]
    assert max(sizes) > 4


def test_who_has_no_row_in_a_batch_has_no_answer(postgres: Postgres) -> None:
    sql = "SELECT convert_to(n::text, 'UTF8') FROM generate_series(1, 9) n WHERE n = $1::int"
    got = run(lambda: together(postgres, sql, [[n] for n in range(1, 40)]))
    assert got == [f"{n}".encode() if n < 10 else None for n in range(1, 40)]


def test_one_that_fails_in_company_is_told_alone(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = batches_of(postgres, monkeypatch)
    sql = "SELECT convert_to((12 / $1::int)::text, 'UTF8')"
    got = run(lambda: together(postgres, sql, [[n % 5] for n in range(1, 60)]))
    for n, answer in enumerate(got, 1):
        if n % 5 == 0:
            assert isinstance(answer, psycopg.errors.DivisionByZero)
        else:
            assert answer == f"{12 // (n % 5)}".encode()
    assert sizes


def test_a_page_size_may_differ_within_a_batch(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = batches_of(postgres, monkeypatch)
    sql = (
        "SELECT convert_to((SELECT string_agg(n::text, ',') FROM"
        " (SELECT n FROM generate_series(1, 9) n ORDER BY n LIMIT $1::int) s), 'UTF8')"
    )
    got = run(lambda: together(postgres, sql, [[n % 4 + 1] for n in range(40)]))
    assert got == [",".join("1234"[: n % 4 + 1]).encode() for n in range(40)]
    assert sizes


def test_a_statement_that_cannot_be_prepared_is_an_error_each_time(postgres: Postgres) -> None:
    async def ask() -> list[Any]:
        wrong = [postgres.fetched("SELECT nothing FROM nowhere", []) for _ in range(5)]
        right = [postgres.fetched(QUICK, [f"{n}"]) for n in range(5)]
        return await asyncio.gather(*wrong, *right, return_exceptions=True)

    got = run(ask)
    assert all(isinstance(error, psycopg.errors.UndefinedTable) for error in got[:5])
    assert got[5:] == [b"0", b"1", b"2", b"3", b"4"]


def test_a_statement_that_takes_too_long_is_stopped_and_its_neighbours_are_not(
    benches: dict[str, Bench],
) -> None:
    for name, bench in benches.items():
        database = opened(bench, statement_ms=300)
        quick = QUICK if name == "postgresql" else "SELECT ?"

        async def ask(database: Database = database, name: str = name, quick: str = quick) -> Any:
            slow = asyncio.ensure_future(database.fetched(SLOW[name], []))
            await asyncio.sleep(0.05)
            others = await asyncio.gather(*(database.fetched(quick, [f"{n}"]) for n in range(30)))
            with pytest.raises(TooSlow):
                await slow
            return [other.decode() if isinstance(other, bytes) else other for other in others]

        assert run(ask) == [f"{n}" for n in range(30)]
        with pytest.raises(TooSlow):
            database.one(SLOW[name], [])
        database.close()


def test_what_took_too_long_is_said_without_detail(
    bench: Bench, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = opened(bench)

    async def slow(*_: Any) -> Any:
        raise TooSlow

    monkeypatch.setattr(database, "fetched", slow)
    desk = Desk(Reader(court.schema, database, court.VIEWERS, clock=lambda: NOW))
    with caplog.at_level(logging.ERROR):
        answer = run(lambda: desk.answer(Asked("{ cases { totalCount } }")))
    error = orjson.loads(answer.body)["errors"][0]
    assert error["extensions"]["code"] == "TOO_SLOW"
    assert error["extensions"]["reference"] in caplog.text
    desk.close()


# --- clients who leave ----------------------------------------------------------------------------


def running(cluster: Cluster) -> int:
    with psycopg.connect(cluster.conninfo("reading_court"), autocommit=True) as other:
        row = other.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE state = 'active' AND query LIKE '%400000000%' AND pid <> pg_backend_pid()"
        ).fetchone()
    return row[0] if row else 0


def test_a_cancelled_question_is_cancelled_on_the_server_and_no_other(
    benches: dict[str, Bench], cluster: Cluster
) -> None:
    database = opened(benches["postgresql"], lines=1)

    async def ask() -> Any:
        await database.fetched(QUICK, ["warm"])
        slow = asyncio.ensure_future(database.fetched(SLOW["postgresql"], []))
        behind = [asyncio.ensure_future(database.fetched(QUICK, [f"{n}"])) for n in range(3)]
        await asyncio.sleep(0.2)
        assert await asyncio.to_thread(running, cluster) == 1
        slow.cancel()
        answers = await asyncio.gather(*behind)
        assert await asyncio.to_thread(running, cluster) == 0
        return answers

    assert run(ask) == [b"0", b"1", b"2"]
    database.close()


def test_many_cancelled_among_many_others_hurt_nobody(postgres: Postgres) -> None:
    async def ask() -> list[Any]:
        wanted = []
        for n in range(120):
            task = asyncio.ensure_future(postgres.fetched(QUICK, [f"{n}"]))
            if n % 4 == 0:
                asyncio.get_running_loop().call_later(0.0001 * (n % 7), task.cancel)
            else:
                wanted.append((n, task))
            if n % 10 == 0:
                await asyncio.sleep(0.001)
        return [(n, await task) for n, task in wanted]

    assert all(got == f"{n}".encode() for n, got in run(ask))


def test_a_cancelled_question_to_sqlite_stops_its_thread(benches: dict[str, Bench]) -> None:
    database = opened(benches["sqlite"])

    async def ask() -> float:
        slow = [asyncio.ensure_future(database.fetched(SLOW["sqlite"], [])) for _ in range(4)]
        await asyncio.sleep(0.1)
        for task in slow:
            task.cancel()
        began = time.monotonic()
        assert await database.fetched("SELECT ?", ["free"]) == "free"
        return time.monotonic() - began

    assert run(ask) < 5
    database.close()


def test_a_mutation_whose_client_leaves_is_still_done(bench: Bench, desk: Desk) -> None:
    begun, may_go, done = threading.Event(), threading.Event(), threading.Event()
    opened_by_engine = desk.reader.done

    def slowly(given: Any) -> Any:
        begun.set()
        may_go.wait(5)
        answer = opened_by_engine(given)
        done.set()
        return answer

    desk.reader.done = slowly  # type: ignore[method-assign]

    async def ask() -> None:
        asked = Asked('mutation { touch(id: "flg_001") { id } }', token=STAFF, context=[])
        task = asyncio.ensure_future(desk.answer(asked))
        await asyncio.to_thread(begun.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        may_go.set()
        assert await asyncio.to_thread(done.wait, 5)

    run(ask)


# --- loss -----------------------------------------------------------------------------------------


def test_questions_go_on_after_the_database_was_started_again(tmp_path: Path) -> None:
    own = start_postgres(tmp_path / "own")
    own.create_database("reading_court")
    fill(own.url("reading_court"))
    with psycopg.connect(own.conninfo("reading_court"), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    database = Postgres(own.conninfo("reading_court"))
    desk = Desk(Reader(court.schema, database, court.VIEWERS, clock=lambda: NOW))
    asked = Asked("{ cases(first: 1) { totalCount } }", token=STAFF)

    async def ask() -> None:
        before = [(await desk.answer(asked)).body for _ in range(3)]
        await asyncio.to_thread(own.restart)
        after = await asyncio.gather(*(desk.answer(asked) for _ in range(20)))
        assert {answer.body for answer in after} == set(before)
        await asyncio.to_thread(own.stop)
        lost = await asyncio.gather(*(desk.answer(asked) for _ in range(5)))
        for answer in lost:
            error = orjson.loads(answer.body)["errors"][0]
            assert error["message"] == "Something went wrong on our side."
            assert len(error["extensions"]["reference"]) == 10

    run(ask)
    desk.close()


def test_lines_that_the_server_cuts_in_the_middle_are_laid_again(
    postgres: Postgres, cluster: Cluster
) -> None:
    def cut() -> None:
        with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = 'reading_court'"
            )

    async def ask() -> list[Any]:
        got = []
        for turn in range(5):
            tasks = [asyncio.ensure_future(postgres.fetched(QUICK, [f"{n}"])) for n in range(40)]
            cutting = asyncio.to_thread(cut)
            got += (await asyncio.gather(cutting, *tasks))[1:]
            assert turn >= 0
        return got

    assert run(ask) == [f"{n}".encode() for n in range(40)] * 5


def test_a_database_that_takes_no_more_lines_is_not_asked_for_them_without_end(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[int] = []

    def only_one(*given: Any, **more: Any) -> Line:
        laid.append(1)
        if len(laid) > 1:
            message = "too many clients already"
            raise psycopg.OperationalError(message)
        return Line(*given, **more)

    monkeypatch.setattr(pipelines, "Line", only_one)

    async def ask() -> list[Any]:
        return await asyncio.gather(*(postgres.fetched(QUICK, [f"{n}"]) for n in range(500)))

    assert run(ask) == [f"{n}".encode() for n in range(500)]
    assert len(laid) < 10


# --- prepared statements --------------------------------------------------------------------------


def test_a_schema_change_under_prepared_statements_is_not_noticed(
    postgres: Postgres, cluster: Cluster
) -> None:
    def change(statement: str) -> None:
        with psycopg.connect(cluster.conninfo("reading_court"), autocommit=True) as other:
            other.execute(statement)  # pyright: ignore[reportArgumentType]

    wide = "SELECT convert_to(to_json(changing)::text, 'UTF8') FROM changing"
    whole = "SELECT * FROM changing"
    change("CREATE TABLE changing AS SELECT 'one'::text AS a")
    line = Line(cluster.conninfo("reading_court"))

    async def ask() -> list[Any]:
        got = [await postgres.fetched(wide, []), await postgres.fetched(whole, [])]
        change("ALTER TABLE changing ADD COLUMN b int NOT NULL DEFAULT 2")
        change("ALTER TABLE changing ALTER COLUMN a TYPE varchar(9)")
        got += [await postgres.fetched(wide, []), await postgres.fetched(whole, [])]
        return got

    try:
        assert [line.one(whole, []), postgres.one(whole, [])] == [b"one", b"one"]
        assert run(ask) == [b'{"a":"one"}', b"one", b'{"a":"one","b":2}', b"one"]
        assert postgres.one(whole, []) == b"one", "the threads' line prepares anew as well"
    finally:
        change("DROP TABLE changing")
        line.close()


def test_statements_forgotten_by_the_server_are_prepared_again(postgres: Postgres) -> None:
    async def ask() -> list[Any]:
        first = await postgres.fetched(QUICK, ["a"])
        await postgres.fetched("DEALLOCATE ALL", [])
        return [first, await postgres.fetched(QUICK, ["b"])]

    assert run(ask) == [b"a", b"b"]


def test_prepared_statements_are_released_when_there_are_too_many(
    benches: dict[str, Bench],
) -> None:
    database = opened(benches["postgresql"], lines=1)
    kept = "SELECT convert_to(count(*)::text, 'UTF8') FROM pg_prepared_statements"

    async def ask() -> list[int]:
        counts = []
        for n in range(PREPARED_KEPT + 60):
            assert await database.fetched(f"{QUICK} -- {n}", ["x"]) == b"x"
            if n % 20 == 0:
                counts.append(int(await database.fetched(kept, []) or 0))
        return counts

    assert max(run(ask)) <= PREPARED_KEPT + 1
    for n in range(PREPARED_KEPT + 60):
        database.one(f"{QUICK} -- {n}", ["x"])
    assert int(database.one(kept, []) or 0) <= PREPARED_KEPT + 1
    database.close()


def test_arguments_arrive_as_they_were(postgres: Postgres) -> None:
    for value in ("", "a\\b'\"\n{}", "陳大文", "x" * 100_000):
        assert run(lambda value=value: postgres.fetched(QUICK, [value])) == value.encode()
    number = "SELECT convert_to($1::bigint::text, 'UTF8')"
    assert run(lambda: postgres.fetched(number, [-(2**62)])) == str(-(2**62)).encode()
    data = "SELECT convert_to(encode($1::bytea, 'hex'), 'UTF8')"
    assert (
        run(lambda: postgres.fetched(data, [bytes(range(256))])) == bytes(range(256)).hex().encode()
    )
    instant = "SELECT convert_to(($1::timestamptz)::text, 'UTF8')"
    assert run(lambda: postgres.fetched(instant, [NOW])) == b"2022-05-06 01:00:00+00"
    assert written([None, True, False]) == [None, b"t", b"f"]
    none = "SELECT convert_to(coalesce($1::text, 'none'), 'UTF8')"
    assert run(lambda: postgres.fetched(none, [None])) == b"none"


# --- floods ---------------------------------------------------------------------------------------


def test_a_flood_of_new_documents_does_not_starve_a_known_one(bench: Bench, desk: Desk) -> None:
    known = Asked(CASE, {"n": "DCPI 004/2022"}, token=STAFF)

    def new(number: int) -> Asked:
        fields = " ".join(f"a{n}: number b{n}: title" for n in range(8))
        return Asked(f"query F{number} {{ cases {{ nodes {{ {fields} }} }} }}", token=STAFF)

    async def ask() -> None:
        expected = await desk.answer(known)
        flood = [asyncio.ensure_future(desk.answer(new(n))) for n in range(20)]
        await asyncio.sleep(0)
        answered = 0
        while not flood[-1].done():
            assert await desk.answer(known) == expected
            answered += 1
        await asyncio.gather(*flood)
        assert answered > 10, "known ones went on while new ones were made, one after the other"

    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        run(ask)
    finally:
        sys.setswitchinterval(usual)


def test_who_comes_when_too_many_wait_is_told_to_come_again(desk: Desk) -> None:
    async def ask() -> list[Any]:
        asked = [Asked(f"query F{n} {{ __typename }}") for n in range(MOST_WAITING + 30)]
        return await asyncio.gather(*(desk.answer(one) for one in asked), return_exceptions=True)

    got = run(ask)
    assert sum(isinstance(one, Busy) for one in got) >= 20
    assert not any(isinstance(one, Exception) and not isinstance(one, Busy) for one in got)


def test_what_is_kept_of_documents_and_plans_is_bounded(bench: Bench) -> None:
    reader = Reader(court.schema, bench.database, court.VIEWERS, clock=lambda: NOW)
    reader.documents._kept._most, reader._plans._most = 20, 40

    def flood(first: int, last: int) -> int:
        for n in range(first, last):
            nested = f"cases {{ y{n}: __typename nodes {{ z{n}: __typename }} }}"
            answer = reader.answer(Asked(f"query F{n} {{ x{n}: __typename motto {nested} }}"))
            assert not answer.has_errors
        gc.collect()
        snapshot = tracemalloc.take_snapshot().filter_traces([not_the_listeners])
        return sum(trace.size for trace in snapshot.traces)

    # SQLAlchemy's dictionary of listeners is of constant length, but now and then it is laid out
    # anew in twice the room: as much as half of all that is kept here.
    not_the_listeners = tracemalloc.Filter(False, registry.__file__)
    tracemalloc.start()
    full, later = flood(0, 400), flood(400, 600)
    tracemalloc.stop()
    assert (len(reader.documents), reader.plan_count) == (20, 40)
    assert later < full * 1.1, f"{full} bytes became {later}"
