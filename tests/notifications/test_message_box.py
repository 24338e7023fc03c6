"""The Message Box: each thing told once, to the one it concerns, in three languages."""

from collections import Counter

import pytest

from api.filings import events as filings
from api.filings.events import FilingRejected
from api.kernel.refusals import NotFound
from api.notifications.models import Message
from api.notifications.operations import mark_read
from api.notifications.rules import LETTERS
from api.reference.loading import published
from tests.audit.test_trail import busy
from tests.filings.steps import DEFENDANT, PLAINTIFF, Rooms

__all__ = ["busy"]


def told(rooms: Rooms, filing_id: str) -> list[str]:
    """What was told of a filing, in order."""
    messages = [m for m in rooms.all(Message) if m.subject_id == filing_id]
    return sorted((m.about for m in messages), key=list(NAMES).index)


NAMES = {kind.__name__: kind for kind in LETTERS}


def test_an_accepted_filing_is_told_step_by_step_and_each_step_once(rooms: Rooms):
    filing_id = rooms.recorded(rooms.decided(rooms.claimed(rooms.received())))
    assert told(rooms, filing_id) == [
        "FilingReceived",
        "FilingAwaitsPayment",
        "FilingPaymentSettled",
        "FilingAccepted",
        "FilingRecorded",
    ]


def test_a_rejected_filing_is_told_with_the_codes_of_its_reasons(rooms: Rooms):
    filing_id = rooms.decided(rooms.claimed(rooms.received()), False)
    assert told(rooms, filing_id)[-1] == "FilingRejected"
    [message] = rooms.all(Message, about="FilingRejected")
    assert message.subject_en == "Decided: T2022-0000001"
    assert "was rejected (ILLEGIBLE)" in message.body_en
    assert "被拒（ILLEGIBLE）" in message.body_tc


def test_i24_a_rejection_says_why_and_how_to_mend_it_in_the_filers_languages(rooms: Rooms):
    rooms.decided(rooms.claimed(rooms.received()), False)
    [message] = rooms.all(Message, about="FilingRejected")
    said = published().rejection_reasons["ILLEGIBLE"]
    for language in ("en", "tc", "sc"):
        body = getattr(message, f"body_{language}")
        assert getattr(said.reason, language) in body
        assert getattr(said.remedy, language) in body


def test_a_message_holds_every_rejection_there_could_be(rooms: Rooms):
    """All reasons at once still fit where a message is kept."""
    every = tuple(published().rejection_reasons)
    by_length = sorted(every, key=lambda c: -len(published().rejection_reasons[c].remedy.en))
    for codes in (every, tuple(by_length)):
        letter = LETTERS[FilingRejected](FilingRejected("flg", "acc", "T2022-0000001", codes))
        assert all(code in letter.body.en for code in codes)
        assert max(map(len, (letter.body.en, letter.body.tc))) <= 2000


def test_a_draft_is_told_to_nobody(rooms: Rooms):
    rooms.draft()
    assert rooms.all(Message) == []


def test_every_message_goes_to_the_owner_of_its_filing_and_is_sent_once(busy: Rooms):
    of_filings = {name for name, kind in NAMES.items() if kind.__module__ == filings.__name__}
    messages = [m for m in busy.all(Message) if m.about in of_filings]
    owners = {m.subject_id: busy.filing(m.subject_id).owner_id for m in messages}
    assert {m.account_id == owners[m.subject_id] for m in messages} == {True}
    doubled = [k for k, n in Counter((m.about, m.subject_id) for m in messages).items() if n > 1]
    assert doubled == []
    assert {m.about for m in messages} == of_filings


def test_every_message_speaks_three_languages_and_names_nobody(busy: Rooms):
    for message in busy.all(Message):
        for part in ("subject", "body"):
            en, tc, sc = (getattr(message, f"{part}_{language}") for language in ("en", "tc", "sc"))
            assert en.isascii()
            assert not tc.isascii()
            assert not sc.isascii()
            for private in (PLAINTIFF.name, DEFENDANT.name, "Sample", "樣本", ".pdf", "@"):
                assert private not in en + tc + sc


def test_a_message_is_read_by_its_owner_only_and_the_first_time_counts(rooms: Rooms):
    rooms.submitted()
    message_id = rooms.all(Message)[0].id
    said = []
    for name in ("colleague", "primary", "rival", "registry", "helpdesk", "auditor"):
        for unknown in (message_id, "msg_00000000000000000000000000"):
            with pytest.raises(NotFound) as no, rooms.by(name) as work:
                mark_read(work, unknown)
            said.append((no.value.code, no.value.path))
    assert set(said) == {("NotFound", ("messageId",))}
    assert rooms.one(Message, message_id).read_at is None

    with rooms.by("lawyer") as work:
        mark_read(work, message_id)
    first = rooms.hands.now
    rooms.hands.move(hours=1)
    with rooms.by("lawyer") as work:
        mark_read(work, message_id)
    assert rooms.one(Message, message_id).read_at == first
