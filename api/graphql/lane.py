"""The express lane of the door: a known query is answered without a task.

For every request uvicorn makes a task, a scope, an event and four messages; on a small query they
cost more than the answer. So a POST to ``/graphql`` is first shown to the engine: if its document
and plan are known, the statement leaves at once, and the database's bytes go from its socket to
the client's. Anything else, and whatever is wrong with a request, goes uvicorn's own way from the
start.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Final

from graphql import GraphQLError
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.graphql.endpoint import (
    HEADERS,
    MOST_BYTES,
    BadEnvelope,
    Endpoint,
    Headers,
    Reply,
    negotiated,
    replied,
    turned_away,
)
from api.reading.engine import OnlyReads, Unauthenticated, refusal
from api.reading.inputs import BadRequest

PATH: Final = b"/graphql"
WRONG: Final = (BadEnvelope, Unauthenticated, OnlyReads, BadRequest, GraphQLError)


def _block(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%s: %s\r\n" % header for header in headers)


_BLOCKS: Final = {media: _block(headers) for media, headers in HEADERS.items()}


class Known:
    """A known query on its way. It stands where uvicorn's protocol has a request's cycle."""

    def __init__(self, lane: "Lane", media: str, *, keep_alive: bool) -> None:
        """Wait for the answer."""
        self._lane = lane
        self._media = media
        self.keep_alive = keep_alive
        self.disconnected = False
        self.response_complete = False
        self.message_event = self
        self.give_up: Callable[[], None] | None = None

    def set(self) -> None:
        """Hear from uvicorn that the client has left."""
        if self.give_up is not None and not self.response_complete:
            self.give_up()

    def done(self) -> bool:
        """Whether nobody waits any more."""
        return self.disconnected or self.response_complete

    def set_result(self, result: bytes | None, /) -> None:
        """Send the database's bytes; without a row, the viewer was not seated."""
        if result is None:
            self._reply(turned_away(Unauthenticated()))
            return
        length = b"content-length: %d\r\n" % len(result)
        self._send(STATUS_LINE[200] + _BLOCKS[self._media] + length, result)

    def set_exception(self, exception: Any, /) -> None:
        """Say that there is no answer, under a reference."""
        self._reply(replied(refusal(exception), self._media))

    def _reply(self, reply: Reply) -> None:
        self._send(STATUS_LINE[reply.status] + _block(reply.headers), reply.body)

    def _send(self, head: bytes, body: bytes) -> None:
        self.response_complete = True
        self._lane.send(head, body, keep_alive=self.keep_alive)


class Lane(HttpToolsProtocol):
    """uvicorn's own protocol, and beside it the short way. Made by :func:`lane`."""

    endpoint: ClassVar[Endpoint]
    cycle: Any
    _body: bytes | None = None

    def on_headers_complete(self) -> None:
        """Hold back a request that might be answered at once, until its body is there."""
        if self._is_promising():
            self._body = b""
        else:
            super().on_headers_complete()

    def _is_promising(self) -> bool:
        parser: Any = self.parser
        is_ours = self.url == PATH and parser.get_method() == b"POST"
        is_free = self.cycle is None or self.cycle.response_complete
        is_plain = not (self.expect_100_continue or parser.should_upgrade())
        is_watched = self.config.access_log or self.limit_concurrency is not None
        return is_ours and is_free and is_plain and not is_watched and not self.flow.write_paused

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        if self._body is not None and len(self._body) + len(body) <= MOST_BYTES:
            self._body += body
            return
        self._go_the_long_way()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Answer the request that is now whole."""
        if self._body is not None and self._is_asked(self._body):
            self._body = None
            return
        self._go_the_long_way()
        super().on_message_complete()

    def _go_the_long_way(self) -> None:
        """Let uvicorn begin, where it would have begun."""
        body, self._body = self._body, None
        if body is not None:
            super().on_headers_complete()
            super().on_body(body)

    def _is_asked(self, body: bytes) -> bool:
        """Ask at once, if that can be; what is wrong is said on the long way."""
        headers: Headers = dict(self.headers)
        parser: Any = self.parser
        is_lasting = parser.get_http_version() != "1.0" and parser.should_keep_alive()
        try:
            known = Known(self, negotiated("POST", headers), keep_alive=is_lasting)
            known.give_up = self.endpoint.at_once(headers, body, known)
        except WRONG:
            return False
        if known.give_up is None:
            return False
        self.cycle = known
        return True

    def send(self, head: bytes, body: bytes, *, keep_alive: bool) -> None:
        """Write an answer, and be ready for the next request."""
        if self.transport.is_closing():
            return
        close = b"" if keep_alive else b"connection: close\r\n"
        own = _block(self.server_state.default_headers)
        self.transport.write(b"%s%s%s\r\n%s" % (head, own, close, body))
        if not keep_alive:
            self.transport.close()
        self.on_response_complete()


def lane(endpoint: Endpoint) -> type[Lane]:
    """Make the protocol that serves this door: uvicorn's ``http=``."""
    return type("LaneOfDoor", (Lane,), {"endpoint": endpoint})
