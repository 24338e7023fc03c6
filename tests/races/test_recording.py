"""The record made by several workers at once: sealed once, entered once, no double number."""

import re

from tests.court import Court
from tests.races.together import count, rows, together


def accepted(court: Court, many: int) -> list[str]:
    """Accepted filings whose record has not been made yet."""
    return [court.decide(court.claimed(court.received(key=f"f {n}")))["id"] for n in range(many)]


def test_i1_document_reference_numbers_issued_at_once_are_all_different(racing: Court):
    filings = accepted(racing, 4)
    job = racing.parts.outbox.do_due

    together([job] * 4)

    assert count(racing, "outbox_job", "done_at IS NULL") == 0

    states = {racing.filing(f, by="registry")["state"] for f in filings}
    assert states == {"RECORDED"}
    numbers = [
        n
        for (n,) in rows(
            racing, "SELECT document_reference FROM document WHERE document_reference IS NOT NULL"
        )
    ]
    sealed = count(racing, "document", "sealed_at IS NOT NULL")
    assert len(numbers) == len(set(numbers)) == sealed > 0
    assert all(re.fullmatch(r"[0-9]{12}", n) for n in numbers)


def test_a_record_made_by_workers_at_once_is_made_once(racing: Court):
    (filing,) = accepted(racing, 1)

    together([racing.parts.outbox.do_due] * 3)

    assert count(racing, "outbox_job", "done_at IS NULL") == 0

    assert racing.filing(filing, by="registry")["state"] == "RECORDED"
    entries = [n for (n,) in rows(racing, "SELECT number FROM register_entry ORDER BY number")]
    assert entries == list(range(1, 4))
    sealed = count(racing, "document", "sealed_at IS NOT NULL")
    assert count(racing, "rendition", "kind = 'SEALED'") == sealed > 0
    assert count(racing, "audit_entry", "event = 'FilingRecorded'") == 1
    assert count(racing, "audit_entry", "event = 'DocumentSealed'") == sealed
