"""The local store on a real disk."""

import hashlib
import io
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.documents.ports import BytesDamaged, BytesMissing, TooManyBytes
from api.gateways.store import LocalStore
from api.kernel.ids import new_id

AT = datetime(2022, 5, 6, 1, tzinfo=UTC)
DOC = new_id("doc", AT)
CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def files_in(directory: Path) -> list[Path]:
    """Every file below a directory."""
    return sorted(p for p in directory.rglob("*") if p.is_file())


def test_a_finished_transfer_can_be_read_back(tmp_path: Path) -> None:
    """Chunks become one file."""
    store = LocalStore(tmp_path)
    with store.stage(DOC, limit=len(CONTENT)) as incoming:
        for start in range(0, len(CONTENT), 1000):
            incoming.write(CONTENT[start : start + 1000])
        assert incoming.finish() == len(CONTENT)
    staged = store.staged(DOC)
    assert staged is not None
    with staged:
        assert staged.read() == CONTENT


def test_a_byte_too_many_stops_a_transfer_and_leaves_no_trace(tmp_path: Path) -> None:
    """The cap is hard."""
    store = LocalStore(tmp_path)
    with store.stage(DOC, limit=10) as incoming:
        incoming.write(b"x" * 10)
        with pytest.raises(TooManyBytes):
            incoming.write(b"x")
    assert store.staged(DOC) is None
    assert files_in(tmp_path) == []


def test_a_broken_off_transfer_leaves_the_former_one(tmp_path: Path) -> None:
    """Only a finished transfer replaces what was staged."""
    store = LocalStore(tmp_path)
    with store.stage(DOC, limit=10) as incoming:
        incoming.write(b"first")
        incoming.finish()
    with store.stage(DOC, limit=10) as incoming:
        incoming.write(b"sec")
    staged = store.staged(DOC)
    assert staged is not None
    with staged:
        assert staged.read() == b"first"


def test_an_open_staged_file_is_not_disturbed_by_a_later_transfer(tmp_path: Path) -> None:
    """What is checked is what is kept."""
    store = LocalStore(tmp_path)
    with store.stage(DOC, limit=10) as incoming:
        incoming.write(b"checked")
        incoming.finish()
    staged = store.staged(DOC)
    assert staged is not None
    with store.stage(DOC, limit=10) as incoming:
        incoming.write(b"smuggled")
        incoming.finish()
    with staged:
        assert staged.read() == b"checked"


def test_kept_bytes_are_found_under_their_digest(tmp_path: Path) -> None:
    """By path and by content; keeping twice is keeping once."""
    store = LocalStore(tmp_path)
    assert store.keep(io.BytesIO(CONTENT)) == SHA256
    assert store.keep(io.BytesIO(CONTENT)) == SHA256
    assert store.read(SHA256) == CONTENT
    assert store.open(SHA256).read_bytes() == CONTENT
    assert files_in(tmp_path) == [store.open(SHA256)]


def test_i6_twins_keeping_the_same_bytes_at_once_keep_them_once(tmp_path: Path) -> None:
    """No race leaves a torn file."""
    store = LocalStore(tmp_path)
    kept: list[str] = []
    threads = [
        threading.Thread(target=lambda: kept.append(store.keep(io.BytesIO(CONTENT))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == [SHA256] * 8
    assert files_in(tmp_path) == [store.open(SHA256)]


def test_i6_damage_on_the_disk_is_found_on_every_read(tmp_path: Path) -> None:
    """One flipped bit, and neither way of reading gives the bytes; keeping does not hide it."""
    store = LocalStore(tmp_path)
    store.keep(io.BytesIO(CONTENT))
    path = store.open(SHA256)
    path.chmod(0o600)
    path.write_bytes(CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))
    with pytest.raises(BytesDamaged):
        store.read(SHA256)
    with pytest.raises(BytesDamaged):
        store.open(SHA256)
    with pytest.raises(BytesDamaged):
        store.keep(io.BytesIO(CONTENT))


def test_bytes_that_were_never_kept_are_missing(tmp_path: Path) -> None:
    """A fault, said plainly."""
    store = LocalStore(tmp_path)
    with pytest.raises(BytesMissing):
        store.read(SHA256)
    with pytest.raises(BytesMissing):
        store.open(SHA256)


@pytest.mark.parametrize("text", ["", "../../etc/passwd", "doc_..", SHA256.upper(), f"{SHA256}\n"])
def test_nothing_but_an_id_or_a_digest_becomes_a_path(tmp_path: Path, text: str) -> None:
    """Paths are made of checked words only."""
    store = LocalStore(tmp_path)
    with pytest.raises(ValueError, match="not"):
        store.read(text)
    with pytest.raises(ValueError, match="not"):
        store.staged(text)


def test_discarding_forgets_what_was_staged_and_only_that(tmp_path: Path) -> None:
    """Twice is as good as once; kept bytes stay."""
    store = LocalStore(tmp_path)
    store.keep(io.BytesIO(CONTENT))
    with store.stage(DOC, limit=10) as incoming:
        incoming.finish()
    store.discard(DOC)
    store.discard(DOC)
    assert store.staged(DOC) is None
    assert store.read(SHA256) == CONTENT


def test_sweeping_takes_old_transfers_only(tmp_path: Path) -> None:
    """What a crash left behind goes; what is on its way stays."""
    store = LocalStore(tmp_path)
    (tmp_path / "incoming" / "left-behind").write_bytes(b"x")
    now = datetime.now(UTC)
    assert store.sweep(now - timedelta(hours=1)) == 0
    assert store.sweep(now + timedelta(hours=1)) == 1
    assert files_in(tmp_path) == []
