"""Virus scanners: clamd over its INSTREAM protocol, and one for practice that knows EICAR.

INSTREAM (clamd(8)): ``zINSTREAM`` and a zero byte, then chunks, each after its length in four bytes
in network order; a length of zero ends them. The answer ends in a zero byte: ``stream: OK``,
``stream: <name> FOUND`` or a sentence that ends in ``ERROR``. Beyond its StreamMaxLength clamd says
so and hangs up, perhaps while bytes are still being sent.
"""

import re
import socket
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO
from urllib.parse import urlsplit

from api.documents.ports import ScannerSilent, Verdict
from api.documents.states import ScanState

CHUNK = 64 * 1024
SECONDS = 60.0
CLAMD_PORT = 3310
MOST_ANSWER = 4096
_LENGTH = struct.Struct("!I")
_FOUND = re.compile(r"stream: (?P<name>.+) FOUND")

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""In two parts, so that a scanner does not take this file for the test file."""
MOST_INFLATED = 1 << 20
MOST_INFLATED_TOGETHER = 256 << 20
_STREAM = re.compile(rb"stream\r?\n")


class ClamdScanner:
    """Has a running clamd look at bytes."""

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        """Take ``tcp://host:port`` or ``unix:///path``. Refuses: ValueError, another address."""
        address = urlsplit(url)
        if address.scheme == "unix" and address.path:
            self._family, self._address = socket.AF_UNIX, address.path
        elif address.scheme == "tcp" and address.hostname:
            self._family = socket.AF_INET
            self._address = (address.hostname, address.port or CLAMD_PORT)
        else:
            message = "ICMS_SCANNER_URL is tcp://host:port or unix:///path"
            raise ValueError(message)
        self._seconds = seconds

    def scan(self, source: BinaryIO) -> Verdict:
        """Send all bytes and take the answer. Raises ScannerSilent: nobody there, or no answer."""
        until = time.monotonic() + self._seconds
        try:
            with self._connected() as line:
                # clamd that hangs up early has said why; its answer decides.
                with suppress(BrokenPipeError, ConnectionResetError):
                    self._send(line, source, until)
                answer = self._answer(line, until)
        except OSError as silent:
            raise ScannerSilent(str(silent)) from silent
        return _read(answer)

    def _connected(self) -> socket.socket:
        if isinstance(self._address, tuple):
            return socket.create_connection(self._address, timeout=self._seconds)
        line = socket.socket(self._family, socket.SOCK_STREAM)
        try:
            line.settimeout(self._seconds)
            line.connect(self._address)
        except OSError:
            line.close()
            raise
        return line

    def _send(self, line: socket.socket, source: BinaryIO, until: float) -> None:
        line.sendall(b"zINSTREAM\0")
        source.seek(0)
        while chunk := source.read(CHUNK):
            line.settimeout(_left(until))
            line.sendall(_LENGTH.pack(len(chunk)) + chunk)
        line.sendall(_LENGTH.pack(0))

    def _answer(self, line: socket.socket, until: float) -> str:
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < MOST_ANSWER:
            line.settimeout(_left(until))
            more = line.recv(MOST_ANSWER)
            if not more:
                break
            answer += more
        return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _read(answer: str) -> Verdict:
    """Understand an answer. What is no verdict on these bytes is worth another try."""
    if answer == "stream: OK":
        return Verdict(ScanState.CLEAN)
    found = _FOUND.fullmatch(answer)
    if found:
        return Verdict(ScanState.INFECTED, found["name"])
    if "size limit exceeded" in answer:
        return Verdict(ScanState.UNSCANNABLE, answer)
    raise ScannerSilent(answer or "no answer")


class PracticeScanner:
    """Knows one string, the EICAR test string: as it is, and in the deflated streams of a PDF.

    No protection: an installation that takes files from outside sets a real scanner.
    """

    def scan(self, source: BinaryIO) -> Verdict:
        """Look at all bytes, and at the beginning of every stream inside them."""
        source.seek(0)
        content = source.read()
        if EICAR in content or any(EICAR in inflated for inflated in _inflated(content)):
            return Verdict(ScanState.INFECTED, "EICAR test string")
        return Verdict(ScanState.CLEAN)


def _inflated(content: bytes) -> Iterator[bytes]:
    """The beginning of each deflated stream, within bounds however far it would inflate."""
    left = MOST_INFLATED_TOGETHER
    for begin in _STREAM.finditer(content):
        if left <= 0:
            return
        with suppress(zlib.error):
            part = content[begin.end() : begin.end() + MOST_INFLATED]
            inflated = zlib.decompressobj().decompress(part, MOST_INFLATED)
            left -= len(inflated)
            yield inflated
