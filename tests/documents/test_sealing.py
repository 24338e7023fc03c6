"""The seal: what a person sees, and what a machine can prove."""

import io
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Pdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from api.documents.ports import Stamp
from api.gateways.label import LABEL_HEIGHT, LABEL_WIDTH, draw_label
from api.gateways.sealing import CertificateSealer, top_right_of
from api.gateways.signing import DEVELOPMENT_NAME, development_credentials, signer_of_file
from tests.documents.pdfs import a_pdf, a_turned_pdf
from tests.documents.seals import sealing_with

STAMP = Stamp(
    case_number="DCPI 1/2022",
    court_name_en="District Court",
    court_name_tc="區域法院",
    document_reference="012345678901",
    sealed_at=datetime(2022, 5, 9, 8, 3, tzinfo=UTC),
    filed_at=datetime(2022, 5, 9, 0, 45, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def credentials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A development certificate of our own."""
    return development_credentials(tmp_path_factory.mktemp("seal"))


@pytest.fixture(scope="module")
def sealer(credentials: Path) -> CertificateSealer:
    """A sealer with that certificate."""
    return sealing_with(signer_of_file(credentials), credentials.parent)


def signatures_of(pdf: bytes, credentials: Path) -> list[PdfSignatureStatus]:
    """Validate every signature, trusting the development certificate only."""
    signer = SimpleSigner.load_pkcs12_data(credentials.read_bytes(), other_certs=[])
    trust = ValidationContext(trust_roots=[signer.signing_cert], allow_fetching=False)
    reader = PdfFileReader(io.BytesIO(pdf))
    return [validate_pdf_signature(found, trust) for found in reader.embedded_signatures]


def assert_sealed(pdf: bytes, credentials: Path) -> None:
    """Insist on one sound signature over the whole file."""
    (status,) = signatures_of(pdf, credentials)
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def test_a_sealed_copy_is_signed_over_its_whole_length(
    sealer: CertificateSealer, credentials: Path
) -> None:
    """Intact, valid, and nothing after it."""
    assert_sealed(sealer.seal(a_pdf(), STAMP), credentials)


def test_the_label_says_court_case_time_and_number(sealer: CertificateSealer) -> None:
    """As text on page one that a machine can read, and on no other page."""
    first, second = PdfReader(io.BytesIO(sealer.seal(a_pdf(2), STAMP))).pages
    text = first.extract_text()
    for words in (
        "District Court",
        "DCPI 1/2022",
        "FILED",
        "Mon 9 May 2022, 8:45 am HKT",
        "SEALED",
        "Mon 9 May 2022, 4:03 pm HKT",
        "DRN 0123 4567 8901",
        DEVELOPMENT_NAME,
    ):
        assert words in text
    assert "DRN" not in second.extract_text()


def test_the_label_of_what_the_court_issues_says_so(sealer: CertificateSealer) -> None:
    """It was not filed: it is issued when it is sealed."""
    stamp = replace(STAMP, filed_at=None)
    text = PdfReader(io.BytesIO(sealer.seal(a_pdf(), stamp))).pages[0].extract_text()
    assert "ISSUED" in text
    assert "FILED" not in text


def test_the_document_keeps_its_words_and_pages(
    sealer: CertificateSealer, credentials: Path
) -> None:
    """200 pages with Chinese text."""
    sealed = sealer.seal(a_pdf(200, "申索陳述書"), STAMP)
    assert_sealed(sealed, credentials)
    pages = PdfReader(io.BytesIO(sealed)).pages
    assert len(pages) == 200
    assert "申索陳述書 (200)" in pages[199].extract_text()


def test_one_changed_byte_is_detected(sealer: CertificateSealer, credentials: Path) -> None:
    """In the words of the document itself."""
    sealed = sealer.seal(a_pdf(), STAMP)
    place = sealed.index(b"stream\n") + 20
    tampered = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    (status,) = signatures_of(tampered, credentials)
    assert not status.intact


def test_an_added_revision_is_detected(sealer: CertificateSealer, credentials: Path) -> None:
    """The signature allows no change after it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(sealer.seal(a_pdf(), STAMP)))
    writer.root["/Extra"] = writer.add_object(writer.trailer["/Root"])
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    (status,) = signatures_of(out.getvalue(), credentials)
    assert status.coverage is not SignatureCoverageLevel.ENTIRE_FILE
    assert not status.bottom_line


def test_a_pdf_that_was_signed_before_can_be_sealed(
    sealer: CertificateSealer, credentials: Path, tmp_path: Path
) -> None:
    """The earlier signature stays as a picture; only the seal makes a claim."""
    # Given a PDF that its author signed, visibly, and certified
    author = SimpleSigner.load_pkcs12_data(
        development_credentials(tmp_path).read_bytes(), other_certs=[]
    )
    signed = io.BytesIO()
    PdfSigner(
        PdfSignatureMetadata(field_name="Author", certify=True),
        author,
        new_field_spec=SigFieldSpec("Author", box=(72, 72, 200, 120)),
    ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(a_pdf())), output=signed)
    # When it is sealed
    sealed = sealer.seal(signed.getvalue(), STAMP)
    # Then there is one signature, the seal's, and the author's picture is still on the page
    assert_sealed(sealed, credentials)
    with Pdf.open(io.BytesIO(sealed)) as pdf:
        kinds = [str(note["/Subtype"]) for note in pdf.pages[0].obj["/Annots"]]
    assert kinds.count("/Stamp") == 1


def test_a_sealed_pdf_can_be_filed_and_sealed_again(
    sealer: CertificateSealer, credentials: Path
) -> None:
    """As when a sealed writ is an exhibit in another case."""
    assert_sealed(sealer.seal(sealer.seal(a_pdf(), STAMP), STAMP), credentials)


@pytest.mark.parametrize(
    ("degrees", "corner"),
    [
        (0, (595.2756 - 8, 841.8898 - 8)),
        (90, (8, 841.8898 - 8)),
        (180, (8, 8)),
        (270, (595.2756 - 8, 8)),
    ],
)
def test_the_label_is_at_the_top_right_of_a_turned_page(
    degrees: int, corner: tuple[float, float]
) -> None:
    """A reader's top right is another corner of the sheet for each quarter turn."""
    with Pdf.open(io.BytesIO(a_turned_pdf(degrees))) as pdf:
        place = top_right_of(pdf.pages[0])
    across = place.llx if degrees in (90, 180) else place.urx
    up = place.lly if degrees in (180, 270) else place.ury
    assert (across, up) == pytest.approx(corner, abs=0.01)
    size = (float(place.width), float(place.height))
    upright = (LABEL_WIDTH, LABEL_HEIGHT)
    assert size == pytest.approx(upright if degrees in (0, 180) else upright[::-1])


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (100, 200, 500, 700), (700, 900, -50, -50)])
def test_the_label_is_inside_what_a_reader_sees(
    degrees: int, crop: tuple[float, float, float, float] | None
) -> None:
    """Also where the crop box is small, larger than the sheet, or names other corners."""
    with Pdf.open(io.BytesIO(a_turned_pdf(degrees, crop=crop))) as pdf:
        place = top_right_of(pdf.pages[0])
    left, bottom, right, top = (100, 200, 500, 700) if crop and crop[0] == 100 else (0, 0, 596, 842)
    assert left <= place.llx < place.urx <= right
    assert bottom <= place.lly < place.ury <= top


def test_a_small_sheet_gets_a_small_label() -> None:
    """Never more than half its width or three tenths of its height."""
    with Pdf.open(io.BytesIO(a_pdf(size=(200, 280)))) as pdf:
        place = top_right_of(pdf.pages[0])
    assert place.width <= 100.001
    assert place.height <= 84.001


def test_a_page_that_inherits_what_it_needs_keeps_it(sealer: CertificateSealer) -> None:
    """Resources and size may stand on the tree of pages; stamping must not cut them off."""
    with Pdf.open(io.BytesIO(a_pdf(1, "inherited words"))) as pdf:
        page, tree = pdf.pages[0].obj, pdf.Root["/Pages"]
        for key in ("/Resources", "/MediaBox"):
            tree[key] = page[key]
            del page[key]
        out = io.BytesIO()
        pdf.save(out)
    (page,) = PdfReader(io.BytesIO(sealer.seal(out.getvalue(), STAMP))).pages
    assert "inherited words (1)" in page.extract_text()


def test_every_font_of_the_label_that_prints_is_in_the_label() -> None:
    """It looks the same where no Chinese font is installed: that text is drawn as outlines."""
    with Pdf.open(io.BytesIO(draw_label(STAMP, "somebody"))) as pdf:
        page = pdf.pages[0]
        shown = {
            str(ops.operands[0])
            for ops in pikepdf.parse_content_stream(page)
            if str(ops.operator) == "Tf"
        }
        fonts = page.obj["/Resources"]["/Font"]
        used = [fonts[name] for name in sorted(shown) if fonts[name]["/Subtype"] == "/TrueType"]
        assert len(used) == 2
        assert all("/FontFile2" in font["/FontDescriptor"] for font in used)


def test_the_chinese_name_of_the_court_is_drawn() -> None:
    """Another name, other strokes; every character of both is in the font."""
    blank = replace(STAMP, court_name_tc="")
    with_name, without = draw_label(STAMP, "x"), draw_label(blank, "x")
    assert curves_of(with_name) - curves_of(without) > 100


def curves_of(pdf: bytes) -> int:
    """How many curves a page draws."""
    with Pdf.open(io.BytesIO(pdf)) as drawn:
        operators = [str(ops.operator) for ops in pikepdf.parse_content_stream(drawn.pages[0])]
    return operators.count("c")


def test_development_credentials_are_made_once_and_are_private(tmp_path: Path) -> None:
    """A second start uses the same certificate, and nobody else reads the key."""
    first = development_credentials(tmp_path / "var")
    content = first.read_bytes()
    assert development_credentials(tmp_path / "var") == first
    assert first.read_bytes() == content
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert [p.name for p in first.parent.iterdir()] == ["development-seal.p12"]


def test_the_development_certificate_says_that_it_is_no_courts_seal(credentials: Path) -> None:
    """In its own name, where every reader shows it."""
    signer = SimpleSigner.load_pkcs12_data(credentials.read_bytes(), other_certs=[])
    assert signer.signing_cert is not None
    assert signer.signing_cert.subject.native["common_name"] == DEVELOPMENT_NAME


def test_credentials_that_cannot_be_read_stop_the_start(tmp_path: Path) -> None:
    """Not the first sealing."""
    broken = tmp_path / "seal.p12"
    broken.write_bytes(b"not a key")
    with pytest.raises(ValueError, match="PKCS#12"):
        signer_of_file(broken)
