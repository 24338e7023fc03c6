"""Scanners: clamd's protocol against a server that speaks it, and the practice scanner."""

import io
import os
import shutil
import subprocess
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.documents.ports import ScannerSilent, Verdict
from api.documents.states import ScanState
from api.gateways.scanning import CHUNK, EICAR, ClamdScanner, PracticeScanner
from tests.documents.clamd import clamd, nobody
from tests.documents.pdfs import a_bomb, a_pdf, with_attachment

CLEAN = Verdict(ScanState.CLEAN)


def test_clamd_sees_every_byte_and_says_what_it_found(tmp_path: Path) -> None:
    for address in ({}, {"path": tmp_path / "clamd.ctl"}):
        with clamd(**address) as (url, server):
            scanner = ClamdScanner(url)
            long = os.urandom(3 * CHUNK + 17)
            assert scanner.scan(io.BytesIO(long)) == CLEAN
            assert scanner.scan(io.BytesIO(b"")) == CLEAN
            infected = scanner.scan(io.BytesIO(long + EICAR))
            assert infected == Verdict(ScanState.INFECTED, "Eicar-Signature")
            assert server.lengths == [len(long), 0, len(long) + len(EICAR)]


def test_a_file_beyond_clamds_limit_is_not_scannable_however_it_hangs_up() -> None:
    with clamd(most=100_000) as (url, _):
        for length in (100_001, 40_000_000):
            verdict = ClamdScanner(url).scan(io.BytesIO(b"x" * length))
            assert verdict.state is ScanState.UNSCANNABLE
            assert "size limit exceeded" in verdict.found


@pytest.mark.parametrize("answer", [b"stream: Can't allocate memory ERROR\0", b"no sense\0", b"\0"])
def test_an_answer_that_is_no_verdict_is_asked_for_again(answer: bytes) -> None:
    with clamd(answer=answer) as (url, _), pytest.raises(ScannerSilent):
        ClamdScanner(url).scan(io.BytesIO(b"kite"))


def test_a_clamd_that_is_down_or_says_nothing_is_silent_and_does_not_keep_us() -> None:
    with pytest.raises(ScannerSilent):
        ClamdScanner(nobody()).scan(io.BytesIO(b"kite"))
    begun = time.monotonic()
    with clamd(mute=True) as (url, _), pytest.raises(ScannerSilent):
        ClamdScanner(url, seconds=0.3).scan(io.BytesIO(b"kite" * 5_000_000))
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("url", ["clamd", "http://host", "tcp://", "unix://", "tcp://h:x"])
def test_an_address_that_is_none_stops_the_start(url: str) -> None:
    with pytest.raises(ValueError):
        ClamdScanner(url)


def test_the_practice_scanner_finds_the_test_string_alone_and_inside_a_pdf() -> None:
    inside = with_attachment(EICAR)
    assert EICAR not in inside
    for content in (EICAR, b"%PDF-1.4\n" + EICAR, a_pdf() + EICAR, inside):
        assert PracticeScanner().scan(io.BytesIO(content)).state is ScanState.INFECTED
    for content in (a_pdf(), with_attachment(EICAR[:-1]), a_bomb(), b""):
        assert PracticeScanner().scan(io.BytesIO(content)) == CLEAN


@given(st.binary(max_size=2000), st.integers(0, 2000), st.booleans())
def test_the_practice_scanner_reads_anything(content: bytes, at: int, squeezed: bool) -> None:
    inner = zlib.compress(EICAR) if squeezed else EICAR
    wrapped = b"stream\n" + inner + b"\nendstream" if squeezed else inner
    infected = content[:at] + wrapped + content[at:]
    assert PracticeScanner().scan(io.BytesIO(infected)).state is ScanState.INFECTED


def test_a_real_clamd_agrees(tmp_path: Path) -> None:
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("clamd is not installed here")
    (tmp_path / "ours.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    address = tmp_path / "clamd.ctl"
    settings = f"LocalSocket {address}\nDatabaseDirectory {tmp_path}\nForeground yes\n"
    (tmp_path / "clamd.conf").write_text(settings)
    running = subprocess.Popen([program, "-c", str(tmp_path / "clamd.conf")])
    try:
        end = time.monotonic() + 60
        while not address.exists() and time.monotonic() < end:
            time.sleep(0.1)
        scanner = ClamdScanner(f"unix://{address}")
        assert scanner.scan(io.BytesIO(a_pdf())) == CLEAN
        assert scanner.scan(io.BytesIO(EICAR)).state is ScanState.INFECTED
    finally:
        running.kill()
        running.wait()
