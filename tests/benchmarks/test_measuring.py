"""A cell knows which answers it should have got."""

from pathlib import Path

from tests.benchmarks.measuring import Cell, Load, off
from tests.benchmarks.sql_alone import EXECUTED, PARAMETER

LOAD = Load([b"a", b"b", b"c"], None, [100, 200, 300], 150.0, Path("bodies"))


def _cell(**changes):
    sound = {
        "requests": 10,
        "seconds": 1.0,
        "errors": 0,
        "bytes_off": 0.0,
        "p50_ms": 1.0,
        "p99_ms": 2.0,
        "server_cpu_ms": 0.1,
        "database_cpu_ms": 0.1,
    }
    return Cell(**{**sound, **changes})


def test_the_bytes_to_expect_follow_the_bodies_from_the_first_on():
    assert LOAD.expected_bytes(0, 3) == 600
    assert LOAD.expected_bytes(1, 4) == 200 + 300 + 100 + 200


def test_an_answer_under_way_is_forgiven_and_another_size_is_not():
    asked = 3000
    assert off(LOAD, asked * 200, 0, asked, connections=1) == 0
    assert off(LOAD, asked * 200 + 300, 0, asked, connections=1) == 0
    assert off(LOAD, asked * 204, 0, asked, connections=1) > 0.015


def test_a_cell_is_sound_only_without_errors_and_with_answers_of_the_right_size():
    assert _cell().is_sound
    assert not _cell(requests=0).is_sound
    assert not _cell(errors=1).is_sound
    assert not _cell(bytes_off=0.01).is_sound


def test_statements_and_parameters_are_read_as_postgresql_writes_them():
    message = "execute _pg3_0: SELECT 'a: b'\nFROM t WHERE x = $1"
    detail = "parameters: $1 = 'O''Hara, $2 = x', $2 = NULL"

    assert EXECUTED.match(message)[1] == "SELECT 'a: b'\nFROM t WHERE x = $1"
    assert PARAMETER.findall(detail) == [("'O''Hara, $2 = x'", "O''Hara, $2 = x"), ("NULL", "")]
