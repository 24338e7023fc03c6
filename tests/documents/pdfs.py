"""Makers of real PDFs, sound and broken, for every test that puts bytes in."""

import io
import zipfile

import pikepdf
from pikepdf import Pdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

CHINESE_FONT = "MSung-Light"
EMBEDDED_FONT = "Vera"
COURT_WORDS = """
BETWEEN Sample Plaintiff and Sample Kites Limited
Statement of truth: I believe that the facts stated here are true."""
"""What makes a paper one that the checks have nothing to say about, for the usual case of tests."""


def a_pdf(
    pages: int = 1, text: str = "WRIT OF SUMMONS 傳訊令狀", size: tuple[float, float] = A4
) -> bytes:
    """A sound PDF whose pages hold lines of text; Chinese in a font that does not come along."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE_FONT))
    pdfmetrics.registerFont(TTFont(EMBEDDED_FONT, f"{EMBEDDED_FONT}.ttf"))
    font = EMBEDDED_FONT if text.isascii() else CHINESE_FONT
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=size)
    for number in range(1, pages + 1):
        sheet.setFont(font, 12)
        for row, line in enumerate(f"{text} ({number})".split("\n")):
            sheet.drawString(72, size[1] - 150 - 16 * row, line)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def a_turned_pdf(degrees: int, *, crop: tuple[float, float, float, float] | None = None) -> bytes:
    """A sound PDF whose first page is turned, and perhaps shows only part of its sheet."""
    with Pdf.open(io.BytesIO(a_pdf(2))) as pdf:
        pdf.pages[0].rotate(degrees, relative=False)
        if crop is not None:
            pdf.pages[0].cropbox = pikepdf.Array(crop)
        return _saved(pdf)


def an_encrypted_pdf(user: str = "secret", owner: str = "owner") -> bytes:
    """A PDF that asks for a password; with ``user=""`` one that opens but is encrypted."""
    with Pdf.open(io.BytesIO(a_pdf())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(user=user, owner=owner))
        return out.getvalue()


def a_truncated_pdf(pages: int = 3) -> bytes:
    """The first two thirds of a sound PDF."""
    whole = a_pdf(pages)
    return whole[: len(whole) * 2 // 3]


def a_pdf_without_pages() -> bytes:
    """A PDF that opens and has no page."""
    with Pdf.new() as pdf:
        return _saved(pdf)


def a_zip_named_pdf() -> bytes:
    """A ZIP archive that only its name calls a PDF."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("writ.txt", "not a writ")
    return out.getvalue()


def _saved(pdf: Pdf) -> bytes:
    """The bytes of a PDF as it stands."""
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()
