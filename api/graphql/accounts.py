"""Accounts in the contract: signing in and out, and who is asking."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from api.accounts import operations, procedures
from api.accounts.models import Account
from api.accounts.models import Organization as OrganizationRow
from api.accounts.queries import organization_visible_to, visible_to
from api.graphql.context import Info, slow_verb, verb
from api.graphql.coverage import Leave
from api.graphql.describing import enumerated
from api.graphql.notifications import Message
from api.graphql.words import Node, Refused
from api.kernel.actors import PUBLIC, AccountKind
from api.reading.connections import Connection
from api.reading.declare import edge, reads

enumerated(AccountKind)


@reads(OrganizationRow, visible=organization_visible_to)
class Organization(Node):
    """A law firm, a department or another body with an Organization Account."""

    name: str
    """Its name."""
    code: str
    """Its short code, unique in the system."""
    leaves: list[Leave] = edge(order=("from_on", "id"))
    """The court's leaves for it not to begin electronically, earliest first."""


@reads(Account, visible=visible_to)
class Viewer(Node):
    """Who is asking: your own account, and nobody else's."""

    kind: AccountKind
    """The kind of account. It never changes."""
    name: str
    """The holder's name."""
    email: str
    """Where notices are sent besides the Message Box."""
    organization: Organization | None = edge(via="organization_id")
    """The organisation the account belongs to; null for an Individual User and for staff."""
    messages: Connection[Message] = edge(order=("-sent_at", "-id"), cursors=True)
    """The Message Box, newest first."""


@strawberry.input
class SignInInput:
    """A sign-in name and a password."""

    sign_in_name: str
    """The name chosen at registration; upper and lower case are alike."""
    password: str
    """The password."""


@strawberry.type
class SignedIn:
    """A session began. Keep the token as carefully as the password."""

    token: str
    """Send it with every request: `Authorization: Bearer <token>`. Shown once."""
    expires_at: datetime
    """When the session ends by itself."""
    kind: AccountKind
    """The kind of account that signed in."""


@strawberry.type
class SignedOut:
    """The session is over; its token means nothing any more."""

    at: datetime
    """When it ended."""


SignInResult = Annotated[
    SignedIn | Refused,
    strawberry.union("SignInResult", description="What came of signing in."),
]
SignOutResult = Annotated[
    SignedOut | Refused,
    strawberry.union("SignOutResult", description="What came of signing out."),
]


def _own(row: Any, _args: Any, viewer: Any) -> Any:
    return row.id == viewer.id


@strawberry.type
class Query:
    """Who is asking."""

    viewer: Viewer | None = edge(where=_own)
    """Who is asking; null for the public."""


@strawberry.type
class Mutation:
    """Sessions."""

    @slow_verb
    def sign_in(self, info: Info, input: SignInInput) -> SignInResult:
        """Begin a session. One answer for a wrong name, a wrong password and a closed account."""
        signed = procedures.sign_in_or_refuse(
            info.context.building.works, input.sign_in_name, input.password
        )
        return SignedIn(token=signed.token, expires_at=signed.expires_at, kind=signed.account.kind)

    @verb
    def sign_out(self, info: Info) -> SignOutResult:
        """End the session of the token this request came with. A second time changes nothing."""
        with info.context.building.works.open(PUBLIC) as work:
            operations.sign_out(work, info.context.token or "")
        return SignedOut(at=work.at)
