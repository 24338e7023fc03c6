"""The seal as others see it: OpenSSL and Poppler, which know nothing of what made it."""

import io
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Pdf
from PIL import Image, ImageChops

from api.documents.ports import Stamp
from api.gateways.label import draw_label
from api.gateways.sealing import CertificateSealer, stamped_copy
from api.gateways.signing import (
    HeldElsewhere,
    SignerSilent,
    development_credentials,
    development_time_credentials,
    signer_of_file,
)
from api.gateways.time_stamping import authority_at
from tests.documents.pdfs import a_pdf, a_turned_pdf
from tests.documents.seals import (
    Signature,
    certificate_of,
    openssl_accepts,
    openssl_accepts_time,
    sealing_with,
    signature_in,
)

STAMP = Stamp(
    case_number="DCPI 1/2022",
    court_name_en="District Court",
    court_name_tc="區域法院",
    document_reference="012345678901",
    sealed_at=datetime(2022, 5, 9, 8, 3, tzinfo=UTC),
    filed_at=datetime(2022, 5, 9, 0, 45, tzinfo=UTC),
)
AS_FILED = a_pdf(3, "申索陳述書")


@dataclass(frozen=True)
class Sealed:
    """A sealed copy with its signature, and the certificates that vouch for it."""

    pdf: bytes
    found: Signature
    seal: Path
    time: Path
    folder: Path


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    folder = tmp_path_factory.mktemp("seen")
    credentials = development_credentials(folder / "seal")
    pdf = sealing_with(signer_of_file(credentials), folder).seal(AS_FILED, STAMP)
    (folder / "sealed.pdf").write_bytes(pdf)
    return Sealed(
        pdf,
        signature_in(pdf),
        certificate_of(credentials, folder),
        certificate_of(development_time_credentials(folder / "time"), folder),
        folder,
    )


def test_openssl_finds_the_seal_sound(sealed: Sealed):
    assert openssl_accepts(sealed.found, sealed.found.signed, sealed.seal, sealed.folder)


def test_openssl_trusts_no_other_certificate(sealed: Sealed, tmp_path: Path):
    other = certificate_of(development_credentials(tmp_path), tmp_path)
    assert not openssl_accepts(sealed.found, sealed.found.signed, other, sealed.folder)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_one_changed_byte_breaks_the_seal_wherever_it_is(sealed: Sealed, data: st.DataObject):
    place = data.draw(st.integers(0, len(sealed.found.signed) - 1), "place")
    mask = data.draw(st.integers(1, 255), "mask")
    signed = bytearray(sealed.found.signed)
    signed[place] ^= mask
    assert not openssl_accepts(sealed.found, bytes(signed), sealed.seal, sealed.folder)


def test_nothing_is_left_unsigned_but_the_signature_itself(sealed: Sealed):
    before, after = sealed.found.gap
    assert re.fullmatch(rb"<[0-9a-fA-F]+>", sealed.pdf[before:after])
    assert len(sealed.found.signed) == len(sealed.pdf) - (after - before)


def test_openssl_finds_a_time_stamp_on_the_signature(sealed: Sealed):
    found = sealed.found
    assert openssl_accepts_time(found.token, found.value, sealed.time, sealed.folder)
    other = bytes([found.value[0] ^ 1]) + found.value[1:]
    assert not openssl_accepts_time(found.token, other, sealed.time, sealed.folder)
    assert not openssl_accepts_time(found.token, found.value, sealed.seal, sealed.folder)


def test_the_time_stamp_says_when_the_clock_stamped_it(sealed: Sealed):
    (sealed.folder / "shown.der").write_bytes(sealed.found.token)
    told = ["ts", "-reply", "-token_in", "-in", sealed.folder / "shown.der", "-token_out", "-text"]
    shown = subprocess.run(["openssl", *told], capture_output=True, check=True).stdout.decode()
    assert "Time stamp: May  9 08:03:07 2022 GMT" in shown


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="Poppler's pdfsig is not installed")
def test_poppler_finds_one_valid_signature_over_the_whole_document(sealed: Sealed):
    told = ["pdfsig", "-nocert", sealed.folder / "sealed.pdf"]
    shown = subprocess.run(told, capture_output=True, check=True).stdout.decode()
    assert shown.count("Signature #") == 1
    assert "Total document signed" in shown
    assert "Signature Validation: Signature is Valid." in shown
    assert "Signature Type: ETSI.CAdES.detached" in shown


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="Poppler's pdfsig is not installed")
def test_poppler_finds_a_changed_word(sealed: Sealed, tmp_path: Path):
    place = sealed.pdf.index(b"stream\n") + 20
    changed = bytearray(sealed.pdf)
    changed[place] ^= 1
    (tmp_path / "changed.pdf").write_bytes(bytes(changed))
    told = ["pdfsig", "-nocert", tmp_path / "changed.pdf"]
    shown = subprocess.run(told, capture_output=True, check=False).stdout.decode()
    assert "Signature is Valid" not in shown


# --- what was filed is what is sealed -------------------------------------------------------------


def operators_of(page: pikepdf.Page) -> list[bytes]:
    """What a page draws, operator by operator."""
    return [pikepdf.unparse_content_stream([ops]) for ops in pikepdf.parse_content_stream(page)]


def test_the_sealed_copy_draws_every_page_as_filed():
    """I-6: the label is added, nothing is taken away."""
    copy = stamped_copy(AS_FILED, draw_label(STAMP, "somebody"))
    with Pdf.open(io.BytesIO(AS_FILED)) as filed, Pdf.open(io.BytesIO(copy)) as stamped:
        assert len(filed.pages) == len(stamped.pages)
        first, *others = zip(filed.pages, stamped.pages, strict=True)
        drawn, with_label = operators_of(first[0]), operators_of(first[1])
        starts = range(len(with_label) - len(drawn) + 1)
        assert any(with_label[at : at + len(drawn)] == drawn for at in starts)
        assert len(with_label) > len(drawn)
        for before, after in others:
            assert operators_of(before) == operators_of(after)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="Poppler's pdftoppm is not installed")
@pytest.mark.parametrize("degrees", [0, 90])
def test_the_sealed_copy_looks_as_filed_outside_its_label(
    sealed: Sealed, tmp_path: Path, degrees: int
):
    """I-6: rendered, only the corner with the label differs."""
    as_filed = a_turned_pdf(degrees)
    copy = stamped_copy(as_filed, draw_label(STAMP, "somebody"))
    before, after = pictured(as_filed, tmp_path / "a"), pictured(copy, tmp_path / "b")
    assert before.size == after.size
    left, top, right, bottom = ImageChops.difference(before, after).getbbox() or (0, 0, 0, 0)
    wide, high = before.size
    assert (right > wide * 0.9, top < high * 0.05) == (True, True)
    assert left > wide * 0.45
    assert bottom < high * 0.31


def pictured(pdf: bytes, stem: Path) -> Image.Image:
    """The first page of a PDF as Poppler draws it."""
    source = stem.with_suffix(".pdf")
    source.write_bytes(pdf)
    told = ["pdftoppm", "-r", "50", "-f", "1", "-l", "1", "-singlefile", "-png", source, stem]
    subprocess.run(told, check=True, capture_output=True)
    with Image.open(stem.with_suffix(".png")) as picture:
        return picture.convert("L")


# --- keys and clocks elsewhere --------------------------------------------------------------------


@pytest.fixture(scope="module")
def elsewhere() -> tuple[Path, Path]:
    """A key and certificate that OpenSSL made and keeps."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        told = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        told += ["-keyout", key, "-out", certificate, "-days", "36500"]
        told += ["-subj", "/CN=A seal in hardware"]
        subprocess.run(["openssl", *told], check=True, capture_output=True)
        yield key, certificate


def test_a_key_held_elsewhere_sees_digests_only(elsewhere: tuple[Path, Path], tmp_path: Path):
    """As with a hardware module: the program is given 32 bytes, and keeps what it was given."""
    key, certificate = elsewhere
    program = tmp_path / "sign"
    program.write_text(
        f"#!/bin/sh\ncat > {tmp_path}/given\n"
        f"openssl pkeyutl -sign -inkey {key} -pkeyopt digest:sha256 -in {tmp_path}/given\n"
    )
    program.chmod(0o700)
    sealer = sealing_with(HeldElsewhere(certificate, [str(program)]), tmp_path)
    found = signature_in(sealer.seal(AS_FILED, STAMP))
    assert openssl_accepts(found, found.signed, certificate, tmp_path)
    assert len((tmp_path / "given").read_bytes()) == 32


@pytest.mark.parametrize("program", [["false"], ["true"], ["/nowhere/at/all"]])
def test_a_silent_key_seals_nothing(
    elsewhere: tuple[Path, Path], tmp_path: Path, program: list[str]
):
    sealer = sealing_with(HeldElsewhere(elsewhere[1], program), tmp_path)
    with pytest.raises(SignerSilent):
        sealer.seal(AS_FILED, STAMP)


def test_a_certificate_without_a_program_stops_the_start(elsewhere: tuple[Path, Path]):
    """Not the first sealing."""
    with pytest.raises(ValueError, match="needs the program"):
        HeldElsewhere(elsewhere[1], [])


def test_a_silent_time_authority_seals_nothing(tmp_path: Path):
    signer = signer_of_file(development_credentials(tmp_path))
    sealer = CertificateSealer(signer, authority_at("http://127.0.0.1:9/time"))
    with pytest.raises(OSError, match="timestamp server"):
        sealer.seal(AS_FILED, STAMP)
