"""Documents on a local disk, under the SHA-256 of their bytes.

A file is written under another name, forced to the disk, and only then put in its place, so that a
crash leaves it whole or absent. ``incoming/`` holds transfers on their way, ``staged/`` what waits
for its check, ``kept/`` what can no longer change.
"""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from api.documents.ports import BytesDamaged, BytesMissing, TooManyBytes
from api.kernel.ids import is_id

CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_READ_ONLY = 0o440


class Transfer:
    """A transfer on its way in, of at most ``limit`` bytes."""

    def __init__(self, part: Path, target: Path, limit: int) -> None:
        """Open the file the chunks go to."""
        self._part = part
        self._target = target
        self._limit = limit
        self._length = 0
        self._file = part.open("xb")

    def write(self, chunk: bytes) -> None:
        """Take the next chunk. Raises TooManyBytes beyond the limit, before writing it."""
        self._length += len(chunk)
        if self._length > self._limit:
            raise TooManyBytes
        self._file.write(chunk)

    def finish(self) -> int:
        """Make what came durable and put it in place; returns its length."""
        _put_in_place(self._file, self._part, self._target)
        return self._length

    def abandon(self) -> None:
        """Leave no trace of an unfinished transfer; a finished one stays."""
        self._file.close()
        self._part.unlink(missing_ok=True)


class LocalStore:
    """A document store in one directory."""

    def __init__(self, directory: Path) -> None:
        """Make the directory if it is not there."""
        self._incoming = directory / "incoming"
        self._staged = directory / "staged"
        self._kept = directory / "kept"
        for folder in (self._incoming, self._staged, self._kept):
            folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def stage(self, document_id: str, *, limit: int) -> Generator[Transfer, None, None]:
        """Open a transfer of at most ``limit`` bytes; left unfinished, it leaves no trace."""
        transfer = Transfer(self._new_part(), self._staged_path(document_id), limit)
        try:
            yield transfer
        finally:
            transfer.abandon()

    def staged(self, document_id: str) -> BinaryIO | None:
        """Open what was staged last, or None. A later transfer does not disturb an open one."""
        try:
            return self._staged_path(document_id).open("rb")
        except FileNotFoundError:
            return None

    def discard(self, document_id: str) -> None:
        """Forget what was staged, if anything."""
        self._staged_path(document_id).unlink(missing_ok=True)

    def keep(self, source: BinaryIO) -> str:
        """Keep all of a stream durably and return its SHA-256; keeping it again changes nothing."""
        part = self._new_part()
        try:
            with part.open("xb") as file:
                shutil.copyfileobj(source, file, CHUNK)
                file.flush()
                sha256 = _sha256_of(part)
                if self._path(sha256).exists():
                    self.open(sha256)
                else:
                    part.chmod(_READ_ONLY)
                    _put_in_place(file, part, self._path(sha256))
        finally:
            part.unlink(missing_ok=True)
        return sha256

    def open(self, sha256: str) -> Path:
        """Find kept bytes after checking them. Raises BytesMissing, BytesDamaged."""
        path = self._path(sha256)
        try:
            found = _sha256_of(path)
        except FileNotFoundError:
            raise BytesMissing(sha256) from None
        if found != sha256:
            raise BytesDamaged(sha256)
        return path

    def read(self, sha256: str) -> bytes:
        """Read kept bytes and check them. Raises BytesMissing, BytesDamaged."""
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise BytesMissing(sha256) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BytesDamaged(sha256)
        return content

    def sweep(self, before: datetime) -> int:
        """Throw away transfers that a crash left behind before an instant; returns how many."""
        old = [p for p in self._incoming.iterdir() if p.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _new_part(self) -> Path:
        """A name nobody else writes to."""
        return self._incoming / secrets.token_hex(16)

    def _staged_path(self, document_id: str) -> Path:
        """Where a document's bytes wait. Only a document's id becomes part of a path."""
        if not is_id(document_id, "doc"):
            message = "not the id of a document"
            raise ValueError(message)
        return self._staged / document_id

    def _path(self, sha256: str) -> Path:
        """Where bytes of a digest are kept. Only a digest becomes part of a path."""
        if _SHA256.fullmatch(sha256) is None:
            message = "not a SHA-256 in lower-case hex"
            raise ValueError(message)
        return self._kept / sha256[:2] / sha256[2:4] / f"{sha256}.pdf"


def _put_in_place(file: BinaryIO, part: Path, target: Path) -> None:
    """Force a file to the disk, give it its name, and force the name to the disk too."""
    file.flush()
    os.fsync(file.fileno())
    file.close()
    for folder in _missing_folders(target.parent):
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)
    part.replace(target)
    _sync_folder(target.parent)


def _missing_folders(folder: Path) -> list[Path]:
    """The folders on the way to a folder that are not there, outermost first."""
    missing: list[Path] = []
    while not folder.exists():
        missing.insert(0, folder)
        folder = folder.parent
    return missing


def _sync_folder(folder: Path) -> None:
    """Force a folder's list of names to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
