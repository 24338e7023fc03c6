"""GraphQL over HTTP, as the draft standard has it: one address, POST and GET, JSON in and out.

Nothing here knows a type of the contract. A query travels by GET or POST, anything else by POST.
The token comes in the Authorization header only, so that no foreign page can act for a signed-in
user. Statuses: 200 for what was executed; 400 for what could not be, if the client takes
``application/graphql-response+json`` (else 200, as older clients expect); 401 for a token that
means nothing; 405, 406, 413, 415 for the envelope.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import anyio.to_thread
import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.reading.engine import Answer, Asked, Reader, Unauthenticated

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
MOST_BYTES = 256 * 1024
_PREFLIGHT = ("graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name")
_HEADERS = {"cache-control": "no-store", "vary": "accept, authorization"}


class BadEnvelope(Exception):
    """The HTTP request is not one that GraphQL travels in."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Say which status, which code and what is wrong."""
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True)
class Endpoint:
    """The address of the API. ``context`` makes what resolvers receive from a token."""

    reader: Reader
    context: Callable[[str | None], Any]

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        try:
            media = _negotiated(request)
            asked = await self._asked(request)
            return await self._answered(request, asked, media)
        except BadEnvelope as bad:
            return _error(bad.status, bad.code, bad.message)
        except Unauthenticated:
            message = "The token is not valid, or not any more. Sign in again."
            return _error(401, "UNAUTHENTICATED", message, {"www-authenticate": "Bearer"})

    async def _answered(self, request: Request, asked: Asked, media: str) -> Response:
        if request.method == "GET" and self.reader.is_mutation(asked):
            raise BadEnvelope(405, "METHOD_NOT_ALLOWED", "A mutation travels by POST.")
        answer: Answer = await anyio.to_thread.run_sync(self.reader.answer, asked)
        status = 400 if answer.is_request_error and media == GRAPHQL else 200
        headers = {**_HEADERS, "content-type": f"{media}; charset=utf-8"}
        return Response(answer.body, status, headers)

    async def _asked(self, request: Request) -> Asked:
        given = _from_query(request) if request.method == "GET" else await _from_body(request)
        token = _token(request)
        return Asked(
            query=given["query"],
            variables=given.get("variables"),
            operation_name=given.get("operationName") or None,
            token=token,
            context=self.context(token),
        )


def _negotiated(request: Request) -> str:
    """Choose the media type of the answer by the Accept header."""
    if request.method not in {"GET", "POST"}:
        raise BadEnvelope(405, "METHOD_NOT_ALLOWED", "Use POST, or GET for a query.")
    accept = request.headers.get("accept") or "*/*"
    offers = {GRAPHQL: GRAPHQL, JSON: JSON, "*/*": JSON, "application/*": JSON}
    best, chosen = 0.0, None
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = _weight(parameters)
        if name in offers and weight > best:
            best, chosen = weight, offers[name]
    if chosen is None:
        raise BadEnvelope(406, "NOT_ACCEPTABLE", f"Answers come as {GRAPHQL} or {JSON}.")
    return chosen


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0


async def _from_body(request: Request) -> dict[str, Any]:
    kind = (request.headers.get("content-type") or "").split(";")[0].strip().lower()
    if kind != JSON:
        raise BadEnvelope(415, "UNSUPPORTED_MEDIA_TYPE", f"Send the request as {JSON}.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise BadEnvelope(413, "TOO_LARGE", f"A request has at most {MOST_BYTES} bytes.")
    return _checked(_parsed(bytes(body), "The body"))


def _from_query(request: Request) -> dict[str, Any]:
    foreign = request.headers.get("sec-fetch-site") == "cross-site"
    if foreign and not any(name in request.headers for name in _PREFLIGHT):
        message = "A cross-site GET needs the header GraphQL-Require-Preflight."
        raise BadEnvelope(403, "PREFLIGHT_NEEDED", message)
    given: dict[str, Any] = {name: v for name, v in request.query_params.items() if v}
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
    shape: tuple[tuple[str, tuple[type, ...], str], ...] = (
        ("query", (str,), "a string"),
        ("variables", (dict, type(None)), "an object"),
        ("operationName", (str, type(None)), "a string"),
        ("extensions", (dict, type(None)), "an object"),
    )
    for name, types, said in shape:
        if not isinstance(members.get(name), types):
            raise BadEnvelope(400, "BAD_REQUEST", f"'{name}' must be {said}.")
    return members


def _token(request: Request) -> str | None:
    """Take the bearer token; another scheme is no token of ours."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated
    return token.strip()


def _error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    more = {"allow": "GET, POST"} if status == 405 else {}  # noqa: PLR2004 - the status itself
    return Response(
        orjson.dumps(body),
        status,
        {**_HEADERS, **more, **(headers or {}), "content-type": f"{JSON}; charset=utf-8"},
    )
