"""What a file must be, tried with real files."""

import hashlib
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.documents.rules import (
    Declared,
    FileEmpty,
    FileNameNotAcceptable,
    FileTooLarge,
    HashDiffers,
    HashNotAcceptable,
    KindNotKnown,
    LengthDiffers,
    NotAPdf,
    PdfDoesNotOpen,
    PdfEncrypted,
    PdfTooManyPages,
    PdfWithoutPages,
    broken_name_rule,
    check_declared,
    check_received,
    inspect_pdf,
    shortened,
)
from api.kernel.refusals import Refusal
from api.reference.loading import published
from tests.documents.pdfs import (
    a_pdf,
    a_pdf_without_pages,
    a_truncated_pdf,
    a_zip_named_pdf,
    an_encrypted_pdf,
)
from tests.documents.steps import INSPECTOR

POLICY = published().file_policy(date(2022, 5, 6))
KINDS = published().document_kinds.keys()
SHA256 = "0" * 64
SOUND = a_pdf(2)


def declared(
    *, kind: str = "WRIT_OF_SUMMONS", name: str = "writ.pdf", size: int = 100, sha256: str = SHA256
) -> Declared:
    """A declaration that is in order but for what a test changes."""
    return Declared(kind=kind, file_name=name, bytes=size, sha256=sha256)


def declared_for(content: bytes) -> Declared:
    """A true declaration of some bytes."""
    return declared(size=len(content), sha256=hashlib.sha256(content).hexdigest())


def test_a_sound_declaration_passes() -> None:
    """Nothing is refused."""
    check_declared(declared(), kinds=KINDS, policy=POLICY)


@pytest.mark.parametrize(
    "name", ["writ.pdf", "WRIT.PDF", "傳訊令狀.pdf", "Chan 陳 v. Sé & Co (1).pdf"]
)
def test_names_in_any_script_are_accepted(name: str) -> None:
    """Scripts, spaces and signs are the author's affair."""
    assert broken_name_rule(name, POLICY) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "writ.docx",
        ".pdf",
        " writ.pdf",
        "../writ.pdf",
        "a\\b.pdf",
        "wr\x00it.pdf",
        "writ\n.pdf",
        "writ\u202efdp.pdf",
        "writ\ud800.pdf",
        "a" * 197 + ".pdf",
        "w" * 10_000 + ".pdf",
    ],
)
def test_names_that_hide_or_break_something_are_refused(name: str) -> None:
    """Each is refused with sentences that can be printed in every language."""
    with pytest.raises(FileNameNotAcceptable) as refused:
        check_declared(declared(name=name), kinds=KINDS, policy=POLICY)
    sentence = refused.value.sentence
    assert refused.value.path == ("fileName",)
    assert len(sentence.en.encode()) < 400
    assert sentence.tc != sentence.en


def test_the_longest_name_is_counted_in_characters() -> None:
    """200 characters are accepted, 201 are not."""
    assert broken_name_rule("訴" * 196 + ".pdf", POLICY) is None
    assert broken_name_rule("訴" * 197 + ".pdf", POLICY) is not None


@pytest.mark.parametrize(
    ("wrong", "refusal", "field"),
    [
        (declared(kind="LOVE_LETTER"), KindNotKnown, "kind"),
        (declared(size=0), FileEmpty, "bytes"),
        (declared(size=-1), FileEmpty, "bytes"),
        (declared(size=POLICY.max_bytes_per_document + 1), FileTooLarge, "bytes"),
        (declared(sha256="0" * 63), HashNotAcceptable, "sha256"),
        (declared(sha256="A" * 64), HashNotAcceptable, "sha256"),
        (declared(sha256="0" * 64 + "\n"), HashNotAcceptable, "sha256"),
    ],
)
def test_a_wrong_declaration_is_refused_about_its_field(
    wrong: Declared, refusal: type[Refusal], field: str
) -> None:
    """The refusal names the file and the field."""
    with pytest.raises(refusal) as refused:
        check_declared(wrong, kinds=KINDS, policy=POLICY)
    assert refused.value.path == (field,)
    assert "writ.pdf" in refused.value.sentence.en
    assert "writ.pdf" in refused.value.sentence.tc


def test_the_largest_file_allowed_is_accepted() -> None:
    """The limit itself is inside."""
    check_declared(declared(size=POLICY.max_bytes_per_document), kinds=KINDS, policy=POLICY)


def test_bytes_that_are_what_was_declared_are_counted_in_pages() -> None:
    """Length, digest and pages agree."""
    assert (
        check_received(declared_for(SOUND), io.BytesIO(SOUND), INSPECTOR, policy=POLICY).pages == 2
    )


def test_a_200_page_pdf_with_chinese_text_is_accepted() -> None:
    """Long and Chinese is ordinary."""
    long = a_pdf(200, "申索陳述書 Statement of Claim")
    assert (
        check_received(declared_for(long), io.BytesIO(long), INSPECTOR, policy=POLICY).pages == 200
    )


def test_shorter_or_longer_bytes_are_refused() -> None:
    """The lengths stand in the refusal."""
    with pytest.raises(LengthDiffers) as refused:
        check_received(declared_for(SOUND), io.BytesIO(SOUND[:-1]), INSPECTOR, policy=POLICY)
    assert refused.value.facts["declared"] == len(SOUND)
    assert refused.value.facts["received"] == len(SOUND) - 1


def test_another_file_of_the_same_length_is_refused() -> None:
    """One byte differs."""
    other = SOUND[:-1] + bytes([SOUND[-1] ^ 1])
    with pytest.raises(HashDiffers):
        check_received(declared_for(SOUND), io.BytesIO(other), INSPECTOR, policy=POLICY)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (a_zip_named_pdf(), NotAPdf),
        (b"\n" + SOUND, NotAPdf),
        (b"%PDF", NotAPdf),
        (a_truncated_pdf(), PdfDoesNotOpen),
        (b"%PDF-1.7\n" + b"\x00" * 500, PdfDoesNotOpen),
        (an_encrypted_pdf(), PdfEncrypted),
        (an_encrypted_pdf(user=""), PdfEncrypted),
        (a_pdf_without_pages(), PdfWithoutPages),
    ],
    ids=["zip", "not at byte 0", "only 4 bytes", "cut", "zeros", "password", "encrypted", "empty"],
)
def test_what_is_no_sound_pdf_is_refused(content: bytes, refusal: type[Refusal]) -> None:
    """Each has a refusal of its own, with a remedy in both languages."""
    with pytest.raises(refusal) as refused:
        check_received(declared_for(content), io.BytesIO(content), INSPECTOR, policy=POLICY)
    assert "writ.pdf" in refused.value.sentence.en
    assert refused.value.advice.en
    assert refused.value.advice.tc


def test_one_page_too_many_is_refused() -> None:
    """The limit itself is inside."""
    assert inspect_pdf(io.BytesIO(SOUND), INSPECTOR, file_name="a.pdf", most_pages=2).pages == 2
    with pytest.raises(PdfTooManyPages):
        inspect_pdf(io.BytesIO(SOUND), INSPECTOR, file_name="a.pdf", most_pages=1)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_bytes_are_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    """No damage gets past as a fault of ours."""
    # Given a sound PDF with some bytes changed and perhaps cut off
    damaged = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 12))):
        damaged[data.draw(st.integers(0, len(SOUND) - 1))] = data.draw(st.integers(0, 255))
    content = bytes(damaged[: data.draw(st.integers(0, len(SOUND)))])
    # When it is inspected, then it has pages or there is a refusal
    try:
        assert (
            inspect_pdf(io.BytesIO(content), INSPECTOR, file_name="a.pdf", most_pages=10).pages >= 1
        )
    except Refusal as refused:
        assert refused.sentence.en  # noqa: PT017 - any refusal is right, any other error is not


def test_a_name_in_a_sentence_is_short_and_plain() -> None:
    """Long names are cut, unseen characters shown as question marks."""
    assert shortened("a\x00b") == "a?b"
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 59 + "…"
