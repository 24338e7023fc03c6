"""The report says what was measured, and judges it by the issue's targets."""

from xml.etree import ElementTree as ET

from tests.benchmarks import page, report
from tests.benchmarks.comparing import as_ours, difference, normalised


def _cell(server, connections, rate, *, sound=True):
    return {
        "server": server,
        "operation": "one_status",
        "connections": connections,
        "requests_per_second": rate,
        "p50_ms": 1000 / rate,
        "p99_ms": 2000 / rate,
        "server_cpu_ms": 0.06,
        "database_cpu_ms": 0.04,
        "requests": 1000,
        "errors": 0,
        "sound": sound,
    }


RESULT = {
    "date": "2030-01-02",
    "machine": {"processor": "a made-up processor", "cores": 2, "memory_gib": 8},
    "versions": {"python": "3.11.7", "postgresql": "15.1"},
    "cases": 1234,
    "rounds": 3,
    "servers": {"icms": "ours", "strawberry": "Strawberry", "mercurius": "Mercurius"},
    "peak_memory_mib": {"icms": 80.2, "strawberry": 110.0, "mercurius": 190.0},
    "cells": [
        _cell("icms", 1, 2400.0),
        _cell("icms", 16, 12000.0),
        _cell("strawberry", 1, 200.0),
        _cell("strawberry", 16, 150.0, sound=False),
        _cell("mercurius", 1, 2000.0),
        _cell("mercurius", 16, 6000.0),
    ],
    "alone": {
        "one_status": {
            "asyncpg": {"p50_ms": 0.15, "client_cpu_ms": 0.05, "database_cpu_ms": 0.05},
        }
    },
    "authentication": {
        "1": {"known": {"cpu_ms": 0.14}, "anybody": {"cpu_ms": 0.11}},
    },
    "memory": {
        "250": {"server_mib": 40.0, "database_mib": 40.0},
        "500": {"server_mib": 60.0, "database_mib": 40.0},
        "1000": {"server_mib": 70.0, "database_mib": 50.0},
    },
    "mutation": {"reading_statements": 1, "writing_statements": 9},
}


def test_a_target_is_reached_only_at_every_number_of_connections():
    judged = {(v.subject.en, v.operation): v for v in report.verdicts(RESULT)}
    strawberry = judged["x Strawberry + DataLoader, 1 connection", "one_status"]
    mercurius = judged["x Mercurius + jit, 1 and 16", "one_status"]
    cpu = judged["CPU at 16, against the SQL alone", "one_status"]

    assert (strawberry.values, strawberry.is_reached) == ((12.0,), True)
    assert (mercurius.values, mercurius.is_reached) == ((1.2, 2.0), False)
    assert (round(cpu.values[0], 6), cpu.is_reached) == (1.0, True)
    assert len(judged) == 3


def test_the_markdown_has_every_figure_and_leaves_out_what_was_not_measured():
    text = report.markdown(RESULT, "en")

    assert "a made-up processor" in text
    line = "| x Mercurius + jit, 1 and 16 | one status | 1.20 / 2.00 (≥ 1.4) not reached |"
    assert line in text
    assert "**one status**" in text
    assert "| ours | 2,400.0 | 0.42 | 12,000.0 | 0.060 | 0.040 | 80 |" in text
    assert "| SQL alone (asyncpg) | 6,666.7 | 0.15 |  | 0.050 | 0.050 |  |" in text
    assert "costs +0.030 ms" in text
    assert "The last half: x 1.20 (≤ 1.05) not reached" in text
    assert "payload: 1. (≤ 1) reached" in text
    assert "PostGraphile" not in text


def test_a_target_measured_on_all_three_operations_is_one_row():
    cells = [
        {**cell, "operation": operation} for cell in RESULT["cells"] for operation in report.THREE
    ]
    text = report.ratios({**RESULT, "cells": cells}, "en")

    first = "| x Strawberry + DataLoader, 1 connection"
    cut = "| 12.00 (≥ 30) not reached | 12.00 (≥ 20) not reached | 12.00 (≥ 10) reached |"
    assert f"{first} {cut}" in text


def test_a_cell_with_errors_or_wrong_sizes_is_marked():
    assert "| Strawberry (!) | 200.0 |" in report.markdown(RESULT, "en")


def test_the_chart_is_one_picture_with_a_bar_for_each_server():
    drawn = ET.fromstring(page.chart(RESULT))  # noqa: S314 - our own text
    bars = [e for e in drawn.iter() if e.tag.endswith("rect")]
    widths = [int(bar.attrib["width"]) for bar in bars]

    assert [bar.attrib["class"] for bar in bars] == ["own", "peer", "peer"]
    assert widths[0] == max(widths)
    assert round(widths[0] / widths[2]) == 2


def test_publishing_fills_the_pages_and_a_second_time_changes_nothing(tmp_path):
    pages = {code: tmp_path / f"{code}.md" for code in ("en", "tc")}
    for path in pages.values():
        path.write_text("# T\n\n<!-- ratios: generated -->\n<!-- /ratios -->\n\nprose\n", "utf-8")
    page.publish(RESULT, pages, tmp_path / "speed.svg")
    once = {code: path.read_text("utf-8") for code, path in pages.items()}
    page.publish(RESULT, pages, tmp_path / "speed.svg")

    assert "not reached" in once["en"]
    assert "未達標" in once["tc"]
    assert once["en"].endswith("<!-- /ratios -->\n\nprose\n")
    assert {code: path.read_text("utf-8") for code, path in pages.items()} == once


def test_answers_are_equal_when_only_the_writing_of_an_instant_differs():
    ours = {"at": "2022-05-13T10:05:00.000000Z", "nodes": [{"a": 1}]}
    theirs = {"nodes": [{"a": 1}], "at": "2022-05-13 10:05:00+00"}
    assert difference(normalised(ours), normalised(theirs)) is None
    theirs["nodes"] = [{"a": 2}]
    assert difference(normalised(ours), normalised(theirs)) == "data.nodes[0].a: 1 against 2"


def test_postgraphiles_dialect_is_read_as_ours():
    theirs = {
        "filings": [{"received": "b"}, {"received": "a"}],
        "payments": [{"amountCents": "50400"}],
    }
    assert as_ours(theirs) == {
        "filings": {"nodes": [{"times": {"received": "a"}}, {"times": {"received": "b"}}]},
        "payments": [{"amount": {"amount": "504.00", "currency": "HKD"}}],
    }
