"""What leaves the engine: the bytes of an answer, and how errors are shown or hidden."""

import logging
import secrets
from dataclasses import dataclass
from typing import Any, Final

import orjson
from graphql import ExecutionResult, GraphQLError

from api.reading.lines import TooSlow
from api.reading.viewers import Unauthenticated

INVALID: Final = {"code": "INVALID_REQUEST"}
LONGEST_MESSAGE: Final = 400
_log = logging.getLogger("api.reading")


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of a response. A request error means that nothing was executed."""

    body: bytes
    is_request_error: bool = False
    has_errors: bool = False


def refused(errors: list[GraphQLError]) -> Answer:
    """Answer that the request is wrong, and how."""
    for error in errors:
        if len(error.message) > LONGEST_MESSAGE:
            error.message = f"{error.message[:LONGEST_MESSAGE]} ..."
        error.extensions = {**INVALID, **(error.extensions or {})}
    body = orjson.dumps({"errors": [error.formatted for error in errors]})
    return Answer(body, is_request_error=True, has_errors=True)


def faulted(fault: Exception) -> Answer:
    """Answer that something went wrong here, under a reference."""
    body = {"data": None, "errors": [_masked(GraphQLError("", original_error=fault)).formatted]}
    return Answer(orjson.dumps(body), has_errors=True)


def walked(result: ExecutionResult, extensions: dict[str, Any]) -> Answer:
    """Print what graphql-core made. Raises: Unauthenticated."""
    body: dict[str, Any] = {"data": result.data}
    for error in result.errors or ():
        if isinstance(_cause(error), Unauthenticated):
            raise Unauthenticated
    if result.errors:
        body["errors"] = [_shown(error).formatted for error in result.errors]
    body["extensions"] = extensions
    return Answer(orjson.dumps(body), has_errors=bool(result.errors))


def _cause(error: GraphQLError) -> BaseException | None:
    """What was raised first, through however many GraphQL errors it was wrapped."""
    cause: Any = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _shown(error: GraphQLError) -> GraphQLError:
    """A GraphQL error is meant to be read; anything else is a fault of ours."""
    return error if isinstance(_cause(error), GraphQLError) else _masked(error)


def _masked(error: GraphQLError) -> GraphQLError:
    """Hide a fault behind a reference, under which the log has the rest."""
    reference = secrets.token_hex(5)
    cause = _cause(error)
    is_slow = isinstance(cause, TooSlow)
    _log.error("fault %s", reference, exc_info=None if is_slow else cause)
    message = (
        "This took too long and was stopped. Ask for less at once."
        if is_slow
        else "Something went wrong on our side."
    )
    return GraphQLError(
        message,
        error.nodes,
        path=error.path,
        extensions={"code": "TOO_SLOW" if is_slow else "INTERNAL", "reference": reference},
    )
