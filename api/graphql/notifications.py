"""The Message Box in the contract."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.graphql.context import Info, verb
from api.graphql.words import Node, Refused, Text
from api.notifications import operations
from api.notifications.models import Message as MessageRow
from api.notifications.queries import visible_to
from api.reading.declare import at, part, reads


@reads(MessageRow, visible=visible_to)
class Message(Node):
    """A message in your Message Box. It names no party and no document, only numbers and times."""

    about: str
    """The event it tells of, as `FilingReceived`."""
    subject_id: strawberry.ID
    """The id of what it is about; ask `Query.node` for it."""
    sent_at: datetime
    """When it was put into the box: the instant of the event itself."""
    read_at: datetime | None
    """When it was first marked as read."""
    subject: Text = part("subject_")
    """Its subject line."""
    body: Text = part("body_")
    """What it says."""


@strawberry.input
class MarkMessageReadInput:
    """Which message was read."""

    message_id: strawberry.ID
    """The message's id."""


@strawberry.type
class MessageMarkedRead:
    """The message is marked as read."""

    message: Message
    """The message as it stands now."""


MarkMessageReadResult = Annotated[
    MessageMarkedRead | Refused,
    strawberry.union("MarkMessageReadResult", description="What came of marking a message."),
]


@strawberry.type
class Mutation:
    """The Message Box."""

    @verb
    def mark_message_read(self, info: Info, input: MarkMessageReadInput) -> MarkMessageReadResult:
        """Mark a message of yours as read. The first time counts."""
        with info.context.work() as work:
            message_id = operations.mark_read(work, input.message_id)
        return MessageMarkedRead(message=at(Message, id=message_id))
