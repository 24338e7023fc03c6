"""The verbs of the notifications room."""

from typing import Any

from sqlmodel import select

from api.kernel.events import Event
from api.kernel.refusals import NotFound
from api.kernel.work import Work
from api.notifications.models import Message
from api.notifications.queries import visible_to
from api.notifications.rules import LETTERS, Letter


def tell(work: Work, event: Event) -> None:
    """Put what an event means into the Message Box of whomever it concerns."""
    told = LETTERS[type(event)](event)
    for letter in told if isinstance(told, tuple) else (told,):
        _put(work, event, letter)


def _put(work: Work, event: Event, letter: Letter) -> None:
    """Put one letter into one box."""
    work.session.add(
        Message(
            id=work.new_id("msg"),
            account_id=letter.account_id,
            about=event.name,
            subject_id=event.subject_id,
            sent_at=work.at,
            subject_en=letter.subject.en,
            subject_tc=letter.subject.tc,
            subject_sc=letter.subject.sc,
            body_en=letter.body.en,
            body_tc=letter.body.tc,
            body_sc=letter.body.sc,
        )
    )


def mark_read(work: Work, message_id: str) -> str:
    """Note that a message was read; the first time counts.

    Refuses: NotFound.
    """
    rows: Any = Message
    found = select(Message).where(Message.id == message_id, visible_to(rows, work.viewer))
    message = work.session.exec(found.with_for_update()).first()
    if message is None:
        raise NotFound("messageId")
    message.read_at = message.read_at or work.at
    return message.id
