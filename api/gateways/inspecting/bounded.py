"""Has PDFs looked into by processes that are ended when they take too long."""

import logging
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO

import orjson

from api.documents.ports import Inspection, Unreadable, Why
from api.gateways.inspecting.worker import HEAD

SECONDS = 25.0
MOST_PROCESSES = 2
_PROGRAM = Path(__file__).parents[3]
_log = logging.getLogger("api.gateways.inspecting")


class BoundedInspector:
    """Looks into PDFs, a few at a time; each in at most ``seconds``."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Start nothing yet."""
        self._seconds = seconds
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._places = threading.BoundedSemaphore(MOST_PROCESSES)

    def inspect(self, source: BinaryIO, *, most_pages: int) -> Inspection | Unreadable:
        """Look into a PDF from its first byte. A process that dies of it found it too heavy."""
        with self._places:
            process = self._process()
            answer = self._asked(process, source, most_pages)
            if answer is None:
                process.kill()
                process.communicate()
                _log.warning("a PDF ended the process that looked into it")
                return Unreadable(Why.TOO_HEAVY)
            self._idle.put(process)
        return _said(orjson.loads(answer))

    def close(self) -> None:
        """End the processes that wait."""
        while True:
            try:
                process = self._idle.get_nowait()
            except Empty:
                return
            process.kill()
            process.communicate()

    def _process(self) -> subprocess.Popen[bytes]:
        """Take a process that waits and lives, or start one."""
        while True:
            try:
                process = self._idle.get_nowait()
            except Empty:
                return _started()
            if process.poll() is None:
                return process
            process.communicate()

    def _asked(
        self, process: subprocess.Popen[bytes], source: BinaryIO, most_pages: int
    ) -> bytes | None:
        """Send the bytes and wait for the line; None where the process ended or was ended."""
        pipes: Any = process
        end = threading.Timer(self._seconds, process.kill)
        end.start()
        try:
            length = source.seek(0, 2)
            source.seek(0)
            pipes.stdin.write(HEAD.pack(most_pages, length))
            shutil.copyfileobj(source, pipes.stdin)
            pipes.stdin.flush()
            line: bytes = pipes.stdout.readline()
        except BrokenPipeError:
            return None
        finally:
            end.cancel()
        return line if line.endswith(b"\n") else None


def _started() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "api.gateways.inspecting.worker"]
    return subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
        command,
        cwd=_PROGRAM,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _said(answer: dict[str, Any]) -> Inspection | Unreadable:
    if "no" in answer:
        return Unreadable(Why(answer["no"]["why"]))
    return Inspection.of(answer["inspection"])
