"""Bytes that are not what they say they are: refused in words, and nothing is kept."""

import re
from typing import Any

import pytest

from tests.documents.pdfs import (
    a_pdf,
    a_pdf_without_pages,
    a_truncated_pdf,
    a_zip_named_pdf,
    an_encrypted_pdf,
)
from tests.garbage.door import Door, code_of, is_no

BAD_BYTES = {
    "a truncated PDF": (a_truncated_pdf(), "PdfDoesNotOpen"),
    "a PDF cut inside its first line": (a_pdf()[:7], "PdfDoesNotOpen"),
    "a PDF with a password": (an_encrypted_pdf(), "PdfEncrypted"),
    "an encrypted PDF that opens": (an_encrypted_pdf(user=""), "PdfEncrypted"),
    "a ZIP named .pdf": (a_zip_named_pdf(), "NotAPdf"),
    "a PDF without pages": (a_pdf_without_pages(), "PdfWithoutPages"),
    "one byte": (b"%", "NotAPdf"),
    "only NUL bytes": (b"\0" * 4096, "NotAPdf"),
    "a PDF whose middle is noise": (
        a_pdf()[:600] + bytes(range(256)) * 4 + a_pdf()[600:],
        "PdfDoesNotOpen",
    ),
    "a PDF whose pages are their own parents": (
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
            b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
            b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n102\n%%EOF"
        ),
        None,
    ),
}


@pytest.mark.parametrize("what", BAD_BYTES)
def test_a_file_that_is_no_sound_pdf_is_refused_and_not_stored(door: Door, what: str):
    content, expected = BAD_BYTES[what]
    ticket = door.declare(content)
    assert door.put(ticket["uploadUrl"], content).status_code == 200

    with door.unchanged():
        answer = door.complete(ticket["document"]["id"])

    assert is_no(answer)
    assert expected is None or code_of(answer) == expected
    assert answer["path"] == ["documentId"]


DECLARATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "0 bytes": ({"bytes": 0}, "FileEmpty"),
    "less than nothing": ({"bytes": -1}, "FileEmpty"),
    "two thousand million bytes": ({"bytes": 2**31 - 1}, "FileTooLarge"),
    "an unknown kind": ({"kind": "SHOPPING_LIST"}, "KindNotKnown"),
    "an empty kind": ({"kind": ""}, "KindNotKnown"),
    "a hash of 63 digits": ({"sha256": "a" * 63}, "HashNotAcceptable"),
    "a hash in upper case": ({"sha256": "A" * 64}, "HashNotAcceptable"),
    "a hash with a line break": ({"sha256": "a" * 64 + "\n"}, "HashNotAcceptable"),
    "a hash of full-width digits": ({"sha256": "\uff11" * 64}, "HashNotAcceptable"),
    "no file name": ({"fileName": ""}, "FileNameNotAcceptable"),
    "only the ending": ({"fileName": ".pdf"}, "FileNameNotAcceptable"),
    "an endless file name": ({"fileName": "n" * 10_000 + ".pdf"}, "FileNameNotAcceptable"),
    "a path as file name": ({"fileName": "../../etc/passwd.pdf"}, "FileNameNotAcceptable"),
    "a control character in the name": ({"fileName": "a\x07b.pdf"}, "FileNameNotAcceptable"),
    "a name turned around": ({"fileName": "fdp.\u202etirw.pdf"}, "FileNameNotAcceptable"),
    "another ending": ({"fileName": "writ.exe"}, "FileNameNotAcceptable"),
    "an empty key": ({"idempotencyKey": ""}, "Malformed"),
    "an endless key": ({"idempotencyKey": "k" * 10_000}, "Malformed"),
}


@pytest.mark.parametrize("what", DECLARATIONS)
def test_a_declaration_that_cannot_be_true_is_refused(door: Door, what: str):
    changes, expected = DECLARATIONS[what]

    with door.unchanged():
        answer = door.declare(a_pdf(), **changes)

    assert code_of(answer) == expected
    assert is_no(answer)


def test_bytes_with_another_hash_are_refused(door: Door):
    meant, sent = a_pdf(text="one"), a_pdf(text="two")
    ticket = door.declare(meant, bytes=len(sent))
    assert door.put(ticket["uploadUrl"], sent).status_code == 200

    with door.unchanged():
        assert code_of(door.complete(ticket["document"]["id"])) == "HashDiffers"


def test_fewer_bytes_than_declared_are_refused(door: Door):
    pdf = a_pdf()
    ticket = door.declare(pdf, bytes=len(pdf) + 1)
    assert door.put(ticket["uploadUrl"], pdf).status_code == 200

    with door.unchanged():
        assert code_of(door.complete(ticket["document"]["id"])) == "LengthDiffers"


def test_more_bytes_than_declared_are_turned_away_at_the_door(door: Door):
    pdf = a_pdf()
    ticket = door.declare(pdf, bytes=len(pdf) - 1)

    with door.unchanged():
        taken = door.put(ticket["uploadUrl"], pdf)
        assert (taken.status_code, taken.json()["code"]) == (413, "LengthDiffers")
        assert code_of(door.complete(ticket["document"]["id"])) == "NoBytesYet"


def test_completing_before_any_byte_came_is_refused(door: Door):
    ticket = door.declare(a_pdf(text="nothing sent"))

    with door.unchanged():
        assert code_of(door.complete(ticket["document"]["id"])) == "NoBytesYet"


def test_an_empty_body_is_no_file(door: Door):
    ticket = door.declare(a_pdf(text="empty body"))

    with door.unchanged():
        assert door.put(ticket["uploadUrl"], b"").status_code < 500
        assert code_of(door.complete(ticket["document"]["id"])) in {"LengthDiffers", "NoBytesYet"}


def test_after_a_refusal_the_right_bytes_may_still_be_sent(door: Door):
    pdf = a_pdf(text="second try")
    ticket = door.declare(pdf)
    door.put(ticket["uploadUrl"], b"x" * len(pdf))
    assert code_of(door.complete(ticket["document"]["id"])) == "HashDiffers"

    assert door.put(ticket["uploadUrl"], pdf).status_code == 200

    assert code_of(door.complete(ticket["document"]["id"])) == "UploadCompleted"


def test_stored_bytes_cannot_be_replaced(door: Door):
    pdf = a_pdf(text="stored")
    ticket = door.declare(pdf)
    door.put(ticket["uploadUrl"], pdf)
    door.complete(ticket["document"]["id"])

    with door.unchanged():
        again = door.put(ticket["uploadUrl"], pdf)

    assert (again.status_code, again.json()["code"]) == (409, "AlreadyStored")


def test_an_upload_link_that_ran_out_takes_nothing(door: Door):
    pdf = a_pdf(text="too late")
    ticket = door.declare(pdf)
    now = door.court.hands.now
    door.court.hands.move(days=1)
    try:
        with door.unchanged():
            late = door.put(ticket["uploadUrl"], pdf)
    finally:
        door.court.hands.now = now

    assert (late.status_code, late.json()["code"]) == (410, "UploadLinkExpired")
    assert code_of(door.complete(ticket["document"]["id"])) == "NoBytesYet"


def tampered(url: str) -> list[str]:
    """A link changed in each of its parts, and what never was a link."""
    front, token = url.rsplit("/", 1)
    head, claims, signature = token.split(".")
    flipped = "A" if signature[0] != "A" else "B"
    none = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    tokens = [
        f"{head}.{claims}.{flipped}{signature[1:]}",
        f"{head}.{claims}.",
        f"{head}.{claims}",
        f"{head}.{claims[:-2]}.{signature}",
        f"{none}.{claims}.",
        f"{none}.{claims}.{signature}",
        f"{head}..{signature}",
        "%2e%2e",
        "%2e%2e%2f%2e%2e",
        "a",
        "%00",
        "%ff%fe",
        "%F0%9F%92%A9",
        "W10.W10.W10",  # [] as header, claims and signature
        "bnVsbA.bnVsbA.bnVsbA",  # null
        "MQ.MQ.MQ",  # 1
        "WzFd.e30.e30",
        f"{head}.W10.{signature}",
        "a" * 8_000,
        "W1tb" * 12_000 + ".e30.e30",  # brackets, thousands deep
        f"{token}.{signature}.x.y",
    ]
    return [f"{front}/{t}" for t in tokens]


@pytest.mark.parametrize("which", range(21))
def test_a_tampered_upload_link_is_no_link(door: Door, which: int):
    pdf = a_pdf(text="tampered")
    ticket = door.declare(pdf)
    url = tampered(ticket["uploadUrl"])[which]

    with door.unchanged():
        answer = door.put(url, pdf)

    assert answer.status_code == 404, answer.text[:300]


@pytest.mark.parametrize("which", range(21))
def test_a_tampered_download_link_is_no_link(door: Door, which: int):
    document = door.uploaded()
    query = "query($id: ID!) { node(id: $id) { ... on Document { renditions { downloadUrl } } } }"
    said = door.ask(query, {"id": document}, by="lawyer")
    url = said["data"]["node"]["renditions"][0]["downloadUrl"]
    assert door.client.get(url).status_code == 200

    answer = door.client.get(tampered(url)[which])

    assert answer.status_code == 404, answer.text[:300]


def test_an_upload_link_does_not_download_nor_the_other_way_round(door: Door):
    ticket = door.declare(a_pdf(text="other door"))

    given = door.client.get(re.sub("/uploads/", "/downloads/", ticket["uploadUrl"]))

    assert given.status_code == 404
