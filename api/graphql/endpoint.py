"""GraphQL over HTTP, as the draft standard has it: one address, POST and GET, JSON in and out.

Nothing here knows a type of the contract. A query travels by GET or POST, anything else by POST.
The token comes in the Authorization header only, so that no foreign page can act for a signed-in
user. Statuses: 200 for what was executed; 400 for what could not be, if the client takes
``application/graphql-response+json`` (else 200, as older clients expect); 401 for a token that
means nothing; 405, 406, 413, 415 for the envelope; 503 when too many new documents wait.

It is a bare ASGI application, because on a small query a framework's request, response and
middleware cost more than the answer.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast
from urllib.parse import parse_qsl

import orjson
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.reading.answers import Answer
from api.reading.desk import Busy, Desk
from api.reading.engine import Asked, OnlyReads, Unauthenticated
from api.reading.pipelines import Waiting

GRAPHQL: Final = "application/graphql-response+json"
JSON: Final = "application/json"
MOST_BYTES: Final = 256 * 1024
MOST_THROWN_AWAY: Final = 16 * 1024 * 1024
WATCH_AFTER_SECONDS: Final = 0.1
_UTF8: Final = ("utf-8", "utf8")
_PREFLIGHT: Final = (
    b"graphql-require-preflight",
    b"apollo-require-preflight",
    b"x-apollo-operation-name",
)
GUARDS: Final = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
"""On every answer of the building: no foreign script, no framing, no sniffing, no referrer."""
HEADERS: Final = {
    media: [
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"accept, authorization"),
        *GUARDS,
    ]
    for media in (GRAPHQL, JSON)
}
Headers = dict[bytes, bytes]


class BadEnvelope(Exception):
    """The HTTP request is not one that GraphQL travels in."""

    def __init__(
        self, status: int, code: str, message: str, more: Sequence[tuple[bytes, bytes]] = ()
    ) -> None:
        """Say which status, which code, what is wrong, and which headers belong to it."""
        super().__init__(message)
        self.status, self.code, self.message, self.more = status, code, message, more


class Gone(Exception):
    """The client went away."""


@dataclass(frozen=True)
class Endpoint:
    """The address of the API. ``context`` makes what resolvers receive from a token."""

    desk: Desk
    context: Callable[[str | None], Any]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: Headers = dict(scope["headers"])
        try:
            body = await _body(receive)
            media = negotiated(scope["method"], headers)
            is_get = scope["method"] == "GET"
            query = _from_query(scope["query_string"], headers) if is_get else None
            asked = self._asked(headers, query or _from_body(headers, body), is_get=is_get)
            answer = await _Watch(receive).over(self.desk.answer, asked)
        except Gone:
            return
        except (BadEnvelope, Unauthenticated, OnlyReads, Busy) as no:
            await _send(send, turned_away(no))
        else:
            await _send(send, replied(answer, media))

    def at_once(self, headers: Headers, body: bytes, waiting: Waiting) -> Callable[[], None] | None:
        """Ask what a POST asks, if it can be answered without a task; see :meth:`Desk.at_once`."""
        asked = self._asked(headers, _from_body(headers, body), is_get=False)
        return self.desk.at_once(asked, waiting)

    def _asked(self, headers: Headers, given: dict[str, Any], *, is_get: bool) -> Asked:
        token = _token(headers.get(b"authorization"))
        return Asked(
            query=given["query"],
            variables=given.get("variables"),
            operation_name=given.get("operationName") or None,
            token=token,
            context=self.context(token),
            only_reads=is_get,
        )


class _Watch:
    """Sees to it that nothing is done for a client who has gone away."""

    __slots__ = ("is_gone", "receive", "task")

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.task: asyncio.Task[None] | None = None
        self.is_gone = False

    async def over(self, answer: Callable[[Asked], Any], asked: Asked) -> Answer:
        """Wait for an answer; after a moment, also for the client's leaving. Raises: Gone."""
        asking = cast("asyncio.Task[None]", asyncio.current_task())
        timer = asyncio.get_running_loop().call_later(WATCH_AFTER_SECONDS, self._begin, asking)
        try:
            return await answer(asked)
        except asyncio.CancelledError:
            if not self.is_gone:
                raise
            asking.uncancel()
            raise Gone from None
        finally:
            timer.cancel()
            if self.task is not None:
                self.task.cancel()

    def _begin(self, asking: "asyncio.Task[None]") -> None:
        self.task = asyncio.get_running_loop().create_task(self._watched(asking))

    async def _watched(self, asking: "asyncio.Task[None]") -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        self.is_gone = True
        asking.cancel()


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back over HTTP."""

    status: int
    media: str
    body: bytes
    more: Sequence[tuple[bytes, bytes]] = ()

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """Every header of it."""
        return [*HEADERS[self.media], (b"content-length", b"%d" % len(self.body)), *self.more]


def replied(answer: Answer, media: str) -> Reply:
    """Put an answer into the media type that the client takes."""
    status = 400 if answer.is_request_error and media == GRAPHQL else 200
    return Reply(status, media, answer.body)


def turned_away(no: Exception) -> Reply:
    """Say why a request was not answered."""
    bad = _envelope(no)
    said = {"errors": [{"message": bad.message, "extensions": {"code": bad.code}}]}
    return Reply(bad.status, JSON, orjson.dumps(said), bad.more)


async def _send(send: Send, reply: Reply) -> None:
    start = {"type": "http.response.start", "status": reply.status, "headers": reply.headers}
    await send(start)
    await send({"type": "http.response.body", "body": reply.body})


def _envelope(no: Exception) -> BadEnvelope:
    """What each refusal of the envelope says."""
    if isinstance(no, BadEnvelope):
        return no
    if isinstance(no, Unauthenticated):
        message = "The token is not valid, or not any more. Sign in again."
        return BadEnvelope(401, "UNAUTHENTICATED", message, [(b"www-authenticate", b"Bearer")])
    if isinstance(no, Busy):
        message = "Too many new documents wait to be checked. Send it again in a second."
        return BadEnvelope(503, "BUSY", message, [(b"retry-after", b"1")])
    return _not_allowed("A mutation travels by POST.")


def _not_allowed(message: str) -> BadEnvelope:
    return BadEnvelope(405, "METHOD_NOT_ALLOWED", message, [(b"allow", b"GET, POST")])


# --- the envelope ---------------------------------------------------------------------------------


def negotiated(method: str, headers: Headers) -> str:
    """Choose the media type of the answer by the method and the Accept header."""
    if method not in {"GET", "POST"}:
        raise _not_allowed("Use POST, or GET for a query.")
    chosen = _chosen(headers.get(b"accept") or b"*/*")
    if chosen is None:
        raise BadEnvelope(406, "NOT_ACCEPTABLE", f"Answers come as {GRAPHQL} or {JSON}.")
    return chosen


@lru_cache(maxsize=256)
def _chosen(accept: bytes) -> str | None:
    offers = {GRAPHQL: GRAPHQL, JSON: JSON, "*/*": JSON, "application/*": JSON}
    best, chosen = 0.0, None
    for part in accept.decode("latin-1").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = _weight(parameters)
        if name in offers and weight > best:
            best, chosen = weight, offers[name]
    return chosen


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0


async def _body(receive: Receive) -> bytes | None:
    """Read the request to its end, so that any answer is heard; None if it is too long."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body"):
        return body if len(body) <= MOST_BYTES else None
    return await _collected(message, receive)


async def _collected(message: Any, receive: Receive) -> bytes | None:
    body, length = bytearray(), 0
    while message["type"] != "http.disconnect":
        part: bytes = message.get("body", b"")
        length += len(part)
        if length <= MOST_BYTES:
            body += part
        if not message.get("more_body") or length > MOST_THROWN_AWAY:
            return bytes(body) if length <= MOST_BYTES else None
        message = await receive()
    raise Gone


def _from_body(headers: Headers, body: bytes | None) -> dict[str, Any]:
    if not _is_json(headers.get(b"content-type") or b""):
        raise BadEnvelope(415, "UNSUPPORTED_MEDIA_TYPE", f"Send the request as {JSON}, in UTF-8.")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        message = "Send the body as it is, without Content-Encoding."
        raise BadEnvelope(415, "UNSUPPORTED_MEDIA_TYPE", message)
    if body is None:
        raise BadEnvelope(413, "TOO_LARGE", f"A request has at most {MOST_BYTES} bytes.")
    return _checked(_parsed(body, "The body"))


@lru_cache(maxsize=256)
def _is_json(content_type: bytes) -> bool:
    kind, *parameters = (p.strip().lower() for p in content_type.decode("latin-1").split(";"))
    charsets = [p[8:].strip('"') for p in parameters if p.startswith("charset=")]
    return kind == JSON and all(charset in _UTF8 for charset in charsets)


def _from_query(query_string: bytes, headers: Headers) -> dict[str, Any]:
    foreign = headers.get(b"sec-fetch-site") == b"cross-site"
    if foreign and not any(name in headers for name in _PREFLIGHT):
        message = "A cross-site GET needs the header GraphQL-Require-Preflight."
        raise BadEnvelope(403, "PREFLIGHT_NEEDED", message)
    try:
        given: dict[str, Any] = dict(parse_qsl(query_string.decode("latin-1"), errors="strict"))
    except ValueError:
        raise BadEnvelope(400, "BAD_REQUEST", "The query string is not UTF-8.") from None
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _parsed(given[name].encode(), f"'{name}'")
    return _checked(given)


def _parsed(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:
        raise BadEnvelope(400, "BAD_REQUEST", f"{what} is not JSON.") from None


def _checked(given: Any) -> dict[str, Any]:
    """Insist on the members of a GraphQL request and their types; unknown members are ignored."""
    if not isinstance(given, dict):
        raise BadEnvelope(400, "BAD_REQUEST", "A request is one JSON object, and no batch.")
    members = cast("dict[str, Any]", given)
    for name, types, said in _MEMBERS:
        if not isinstance(members.get(name), types):
            raise BadEnvelope(400, "BAD_REQUEST", f"'{name}' must be {said}.")
    return members


_MEMBERS: Final[tuple[tuple[str, tuple[type, ...], str], ...]] = (
    ("query", (str,), "a string"),
    ("variables", (dict, type(None)), "an object"),
    ("operationName", (str, type(None)), "a string"),
    ("extensions", (dict, type(None)), "an object"),
)


def _token(header: bytes | None) -> str | None:
    """Take the bearer token; another scheme is no token of ours."""
    if header is None:
        return None
    scheme, _, token = header.decode("latin-1").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated
    return token.strip()


class Guarded:
    """Puts on every answer what keeps browsers from being fooled: no foreign host, no framing."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add the headers to its answer."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in GUARDS:
                    headers.setdefault(name.decode(), value.decode())
            await send(message)

        await self._app(scope, receive, guarded)
