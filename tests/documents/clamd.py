"""A small real clamd for tests: it speaks INSTREAM on a socket, and knows one signature."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.gateways.scanning import EICAR


class _Talk(socketserver.BaseRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        server: Any = self.server
        command = self._exactly(len(b"zINSTREAM\0"))
        assert command == b"zINSTREAM\0"
        server.talks += 1
        if server.mute:
            server.ended.wait(30)
            return
        content = b""
        while length := struct.unpack("!I", self._exactly(4))[0]:
            content += self._exactly(length)
            if len(content) > server.most:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        server.lengths.append(len(content))
        self.request.sendall(server.answer or self._verdict(content))

    def _verdict(self, content: bytes) -> bytes:
        return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"

    def _exactly(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            more = self.request.recv(count - len(taken))
            if not more:
                raise ConnectionAbortedError
            taken += more
        return taken


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Hang up without a word, as clamd does."""


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def clamd(
    *,
    most: int = 1 << 30,
    answer: bytes = b"",
    mute: bool = False,
    path: Path | None = None,
    port: int = 0,
) -> Iterator[tuple[str, Any]]:
    """A server that runs, by its address and itself."""
    server: Any = _Unix(str(path), _Talk) if path else _Tcp(("127.0.0.1", port), _Talk)
    server.most, server.answer, server.mute = most, answer, mute
    server.talks, server.lengths, server.ended = 0, [], threading.Event()
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    running.start()
    try:
        where = f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
        yield where, server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
        running.join()


def nobody() -> str:
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{free.getsockname()[1]}"
