"""The verbs of the audit room."""

from collections.abc import Sequence

import orjson
from sqlmodel import col, select

from api.audit.models import AuditEntry, AuditHead
from api.audit.rules import GENESIS, digest_of
from api.kernel.events import Event
from api.kernel.storage import insert_unless_there
from api.kernel.work import Work


def append(work: Work, events: Sequence[Event]) -> None:
    """Write events at the end of the chain.

    Called last in a work, so that the head is locked for the shortest time and always after every
    other lock.
    """
    work.session.flush()
    insert_unless_there(work.session, AuditHead, {"id": 1, "number": 0, "digest": GENESIS})
    head = work.session.exec(select(AuditHead).where(AuditHead.id == 1).with_for_update()).one()
    work.session.refresh(head)
    for event in events:
        entry = _entry(work, event, head)
        head.number, head.digest = entry.number, entry.digest
        work.session.add(entry)


def _entry(work: Work, event: Event, head: AuditHead) -> AuditEntry:
    """Make the entry that follows the head."""
    facts = orjson.dumps(event.facts, option=orjson.OPT_SORT_KEYS).decode()
    kind = work.actor.kind or work.actor.name
    actor = f"{work.actor.account_id or ''}/{kind}"
    number = head.number + 1
    return AuditEntry(
        number=number,
        at=work.at,
        actor_id=work.actor.account_id,
        actor_kind=kind,
        event=event.name,
        subject_id=event.subject_id,
        facts=facts,
        previous=head.digest,
        digest=digest_of(
            number=number,
            at=work.at,
            actor=actor,
            event=event.name,
            subject_id=event.subject_id,
            facts=facts,
            previous=head.digest,
        ),
    )


def first_break(work: Work) -> int | None:
    """Walk the whole chain; the number of the first entry that does not fit, or None."""
    previous = GENESIS
    for number, entry in enumerate(
        work.session.exec(select(AuditEntry).order_by(col(AuditEntry.number))), start=1
    ):
        expected = digest_of(
            number=number,
            at=entry.at,
            actor=f"{entry.actor_id or ''}/{entry.actor_kind}",
            event=entry.event,
            subject_id=entry.subject_id,
            facts=entry.facts,
            previous=previous,
        )
        if entry.number != number or entry.previous != previous or entry.digest != expected:
            return number
        previous = entry.digest
    head = work.session.get(AuditHead, 1)
    if head is None:
        return None if previous == GENESIS else 1
    return None if head.digest == previous else head.number
