"""What one request carries to its resolvers, and how a verb answers.

A mutation is one verb: it opens one work (or hands over to a procedure), makes exactly one call
into a room, and a refusal becomes a member of its union after the work was rolled back.
"""

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import strawberry
from graphql import GraphQLError
from sqlmodel import Session

from api.accounts.queries import actor_of, kind_of_token, live_session
from api.documents.ports import DocumentStore, Inspector, Links
from api.graphql.words import refusal_of
from api.guidance.ports import Library
from api.kernel.actors import PUBLIC, AccountKind, Actor
from api.kernel.refusals import Refusal
from api.kernel.text import Text
from api.kernel.work import Work, Works
from api.payments.ports import CardProvider
from api.reading.declare import COST
from api.reading.viewers import Unauthenticated

SEARCH_COST = 400
VERB_COST = 200
SLOW_VERB_COST = 6_000
"""In objects of an answer: see Limits.cost."""


class SignInNeeded(Refusal):
    """The verb is for signed-in users."""

    message = Text("Sign in first.", "請先登入。")
    remedy = Text(
        "Call signIn and send the token as 'Authorization: Bearer <token>'.",
        "請先以 signIn 登入，並以「Authorization: Bearer <token>」附上權杖。",
    )
    guide = "/help/file/#sign-in"


@dataclass(frozen=True)
class Building:
    """What the building has: database, store of bytes, eyes, links, payment provider, help site."""

    works: Works
    store: DocumentStore
    inspector: Inspector
    links: Links
    provider: CardProvider
    public_url: str
    library: Library


@dataclass(frozen=True)
class Context:
    """One request: the building, and the token that came with it."""

    building: Building
    token: str | None

    def who(self, session: Session, at: datetime) -> Actor:
        """Find who acts, inside the transaction: a revoked token acts no more.

        Refuses: SignInNeeded. Raises: Unauthenticated.
        """
        if self.token is None:
            raise SignInNeeded
        found = live_session(session, self.token, at)
        if found is None:
            raise Unauthenticated
        return actor_of(found[1])

    def whoever(self, session: Session, at: datetime) -> Actor:
        """Find who asks; the public for no token, and for one that cannot be used."""
        found = None if self.token is None else live_session(session, self.token, at)
        return PUBLIC if found is None else actor_of(found[1])

    @property
    def kind(self) -> AccountKind | None:
        """The kind of account that the token claims; every read and every work verifies it."""
        return kind_of_token(self.token)

    def work(self) -> AbstractContextManager[Work]:
        """Open a work for whoever sent this request."""
        return self.building.works.open(who=self.who)


Info = strawberry.Info[Context, None]


def _said(no: Refusal) -> dict[str, Any]:
    """A refusal in the extensions of a GraphQL error, in three languages."""
    message, remedy = no.sentence, no.advice
    return {
        "code": no.code,
        "argument": list(no.path),
        "message": {"en": message.en, "tc": message.tc, "sc": message.sc},
        "remedy": {"en": remedy.en, "tc": remedy.tc, "sc": remedy.sc},
        "guide": no.guide,
    }


def question(resolver: Callable[..., Any], *, cost: int = 1) -> Any:
    """Publish a question that is computed, not read; a refusal becomes a clear GraphQL error."""

    @functools.wraps(resolver)
    def answer(*args: Any, **given: Any) -> Any:
        try:
            return resolver(*args, **given)
        except Refusal as no:
            raise GraphQLError(no.sentence.en, extensions=_said(no)) from no

    return strawberry.field(answer, metadata={COST: cost})


search = functools.partial(question, cost=SEARCH_COST)
"""Publish a question that looks through much to answer."""


def verb(resolver: Callable[..., Any], *, cost: int = VERB_COST) -> Any:
    """Publish a mutation; a refusal becomes its answer. The docstring is its description."""

    @functools.wraps(resolver)
    def answer(*args: Any, **given: Any) -> Any:
        try:
            return resolver(*args, **given)
        except Refusal as no:
            return refusal_of(no)

    return strawberry.mutation(answer, metadata={COST: cost})


slow_verb = functools.partial(verb, cost=SLOW_VERB_COST)
"""Publish a mutation that takes its time on purpose: one fits in a request."""
